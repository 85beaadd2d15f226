"""Curator: thousands of photographs to Wikimedia Commons at exactly the pace Commons allows."""

VERSION = "0.1.0"  # as in pyproject.toml, which no deployed function has

"""Curator: thousands of photographs to Wikimedia Commons at exactly the pace Commons allows."""

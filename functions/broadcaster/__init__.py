"""Tells subscribers what changed in the uploads table."""

"""The scanner function."""

"""Trying uploads again: as copies in a batch of their own, so that what happened before stays on record."""

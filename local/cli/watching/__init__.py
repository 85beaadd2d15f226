"""Watching a batch from a terminal: what its messages say, bars that move, and how it ended."""

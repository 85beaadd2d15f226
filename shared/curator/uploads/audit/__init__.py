"""What became of each photograph of a batch, and how: every attempt and why it ended."""

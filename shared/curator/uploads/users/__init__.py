"""Who has ever begun a batch."""

"""What the listings over everybody's uploads read, so that a page costs the same however many uploads there are."""

"""Images per user and hour."""

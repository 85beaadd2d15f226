"""What organisations and repositories have in common: how they are kept, listed and found."""

"""Having rows pushed to their watchers once more."""

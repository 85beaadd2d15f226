"""Objects that are to be removed."""

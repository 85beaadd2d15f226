"""The resizer function."""

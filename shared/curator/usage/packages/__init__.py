"""The packages that somebody uses, or has asked for."""

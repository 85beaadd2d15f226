"""Incidents: what an alarm rang for, from when to when, and what was done about it without anybody."""

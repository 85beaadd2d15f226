"""Brings the rows of a package in step with what one of its repositories declares."""

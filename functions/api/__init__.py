"""The HTTP API: logging in, health, and the web client's files."""

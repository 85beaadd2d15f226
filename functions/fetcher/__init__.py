"""Fetches collections from their sources: longer than a WebSocket request may take."""

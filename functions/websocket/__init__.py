"""The WebSocket API's function: opening and closing sockets, and every message a client sends."""

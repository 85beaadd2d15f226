"""Streams: what everybody who watches the same thing is pushed, at most once a second, each message with its number."""

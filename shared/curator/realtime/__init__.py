"""One real-time connection per client: the protocol's messages, routing them, and pushing what changes.

`protocol` and `router` need pydantic and serve the websocket function; everything else is light.
"""

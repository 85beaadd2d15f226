"""One real-time connection per client: the protocol's messages, routing them, and pushing what changes.

A message comes in one of two envelopes, `{type, data}` or `{pkg_id, req_id, data}`, and is answered in the same one
(`packages`). `protocol`, `registration` and `router` need pydantic and serve the websocket function; everything else is
light.
"""

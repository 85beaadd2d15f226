"""The second envelope: `{pkg_id, req_id, data}`, a message by its number, answered by the id of the request.

`numbers` gives every message its number, `shapes` turns a message's content into a package's and back, `envelopes`
answers a client in the form it asked in.
"""

"""deps.dev: which versions of a package there are, and where it is developed.

Replies follow docs.deps.dev/api/v3 and the messages of google/deps.dev's api.proto, as JSON. It needs no key,
and documents no limit.
"""

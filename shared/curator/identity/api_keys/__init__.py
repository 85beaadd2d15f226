"""API keys: what programs show instead of a login, in the header `X-API-Key`.

    curator_<8 characters: the key's public id>_<43 characters: 256 random bits>

tiers      how many calls a minute each tier has
models     a key, and what may be told of it
texts      making a key's text, taking it apart, and the digest that is kept of it
keys       making, listing, rotating and revoking keys
checking   whose key it is that somebody shows
uses       how often keys are used, by day
store      keeps them; `rows` knows how they lie in the table

Of a key's text only a digest is kept; whoever loses it rotates the key. A key proves who made it, with the key's tier
and without any role, and only to routes that take keys (`functions.api.usage.guards`).
"""

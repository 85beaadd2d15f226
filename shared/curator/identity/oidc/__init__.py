"""Bearer tokens of an OpenID Connect issuer: where its keys are found, and what its tokens say of roles.

`settings` is light; `documents` imports httpx and `key_set` PyJWT, when the first token of an issuer comes.
"""

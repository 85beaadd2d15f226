"""Random identifiers. Everything that needs one takes a function of this shape, so that tests can name their own."""

import secrets

EDIT_GROUP_ALPHABET = "0123456789abcdef"


def random_token(size_bytes: int = 32) -> str:
    """Return an unguessable URL-safe string carrying `size_bytes` of randomness."""
    return secrets.token_urlsafe(size_bytes)


def random_edit_group_id() -> str:
    """Return 12 hexadecimal characters, the form the EditGroups tool reads from edit summaries."""
    return "".join(secrets.choice(EDIT_GROUP_ALPHABET) for _ in range(12))

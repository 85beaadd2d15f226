"""How API keys are written down as items, and read back. The only place that knows these keys of the identity table.

PK                  SK                    attributes
APIKEY#<id>         KEY                   digest, last_four, name, tier, rate_limit, counted, user_id, username,
                                          created_at, valid_until, rotated_at, previous_digest, previous_until,
                                          revoked_at
APIKEY#<id>         USE                   last_used_at, days: a map of how many calls by day
APIKEYS             KEY#<created>#<id>    id: of all keys, by age
APIKEYS#<user id>   KEY#<created>#<id>    id: of one user's
APIKEYS#<user id>   HELD                  held: the counted keys of a user that may still open something, a map from id
                                          to the first moment that is too late, 0 for none

A key that ends by itself or is revoked stays on show for a while, then the TTL (`expires_at`) removes its rows.
"""

from dataclasses import fields

from curator.foundation.table import PARTITION, SORT, Item, Key
from curator.identity.api_keys.models import ApiKey, Use
from curator.identity.api_keys.tiers import Tier

ALL = "APIKEYS"
ROW, USE, HELD = "KEY", "USE", "HELD"  # sort keys, the first also begins those of lists
END_OF_LIST = "KEY#~"  # sorts after all rows of a list


def key_of(item: Item) -> ApiKey:
    """Return the key that an item holds."""
    known = {one.name: item[one.name] for one in fields(ApiKey) if one.name in item}
    return ApiKey(**{**known, "tier": Tier(known["tier"])})


def use_of(item: Item) -> Use:
    """Return how a key is used, as an item says."""
    return Use(last_used_at=item.get("last_used_at"), calls=dict(item.get("days", {})))


def row_key(key_id: str) -> Key:
    """Return where a key is."""
    return {PARTITION: f"APIKEY#{key_id}", SORT: ROW}


def use_key(key_id: str) -> Key:
    """Return where it is told how a key is used."""
    return {PARTITION: f"APIKEY#{key_id}", SORT: USE}


def held_key(user_id: str) -> Key:
    """Return where it is told which keys a user holds."""
    return {PARTITION: f"{ALL}#{user_id}", SORT: HELD}


def list_keys(key: ApiKey) -> tuple[Key, Key]:
    """Return where a key stands in the lists of all keys, and of its user's."""
    sort = list_sort(key)
    return {PARTITION: ALL, SORT: sort}, {PARTITION: f"{ALL}#{key.user_id}", SORT: sort}


def list_sort(key: ApiKey) -> str:
    """Return a key's place in a list: by age."""
    return f"{ROW}#{key.created_at:011d}#{key.id}"

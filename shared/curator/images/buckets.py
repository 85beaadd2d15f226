"""Buckets as clients name them: namespaces to sort images by, in one physical bucket of ours.

    test-uploads               a flat name, anybody's in the organisation
    groups/{id}                needs the permission `{permission}:group:{id}`
    users/{id}                 that user's alone
    system                     anybody who is signed in
    org-{organisation}/…       the same three, for the caller's own organisation only

A slash at the end changes nothing. What is stored is the name without the organisation, which keys begin with anyway;
a flat name has no slash, so the two kinds cannot meet.
"""

import re
from dataclasses import dataclass

from curator.identity.principals import Principal
from curator.images.errors import BucketRefusedError, NotYourBucketError, OrganisationMismatchError

FLAT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
STRUCTURED = re.compile(
    r"(?:org-(?P<org>[A-Za-z0-9_-]+)/)?(?:groups/(?P<group>[A-Za-z0-9_-]+)|users/(?P<user>[A-Za-z0-9_-]+)|system)/?"
)
LONGEST = 200  # characters of a structured name: a key ends at 1,024 bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class LogicalBucket:
    """A bucket that its caller may use, given one more permission where it belongs to a group."""

    name: str
    group: str | None = None

    def permission(self, base: str) -> str | None:
        """Return what is needed besides `base`, or None."""
        return None if self.group is None else f"{base}:group:{self.group}"


def bucket_for(text: str, principal: Principal) -> LogicalBucket:
    """Return the bucket that `principal` calls so.

    Raises:
        BucketRefusedError: nothing can be called so.
        OrganisationMismatchError: it is another organisation's.
        NotYourBucketError: it is another user's.
    """
    parts = STRUCTURED.fullmatch(text) if len(text) <= LONGEST else None
    if parts is None:
        return LogicalBucket(name=_flat(text))
    if parts["org"] is not None and parts["org"] != principal.org_id:
        raise OrganisationMismatchError(f"{text} is not of {principal.org_id}")
    if parts["user"] is not None and parts["user"] != principal.user_id:
        raise NotYourBucketError(f"{text} is not of {principal.user_id}")
    name = text.rstrip("/")
    if parts["org"] is not None:
        name = name.split("/", 1)[1]
    return LogicalBucket(name=name, group=parts["group"])


def _flat(text: str) -> str:
    if FLAT.fullmatch(text) is None or ".." in text:
        raise BucketRefusedError(f"{text[:100]!r}")
    return text

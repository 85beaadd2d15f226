"""The one question everything here is about: may this user of this organisation do that?"""

from typing import NamedTuple


class Question(NamedTuple):
    """Who wants to do what."""

    org_id: str
    user_id: str
    permission: str  # `what:verb`, as in `image:upload`, or with more after it, as in `image:upload:group:7`

    @property
    def verb(self) -> str:
        """What stands after the first colon, up to the next; empty where there is none."""
        return self.permission.split(":")[1] if ":" in self.permission else ""

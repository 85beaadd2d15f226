"""The people of the sandbox. Group names and numbers are those of Commons' own configuration (August 2026)."""

from collections.abc import Mapping
from dataclasses import dataclass

EVERYBODY = "*"
USER = "user"
NEWBIE = "newbie"
ADDRESS = "ip"
PATROLLER = "patroller"

BASE_RIGHTS = [
    "read", "createpage", "createtalk", "abusefilter-view", "abusefilter-log", "item-term", "property-term",
    "mediainfo-term", "move", "movefile", "edit", "upload", "reupload", "reupload-shared", "minoredit",
    "applychangetags", "changetags", "editcontentmodel", "upload_by_url", "reupload-own",
]  # fmt: skip
CONFIRMED_RIGHTS = ["autoconfirmed", "editsemiprotected"]
PATROLLER_RIGHTS = ["autopatrol", "patrol"]
BOT_RIGHTS = ["bot", "autopatrol", "nominornewtalk", "suppressredirect", "apihighlimits", "noratelimit"]


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `hits` in every trailing window of `seconds`."""

    hits: int
    seconds: int

    def to_reply(self) -> dict[str, int]:
        """Return the limit as userinfo lists it."""
        return {"hits": self.hits, "seconds": self.seconds}


# action → group → limit
RateLimits = Mapping[str, Mapping[str, Limit]]

EDIT_OF_A_USER = Limit(900, 180)
UPLOAD_OF_A_USER = Limit(380, 4320)
# Listed for every account, never enforced here: nothing in the sandbox does these things.
OTHER_LIMITS: RateLimits = {
    "move": {USER: Limit(8, 60)},
    "rollback": {USER: Limit(10, 60)},
    "sendemail": {USER: Limit(20, 86400)},
    "changeemail": {USER: Limit(4, 86400)},
    "confirmemail": {USER: Limit(4, 86400)},
    "purge": {USER: Limit(30, 60)},
    "linkpurge": {USER: Limit(30, 60)},
    "renderfile": {USER: Limit(700, 30)},
    "renderfile-nonstandard": {USER: Limit(70, 30)},
    "editcontentmodel": {USER: Limit(8, 60)},
    "wikibase-idgenerator": {USER: EDIT_OF_A_USER},
}
ANONYMOUS_LIMITS: RateLimits = {"edit": {ADDRESS: Limit(120, 900)}, "upload": {ADDRESS: Limit(8, 60)}}


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxUser:
    """One account. An empty `limits` is an account with the right `noratelimit`."""

    id: int
    name: str
    about: str
    groups: tuple[str, ...]
    rights: tuple[str, ...]
    limits: RateLimits
    edit_count: int

    @property
    def is_newbie(self) -> bool:
        """Tell whether the newbie limits replace the ordinary ones."""
        return "autoconfirmed" not in self.groups

    @property
    def is_unlimited(self) -> bool:
        """Tell whether no limit holds this account."""
        return "noratelimit" in self.rights


def _limits(edit: Mapping[str, Limit], upload: Mapping[str, Limit]) -> RateLimits:
    return {"edit": edit, "upload": upload, **OTHER_LIMITS}


def _ordinary(identifier: int, name: str, about: str, *, edit: Limit, upload: Limit, edit_count: int) -> SandboxUser:
    return SandboxUser(
        id=identifier,
        name=name,
        about=about,
        groups=(EVERYBODY, USER, "autoconfirmed"),
        rights=(*BASE_RIGHTS, *CONFIRMED_RIGHTS),
        limits=_limits({USER: edit}, {USER: upload}),
        edit_count=edit_count,
    )


NEWCOMER = SandboxUser(
    id=11,
    name="Newcomer",
    about="registered yesterday: 8 uploads a minute",
    groups=(EVERYBODY, USER),
    rights=tuple(BASE_RIGHTS),
    limits=_limits(
        {USER: EDIT_OF_A_USER, ADDRESS: Limit(120, 900), NEWBIE: Limit(120, 300)},
        {USER: UPLOAD_OF_A_USER, ADDRESS: Limit(8, 60), NEWBIE: Limit(8, 60)},
    ),
    edit_count=3,
)
ORDINARY = _ordinary(
    12,
    "Ordinary",
    "Commons' limits for everybody: 380 uploads in 72 minutes",
    edit=EDIT_OF_A_USER,
    upload=UPLOAD_OF_A_USER,
    edit_count=1_204,
)
PATROLLER_USER = SandboxUser(
    id=13,
    name="Patroller",
    about="a trusted account: 999 uploads a second",
    groups=(PATROLLER, EVERYBODY, USER, "autoconfirmed"),
    rights=(*PATROLLER_RIGHTS, *BASE_RIGHTS, *CONFIRMED_RIGHTS),
    limits=_limits(
        {USER: EDIT_OF_A_USER, PATROLLER: Limit(1500, 180)},
        {USER: UPLOAD_OF_A_USER, PATROLLER: Limit(999, 1)},
    ),
    edit_count=48_310,
)
ROBOT = SandboxUser(
    id=14,
    name="Robot",
    about="a bot account: no limits",
    groups=("bot", EVERYBODY, USER, "autoconfirmed"),
    rights=(*BOT_RIGHTS, *BASE_RIGHTS, *CONFIRMED_RIGHTS),
    limits={},
    edit_count=910_552,
)
DEMO = _ordinary(
    15,
    "Demo",
    "small limits, to watch the pace: 10 uploads in 6 seconds",
    edit=Limit(60, 6),
    upload=Limit(10, 6),
    edit_count=640,
)
SLOW = _ordinary(
    16,
    "Slow",
    "smaller limits still: 3 uploads in 10 seconds",
    edit=Limit(60, 10),
    upload=Limit(3, 10),
    edit_count=77,
)

ALL_USERS = (DEMO, SLOW, ORDINARY, NEWCOMER, PATROLLER_USER, ROBOT)
_BY_NAME = {user.name: user for user in ALL_USERS}


def user_named(name: str) -> SandboxUser | None:
    """Return the account of this name, first letter in either case, or None."""
    trimmed = name.replace("_", " ").strip()
    return _BY_NAME.get(trimmed[:1].upper() + trimmed[1:])

"""The people every test wiki has from the start; those the sandbox has too bear the same names there."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account, as `php/populate.php` creates it.

    Attributes:
        name: of the user.
        groups: beside those MediaWiki gives by itself.
        edits: how many edits the account counts.
        is_new: whether it was registered just now, so that the limits for new accounts hold.
    """

    name: str
    groups: tuple[str, ...] = ()
    edits: int = 640
    is_new: bool = False

    def to_php(self) -> dict[str, object]:
        """Return what `populate.php` reads."""
        values = asdict(self)
        return {"isNew": values.pop("is_new"), **values}


DEMO = Account(name="Demo")
ORDINARY = Account(name="Ordinary", edits=1_204)
NEWCOMER = Account(name="Newcomer", edits=3, is_new=True)
PATROLLER = Account(name="Patroller", groups=("patroller",), edits=48_310)
ROBOT = Account(name="Robot", groups=("bot",), edits=910_552)
ADMIN = Account(name="Admin", groups=("sysop",), edits=20_000)

ACCOUNTS = (DEMO, ORDINARY, NEWCOMER, PATROLLER, ROBOT, ADMIN)

"""What somebody wants a handler for, and whether there is such a name and number to have."""

import keyword
import re
from dataclasses import dataclass

from local.cli.new_handler.tree import Tree

NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST_NAME = 50  # characters
NUMBERS = range(1, 1000)  # of what clients send; what the server sends is a thousand above
ANSWERS_ABOVE = 1000
GROUP = 100


class WishError(Exception):
    """It cannot be had; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A handler to be written."""

    name: str  # of the function and of its module, such as `count_files`
    number: int
    roles: tuple[str, ...] = ()  # all of them are needed
    schema: bool = False  # whether it has a JSON schema for the package's data besides its model
    paginated: bool = False

    @property
    def type_name(self) -> str:
        """Of the message: COUNT_FILES."""
        return self.name.upper()

    @property
    def class_name(self) -> str:
        """Of the message's model: CountFiles."""
        return "".join(word.capitalize() for word in self.name.split("_"))

    @property
    def answer_type(self) -> str:
        """Of the message that answers: COUNT_FILES_RESPONSE."""
        return f"{self.type_name}_RESPONSE"

    @property
    def answer_number(self) -> int:
        """Of that message."""
        return self.number + ANSWERS_ABOVE


def check_name(name: str) -> str:
    """Return the name; raises WishError for one that no module and function could have."""
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME or keyword.iskeyword(name):
        raise WishError(
            f"{name!r} is no name for a handler: small letters, digits and single underscores, as count_files"
        )
    return name


def check_number(tree: Tree, name: str, number: int) -> int:
    """Return the number; raises WishError for one that is taken, or is not for what clients send."""
    if number not in NUMBERS:
        raise WishError(
            f"{number} is unknown: clients' messages have numbers from {NUMBERS.start} to {NUMBERS.stop - 1}"
        )
    holder = tree.name_of(number)
    if holder is None and tree.name_of(number + ANSWERS_ABOVE) is not None:
        raise WishError(f"{number} is taken: {number + ANSWERS_ABOVE} would be its answer's, and is another message's")
    if holder is not None and holder != name.upper():
        raise WishError(f"{number} is taken: {holder}")
    elsewhere = tree.clients.get(name.upper(), number)
    if elsewhere != number:
        raise WishError(f"{name.upper()} has the number {elsewhere} already")
    return number


def free_numbers(tree: Tree, name: str) -> list[int]:
    """Return the numbers to choose from: the message's own if it has one, else the next one of every group."""
    if name.upper() in tree.clients:
        return [tree.clients[name.upper()]]
    groups = sorted({number // GROUP for number in tree.clients.values()})
    return [number for group in groups if (number := _next(tree, group)) is not None]


def _next(tree: Tree, group: int) -> int | None:
    latest = max(number for number in tree.clients.values() if number // GROUP == group)
    for number in range(latest + 1, (group + 1) * GROUP):
        if tree.name_of(number + ANSWERS_ABOVE) is None:
            return number
    return None

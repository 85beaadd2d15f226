"""The language of GitHub's searches, as far as it is about repositories: `stars:>=100 language:go fork:true parser`."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from local.sandbox.github.asking import validation_failed
from local.sandbox.world.repositories import WorldRepository

LONGEST = 256  # characters
MOST_OPERATORS = 5
TERM = re.compile(r'(-?)(?:(\w+):)?("[^"]*"|\S+)')
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Query:
    """A search, read: words to be found, and (qualifier, value, negated)."""

    words: tuple[str, ...] = ()
    qualifiers: tuple[tuple[str, str, bool], ...] = field(default=())

    def values(self, name: str) -> list[str]:
        """Return what is asked for by this qualifier."""
        return [value for each, value, negated in self.qualifiers if each == name and not negated]


def read(text: str) -> Query:
    """Return the search that a text asks for.

    Raises:
        GithubError: it is missing, too long, or has too many operators.
    """
    if not text.strip():
        raise validation_failed("Search", "q", "missing")
    if len(text) > LONGEST:
        raise validation_failed("Search", "q", message="The search is longer than 256 characters.")
    if len(re.findall(r"\b(?:AND|OR|NOT)\b", text)) > MOST_OPERATORS:
        raise validation_failed("Search", "q", message="More than five AND / OR / NOT operators were used.")
    words, qualifiers = [], []
    for negation, name, value in TERM.findall(text):
        plain = value.strip('"')
        if name:
            qualifiers.append((name.lower(), plain, bool(negation)))
        elif plain not in {"AND", "OR", "NOT"}:
            words.append(plain.lower())
    return Query(tuple(words), tuple(qualifiers))


def matches(query: Query, repository: WorldRepository) -> bool:
    """Tell whether a repository is found."""
    text = f"{repository.name} {repository.description or ''}".lower()
    forks = query.values("fork")
    if repository.fork and not forks:
        return False
    return all(word in text for word in query.words) and all(
        TESTS[name](repository, value) is not negated for name, value, negated in query.qualifiers if name in TESTS
    )


def within(number: float, text: str) -> bool:
    """Tell whether a number is in a range as GitHub writes it: `5`, `>5`, `>=5`, `<5`, `<=5`, `1..5`, `5..*`."""
    if ".." in text:
        low, _, high = text.partition("..")
        return (low == "*" or number >= float(low)) and (high == "*" or number <= float(high))
    match = re.fullmatch(r"(>=|<=|>|<)?(-?\d+(?:\.\d+)?)", text)
    if match is None:
        raise validation_failed("Search", "q", message=f"{text!r} is no number or range.")
    bound = float(match[2])
    compared = {">=": number >= bound, "<=": number <= bound, ">": number > bound, "<": number < bound}
    return compared.get(match[1] or "", number == bound)


def _moment(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def _after_day(text: str) -> float:
    """Return the last second that a date covers."""
    return _moment(text) + (DAY.total_seconds() - 1 if len(text) == 10 else 0)


def during(seconds: float, text: str) -> bool:
    """Tell whether a time is in a range of dates, each of which covers its whole day."""
    try:
        if ".." in text:
            low, _, high = text.partition("..")
            return (low == "*" or seconds >= _moment(low)) and (high == "*" or seconds <= _after_day(high))
        if text.startswith(">="):
            return seconds >= _moment(text[2:])
        if text.startswith("<="):
            return seconds <= _after_day(text[2:])
        if text.startswith(">"):
            return seconds > _after_day(text[1:])
        if text.startswith("<"):
            return seconds < _moment(text[1:])
        return _moment(text) <= seconds <= _after_day(text)
    except ValueError:
        raise validation_failed("Search", "q", message=f"{text!r} is no date or range.") from None


def _forks(repository: WorldRepository, value: str) -> bool:
    return {"true": True, "only": repository.fork, "false": not repository.fork}.get(value, True)


def _owned(repository: WorldRepository, value: str) -> bool:
    return repository.owner.login.lower() == value.lower()


TESTS: dict[str, Callable[[WorldRepository, str], bool]] = {
    "stars": lambda repository, value: within(repository.stars, value),
    "forks": lambda repository, value: within(repository.stars // 9, value),
    "size": lambda repository, value: within(100 + repository.index, value),
    "created": lambda repository, value: during(repository.created_at, value),
    "pushed": lambda repository, value: during(repository.pushed_at, value),
    "language": lambda repository, value: (repository.language or "").lower() == value.lower(),
    "topic": lambda repository, value: repository.ecosystem == value.lower(),
    "archived": lambda repository, value: repository.archived is (value == "true"),
    "is": lambda _, value: value == "public",
    "fork": _forks,
    "user": _owned,
    "org": _owned,
    "repo": lambda repository, value: repository.full_name.lower() == value.lower(),
}


def ordered(repositories: Sequence[WorldRepository], sort: str, order: str) -> list[WorldRepository]:
    """Return the repositories in the order of a search: by stars where it names none."""
    sign = 1 if order == "asc" and sort else -1

    def place(each: WorldRepository) -> tuple[float, int]:
        value = {"updated": each.pushed_at, "forks": each.stars // 9}.get(sort, each.stars)
        return sign * value, each.index

    return sorted(repositories, key=place)

"""What a check found."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How serious it is."""

    WELL = "ok"
    WARNING = "warning"  # it works, and somebody should look at it
    WRONG = "wrong"
    UNKNOWN = "not checked"  # the proof or the role for it is missing, or what it stands on is wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding: of what, how serious, a sentence, and what to do about it."""

    subject: str
    verdict: Verdict
    text: str
    advice: str = ""


def well(subject: str, text: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(subject=subject, verdict=Verdict.WELL, text=text)


def warning(subject: str, text: str, advice: str = "") -> Finding:
    """Return that somebody should look at something."""
    return Finding(subject=subject, verdict=Verdict.WARNING, text=text, advice=advice)


def wrong(subject: str, text: str, advice: str = "") -> Finding:
    """Return that something is wrong."""
    return Finding(subject=subject, verdict=Verdict.WRONG, text=text, advice=advice)


def unknown(subject: str, text: str, advice: str = "") -> Finding:
    """Return that something could not be looked at."""
    return Finding(subject=subject, verdict=Verdict.UNKNOWN, text=text, advice=advice)


def is_sound(findings: Iterable[Finding]) -> bool:
    """Return whether nothing is wrong; warnings and what could not be checked do not count."""
    return all(one.verdict is not Verdict.WRONG for one in findings)

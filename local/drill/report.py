"""The figures, for people."""

from local.drill.judging import Figures


def as_text(told: Figures) -> str:
    """Return a few lines, the last of which says how many were published."""
    return f"""\
{told.kills} kills and restarts in {told.seconds:g} s, of which {told.seconds_to_start:g} s went into starting again; \
{told.in_the_middle} of them in the middle
in progress when a kill came: {told.in_progress} uploads; taken over from a lost worker: {told.resumed}, of which \
{told.found} were found published
publishes asked: {told.asked}, duplicates: {told.duplicates}, refused for their rate: {told.refused}
published {told.published} of {told.files}"""

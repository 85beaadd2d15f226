"""What ends a command, as a sentence for the person at the terminal.

CommandError          exit status 1
├── MisuseError       what was typed cannot be done as it stands; exit status 2
├── UnreachableError  nothing answers at the address
├── NotCuratorError   something answers, and it is not Curator
└── AnswerError       the deployment said no; the text is its own sentence
"""

FAILED, MISUSED, INTERRUPTED = 1, 2, 130  # exit statuses; the last is 128 + SIGINT, as shells report it


class CommandError(Exception):
    """The command failed; the text says why."""

    exit_status = FAILED


class MisuseError(CommandError):
    """What was typed cannot be done as it stands."""

    exit_status = MISUSED


class UnreachableError(CommandError):
    """Nothing answers at the address."""


class NotCuratorError(CommandError):
    """Something answers, and it is not Curator: its function does not run, or the address is another server's."""


class AnswerError(CommandError):
    """The deployment said no."""

    def __init__(self, sentence: str, *, status: int, retry_after: float | None = None) -> None:
        """Repeat a refusal.

        Args:
            sentence: the deployment's own.
            status: HTTP's.
            retry_after: seconds after which asking again may help, None where it said nothing of that.
        """
        super().__init__(f"refused (status {status}): {sentence}")
        self.sentence = sentence
        self.status = status
        self.retry_after = retry_after

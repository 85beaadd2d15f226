"""What the scans queue brings: ticks of lanes, and tasks whose turn may have come."""

from curator.usage.scans.lanes.pacer import Pacer
from curator.usage.scans.messages import TaskMessage, TickMessage
from curator.usage.scans.work.worker import Worker


class Scanner:
    """Handles messages of the scans queue."""

    def __init__(self, *, pacer: Pacer, worker: Worker) -> None:
        """Take who paces, and who works."""
        self._pacer = pacer
        self._worker = worker

    def handle(self, message: TickMessage | TaskMessage) -> None:
        """Handle one message; raises LaneBusyError or an AWS error when it should come again."""
        match message:
            case TickMessage():
                self._pacer.tick(message)
            case TaskMessage():
                self._worker.handle(message)

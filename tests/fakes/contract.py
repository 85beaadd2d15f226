"""The contract, where the fakes stand between the server and its clients."""

from curator.realtime.frames import MessageOut, encode
from curator.realtime.messages import read_frame


class BrokenContractError(BaseException):
    """A message is not what the contract says; no code of ours catches this and answers something else."""


def check_frame(frame: bytes) -> None:
    """Hold a frame to the model of its message; raises BrokenContractError."""
    try:
        read_frame(frame)
    except (KeyError, ValueError) as problem:
        raise BrokenContractError(f"{frame[:1000]!r}: {problem}") from problem


def check_message(message: MessageOut) -> None:
    """Hold a message to its model, as a frame; raises BrokenContractError."""
    check_frame(encode(message, "nonce"))

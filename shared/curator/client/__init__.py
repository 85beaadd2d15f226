"""A client of Curator's real-time connection: the command line, the demo, the benchmarks and the tests use it.

    async with Client("wss://curator.example/ws", Bearer(token)) as curator:
        batch = (await curator.call("CREATE_BATCH")).data
        async with curator.subscribe("SUBSCRIBE_BATCH", batch) as changes:
            async for message in changes:
                ...

`Client` stays connected, resumes what it watches, and knows repeats and gaps; `Socket` is one connection and no more.
A name is sent as `{type, data}`, a number as the package `{pkg_id, req_id, data}`. Nothing that runs in a function
imports this room; it needs `websockets`.
"""

from curator.client.client import Client
from curator.client.envelopes import Answer, Message
from curator.client.errors import (
    ConnectError,
    ConnectionLostError,
    CuratorClientError,
    DismissedError,
    RefusedError,
    SilenceError,
)
from curator.client.opening import open_socket
from curator.client.proofs import Anonymous, Bearer, Cookie, Proof, Ticket
from curator.client.socket import Socket

__all__ = [
    "Anonymous",
    "Answer",
    "Bearer",
    "Client",
    "ConnectError",
    "ConnectionLostError",
    "Cookie",
    "CuratorClientError",
    "DismissedError",
    "Message",
    "Proof",
    "RefusedError",
    "SilenceError",
    "Socket",
    "Ticket",
    "open_socket",
]

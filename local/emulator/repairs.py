"""Corrects ministack 1.5.33 in memory where Curator would notice the difference to AWS.

Each repair names what AWS does. They replace private names of one pinned version; the integration tests of the local
stack fail when an upgrade moves one of them.
"""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from contextvars import ContextVar
from typing import Any

from ministack.core import concurrency, lambda_runtime
from ministack.services import apigateway, lambda_svc

from local.deployment.packaging import PLACE_FILE

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

FIRST_LOG_LINE_WAIT_SECONDS = 0.005  # 0.05 in ministack, paid by every call of a function that logs nothing
WATCH_PARENT_SECONDS = 0.25
# "Quotas for configuring and running a WebSocket API in API Gateway": message payload size.
LARGEST_PUSH_BYTES = 128 * 1024

# A worker in the middle of a long call would outlive a killed emulator until the call ends.
_DIE_WITH_THE_EMULATOR = f"""
import os as _os, threading as _threading, time as _time
def _watch(_parent=_os.getppid()):
    while _os.getppid() == _parent:
        _time.sleep({WATCH_PARENT_SECONDS})
    _os._exit(1)
_threading.Thread(target=_watch, daemon=True).start()
"""

# Else a function finds every library of the emulator's environment, and one that its layers lack goes unnoticed.
# Layers of libraries are where they were built: local/deployment/packaging.py.
_SEE_ARTEFACTS_ALONE = f"""
import os as _os, sys as _sys
_sys.path[:] = [_path for _path in _sys.path if not _path.rstrip("/").endswith(("site-packages", "dist-packages"))]
for _layer in filter(None, _os.environ.get("_LAMBDA_LAYERS_DIRS", "").split(_os.pathsep)):
    _place = _os.path.join(_layer, {PLACE_FILE!r})
    if _os.path.exists(_place):
        with open(_place) as _file:
            _sys.path.insert(0, _file.readline().strip())
"""

_connect_answer: ContextVar[dict[str, Any] | None] = ContextVar("_connect_answer", default=None)


def install(*, isolated: bool = False) -> Callable[[], None]:
    """Apply every repair. Return what starts the event source pollers: they wait until the emulator answers.

    `isolated` functions do not see the libraries of the emulator's environment.
    """
    prelude = _DIE_WITH_THE_EMULATOR + (_SEE_ARTEFACTS_ALONE if isolated else "")
    lambda_runtime._PYTHON_WORKER_SCRIPT = prelude + lambda_runtime._PYTHON_WORKER_SCRIPT
    _, idle_confirm, hard_cap = lambda_runtime.Worker._drain_stderr_bounded.__defaults__
    lambda_runtime.Worker._drain_stderr_bounded.__defaults__ = (FIRST_LOG_LINE_WAIT_SECONDS, idle_confirm, hard_cap)
    lambda_svc.lambda_execute_result_to_api_proxy_response = _hiding_errors(
        lambda_svc.lambda_execute_result_to_api_proxy_response
    )
    lambda_runtime.get_or_create_worker = _WebSocketFunction
    apigateway.handle_websocket = _relaying_refusals(apigateway.handle_websocket)
    apigateway.handle_connections_api = _refusing_large_pushes(apigateway.handle_connections_api)
    start_pollers = lambda_svc._ensure_poller
    lambda_svc._ensure_poller = lambda: None

    def start() -> None:
        lambda_svc._ensure_poller = start_pollers
        start_pollers()

    return start


def wake_pollers() -> None:
    """Make the event source pollers look now. Left alone they see a delayed message up to a second late."""
    concurrency.esm_wake.set()


def _hiding_errors(respond: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    """API Gateway answers a failed function with 500 and no detail; ministack sends the error's text."""

    def answer(result: dict[str, Any]) -> Any:
        if result.get("error") and not result.get("throttle"):
            headers = {"Content-Type": "application/json"}
            return {"statusCode": 500, "headers": headers, "body": '{"message":"Internal Server Error"}'}, None
        return respond(result)

    return answer


class _WebSocketFunction:
    """Calls a WebSocket route's function the way every other trigger does.

    ministack calls it past its own dispatcher: one call at a time, nothing in the logs, the error's text to the
    client. AWS runs calls side by side, logs them, and sends `Internal server error` with the two ids; a failing
    `$connect` refuses the handshake with 502.
    """

    def __init__(self, _name: str, config: dict[str, Any], code_zip: bytes, **_: Any) -> None:
        self._record = {"config": config, "code_zip": code_zip}

    def invoke(self, event: dict[str, Any], _request_id: str) -> dict[str, Any]:
        result = lambda_svc._execute_function(self._record, event)
        context = event["requestContext"]
        answer = result.get("body") if isinstance(result.get("body"), dict) else {}
        if result.get("error"):
            ids = {name: context[name] for name in ("connectionId", "requestId")}
            answer = {"statusCode": 502, "body": json.dumps({"message": "Internal server error", **ids})}
        relayed = _connect_answer.get()
        if relayed is not None and context["eventType"] == "CONNECT":
            relayed.update(answer)
        return {"status": "ok", "result": answer}


def _relaying_refusals(handle: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """API Gateway answers a refused handshake with the function's status and passes its subprotocol on."""

    async def handle_websocket(scope: Message, receive: Any, send: Send, api_id: str, **keywords: Any) -> None:
        answer: dict[str, Any] = {}
        _connect_answer.set(answer)
        shaking_hands = True

        async def relay(message: Message) -> None:
            nonlocal shaking_hands
            first, shaking_hands = shaking_hands, False
            if first and message["type"] == "websocket.close" and "statusCode" in answer:
                headers = [(b"content-type", b"application/json")]
                status = int(answer["statusCode"])
                await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
                await send({"type": "websocket.http.response.body", "body": str(answer.get("body") or "").encode()})
                return
            if first and message["type"] == "websocket.accept":
                names = {name.lower(): value for name, value in (answer.get("headers") or {}).items()}
                message = {**message, "subprotocol": names.get("sec-websocket-protocol")}
            await send(message)

        await handle(scope, receive, relay, api_id, **keywords)

    return handle_websocket


def _refusing_large_pushes(handle: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """PostToConnection refuses more than 128 KB with PayloadTooLargeException."""

    async def handle_connections_api(
        method: str, api_id: str, stage: str, connection_id: str, body: bytes, headers: dict[str, str]
    ) -> Any:
        if len(body) > LARGEST_PUSH_BYTES:
            return 413, {"x-amzn-ErrorType": "PayloadTooLargeException"}, b'{"message": "Payload too large"}'
        return await handle(method, api_id, stage, connection_id, body, headers)

    return handle_connections_api

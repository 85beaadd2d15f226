import json

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from .conftest import SampleStack


def connected(stack: SampleStack) -> ClientConnection:
    cookie = {"Cookie": "session=good"}
    return connect(stack.websocket_url, additional_headers=cookie, subprotocols=["curator"], proxy=None)  # type: ignore[list-item]


def test_a_request_reaches_the_function_as_the_browser_sent_it(stack: SampleStack) -> None:
    response = httpx.post(f"{stack.url}/any/path?q=1", content=b"\xff\xd8", headers={"Cookie": "session=1"})
    echo = response.json()
    assert (echo["method"], echo["path"], echo["query"], echo["cookie"]) == ("POST", "/any/path", "q=1", "session=1")
    assert f"http://{echo['host']}" == stack.url
    assert (echo["body"], echo["base64"]) == ("/9g=", True)


def test_cookies_and_redirects_reach_the_browser(stack: SampleStack) -> None:
    response = httpx.get(f"{stack.url}/login")
    assert (response.status_code, response.headers["location"]) == (302, "/home")
    assert response.headers.get_list("set-cookie") == ["a=1; Path=/", "b=2; Path=/"]


def test_a_failed_function_tells_the_browser_nothing(stack: SampleStack) -> None:
    response = httpx.get(f"{stack.url}/fail")
    assert (response.status_code, response.text) == (500, '{"message":"Internal Server Error"}')


def test_a_browser_of_an_allowed_origin_may_ask(stack: SampleStack) -> None:
    headers = {"Origin": "https://client.example", "Access-Control-Request-Method": "POST"}
    response = httpx.options(f"{stack.url}/any", headers=headers)
    assert response.headers["access-control-allow-origin"] == "https://client.example"


def test_a_response_lambda_would_not_return_is_an_error(stack: SampleStack) -> None:
    assert httpx.get(f"{stack.url}/large").status_code == 500


def test_a_refused_connection_gets_the_functions_own_status(stack: SampleStack) -> None:
    with pytest.raises(InvalidStatus) as refused:
        connect(stack.websocket_url, proxy=None)
    assert refused.value.response.status_code == 401
    assert json.loads(refused.value.response.body or b"") == {"message": "log in first"}


def test_a_function_answers_over_the_connection_it_was_called_from(stack: SampleStack) -> None:
    with connected(stack) as client:
        assert client.subprotocol == "curator"
        client.send('{"hello": 1}')
        assert json.loads(client.recv(10)) == {"echo": {"hello": 1}}


def test_a_failed_function_tells_the_client_only_which_request_it_was(stack: SampleStack) -> None:
    with connected(stack) as client:
        client.send('{"fail": true}')
        answer = json.loads(client.recv(10))
    assert answer.keys() == {"message", "connectionId", "requestId"}
    assert answer["message"] == "Internal server error"


def test_a_push_over_one_frame_ends_the_connection(stack: SampleStack) -> None:
    with connected(stack) as client:
        client.send(json.dumps({"size": 33 * 1024}))
        with pytest.raises(ConnectionClosed) as closed:
            client.recv(10)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


def test_a_push_over_the_message_limit_is_refused(stack: SampleStack) -> None:
    with connected(stack) as client:
        client.send(json.dumps({"size": 129 * 1024}))
        assert json.loads(client.recv(10))["message"] == "Internal server error"
    assert any("PayloadTooLargeException" in line for line in stack.function_logs("EdgeFunction"))


def test_what_a_function_printed_is_in_its_log(stack: SampleStack) -> None:
    stack.client("lambda").invoke(
        FunctionName=stack.outputs["WorkerFunctionName"],
        Payload=json.dumps(
            {"Records": [{"eventSource": "aws:sqs", "messageId": "1", "body": '{"name": "logged"}'}]}
        ).encode(),
    )
    assert "handling logged" in stack.function_logs("WorkerFunction")

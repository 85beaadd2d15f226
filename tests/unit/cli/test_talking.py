"""`curator call` and `curator listen`, against the router and handlers of a deployment."""

import json

from typer.testing import CliRunner, Result

from local.cli.__main__ import app
from tests.unit.cli.terminal import GOOD, sockets_of
from tests.unit.cli.terminal import curator as at_a_terminal
from tests.unit.functions.socket_world import socket_world


def curator(*arguments: str, token: str = GOOD) -> Result:
    with sockets_of(socket_world()) as address:
        return at_a_terminal(*arguments, sockets=address, token=token)


def test_a_message_is_answered_by_name_and_by_number() -> None:
    by_type = curator("call", "create_batch")
    assert json.loads(by_type.output)["type"] == "BATCH_CREATED"
    by_number = curator("call", "101")
    assert json.loads(by_number.output)["data"] == {"batch_id": 1}


def test_a_refusal_names_what_is_wrong_and_fails() -> None:
    refused = curator("call", "201", '{"batch_id": "x"}')
    assert refused.exit_code == 1
    assert "refused (status 2)" in refused.output
    assert "batch_id: " in refused.output


def test_what_is_watched_is_printed_a_line_each() -> None:
    listened = curator("listen", "FETCH_BATCHES", "{}", "--count", "1")
    assert listened.exit_code == 0
    (line,) = listened.output.splitlines()
    assert json.loads(line)["type"] == "BATCHES_LIST"


def test_a_word_needs_no_quotes() -> None:
    joined = curator("call", "JOIN_ROOM", "street")
    assert json.loads(joined.output)["data"] == "street"


def test_whoever_is_not_let_in_reads_why() -> None:
    refused = curator("call", "PING", token="bad")
    assert refused.exit_code == 1
    assert "401" in refused.output


def test_a_deployment_s_address_leads_to_its_socket() -> None:
    for address in ("http://127.0.0.1:1", "ws://127.0.0.1:1/ws"):
        refused = CliRunner().invoke(app, ["call", "PING", "--at", address])
        assert "the socket at ws://127.0.0.1:1/ws does not open" in refused.output
    assert CliRunner().invoke(app, ["call", "PING", "--at", "ftp://c.example"]).exit_code == 2


def test_what_is_no_message_is_not_sent() -> None:
    for wrong in (("call", "1001"), ("call", "NOTHING"), ("call", "PING", "{")):
        refused = CliRunner().invoke(app, [*wrong, "--to", "ws://127.0.0.1:1"])
        assert refused.exit_code == 2, refused.output

"""The text of a new handler's test."""

from local.cli.new_handler.wish import Wish

TEST = '''"""{type_name}, from a client's package to its answer."""

import json
from typing import Any

from curator.realtime.connections import Connection
from tests.unit.functions.socket_world import Browser, SocketWorld

REQUEST = "7d9c8a4e-6f0e-4b7c-9a64-3d8f0c5e2b11"


def ask(world: SocketWorld, data: Any, *, roles: tuple[str, ...] = {roles}) -> dict[str, Any]:
    """Return what a client with these roles is answered."""
    now = int(world.clock.now())
    world.connections.add(
        Connection(connection_id="socket", user_id="1", username="Alice", session_key="", connected_at=now, roles=roles)
    )
    package = {{"pkg_id": {number}, "req_id": REQUEST, "data": data}}
    (answer,) = Browser(world, "socket").send_text(json.dumps(package))
    return answer


{tests}'''

NAMED = """def test_a_request_is_answered(world: SocketWorld) -> None:
    assert ask(world, {"name": "Lisbon"}) == {
        "pkg_id": NUMBER,
        "req_id": REQUEST,
        "status_code": 0,
        "meta": None,
        "data": {"status": "success", "name": "Lisbon"},
    }


def test_what_is_wrong_is_named(world: SocketWorld) -> None:
    answer = ask(world, {"name": ""})
    assert answer["status_code"] == 2
    assert [problem["path"] for problem in answer["data"]["errors"]] == ["name"]
"""

PAGINATED = """def test_a_page_is_answered_with_which_page_it_is(world: SocketWorld) -> None:
    answer = ask(world, {NAMEDATA"page": 2, "per_page": 3})
    assert (answer["status_code"], answer["data"]) == (0, {"items": [{"id": 4}, {"id": 5}, {"id": 6}]})
    assert {name: answer["meta"][name] for name in ("page", "per_page", "total", "pages")} == {
        "page": 2,
        "per_page": 3,
        "total": 7,
        "pages": 3,
    }


def test_what_is_wrong_is_named(world: SocketWorld) -> None:
    answer = ask(world, {NAMEDATA"page": 0})
    assert answer["status_code"] == 2
    assert [problem["path"] for problem in answer["data"]["errors"]] == ["page"]
"""

ROLES = """

def test_who_has_none_of_its_roles_is_not_let_in(world: SocketWorld) -> None:
    assert ask(world, {}, roles=())["status_code"] == 3
"""


def proof_of(wish: Wish) -> str:
    """Return the module of the test."""
    tests = PAGINATED if wish.paginated else NAMED
    tests = tests.replace("NUMBER", str(wish.number)).replace("NAMEDATA", '"name": "Lisbon", ' if wish.schema else "")
    text = TEST.format(
        type_name=wish.type_name,
        number=wish.number,
        roles="ROLES" if wish.roles else "()",
        tests=tests + (ROLES if wish.roles else ""),
    )
    if not wish.roles:
        return text
    roles = ", ".join(f'"{role}"' for role in wish.roles)
    stated = f"ROLES = ({roles}{',' if len(wish.roles) == 1 else ''})"
    return text.replace("\n\n\ndef ask(", f"\n{stated}\n\n\ndef ask(", 1)

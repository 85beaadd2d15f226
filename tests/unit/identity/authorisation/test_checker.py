"""Asking in order: what is remembered, whether the breaker lets us, the service over the network.

The service is the sandbox's own, on a real port; its faults are switched on as an operator would.
"""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from curator.foundation.clock import SystemClock
from curator.identity.authorisation.breaker import Breaker
from curator.identity.authorisation.cache import Lifetimes, PermissionCache
from curator.identity.authorisation.checker import Checker
from curator.identity.authorisation.client import AuthorisationClient
from curator.identity.authorisation.permissions import Permissions, Verdict
from curator.identity.authorisation.questions import Question
from curator.identity.authorisation.store import BreakerStore, PermissionStore
from curator.identity.errors import AuthorisationUnavailableError, PermissionDeniedError
from curator.identity.principals import Principal
from local.sandbox.app import create_app
from local.sandbox.settings import SandboxSettings
from tests.fakes.clock import VirtualClock
from tests.unit.identity.authorisation.broken_tables import TroubledTable, in_threads

ORG, OTHER_ORG = "test-org-456", "other-org-111"
USER, ADMIN, READER = "test-user-123", "admin-user-789", "readonly-user-999"
UPLOAD = Question(ORG, USER, "image:upload")
ALLOWED, DENIED, UNAVAILABLE = Verdict.ALLOWED, Verdict.DENIED, Verdict.UNAVAILABLE
CHECK = "/authorisation/api/v1/authorization/check"


class CountingTransport(httpx.HTTPTransport):
    """The network, with a list of what was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[bytes] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.content)
        return super().handle_request(request)


@dataclass
class World:
    """A deployment with an outside service; `checker` makes another instance of its function."""

    origin: str
    clock: VirtualClock
    table: TroubledTable
    transport: CountingTransport = field(default_factory=CountingTransport)
    is_cached: bool = True
    fail_open: bool = False
    timeout: float = 5.0

    def __post_init__(self) -> None:
        self.http = httpx.Client(transport=self.transport)

    def checker(self) -> Checker:
        breaker = Breaker(BreakerStore(self.table, self.clock), self.clock, threshold=5, timeout=60, probe_seconds=15)
        # Only the network has the machine's own time.
        client = AuthorisationClient(self.http, SystemClock(), url=self.origin + CHECK, timeout=self.timeout)
        return Checker(
            cache=self.cache() if self.is_cached else None, breaker=breaker, client=client, fail_open=self.fail_open
        )

    def cache(self) -> PermissionCache:
        return PermissionCache(PermissionStore(self.table), self.clock, Lifetimes())

    def breaker_state(self) -> tuple[str, int]:
        record = BreakerStore(self.table, self.clock).load()
        return record.state.value, record.failures

    def fault(self, behaviour: str, **more: Any) -> None:
        """Make the service fail until `repair`."""
        fault = {"kind": "authorisation", "behaviour": behaviour, "times": None, **more}
        assert httpx.post(f"{self.origin}/sandbox/faults", json=fault).status_code == 201

    def repair(self) -> None:
        httpx.delete(f"{self.origin}/sandbox/faults")

    @property
    def calls(self) -> int:
        return len(self.transport.asked)


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a running sandbox."""
    folder: Path = tmp_path_factory.mktemp("sandbox")
    app = create_app(SandboxSettings(state_dir=folder / "state", photographs_dir=folder))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture
def world(origin: str, clock: VirtualClock) -> Iterator[World]:
    world = World(origin, clock, TroubledTable(clock))
    yield world
    world.http.close()


@pytest.mark.parametrize(
    ("org_id", "user_id", "granted"),
    [
        (ORG, USER, {"image:read", "image:upload", "image:delete"}),
        (ORG, READER, {"image:read"}),
        (ORG, ADMIN, {"image:read", "image:upload", "image:delete", "image:admin", "image:purge", "org:admin"}),
        (OTHER_ORG, USER, {"image:read"}),
        (OTHER_ORG, ADMIN, set()),
        (ORG, "stranger", set()),
    ],
)
def test_the_sandbox_knows_the_users_of_old(world: World, org_id: str, user_id: str, granted: set[str]) -> None:
    permissions = ("image:read", "image:upload", "image:delete", "image:admin", "image:purge", "org:admin")
    checker = world.checker()
    verdicts = {permission: checker.check(Question(org_id, user_id, permission)) for permission in permissions}
    assert verdicts == {permission: ALLOWED if permission in granted else DENIED for permission in permissions}


# scenario images-105
def test_what_is_remembered_is_not_asked(world: World) -> None:
    world.cache().set(UPLOAD, allowed=True)
    world.cache().set(UPLOAD._replace(permission="image:read"), allowed=False)  # not what the service would say
    assert world.checker().check(UPLOAD) is ALLOWED
    assert world.checker().check(UPLOAD._replace(permission="image:read")) is DENIED
    assert world.calls == 0


# scenario images-106
def test_what_is_not_remembered_is_asked_once_about_the_right_one(world: World) -> None:
    assert world.checker().check(UPLOAD) is ALLOWED
    assert world.transport.asked == [b'{"org_id":"test-org-456","user_id":"test-user-123","permission":"image:upload"}']


# scenario images-107
def test_an_answer_is_remembered_on_all_instances(world: World, clock: VirtualClock) -> None:
    assert [world.checker().check(UPLOAD) for _ in range(5)] == [ALLOWED] * 5
    assert world.calls == 1
    clock.advance(60)
    assert world.checker().check(UPLOAD) is ALLOWED
    assert world.calls == 2


# scenario images-108
# scenario images-118
def test_a_denial_is_remembered_for_its_time_and_no_failure(world: World, clock: VirtualClock) -> None:
    denied = Question(ORG, READER, "image:upload")
    assert world.checker().check(denied) is DENIED
    clock.advance(119)
    assert world.checker().check(denied) is DENIED
    assert world.calls == 1
    clock.advance(1)
    assert world.checker().check(denied) is DENIED
    assert world.calls == 2
    assert world.breaker_state() == ("closed", 0)


# scenario images-109
def test_without_a_cache_the_service_is_asked_each_time(world: World) -> None:
    world.is_cached = False
    checker = world.checker()
    assert [checker.check(UPLOAD) for _ in range(3)] == [ALLOWED] * 3
    assert world.calls == 3
    assert not list(world.table.query("PK = :who", {":who": f"PERM#{ORG}#{USER}"}))


FAULTS = [
    pytest.param({"behaviour": "http", "status": 500}, id="500"),
    pytest.param({"behaviour": "http", "status": 503, "retry_after": 5}, id="503"),
    pytest.param({"behaviour": "delay", "seconds": 0.3}, id="slow"),
    pytest.param({"behaviour": "html_200"}, id="garbage"),
    pytest.param({"behaviour": "drop"}, id="hangs up"),
    pytest.param({"behaviour": "api_error", "status": 400, "code": "no"}, id="400"),
]


# scenario images-110
# scenario images-112
# scenario images-119
# scenario images-121
@pytest.mark.parametrize("fault", FAULTS)
def test_a_service_that_fails_is_asked_as_often_as_the_threshold(world: World, fault: dict[str, Any]) -> None:
    world.timeout = 0.1 if fault["behaviour"] == "delay" else 5
    world.fault(**fault)
    checker = world.checker()
    assert [checker.check(UPLOAD) for _ in range(8)] == [UNAVAILABLE] * 8
    assert world.calls == 5
    assert world.breaker_state() == ("open", 5)


# scenario images-120
def test_a_service_that_is_not_there_is_asked_as_often_as_the_threshold(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        world.origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
    checker = world.checker()
    assert [checker.check(UPLOAD) for _ in range(8)] == [UNAVAILABLE] * 8
    assert (world.calls, world.breaker_state()) == (5, ("open", 5))


@pytest.fixture(autouse=True)
def repaired(origin: str) -> Iterator[None]:
    """Leave no fault to the next test, whatever a test did to its world."""
    yield
    httpx.delete(f"{origin}/sandbox/faults")


# scenario images-110
def test_while_it_fails_nothing_is_allowed_that_is_not_remembered(world: World) -> None:
    permissions = Permissions(world.checker(), dict)
    user = Principal(user_id=USER, username="U", org_id=ORG)
    permissions.require(user, "image:upload")
    world.fault("http", status=500)
    permissions.require(user, "image:upload")
    with pytest.raises(AuthorisationUnavailableError) as unavailable:
        permissions.require(user, "image:delete")
    assert unavailable.value.status == 503
    assert unavailable.value.public_message == "Authorization service temporarily unavailable"
    with pytest.raises(AuthorisationUnavailableError):
        permissions.allows(user, "image:admin")


# scenario images-111
def test_a_deployment_may_allow_everything_meanwhile(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.fail_open = True
    world.fault("http", status=500)
    checker = world.checker()
    denied = Question(ORG, READER, "image:upload")
    assert [checker.check(denied) for _ in range(8)] == [ALLOWED] * 8
    assert (world.calls, world.breaker_state()) == (5, ("open", 5))
    assert [record.message for record in caplog.records].count("allowed without asking") == 8
    world.repair()
    world.clock.advance(60)
    assert world.checker().check(denied) is DENIED  # nothing of it was remembered


def test_a_service_that_is_back_is_found_by_one_probe(world: World) -> None:
    world.fault("http", status=500)
    checker = world.checker()
    for _ in range(5):
        checker.check(UPLOAD)
    world.repair()
    assert checker.check(UPLOAD) is UNAVAILABLE
    world.clock.advance(60)
    assert checker.check(UPLOAD) is ALLOWED
    assert (world.calls, world.breaker_state()) == (6, ("closed", 0))


def test_a_probe_that_finds_the_service_down_leaves_it_alone_again(world: World) -> None:
    world.fault("http", status=500)
    checker = world.checker()
    for _ in range(5):
        checker.check(UPLOAD)
    world.clock.advance(60)
    assert [checker.check(UPLOAD) for _ in range(3)] == [UNAVAILABLE] * 3
    assert (world.calls, world.breaker_state()[0]) == (6, "open")


def test_one_answer_among_failures_starts_the_count_again(world: World) -> None:
    checker = world.checker()
    world.fault("http", status=500, times=4)
    for _ in range(4):
        checker.check(UPLOAD)
    assert checker.check(Question(ORG, READER, "image:upload")) is DENIED  # a denial is an answer
    assert world.breaker_state() == ("closed", 0)


# scenario images-122
def test_a_denial_by_200_is_one(world: World) -> None:
    world.fault("api_error", status=200, code="not in the group")
    assert world.checker().check(UPLOAD) is DENIED
    assert world.breaker_state() == ("closed", 0)
    world.repair()
    assert world.checker().check(UPLOAD) is DENIED  # remembered


# scenario images-113
def test_a_user_whose_answers_are_forgotten_is_asked_about_again(world: World) -> None:
    checker = world.checker()
    checker.check(UPLOAD)
    checker.check(Question(ORG, READER, "image:read"))
    assert world.cache().invalidate_user(ORG, USER) == 1
    world.clock.advance(5)  # the moment for which an instance trusts itself
    checker.check(UPLOAD)
    checker.check(Question(ORG, READER, "image:read"))
    assert world.calls == 3


# scenario images-114
def test_many_at_once_get_the_same_answer(world: World) -> None:
    checkers = [world.checker() for _ in range(10)]
    assert in_threads(10, lambda number: checkers[number].check(UPLOAD)) == [ALLOWED] * 10
    assert 1 <= world.calls <= 10
    assert in_threads(10, lambda number: checkers[number].check(Question(ORG, READER, "image:delete"))) == [DENIED] * 10


# scenario images-115
def test_the_same_user_in_two_organisations_is_two(world: World) -> None:
    checker = world.checker()
    for _ in range(2):
        assert checker.check(UPLOAD) is ALLOWED
        assert checker.check(UPLOAD._replace(org_id=OTHER_ORG)) is DENIED
    assert world.calls == 2


# scenario images-116
def test_what_allows_more_is_asked_again_sooner(world: World) -> None:
    permissions = ("image:read", "image:upload", "image:delete")
    checker = world.checker()

    def calls_at(seconds: int) -> list[str]:
        world.clock.advance(seconds)
        before = world.calls
        for permission in permissions:
            assert checker.check(Question(ORG, USER, permission)) is ALLOWED
        asked = [httpx.Response(200, content=content).json() for content in world.transport.asked[before:]]
        return [question["permission"] for question in asked]

    assert calls_at(0) == list(permissions)
    assert calls_at(29) == []
    assert calls_at(1) == ["image:delete"]
    assert calls_at(30) == ["image:upload", "image:delete"]
    assert calls_at(240) == ["image:read", "image:upload", "image:delete"]


def test_an_answer_may_be_remembered_for_a_time_of_its_own(world: World) -> None:
    checker = world.checker()
    checker.check(UPLOAD, lifetime=3)
    world.clock.advance(3)
    checker.check(UPLOAD)
    assert world.calls == 2


def test_without_the_table_every_question_is_asked(world: World) -> None:
    world.table.break_down()
    assert [world.checker().check(UPLOAD) for _ in range(3)] == [ALLOWED] * 3
    assert world.checker().check(Question(ORG, READER, "image:upload")) is DENIED
    assert world.calls == 4
    world.fault("http", status=500)
    checker = world.checker()
    assert [checker.check(UPLOAD) for _ in range(7)] == [UNAVAILABLE] * 7
    assert world.calls == 11


def test_a_principal_is_asked_about_by_organisation_and_id(world: World) -> None:
    permissions = Permissions(world.checker(), dict)
    reader = Principal(user_id=READER, username="anything", org_id=ORG, roles=frozenset({"admin"}))
    permissions.require(reader, "image:read")
    assert not permissions.allows(reader, "image:admin")  # the service decides, not the token
    with pytest.raises(PermissionDeniedError) as denied:
        permissions.require(reader, "image:upload")
    assert (denied.value.status, denied.value.public_message) == (403, "Permission denied: image:upload")


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"org_id":1,"user_id":"u","permission":"p"}'])
def test_the_sandbox_refuses_what_is_no_question(origin: str, body: bytes) -> None:
    assert httpx.post(origin + CHECK, content=body).status_code == 400

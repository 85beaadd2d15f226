"""Who reaches what, with the file of actions that comes with Curator: every kind of visitor, every package and route.

The tables below are what a reviewer reads. They are held against what the file and the code say together, and against
what the router and the application do.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Self

import pytest

from curator.identity.principals import ADMIN, Principal
from curator.identity.roles.actions import Actions
from curator.identity.roles.loading import SHIPPED, load_actions
from curator.identity.roles.matrix import EVERYBODY, Row, Source
from curator.identity.roles.routes import route_key
from curator.realtime import protocol
from curator.realtime.frames import MessageOut
from curator.realtime.packages.envelopes import Envelope, Status, TypeEnvelope
from curator.realtime.packages.numbers import CLIENT, RETIRED
from curator.realtime.router import Router
from curator.sources.registry import SOURCES
from functions.api.application import all_routers
from functions.api.roles import RolesRoute, guarded_routes
from functions.websocket.handlers import HANDLERS
from local.contract.openapi import no_services
from tests.unit.functions.images_site import ImagesSite
from tests.unit.images.world import ALICE

NOBODY_SIGNED_IN, NO_ROLE = "(not signed in)", ""
ROLES = ("admin", "announcer", "view-audit-logs")

ANYBODY = {NOBODY_SIGNED_IN, NO_ROLE, *ROLES}
USERS = {NO_ROLE, *ROLES}
OPERATORS = {"admin"}
ANNOUNCERS = {"admin", "announcer"}
AUDITORS = {"admin", "view-audit-logs"}

PACKAGES = dict.fromkeys(sorted(CLIENT.keys() - RETIRED), USERS) | {"ANNOUNCE": ANNOUNCERS}
"""Nobody sends a package who is not signed in: they have no socket."""

ROUTES = {
    "GET /{path:path}": ANYBODY,
    "GET /auth/login": ANYBODY,
    "GET /auth/callback": ANYBODY,
    "GET /auth/logout": ANYBODY,
    "POST /auth/register": ANYBODY,
    "GET /auth/whoami": USERS,
    "GET /health": ANYBODY,
    "GET /api/health": ANYBODY,
    "GET /metrics": ANYBODY,
    "POST /api/realtime/tickets": USERS,
    "GET /api/batches/{batch_id}/audit.json": USERS,
    "GET /api/batches/{batch_id}/audit.csv": USERS,
    "GET /api/batches/{batch_id}/usage": USERS,
    "GET /api/file-usage": USERS,
    "GET /api/admin/batches": OPERATORS,
    "GET /api/admin/users": OPERATORS,
    "GET /api/admin/presets": OPERATORS,
    "GET /api/admin/upload_requests": OPERATORS,
    "GET /api/admin/failed_uploads": OPERATORS,
    "PUT /api/admin/upload_requests/{upload_id}": OPERATORS,
    "POST /api/admin/upload_requests/bulk-cancel": OPERATORS,
    "POST /api/admin/upload_requests/bulk-fail": OPERATORS,
    "POST /api/admin/retry": OPERATORS,
    "GET /api/admin/dead-letters": OPERATORS,
    "GET /api/admin/incidents": OPERATORS,
    "POST /api/admin/replays": OPERATORS,
    "GET /api/admin/replays": OPERATORS,
    "GET /api/admin/replays/{replay_id}": OPERATORS,
    "GET /api/admin/audit-log": AUDITORS,
    "GET /api/admin/audit-log/users/{user_id}": AUDITORS,
    "GET /api/admin/audit-log/{record_id}": AUDITORS,
    "POST /api/v1/api-keys": USERS,
    "GET /api/v1/api-keys": USERS,
    "GET /api/v1/api-keys/{key_id}": USERS,
    "DELETE /api/v1/api-keys/{key_id}": USERS,
    "GET /api/v1/api-keys/{key_id}/usage": USERS,
    "POST /api/v1/api-keys/{key_id}/rotate": USERS,
    "GET /api/v1": ANYBODY,
    "GET /api/v1/info": ANYBODY,
    "GET /api/v1/health": ANYBODY,
    "GET /api/v1/health/stats": ANYBODY,
    "GET /api/v1/health/failed": ANYBODY,
    "GET /api/v1/health/auth": ANYBODY,
    "POST /api/v1/images/upload": USERS,
    "POST /api/v1/images/uploads": USERS,
    "GET /api/v1/images/mine": USERS,
    "GET /api/v1/images/jobs/{job_id}": ANYBODY,
    "GET /api/v1/images/jobs/{job_id}/result": ANYBODY,
    "GET /api/v1/images/batch": ANYBODY,
    "GET /api/v1/images/{image_id}": ANYBODY,
    "GET /api/v1/images/{image_id}/all": ANYBODY,
    "GET /api/v1/images/{image_id}/direct": ANYBODY,
    "DELETE /api/v1/images/{image_id}": USERS,
    "GET /api/v1/search/packages": USERS,
    "GET /api/v1/search/organizations": USERS,
    "GET /api/v1/stats": USERS,
    "GET /api/v1/organizations": USERS,
    "GET /api/v1/organizations/{name}": USERS,
    "GET /api/v1/jobs": USERS,
    "GET /api/v1/jobs/{job_id}": USERS,
    "POST /api/v1/repositories": USERS,
    "POST /api/v1/packages/{ecosystem}/{name:path}/refresh": USERS,
    "GET /api/v1/packages": USERS,
    "GET /api/v1/packages/{ecosystem}/{name:path}": USERS,
    "GET /api/v1/packages/{ecosystem}/{name:path}/users": USERS,
    "GET /api/v1/packages/{ecosystem}/{name:path}/users.csv": USERS,
    "GET /api/v1/packages/{ecosystem}/{name:path}/users/{organization}": USERS,
    "GET /api/v1/packages/{ecosystem}/{name:path}/dependents": USERS,
    "GET /api/v1/packages/{ecosystem}/{name:path}/changes": USERS,
    "GET /dashboard": OPERATORS,
    "GET /dashboard/data": OPERATORS,
    "GET /dashboard/assets/{name}": ANYBODY,
}

ACTIONS = load_actions(SHIPPED)
GUARDED = guarded_routes(all_routers(no_services()))
DECLARED = {registration.number: registration.roles for registration in HANDLERS}


def matrix(actions: Actions = ACTIONS) -> dict[str, Row]:
    routes = {key: route.declared() for key, route in GUARDED.items()}
    asking = {key for key, route in GUARDED.items() if route.signed_in}
    return {row.name: row for row in actions.matrix(DECLARED, routes, asking).rows}


def route_named(name: str) -> RolesRoute:
    method, _, template = name.partition(" ")
    return GUARDED[method, template]


class TestTheTables:
    def test_they_name_every_role_package_and_route(self) -> None:
        assert ACTIONS.roles.keys() == set(ROLES)
        assert {f"{method} {template}" for method, template in GUARDED} == ROUTES.keys()
        assert {registration.type_name for registration in HANDLERS} == PACKAGES.keys()

    def test_the_file_fits_the_code(self) -> None:
        declared = [role for roles in DECLARED.values() for role in roles]
        declared += [role for route in GUARDED.values() for role in route.declared()]
        ACTIONS.check(DECLARED, GUARDED, declared)

    @pytest.mark.parametrize("name", PACKAGES)
    def test_a_packages_row_is_what_file_and_handler_say(self, name: str) -> None:
        assert matrix()[str(CLIENT[name])].allowed == PACKAGES[name]

    @pytest.mark.parametrize("name", ROUTES)
    def test_a_routes_row_is_what_file_and_route_say(self, name: str) -> None:
        row = matrix()[name]
        assert row.allowed == ROUTES[name] - {NOBODY_SIGNED_IN}
        assert row.asks == (NOBODY_SIGNED_IN not in ROUTES[name])

    def test_the_file_is_the_one_place_where_all_that_is_guarded_can_be_read(self) -> None:
        guarded = {key: route.declared() for key, route in GUARDED.items() if route.declared() not in {(), EVERYBODY}}
        for route in (("GET", "/dashboard"), ("GET", "/dashboard/data")):
            del guarded[route]  # DASHBOARD_PUBLIC opens them, over which an entry would win
        assert {key: ACTIONS.for_route(*key) for key in guarded} == guarded
        assert ACTIONS.routes.keys() == {route_key(*key) for key in guarded}
        assert ACTIONS.packages == {number: roles for number, roles in DECLARED.items() if roles not in {(), EVERYBODY}}

    def test_a_deployment_that_denies_by_default_shows_what_it_then_has_to_name(self) -> None:
        denying = matrix(replace(ACTIONS, denies=True))
        closed = {name for name, row in denying.items() if not row.allowed}
        open_to_all = {name for name, route in ROUTES.items() if route_named(name).declared() == EVERYBODY}
        assert closed == {name for name, row in matrix().items() if row.entry.source is Source.DEFAULT}
        assert closed.isdisjoint(open_to_all)
        assert {"GET /api/health", "GET /metrics", "GET /auth/login", "GET /auth/whoami"} <= open_to_all
        assert "GET /api/v1/images/mine" in closed


@dataclass(frozen=True)
class Listener:
    """A socket of somebody's, on which nothing is served but refusals: handlers find no services."""

    principal: Principal
    envelope: Envelope = field(default_factory=TypeEnvelope)
    heard: list[MessageOut] = field(default_factory=list)

    def speaking(self, envelope: Envelope) -> Self:
        return replace(self, envelope=envelope)

    def deliver(self, message: MessageOut) -> None:
        self.heard.append(message)


def with_role(role: str) -> Principal:
    return replace(ALICE, roles=frozenset({role} - {NO_ROLE}))


def statuses(name: str, roles: Iterable[str], actions: Actions = ACTIONS) -> dict[str, Status]:
    """Return how a package with nonsense in it is answered to somebody with each of the roles."""
    router: Router[Any] = Router(HANDLERS, context={protocol.SOURCE_NAMES: tuple(SOURCES)}, actions=actions)
    package = {"pkg_id": CLIENT[name], "req_id": "6d2ee1a5-9b5f-4d5c-8f0b-3a4f8a1d7c11", "data": {"nonsense": [None]}}
    return {role: router.dispatch(json.dumps(package), Listener(with_role(role))).status for role in roles}


class TestTheRouter:
    @pytest.mark.parametrize("name", PACKAGES)
    def test_it_lets_through_who_the_table_says(self, name: str) -> None:
        refused = {role for role, status in statuses(name, USERS).items() if status is Status.PERMISSION_DENIED}
        assert refused == USERS - PACKAGES[name]

    # scenario realtime-37 realtime-38 realtime-39 realtime-40
    def test_the_files_word_counts_on_a_socket(self) -> None:
        both = replace(ACTIONS, packages={CLIENT["PING"]: ("announcer", "view-audit-logs")})
        refused = {role: status is Status.PERMISSION_DENIED for role, status in statuses("PING", USERS, both).items()}
        assert refused == {"": True, "announcer": True, "view-audit-logs": True, "admin": False}


class TestTheApplication:
    @pytest.mark.parametrize("name", ROUTES)
    def test_it_lets_through_who_the_table_says(self, name: str) -> None:
        site = ImagesSite()
        answers = {visitor: self.ask(site, name, visitor) for visitor in sorted(ANYBODY)}
        refused = {visitor for visitor, status in answers.items() if status in {401, 403}}
        assert refused == ANYBODY - ROUTES[name]
        assert all(answers[visitor] == 403 for visitor in refused - {NOBODY_SIGNED_IN})

    def ask(self, site: ImagesSite, name: str, visitor: str) -> int:
        """Return the status with which a visitor is answered; operators come by logging in, others with tokens."""
        method, _, template = name.partition(" ")
        path = template.replace("{path:path}", "nothing").replace("{name}", "nothing")
        for parameter in ("{batch_id}", "{upload_id}", "{image_id}", "{job_id}"):
            path = path.replace(parameter, "1")
        path = re.sub(r"\{[^}]+\}", "npm", path)  # of usage, where a number names nothing
        site.client.cookies.clear()
        return site.client.request(method, path, headers=self.proof(site, visitor)).status_code

    def proof(self, site: ImagesSite, visitor: str) -> dict[str, str]:
        if visitor == NOBODY_SIGNED_IN:
            return {}
        return site.session_of("Operator") if visitor == ADMIN else site.headers(with_role(visitor))

"""Roles over HTTP: who is let through to a route, and what the others read."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from mangum import Mangum

from curator.identity.authorisation.permissions import OwnRules
from curator.identity.principals import Principal
from curator.identity.roles.actions import Actions
from curator.identity.roles.document import actions_of
from curator.identity.roles.errors import ActionsError
from functions.api.admin_guard import AdminRoute
from functions.api.application import create_application
from functions.api.roles import RolesRoute, SignedInRoute, require_roles, require_sound_actions
from tests.fakes.http_api import browser_for
from tests.unit.functions.api_site import SITE
from tests.unit.functions.images_site import CAROL, ImagesSite
from tests.unit.images.world import ALICE

AUDIT, HEALTH = "/api/batches/1/audit.json", "/api/health"
ROLES = {"admin": {"inherits": ["editor"]}, "editor": {"inherits": ["reader"]}, "reader": {}, "writer": {}}

books = APIRouter(prefix="/books", route_class=RolesRoute)
managed = APIRouter(prefix="/managed", route_class=AdminRoute)
mine = APIRouter(prefix="/mine", route_class=SignedInRoute)


@books.get("")
@require_roles("reader")
async def read() -> str:
    return "read"


@books.post("")
@require_roles("writer", "editor", "reader")
async def write(body: dict[str, int]) -> str:
    return f"wrote {body}"


@books.get("/covers")
async def covers() -> str:
    return "covers"


@managed.get("/log")
@require_roles("reader")
async def log() -> str:
    return "log"


@mine.get("")
async def own() -> str:
    return "own"


def actions(default: str = "allow", **http: Any) -> Actions:
    return actions_of({"roles": ROLES, "ws": {}, "http": http.get("http", {}), "default": default})


def library(with_actions: Actions) -> tuple[ImagesSite, httpx.Client]:
    """Return a browser for the routes above, and the site whose users come."""
    site = ImagesSite()
    routers = (books, managed, mine)
    require_sound_actions(routers, with_actions)
    application = FastAPI(redirect_slashes=False)
    application.exception_handlers.update(site.application.exception_handlers)
    application.state.services = replace(site.services, actions=with_actions)
    for router in routers:
        application.include_router(router)
    return site, browser_for(Mangum(application, lifespan="off"), SITE)


def ask(
    with_actions: Actions, method: str, path: str, roles: Sequence[str] | None, **more: Any
) -> tuple[int, dict[str, Any] | str]:
    """Return what somebody with these roles is answered, None for somebody who shows nothing."""
    site, browser = library(with_actions)
    user = None if roles is None else replace(ALICE, roles=frozenset(roles))
    response = browser.request(method, path, headers=site.headers(user), **more)
    return response.status_code, response.json()


class TestDeclaredRoles:
    # scenario realtime-51
    def test_with_the_role_the_route_answers(self) -> None:
        assert ask(actions(), "GET", "/books", ["reader"]) == (200, "read")
        assert ask(actions(), "GET", "/books", ["editor"]) == (200, "read"), "an editor is a reader"

    # scenario realtime-51
    @pytest.mark.parametrize(
        ("roles", "missing"),
        [
            ((), "writer, editor, reader"),
            (("reader",), "writer, editor"),
            (("editor",), "writer"),
            (("writer",), "editor, reader"),
            (("editors", "WRITER"), "writer, editor, reader"),
        ],
    )
    def test_without_them_the_missing_ones_are_named_in_their_order(self, roles: list[str], missing: str) -> None:
        answer = ask(actions(), "POST", "/books", roles, json={"a": 1})
        assert answer == (403, {"detail": f"Missing required roles: {missing}"})

    # scenario realtime-51
    def test_nobody_is_asked_to_say_who_they_are(self) -> None:
        assert ask(actions(), "GET", "/books", None) == (401, {"detail": "Authentication required"})

    # scenario realtime-52
    def test_methods_of_a_path_have_roles_of_their_own(self) -> None:
        assert ask(actions(), "GET", "/books", ["reader"])[0] == 200
        assert ask(actions(), "POST", "/books", ["reader"], json={"a": 1})[0] == 403
        assert ask(actions(), "POST", "/books", ["writer", "admin"], json={"a": 1}) == (200, "wrote {'a': 1}")

    def test_who_lacks_a_role_learns_nothing_of_the_form(self) -> None:
        assert ask(actions(), "POST", "/books", ["reader"], content=b"{not json")[0] == 403
        assert ask(actions(), "POST", "/books", None, content=b"{not json")[0] == 401
        assert ask(actions(), "POST", "/books", ["writer", "editor"], content=b"{not json")[0] == 422

    def test_a_route_may_ask_for_less_than_the_others_of_its_kind(self) -> None:
        assert ask(actions(), "GET", "/managed/log", ["reader"]) == (200, "log")
        assert ask(actions(), "GET", "/managed/log", ["writer"]) == (403, {"detail": "Forbidden"})

    def test_a_bad_token_is_refused_as_such_where_a_role_is_needed(self) -> None:
        _, browser = library(actions())
        response = browser.get("/books", headers={"Authorization": "Bearer garbage"})
        assert response.status_code == 401
        assert browser.get("/books/covers", headers={"Authorization": "Bearer garbage"}).status_code == 200


class TestTheFile:
    # scenario realtime-53
    def test_a_mapped_role_is_required_whatever_the_route_declares(self) -> None:
        mapped = actions(http={"/books": {"GET": "writer"}, "/books/covers": {"GET": ["reader", "writer"]}})
        assert ask(mapped, "GET", "/books", ["reader"]) == (403, {"detail": "Missing required roles: writer"})
        assert ask(mapped, "GET", "/books", ["writer"]) == (200, "read")
        assert ask(mapped, "GET", "/books/covers", ["writer"])[1] == {"detail": "Missing required roles: reader"}

    # scenario realtime-53
    def test_a_method_that_is_not_mapped_is_as_declared(self) -> None:
        mapped = actions(http={"/books/covers": {"GET": "writer"}})
        assert ask(mapped, "GET", "/books", ["reader"]) == (200, "read")

    def test_an_entry_of_no_roles_opens_a_route_but_not_to_nobody_where_somebody_is_asked_for(self) -> None:
        opened = actions(http={"/books": {"GET": []}, "/managed/log": {"GET": []}})
        assert ask(opened, "GET", "/books", None) == (200, "read")
        assert ask(opened, "GET", "/managed/log", None) == (403, {"detail": "Forbidden"})
        assert ask(opened, "GET", "/managed/log", []) == (200, "log")
        assert ask(opened, "GET", "/mine", None) == (401, {"detail": "Authentication required"})

    # scenario realtime-53
    @pytest.mark.parametrize("path", ["/books/", "/BOOKS", "/books//", "//books", "/%62ooks", "/./books", "/books?a=/"])
    def test_no_other_way_of_writing_a_path_leads_past_it(self, path: str) -> None:
        status, _ = ask(actions(http={"/books": {"GET": "writer"}}), "GET", path, ["reader"])
        assert status in {403, 404}

    def test_a_deployment_may_refuse_whatever_nobody_speaks_of(self) -> None:
        denying = actions("deny")
        assert ask(denying, "GET", "/books/covers", ["admin"]) == (403, {"detail": "Missing required roles: nobody"})
        assert ask(denying, "GET", "/books/covers", None)[0] == 401
        assert ask(denying, "GET", "/books", ["reader"]) == (200, "read")


class TestStarting:
    def test_a_file_that_names_no_route_of_ours_keeps_the_function_from_starting(self) -> None:
        wrong = actions(http={"/api/admin/batch": {"GET": "admin"}, "/api/health": {"PATCH": "admin"}})
        with pytest.raises(ActionsError, match=r"no route GET /api/admin/batch; no route PATCH /api/health"):
            create_application(replace(ImagesSite().services, actions=wrong))

    def test_a_file_without_a_role_that_a_route_declares_does_too(self) -> None:
        without = actions_of({"roles": ["reader"], "ws": {}, "http": {}})
        with pytest.raises(ActionsError, match="no role admin"):
            create_application(replace(ImagesSite().services, actions=without))

    def test_a_route_without_the_guard_does_too(self) -> None:
        bare = APIRouter()
        bare.get("/bare")(own)
        with pytest.raises(ActionsError, match=r"without the guard of roles: /bare"):
            require_sound_actions([books, bare], actions())


class TestOurRoutes:
    # scenario realtime-60
    @pytest.mark.parametrize("default", ["allow", "deny"])
    def test_health_metrics_and_logging_in_need_nothing_and_a_batchs_audit_does(self, default: str) -> None:
        site = ImagesSite()
        document = {"roles": ROLES | {"announcer": {}, "view-audit-logs": {}}, "ws": {}, "http": {}, "default": default}
        site.application.state.services = replace(site.services, actions=actions_of(document))
        for path in (HEALTH, "/api/v1/health", "/metrics", "/auth/login", "/api/v1"):
            assert site.get(path).status_code not in {401, 403}, path
        assert site.get(AUDIT).status_code == 401

    def test_the_file_may_ask_for_a_role_beside_a_permission(self) -> None:
        site = ImagesSite()
        document = {"roles": ROLES, "ws": {}, "http": {"/api/v1/images/mine": {"GET": "reader"}}}
        site.application.state.services = replace(site.services, actions=actions_of(document))
        assert site.get("/api/v1/images/mine", ALICE).status_code == 403
        assert site.get("/api/v1/images/mine", replace(ALICE, roles=frozenset({"reader"}))).status_code == 200
        assert site.get("/api/v1/images/mine/", ALICE).status_code == 403, "a slash that is taken off"
        assert site.get("/api/v1/images/mine").json()["detail"] == "Not authenticated"

    def test_a_token_opens_the_operators_pages_but_not_what_is_done_with_a_login_at_the_wiki(self) -> None:
        site = ImagesSite()
        page = {"Authorization": f"Bearer {site.token(CAROL)}"} | site.session_of("Operator")
        response = site.client.post("/api/admin/retry", json={"upload_ids": [1]}, headers=page)
        assert (response.status_code, response.json()["detail"][:32]) == (403, "This is done with a login at the")
        plain = Principal(user_id="1", username="Operator")
        cookie = site.session_of("Operator")
        assert site.client.get("/api/admin/users", headers=site.headers(plain) | cookie).status_code == 403

    @pytest.mark.parametrize(("role", "is_operator"), [("owner", True), ("admin", True), ("reader", False)])
    def test_whoever_inherits_the_operators_role_is_one_everywhere(self, role: str, is_operator: bool) -> None:
        owned = actions_of({"roles": ROLES | {"owner": {"inherits": ["admin"]}}, "ws": {}, "http": {}})
        site = ImagesSite(rules=OwnRules(owned))
        site.application.state.services = replace(site.services, actions=owned)
        user = Principal(user_id="dora", username="Dora", roles=frozenset({role}))
        image = site.finished(ALICE)["image_id"]
        assert site.get("/auth/whoami", user).json()["authorized"] is is_operator
        assert site.get("/dashboard/data", user).status_code == (200 if is_operator else 403)
        deleted = site.client.delete(f"/api/v1/images/{image}", headers=site.headers(user))
        assert deleted.status_code == (200 if is_operator else 403)

"""A file of actions that cannot be followed to the letter keeps the functions from starting."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft7Validator

from curator.identity.roles.document import actions_of
from curator.identity.roles.errors import ActionsError
from curator.identity.roles.loading import SHIPPED, load_actions
from tests.unit.test_architecture import ROOT

SCHEMA = Draft7Validator(json.loads((ROOT / "docs/contract/actions.schema.json").read_text(encoding="utf-8")))

SIMPLE: dict[str, Any] = {"roles": ["get-authors"], "ws": {"1": "get-authors"}, "http": {}}
FULL: dict[str, Any] = {
    "roles": {"admin": {"inherits": ["get-authors", "editor"]}, "editor": {}, "get-authors": {"inherits": []}},
    "ws": {"1": "get-authors", "22": ["editor", "get-authors"], "3": []},
    "http": {"/authors/{id}": {"GET": "get-authors", "PATCH": ["editor"], "POST": "editor", "PUT": [], "DELETE": []}},
    "default": "deny",
}

WRONG_FOR_BOTH = {
    "no object": [],
    "roles missing": {"ws": {}, "http": {}},
    "ws missing": {"roles": [], "http": {}},
    "http missing": {"roles": [], "ws": {}},
    "another part": SIMPLE | {"grpc": {}},
    "roles as a text": SIMPLE | {"roles": "get-authors"},
    "roles as numbers": SIMPLE | {"roles": ["get-authors", 7]},
    "a role twice": SIMPLE | {"roles": ["get-authors", "get-authors"]},
    "a role without a name": SIMPLE | {"roles": ["get-authors", ""]},
    "a role with a comma": SIMPLE | {"roles": ["get-authors", "a, b"]},
    "everybody as a role": SIMPLE | {"roles": ["get-authors", "*"]},
    "nobody as a role": SIMPLE | {"roles": ["get-authors", "nobody"]},
    "a role with other fields": SIMPLE | {"roles": {"get-authors": {"includes": []}}},
    "a role that is no object": SIMPLE | {"roles": {"get-authors": "admin"}},
    "inheriting a text": SIMPLE | {"roles": {"get-authors": {"inherits": "get-authors"}}},
    "a package by name": SIMPLE | {"ws": {"CREATE_BATCH": "get-authors"}},
    "a package below zero": SIMPLE | {"ws": {"-1": "get-authors"}},
    "a package with a blank": SIMPLE | {"ws": {"1 ": "get-authors"}},
    "a package in other digits": SIMPLE | {"ws": {"\u0661": "get-authors"}},
    "a package that needs a number": SIMPLE | {"ws": {"1": 7}},
    "a package that needs null": SIMPLE | {"ws": {"1": None}},
    "a package that needs a role twice": SIMPLE | {"ws": {"1": ["get-authors", "get-authors"]}},
    "ws as a list": SIMPLE | {"ws": []},
    "a path without a slash": SIMPLE | {"http": {"authors": {"GET": "get-authors"}}},
    "a path without methods": SIMPLE | {"http": {"/authors": "get-authors"}},
    "a method in small letters": SIMPLE | {"http": {"/authors": {"get": "get-authors"}}},
    "HEAD, which is GET's": SIMPLE | {"http": {"/authors": {"HEAD": "get-authors"}}},
    "any method": SIMPLE | {"http": {"/authors": {"*": "get-authors"}}},
    "a route that needs an object": SIMPLE | {"http": {"/authors": {"GET": {"role": "get-authors"}}}},
    "a third default": SIMPLE | {"default": "ask"},
    "a default in capitals": SIMPLE | {"default": "DENY"},
}
WRONG_BEYOND_THE_SCHEMA = {
    "a package that needs no role of the file's": (SIMPLE | {"ws": {"1": "owner"}}, "ws 1 needs owner"),
    "a route that needs no role of the file's": (
        SIMPLE | {"http": {"/authors": {"GET": ["get-authors", "owner"]}}},
        "http /authors GET needs owner",
    ),
    "needs where there are no roles": ({"roles": [], "ws": {"1": "owner"}, "http": {}}, "ws 1 needs owner"),
    "inheriting no role of the file's": (
        SIMPLE | {"roles": {"get-authors": {"inherits": ["owner"]}}},
        "get-authors inherits owner, which is no role",
    ),
    "inheriting itself": (
        SIMPLE | {"roles": {"get-authors": {"inherits": ["get-authors"]}}},
        "circle: get-authors > get-authors",
    ),
    "inheriting in a circle": (
        {"roles": {"a": {"inherits": ["b"]}, "b": {"inherits": ["c"]}, "c": {"inherits": ["b"]}}, "ws": {}, "http": {}},
        "circle: b > c > b",
    ),
    "one package under two numbers": (SIMPLE | {"ws": {"1": [], "01": "get-authors"}}, "ws 1 is stated twice"),
    "a number longer than any": (SIMPLE | {"ws": {"1" * 5000: []}}, "is not the number of a package"),
    "one route under two templates": (
        SIMPLE | {"http": {"/authors/{id}": {"GET": []}, "/Authors/{name}/": {"GET": "get-authors"}}},
        "/Authors/{name}/ GET is stated twice",
    ),
}


@pytest.mark.parametrize("document", [SIMPLE, FULL], ids=["simple", "full"])
def test_what_may_be_written_is_read_and_the_schema_agrees(document: dict[str, Any]) -> None:
    assert SCHEMA.is_valid(document)
    assert actions_of(document).packages[1] == ("get-authors",)


def test_everything_of_a_document_is_read() -> None:
    actions = actions_of(FULL)
    assert actions.denies
    assert actions.roles["admin"] == {"admin", "editor", "get-authors"}
    assert actions.packages == {1: ("get-authors",), 22: ("editor", "get-authors"), 3: ()}
    assert {method: actions.for_route(method, "/authors/{id}") for method in FULL["http"]["/authors/{id}"]} == {
        "GET": ("get-authors",),
        "PATCH": ("editor",),
        "POST": ("editor",),
        "PUT": (),
        "DELETE": (),
    }


# scenario realtime-53
@pytest.mark.parametrize("document", WRONG_FOR_BOTH.values(), ids=WRONG_FOR_BOTH)
def test_what_the_schema_forbids_keeps_a_function_from_starting(document: Any) -> None:
    assert not SCHEMA.is_valid(document)
    with pytest.raises(ActionsError):
        actions_of(document)


# scenario realtime-53
@pytest.mark.parametrize(("document", "problem"), WRONG_BEYOND_THE_SCHEMA.values(), ids=list(WRONG_BEYOND_THE_SCHEMA))
def test_what_no_schema_can_see_keeps_a_function_from_starting(document: Any, problem: str) -> None:
    assert SCHEMA.is_valid(document)
    with pytest.raises(ActionsError) as caught:
        actions_of(document)
    assert problem in str(caught.value)


def test_all_mistakes_are_told_at_once() -> None:
    wrong = deepcopy(FULL) | {"default": "maybe", "extra": 1}
    wrong["ws"]["x"] = "editor"
    with pytest.raises(ActionsError, match=r"extra is not known.*default is neither.*'x' is not the number"):
        actions_of(wrong)


class TestLoading:
    # scenario realtime-53
    @pytest.mark.parametrize(
        "text",
        ["", "{", "null", "[" * 100_000, '{"roles": [], "roles": ["a"], "ws": {}, "http": {}}', "\ufeff{}"],
        ids=["empty", "torn", "null", "endless", "a name twice", "a mark of byte order"],
    )
    def test_a_file_that_cannot_be_read_is_named(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "mine.json"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ActionsError, match=r"mine\.json: "):
            load_actions(path)

    def test_a_second_value_of_one_name_deep_inside_is_no_secret_override(self, tmp_path: Path) -> None:
        path = tmp_path / "mine.json"
        path.write_text('{"roles": ["a"], "ws": {"1": "a", "1": []}, "http": {}}', encoding="utf-8")
        with pytest.raises(ActionsError, match="twice in one object: 1"):
            load_actions(path)

    # scenario realtime-53
    def test_a_file_that_is_not_there_allows_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ACTIONS_FILE_PATH", str(tmp_path / "none.json"))
        with pytest.raises(ActionsError, match=r"none\.json: cannot be read: FileNotFoundError"):
            load_actions()

    def test_a_deployment_may_have_a_file_of_its_own(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "mine.json"
        path.write_text(json.dumps(FULL), encoding="utf-8")
        monkeypatch.setenv("ACTIONS_FILE_PATH", str(path))
        assert load_actions() == actions_of(FULL)

    def test_the_one_that_comes_with_curator_is_read_otherwise(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ACTIONS_FILE_PATH", "")
        assert load_actions() == load_actions(SHIPPED)
        assert SCHEMA.is_valid(json.loads(SHIPPED.read_text(encoding="utf-8")))
        assert "admin" in load_actions().roles

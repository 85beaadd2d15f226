"""Who lacks what, and what is needed in the first place."""

import pytest

from curator.identity.roles.actions import Actions
from curator.identity.roles.document import actions_of
from curator.identity.roles.errors import ActionsError
from curator.identity.roles.matrix import EVERYBODY, NOBODY, Source

AUTHORS = actions_of(
    {
        "roles": {
            "editor": {"inherits": ["author"]},
            "author": {"inherits": ["reader"]},
            "reader": {},
            "create-author": {},
        },
        "ws": {"1": "reader", "2": [], "3": ["author", "create-author"]},
        "http": {"/authors": {"GET": "reader"}, "/authors/{author_id}": {"GET": "reader", "DELETE": "editor"}},
    }
)
DENYING = actions_of({"roles": ["reader"], "ws": {"1": "reader", "2": []}, "http": {}, "default": "deny"})


class TestMissing:
    # scenario realtime-37
    def test_the_one_role_needed_is_enough(self) -> None:
        assert AUTHORS.missing(["reader"], ("reader",)) == []

    # scenario realtime-38
    def test_without_the_role_it_is_missing(self) -> None:
        assert AUTHORS.missing([], ("reader",)) == ["reader"]
        assert AUTHORS.missing(["create-author"], ("reader",)) == ["reader"]

    # scenario realtime-39
    def test_all_roles_are_needed_and_those_missing_keep_their_order(self) -> None:
        needed = ("create-author", "author", "reader")
        assert AUTHORS.missing(["reader"], needed) == ["create-author", "author"]
        assert AUTHORS.missing(["create-author", "reader"], needed) == ["author"]
        assert AUTHORS.missing(["reader", "author", "create-author"], needed) == []

    # scenario realtime-40
    def test_more_roles_than_needed_do_no_harm(self) -> None:
        assert AUTHORS.missing(["create-author", "of-another-service", "reader"], ("reader",)) == []

    def test_nothing_needed_is_never_missing(self) -> None:
        assert AUTHORS.missing([], ()) == []

    def test_a_role_comes_with_those_it_inherits_at_any_distance(self) -> None:
        assert AUTHORS.missing(["editor"], ("editor", "author", "reader")) == []
        assert AUTHORS.missing(["author"], ("editor", "reader")) == ["editor"]
        assert AUTHORS.missing(["reader"], ("author",)) == ["author"]

    def test_a_role_is_its_whole_name_in_its_own_case(self) -> None:
        assert AUTHORS.missing(["Reader", "read", "reader "], ("reader",)) == ["reader"]

    def test_a_token_that_claims_to_be_nobody_has_no_more_than_others(self) -> None:
        assert DENYING.missing([NOBODY, *EVERYBODY], (NOBODY,)) == [NOBODY]


class TestWhatAPackageNeeds:
    # scenario realtime-53
    def test_the_file_wins_over_what_the_handler_declares(self) -> None:
        assert AUTHORS.for_package(1, ("author",)) == ("reader",)
        assert AUTHORS.for_package(2, ("author",)) == ()

    # scenario realtime-53
    def test_what_the_file_does_not_name_needs_what_its_handler_declares_in_that_order(self) -> None:
        assert AUTHORS.for_package(9, ("reader", "author", "reader")) == ("reader", "author")
        assert AUTHORS.for_package(9) == ()

    def test_a_deployment_may_refuse_what_nobody_speaks_of(self) -> None:
        assert DENYING.for_package(9) == (NOBODY,)
        assert DENYING.for_package(9, ("reader",)) == ("reader",)
        assert (DENYING.for_package(2), DENYING.for_package(9, EVERYBODY)) == ((), ())


class TestWhatARouteNeeds:
    # scenario realtime-52
    def test_each_method_has_its_own(self) -> None:
        assert AUTHORS.for_route("GET", "/authors/{author_id}") == ("reader",)
        assert AUTHORS.for_route("DELETE", "/authors/{author_id}") == ("editor",)

    # scenario realtime-53
    def test_a_method_that_is_not_mapped_needs_nothing(self) -> None:
        assert AUTHORS.for_route("POST", "/authors") == ()

    # scenario realtime-53
    @pytest.mark.parametrize(
        "template", ["/authors", "/authors/", "/Authors", "/AUTHORS//"], ids=["as mapped", "slash", "case", "both"]
    )
    def test_neither_a_slash_nor_capitals_lead_past_the_file(self, template: str) -> None:
        assert AUTHORS.for_route("get", template) == ("reader",)

    def test_the_name_of_a_parameter_makes_no_difference_but_its_place_does(self) -> None:
        assert AUTHORS.for_route("DELETE", "/authors/{id:int}") == ("editor",)
        assert AUTHORS.for_route("DELETE", "/authors/{id}/books", ("author",)) == ("author",)

    def test_asking_only_for_the_headers_needs_what_asking_for_all_needs(self) -> None:
        assert AUTHORS.for_route("HEAD", "/authors") == ("reader",)

    def test_a_deployment_may_refuse_what_nobody_speaks_of(self) -> None:
        assert DENYING.for_route("GET", "/authors") == (NOBODY,)
        assert DENYING.for_route("GET", "/", EVERYBODY) == ()


class TestCheck:
    PACKAGES = (1, 2, 3, 4)
    ROUTES = (("GET", "/authors"), ("GET", "/authors/{id}"), ("DELETE", "/authors/{id}"))

    def test_a_file_that_names_only_what_there_is_passes(self) -> None:
        AUTHORS.check(self.PACKAGES, self.ROUTES, ["reader", *EVERYBODY])

    def test_everything_that_is_not_there_is_named(self) -> None:
        with pytest.raises(ActionsError) as caught:
            AUTHORS.check([1], [("GET", "/authors"), ("POST", "/authors/{id}")], ["reader", "owner"])
        for problem in ("no package 2", "no package 3", "no route GET /authors/{}", "no route DELETE", "no role owner"):
            assert problem in str(caught.value)
        assert "package 1" not in str(caught.value)

    def test_a_function_that_knows_only_routes_or_only_packages_checks_those(self) -> None:
        AUTHORS.check(self.PACKAGES, None)
        AUTHORS.check(None, self.ROUTES)
        with pytest.raises(ActionsError, match="no package 3"):
            AUTHORS.check([1, 2], None)
        with pytest.raises(ActionsError, match="no route DELETE"):
            AUTHORS.check(None, self.ROUTES[:2])


class TestMatrix:
    MATRIX = AUTHORS.matrix({1: ("author",), 9: ("author", "create-author"), 10: ()}, {("GET", "/authors/{id}"): ()})

    def test_its_columns_are_the_files_roles(self) -> None:
        assert self.MATRIX.roles == ("editor", "author", "reader", "create-author")

    def test_a_row_has_the_roles_that_alone_suffice_and_who_says_so(self) -> None:
        rows = {row.name: row for row in self.MATRIX.rows}
        assert rows.keys() == {"1", "9", "10", "GET /authors/{id}"}
        assert rows["1"].allowed == rows["GET /authors/{id}"].allowed == {"editor", "author", "reader"}
        assert (rows["9"].allowed, rows["9"].entry.needed) == (frozenset(), ("author", "create-author"))
        assert rows["10"].allowed == {"", *self.MATRIX.roles}
        assert [rows[name].entry.source for name in ("1", "9", "10")] == [Source.FILE, Source.CODE, Source.DEFAULT]

    def test_where_the_default_is_to_deny_nobody_suffices(self) -> None:
        (row,) = DENYING.matrix({7: ()}, {}).rows
        assert (row.allowed, row.entry) == (frozenset(), ((NOBODY,), Source.DEFAULT))


def test_without_a_file_what_the_code_declares_counts() -> None:
    assert Actions().for_package(1, ("author",)) == ("author",)
    assert Actions().missing(["author"], ("author", "editor")) == ["editor"]

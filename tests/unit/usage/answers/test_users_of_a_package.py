"""Which organisations use a package: what is counted, in which order, and what it costs to ask."""

import csv
import io
import json
from typing import Any

import pytest

from curator.foundation.pagination.errors import InvalidCursorError
from curator.usage.answers.asking import Answer
from curator.usage.answers.questions import Relation, Sort, UserFilter, UsersQuestion
from curator.usage.answers.searches import Searches
from curator.usage.answers.windows import Window
from curator.usage.ecosystems import Ecosystem
from curator.usage.errors import InvalidQuestionError, RecordNotFoundError
from curator.usage.models import Confidence, DependencyType, PackageKey
from tests.unit.usage.answers.world import COMMIT, REACT, UsageWorld, use

Reply = dict[str, Any]


def read(answer: Answer) -> Reply:
    reply: Reply = json.loads(answer.body)
    return reply


def ask(world: UsageWorld, *, limit: int = 50, cursor: str | None = None, offset: int = 0, **how: Any) -> Reply:
    order = {name: how.pop(name) for name in ("sort", "descending") if name in how}
    question = UsersQuestion(package=REACT, filter=UserFilter(**how), **order)
    window = Window(limit=limit, cursor=cursor, offset=offset)
    return read(world.answers.users.users(question, window))


def names(reply: Reply) -> list[str]:
    return [user["organization"]["name"] for user in reply["users"]]


@pytest.fixture
def world() -> UsageWorld:
    world = UsageWorld()
    world.user("small", 10)
    world.user("large", 5_000, sponsors=True)
    world.user("middle", 400)
    return world


class TestARow:
    def test_it_names_the_organisation_its_repositories_versions_and_the_line_that_proves_it(self) -> None:
        world = UsageWorld()
        world.user("acme", 70, sponsors=True, lines=(12,))
        (row,) = ask(world)["users"]
        assert row["organization"]["sponsorship_url"] == "https://github.com/sponsors/acme"
        assert (row["total_repositories"], row["stars"]) == (1, 70)
        assert (row["relation"], row["dependency_types"]) == (["direct"], ["direct"])
        assert (row["requirements"], row["resolved_versions"]) == (["^18.2.0"], ["18.2.0"])
        assert row["confidence"] == "proved"
        (repository,) = row["repositories"]
        assert repository["evidence"] == [
            {
                "file": "package.json",
                "line": 12,
                "commit": COMMIT,
                "permalink": f"https://github.com/acme/acme-app/blob/{COMMIT}/package.json#L12",
                "requirement": "^18.2.0",
                "resolved_version": "18.2.0",
                "dependency_type": "direct",
                "relation": "direct",
                "notes": [],
            }
        ]

    def test_all_repositories_count_of_which_only_some_are_shown(self) -> None:
        world = UsageWorld()
        owner = world.organization("acme")
        for number in range(30):
            repository = world.repository(owner, f"app-{number:02}", stars=number)
            world.uses(owner, repository, [use(REACT, owner, repository, world.clock.now())])
        (row,) = ask(world)["users"]
        assert (row["total_repositories"], row["stars"]) == (30, sum(range(30)))
        assert [one["name"] for one in row["repositories"]] == [f"app-{number:02}" for number in range(29, 4, -1)]
        assert ask(world)["total_repositories"] == 30

    def test_it_tells_how_repositories_use_the_package_that_are_not_shown(self) -> None:
        world = UsageWorld()
        owner = world.organization("acme")
        for number in range(27):
            repository = world.repository(owner, f"app-{number}", stars=number + 1)
            kind = DependencyType.DEV if number == 0 else DependencyType.DIRECT
            world.uses(owner, repository, [use(REACT, owner, repository, world.clock.now(), type=kind)])
        (row,) = ask(world)["users"]
        assert row["dependency_types"] == ["direct", "dev"]
        (row,) = ask(world, types=frozenset({DependencyType.DEV}))["users"]
        assert (row["repositories"], row["total_repositories"], row["stars"]) == ([], 1, 1)
        assert (row["relation"], row["dependency_types"], row["confidence"]) == (["direct"], ["dev"], "proved")

    def test_a_large_page_shows_fewer_repositories_of_each(self) -> None:
        world = UsageWorld()
        owner = world.organization("acme")
        for number in range(5):
            repository = world.repository(owner, f"app-{number}", stars=number)
            world.uses(owner, repository, [use(REACT, owner, repository, world.clock.now())])
        (row,) = ask(world, limit=1000)["users"]
        assert (len(row["repositories"]), row["total_repositories"]) == (2, 5)


class TestTheOrder:
    def test_it_is_by_stars_and_then_by_name_unless_another_is_asked_for(self, world: UsageWorld) -> None:
        world.user("also-middle", 400)
        assert names(ask(world)) == ["large", "also-middle", "middle", "small"]

    @pytest.mark.parametrize(
        ("sort", "descending", "expected"),
        [
            (Sort.NAME, False, ["large", "middle", "small"]),
            (Sort.NAME, True, ["small", "middle", "large"]),
            (Sort.STARS, False, ["small", "middle", "large"]),
            (Sort.LAST_SEEN, True, ["middle", "large", "small"]),
        ],
    )
    def test_every_order_goes_both_ways(
        self, world: UsageWorld, sort: Sort, descending: bool, expected: list[str]
    ) -> None:
        assert names(ask(world, sort=sort, descending=descending)) == expected

    def test_those_with_more_repositories_go_first_by_repositories(self, world: UsageWorld) -> None:
        owner = world.organizations.get_by_name("small")
        assert owner is not None
        second = world.repository(owner, "second")
        world.uses(owner, second, [use(REACT, owner, second, world.clock.now())])
        assert names(ask(world, sort=Sort.REPOSITORIES)) == ["small", "large", "middle"]

    def test_stars_are_those_of_the_repositories_that_the_filter_counts(self, world: UsageWorld) -> None:
        world.user("abandoned", 9_000, is_archived=True)
        assert names(ask(world)) == ["large", "middle", "small"]
        assert names(ask(world, include_archived=True)) == ["abandoned", "large", "middle", "small"]
        assert names(ask(world, include_archived=True, descending=False)) == ["small", "middle", "large", "abandoned"]


class TestFilters:
    def test_indirect_uses_are_shown_to_those_who_ask_for_them(self, world: UsageWorld) -> None:
        world.user("indirect", 1, indirect=True)
        assert "indirect" not in names(ask(world))
        assert names(ask(world, relation=Relation.TRANSITIVE)) == ["indirect"]
        assert names(ask(world, relation=Relation.ALL)) == ["large", "middle", "small", "indirect"]

    def test_one_can_ask_for_certain_types_of_dependency(self, world: UsageWorld) -> None:
        world.user("tests-with-it", 1, type=DependencyType.DEV)
        assert names(ask(world, types=frozenset({DependencyType.DEV}))) == ["tests-with-it"]
        assert ask(world, types=frozenset({DependencyType.DEV, DependencyType.DIRECT}))["total"] == 4

    def test_one_can_ask_for_those_with_many_stars(self, world: UsageWorld) -> None:
        assert names(ask(world, min_stars=400)) == ["large", "middle"]

    def test_one_can_ask_for_those_who_can_be_sponsored_or_cannot(self, world: UsageWorld) -> None:
        assert names(ask(world, sponsored=True)) == ["large"]
        assert names(ask(world, sponsored=False)) == ["middle", "small"]

    def test_one_can_ask_for_what_is_proved_or_only_reported(self, world: UsageWorld) -> None:
        world.user("hearsay", 1, reported=True)
        assert names(ask(world, confidence=Confidence.REPORTED)) == ["hearsay"]
        assert names(ask(world, confidence=Confidence.PROVED)) == ["large", "middle", "small"]
        assert names(ask(world)) == ["large", "middle", "small", "hearsay"]

    def test_a_row_tells_only_of_what_counts(self) -> None:
        world = UsageWorld()
        owner = world.organization("acme")
        for name, stars, kind in (("app", 5, DependencyType.DIRECT), ("tool", 3, DependencyType.DEV)):
            repository = world.repository(owner, name, stars)
            world.uses(owner, repository, [use(REACT, owner, repository, world.clock.now(), type=kind)])
        (row,) = ask(world, types=frozenset({DependencyType.DEV}))["users"]
        assert (row["total_repositories"], row["stars"]) == (1, 3)
        assert [one["name"] for one in row["repositories"]] == ["tool"]
        assert row["dependency_types"] == ["dev"]


class TestPages:
    def test_cursors_lead_through_the_whole_list(self) -> None:
        world = UsageWorld()
        for number in range(7):
            world.user(f"org-{number}", 100 - number)
        found, reply = [], ask(world, limit=3)
        found += names(reply)
        while reply["next_cursor"]:
            assert reply["has_next"]
            reply = ask(world, limit=3, cursor=reply["next_cursor"])
            found += names(reply)
        assert found == [f"org-{number}" for number in range(7)]
        assert (reply["has_next"], reply["has_prev"], reply["offset"], reply["total"]) == (False, True, 6, 7)

    def test_the_order_of_a_list_stays_while_somebody_pages_on(self) -> None:
        world = UsageWorld()
        for number in range(4):
            world.user(f"org-{number}", 100 - number)
        first = ask(world, limit=2)
        world.user("newcomer", 1_000)
        second = ask(world, limit=2, cursor=first["next_cursor"])
        assert names(first) + names(second) == [f"org-{number}" for number in range(4)]
        assert names(ask(world, limit=2)) == ["newcomer", "org-0"]

    def test_who_is_hidden_meanwhile_is_left_out_of_the_pages_that_follow(self) -> None:
        world = UsageWorld()
        for number in range(4):
            world.user(f"org-{number}", 100 - number)
        first = ask(world, limit=2)
        hidden = world.organizations.get_by_name("org-2")
        assert hidden is not None
        world.organizations.delete(hidden.id)
        assert names(ask(world, limit=2, cursor=first["next_cursor"])) == ["org-3"]

    def test_pages_of_different_lengths_are_different_answers(self) -> None:
        world = UsageWorld()
        for number in range(5):
            world.user(f"org-{number}", 100 - number)
        assert [len(ask(world, limit=limit)["users"]) for limit in (2, 3, 2, 50)] == [2, 3, 2, 5]

    def test_numbered_pages_show_the_same_rows(self) -> None:
        world = UsageWorld()
        for number in range(5):
            world.user(f"org-{number}", 100 - number)
        assert names(ask(world, limit=2, offset=2)) == ["org-2", "org-3"]
        assert names(ask(world, limit=2, offset=10)) == []

    def test_two_ways_to_a_page_at_once_are_refused_and_numbers_end(self) -> None:
        with pytest.raises(InvalidQuestionError, match="Give one of"):
            Window.of(limit=50, offset=0, page=1, cursor=None)
        with pytest.raises(InvalidQuestionError, match="next_cursor"):
            Window.of(limit=50, offset=None, page=21, cursor=None)
        assert Window.of(limit=50, offset=None, page=20, cursor=None).offset == 950

    def test_a_cursor_of_another_list_or_from_more_than_an_hour_ago_is_refused(self) -> None:
        world = UsageWorld()
        for number in range(4):
            world.user(f"org-{number}", 100 - number)
        cursor = ask(world, limit=2)["next_cursor"]
        with pytest.raises(InvalidCursorError, match="another list"):
            ask(world, limit=2, cursor=cursor, min_stars=1)
        world.clock.advance(3601)
        with pytest.raises(InvalidCursorError, match="expired"):
            ask(world, limit=2, cursor=cursor)

    @pytest.mark.parametrize("later", [1799, 3500])
    def test_a_kept_page_never_leads_on_to_an_order_that_is_gone(self, later: int) -> None:
        world = UsageWorld()
        for number in range(4):
            world.user(f"org-{number}", 100 - number)
        world.clock.advance(60)
        ask(world, limit=3)  # which keeps the order
        world.clock.advance(later)
        ask(world, limit=2)  # another page, of that order or of a new one
        world.clock.advance(1799)
        cursor = ask(world, limit=2)["next_cursor"]
        assert names(ask(world, limit=2, cursor=cursor)) == ["org-2", "org-3"]


class TestWhatIsNotVisible:
    def test_it_is_said_that_nobody_has_searched_yet(self, world: UsageWorld) -> None:
        told = ask(world)["coverage"]
        assert (told["complete"], told["searched_at"]) == (False, None)
        assert any("Nobody has looked" in note for note in told["notes"])
        assert any("Private repositories" in note for note in told["notes"])
        assert any("no scan has met" in note for note in told["notes"])
        assert "package.json" in told["files_read"]
        assert told["attribution"] == ["Contains data of ecosyste.ms, CC BY-SA 4.0"]

    def test_it_is_said_when_the_last_search_was_and_who_did_not_answer_it(self, world: UsageWorld) -> None:
        Searches(world.table, world.clock).note(
            REACT, at=1_800_000_000.0, source="ecosystems", missing=[("libraries_io", "timed out")]
        )
        told = ask(world)["coverage"]
        assert told["searched_at"] == "2027-01-15T08:00:00.000000Z"
        assert (told["source"], told["complete"]) == ("ecosystems", False)
        assert told["missing_providers"] == [{"provider": "libraries_io", "why": "timed out"}]

    def test_a_search_that_ended_well_is_complete_one_that_goes_on_is_not(self, world: UsageWorld) -> None:
        searches = Searches(world.table, world.clock)
        searches.note(REACT, at=1.0, source="ecosystems", complete=False)
        assert ask(world)["coverage"]["complete"] is False
        searches.note(REACT, at=2.0, source="ecosystems")
        assert ask(world)["coverage"]["complete"] is True


class TestCost:
    def test_an_answer_costs_the_same_few_requests_however_large_the_world(self) -> None:
        costs = []
        for size in (1, 40, 400):
            world = UsageWorld()
            for number in range(size):
                world.user(f"org-{number:03}", number)
            world.memory.operations.requests.clear()
            assert len(ask(world)["users"]) == min(size, 50)
            costs.append(dict(world.memory.operations.requests))
        assert costs[1] == {"get_many": 2, "query": 1, "put": 1}
        assert costs[2] == {
            "get_many": 2,
            "query": 1,
            "transact": 1,
        }  # beside the answer, the order of a list that goes on
        assert all(sum(cost.values()) <= 5 for cost in costs)

    # scenario usage-72
    def test_the_second_answer_is_the_kept_one_and_costs_one_request(self, world: UsageWorld) -> None:
        first = ask(world)
        world.memory.operations.requests.clear()
        assert ask(world) == first
        assert dict(world.memory.operations.requests) == {"get_many": 1}

    def test_a_package_nobody_knows_costs_one_request(self, world: UsageWorld) -> None:
        world.memory.operations.requests.clear()
        with pytest.raises(RecordNotFoundError, match="Package not found"):
            world.answers.users.users(UsersQuestion(package=PackageKey(Ecosystem.NPM, "none")), Window())
        assert dict(world.memory.operations.requests) == {"get_many": 1}


class TestCsv:
    def lines(self, world: UsageWorld) -> list[dict[str, str]]:
        answer = world.answers.users.spreadsheet(UsersQuestion(package=REACT), Window(limit=1000))
        return list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))

    def test_it_has_a_line_per_organisation_with_its_strongest_proof(self, world: UsageWorld) -> None:
        first, *others = self.lines(world)
        assert (first["organization"], first["stars"], first["repositories"]) == ("large", "5000", "1")
        assert (first["file"], first["line"], first["commit"]) == ("package.json", "12", COMMIT)
        assert first["permalink"].endswith("/package.json#L12")
        assert [line["organization"] for line in others] == ["middle", "small"]

    def test_its_lines_end_and_its_quotes_are_doubled_as_rfc_4180_says(self) -> None:
        world = UsageWorld()
        world.user("acme", 1, requirement='>=1, <2 "or so"')
        body = world.answers.users.spreadsheet(UsersQuestion(package=REACT), Window()).body.decode()
        assert body.count("\r\n") == 2
        assert body.endswith("\r\n")
        assert '">=1, <2 ""or so"""' in body

    @pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1"])
    def test_no_field_is_a_formula(self, text: str) -> None:
        world = UsageWorld()
        world.user("acme", 1, requirement=text)
        (line,) = self.lines(world)
        assert line["requirement"] == f"'{text}"

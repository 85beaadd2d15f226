from pathlib import Path

import pytest

from tests.unit.sandbox.sandbox_client import ORIGIN, ManualClock
from tests.unit.sandbox.small_world import Services, services

WORLD = f"{ORIGIN}/sandbox/world"


def test_the_sandbox_tells_how_large_its_world_is(asked: Services) -> None:
    told = asked.http.get(WORLD).json()
    gone = sum(each.gone for each in asked.world.repositories)
    assert (told["organizations"], told["repositories"]) == (30, 300 - gone)
    assert {"ecosystem": "npm", "name": "react"} in told["packages"]


def test_it_tells_the_truth_about_a_package(asked: Services) -> None:
    told = asked.http.get(f"{WORLD}/users/npm/@types/node").json()["users"]
    assert told
    assert [(use["owner"], use["path"], use["line"]) for use in told] == [
        (use.owner, use.path, use.line) for use in asked.world.users_of("npm", "@types/node")
    ]


def test_a_change_is_seen_at_once_and_can_be_undone(asked: Services, clock: ManualClock) -> None:
    repository = asked.plain()
    clock.advance(1_000)
    answer = asked.change(action="archive", repository=repository.full_name)
    assert (answer.status_code, answer.json()) == (201, {"changed": [repository.full_name]})
    assert asked.github(f"/repos/{repository.full_name}").json()["archived"] is True
    assert asked.http.delete(f"{WORLD}/changes").status_code == 204
    assert asked.github(f"/repos/{repository.full_name}").json()["archived"] is False


def test_a_change_that_makes_no_sense_is_refused_with_a_reason(asked: Services) -> None:
    answer = asked.change(action="archive", repository="no/where")
    assert (answer.status_code, "repository names" in answer.json()["detail"]) == (400, True)
    assert asked.http.post(f"{WORLD}/changes", content=b"{").status_code == 400


def test_changes_outlive_the_process(tmp_path: Path, clock: ManualClock) -> None:
    with services(tmp_path / "state", clock) as before:
        repository = before.plain()
        before.change(action="churn", share=0.2)
        before.change(action="rename", repository=repository.full_name, to="moved")
        commits = [each.commit for each in before.world.repositories]
        assert len({*commits}) == 300
    with services(tmp_path / "state", clock) as after:
        assert [each.commit for each in after.world.repositories] == commits
        assert after.github(f"/repos/{repository.owner.login}/moved").status_code == 200
        after.http.delete(f"{WORLD}/changes")
    with services(tmp_path / "state", clock) as undone:
        assert undone.world.repositories == undone.world.original


def test_a_reset_undoes_changes_and_gives_everybody_fresh_limits(asked: Services) -> None:
    repository = asked.plain()
    asked.change(action="delete", repository=repository.full_name)
    asked.http.post(f"{WORLD}/limits", json={"github.core": {"hits": 1, "seconds": 60}})
    assert asked.github(f"/repos/{repository.full_name}").status_code == 404
    asked.http.post(f"{ORIGIN}/sandbox/reset")
    answer = asked.github(f"/repos/{repository.full_name}")
    assert (answer.status_code, answer.headers["x-ratelimit-remaining"]) == (200, "4999")


def test_limits_can_be_changed_and_what_was_asked_and_refused_is_counted(asked: Services) -> None:
    told = asked.http.post(f"{WORLD}/limits", json={"github.core": {"hits": 2, "seconds": 60}}).json()
    assert told["limits"]["github.core"] == {"hits": 2, "seconds": 60}
    repository = asked.plain()
    assert [asked.github(f"/repos/{repository.full_name}").status_code for _ in range(3)] == [200, 200, 403]
    counted = asked.http.get(f"{WORLD}/limits").json()
    assert (counted["spent"], counted["refused"]) == ({"github.core": 2}, {"github.core": 1})
    restored = asked.http.delete(f"{WORLD}/limits").json()
    assert restored["limits"]["github.core"]["hits"] == 5_000


@pytest.mark.parametrize(
    "description",
    [
        pytest.param([], id="no object"),
        pytest.param({"github.core": {"hits": 1}}, id="no seconds"),
        pytest.param({"github.core": {"hits": -1, "seconds": 60}}, id="negative"),
        pytest.param({"gitlab": {"hits": 1, "seconds": 60}}, id="unknown"),
    ],
)
def test_limits_that_make_no_sense_are_refused(asked: Services, description: object) -> None:
    assert asked.http.post(f"{WORLD}/limits", json=description).status_code == 400

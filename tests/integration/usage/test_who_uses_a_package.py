"""Somebody asks who uses their package: from the request over every function and queue to the answer with its proof."""

import time
from typing import Any

import httpx

from local.stack import LocalStack

PACKAGE = "hex/spruce_gauge"  # of the sandbox's world: two repositories use it, one of which ecosyste.ms never saw
PATIENCE_SECONDS = 90
ENDED = {"completed", "failed"}

Place = tuple[str, str]


def ended(client: httpx.Client, begun: httpx.Response) -> dict[str, Any]:
    """Wait until a job that was begun has ended, and return it."""
    assert begun.status_code == 202, begun.text
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        job: dict[str, Any] = client.get(f"/jobs/{begun.json()['id']}").raise_for_status().json()
        if job["status"] in ENDED:
            return job
        assert time.monotonic() < deadline, job
        time.sleep(0.3)  # nothing tells of a job's end but the job


def truth(stack: LocalStack) -> dict[Place, set[tuple[str, int]]]:
    """Return the lines that declare the package, by the repository they are in."""
    told = httpx.get(f"{stack.sandbox_url}/sandbox/world/users/{PACKAGE}").raise_for_status().json()
    found: dict[Place, set[tuple[str, int]]] = {}
    for use in told["users"]:
        found.setdefault((use["owner"], use["repository"]), set()).add((use["path"], use["line"]))
    return found


def shown(client: httpx.Client) -> dict[Place, set[tuple[str, int]]]:
    """Return the proof in the answer, by the repository it is from; all of it has been read by us."""
    answer = client.get(f"/packages/{PACKAGE}/users", params={"relation": "all", "include_archived": True})
    assert answer.status_code == 200, answer.text
    repositories = [
        (row["organization"]["name"], repository)
        for row in answer.json()["users"]
        for repository in row["repositories"]
    ]
    assert {repository["confidence"] for _, repository in repositories} == {"proved"}
    return {
        (owner, repository["name"]): {(proof["file"], proof["line"]) for proof in repository["evidence"]}
        for owner, repository in repositories
    }


def test_a_maintainer_learns_who_uses_their_package_with_the_lines_that_prove_it(
    stack: LocalStack, maintainer: httpx.Client
) -> None:
    true = truth(stack)
    job = ended(maintainer, maintainer.post(f"/packages/{PACKAGE}/refresh"))
    assert (job["status"], job["tasks"]["open"], job["error_message"]) == ("completed", 0, None)
    met = shown(maintainer)
    assert met
    assert met.items() <= true.items()
    unknown = true.keys() - met.keys()
    assert unknown
    for owner, name in unknown:
        address = f"https://github.com/{owner}/{name}"
        job = ended(maintainer, maintainer.post("/repositories", json={"github_url": address}))
        assert (job["status"], job["changes"]["added"] > 0) == ("completed", True)
    assert shown(maintainer) == true

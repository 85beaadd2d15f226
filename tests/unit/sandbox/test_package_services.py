"""Libraries.io and deps.dev; and that all who know packages can fail."""

import httpx
import pytest

from local.sandbox.world.catalogue import by_key
from tests.unit.sandbox.sandbox_client import ORIGIN, ManualClock
from tests.unit.sandbox.small_world import Services


def test_libraries_io_describes_packages_repositories_and_owners(asked: Services) -> None:
    told = asked.libraries_io("/npm/%40types%2Fnode").json()
    assert (told["name"], told["platform"]) == ("@types/node", "NPM")
    assert told["latest_stable_release_number"] == told["versions"][-1]["number"]
    repository = asked.plain()
    assert asked.libraries_io(f"/github/{repository.full_name}").json()["stargazers_count"] == repository.stars
    needs = asked.libraries_io(f"/github/{repository.full_name}/dependencies").json()["dependencies"]
    assert len(needs) == len(asked.world.uses(repository))
    assert asked.libraries_io(f"/github/{repository.owner.login}").json()["login"] == repository.owner.login
    assert asked.libraries_io("/npm/react/latest/dependencies").json()["dependencies"] == []
    assert "react" in {each["name"] for each in asked.libraries_io("/search", q="react", platforms="npm").json()}
    assert {each["name"] for each in asked.libraries_io("/platforms").json()} >= {"NPM", "Pypi", "Maven"}


@pytest.mark.parametrize(
    "path",
    ["/npm/no-such-thing", "/npm/react/dependents", "/npm/react/99/dependencies", "/github/no/where", "/github/nobody"],
)
def test_libraries_io_does_not_know_everything(asked: Services, path: str) -> None:
    answer = asked.libraries_io(path)
    assert (answer.status_code, "Error 404" in answer.json()["error"]) == (404, True)


def test_libraries_io_wants_its_key(asked: Services) -> None:
    answer = asked.libraries_io("/npm/react", api_key="another")
    assert (answer.status_code, "Error 403" in answer.json()["error"]) == (403, True)


def test_libraries_io_answers_sixty_times_a_minute_and_tells_seconds_that_are_left(
    asked: Services, clock: ManualClock
) -> None:
    assert [asked.libraries_io("/platforms").status_code for _ in range(60)] == [200] * 60
    clock.advance(45)
    refused = asked.libraries_io("/platforms")
    assert (refused.status_code, refused.text) == (429, "Retry later\n")
    assert (refused.headers["retry-after"], refused.headers["x-ratelimit-reset"]) == ("15", "15")
    clock.advance(15)
    assert asked.libraries_io("/platforms").status_code == 200


def test_deps_dev_marks_the_version_that_is_current(asked: Services) -> None:
    told = asked.deps_dev("/systems/MAVEN/packages/org.slf4j%3Aslf4j-api").json()
    assert told["packageKey"] == {"system": "MAVEN", "name": "org.slf4j:slf4j-api"}
    current = [each["versionKey"]["version"] for each in told["versions"] if each["isDefault"]]
    assert current == [by_key()["maven", "org.slf4j:slf4j-api"].latest]
    version = asked.deps_dev(f"/systems/maven/packages/org.slf4j%3Aslf4j-api/versions/{current[0]}").json()
    assert {each["label"] for each in version["links"]} == {"HOMEPAGE", "SOURCE_REPO"}
    assert version["relatedProjects"][0]["projectKey"]["id"].startswith("github.com/")


def test_deps_dev_writes_versions_of_go_as_go_does(asked: Services) -> None:
    told = asked.deps_dev("/systems/go/packages/github.com%2Fgin-gonic%2Fgin").json()
    version = told["versions"][-1]["versionKey"]["version"]
    assert version.startswith("v")
    assert asked.deps_dev(f"/systems/go/packages/github.com%2Fgin-gonic%2Fgin/versions/{version}").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/systems/npm/packages/no-such-thing", "/systems/hex/packages/phoenix", "/systems/npm/packages/react/versions/0"],
)
def test_deps_dev_does_not_know_everything(asked: Services, path: str) -> None:
    answer = asked.deps_dev(path)
    assert (answer.status_code, "not found" in answer.text) == (404, True)


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        pytest.param("ecosystems.usage", "/ecosystems/repos/api/v1/usage/npm/react/dependencies", id="usage"),
        pytest.param("ecosystems.owner", "/ecosystems/repos/api/v1/hosts/GitHub/owners/a", id="owner"),
        pytest.param("ecosystems.repository", "/ecosystems/repos/api/v1/hosts/GitHub/repositories/a", id="repository"),
        pytest.param("ecosystems.package", "/ecosystems/packages/api/v1/packages/lookup", id="package"),
        pytest.param("libraries_io.project", "/libraries-io/api/npm/react", id="Libraries.io: package"),
        pytest.param("libraries_io.repository", "/libraries-io/api/github/a/b", id="Libraries.io: repository"),
        pytest.param("libraries_io.owner", "/libraries-io/api/github/a", id="Libraries.io: owner"),
        pytest.param("deps_dev.package", "/deps-dev/v3/systems/npm/packages/react", id="deps.dev: package"),
        pytest.param("deps_dev.version", "/deps-dev/v3/systems/npm/packages/react/versions/1", id="deps.dev: version"),
    ],
)
def test_every_one_of_them_can_fail(asked: Services, kind: str, path: str) -> None:
    asked.fault(kind=kind, behaviour="api_error", code="overloaded", status=503, retry_after=5)
    refused = asked.http.get(f"{ORIGIN}{path}")
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    asked.fault(kind=kind, behaviour="drop")
    with pytest.raises(httpx.RemoteProtocolError):
        asked.http.get(f"{ORIGIN}{path}")
    assert asked.transport.sandbox.requests_seen[kind] == 2

import base64
from typing import Any

import httpx
import pytest

from local.sandbox.world.git import blob_id
from tests.unit.sandbox.sandbox_client import ORIGIN
from tests.unit.sandbox.small_world import AUTHORISED, Services

RAW = {"accept": "application/vnd.github.raw+json"}


def everything(asked: Services, path: str, **query: Any) -> list[dict[str, Any]]:
    """Return all items of a list, by the links between its pages."""
    answer = asked.github(path, **query)
    found: list[dict[str, Any]] = answer.json()
    while "next" in answer.links:
        answer = asked.http.get(answer.links["next"]["url"], headers=AUTHORISED)
        found += answer.json()
    return found


def test_a_repository_is_described_as_github_does(asked: Services) -> None:
    repository = asked.plain()
    told = asked.github(f"/repos/{repository.full_name.upper()}").json()
    assert (told["id"], told["node_id"]) == (repository.id, repository.node_id)
    assert told["full_name"] == repository.full_name
    assert told["owner"]["login"] == repository.owner.login
    assert told["html_url"] == f"https://github.com/{repository.full_name}"
    assert (told["stargazers_count"], told["archived"], told["fork"]) == (repository.stars, False, False)
    assert told["url"].startswith(f"{ORIGIN}/github/repos/")


def test_a_renamed_repository_redirects_whatever_is_asked_of_it(asked: Services) -> None:
    repository = asked.odd("renamed")
    answer = asked.github(f"/repos/{repository.former_names[0]}/git/trees/HEAD", recursive=1)
    assert answer.status_code == 301
    assert answer.headers["location"] == f"{ORIGIN}/github/repositories/{repository.id}/git/trees/HEAD?recursive=1"
    assert answer.json()["url"] == answer.headers["location"]
    followed = asked.http.get(answer.headers["location"], headers=AUTHORISED)
    assert followed.json()["sha"] == asked.world.snapshot(repository).trees.root
    by_number = asked.http.get(f"{ORIGIN}/github/repositories/{repository.id}", headers=AUTHORISED)
    assert by_number.json()["full_name"] == repository.full_name


@pytest.mark.parametrize(
    ("oddity", "path", "status", "message"),
    [
        pytest.param("gone", "", 404, "Not Found", id="deleted"),
        pytest.param("gone", "/git/trees/HEAD", 404, "Not Found", id="tree of a deleted one"),
        pytest.param("blocked", "", 451, "Repository access blocked", id="blocked"),
        pytest.param("empty", "/git/trees/HEAD", 409, "Git Repository is empty.", id="empty"),
        pytest.param("empty", "/commits/HEAD", 409, "Git Repository is empty.", id="commit of an empty one"),
        pytest.param("truncated", "/git/trees/nowhere", 404, "Not Found", id="unknown tree"),
        pytest.param("truncated", "/git/blobs/0123", 404, "Not Found", id="unknown blob"),
        pytest.param("truncated", "/contents/no/where", 404, "Not Found", id="unknown file"),
        pytest.param("truncated", "/commits/nowhere", 422, "No commit found for SHA: nowhere", id="unknown branch"),
    ],
)
def test_what_is_not_there_is_refused_in_githubs_words(
    asked: Services, oddity: str, path: str, status: int, message: str
) -> None:
    answer = asked.github(f"/repos/{asked.odd(oddity).full_name}{path}")
    assert (answer.status_code, answer.json()["message"], answer.json()["status"]) == (status, message, str(status))
    assert "documentation_url" in answer.json()


def test_a_tree_lists_every_file_with_the_id_of_its_content(asked: Services) -> None:
    repository = asked.odd("vendoring")
    told = asked.github(f"/repos/{repository.full_name}/git/trees/{repository.default_branch}", recursive=1).json()
    files = asked.world.snapshot(repository).files
    assert told["truncated"] is False
    assert {entry["path"]: entry["sha"] for entry in told["tree"] if entry["type"] == "blob"} == {
        path: blob_id(content) for path, content in files.items()
    }


def test_a_large_tree_is_cut_and_its_folders_are_whole(asked: Services) -> None:
    repository = asked.odd("truncated")
    address = f"/repos/{repository.full_name}/git/trees"
    cut = asked.github(f"{address}/{repository.commit}", recursive=1).json()
    assert cut["truncated"] is True
    folders, found = [cut["sha"]], 0
    while folders:
        whole = asked.github(f"{address}/{folders.pop()}").json()
        assert whole["truncated"] is False
        folders += [entry["sha"] for entry in whole["tree"] if entry["type"] == "tree"]
        found += sum(entry["type"] == "blob" for entry in whole["tree"])
    assert found == len(asked.world.snapshot(repository).files)
    assert sum(entry["type"] == "blob" for entry in cut["tree"]) < found


def test_a_blob_is_sent_as_it_is_or_packed(asked: Services) -> None:
    repository = asked.odd("windows")
    path = asked.world.uses(repository)[0].path
    content = asked.world.snapshot(repository).files[path]
    address = f"/repos/{repository.full_name}/git/blobs/{blob_id(content)}"
    assert asked.github(address, headers=RAW).content == content
    packed = asked.github(address).json()
    assert (packed["encoding"], packed["size"]) == ("base64", len(content))
    assert base64.b64decode(packed["content"]) == content


def test_a_files_content_comes_raw_packed_or_for_a_large_one_not_at_all(asked: Services) -> None:
    repository = asked.odd("huge")
    address = f"/repos/{repository.full_name}/contents"
    assert asked.github(f"{address}/README.md", headers=RAW).text.startswith(f"# {repository.name}")
    assert base64.b64decode(asked.github(f"{address}/README.md").json()["content"]).startswith(b"# ")
    large = asked.github(f"{address}/bundles/package.json").json()
    assert (large["content"], large["encoding"], large["size"] > 1024 * 1024) == ("", "none", True)
    assert {entry["name"]: entry["type"] for entry in asked.github(address).json()}["src"] == "dir"


def test_a_commit_is_told_whole_or_by_its_id_alone(asked: Services) -> None:
    repository = asked.plain()
    address = f"/repos/{repository.full_name}/commits/HEAD"
    assert asked.github(address, headers={"accept": "application/vnd.github.sha"}).text == repository.commit
    told = asked.github(address).json()
    root = asked.world.snapshot(repository).trees.root
    assert (told["sha"], told["commit"]["tree"]["sha"]) == (repository.commit, root)
    branch = asked.github(f"/repos/{repository.full_name}/branches/{repository.default_branch}").json()
    assert branch["commit"]["sha"] == repository.commit


def test_the_bill_of_materials_names_what_a_cut_tree_hides(asked: Services) -> None:
    repository = next(
        each for each in asked.world.repositories if any(not use.listed for use in asked.world.uses(each))
    )
    told = asked.github(f"/repos/{repository.full_name}/dependency-graph/sbom").json()["sbom"]
    assert told["spdxVersion"] == "SPDX-2.3"
    named = {package["name"] for package in told["packages"] if "externalRefs" in package}
    assert named == {use.name for use in asked.world.uses(repository)}
    purls = [each["externalRefs"][0]["referenceLocator"] for each in told["packages"] if "externalRefs" in each]
    assert all(purl.startswith("pkg:") for purl in purls)


def test_an_owner_is_found_in_any_case_and_an_organisation_under_orgs_too(asked: Services) -> None:
    organization = next(owner for owner in asked.world.owners if owner.kind == "Organization")
    person = next(owner for owner in asked.world.owners if owner.kind == "User")
    assert asked.github(f"/orgs/{organization.login.upper()}").json()["login"] == organization.login
    assert asked.github(f"/users/{organization.login}").json()["type"] == "Organization"
    assert asked.github(f"/users/{person.login}").json()["bio"] == person.description
    assert asked.github(f"/orgs/{person.login}").status_code == 404
    assert asked.github("/users/nobody-at-all").status_code == 404


def test_an_owners_repositories_come_page_by_page_in_the_order_that_is_asked_for(asked: Services) -> None:
    owner = max(asked.world.owners, key=lambda each: len(asked.world.repositories_of(each)))
    shown = [each for each in asked.world.repositories_of(owner) if each.oddity != "blocked"]
    found = everything(asked, f"/users/{owner.login}/repos", per_page=7, sort="pushed")
    assert [each["id"] for each in found] == [
        each.id for each in sorted(shown, key=lambda each: each.pushed_at, reverse=True)
    ]
    assert len(found) > 14
    sources = everything(asked, f"/users/{owner.login}/repos", per_page=100, type="sources")
    assert not any(each["fork"] for each in sources)


def test_who_says_nothing_of_itself_is_refused(asked: Services) -> None:
    answer = asked.github("/rate_limit", headers={"user-agent": ""})
    assert (answer.status_code, "User-Agent" in answer.json()["message"]) == (403, True)


@pytest.mark.parametrize("authorization", ["Bearer ghp_stolen", "Bearer", "Basic sandbox-github-1"])
def test_a_token_that_is_none_is_refused(asked: Services, authorization: str) -> None:
    answer = asked.github(f"/repos/{asked.plain().full_name}", headers={"authorization": authorization})
    assert (answer.status_code, answer.json()["message"]) == (401, "Bad credentials")


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        pytest.param("github.repository", "/repos/a/b", id="repository"),
        pytest.param("github.tree", "/repos/a/b/git/trees/HEAD", id="tree"),
        pytest.param("github.blob", "/repos/a/b/git/blobs/x", id="blob"),
        pytest.param("github.content", "/repos/a/b/contents/x", id="content"),
        pytest.param("github.commit", "/repos/a/b/commits/HEAD", id="commit"),
        pytest.param("github.sbom", "/repos/a/b/dependency-graph/sbom", id="bill of materials"),
        pytest.param("github.search", "/search/repositories", id="search"),
        pytest.param("github.code_search", "/search/code", id="code search"),
        pytest.param("github.user", "/users/a", id="user"),
        pytest.param("github.organization", "/orgs/a", id="organisation"),
        pytest.param("github.repositories", "/users/a/repos", id="an owner's repositories"),
        pytest.param("github.rate_limit", "/rate_limit", id="limits"),
    ],
)
def test_every_address_can_fail(asked: Services, kind: str, path: str) -> None:
    asked.fault(kind=kind, behaviour="http", status=502)
    assert asked.github(path).status_code == 502
    assert asked.transport.sandbox.requests_seen[kind] == 1
    asked.fault(kind=kind, behaviour="drop")
    with pytest.raises(httpx.RemoteProtocolError):
        asked.github(path)

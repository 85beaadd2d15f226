"""A repository's manifests: all of them, or an error."""

from typing import Any

import httpx
import pytest

from curator.usage.limits import MAX_MANIFEST_BYTES, MAX_MANIFESTS
from curator.usage.providers.errors import (
    BudgetExhaustedError,
    ProviderDataError,
    ProviderError,
    ProviderNotFoundError,
    ProviderUnavailableError,
    RateLimitedError,
)
from curator.usage.providers.limits import MAX_REPLY_BYTES
from curator.usage.providers.models import ManifestFile
from curator.usage.providers.questions import ManifestQuery
from tests.unit.usage.providers.github_replies import (
    COMMIT,
    HEAD,
    TREE,
    asking,
    blob,
    entry,
    graph,
    limited,
    tree,
    variables,
)
from tests.unit.usage.providers.service import sending

GRAPH = "POST /graphql"
BLOBS = "GET /repos/acme/web/git/blobs/"
AT_COMMIT = ManifestQuery(owner="acme", name="web", commit=COMMIT)
AT_TIP = ManifestQuery(owner="acme", name="web")
TWO = tree(entry("package.json", "a1"), entry("README.md", "b2"), entry("api/requirements.txt", "c3"))


def test_all_manifests_of_a_repository_cost_one_request_and_one_point() -> None:
    contents = graph(repository={"b0": blob("{}"), "b1": blob("\ufeffdjango>=4\r\n")})
    github, site = asking({TREE: TWO, GRAPH: contents})
    found = github.fetch_manifests(AT_COMMIT)
    assert found.commit == COMMIT
    assert found.files == (
        ManifestFile(path="package.json", sha="a1", content=b"{}"),
        ManifestFile(path="api/requirements.txt", sha="c3", content=b"\xef\xbb\xbfdjango>=4\r\n"),
    )
    assert (found.skipped, found.truncated, found.reported, found.notes) == ((), False, (), ())
    assert variables(site.requests[1]) == {"owner": "acme", "name": "web", "x0": "a1", "x1": "c3"}
    assert site.budget.spent == {"github-core": 1, "github-graphql": 1}


def test_the_tip_of_the_default_branch_is_asked_for_where_nobody_knows_it() -> None:
    github, site = asking({HEAD: sending(COMMIT.encode(), etag='"1"'), TREE: tree()})
    assert github.fetch_manifests(AT_TIP).commit == COMMIT
    assert site.requests[0].headers["accept"] == "application/vnd.github.sha"


KNOWN = {"package.json": "a1", "api/requirements.txt": "c3"}


def test_where_all_manifests_are_as_they_were_none_is_fetched() -> None:
    github, site = asking({TREE: TWO})
    found = github.fetch_manifests(ManifestQuery(owner="acme", name="web", commit=COMMIT, known=KNOWN))
    assert (found.unchanged, found.files, found.commit) == (True, (), COMMIT)
    assert site.budget.spent == {"github-core": 1}


@pytest.mark.parametrize(
    "known",
    [
        pytest.param({**KNOWN, "package.json": "d4"}, id="one has changed"),
        pytest.param({"package.json": "a1"}, id="one is new"),
        pytest.param({**KNOWN, "setup.py": "d4"}, id="one is no more"),
        pytest.param({}, id="none is known"),
    ],
)
def test_where_one_manifest_differs_all_are_fetched(known: dict[str, str]) -> None:
    contents = graph(repository={"b0": blob("{}"), "b1": blob("django")})
    github, site = asking({TREE: TWO, GRAPH: contents})
    found = github.fetch_manifests(ManifestQuery(owner="acme", name="web", commit=COMMIT, known=known))
    assert (found.unchanged, [one.content for one in found.files]) == (False, [b"{}", b"django"])
    assert site.budget.spent == {"github-core": 1, "github-graphql": 1}


def test_without_a_token_each_manifest_is_a_request() -> None:
    github, site = asking({TREE: TWO, BLOBS + "a1": sending(b"{}"), BLOBS + "c3": sending(b"django")}, token=None)
    assert [one.content for one in github.fetch_manifests(AT_COMMIT).files] == [b"{}", b"django"]
    assert site.requests[1].headers["accept"] == "application/vnd.github.raw+json"
    assert site.budget.spent == {"github-core": 3}


@pytest.mark.parametrize(
    "unusable",
    [
        pytest.param(blob(None, isBinary=True), id="UTF-16 is taken for binary"),
        pytest.param(blob("{", isTruncated=True, isBinary=None), id="cut off"),
        pytest.param({}, id="nothing"),
        pytest.param(None, id="null"),
    ],
)
def test_a_manifest_that_graphql_cannot_give_is_fetched_as_it_is(unusable: object) -> None:
    pages = {
        TREE: TWO,
        GRAPH: graph(repository={"b0": unusable, "b1": blob("django")}),
        BLOBS + "a1": sending(b"\xff\xfe"),
    }
    github, _ = asking(pages)
    assert [one.content for one in github.fetch_manifests(AT_COMMIT).files] == [b"\xff\xfe", b"django"]


def test_a_manifest_that_graphql_would_cut_is_not_asked_for_there() -> None:
    large = tree(entry("package.json", "a1"), entry("package-lock.json", "b2", size=512_001), entry("go.mod", "c3"))
    contents = graph(repository={"b0": blob("{}"), "b1": blob("module x")})
    github, site = asking({TREE: large, GRAPH: contents, BLOBS + "b2": sending(b"{}")})
    assert len(github.fetch_manifests(AT_COMMIT).files) == 3
    assert variables(site.requests[1]) == {"owner": "acme", "name": "web", "x0": "c3", "x1": "a1"}
    assert site.budget.spent == {"github-core": 2, "github-graphql": 1}


def test_a_manifest_that_is_too_large_is_named_not_read() -> None:
    github, _ = asking({TREE: tree(entry("package.json", "a1", size=MAX_MANIFEST_BYTES + 1))})
    found = github.fetch_manifests(AT_COMMIT)
    assert (found.files, found.skipped, found.notes) == ((), ("package.json",), ("too large: package.json",))


def test_the_same_file_in_two_places_is_fetched_once() -> None:
    github, site = asking(
        {TREE: tree(entry("package.json", "a1"), entry("web/package.json", "a1")), BLOBS + "a1": sending(b"{}")}
    )
    assert [one.content for one in github.fetch_manifests(AT_COMMIT).files] == [b"{}", b"{}"]
    assert site.budget.spent == {"github-core": 2}


def test_many_large_manifests_are_asked_for_in_several_queries() -> None:
    entries = [entry(f"p{number}/package.json", f"sha-{number}", size=500_000) for number in range(MAX_MANIFESTS + 10)]

    def contents(request: httpx.Request) -> httpx.Response:
        count = sum(1 for name in variables(request) if name.startswith("x"))
        return graph(repository={f"b{place}": blob("{}") for place in range(count)})(request)

    github, site = asking({TREE: tree(*entries), GRAPH: contents})
    assert len(github.fetch_manifests(AT_COMMIT).files) == MAX_MANIFESTS
    assert site.budget.spent == {"github-core": 1, "github-graphql": 13}  # four of half a megabyte each


def test_links_and_submodules_are_no_manifests() -> None:
    link = entry("package.json", "a1", mode="120000")
    module = {"path": "go.mod", "mode": "160000", "type": "commit", "sha": "b2"}
    folder = {"path": "Cargo.toml", "mode": "040000", "type": "tree", "sha": "c3"}
    github, _ = asking({TREE: tree(link, module, folder, {"path": 7}, entry("pom.xml", ""))})
    assert github.fetch_manifests(AT_COMMIT).files == ()


def listing(request: httpx.Request) -> httpx.Response:
    """A tree that is cut off before the top's own files; the top alone is whole."""
    if request.url.params.get("recursive"):
        return httpx.Response(200, json=tree(entry("a/go.mod", "a1"), truncated=True))
    return httpx.Response(200, json=tree(entry("package.json", "b2")))


def package(identity: str, *purls: str, version: str | None = "1.0") -> dict[str, Any]:
    references = [
        {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": one} for one in purls
    ]
    return {"SPDXID": identity, "name": "…", "versionInfo": version, "externalRefs": references}


def related(element: str, kind: str, other: str) -> dict[str, str]:
    return {"spdxElementId": element, "relationshipType": kind, "relatedSpdxElement": other}


SBOM = {
    "sbom": {
        "SPDXID": "SPDXRef-DOCUMENT",
        "packages": [
            package("SPDXRef-root", "pkg:github/acme/web@main"),
            package("SPDXRef-react", "pkg:npm/react@18.2.0", version="18.2.0"),
            package("SPDXRef-types", "pkg:npm/%40types/node@20.1.0", version="20.1.0"),
            package("SPDXRef-django", "pkg:pypi/Django", version=None),
            package("SPDXRef-action", "pkg:githubactions/actions/checkout@v4"),
            package("SPDXRef-odd", "nonsense"),
            {"SPDXID": "SPDXRef-none"},
        ],
        "relationships": [
            related("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-root"),
            related("SPDXRef-root", "DEPENDS_ON", "SPDXRef-react"),
            related("SPDXRef-root", "DEPENDS_ON", "SPDXRef-django"),
            related("SPDXRef-react", "DEPENDS_ON", "SPDXRef-types"),
        ],
    }
}


def test_of_a_tree_that_is_cut_off_the_top_is_listed_anew_and_the_bill_of_materials_says_the_rest() -> None:
    contents = graph(repository={"b0": blob("{}"), "b1": blob("module x")})
    sbom = "GET /repos/acme/web/dependency-graph/sbom"
    github, _ = asking({TREE: listing, GRAPH: contents, sbom: SBOM})
    found = github.fetch_manifests(AT_COMMIT)
    assert [one.path for one in found.files] == ["package.json", "a/go.mod"]
    assert found.truncated
    assert found.notes == ("GitHub did not list all files: deep manifests may be missing",)
    assert [(one.key.ecosystem.value, one.key.name, one.version, one.indirect) for one in found.reported] == [
        ("npm", "react", "18.2.0", False),
        ("npm", "@types/node", "20.1.0", True),
        ("pypi", "django", None, False),
    ]


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(httpx.Response(403, json={}), id="not ours to see"),
        pytest.param(httpx.Response(404, json={}), id="switched off"),
        pytest.param(httpx.Response(500), id="too much work for GitHub"),
        pytest.param(sending(b"{" * (MAX_REPLY_BYTES + 1)), id="too long"),
    ],
)
def test_a_repository_without_a_bill_of_materials_has_its_manifests(reply: object) -> None:
    contents = graph(repository={"b0": blob("{}"), "b1": blob("module x")})
    sbom = "GET /repos/acme/web/dependency-graph/sbom"
    github, _ = asking({TREE: listing, GRAPH: contents, sbom: reply})
    found = github.fetch_manifests(AT_COMMIT)
    assert (len(found.files), found.reported, found.truncated) == (2, (), True)


def test_a_bill_of_materials_for_which_nothing_is_left_is_waited_for() -> None:
    contents = graph(repository={"b0": blob("{}"), "b1": blob("module x")})
    sbom = "GET /repos/acme/web/dependency-graph/sbom"
    github, _ = asking({TREE: listing, GRAPH: contents, sbom: limited(403, retry_after="60")})
    with pytest.raises(RateLimitedError):
        github.fetch_manifests(AT_COMMIT)


# `{"message": "Git Repository is empty.", …}` for the commit and for the tree alike.
def test_a_repository_without_a_commit_has_no_manifests() -> None:
    github, _ = asking({HEAD: httpx.Response(409, json={"message": "Git Repository is empty."})})
    found = github.fetch_manifests(AT_TIP)
    assert (found.commit, found.files, found.notes) == ("", (), ("the repository has no commits",))


def test_a_repository_that_is_gone_is_not_there() -> None:
    github, _ = asking({})
    for query in (AT_COMMIT, AT_TIP):
        with pytest.raises(ProviderNotFoundError):
            github.fetch_manifests(query)


def test_a_commit_that_was_pushed_away_does_not_make_the_repository_gone() -> None:
    github, _ = asking(
        {HEAD: sending(COMMIT.encode()), TREE: TWO, GRAPH: graph(repository={"b0": blob("{}"), "b1": blob("x")})}
    )
    found = github.fetch_manifests(ManifestQuery(owner="acme", name="web", commit="0" * 40))
    assert (found.commit, len(found.files)) == (COMMIT, 2)


def test_a_file_that_vanishes_between_two_requests_is_no_repository_that_is_gone() -> None:
    github, _ = asking({TREE: TWO}, token=None)
    with pytest.raises(ProviderUnavailableError):
        github.fetch_manifests(AT_COMMIT)


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        pytest.param(httpx.Response(502), ProviderUnavailableError, id="502"),
        pytest.param(httpx.ReadTimeout("slow"), ProviderUnavailableError, id="slow"),
        pytest.param(limited(403, retry_after="60"), RateLimitedError, id="asked too much"),
        pytest.param(sending(b"x" * (MAX_MANIFEST_BYTES + 1)), ProviderDataError, id="larger than was said"),
    ],
)
def test_where_one_manifest_cannot_be_fetched_nothing_is_read(trouble: object, error: type[ProviderError]) -> None:
    github, _ = asking({TREE: TWO, BLOBS + "a1": sending(b"{}"), BLOBS + "c3": trouble}, token=None)
    with pytest.raises(error):
        github.fetch_manifests(AT_COMMIT)


def test_a_budget_that_ends_halfway_reads_nothing() -> None:
    github, _ = asking({TREE: TWO, BLOBS + "a1": sending(b"{}")}, token=None, github_core=2)
    with pytest.raises(BudgetExhaustedError):
        github.fetch_manifests(AT_COMMIT)


@pytest.mark.parametrize("answer", [b"", b"main", b"<html>", b"\xff" * 40], ids=["none", "a name", "a page", "bytes"])
def test_what_is_no_commit_id_is_not_taken_for_one(answer: bytes) -> None:
    github, _ = asking({HEAD: sending(answer)})
    with pytest.raises(ProviderDataError):
        github.fetch_manifests(AT_TIP)


@pytest.mark.parametrize(("owner", "name"), [("..", "web"), ("acme", ".."), ("acme", "")])
def test_a_name_that_would_lead_elsewhere_names_no_repository(owner: str, name: str) -> None:
    github, site = asking({})
    with pytest.raises(ProviderNotFoundError):
        github.fetch_manifests(ManifestQuery(owner=owner, name=name, commit=COMMIT))
    assert site.requests == []

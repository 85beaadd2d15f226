from typing import Any

import pytest

from curator.usage.providers.github.queries import blobs_query, owners_query, repositories_query
from local.sandbox.world.git import blob_id
from tests.unit.sandbox.sandbox_client import ORIGIN, ManualClock
from tests.unit.sandbox.small_world import AUTHORISED, Services

SEARCH = """query($q: String!, $after: String) { search(query: $q, type: REPOSITORY, first: 40, after: $after) {
  repositoryCount pageInfo { hasNextPage endCursor } nodes { ... on Repository { nameWithOwner } } } }"""


def data(asked: Services, query: str, **variables: Any) -> Any:
    told = asked.graphql(query, **variables).json()
    assert "errors" not in told, told
    return told["data"]


def test_curators_query_for_repositories_is_answered_for_renamed_deleted_and_empty_ones(asked: Services) -> None:
    renamed, gone, empty = (asked.odd(name) for name in ("renamed", "gone", "empty"))
    addresses = [renamed.former_names[0], gone.full_name, empty.full_name]
    variables: dict[str, Any] = {}
    for place, address in enumerate(addresses):
        variables[f"o{place}"], variables[f"n{place}"] = address.split("/")
    told = asked.graphql(repositories_query(3), **variables).json()
    assert told["data"]["r0"]["nameWithOwner"] == renamed.full_name
    assert told["data"]["r0"]["id"] == renamed.node_id
    assert told["data"]["r0"]["defaultBranchRef"]["target"]["oid"] == renamed.commit
    assert told["data"]["r1"] is None
    assert told["data"]["r2"]["defaultBranchRef"] is None
    assert [(error["type"], error["path"]) for error in told["errors"]] == [("NOT_FOUND", ["r1"])]
    assert gone.full_name in told["errors"][0]["message"]


def test_curators_query_for_owners_is_answered(asked: Services) -> None:
    sponsored = next(owner for owner in asked.world.owners if owner.sponsors_listing)
    told = data(asked, owners_query(2), l0=sponsored.login.lower(), l1="nobody-at-all")
    own = [each for each in asked.world.repositories_of(sponsored) if not each.fork and each.oddity != "blocked"]
    assert told["o0"]["login"] == sponsored.login
    assert told["o0"]["hasSponsorsListing"] is True
    assert told["o0"]["repositories"]["totalCount"] == len(own)
    stars = [each["stargazerCount"] for each in told["o0"]["repositories"]["nodes"]]
    assert stars == sorted((each.stars for each in own), reverse=True)[:100]
    links = told["o0"]["top"]["nodes"][0]["fundingLinks"]
    assert {"url": f"https://github.com/{sponsored.login}"} in links
    assert told["o1"] is None


def test_curators_query_for_blobs_is_answered_by_their_ids(asked: Services) -> None:
    repository = asked.odd("windows")
    files = asked.world.snapshot(repository).files
    path = asked.world.uses(repository)[0].path
    ids = [blob_id(files[path]), blob_id(files["docs/logo.png"]), "0" * 40]
    variables = {"owner": repository.owner.login, "name": repository.name}
    told = data(asked, blobs_query(3), **variables, **{f"x{place}": oid for place, oid in enumerate(ids)})
    text, binary, none = (told["repository"][f"b{place}"] for place in range(3))
    assert text["text"].encode() == files[path]
    assert (text["isBinary"], text["isTruncated"]) == (False, False)
    assert (binary["isBinary"], binary["text"]) == (True, None)
    assert none is None


def test_a_large_blob_is_cut(asked: Services) -> None:
    repository = asked.odd("huge")
    content = asked.world.snapshot(repository).files["bundles/package.json"]
    variables = {"owner": repository.owner.login, "name": repository.name, "x0": blob_id(content)}
    blob = data(asked, blobs_query(1), **variables)["repository"]["b0"]
    assert (blob["isTruncated"], blob["isBinary"], len(blob["text"])) == (True, None, 512_000)


def test_trees_are_read_by_expressions(asked: Services) -> None:
    repository = asked.plain()
    query = """query($o: String!, $n: String!) { repository(owner: $o, name: $n) {
      root: object(expression: "HEAD:") { ... on Tree { oid entries { name type object { ... on Blob { text } } } } }
      file: object(expression: "HEAD:README.md") { ... on Blob { text } }
      commit: object(expression: "HEAD") { ... on Commit { oid tree { oid } } }
      nothing: object(expression: "HEAD:no/where") { oid } } }"""
    told = data(asked, query, o=repository.owner.login, n=repository.name)["repository"]
    snapshot = asked.world.snapshot(repository)
    assert told["root"]["oid"] == told["commit"]["tree"]["oid"] == snapshot.trees.root
    assert {entry["name"] for entry in told["root"]["entries"]} == {each.path for each in snapshot.trees.within("")}
    readme = next(entry for entry in told["root"]["entries"] if entry["name"] == "README.md")
    assert readme["object"]["text"] == told["file"]["text"] == snapshot.files["README.md"].decode()
    assert (told["commit"]["oid"], told["nothing"]) == (repository.commit, None)


def test_searches_are_read_page_by_page(asked: Services) -> None:
    names, after = [], None
    while True:
        page = data(asked, SEARCH, q="stars:>=100", after=after)["search"]
        names += [node["nameWithOwner"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    rest = asked.github("/search/repositories", q="stars:>=100", per_page=100)
    assert names[:100] == [item["full_name"] for item in rest.json()["items"]]
    assert len(names) == len({*names}) == page["repositoryCount"] == rest.json()["total_count"]


def test_a_repository_is_found_by_the_id_that_no_rename_changes(asked: Services) -> None:
    repository = asked.plain()
    asked.change(action="rename", repository=repository.full_name, to="moved")
    query = "query($id: ID!) { node(id: $id) { ... on Repository { name owner { login __typename } } } }"
    told = data(asked, query, id=repository.node_id)["node"]
    assert (told["name"], told["owner"]["login"]) == ("moved", repository.owner.login)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        pytest.param("{ repository(owner: 1, name: 2) { id } }", "String cannot represent", id="wrong types"),
        pytest.param("{ viewer { karma } }", "Cannot query field 'karma'", id="unknown field"),
        pytest.param("{ viewer { ", "Syntax Error", id="no query"),
        pytest.param(SEARCH.replace("first: 40,", ""), "`first` or `last`", id="no page size"),
        pytest.param(SEARCH.replace("first: 40,", "first: 101,"), "limit of 100 records", id="too large a page"),
        pytest.param(
            '{ search(query: "x", type: REPOSITORY, first: 100) { nodes { ... on Repository { owner { repositories('
            "first: 100) { nodes { owner { repositories(first: 100) { totalCount } } } } } } } } }",
            "maximum limit of 500,000",
            id="too many nodes",
        ),
    ],
)
def test_a_query_that_github_would_not_execute_is_refused_with_200_and_costs_nothing(
    asked: Services, query: str, said: str
) -> None:
    answer = asked.graphql(query, q="x")
    assert answer.status_code == 200
    assert said in answer.json()["errors"][0]["message"]
    assert "data" not in answer.json()
    assert answer.headers["x-ratelimit-remaining"] == "5000"


def test_a_query_tells_what_it_costs_and_what_is_left(asked: Services) -> None:
    query = """{ rateLimit { cost limit remaining used resetAt nodeCount }
      search(query: "stars:>0", type: REPOSITORY, first: 100) { nodes { ... on Repository { owner {
        repositories(first: 50) { totalCount } } } } } }"""
    told = data(asked, query)["rateLimit"]
    # GitHub's own arithmetic: 1 + 100 requests, divided by 100; 100 + 100 times 50 nodes.
    assert (told["cost"], told["nodeCount"], told["remaining"], told["used"]) == (1, 5_100, 4_999, 1)
    assert told["resetAt"] == "2026-11-18T12:06:40Z"


def test_lists_within_lists_cost_more(asked: Services) -> None:
    query = """query($size: Int!) { rateLimit { cost nodeCount remaining }
      search(query: "stars:>0", type: REPOSITORY, first: 40) { nodes { ... on Repository { owner { ...shown } } } } }
      fragment shown on RepositoryOwner { repositories(first: $size) { nodes { owner { repositories(first: 1) {
        totalCount } } } } }"""
    told = data(asked, query, size=20)["rateLimit"]
    # 1 + 40 + 40 times 20 requests; 40 + 800 + 800 nodes.
    assert (told["cost"], told["nodeCount"], told["remaining"]) == (8, 1_640, 4_992)


def test_fifty_owners_cost_a_point(asked: Services) -> None:
    logins = {f"l{place}": asked.world.owners[place % 30].login for place in range(50)}
    data(asked, owners_query(50), **logins)
    assert asked.transport.sandbox.provider_limits.spent["github.graphql"] == 1


def test_it_answers_nobody_without_a_token(asked: Services) -> None:
    answer = asked.graphql("{ viewer { login } }", headers={})
    assert (answer.status_code, "authenticated" in answer.json()["message"]) == (401, True)


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"query": 1}'])
def test_a_body_that_is_no_query_is_refused(asked: Services, body: bytes) -> None:
    answer = asked.http.post(f"{ORIGIN}/github/graphql", content=body, headers=AUTHORISED)
    assert answer.status_code == 400


def test_a_spent_window_is_told_of_with_200(asked: Services, clock: ManualClock) -> None:
    asked.transport.sandbox.provider_limits.change({"github.graphql": {"hits": 1, "seconds": 3600}})
    data(asked, "{ viewer { login } }")
    refused = asked.graphql("{ viewer { login } }")
    assert (refused.status_code, refused.headers["x-ratelimit-remaining"]) == (200, "0")
    assert refused.json()["errors"][0]["type"] == "RATE_LIMITED"
    clock.advance(3600)
    data(asked, "{ viewer { login } }")


def test_too_many_queries_in_a_minute_meet_the_secondary_limit(asked: Services) -> None:
    asked.transport.sandbox.provider_limits.change({"github.secondary.graphql": {"hits": 1, "seconds": 60}})
    data(asked, "{ viewer { login } }")
    refused = asked.graphql("{ viewer { login } }")
    assert (refused.status_code, refused.headers["retry-after"]) == (403, "60")


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        pytest.param("rate_limited", 200, "RATE_LIMITED", id="spent"),
        pytest.param("timeout", 502, None, id="a query that takes too long"),
        pytest.param("Something went wrong", 200, None, id="an error without a type"),
    ],
)
def test_failures_can_be_ordered(asked: Services, code: str, status: int, kind: str | None) -> None:
    asked.fault(kind="github.graphql", behaviour="api_error", code=code)
    answer = asked.graphql("{ viewer { login } }")
    assert (answer.status_code, answer.json()["errors"][0].get("type")) == (status, kind)
    asked.fault(kind="github.graphql", behaviour="api_error", code="secondary", retry_after=7)
    assert asked.graphql("{ viewer { login } }").headers["retry-after"] == "7"

"""Jobs of scans over HTTP: who may begin one, and what is told of it."""

import pytest

from tests.unit.functions.api_site import key_headers
from tests.unit.functions.usage_site import API, UsageSite


@pytest.fixture
def site() -> UsageSite:
    site = UsageSite()
    site.client.headers.update(key_headers(site.services, "standard"))
    return site


def test_looking_for_a_packages_users_is_a_job_that_can_be_asked_about(site: UsageSite) -> None:
    begun = site.client.post(f"{API}/packages/npm/@types/node/refresh")
    assert begun.status_code == 202
    job = begun.json()
    assert (job["job_type"], job["status"], job["tasks"]) == ("refresh", "pending", {"open": 2, "done": 0, "failed": 0})
    assert job["question"] == {"ecosystem": "npm", "name": "@types/node"}
    assert site.read(f"/jobs/{job['id']}") == job


# scenario usage-89
def test_asking_again_while_it_works_tells_of_the_same_job(site: UsageSite) -> None:
    first, second = (site.client.post(f"{API}/packages/pypi/{name}/refresh").json() for name in ("Django", "django"))
    assert first["id"] == second["id"]


def test_a_repository_is_read_on_demand(site: UsageSite) -> None:
    address = "git@github.com:Acme/Shop.git"
    begun = site.client.post(f"{API}/repositories", json={"github_url": address})
    assert (begun.status_code, begun.json()["question"]) == (202, {"repository": "Acme/Shop"})


def test_an_address_at_which_no_repository_can_be_is_refused(site: UsageSite) -> None:
    assert site.client.post(f"{API}/repositories", json={"github_url": "https://github.com/acme"}).status_code == 400
    assert site.client.post(f"{API}/repositories", json={"github_url": ""}).status_code == 422
    assert site.client.post(f"{API}/repositories", json={"github_url": "https://example.org/a/b"}).status_code == 400


def test_an_unknown_ecosystem_is_refused(site: UsageSite) -> None:
    assert site.client.post(f"{API}/packages/cpan/Moose/refresh").status_code == 400


def test_a_free_key_begins_nothing_and_may_look(site: UsageSite) -> None:
    job = site.client.post(f"{API}/packages/npm/react/refresh").json()
    site.client.headers.update(key_headers(site.services, "free"))
    refused = site.client.post(f"{API}/packages/npm/react/refresh")
    assert refused.status_code == 403
    assert site.client.post(f"{API}/repositories", json={"github_url": "https://github.com/a/b"}).status_code == 403
    assert site.read(f"/jobs/{job['id']}")["id"] == job["id"]


def test_jobs_are_listed_newest_first_and_page_by_page(site: UsageSite) -> None:
    ids = []
    for name in ("react", "next", "express"):
        ids.append(site.client.post(f"{API}/packages/npm/{name}/refresh").json()["id"])
        site.world.clock.advance(1)
    site.client.post(f"{API}/repositories", json={"github_url": "https://github.com/a/b"})
    first = site.read("/jobs", limit=2)
    second = site.read("/jobs", limit=2, after=first["next"])
    assert [job["job_type"] for job in first["items"]] == ["parse", "refresh"]
    assert [job["id"] for job in [*first["items"][1:], *second["items"]]] == ids[::-1]
    assert site.read("/jobs", limit=2, after=second["next"]) == {"items": [], "next": None}
    assert [job["job_type"] for job in site.read("/jobs", type="parse", status="pending")["items"]] == ["parse"]


def test_an_unknown_job_is_not_found(site: UsageSite) -> None:
    unknown = site.get("/jobs/0001800000000-nothing")
    assert (unknown.status_code, unknown.json()["detail"]) == (404, "Job not found")
    assert site.get(f"/jobs/{'9' * 65}").status_code == 422

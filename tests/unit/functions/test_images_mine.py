"""`GET /api/v1/images/mine`: one's own images, and nobody else's."""

import pytest

from tests.unit.functions.images_site import ImagesSite
from tests.unit.images.world import ALICE, BOB

MINE = "/api/v1/images/mine"


@pytest.fixture
def site() -> ImagesSite:
    return ImagesSite()


def test_a_user_finds_their_images_the_newest_first(site: ImagesSite) -> None:
    uploaded = [site.finished(metadata='{"license": "CC0"}')["image_id"] for _ in range(3)]
    site.finished(BOB)
    answer = site.get(MINE, ALICE).json()
    assert [image["image_id"] for image in answer["images"]] == uploaded[::-1]
    assert answer["next"] is None
    first = answer["images"][0]
    assert (first["filename"], first["license"], first["has_place"], first["taken"]) == (
        "photo.jpg",
        "CC0",
        False,
        None,
    )
    assert set(first["variants"]) == {"thumbnail", "medium", "large", "original"}


def test_pages_follow_each_other(site: ImagesSite) -> None:
    uploaded = [site.finished()["image_id"] for _ in range(5)]
    seen, after = [], None
    for _ in range(3):
        answer = site.get(MINE, ALICE, limit="2", **({"after": after} if after else {})).json()
        seen += [image["image_id"] for image in answer["images"]]
        after = answer["next"]
    assert (seen, after) == (uploaded[::-1], None)


def test_a_deleted_image_is_not_listed(site: ImagesSite) -> None:
    image_id = site.finished()["image_id"]
    site.client.delete(f"/api/v1/images/{image_id}", headers=site.headers(ALICE))
    assert site.get(MINE, ALICE).json() == {"images": [], "next": None}


def test_nobody_has_no_images(site: ImagesSite) -> None:
    assert site.get(MINE).status_code == 401


def test_nobody_pages_through_anothers_images(site: ImagesSite) -> None:
    assert site.get(MINE, BOB, after=site.finished()["image_id"]).status_code == 404


@pytest.mark.parametrize("limit", ["0", "101", "-1", "many"])
def test_a_page_has_its_limits(site: ImagesSite, limit: str) -> None:
    assert site.get(MINE, ALICE, limit=limit).status_code == 422


def test_where_a_photograph_was_taken_is_not_told(site: ImagesSite) -> None:
    """That there is a place is all that a list needs."""
    site.finished()
    assert "52.52" not in site.get(MINE, ALICE).text

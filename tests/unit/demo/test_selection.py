from typing import Any

from curator.commons.title_rules import title_problems
from local.demo.selection import new_photographs, upload_item

IMAGE: dict[str, Any] = {
    "id": "1001",
    "title": "Photo from Mapillary 2024-05-12 (1001).jpg",
    "dates": {"taken": "2024-05-12T10:11:12+00:00"},
    "creator": {"id": "9", "username": "jan", "profile_url": "https://www.mapillary.com/app/user/jan"},
    "location": {"latitude": 52.09, "longitude": 5.12, "compass_angle": 123.4, "city": "Utrecht"},
    "existing": [],
}


def test_an_item_carries_place_day_and_id_in_a_title_the_server_takes() -> None:
    item = upload_item(IMAGE, sequence_id="walk")

    assert item["title"] == "Utrecht \N{EN DASH} 2024-05-12 (1001).jpg"
    assert title_problems(item["title"]) == []
    assert (item["id"], item["input"]) == ("1001", "walk")


def test_the_description_page_says_source_author_place_and_licence() -> None:
    wikitext = upload_item(IMAGE, sequence_id="walk")["wikitext"]

    for part in (
        "{{Mapillary-source|key=1001}} Sequence ID: walk",
        "[https://www.mapillary.com/app/user/jan jan]",
        "{{Location|52.09|5.12|heading:123.4}}",
        "{{cc-by-sa-4.0}}",
        "[[Category:Images from Mapillary uploaded with Curator]]",
    ):
        assert part in wikitext


def test_a_photograph_without_a_direction_has_none_on_its_page() -> None:
    location = {"latitude": 1.0, "longitude": 2.0}

    item = upload_item({**IMAGE, "location": location}, sequence_id="walk")

    assert "{{Location|1.0|2.0}}" in item["wikitext"]
    assert item["title"].startswith("Photo from Mapillary \N{EN DASH} ")


def test_what_commons_has_already_is_not_uploaded() -> None:
    known = {**IMAGE, "id": "1002", "existing": [{"url": "https://commons.wikimedia.org/entity/M5"}]}

    assert new_photographs((IMAGE, known)) == [IMAGE]

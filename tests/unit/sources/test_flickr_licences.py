from collections.abc import Mapping

import pytest

from curator.sources.flickr_licences import FlickrLicences
from curator.sources.licences import BY_NAME, Licence, licence_of


def nobody() -> Mapping[str, Licence]:
    raise AssertionError("Flickr is not to be asked")


ACCEPTED = [
    ("4", "CC BY 2.0", "Cc-by-2.0"),
    ("5", "CC BY-SA 2.0", "Cc-by-sa-2.0"),
    ("8", "United States Government Work", "PD-USGov"),
    ("9", "CC0 1.0", "Cc-zero"),
]
REFUSED = [
    ("0", "All rights are reserved"),
    ("1", "may not be used commercially (CC BY-NC-SA 2.0)"),
    ("2", "may not be used commercially (CC BY-NC 2.0)"),
    ("3", "may not be used commercially (CC BY-NC-ND 2.0)"),
    ("6", "may not be changed (CC BY-ND 2.0)"),
    ("7", "a person has to look into each"),
    ("10", "a person has to look into each"),
]
CC = "https://creativecommons.org"
DEEDS = [
    (f"{CC}/licenses/by/4.0/", "CC BY 4.0", None),
    ("http://www.creativecommons.org/licenses/by-sa/4.0/deed.de", "CC BY-SA 4.0", None),
    (f"{CC}/licenses/by/2.0/", "CC BY 2.0", None),
    (f"{CC}/publicdomain/zero/1.0/", "CC0 1.0", None),
    (f"{CC}/licenses/by-nc/4.0/", "CC BY-NC 4.0", "commercially"),
    (f"{CC}/licenses/by-nc-sa/4.0/", "CC BY-NC-SA 4.0", "commercially"),
    (f"{CC}/licenses/by-nc-nd/4.0/", "CC BY-NC-ND 4.0", "commercially"),
    (f"{CC}/licenses/by-nd/4.0/", "CC BY-ND 4.0", "changed"),
    (f"{CC}/publicdomain/mark/1.0/", "Public Domain Mark", "a person"),
    (f"{CC}/licenses/by/5.0/", "CC BY 5.0", "does not know"),
    ("https://licences.example/open", "Flickr's own words", "does not know"),
    ("", "Flickr's own words", "does not know"),
]


@pytest.mark.parametrize(("licence_id", "name", "template"), ACCEPTED, ids=[row[1] for row in ACCEPTED])
def test_a_free_licence_is_accepted(licence_id: str, name: str, template: str) -> None:
    licence = FlickrLicences(nobody).find(licence_id)
    assert (licence.name, licence.template, licence.refusal) == (name, template, None)


@pytest.mark.parametrize(("licence_id", "reason"), REFUSED, ids=[row[0] for row in REFUSED])
def test_any_other_is_refused_with_the_reason(licence_id: str, reason: str) -> None:
    assert reason in (FlickrLicences(nobody).find(licence_id).refusal or "")


@pytest.mark.parametrize(("url", "name", "reason"), DEEDS, ids=[row[0] or "no deed" for row in DEEDS])
def test_a_new_licence_is_judged_by_its_deed(url: str, name: str, reason: str | None) -> None:
    licence = licence_of(name="Flickr's own words", url=url)
    assert licence.name == name
    assert (licence.refusal is None) == (reason is None)
    assert (reason or "") in (licence.refusal or "")


def test_a_new_id_is_asked_for_once() -> None:
    asked: list[str] = []

    def ask() -> Mapping[str, Licence]:
        asked.append("asked")
        return {"11": BY_NAME["CC BY 4.0"]}

    licences = FlickrLicences(ask)
    assert [licences.find("11").name for _ in range(3)] == ["CC BY 4.0"] * 3
    assert asked == ["asked"]


def test_an_id_flickr_does_not_know_either_is_refused_and_not_asked_for_again() -> None:
    answers: list[Mapping[str, Licence]] = [{}]
    licences = FlickrLicences(answers.pop)
    for _ in range(2):
        assert licences.find("99").refusal == "Curator does not know this photo's licence (Flickr's number 99)"


def test_every_accepted_licence_can_be_described_on_commons() -> None:
    assert all(licence.template and licence.status for licence in BY_NAME.values())
    assert all(licence.refusal is None for licence in BY_NAME.values())

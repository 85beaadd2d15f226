"""An album of Flickr's, from its address to the file pages: what Commons accepts of it, and what it does not."""

import asyncio
from datetime import UTC, datetime

from local.sandbox.flickr_photographs import EVERY_LICENCE, PHOTOS
from local.stack import LocalStack
from tests.integration.main_job.commons_pages import Row, page_text, statements
from tests.integration.main_job.people import person, wiki_state

ALBUM = f"https://www.flickr.com/photos/sandbox-bruecken/albums/{EVERY_LICENCE.id}"
# What the statements say of each number of Flickr's that Commons accepts: the licence's item on Wikidata, and that of
# the copyright status. A work of the United States' government has no licence.
COPYRIGHTED, DEDICATED, PUBLIC_DOMAIN = "Q50423863", "Q88088423", "Q19652"
ACCEPTED = {
    "4": ("Q19125117", COPYRIGHTED),
    "5": ("Q19068220", COPYRIGHTED),
    "8": (None, (PUBLIC_DOMAIN, {"P1001": "Q30", "P459": "Q60671452"})),
    "9": ("Q6938433", DEDICATED),
    "11": ("Q20007257", COPYRIGHTED),
    "12": ("Q18199165", COPYRIGHTED),
}
ALL_RIGHTS_RESERVED = EVERY_LICENCE.photos[0]
MOST_TOLD = next(photo for photo in EVERY_LICENCE.photos if photo.licence == "12")  # to the day, with its place


def upload_item(image: Row) -> Row:
    """Return the `UploadItem` of a photo as the album shows it."""
    source = f"{{{{Information|source={image['urls']['url']}|author={image['creator']['username']}}}}}"
    licence = image.get("license_template", "none")
    return {"id": image["id"], "input": ALBUM, "title": image["title"], "wikitext": f"{source}\n{{{{{licence}}}}}"}


def test_what_commons_accepts_of_an_album_is_published_with_all_that_flickr_tells(stack: LocalStack) -> None:
    async def run() -> tuple[tuple[Row, ...], tuple[Row, ...]]:
        async with person(stack, "Robot") as robot:
            album = await robot.talk.fetch_images(ALBUM, handler="flickr")
            selected = [upload_item(image) for image in album.images if "refusal" not in image]
            batch = await robot.watch(await robot.hand_over(selected, handler="flickr"))
            assert batch.counts["completed"] == len(selected) == len(ACCEPTED)
            return album.images, (await robot.talk.fetch_images(ALBUM, handler="flickr")).images

    before, after = asyncio.run(run())
    state = wiki_state(stack)
    titles = {image["id"]: f"File:{image['title']}" for image in before if "refusal" not in image}
    assert {PHOTOS[image_id].licence for image_id in titles} == ACCEPTED.keys()
    assert sorted(file["title"] for file in state["files"]) == sorted(titles.values())
    assert [file["uploader"] for file in state["files"]] == ["Robot"] * len(ACCEPTED)
    assert state["requests"]["cdn"] == len(ACCEPTED)
    assert {image["id"] for image in after if image["existing"]} == titles.keys()
    for image_id, title in titles.items():
        check_what_differs_between_photos(image_id, statements(stack, title))
    title = titles[MOST_TOLD.id]
    check_everything_told(statements(stack, title))
    assert page_text(stack, title).endswith("{{Cc-by-sa-4.0}}")


def check_what_differs_between_photos(image_id: str, told: Row) -> None:
    """Compare id, licence, place and date with what the sandbox's Flickr has."""
    photo = PHOTOS[image_id]
    assert told["P12120"] == image_id
    assert (told.get("P275"), told["P6216"]) == ACCEPTED[photo.licence]
    place = (photo.photograph.latitude, photo.photograph.longitude)
    assert told.get("P1259") == (place if photo.has_place else None)
    assert ("P571" in told) == photo.taken_is_known


def check_everything_told(told: Row) -> None:
    """Compare each statement about the photo of which Flickr tells most."""
    owner, photograph = MOST_TOLD.owner, MOST_TOLD.photograph
    taken = datetime.fromtimestamp(photograph.captured_at // 1000, UTC)
    posted = datetime.fromtimestamp(MOST_TOLD.posted_at, UTC)
    source_of_file, details = told.pop("P7482")
    assert details.pop("P2699").endswith(f"{MOST_TOLD.id}_{MOST_TOLD.original_secret}_o.jpg")
    assert (source_of_file, details) == (
        "Q74228490",
        {"P973": f"https://www.flickr.com/photos/{owner.alias}/{MOST_TOLD.id}/", "P137": "Q103204"},
    )
    assert told == {
        "P170": (
            "somevalue",
            {
                "P3267": owner.nsid,
                "P2093": owner.username,
                "P2699": f"https://www.flickr.com/people/{owner.alias}/",
            },
        ),
        "P12120": MOST_TOLD.id,
        "P1433": ("Q103204", {"P577": (f"+{posted:%Y-%m-%d}T00:00:00Z", 11)}),
        "P571": (f"+{taken:%Y-%m-%d}T00:00:00Z", 11),
        "P1259": (photograph.latitude, photograph.longitude),
        "P275": "Q18199165",
        "P6216": COPYRIGHTED,
        "P2049": photograph.width,
        "P2048": photograph.height,
    }


def test_a_photo_commons_does_not_accept_is_refused_with_the_reason_even_if_somebody_selects_it(
    stack: LocalStack,
) -> None:
    async def run() -> tuple[Row, Row]:
        async with person(stack, "Robot") as robot:
            album = await robot.talk.fetch_images(ALBUM, handler="flickr")
            (image,) = [image for image in album.images if image["id"] == ALL_RIGHTS_RESERVED.id]
            item = {**upload_item(image), "copyright_override": True}
            batch = await robot.watch(await robot.hand_over([item], handler="flickr"))
            return image, batch.rows[image["id"]]

    image, row = asyncio.run(run())
    reason = "All rights are reserved: only the photographer can offer this photo to Commons"
    assert image["refusal"] == reason
    assert (row["status"], row["error"]) == ("failed", {"type": "error", "message": reason})
    state = wiki_state(stack)
    assert (state["files"], state["stashed"], state["requests"].get("cdn", 0)) == ([], 0, 0)

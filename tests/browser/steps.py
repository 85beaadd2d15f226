"""What several tests do first."""

from playwright.sync_api import Page, expect

from tests.browser.fake_server import FakeServer, reply
from tests.browser.samples import Row, collection


def load(page: Page, server: FakeServer, *images: Row) -> None:
    server.answers["FETCH_IMAGES"] = lambda _: [reply("COLLECTION_IMAGES", collection(*images))]
    server.open()
    ask_for(page, "Mapillary sequence id or address", "walk")
    expect(page.locator(".photograph")).to_have_count(len(images))


def ask_for(page: Page, label: str, address: str) -> None:
    page.get_by_label(label).fill(address)
    page.get_by_role("button", name="Load photographs").click()


def accept_uploads(server: FakeServer, *, batch_id: int = 12) -> None:
    server.answers["CREATE_BATCH"] = lambda _: [reply("BATCH_CREATED", batch_id)]
    server.answers["UPLOAD_SLICE"] = lambda message: [
        reply(
            "UPLOAD_SLICE_ACK",
            [{"id": item["id"], "status": "queued"} for item in message["data"]["items"]],
            sliceid=message["data"]["sliceid"],
        )
    ]

"""What the drill asks of the sandbox's Commons, asked of the sandbox itself."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from local.drill.commons import Commons
from local.drill.photographs import SEQUENCE, upload_items
from local.sandbox.in_process import SandboxTransport
from tests.unit.sandbox.sandbox_client import ORIGIN, ManualClock, SandboxClient, jpeg


@pytest.fixture
def transport(tmp_path: Path) -> Iterator[SandboxTransport]:
    transport = SandboxTransport(tmp_path / "state", ManualClock())
    yield transport
    transport.close()


@pytest.fixture
def demo(transport: SandboxTransport) -> SandboxClient:
    return SandboxClient(http=httpx.Client(transport=transport), clock=ManualClock()).as_user("Demo")


def test_it_tells_of_every_file_and_every_publish_that_was_asked_for(
    transport: SandboxTransport, demo: SandboxClient
) -> None:
    commons = Commons(ORIGIN, transport=transport)
    assert commons.published().titles == ()
    demo.publish("One.jpg", jpeg(1))
    demo.publish("One.jpg", jpeg(2), ignorewarnings="1")
    demo.publish("Two.jpg", jpeg(1), ignorewarnings="1")
    told = commons.published()
    assert set(told.titles) == {"One.jpg", "Two.jpg"}
    assert set(told.at) == {"One.jpg", "Two.jpg"}
    assert sorted(told.times.values()) == [1, 2]
    assert (told.asked, told.refused) == (3, 0)


def test_it_tells_of_what_went_beyond_the_limit(transport: SandboxTransport, demo: SandboxClient) -> None:
    commons = Commons(ORIGIN, transport=transport)
    httpx.Client(transport=transport).post(
        f"{ORIGIN}/sandbox/users/Demo/limits", json={"upload": {"hits": 1, "seconds": 6}}
    )
    demo.publish("One.jpg", jpeg(1))
    demo.publish("Two.jpg", jpeg(2))
    told = commons.published()
    assert (told.titles, told.asked, told.refused) == (("One.jpg",), 1, 1)


def test_the_items_are_different_photographs_under_different_names() -> None:
    items = upload_items(200)
    assert len({item["id"] for item in items}) == len({item["title"] for item in items}) == 200
    assert {item["input"] for item in items} == {SEQUENCE}

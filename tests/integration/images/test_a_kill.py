"""Everything is killed while images are worked on. After a restart each has its variants."""

from curator.images.limits import LEASE_SECONDS
from local.stack import LocalStack
from tests.integration.images.aftermath import objects
from tests.integration.images.conftest import As
from tests.integration.images.pictures import phone_photo


def test_no_image_that_was_taken_is_lost_when_everything_is_killed(stack: LocalStack, as_user: As) -> None:
    user = as_user("survivor")
    images = [user.upload(phone_photo(width=1200, height=900, seed=seed)).json() for seed in range(6)]
    stack.kill("emulator", "front door")
    stack.start()
    assert {user.ended(one["job_id"], within=LEASE_SECONDS + 60)["status"] for one in images} == {"completed"}
    assert {len(objects(stack, "Variants", one["image_id"])) for one in images} == {4}

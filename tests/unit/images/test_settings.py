"""A bad deploy fails at its start and names the setting."""

import pytest

from curator.foundation.settings import SettingsError, read_settings
from curator.images.errors import SpecificationError
from curator.images.specification import DEFAULT_SPECIFICATION
from curator.images.wiring import ImageSettings


# scenario images-74
def test_the_sizes_are_those_of_the_contract_unless_others_are_set() -> None:
    assert ImageSettings().specification() == DEFAULT_SPECIFICATION
    others = read_settings(ImageSettings, {"IMAGE_SIZES": "thumbnail=100, large=2000", "IMAGE_QUALITY": "70"})
    assert [(variant.name, variant.limit, variant.quality) for variant in others.specification().variants] == [
        ("thumbnail", 100, 70),
        ("large", 2000, 70),
    ]


# scenario images-74
@pytest.mark.parametrize(
    ("settings", "text"),
    [
        pytest.param(ImageSettings(image_sizes=("thumbnail=-1",)), "positive", id="negative"),
        pytest.param(ImageSettings(image_sizes=("thumbnail=0",)), "positive", id="zero"),
        pytest.param(ImageSettings(image_sizes=("thumbnail=9000",)), "too large", id="9000"),
        pytest.param(ImageSettings(image_sizes=("thumbnail",)), "IMAGE_SIZES", id="no number"),
        pytest.param(ImageSettings(image_sizes=("thumbnail=x",)), "IMAGE_SIZES", id="not a number"),
        pytest.param(ImageSettings(image_quality=101), "quality", id="quality"),
        pytest.param(ImageSettings(image_max_bytes=0), "IMAGE_MAX_BYTES", id="no bytes at all"),
        pytest.param(ImageSettings(image_uploads_per_hour=0), "IMAGE_UPLOADS_PER_HOUR", id="no uploads at all"),
    ],
)
def test_settings_that_cannot_work_are_refused(settings: ImageSettings, text: str) -> None:
    with pytest.raises(SpecificationError, match=text):
        settings.specification()


def test_a_number_that_is_none_is_refused_with_its_name() -> None:
    with pytest.raises(SettingsError, match="IMAGE_QUALITY"):
        read_settings(ImageSettings, {"IMAGE_QUALITY": "good"})

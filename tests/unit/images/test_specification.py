from collections.abc import Callable
from dataclasses import replace

import pytest

import curator.images.specification as module
from curator.images.errors import SpecificationError
from curator.images.specification import DEFAULT_SPECIFICATION, VariantSpecification, specification_from

LARGE = VariantSpecification(name="large", limit=1200, quality=85, effort=2)
CHANGES: dict[str, Callable[[VariantSpecification], VariantSpecification]] = {
    "limit": lambda variant: replace(variant, limit=1201),
    "quality": lambda variant: replace(variant, quality=84),
    "effort": lambda variant: replace(variant, effort=3),
}


# scenario images-74
def test_four_variants_are_usual() -> None:
    assert {variant.name: variant.limit for variant in DEFAULT_SPECIFICATION.variants} == {
        "thumbnail": 150,
        "medium": 600,
        "large": 1200,
        "original": 4096,
    }
    assert {variant.quality for variant in DEFAULT_SPECIFICATION.variants} == {85}


# scenario images-74
def test_other_sizes_may_be_asked_for_in_any_order() -> None:
    specification = specification_from({"huge": 8192, "tiny": 1}, quality=0, effort=6)
    assert [(one.name, one.limit, one.quality, one.effort) for one in specification.variants] == [
        ("huge", 8192, 0, 6),
        ("tiny", 1, 0, 6),
    ]
    assert specification.named("tiny") == specification.variants[1]
    assert specification.named("medium") is None


# scenario images-74
@pytest.mark.parametrize(
    ("sizes", "quality", "effort", "reason"),
    [
        pytest.param({"large": -1}, 85, 2, "'large' must be positive, not -1", id="negative size"),
        pytest.param({"large": 0}, 85, 2, "'large' must be positive, not 0", id="no size"),
        pytest.param({"large": 9000}, 85, 2, "'large' is too large: 9000, at most 8192", id="size too large"),
        pytest.param({}, 85, 2, "at least one size", id="no variant"),
        pytest.param({"large": 1200}, -1, 2, "quality must be 0 to 100", id="negative quality"),
        pytest.param({"large": 1200}, 101, 2, "quality must be 0 to 100", id="quality too high"),
        pytest.param({"large": 1200}, 85, -1, "effort must be 0 to 6", id="negative effort"),
        pytest.param({"large": 1200}, 85, 7, "effort must be 0 to 6", id="effort too high"),
    ],
)
def test_settings_that_make_no_sense_are_refused(sizes: dict[str, int], quality: int, effort: int, reason: str) -> None:
    with pytest.raises(SpecificationError, match=reason):
        specification_from(sizes, quality=quality, effort=effort)


def test_a_fingerprint_is_short_and_the_same_on_every_machine() -> None:
    assert LARGE.fingerprint == "18a688747915"


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_the_bytes_changes_the_fingerprint(change: str) -> None:
    assert CHANGES[change](LARGE).fingerprint != LARGE.fingerprint


def test_a_new_generation_of_the_engine_changes_every_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {variant.fingerprint for variant in DEFAULT_SPECIFICATION.variants}
    monkeypatch.setattr(module, "ENGINE_GENERATION", module.ENGINE_GENERATION + 1)
    assert before.isdisjoint(variant.fingerprint for variant in DEFAULT_SPECIFICATION.variants)


def test_a_variant_by_another_name_has_the_same_fingerprint() -> None:
    assert replace(LARGE, name="other").fingerprint == LARGE.fingerprint

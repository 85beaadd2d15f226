import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.images.sizes import fit
from curator.images.specification import DEFAULT_SIZES

TABLE = {
    (500, 500): [(150, 150), (500, 500), (500, 500), (500, 500)],
    (800, 600): [(150, 112), (600, 450), (800, 600), (800, 600)],
    (3024, 2268): [(150, 112), (600, 450), (1200, 900), (3024, 2268)],
    (2000, 1500): [(150, 112), (600, 450), (1200, 900), (2000, 1500)],
    (6000, 4000): [(150, 100), (600, 400), (1200, 800), (4096, 2730)],
    (601, 600): [(150, 149), (600, 599), (601, 600), (601, 600)],
    (5000, 5000): [(150, 150), (600, 600), (1200, 1200), (4096, 4096)],
    (100, 75): [(100, 75), (100, 75), (100, 75), (100, 75)],
    (4000, 10): [(150, 1), (600, 1), (1200, 3), (4000, 10)],
    (10, 4000): [(1, 150), (1, 600), (3, 1200), (10, 4000)],
    (640, 427): [(150, 100), (600, 400), (640, 427), (640, 427)],
    (1080, 1920): [(84, 150), (337, 600), (675, 1200), (1080, 1920)],
    (4032, 3024): [(150, 112), (600, 450), (1200, 900), (4032, 3024)],
}
SIDES = st.integers(1, 16_383)
LIMITS = st.integers(1, 8192)


# scenario images-41
@pytest.mark.parametrize(("size", "variants"), TABLE.items(), ids=[f"{width}x{height}" for width, height in TABLE])
def test_sizes_are_those_of_the_table(size: tuple[int, int], variants: list[tuple[int, int]]) -> None:
    assert [fit(*size, limit) for limit in DEFAULT_SIZES.values()] == variants


# scenario images-47
@given(SIDES, SIDES, LIMITS)
def test_nothing_is_enlarged_and_what_fits_stays_as_it_is(width: int, height: int, limit: int) -> None:
    fitted = fit(width, height, limit)
    assert fitted[0] <= width
    assert fitted[1] <= height
    if max(width, height) <= limit:
        assert fitted == (width, height)
    else:
        assert max(fitted) == limit


# scenario images-48
@given(SIDES, SIDES, LIMITS)
def test_each_side_has_at_least_one_pixel(width: int, height: int, limit: int) -> None:
    assert min(fit(width, height, limit)) >= 1


@given(SIDES, SIDES, LIMITS)
def test_a_turned_picture_has_the_turned_size(width: int, height: int, limit: int) -> None:
    assert fit(height, width, limit) == fit(width, height, limit)[::-1]

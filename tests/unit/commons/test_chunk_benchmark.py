import pytest

from benchmarks.chunks.report import MEBIBYTE, Measurement, as_text, choice, rows


def measured(chunk: int, seconds: float, *, added: float = 0.05, peak_kib: float = 2048) -> Measurement:
    return Measurement(chunk_size=chunk * MEBIBYTE, added_seconds=added, seconds=seconds, peak_kib=peak_kib)


def test_a_row_holds_the_median_time_and_the_largest_memory() -> None:
    (row,) = rows([measured(4, 1.0), measured(4, 9.0, peak_kib=4096), measured(4, 2.0)])
    assert (row.seconds, row.peak_mebibytes) == ({0.05: 2.0}, 4.0)


@pytest.mark.parametrize(
    ("seconds", "chosen"),
    [
        pytest.param({1: 4.0, 4: 1.1, 16: 1.0}, 4, id="nearly as fast and smaller"),
        pytest.param({1: 4.0, 4: 2.0, 16: 1.0}, 16, id="the fastest by far"),
        pytest.param({1: 1.0, 4: 1.0, 16: 1.0}, 1, id="all alike"),
        pytest.param({1: 1.0, 4: 2.0, 16: 3.0}, 1, id="the smallest is the fastest"),
    ],
)
def test_the_smallest_chunk_that_is_nearly_the_fastest_is_chosen(seconds: dict[int, float], chosen: int) -> None:
    table = rows([measured(chunk, time) for chunk, time in seconds.items()])
    assert choice(table) == chosen * MEBIBYTE


def test_the_table_has_a_line_for_each_chunk_size() -> None:
    table = rows([measured(chunk, 1.0, added=added) for chunk in (1, 16) for added in (0.0, 0.05)])
    head, small, large = as_text(table, file_size=64 * MEBIBYTE).splitlines()
    assert head.split() == ["chunk", "chunks", "+0", "ms", "+50", "ms", "peak", "memory"]
    assert small.split()[:3] == ["1", "MiB", "64"]
    assert large.split()[:3] == ["16", "MiB", "4"]
    assert len(head) == len(small) == len(large)

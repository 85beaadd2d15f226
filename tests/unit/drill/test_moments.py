import pytest

from local.drill.moments import LONGEST_WAIT_SECONDS, draw


def test_the_same_seed_draws_the_same_moments_and_another_one_draws_others() -> None:
    assert draw(10, files=200, seed=7) == draw(10, files=200, seed=7)
    assert draw(10, files=200, seed=7) != draw(10, files=200, seed=8)


@pytest.mark.parametrize("seed", range(50))
def test_all_kills_fall_into_the_batch_one_after_the_other(seed: int) -> None:
    moments = draw(10, files=200, seed=seed)
    assert len(moments) == 10
    assert [moment.published for moment in moments] == sorted(moment.published for moment in moments)
    assert all(1 <= moment.published <= 150 for moment in moments)
    assert all(0 <= moment.seconds <= LONGEST_WAIT_SECONDS for moment in moments)


def test_a_batch_of_one_has_no_middle_to_be_killed_in() -> None:
    with pytest.raises(ValueError, match="no middle"):
        draw(1, files=1, seed=1)

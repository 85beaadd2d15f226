import pytest

from curator.commons.limits import Limit, RateLimits, fetch_rate_limits
from tests.fakes.recorded_wiki import RecordedWiki

EDIT = Limit(900, 180)
UNLIMITED = RateLimits(upload=None, edit=None)


def userinfo(ratelimits: object, rights: list[str]) -> dict[str, object]:
    return {"query": {"userinfo": {"name": "Uploader", "rights": rights, "ratelimits": ratelimits}}}


def test_a_users_own_limits_are_read() -> None:
    limits = fetch_rate_limits(RecordedWiki("userinfo_user").client())
    assert limits == RateLimits(upload=Limit(380, 4320), edit=EDIT)


# scenario 86
def test_the_most_generous_group_counts_for_each_action() -> None:
    limits = fetch_rate_limits(RecordedWiki("userinfo_patroller").client())
    assert limits == RateLimits(upload=Limit(999, 1), edit=Limit(1500, 180))


# scenario 86
def test_a_bot_has_no_limits() -> None:
    assert fetch_rate_limits(RecordedWiki("userinfo_bot").client()) == UNLIMITED


# scenario 86
def test_the_right_noratelimit_outweighs_what_is_listed() -> None:
    listed = {"upload": {"user": {"hits": 1, "seconds": 60}}}
    assert fetch_rate_limits(RecordedWiki(userinfo(listed, ["noratelimit"])).client()) == UNLIMITED


@pytest.mark.parametrize("nothing", [[], {}, None], ids=["list", "object", "null"])
def test_an_empty_list_means_no_limits(nothing: object) -> None:
    assert fetch_rate_limits(RecordedWiki(userinfo(nothing, ["upload"])).client()) == UNLIMITED


def test_an_action_that_is_not_listed_is_not_limited() -> None:
    listed = {"edit": {"user": {"hits": 900, "seconds": 180}}}
    assert fetch_rate_limits(RecordedWiki(userinfo(listed, [])).client()) == RateLimits(upload=None, edit=EDIT)


def test_a_new_account_has_the_stricter_of_its_own_limit_and_its_addresss() -> None:
    listed = {
        "edit": {
            "user": {"hits": 900, "seconds": 180},
            "newbie": {"hits": 120, "seconds": 300},
            "ip": {"hits": 120, "seconds": 900},
        }
    }
    limits = fetch_rate_limits(RecordedWiki(userinfo(listed, [])).client())
    assert limits == RateLimits(upload=None, edit=Limit(120, 900))

import pytest

from tests.unit.sandbox.sandbox_client import ManualClock, SandboxClient, jpeg


@pytest.fixture
def slow(anonymous: SandboxClient) -> SandboxClient:
    return anonymous.as_user("Slow")


def test_a_fourth_upload_within_the_window_is_refused_and_counted(slow: SandboxClient) -> None:
    for number in range(3):
        assert slow.publish(f"Photo {number}.jpg", jpeg(number))["upload"]["result"] == "Success"
    refused = slow.publish("Photo 3.jpg", jpeg(3))
    assert refused["error"]["code"] == "ratelimited"
    assert slow.last.status_code == 200
    assert slow.last.headers["mediawiki-api-error"] == "ratelimited"
    assert "retry-after" not in slow.last.headers
    assert slow.state()["refused"] == {"Slow": {"upload": 1}}


def test_the_same_filekey_publishes_once_the_window_has_moved(slow: SandboxClient, clock: ManualClock) -> None:
    for number in range(3):
        slow.publish(f"Photo {number}.jpg", jpeg(number))
    filekey = slow.stash("Photo 3.jpg", jpeg(3))["filekey"]
    clock.advance(9.9)
    assert slow.commit("Photo 3.jpg", filekey)["error"]["code"] == "ratelimited"
    clock.advance(0.2)
    assert slow.commit("Photo 3.jpg", filekey)["upload"]["result"] == "Success"


def test_chunks_are_free_and_a_commit_costs_an_upload_and_an_edit(slow: SandboxClient) -> None:
    slow.stash("Photo.jpg", jpeg(1))
    assert slow.state()["hits"] == {}
    slow.publish("Photo.jpg", jpeg(1))
    hits = slow.state()["hits"]["Slow"]
    assert {action: len(entries) for action, entries in hits.items()} == {"upload": 1, "edit": 1}


def test_a_refused_upload_costs_nothing(slow: SandboxClient) -> None:
    for number in range(5):
        slow.publish(f"Photo {number}.jpg", jpeg(number))
    hits = slow.state()["hits"]["Slow"]
    assert {action: len(entries) for action, entries in hits.items()} == {"upload": 3, "edit": 3}


def test_wikibase_words_the_edit_limit_its_own_way(anonymous: SandboxClient) -> None:
    demo = anonymous.as_user("Demo")
    demo.publish("Photo.jpg", jpeg(1))
    changed = demo.http.post("http://sandbox.test/sandbox/users/Demo/limits", json={"edit": {"hits": 1, "seconds": 60}})
    assert changed.json()["limits"]["edit"] == {"hits": 1, "seconds": 60}
    reply = demo.edit_data({"site": "commonswiki", "title": "File:Photo.jpg"}, {"labels": {}})
    assert reply["error"]["code"] == "failed-save"
    assert [message["name"] for message in reply["error"]["messages"]] == [
        "wikibase-api-failed-save",
        "actionthrottledtext",
    ]
    assert demo.last.headers["mediawiki-api-error"] == "failed-save, ratelimited"
    assert demo.state()["refused"] == {"Demo": {"edit": 1}}


def test_changed_limits_show_in_userinfo(anonymous: SandboxClient) -> None:
    demo = anonymous.as_user("Demo")
    demo.http.post("http://sandbox.test/sandbox/users/Demo/limits", json={"upload": {"hits": 2, "seconds": 5}})
    reply = demo.send({"action": "query", "meta": "userinfo", "uiprop": "ratelimits"})
    assert reply["query"]["userinfo"]["ratelimits"]["upload"] == {"user": {"hits": 2, "seconds": 5}}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("Newcomer", {"hits": 8, "seconds": 60}, id="the newbie limit replaces the user's"),
        pytest.param("Ordinary", {"hits": 380, "seconds": 4320}, id="ordinary"),
        pytest.param("Patroller", {"hits": 999, "seconds": 1}, id="the best group counts"),
        pytest.param("Demo", {"hits": 10, "seconds": 6}, id="demo"),
        pytest.param("Slow", {"hits": 3, "seconds": 10}, id="slow"),
        pytest.param("Robot", None, id="a bot has none"),
    ],
)
def test_each_account_has_its_upload_limit(anonymous: SandboxClient, name: str, expected: object) -> None:
    users = {user["name"]: user for user in anonymous.http.get("http://sandbox.test/sandbox/users").json()["users"]}
    assert users[name]["limits"]["upload"] == expected


def test_a_newcomer_is_stopped_at_the_newbie_limit(anonymous: SandboxClient) -> None:
    newcomer = anonymous.as_user("Newcomer")
    replies = [newcomer.publish(f"Photo {number}.jpg", jpeg(number)) for number in range(9)]
    assert [("error" in reply) for reply in replies] == [False] * 8 + [True]


def test_a_newcomers_edits_meet_the_limit_of_the_address_too(anonymous: SandboxClient, clock: ManualClock) -> None:
    newcomer = anonymous.as_user("Newcomer")
    listed = newcomer.send({"action": "query", "meta": "userinfo", "uiprop": "ratelimits"})["query"]["userinfo"]
    assert listed["ratelimits"]["edit"] == {
        "user": {"hits": 900, "seconds": 180},
        "ip": {"hits": 120, "seconds": 900},
        "newbie": {"hits": 120, "seconds": 300},
    }
    for _ in range(120):
        newcomer.write("edit", {"title": "User:Newcomer", "text": "x"})
    clock.advance(301)
    assert newcomer.write("edit", {"title": "User:Newcomer", "text": "x"})["error"]["code"] == "ratelimited"

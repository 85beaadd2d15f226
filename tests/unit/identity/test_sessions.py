"""Being logged in, and for how long."""

import pytest

from curator.foundation.table import Put, Table
from curator.identity.sessions import DEFAULT_LIFETIME_SECONDS, LOGIN_SECONDS, Sessions, key_of
from tests.fakes.clock import VirtualClock


def start(sessions: Sessions, username: str = "Alice") -> str:
    session_id, _ = sessions.start(user_id="1", username=username, encrypted_token="ciphertext")
    return session_id


def test_a_session_is_found_by_its_cookie(sessions: Sessions) -> None:
    session = sessions.find(start(sessions))
    assert session is not None
    assert (session.user_id, session.username, session.encrypted_token) == ("1", "Alice", "ciphertext")
    assert session.principal.roles == frozenset()


def test_a_session_is_found_by_the_key_a_socket_remembers(sessions: Sessions) -> None:
    session_id = start(sessions)
    assert sessions.find_by_key(key_of(session_id)) == sessions.find(session_id)


def test_the_table_does_not_hold_what_the_browser_holds(sessions: Sessions, table: Table) -> None:
    session_id = start(sessions)
    item = table.get({"PK": f"SESSION#{key_of(session_id)}", "SK": "SESSION"})
    assert item is not None
    assert session_id not in repr(item)


def test_a_session_ends_when_its_time_is_over(sessions: Sessions, clock: VirtualClock) -> None:
    session_id = start(sessions)
    clock.advance(DEFAULT_LIFETIME_SECONDS - 1)
    assert sessions.find(session_id) is not None
    clock.advance(1)
    assert sessions.find(session_id) is None


def test_logging_out_ends_the_session_and_only_this_one(sessions: Sessions) -> None:
    here, elsewhere = start(sessions), start(sessions)
    sessions.end(here)
    assert sessions.find(here) is None
    assert sessions.find(elsewhere) is not None


def test_logging_out_twice_is_no_error(sessions: Sessions) -> None:
    session_id = start(sessions)
    sessions.end(session_id)
    sessions.end(session_id)
    assert sessions.find(session_id) is None


def test_nobody_is_logged_in_without_a_cookie_or_with_a_made_up_one(sessions: Sessions) -> None:
    start(sessions)
    assert sessions.find(None) is None
    assert sessions.find("") is None
    assert sessions.find("made-up") is None


# scenario 7
@pytest.mark.parametrize("missing", ["user_id", "username", "encrypted_token", "created_at", "expires_at"])
def test_a_session_that_lacks_its_user_or_their_token_is_none(sessions: Sessions, table: Table, missing: str) -> None:
    session_id = start(sessions)
    item = table.get({"PK": f"SESSION#{key_of(session_id)}", "SK": "SESSION"})
    assert item is not None
    table.put(Put(item={name: value for name, value in item.items() if name != missing}))
    assert sessions.find(session_id) is None


def test_an_operator_named_in_the_configuration_is_an_admin(sessions: Sessions) -> None:
    session = sessions.find(start(sessions, "Operator"))
    assert session is not None
    assert session.principal.is_admin


def test_a_login_in_progress_serves_once(sessions: Sessions) -> None:
    login_id = sessions.begin_login("request token")
    assert sessions.take_login(login_id) == "request token"
    assert sessions.take_login(login_id) is None


def test_a_login_in_progress_lapses(sessions: Sessions, clock: VirtualClock) -> None:
    login_id = sessions.begin_login("request token")
    clock.advance(LOGIN_SECONDS)
    assert sessions.take_login(login_id) is None


def test_a_session_does_not_show_its_token(sessions: Sessions) -> None:
    assert "ciphertext" not in repr(sessions.find(start(sessions)))

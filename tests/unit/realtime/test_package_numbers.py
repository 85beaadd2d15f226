"""Every message has one number, and every number one message."""

import pytest

from curator.realtime.messages import SERVER_MESSAGES
from curator.realtime.packages.numbers import CLIENT, NAME_OF, NUMBER_OF, RETIRED, SERVER
from curator.realtime.protocol import READING, TYPES
from functions.websocket.handlers import HANDLERS


def test_every_message_of_both_directions_has_a_number_of_its_own() -> None:
    assert SERVER.keys() == SERVER_MESSAGES.keys()
    assert CLIENT.keys() == {one.type_name for one in HANDLERS} | RETIRED == TYPES
    assert len(set(NUMBER_OF.values())) == len(CLIENT) + len(SERVER)
    assert {NUMBER_OF[name]: name for name in NUMBER_OF} == NAME_OF


def test_the_two_directions_do_not_meet() -> None:
    assert max(CLIENT.values()) < 1000 < min(SERVER.values())


@pytest.mark.parametrize(
    ("name", "number"),
    [("CREATE_BATCH", 101), ("UPLOAD_SLICE", 103), ("SUBSCRIBE_BATCH", 201), ("ANNOUNCE", 603), ("ERROR", 1001)],
)
def test_numbers_stay_what_clients_were_built_with(name: str, number: int) -> None:
    assert NUMBER_OF[name] == number


def test_what_changes_something_is_not_called_reading() -> None:
    assert READING <= TYPES
    assert not {"CREATE_BATCH", "RESUME_BATCH", "CANCEL_BATCH", "ANNOUNCE", "SAVE_PRESET"} & READING

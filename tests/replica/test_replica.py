"""What the replica answers, on a real MariaDB with MediaWiki's tables: the reference's scenario 106."""

import pytest

from curator.categories.errors import ReplicaNotConfiguredError, ReplicaUnreachableError
from curator.categories.lists import CategoryList
from curator.categories.replica import DEFAULT_EXCLUDED, Replica
from curator.categories.store import ListStore
from curator.categories.wiring import WANTED_KEPT
from local.ports import LOOPBACK, free_port
from local.replica.server import READER_PASSWORD, ReplicaServer
from tests.fakes.clock import VirtualClock
from tests.fakes.plain_tables import plain_table
from tests.replica.commons import Commons


@pytest.fixture
def replica(server: ReplicaServer) -> Replica:
    return Replica(server.url)


def titles(replica: Replica, limit: int = 100) -> list[str]:
    return [row[0] for row in replica.wanted_categories(limit)]


# scenario 106
def test_categories_without_a_page_are_wanted_those_with_the_most_members_first(
    commons: Commons, replica: Replica
) -> None:
    commons.category("Few", members=3, files=3)
    commons.category("Streets in Zürich", members=12, subcats=2, files=7)
    commons.category("Has a page", members=99)
    commons.page("Category:Has a page")
    commons.category("Also few", members=3)
    assert replica.wanted_categories(100) == [
        ("Streets_in_Zürich", 2, 7, 12),
        ("Also_few", 0, 0, 3),
        ("Few", 0, 3, 3),
    ]
    assert titles(replica, limit=2) == ["Streets_in_Zürich", "Also_few"]


def test_a_page_of_the_same_name_elsewhere_is_not_the_categorys_page(commons: Commons, replica: Replica) -> None:
    commons.category("Alice", members=1)
    commons.page("User:Alice")
    commons.page("Alice")
    assert titles(replica) == ["Alice"]


def test_a_category_nothing_is_in_is_not_wanted(commons: Commons, replica: Replica) -> None:
    commons.category("Emptied", members=0)
    commons.category("Miscounted", members=-1)
    assert titles(replica) == []


# scenario 106
@pytest.mark.parametrize("text", DEFAULT_EXCLUDED)
def test_what_bots_fill_is_left_out(commons: Commons, replica: Replica, text: str) -> None:
    commons.category(f"Some {text} thing", members=7)
    commons.category("Some other thing", members=1)
    assert titles(replica) == ["Some_other_thing"]


def test_an_excluded_text_means_itself_and_nothing_like_it(commons: Commons, server: ReplicaServer) -> None:
    for title in ("100%", "100 percent", "A_B", "AxB", "a_b", "It's"):
        commons.category(title, members=1)
    assert sorted(titles(Replica(server.url, excluded=("0%", "A_B", "'")))) == ["100_percent", "AxB", "a_b"]
    assert len(titles(Replica(server.url, excluded=()))) == 6


# scenario 106
def test_red_links_are_missing_categories_each_once_with_a_page_that_links_there(
    commons: Commons, replica: Replica
) -> None:
    commons.page("Category:There")
    commons.page("Main page", links=["Category:Missing one", "Category:There", "User:Nobody"])
    commons.page("User:Alice/Pläne", links=["Category:Missing one", "Category:Missing two"])
    found = dict(replica.red_links(100))
    assert found.keys() == {"Missing_one", "Missing_two"}
    assert found["Missing_one"] in {"Main page", "User:Alice/Pläne"}
    assert found["Missing_two"] == "User:Alice/Pläne"
    assert len(replica.red_links(1)) == 1


# scenario 106
def test_a_link_that_a_template_makes_is_no_red_link(commons: Commons, replica: Replica) -> None:
    commons.page("Template:Maintenance", links=["Category:Made by template"])
    commons.page("File:A.jpg", links=["Category:Made by template", "Category:By hand"], uses=["Template:Maintenance"])
    commons.page("Creator:Alice", links=["Category:Nobody's"], uses=["Template:Missing"])
    found = dict(replica.red_links(100))
    assert found.pop("Made_by_template") == "Template:Maintenance"  # where it is written, and can be mended
    assert found == {"By_hand": "File:A.jpg", "Nobody's": "Creator:Alice"}


def test_the_list_keeps_the_most_wanted_and_no_more(commons: Commons, replica: Replica) -> None:
    commons.categories([(f"C{number}", number, 0, 0) for number in range(1, WANTED_KEPT + 2001)])
    clock = VirtualClock()
    with plain_table("categories", clock) as table:
        wanted = CategoryList(
            "wanted", read=lambda: replica.wanted_categories(WANTED_KEPT), rows=ListStore(table, clock), clock=clock
        )
        page = wanted.page(offset=WANTED_KEPT - 1, size=100)
        assert (page.total, page.rows) == (WANTED_KEPT, (("C2001", 0, 0, 2001),))
        stored = ListStore(table, clock)
        head = stored.head("wanted")
        assert head is not None
        assert (head.parts, len(stored.rows("wanted", head) or ())) == (10, WANTED_KEPT)


def test_a_question_that_takes_too_long_is_given_up(commons: Commons, server: ReplicaServer) -> None:
    with server.connection() as other, other.cursor() as cursor:
        cursor.execute("LOCK TABLES commonswiki.category WRITE")
        with pytest.raises(ReplicaUnreachableError):
            Replica(server.url, query_seconds=0.2).wanted_categories(1)
    assert titles(Replica(server.url)) == []


@pytest.mark.parametrize("what", ["password", "port"])
def test_a_database_that_lets_nobody_in_is_unreachable_and_its_password_stays_secret(
    server: ReplicaServer, what: str
) -> None:
    wrong = {
        "password": f"mysql://s12345:wrong-{READER_PASSWORD.partition('/')[0]}@{LOOPBACK}:{server.port}/commonswiki_p",
        "port": f"mysql://s12345:wrong-a@{LOOPBACK}:{free_port()}/commonswiki_p",
    }
    with pytest.raises(ReplicaUnreachableError) as caught:
        Replica(wrong[what]).wanted_categories(1)
    assert "wrong-a" not in str(caught.value)


def test_a_server_without_tls_is_refused_where_tls_is_asked_for(server: ReplicaServer) -> None:
    with pytest.raises(ReplicaUnreachableError):
        Replica(f"{server.url}?tls=yes").wanted_categories(1)


@pytest.mark.parametrize(
    "url", ["", "postgres://a:b@c/d", "mysql:///commonswiki_p", "mysql://a:b@host", "mysql://a:b@host/"]
)
def test_what_is_no_address_of_a_database_is_refused(url: str) -> None:
    with pytest.raises(ReplicaNotConfiguredError):
        Replica(url)

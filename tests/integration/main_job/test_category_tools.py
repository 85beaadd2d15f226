"""The category tools through real sockets, the queue and the fetcher, onto the sandbox's Commons and Wikidata."""

import asyncio

import httpx

from local.demo.conversation import Message
from local.stack import LocalStack
from tests.integration.main_job.commons_pages import page_text
from tests.integration.main_job.people import Person, Row, hit_times, most_in_a_window, person, wiki_state

FILES = 7
EDIT_LIMIT = {"edit": {"hits": 6, "seconds": 8}}  # Curator takes half: three edits in a little more than eight seconds
MOVE_SECONDS = 90.0


async def put_files_into_old_name(who: Person) -> None:
    """Publish photographs into the category that is to be emptied."""
    items = (await who.photographs("sandbox-walk"))[:FILES]
    texts = [{**item, "wikitext": f"{item['wikitext']}\n[[Category:Old name|{item['id']}]]"} for item in items]
    batch = await who.watch(await who.hand_over(texts))
    assert batch.counts["completed"] == FILES


async def ask(who: Person, kind: str, data: Row, answer: str) -> Row:
    """Send a message and return the data of its answer."""
    await who.talk.send(kind, data)
    found: Row = (await who.talk.expect(answer))["data"]
    return found


async def move(who: Person, source: str, target: str) -> tuple[list[Message], Row]:
    """Move a category's files; return the news on the way and the last word."""
    await who.talk.send("RECATEGORIZE_FILES", {"source": source, "target": target})
    news: list[Message] = []
    while True:
        message = await who.talk.expect(
            "RECATEGORIZE_FILES_PROGRESS", "RECATEGORIZE_FILES_RESPONSE", within=MOVE_SECONDS
        )
        if message["type"] == "RECATEGORIZE_FILES_RESPONSE":
            return news, message["data"]
        news.append(message)


def limit_edits(stack: LocalStack, username: str) -> float:
    """Give somebody a small limit of edits, and return by when they have made which."""
    httpx.post(f"{stack.sandbox_url}/sandbox/users/{username}/limits", json=EDIT_LIMIT).raise_for_status()
    return max(hit_times(wiki_state(stack), username, "edit"), default=0.0)


# scenario 100
# scenario 101
# scenario 102
# scenario 105
def test_a_category_is_made_filled_from_another_and_linked_from_its_item(stack: LocalStack) -> None:
    async def run() -> tuple[list[Message], Row, float]:
        async with person(stack, "Ordinary") as ordinary:
            await put_files_into_old_name(ordinary)
            wish = {"title": "New name", "text": "[[Category:Top]]", "wikidata_qid": "Q64"}
            made = await ask(ordinary, "CREATE_CATEGORY", wish, "CATEGORY_CREATED_RESPONSE")
            assert made == {"title": "Category:New_name"}
            paced_from = limit_edits(stack, "Ordinary")
            await asyncio.sleep(8.5)  # until what was done before the limit does not count any more
            news, done = await move(ordinary, "Old_name", "New name")
            return news, done, paced_from

    news, done, paced_from = asyncio.run(run())
    assert done == {"source": "Old_name", "count": FILES}
    assert news
    assert all(message["data"]["failed"] == 0 for message in news)
    state = wiki_state(stack)
    for file in state["files"]:
        assert "[[Category:New name|" in page_text(stack, file["title"])
        assert "Old name" not in page_text(stack, file["title"])
    assert state["refused"] == {}
    paced = [time for time in hit_times(state, "Ordinary", "edit") if time > paced_from]
    assert most_in_a_window(paced, 8) == 3
    item = state["items"]["Q64"]
    assert item["sitelinks"]["commonswiki"]["title"] == "Category:New name"
    assert item["claims"]["P373"][0]["mainsnak"]["datavalue"]["value"] == "New name"


# scenario 100
# scenario 106
def test_a_deleted_category_is_named_and_a_list_without_a_database_is_refused(stack: LocalStack) -> None:
    async def run() -> tuple[Row, Message]:
        async with person(stack, "Robot") as robot:
            wish = {"title": "Gone", "text": "x"}
            await ask(robot, "CREATE_CATEGORY", wish, "CATEGORY_CREATED_RESPONSE")
            gone = {"title": "Category:Gone"}
            httpx.post(f"{stack.sandbox_url}/sandbox/delete", json=gone).raise_for_status()
            titles = {"titles": ["Gone", "Never was"]}
            deleted = await ask(robot, "CHECK_CATEGORIES_DELETED", titles, "CATEGORIES_DELETED_RESPONSE")
            await robot.talk.send("FETCH_WANTED_CATEGORIES", {})
            return deleted, await robot.talk.expect("ERROR")

    deleted, refusal = asyncio.run(run())
    assert deleted == {"deleted": ["Gone"]}
    assert refusal["data"].startswith("This Curator has no access to Commons' database")

"""Lists of missing categories from a browser's message to the database and back, through the deployed template."""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from local.parameters import StackUrls, curator_parameters
from local.replica.server import ReplicaServer
from local.stack import CURATOR, LocalStack
from tests.integration.main_job.people import Person, Row, person
from tests.replica.commons import Commons


@pytest.fixture
def stack(server: ReplicaServer, tmp_path: Path) -> Iterator[LocalStack]:
    """Run Curator with the replica."""

    def parameters(urls: StackUrls) -> dict[str, str]:
        return {**curator_parameters(os.environ, urls), "CommonsDbUrl": server.url, "WantedExcluded": "Hidden_,_secret"}

    with LocalStack(tmp_path, plan=replace(CURATOR, parameters=parameters)) as stack:
        yield stack


async def ask(who: Person, kind: str, data: Row, answer: str) -> Row:
    await who.talk.send(kind, data)
    found: Row = (await who.talk.expect(answer))["data"]
    return found


# scenario 106
def test_missing_categories_are_listed_until_somebody_makes_them(commons: Commons, stack: LocalStack) -> None:
    commons.categories([(f"Wanted {number:03}", 500 - number, 1, 2) for number in range(120)])
    commons.category("Hidden things", members=900)
    commons.page("Main page", links=["Category:Wanted 007"])

    async def run() -> list[Row]:
        async with person(stack, "Robot") as robot:
            wanted = ("FETCH_WANTED_CATEGORIES", "WANTED_CATEGORIES_RESPONSE")
            first = await ask(robot, wanted[0], {}, wanted[1])
            await ask(robot, "CREATE_CATEGORY", {"title": "Wanted 000", "text": "x"}, "CATEGORY_CREATED_RESPONSE")
            second = await ask(robot, wanted[0], {"offset": 100, "filter": "WANTED 1"}, wanted[1])
            third = await ask(robot, wanted[0], {"filter": "wanted 0"}, wanted[1])
            return [first, second, third, await ask(robot, "FETCH_REDLINKS", {}, "REDLINKS_RESPONSE")]

    first, second, third, red_links = asyncio.run(run())
    assert (len(first["items"]), first["total"]) == (100, 120)
    assert first["items"][0] == {"title": "Wanted_000", "subcats": 1, "files": 2, "pages": 497, "total": 500}
    assert (second["items"], second["total"]) == ([], 20)
    assert (third["items"][0]["title"], third["total"]) == ("Wanted_001", 99)
    assert first["updated_at"] == second["updated_at"] == third["updated_at"]
    assert red_links["items"] == [{"title": "Wanted_007", "linked_from": "Main page"}]

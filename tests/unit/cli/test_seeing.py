"""`curator status` and `curator lanes`: a deployment that is quiet, busy and broken, to operators and to others."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from typer.testing import Result

from tests.unit.cli.terminal import curator, nowhere, serving
from tests.unit.functions.dashboard_site import DashboardSite
from tests.unit.functions.images_site import CAROL
from tests.unit.uploads.world import ALICE


class Seen:
    """A deployment, as an operator sees it."""

    def __init__(self, site: DashboardSite, address: str) -> None:
        self.site = site
        self.address = address

    def operator(self, *arguments: str) -> Result:
        return curator(*arguments, at=self.address, token=self.site.token(CAROL))

    def json(self, *arguments: str) -> Any:
        return json.loads(self.operator(*arguments, "--json").stdout)


@pytest.fixture
def seen() -> Iterator[Seen]:
    site = DashboardSite()
    with serving(site.application) as address:
        yield Seen(site, address)


def test_a_quiet_deployment_has_nothing_to_say(seen: Seen) -> None:
    told = seen.operator("status")
    assert told.exit_code == 0, told.output
    assert told.stdout.startswith("healthy: ")
    assert "uploads: none" in told.stdout
    assert "lanes: 0" in told.stdout
    assert seen.operator("lanes").stdout.splitlines()[-1] == "0 lanes"


def test_a_busy_one_shows_queues_uploads_and_whose_lane_goes_how_fast(seen: Seen) -> None:
    seen.site.uploads.add_batch(ALICE, ["1", "2", "3"])
    seen.site.queues.changes["uploads"] = {"waiting": 12, "oldest": 90.0}
    status = seen.operator("status").stdout
    (uploads,) = [line for line in status.splitlines() if " uploads " in line]
    assert uploads.split() == ["12", "0", "0", "uploads", "2", "min"]
    assert "uploads: 3 queued" in status
    (lane,) = seen.json("lanes")["items"]
    assert (lane["user_id"], lane["waiting"]) == (ALICE.user_id, 3)
    row, total = seen.operator("lanes").stdout.splitlines()[1:]
    assert (row.split()[0], total) == ("3", "1 lanes")


def test_a_broken_one_says_what_needs_somebody(seen: Seen) -> None:
    seen.site.give_up(needs_human=True)
    seen.site.queues.fault = "EndpointConnectionError"
    told = seen.operator("status")
    levels = [line.partition(":")[0] for line in told.stdout.splitlines() if line.startswith(("DOWN:", "DEGRADED:"))]
    assert levels
    assert seen.json("status")["dashboard"]["attention"]


def test_others_see_whether_it_is_well_and_are_told_who_sees_more(seen: Seen) -> None:
    told = curator("status", at=seen.address)
    assert told.exit_code == 0
    assert "More is shown to operators" in told.stdout
    refused = curator("lanes", at=seen.address)
    assert (refused.exit_code, refused.stderr) == (1, "refused (status 401): Not authenticated\n")


def test_where_nothing_listens_it_is_a_sentence_and_a_failure() -> None:
    for command in ("status", "lanes", "dead-letters", "replays", "incidents"):
        refused = curator(command, at=nowhere())
        assert (refused.exit_code, "does not answer" in refused.stderr) == (1, True)

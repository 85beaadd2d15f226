"""What the sandbox's wiki tells of itself stands where MediaWiki's recording has it."""

from tests.unit.sandbox.recordings import recorded
from tests.unit.sandbox.sandbox_client import SandboxClient


def test_each_part_stands_in_the_query_itself(anonymous: SandboxClient) -> None:
    asked = recorded("siteinfo")
    answered = anonymous.send(asked["request"])["query"]
    assert answered.keys() == {"general", "fileextensions"}
    assert answered.keys() <= asked["body"]["query"].keys()
    known = {name: type(value) for name, value in asked["body"]["query"]["general"].items()}
    differing = [name for name, value in answered["general"].items() if known.get(name, type(value)) is not type(value)]
    assert differing == []

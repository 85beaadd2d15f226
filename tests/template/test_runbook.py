"""Whoever is woken by an alarm finds what to do."""

from tests.template.stack import ROOT, load


def test_the_runbook_names_every_alarm_and_no_other() -> None:
    rows = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8").splitlines()
    told = {name for row in rows if row.startswith("| `") for name in row.split(" | ")[0].strip("| ").split(", ")}
    assert told == {f"`{name}`" for name in load().of_type("AWS::CloudWatch::Alarm")}

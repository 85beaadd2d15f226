"""`curator doctor`: what is wrong with a deployment, in plain words."""

from collections.abc import Iterable
from dataclasses import asdict

import typer
from rich.console import Console
from rich.text import Text

from local.cli.deployment.api import Api
from local.cli.deployment.errors import FAILED
from local.cli.deployment.options import AsJson, At, Session, Token, chosen
from local.cli.deployment.place import HERE
from local.cli.deployment.telling import ending_in_words, print_json
from local.cli.doctor.examination import examine
from local.cli.doctor.findings import Finding, Verdict, is_sound
from local.cli.doctor.visit import Visit
from local.cli.tables import console

MARKS = {
    Verdict.WELL: ("✓", "green"),
    Verdict.WARNING: ("!", "yellow"),
    Verdict.WRONG: ("✗", "bold red"),
    Verdict.UNKNOWN: ("·", "dim"),
}
SUBJECT_WIDTH = 16


def doctor(at: At = HERE, token: Token = "", session: Session = "", as_json: AsJson = False) -> None:
    """Examine a deployment end to end, and say what is wrong and what to do about it.

    Looks at its address, transport, clock, tables, queues and sockets (with the echo of a message), at the wiki and its
    limits, at the secrets by using them, at alarms, dead letters and all that is stuck. With an operator's token or
    session more can be seen than without. It leaves nothing behind. The exit status is 0 if nothing is wrong.

    Examples: curator doctor | curator doctor --at https://curator.example --token "$TOKEN" | curator doctor --json
    """
    with ending_in_words():
        findings: list[Finding] = []
        with Api(chosen(at, token, session)) as api:
            for finding in examine(Visit(api=api)):
                findings.append(finding)
                if not as_json:
                    _show(finding, console())
        if as_json:
            print_json({"sound": is_sound(findings), "findings": [asdict(one) for one in findings]})
        else:
            typer.echo(f"\n{summary(findings)}")
    if not is_sound(findings):
        raise typer.Exit(FAILED)


def summary(findings: Iterable[Finding]) -> str:
    """Return how many findings are how serious."""
    verdicts = [one.verdict for one in findings]
    counts = ", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in Verdict if verdict in verdicts)
    return f"{'Nothing is wrong' if Verdict.WRONG not in verdicts else 'Something is wrong'}: {counts}."


def _show(finding: Finding, target: Console) -> None:
    mark, style = MARKS[finding.verdict]
    line = Text.assemble((mark, style), f" {finding.subject:{SUBJECT_WIDTH}} ", finding.text)
    target.print(line, highlight=False, soft_wrap=True)
    if finding.advice:
        target.print(Text(f"  {'':{SUBJECT_WIDTH}} → {finding.advice}", "dim"), highlight=False, soft_wrap=True)

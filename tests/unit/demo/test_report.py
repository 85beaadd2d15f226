import io
from typing import Any

from rich.console import Console

from local.demo.following import FollowedBatch
from local.demo.report import Report


def plain() -> tuple[Report, io.StringIO]:
    text = io.StringIO()
    return Report(Console(file=text, width=240)), text


def test_a_log_file_gets_a_line_for_each_end_that_says_how_far_the_batch_is() -> None:
    report, text = plain()
    batch = FollowedBatch(id=1, total=2)

    with report.following(batch) as following:
        message = {
            "type": "UPLOADS_UPDATE",
            "data": [
                {"id": 1, "batchid": 1, "key": "a", "status": "completed"},
                {"id": 2, "batchid": 1, "key": "b", "status": "failed", "error": {"message": "[bad] title"}},
            ],
        }
        following.show(batch.receive(message), {"a": "A.jpg", "b": "B [1].jpg"})

    one, two = text.getvalue().splitlines()
    assert one.endswith("completed: A.jpg (2 of 2)")
    assert two.endswith("failed: B [1].jpg - [bad] title (2 of 2)")


def test_the_results_show_the_page_or_the_reason_and_the_hash_of_the_wiki() -> None:
    report, text = plain()
    rows: list[dict[str, Any]] = [
        {"key": "a", "status": "completed", "filename": "A.jpg", "success": "http://wiki/File:A.jpg", "waited": 3.04},
        {"key": "b", "status": "failed", "filename": "B.jpg", "error": {"message": "blacklisted"}},
    ]

    report.results(rows, {"A.jpg": "da39a3ee"})

    one, two = text.getvalue().splitlines()[1:3]
    assert one.split() == ["A.jpg", "http://wiki/File:A.jpg", "da39a3ee", "3.0", "s", "-"]
    assert two.split() == ["B.jpg", "blacklisted", "-", "-", "-"]


def test_a_terminal_gets_a_bar() -> None:
    text = io.StringIO()
    report = Report(Console(file=text, width=120, force_terminal=True))
    batch = FollowedBatch(id=1, total=4)

    with report.following(batch) as following:
        following.show([], {})

    assert "0 of 4 done" in text.getvalue()


def test_on_a_terminal_the_page_stands_under_its_file_and_the_hash_stays_whole() -> None:
    text = io.StringIO()
    report = Report(Console(file=text, width=100, force_terminal=True))
    page = "http://127.0.0.1:8090/wiki/File:A_photograph_of_a_street.jpg"
    row = {"key": "a", "status": "completed", "filename": "A photograph of a street.jpg", "success": page}

    report.results([row], {"A photograph of a street.jpg": "da39a3ee5e6b4b0d3255bfef95601890afd80709"})

    assert "da39a3ee5e6b4b0d3255bfef95601890afd80709" in text.getvalue()

"""The way of a user and of an operator at a terminal, on the running stack: nothing but HTTP and the WebSocket."""

import csv
import io
from pathlib import Path

import httpx

from tests.integration.cli.conftest import Terminal
from tests.integration.images.pictures import phone_photo


def published(terminal: Terminal) -> list[str]:
    """Return the titles of what the sandbox's Commons itself has."""
    state = httpx.get(f"{terminal.stack.sandbox_url}/sandbox/state").raise_for_status().json()
    assert set(state["publishes"].values()) <= {1}
    return sorted(file["title"] for file in state["files"])


def test_a_sequence_goes_from_its_id_to_the_file_pages_and_into_a_table(terminal: Terminal) -> None:
    terminal.logged_in("Robot")
    done = terminal.curator("upload", "mapillary", "sandbox-short", "--title", "At a terminal {number} ({id}).jpg")
    assert done.exit_code == 0, done.stderr
    assert "5 photographs, 0 on Commons already, 5 to upload" in done.stdout
    assert done.stdout.rstrip().endswith("5 completed")
    titles = published(terminal)
    numbered = [f"File:At a terminal {number:03} (" for number in range(1, 6)]
    assert [title.partition("(")[0] + "(" for title in titles] == numbered

    batch = next(word for line in done.stdout.splitlines() if "handed over" in line for word in line.split()[1:2])[:-1]
    assert terminal.json("watch", batch)["stats"]["completed"] == 5
    rows = list(csv.DictReader(io.StringIO(terminal.curator("export", batch, "--csv").stdout, newline="")))
    assert sorted(f"File:{row['title']}" for row in rows) == titles

    again = terminal.curator("upload", "mapillary", "sandbox-short")
    assert (again.exit_code, again.stderr) == (1, "there is nothing to upload\n")


def test_a_folder_becomes_own_works_of_whoever_is_logged_in(terminal: Terminal, tmp_path: Path) -> None:
    terminal.logged_in("Patroller")
    (tmp_path / "An evening in Utrecht.jpg").write_bytes(phone_photo(width=320, height=240))
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    (tmp_path / "notes.txt").write_text("not a picture")
    done = terminal.curator("upload", str(tmp_path), "--licence", "CC BY 4.0", "--description", "An evening")
    assert done.exit_code == 0, done.stdout + done.stderr
    assert "An evening in Utrecht.jpg stored" in done.stdout
    assert "broken.jpg left out: " in done.stdout
    assert "notes.txt" not in done.stdout
    assert [title for title in published(terminal) if "Utrecht" in title]


def test_an_operator_finds_nothing_wrong_and_sees_lanes_and_dead_letters(terminal: Terminal) -> None:
    terminal.as_operator()
    examined = terminal.json("doctor")
    assert [one for one in examined["findings"] if one["verdict"] == "wrong"] == []
    verdicts = {one["subject"]: one["verdict"] for one in examined["findings"]}
    assert verdicts["echo"] == verdicts["wiki consumer"] == verdicts["wiki"] == verdicts["queues"] == "ok"
    assert verdicts["source mapillary"] == verdicts["source flickr"] == "ok"
    status = terminal.curator("status")
    assert status.exit_code == 0, status.stderr
    assert status.stdout.startswith("healthy: ")
    assert terminal.json("dead-letters")["items"] == []
    assert isinstance(terminal.json("lanes")["items"], list)


def test_what_is_refused_is_a_sentence(terminal: Terminal) -> None:
    for arguments, sentence in {
        ("upload", "mapillary", "sandbox-short"): "uploading needs a login at the wiki",
        ("dead-letters",): "refused (status 403): Forbidden",
        ("login", "Nobody"): "no account 'Nobody'",
    }.items():
        refused = terminal.curator(*arguments)
        assert refused.exit_code != 0
        assert sentence in refused.stderr
        assert "Traceback" not in refused.stderr

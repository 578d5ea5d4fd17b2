"""``heard label`` as a reader meets it: saved after each message, taken up again, blind to other passes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from heard.cli.label import app
from heard.errors import HeardError
from heard.labelling.store import read_pass

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = {"x1": "It says that every Monday.", "x2": "thanks, lovely", "x3": "GET ME A MANAGER"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three messages and two pairs of them."""
    rows = [
        {"id": name, "before": [{"role": "agent", "text": "Monday."}], "text": text} for name, text in TEXTS.items()
    ]
    write(tmp_path / "messages.jsonl", rows)
    write(
        tmp_path / "pairs.jsonl",
        [{"id": "p1", "first": "x1", "second": "x2"}, {"id": "p2", "first": "x3", "second": "x2"}],
    )
    return tmp_path


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    """JSON lines."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def run(folder: Path, command: str, *rest: str, keys: str = "") -> str:
    """The command's output; it must end well."""
    files = [str(folder / "messages.jsonl")]
    if command == "pairs":
        files.insert(0, str(folder / "pairs.jsonl"))
    result = CliRunner().invoke(app, [command, *files, "--passes", str(folder), *rest], input=keys)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_pass_is_taken_up_where_it_was_left(folder: Path) -> None:
    """``Q``, or an input that ends, loses nothing; each message is asked for once."""
    first = run(folder, "customers", "--reader", "a", keys="f2\n3\nQ")
    assert "3 to read" in first
    again = run(folder, "customers", "--reader", "a", keys="4\n")
    assert "1 to read" in again
    found = read_pass(folder / "customers" / "a.jsonl").customers
    assert set(found) == set(TEXTS)
    assert [labels.temperature for labels in found.values()] == [20, 30, 40]


def test_back_takes_the_message_before_again(folder: Path) -> None:
    """The line goes and the message is shown once more."""
    run(folder, "customers", "--reader", "a", keys="2\n<7\nQ")
    assert [one.temperature for one in read_pass(folder / "customers" / "a.jsonl").customers.values()] == [70]


def test_no_reader_sees_another_pass(folder: Path) -> None:
    """A broken pass of somebody else isn't even opened, and theirs stays as it is."""
    (folder / "customers").mkdir()
    (folder / "customers" / "b.jsonl").write_text("broken", encoding="utf-8")
    run(folder, "customers", "--reader", "a", keys="1\n1\n1\n")
    assert (folder / "customers" / "b.jsonl").read_text(encoding="utf-8") == "broken"
    assert len(read_pass(folder / "customers" / "a.jsonl").customers) == 3


def test_agents_labels_are_stored_without_words(folder: Path) -> None:
    """From the keys and from a file of answers."""
    run(folder, "agents", "--reader", "a", keys="l2\n\n\n\n")
    answers = write(
        folder / "answers.jsonl", [{"id": "x3", "labels": {"techniques": [{"name": "uses_name", "text": "MANAGER"}]}}]
    )
    run(folder, "agents", "--reader", "b", "--answers", str(answers))
    stored = (folder / "agents" / "b.jsonl").read_text(encoding="utf-8")
    assert '{"name": "uses_name", "start": 9, "end": 16}' in stored
    assert "MANAGER" not in stored + (folder / "agents" / "a.jsonl").read_text(encoding="utf-8")


def test_wrong_answers_are_told_and_the_rest_taken(folder: Path) -> None:
    """The exit status is 1; what was wrong can be put right and handed over again."""
    rows: list[dict[str, object]] = [
        {"id": "x1", "labels": {"temperature": 50}},
        {"id": "x2", "labels": {"temperature": 500}},
        {"id": "x9", "labels": {"temperature": 5}},
    ]
    answers = write(folder / "answers.jsonl", rows)
    command = [
        "customers",
        str(folder / "messages.jsonl"),
        "--reader",
        "a",
        "--passes",
        str(folder),
        "--answers",
        str(answers),
    ]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 1
    assert set(read_pass(folder / "customers" / "a.jsonl").customers) == {"x1"}


def test_sides_of_a_pair_come_out_as_they_stand_in_the_file(folder: Path) -> None:
    """Whoever always finds the manager's message hotter says so, however it was shown."""
    for reader in ("a", "b", "c", "d", "e"):
        shown = run(folder, "pairs", "--reader", reader, keys="00").split("Which is hotter")[0]
        asked = "p2" if "MANAGER" in shown else "p1"
        hotter = "MANAGER" if asked == "p2" else "Monday.\nIt says"
        key = "1" if hotter in shown.split("[2]")[0] else "2"
        (folder / "pairs" / f"{reader}.jsonl").unlink()
        run(folder, "pairs", "--reader", reader, keys=key)
        assert read_pass(folder / "pairs" / f"{reader}.jsonl").pairs == {asked: "first"}


def test_kappa_and_settling(folder: Path) -> None:
    """Two passes, one message apart: it is open until a third has read it."""
    for reader, degrees in (("a", (50, 10, 80)), ("b", (60, 10, 40))):
        rows: list[dict[str, object]] = [
            {"id": name, "labels": {"temperature": heat}} for name, heat in zip(TEXTS, degrees, strict=True)
        ]
        run(folder, "customers", "--reader", reader, "--answers", str(write(folder / "answers.jsonl", rows)))
    one, other, third = (str(folder / "customers" / f"{name}.jsonl") for name in "abc")
    table = CliRunner().invoke(app, ["kappa", one, other]).output
    assert "| temperature | 0." in table
    assert "| anger | - | 100% | 0 | 0 | 3 |" in table
    settle = [
        "settle",
        str(folder / "messages.jsonl"),
        one,
        other,
        "--third",
        third,
        "--output",
        str(folder / "out.jsonl"),
    ]
    opened = [json.loads(line) for line in CliRunner().invoke(app, [*settle, "--open"]).stdout.splitlines()]
    assert [(row["id"], row["differ"]) for row in opened] == [("x3", ["temperature"])]
    assert CliRunner().invoke(app, settle, input="7\n").exit_code == 0
    rows_out = [json.loads(line) for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(row["id"], row["by"], row["labels"]["temperature"]) for row in rows_out] == [
        ("x1", "near", 55),
        ("x2", "agreed", 10),
        ("x3", "settled", 70),
    ]


def test_passes_over_different_things_are_not_compared(folder: Path) -> None:
    """A coded error, not a table of nonsense."""
    run(folder, "customers", "--reader", "a", keys="1\n1\n1\n")
    run(folder, "pairs", "--reader", "a", keys="12")
    result = CliRunner().invoke(
        app, ["kappa", str(folder / "customers" / "a.jsonl"), str(folder / "pairs" / "a.jsonl")]
    )
    assert isinstance(result.exception, HeardError)
    assert result.exception.code == "U003"

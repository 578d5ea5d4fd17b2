"""``heard label`` as a reader meets it: saved after each message, taken up again, blind to other passes."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from heard.cli.label import app
from heard.errors import HeardError
from heard.evaluation import cases
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


def test_what_is_taken_back_comes_with_its_labels(folder: Path) -> None:
    """Twice back, one label more on the first, and Enter: the others and the order of the lines stay as they were."""
    run(folder, "customers", "--reader", "a", keys="f2\n3\nQ")
    path = folder / "customers" / "a.jsonl"
    before = path.read_text(encoding="utf-8").splitlines()
    shown = run(folder, "customers", "--reader", "a", keys="<<R\n\nQ")
    after = path.read_text(encoding="utf-8").splitlines()
    assert "temperature 20 · neither · frustration slight" in shown
    assert json.loads(after[0])["labels"] == json.loads(before[0])["labels"] | {"threats": ["report"]}
    assert after[1:] == before[1:]


def test_stopping_after_going_back_loses_nothing(folder: Path) -> None:
    """Nor does leaving it for later; before the first there is none."""
    run(folder, "customers", "--reader", "a", keys="f2\n3\nQ")
    path = folder / "customers" / "a.jsonl"
    before = path.read_text(encoding="utf-8")
    assert "there is none before" in run(folder, "customers", "--reader", "a", keys="<<<9Q")
    run(folder, "customers", "--reader", "a", keys="<9>Q")
    assert path.read_text(encoding="utf-8") == before


def test_spans_come_back_too(folder: Path) -> None:
    """An agent's message that is taken back keeps what was found on it."""
    run(folder, "agents", "--reader", "a", keys="l2\n\nQ")
    assert "uses_name: " in run(folder, "agents", "--reader", "a", keys="<\nQ")
    (found,) = read_pass(folder / "agents" / "a.jsonl").agents.values()
    assert [one.name for one in found.techniques] == ["uses_name"]


def test_enter_without_a_temperature_says_what_is_missing(folder: Path) -> None:
    """And a key that means nothing says where the keys are told."""
    shown = run(folder, "customers", "--reader", "a", keys="\nz2\nQ")
    assert "the temperature is missing" in shown
    assert "means nothing here" in shown


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
        {"id": "x3", "labels": {"temperature": 11}},
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


@pytest.fixture
def passes(folder: Path) -> Path:
    """Two passes over the three messages, of which they differ on the last."""
    for reader, degrees in (("a", (50, 10, 80)), ("b", (60, 10, 40))):
        labels = [{"id": name, "labels": {"temperature": heat}} for name, heat in zip(TEXTS, degrees, strict=True)]
        run(folder, "customers", "--reader", reader, "--answers", str(write(folder / "answers.jsonl", labels)))
    return folder


def label(folder: Path, line: str, keys: str = "") -> tuple[int, str, str]:
    """A command in the folder: its status as the program gives it, what it printed, and what it complained of."""
    words = [str(folder / word) if "." in word or "/" in word else word for word in line.split()]
    result = CliRunner().invoke(app, words, input=keys)
    if isinstance(result.exception, HeardError):
        return (2 if result.exception.code.startswith("U") else 1), result.stdout, str(result.exception)
    return result.exit_code, result.stdout, result.stderr


BOTH = "messages.jsonl customers/a.jsonl customers/b.jsonl"


@pytest.mark.parametrize(
    ("rest", "told"),
    [
        ("--output messages.jsonl", "one of those to be read"),
        ("--output customers/a.jsonl --force", "one of those to be read"),
        ("--output customers/c.jsonl", "one of those to be read"),
        ("--output link.jsonl --force", "one of those to be read"),
        ("--output pairs.jsonl", "--force"),
        ("--output nowhere/out.jsonl", "no folder"),
        ("--output customers/", "directory"),
        ("", "--output is missing"),
    ],
)
def test_what_must_not_be_written_is_refused_before_anything_is_done(passes: Path, rest: str, told: str) -> None:
    """No file changes, none is made, and nobody is asked for a label."""
    (passes / "link.jsonl").symlink_to(passes / "messages.jsonl")
    before = {path: path.read_bytes() for path in passes.rglob("*.*") if path.is_file()}
    status, shown, complaint = label(passes, f"settle {BOTH} --third customers/c.jsonl {rest}", keys="7\n")
    assert (status, shown) == (2, "")
    assert told in complaint
    assert {path: path.read_bytes() for path in passes.rglob("*.*") if path.is_file()} == before
    assert not (passes / "nowhere").exists()


def test_a_file_that_is_there_is_replaced_with_force(passes: Path) -> None:
    (passes / "out.jsonl").write_text("older", encoding="utf-8")
    line = f"settle {BOTH} --third customers/c.jsonl --output out.jsonl --force"
    assert label(passes, line, keys="7\n")[0] == 0
    assert len((passes / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 3


def test_what_is_open_is_shown_without_a_third_reader(passes: Path) -> None:
    """To settle it, one is needed; where nothing differs, none is."""
    status, shown, _ = label(passes, f"settle {BOTH} --open")
    assert status == 0
    assert [json.loads(line)["id"] for line in shown.splitlines()] == ["x3"]
    status, _, complaint = label(passes, f"settle {BOTH} --output out.jsonl")
    assert status == 2
    assert "a third time: 1" in complaint
    same = (passes / "customers" / "a.jsonl").read_bytes()
    (passes / "customers" / "d.jsonl").write_bytes(same)
    line = "settle messages.jsonl customers/a.jsonl customers/d.jsonl --output out.jsonl"
    assert label(passes, line)[0] == 0


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("settle messages.jsonl customers/a.jsonl customers/a.jsonl --open", "same pass twice"),
        ("kappa customers/a.jsonl customers/../customers/a.jsonl", "same pass twice"),
        (f"settle {BOTH} --third customers/a.jsonl --open", "a pass of its own"),
        (f"settle {BOTH} --third messages.jsonl --output out.jsonl", "a pass of its own"),
    ],
)
def test_a_pass_is_not_its_own_second_opinion(passes: Path, line: str, told: str) -> None:
    status, _, complaint = label(passes, line)
    assert status == 2
    assert told in complaint


def test_a_full_third_pass_may_be_handed_over(passes: Path) -> None:
    """What needs no third reading is left aside, however often; what isn't there at all is still wrong."""
    answers = [{"id": name, "labels": {"temperature": 70}} for name in TEXTS]
    write(passes / "third.jsonl", answers)
    line = f"settle {BOTH} --third customers/c.jsonl --output out.jsonl --answers third.jsonl --force"
    for _ in range(2):
        status, _, told = label(passes, line)
        assert status == 0
        assert "need no third reading: 2" in told
    rows = [json.loads(row) for row in (passes / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(row["id"], row["by"]) for row in rows] == [("x1", "near"), ("x2", "agreed"), ("x3", "settled")]
    assert set(read_pass(passes / "customers" / "c.jsonl").customers) == {"x3"}
    write(passes / "third.jsonl", [*answers, {"id": "x9", "labels": {"temperature": 70}}])
    (passes / "out.jsonl").unlink()
    status, _, told = label(passes, line)
    assert status == 1
    assert "x9 is not one of the messages" in told
    assert "was not written" in told


@pytest.mark.parametrize("answer", [{"hotter": "first"}, {"labels": "first"}, {"labels": {"hotter": "first"}}])
def test_an_answer_on_a_pair_has_either_form(folder: Path, answer: dict[str, object]) -> None:
    answers = write(folder / "answers.jsonl", [{"id": "p1", **answer}])
    run(folder, "pairs", "--reader", "a", "--answers", str(answers))
    assert read_pass(folder / "pairs" / "a.jsonl").pairs == {"p1": "first"}


def test_files_may_have_a_byte_order_mark_or_be_compressed(passes: Path) -> None:
    """Messages and passes; a pass that is added to must be as it was made."""
    for name in ("messages.jsonl", "customers/a.jsonl"):
        data = (passes / name).read_bytes()
        (passes / name).write_bytes(b"\xef\xbb\xbf" + data)
    (passes / "b.jsonl.gz").write_bytes(gzip.compress((passes / "customers" / "b.jsonl").read_bytes()))
    status, shown, _ = label(passes, "settle messages.jsonl customers/a.jsonl b.jsonl.gz --open")
    assert status == 0
    assert len(shown.splitlines()) == 1
    (passes / "c.jsonl").write_bytes((passes / "b.jsonl.gz").read_bytes())
    status, _, told = label(passes, f"settle {BOTH} --third c.jsonl --output out.jsonl")
    assert status == 2
    assert "compressed" in told
    (passes / "messages.jsonl").write_bytes(b"\x1f\x8b broken")
    assert "[I014]" in label(passes, f"settle {BOTH} --open")[2]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("[" * 100_000, "I005"),
        ('{"id": "x", "text": "y", "heat": ' + "1" * 5000 + "}", "I006"),
        ('{"id": "x", "text": "y", "before": ["Hello"]}', "I007"),
    ],
)
def test_a_broken_line_is_told_with_its_place(passes: Path, line: str, code: str) -> None:
    (passes / "messages.jsonl").write_text(line + "\n", encoding="utf-8")
    told = label(passes, f"settle {BOTH} --open")[2]
    assert f"[{code}]" in told
    assert "messages.jsonl:1" in told


# -- joined with their text, for ``heard eval``


def test_labels_and_messages_are_joined(passes: Path) -> None:
    """A single pass and a settled file; what has no text, or no label, is left out and counted."""
    rows: list[dict[str, object]] = [
        {
            "id": name,
            "before": {"role": "agent", "text": "Monday."},
            "text": text,
            "conversation": "v1",
            "channel": "chat",
        }
        for name, text in TEXTS.items()
    ]
    write(passes / "more.jsonl", [*rows[:2], {"id": "x8", "text": "Hm."}])
    status, _, told = label(passes, "join more.jsonl customers/a.jsonl --output joined.jsonl")
    assert status == 0
    assert "not in these files: 1" in told
    assert "carry no label: 1" in told
    found = cases.customers([passes / "joined.jsonl"])
    assert [(one.id, one.temperature, one.group) for one in found] == [("x1", 50, "v1"), ("x2", 10, "v1")]
    assert [message.text for message in found[0].conversation.messages] == ["Monday.", TEXTS["x1"]]
    assert found[0].conversation.channel == "chat"
    label(passes, f"settle {BOTH} --third customers/c.jsonl --output out.jsonl", keys="7\n")
    assert label(passes, "join messages.jsonl out.jsonl --output settled.jsonl")[0] == 0
    assert [one.temperature for one in cases.customers([passes / "settled.jsonl"])] == [55, 10, 70]


def test_agents_labels_are_joined_by_place(folder: Path) -> None:
    """A place past the end of the message was found on another text."""
    write(
        folder / "labels.jsonl",
        [{"id": "x3", "labels": {"techniques": [{"name": "uses_name", "start": 9, "end": 16}]}}],
    )
    assert label(folder, "join messages.jsonl labels.jsonl --output joined.jsonl")[0] == 0
    (found,) = cases.agents([folder / "joined.jsonl"])
    assert [(one.name, one.start, one.end) for one in found.labels.techniques] == [("uses_name", 9, 16)]
    write(
        folder / "labels.jsonl",
        [{"id": "x3", "labels": {"techniques": [{"name": "uses_name", "start": 9, "end": 60}]}}],
    )
    status, _, told = label(folder, "join messages.jsonl labels.jsonl --output other.jsonl")
    assert status == 1
    assert "labels.jsonl:1: uses_name ends at 60" in told
    assert not (folder / "other.jsonl").exists()


def test_pairs_are_joined_with_both_messages(folder: Path) -> None:
    """Pairs that share a message are one group."""
    write(folder / "hotter.jsonl", [{"id": "p1", "hotter": "first"}, {"id": "p2", "hotter": "same"}])
    line = "join messages.jsonl hotter.jsonl --output joined.jsonl"
    status, _, told = label(folder, line)
    assert status == 2
    assert "--pairs" in told
    assert label(folder, f"{line} --pairs pairs.jsonl")[0] == 0
    found = cases.pairs([folder / "joined.jsonl"])
    assert [(one.id, one.hotter) for one in found] == [("p1", "first"), ("p2", "same")]
    assert found[0].first.messages[-1].text == TEXTS["x1"]
    assert found[0].first.messages[0].text == "Monday."
    assert found[0].group == found[1].group
    assert label(folder, f"{line} --pairs pairs.jsonl")[0] == 2


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("join messages.jsonl customers/a.jsonl --output customers/a.jsonl --force", "one of those to be read"),
        ("join messages.jsonl customers/a.jsonl --pairs pairs.jsonl --output out.jsonl", "not on customers"),
        ("join other.jsonl customers/a.jsonl --output out.jsonl", "no label is on any"),
    ],
)
def test_what_cannot_be_joined_is_refused(passes: Path, line: str, told: str) -> None:
    write(passes / "other.jsonl", [{"id": "y", "text": "Hm."}])
    status, _, complaint = label(passes, line)
    assert status == 2
    assert told in complaint

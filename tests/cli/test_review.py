"""``heard review`` as a user runs it."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from heard.cli.review import review
from heard.errors import UsageError

DEMO = Path("src/heard/demo/conversations")
BOTH = [str(DEMO / "01_crib_boils_over.json"), str(DEMO / "02_crib_handled_well.json")]

app = typer.Typer()
app.command()(review)


def run(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
    """The exit status, standard output and standard error."""
    done = CliRunner().invoke(app, list(arguments), input=stdin)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr


def test_the_page_coaches_first() -> None:
    """What worked comes before what to try, both before the criteria; signs come with words."""
    status, shown, _ = run(*BOTH)
    assert status == 0
    assert shown.index("What worked") < shown.index("One thing to try next") < shown.index("Criterion by criterion")
    for words in ("✓ met", "✗ not met", "– did not apply", "For you to answer", "Marisa", "wants", "promised"):
        assert words in shown
    assert "m4 Kieran: “" in shown
    assert "%" not in shown


def test_json_and_jsonl_hold_the_same(tmp_path: Path) -> None:
    """One list, or one object a line; compressed when the name says so."""
    listed = json.loads(run(*BOTH, "--format", "json")[1])
    assert [json.loads(line) for line in run(*BOTH, "--format", "jsonl")[1].splitlines()] == listed
    packed = tmp_path / "out.jsonl.gz"
    assert run(*BOTH, "--format", "jsonl", "--output", str(packed))[0] == 0
    assert [json.loads(line) for line in gzip.decompress(packed.read_bytes()).splitlines()] == listed
    assert [each["id"] for each in listed] == ["demo-01-crib-boils-over", "demo-02-crib-handled-well"]


def test_what_cannot_be_read_is_told_and_the_rest_reviewed(tmp_path: Path) -> None:
    """The exit status is 1."""
    path = tmp_path / "chats.jsonl"
    path.write_text('{"messages": [{"role": "customer", "text": "Hi"}]}\n{"messages": [\n', "utf-8")
    status, shown, wrong = run(str(path), "--format", "jsonl")
    assert status == 1
    assert len(shown.splitlines()) == 1
    assert "I004" in wrong
    assert "1 reviewed, 1 could not be read" in wrong


def test_a_conversation_without_an_agent() -> None:
    """It says that there is nothing to look at."""
    status, shown, _ = run("-", stdin='{"messages": [{"role": "customer", "text": "I am so upset, it broke again."}]}')
    assert status == 0
    assert "No agent wrote" in shown
    assert "What worked" not in shown


def test_text_that_would_steer_the_terminal_is_made_harmless() -> None:
    """In names, quotes and ids."""
    value: dict[str, Any] = {
        "id": "a\x1b[31m",
        "messages": [
            {"role": "customer", "author": "E\x1b]0;x\x07ve", "text": "I'm so upset\x1b[2J, it broke again."},
            {"role": "agent", "author": "Sam\u202e", "text": "Calm down\x1b[1m. You should have read the manual."},
            {"role": "agent", "text": "I'm sorry that it broke again, I see how upsetting that is."},
        ],
    }
    for number, message in enumerate(value["messages"]):
        message["id"] = f"id{number}\x1b[2J\u202e\x9b"
    _, shown, _ = run("-", stdin=json.dumps(value))
    assert {"id0", "id1", "id2"} <= set(re.findall(r"id\d", shown))
    assert not {"\x1b", "\x9b", "\u202e"} & set(shown)


def test_an_unknown_scorecard() -> None:
    """The nearest name is offered."""
    with pytest.raises(UsageError) as raised:
        run(*BOTH, "--scorecard", "conversatoin")
    assert raised.value.code == "U003"
    assert "did you mean 'conversation'" in str(raised.value)


def test_it_never_writes_over_what_it_reads() -> None:
    """U002."""
    with pytest.raises(UsageError):
        run(*BOTH, "--output", BOTH[0])

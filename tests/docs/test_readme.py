"""What the README shows is true: its Python runs, its JSON is a conversation, its commands exist."""

from __future__ import annotations

import json
import re
from pathlib import Path

import heard
from heard.contract.decode import conversation_from
from tests.cli.test_bad_input import run

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def block(language: str) -> str:
    """The first code block of a language."""
    found = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_python_runs() -> None:
    """And finds what a reader would expect it to find."""
    seen: dict[str, object] = {}
    exec(block("python"), seen)  # noqa: S102 - our own README
    reading = seen["reading"]
    assert isinstance(reading, heard.Reading)
    names = {cue.name for message in reading.messages for cue in message.cues}
    assert {"already_said", "wants_fix"} <= names
    assert reading.state.unmet


def test_the_json_is_a_conversation() -> None:
    """As it stands."""
    assert len(conversation_from(json.loads(block("json")), default_id="x").messages) == 2


def test_every_command_exists() -> None:
    """Each ``heard <command>`` has a help page."""
    commands = set(re.findall(r"heard (analyze|explain|demo|playbook \w+)", README))
    assert commands >= {"analyze", "explain", "playbook list", "playbook show", "playbook check"}
    for command in commands:
        assert run(*command.split(), "--help").returncode == 0

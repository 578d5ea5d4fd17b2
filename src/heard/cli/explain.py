"""``heard explain NAME``: what any cue, technique, caution, code or term means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from heard.cli.screen import page
from heard.cli.terms import TERMS
from heard.errors import CODES, UsageError, did_you_mean

if TYPE_CHECKING:
    from rich.console import Console

    from heard.engine.content import Content, Entry


def explain(
    name: Annotated[str, typer.Argument(help="A cue, technique, caution, signal, code (I004) or term (temperature).")],
    playbook: Annotated[list[str] | None, typer.Option(help="A folder layered over our playbook.")] = None,
) -> None:
    """What a name means, why it matters, and what is and is not an example of it."""
    from pathlib import Path

    from heard.playbook.loader import read_packs

    console = page()
    if name.upper() in CODES:
        code = CODES[name.upper()]
        console.print(Text(name.upper(), style="bold"))
        _row(console, "means", code.meaning)
        _row(console, "next", code.next_step)
        return
    if name in TERMS:
        console.print(Text(name, style="bold"))
        _row(console, "means", TERMS[name])
        return
    content = read_packs(*(Path(folder) for folder in playbook or []))
    if name not in content.entries:
        hint = did_you_mean(name, [*content.entries, *CODES, *TERMS])
        raise UsageError("U001", f"there is no '{name}'{hint}")
    print_entry(console, content.entries[name], content)


def print_entry(console: Console, entry: Entry, content: Content, *, phrases: int = 0) -> None:
    """One entry of a playbook, with up to ``phrases`` of its phrases."""
    console.print(Text.assemble((entry.name, "bold"), f"  {entry.kind}, {entry.family}"))
    _row(console, "seen when", entry.seen_when)
    _row(console, "why", entry.why)
    if entry.reads_as:
        _row(console, "reads as", " or ".join(entry.reads_as))
    if entry.instead:
        _row(console, "instead", entry.instead)
    _row(console, "source", entry.source)
    found = [phrase for rule in content.rules if rule.name == entry.name for phrase in rule.phrases]
    if phrases:
        for phrase in found[:phrases]:
            _row(console, "phrase", phrase)
    elif not found:
        _row(console, "found by", "the shape of the messages, not by phrases")
    for title, examples in (("is", entry.must), ("is not", entry.must_not)):
        for example in examples[: 8 if phrases else 3]:
            _row(console, title, _shown(example))


def _shown(example: object) -> str:
    if isinstance(example, dict) and "text" in example:
        return f"“{example['text']}”"
    rows = example["messages"] if isinstance(example, dict) else []
    return " / ".join(f"{row['role']}: {row['text']}" for row in rows)


def _row(console: Console, name: str, value: str) -> None:
    console.print(Padding(Text.assemble((f"{name}: ", "dim"), value), (0, 0, 0, 2)))

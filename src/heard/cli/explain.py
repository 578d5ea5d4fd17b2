"""``heard explain NAME``: what anything in the playbook, a code or a term means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.padding import Padding
from rich.text import Text

from heard.cli.listing import KINDS, sections, when_told
from heard.cli.screen import page
from heard.cli.terms import TERMS
from heard.engine.helping import conditions
from heard.errors import CODES, UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from heard.engine.content import Content, Entry
    from heard.engine.rubric import Persona

_PLAINLY = ("title", "about", "question", "phase", "part", "technique", "caution", "where", "measure", "example")
_CONDITIONS = {"when": "when", "enter": "entered when", "leave": "left when"}
_AFTERWARDS = ("then", "guide", "clock", "why", "next_time", "source")
_LISTS = ("serves", "feelings", "situations", "rules", "has", "techniques", "cautions", "criteria", "after")
_EXAMPLES = (("is", "must"), ("is not", "must_not"), ("does not apply", "not_applicable"))


def explain(
    name: Annotated[
        str,
        typer.Argument(help="Anything in the playbook, a code (I004), a term (temperature) or a condition (upset)."),
    ],
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
    told = {"means": TERMS.get(name), "condition": condition(name)}
    if any(told.values()):
        console.print(Text(name, style="bold"))
        for title, text in told.items():
            _row(console, title, text or "")
    if name in TERMS:
        return
    content = read_packs(*(Path(folder) for folder in playbook or []))
    found = find(content, name)
    if not found and not any(told.values()):
        raise UsageError("U001", f"there is no '{name}'{did_you_mean(name, names(content))}")
    for section, row in found:
        print_row(console, section, name, row, content)


def condition(name: str) -> str:
    """What a name of ``conditions.py`` says in a ``when``; empty for another name."""
    if name in conditions.PLAIN:
        return conditions.PLAIN[name][0]
    if name.removesuffix(":") in conditions.WITH:
        return f"{name.removesuffix(':')}:NAME holds for {conditions.WITH[name.removesuffix(':')][0]}"
    return ""


def names(content: Content) -> list[str]:
    """Everything that ``heard explain`` knows."""
    of_packs = [name for rows in sections(content).values() for name in rows]
    return [*of_packs, *content.glossary, *CODES, *TERMS, *conditions.PLAIN, *conditions.WITH]


def find(content: Content, name: str) -> list[tuple[str, Any]]:
    """What has this id, with its section; a name may stand in several. A term of the glossary is its words."""
    found: list[tuple[str, Any]] = [
        (section, rows[name]) for section, rows in sections(content).items() if name in rows
    ]
    if name.lower() in content.glossary:
        found.append(("glossary", content.glossary[name.lower()]))
    return found


def print_row(console: Console, section: str, name: str, row: Any, content: Content, *, phrases: int = 0) -> None:
    """Anything of a playbook, with up to ``phrases`` of its phrases."""
    if section == "glossary":
        console.print(Text.assemble((name, "bold"), "  glossary"))
        _row(console, "in plain words", row)
    elif section in ("cues", "techniques", "cautions", "signals"):
        print_entry(console, row, content, phrases=phrases)
    else:
        _print_help(console, section, name, row, phrases=phrases)


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
    _print_examples(console, entry, count=8 if phrases else 3)


def _print_help(console: Console, section: str, name: str, row: Any, *, phrases: int) -> None:
    """A row of the sections about help: what it is, when it fits, its words, its examples."""
    console.print(Text.assemble((name, "bold"), f"  {KINDS[section]}"))
    for key in _PLAINLY:
        _row(console, key, getattr(row, key, None) or "")
    if section == "actions":
        _row(console, "rank", f"{row.rank:g}")
    for key, title in _CONDITIONS.items():
        if getattr(row, key, ()):
            _row(console, title, when_told(getattr(row, key)))
    for branch in getattr(row, "branches", ()):
        _row(console, f"goes to {branch.to}", f"when {when_told(branch.when)}")
    for key in _LISTS:
        _row(console, key, ", ".join(getattr(row, key, ())))
    for key in _AFTERWARDS:
        _row(console, key.replace("_", " "), getattr(row, key, None) or "")
    for step in getattr(row, "steps", ()):
        _row(console, step.title, _words(step.say, 1)[0])
    for text in _words(getattr(row, "say", ()), phrases or 3):
        _row(console, "say", text)
    for outcome, text in getattr(row, "says", {}).items():
        _row(console, f"says of {outcome}", text)
    if section == "personas":
        _print_persona(console, row)
    _print_examples(console, row, count=8 if phrases else 3)


def _print_persona(console: Console, row: Persona) -> None:
    """How a simulated customer begins, how much it bears, what it can tell, and what would settle it."""
    _row(console, "writes by", f"{row.channel}, about: {row.subject}")
    _row(console, "goes by", ", ".join(row.names))
    _row(console, "starts at", f"{row.temperature:g} of 100, and bears {row.patience} answers that lead nowhere")
    _row(console, "can tell", ", ".join(row.details))
    for want in row.wants:
        words = "settles it partly" if want.partly else "settles it"
        _row(console, words, f"an offer with {' or '.join(f'“{word}”' for word in want.words)}")
    for effect, scale in (("calms it", row.calms), ("inflames it", row.inflames)):
        _row(console, effect, ", ".join(f"{name} (times {factor:g})" for name, factor in scale.items()))
    for text in [text for texts in row.lines.get("opening", {}).values() for text in texts][:2]:
        _row(console, "opens with", f"“{text}”")


def _words(say: Mapping[str, tuple[str, ...]] | tuple[Any, ...], count: int) -> list[str]:
    """Up to ``count`` texts of phrases, of texts by register (the plain ones), or names of phrase sets."""
    rows = say if isinstance(say, tuple) else say.get("plain", ())
    return [str(getattr(each, "text", each)) for each in rows][:count]


def _print_examples(console: Console, row: Any, *, count: int) -> None:
    for title, key in _EXAMPLES:
        for example in getattr(row, key, ())[:count]:
            _row(console, title, _shown(example))
    for text in getattr(row, "not_like", ())[:count]:
        _row(console, "is not", f"“{text}”")


def _shown(example: object) -> str:
    if isinstance(example, dict) and "text" in example:
        return f"“{example['text']}”"
    rows = example["messages"] if isinstance(example, dict) else []
    return " / ".join(f"{row['role']}: {row['text']}" for row in rows)


def _row(console: Console, name: str, value: str) -> None:
    """A line of an answer; one without words is left out."""
    if value:
        console.print(Padding(Text.assemble((f"{name}: ", "dim"), value), (0, 0, 0, 2)))

"""What may stand in a pack, and the checks of each value; every complaint names file, line and the likely word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from heard.engine.content import WRITTEN_BY, Entry, Kind, Of, Rule
from heard.engine.types import ROLES
from heard.errors import ContentError, did_you_mean
from heard.playbook.source import Table

if TYPE_CHECKING:
    from collections.abc import Iterable

SECTIONS: dict[str, Kind] = {
    "cues": "cue",
    "techniques": "technique",
    "cautions": "caution",
    "signals": "signal",
}
RUBRIC = (
    "process",
    "slots",
    "glossary",
    "situations",
    "phrases",
    "actions",
    "guides",
    "fixes",
    "criteria",
    "scorecards",
    "personas",
    "colleagues",
)
TOP = (*SECTIONS, *RUBRIC, "pack", "words", "spellings", "typos", "weights")
ENTRY = (
    "id",
    "family",
    "of",
    "reads_as",
    "seen_when",
    "why",
    "source",
    "instead",
    "rules",
    "more_rules",
    "off",
    "must",
    "must_not",
)
RULE = (
    "id",
    "score",
    "phrases",
    "unless",
    "unless_anywhere",
    "needs",
    "reads_as",
    "negated",
    "quoted",
    "question",
    "asked",
)
CHOICES = {
    "negated": ("drop", "keep"),
    "quoted": ("drop", "keep"),
    "question": ("any", "drop", "only"),
    "asked": ("any", "drop", "only"),
}
WEIGHTS = ("bias", "emotions", "heat", "forecast", "policy", "limits")
MOST_PHRASES = 20_000


def known_keys(table: Table, known: Iterable[str], what: str) -> None:
    """Raises C002 for a key that is not known, with the nearest one that is."""
    known = tuple(known)
    for key in table:
        if key not in known:
            raise ContentError("C002", f"{what} has no key '{key}'{did_you_mean(key, known)}", place=table.at(key))


def table_of(value: object, what: str, place: str) -> Table:
    """The value if it is a mapping; else C004."""
    if not isinstance(value, Table):
        raise ContentError("C004", f"{what} is a mapping", place=place)
    return value


def rows_of(table: Table, key: str) -> list[Table]:
    """A list of mappings, empty when the key is missing; C004 when it is something else."""
    rows = table.get(key, [])
    if not isinstance(rows, list):
        raise ContentError("C004", f"'{key}' is a list", place=table.at(key))
    return [table_of(row, f"an item of '{key}'", table.at(key)) for row in rows]


def merged(below: Table | None, above: Table) -> Table:
    """A mapping with the keys of another over its own."""
    both = Table(above.place)
    for layer in (below or Table(above.place), above):
        both.update(layer)
        both.places.update(layer.places)
    return both


_SLOT = re.compile(r"\{([^{}]{0,40})\}")


def slots_in(text: str) -> list[str]:
    """The names in braces.

    >>> slots_in("I will {step} {when}.")
    ['step', 'when']
    """
    return _SLOT.findall(text)


def text_of(table: Table, key: str, *, default: str | None = None) -> str:
    """A text; C003 when it is missing and has no default, C004 when it is something else."""
    if key not in table:
        if default is not None:
            return default
        raise ContentError("C003", f"'{table.get('id', 'the entry')}' needs the key '{key}'", place=table.place)
    value = table[key]
    if not isinstance(value, str) or not value.strip():
        raise ContentError("C004", f"'{key}' is a text, not {_kind(value)}", place=table.at(key))
    return value.strip()


def texts_of(table: Table, key: str) -> tuple[str, ...]:
    """A list of texts, empty when the key is missing; C004 when it is something else."""
    value = table.get(key, [])
    if not isinstance(value, list):
        raise ContentError("C004", f"'{key}' is a list of texts, not {_kind(value)}", place=table.at(key))
    for number, item in enumerate(value, 1):
        if not isinstance(item, str) or not item.strip():
            hint = "; quote it, YAML reads yes, no, on and off as true or false" if isinstance(item, bool) else ""
            raise ContentError("C004", f"'{key}' item {number} is a text, not {_kind(item)}{hint}", place=table.at(key))
    return tuple(value)


def number_of(table: Table, key: str, low: float, high: float, *, default: float | None = None) -> float:
    """A number from ``low`` to ``high``; C004 otherwise."""
    value = table.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ContentError(
            "C004", f"'{key}' is a number from {low:g} to {high:g}, not {_kind(value)}", place=table.at(key)
        )
    return float(value)


def _kind(value: object) -> str:
    if isinstance(value, Table):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return repr(value)[:40]


def read_entry(table: Table, kind: Kind) -> Entry:
    """An entry without its rules; C002, C003 or C004."""
    known_keys(table, ENTRY, f"an entry of '{kind}s'")
    return Entry(
        name=text_of(table, "id"),
        kind=kind,
        family=text_of(table, "family", default=kind),
        seen_when=text_of(table, "seen_when"),
        why=text_of(table, "why"),
        source=text_of(table, "source"),
        reads_as=texts_of(table, "reads_as"),
        instead=text_of(table, "instead", default="-") if kind == "caution" else "",
        must=read_examples(table, "must"),
        must_not=read_examples(table, "must_not"),
        place=table.place,
    )


def written_by(table: Table, kind: Kind) -> Of:
    """Whose messages an entry is looked for in; only a signal may say it. C004 otherwise."""
    if "of" not in table:
        return WRITTEN_BY[kind]
    value = text_of(table, "of")
    for each in ("customer", "agent", "anybody"):
        if kind == "signal" and value == each:
            return each
    raise ContentError("C004", "'of' is customer, agent or anybody, and of signals only", place=table.at("of"))


def read_rules(table: Table, entry: Entry, key: str, first: int, *, of: Of) -> list[Rule]:
    """The rules of an entry under ``key``, numbered from ``first``, for messages of ``of``."""
    rows = table.get(key, [])
    if not isinstance(rows, list):
        raise ContentError("C004", f"'{key}' is a list of rules", place=table.at(key))
    return [_read_rule(table_of(row, "a rule", table.at(key)), entry, n, of) for n, row in enumerate(rows, first)]


def _read_rule(table: Table, entry: Entry, number: int, of: Of) -> Rule:
    known_keys(table, RULE, f"a rule of '{entry.name}'")
    phrases = texts_of(table, "phrases")
    if not phrases:
        raise ContentError("C003", f"a rule of '{entry.name}' needs 'phrases'", place=table.place)
    choices: dict[str, Any] = {}
    for key, allowed in CHOICES.items():
        if key in table:
            value = text_of(table, key)
            if value not in allowed:
                hint = did_you_mean(value, allowed)
                raise ContentError(
                    "C004",
                    f"'{key}' is one of {', '.join(allowed)}, not '{value}'{hint}",
                    place=table.at(key),
                )
            choices[key] = value
    return Rule(
        id=text_of(table, "id", default=f"{entry.name}.{number}"),
        name=entry.name,
        kind=entry.kind,
        score=number_of(table, "score", 0, 1, default=0.9),
        phrases=phrases,
        unless=texts_of(table, "unless"),
        unless_anywhere=texts_of(table, "unless_anywhere"),
        needs=texts_of(table, "needs"),
        reads_as=texts_of(table, "reads_as") or entry.reads_as,
        of=of,
        **choices,
    )


def read_examples(table: Table, key: str) -> tuple[dict[str, object], ...]:
    """Examples as interchange conversations; a plain text is one message of the customer's or agent's."""
    value = table.get(key, [])
    if not isinstance(value, list):
        raise ContentError("C004", f"'{key}' is a list of examples", place=table.at(key))
    found: list[dict[str, object]] = []
    for number, item in enumerate(value, 1):
        if isinstance(item, str) and item.strip():
            found.append({"text": item})
        elif isinstance(item, Table) and isinstance(item.get("messages"), list):
            found.append(plain(item))  # type: ignore[arg-type]
        elif isinstance(item, list) and item and all(isinstance(line, str) for line in item):
            found.append({"messages": [_line(line, table.at(key)) for line in item]})
        else:
            raise ContentError(
                "C004",
                f"'{key}' item {number} is a text, a list of 'role: text', or a conversation",
                place=table.at(key),
            )
    return tuple(found)


def _line(line: str, place: str) -> dict[str, str]:
    role, _, text = line.partition(": ")
    if role not in ROLES or not text:
        raise ContentError(
            "C004", f"the line '{line[:40]}' begins with one of {', '.join(ROLES)} and a colon", place=place
        )
    return {"role": role, "text": text}


def plain(value: object) -> object:
    """The value as plain dicts and lists."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value

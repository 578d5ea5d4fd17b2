"""Messages and conversations that carry labels, from JSON Lines (``.gz`` too, ``-`` for standard input).

The forms are those of the project's own corpus with all but these keys left out, so that a team can write its own:

- a customer's message: ``{"id", "before", "text", "labels"}``, an agent's: the same, with ``facts``;
- a conversation: ``{"id", "messages", "goes_wrong", "turns_wrong_at"}``, of two that part also ``pair``, ``parts_at``;
- which of two is hotter: ``{"id", "first": {"before", "text"}, "second": {...}, "hotter"}``.

``labels`` is what ``heard label`` takes; ``values`` (settled) in place of ``emotions``, and spans by ``start`` and
``end``, are read as well. ``before`` is null, a turn or a list of turns.

A label that a case leaves out is none there, as in the corpus; but one that no case of a file has was never looked for
in it, and nothing is measured against it (``given``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from heard.errors import InputError
from heard.evaluation import talk
from heard.evaluation.kinds import AGENTS, CUSTOMERS, AgentCase, ConversationCase, CustomerCase, PairCase
from heard.evaluation.lines import rows, shown, stop
from heard.evaluation.own_names import with_own
from heard.labelling.labels import HOTTER, read_customer, read_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from heard.evaluation.kinds import Hotter
    from heard.evaluation.lines import Report

__all__ = [
    "AgentCase", "ConversationCase", "CustomerCase", "PairCase", "agents", "conversations", "customers", "pairs",
]  # fmt: skip

Case = TypeVar("Case", CustomerCase, AgentCase, ConversationCase, PairCase)
Needs = Literal["emotions", "temperature", "threats"]
_NONE = {
    "emotions": '`labels.emotions` or `labels.values`; where none was found, write "emotions": {}',
    "threats": '`labels.threats`; where none was found, write "threats": []',
}


def customers(paths: Iterable[Path], *, needs: Needs = "temperature", report: Report = stop) -> list[CustomerCase]:
    """Every customer's message of these files. ``needs`` is the label that is measured.

    What is wrong is given to ``report`` with file and line; left out, the first ``InputError`` is raised.
    A temperature must stand in every case if it is needed: leaving it out does not mean 0.
    """
    read = _read(paths, lambda raw: _customer(raw, needs), report)
    out = []
    for file, cases in read.items():
        known: frozenset[str] = frozenset().union(*(case.given for case in cases)) - {"temperature"}
        if needs in _NONE and needs not in known:
            report(InputError("I022", f"no case has {_NONE[needs]}", place=file))
        out += [replace(case, given=known | (case.given & {"temperature"})) for case in cases]
    return out


def agents(paths: Iterable[Path], *, own: Mapping[str, str] | None = None, report: Report = stop) -> list[AgentCase]:
    """Every agent's turn of these files. ``own``: names beside the public ones, with "technique" or "caution"."""
    read = _read(paths, lambda raw: _agent(raw, own or {}), report)
    out = []
    for file, cases in read.items():
        known: frozenset[str] = frozenset().union(*(case.given for case in cases))
        if not known:
            what = '`labels.techniques` or `labels.cautions`; where none was found, write "techniques": []'
            report(InputError("I022", f"no case has {what}", place=file))
        out += [replace(case, given=known) for case in cases]
    return out


def conversations(paths: Iterable[Path], *, report: Report = stop) -> list[ConversationCase]:
    """Every conversation of these files."""
    return [case for found in _read(paths, _conversation, report).values() for case in found]


def pairs(paths: Iterable[Path], *, report: Report = stop) -> list[PairCase]:
    """Every pair of these files."""
    return [case for found in _read(paths, _pair, report).values() for case in found]


def _read(paths: Iterable[Path], read: Callable[[dict[str, Any]], Case], report: Report) -> dict[str, list[Case]]:
    """The cases by file. A file without any is reported, unless something else was wrong already."""
    wrong: list[InputError] = []

    def told(error: InputError) -> None:
        wrong.append(error)
        report(error)

    files = list(paths)
    out: dict[str, list[Case]] = {shown(path): [] for path in files}
    for file, place, raw in rows(files, told):
        try:
            out[file].append(read(raw))
        except InputError as error:
            told(error.at(place))
    for file, cases in out.items():
        if not cases and not wrong:
            told(InputError("I024", "it is empty", place=file))
    return {file: cases for file, cases in out.items() if cases}


def _customer(raw: dict[str, Any], needs: Needs) -> CustomerCase:
    conversation = talk.said(raw, "customer")
    given = dict(talk.part(raw, "labels"))
    keys = frozenset(given) | ({"emotions"} if "values" in given else set())
    settled, heat = given.pop("values", None), given.get("temperature")
    if heat is None:
        if needs == "temperature":
            raise InputError("I021", "there is no `labels.temperature`, and leaving it out does not mean 0")
        given["temperature"] = heat = 0
        keys -= {"temperature"}
    if settled is not None and isinstance(heat, float) and 0 <= heat <= 100:
        given["temperature"] = round(heat)
    labels, wrong = read_customer(given)
    if wrong:
        raise InputError("I017", _short(wrong[0]))
    return CustomerCase(
        id=raw["id"],
        group=talk.group(raw),
        source=talk.source(raw),
        conversation=conversation,
        values=labels.values() if settled is None else _values(settled),
        temperature=float(heat),
        threats=labels.threats,
        sarcasm=labels.sarcasm,
        given=keys & CUSTOMERS,
    )


def _short(told: str) -> str:
    return told if len(told) <= 200 else f"{told[:190]} ..."


def _values(settled: object) -> dict[str, float]:
    felt = read_values(settled)
    if felt is None:
        raise InputError("I017", "`values` holds names of emotions and numbers of 0 to 1")
    return {**felt, "neutral": round(1 - max(felt.values()), 3)}


def _agent(raw: dict[str, Any], own: Mapping[str, str]) -> AgentCase:
    conversation = talk.said(raw, "agent")
    given = talk.part(raw, "labels")
    labels, wrong = with_own(given, conversation.messages[-1].text, own)
    if wrong:
        raise InputError("I017", _short(wrong[0]))
    return AgentCase(
        id=raw["id"],
        group=talk.group(raw),
        source=talk.source(raw),
        conversation=conversation,
        labels=labels,
        given=AGENTS & given.keys(),
    )


def _conversation(raw: dict[str, Any]) -> ConversationCase:
    rows = raw.get("messages")
    if not isinstance(rows, list) or not rows:
        raise InputError("I010", "there are no messages")
    turns = [talk.turn(row) for row in rows]
    wrong, at = raw.get("goes_wrong"), raw.get("turns_wrong_at")
    if not isinstance(wrong, bool):
        raise InputError("I021", "`goes_wrong` must be true or false")
    if wrong and not _said_by("customer", at, turns):
        raise InputError("I021", "`turns_wrong_at` must be the number, from 0, of a customer's message")
    if not wrong and at is not None:
        raise InputError("I021", "`turns_wrong_at` has no place where `goes_wrong` is false")
    pair, parts = raw.get("pair"), raw.get("parts_at")
    if (pair is None) != (parts is None):
        raise InputError("I021", "`pair` and `parts_at` go together")
    if pair is not None and not isinstance(pair, str):
        raise InputError("I021", "`pair` must be text")
    if parts is not None and not _said_by("agent", parts, turns):
        raise InputError("I021", "`parts_at` must be the number, from 0, of an agent's message")
    return ConversationCase(
        id=raw["id"],
        group=talk.group(raw),
        conversation=talk.conversation(turns, raw),
        goes_wrong=wrong,
        turns_wrong_at=at if wrong else None,
        pair=f"{raw.get('writer', '')}/{pair}" if pair is not None else None,
        parts_at=parts,
    )


def _said_by(role: str, at: object, turns: Sequence[tuple[str, str]]) -> bool:
    return isinstance(at, int) and not isinstance(at, bool) and 0 <= at < len(turns) and turns[at][0] == role


def _pair(raw: dict[str, Any]) -> PairCase:
    if "hotter" not in raw:
        raise InputError("I021", "there is no `hotter`")
    if raw["hotter"] not in HOTTER:
        raise InputError("I017", f"`hotter` is none of {', '.join(HOTTER)}")
    first, second = (talk.said(talk.part(raw, side), "customer") for side in ("first", "second"))
    hotter = cast("Hotter", raw["hotter"])
    return PairCase(id=raw["id"], group=talk.group(raw), first=first, second=second, hotter=hotter)

"""Labels on an agent's turn, with the names that a team's own pack adds to the public ones. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from heard.labelling.labels import CAUTIONS, MARKS, TECHNIQUES, AgentLabels, Found, read_agent, read_places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heard.engine.content import Content

_KEYS = {"technique": "techniques", "caution": "cautions"}
_PUBLIC = frozenset({*TECHNIQUES, *CAUTIONS, *MARKS})


def own_names(content: Content) -> dict[str, str]:
    """The techniques and cautions of a playbook that are not public names, each with its kind."""
    entries = content.entries.values()
    return {each.name: each.kind for each in entries if each.kind in _KEYS and each.name not in _PUBLIC}


def with_own(given: Mapping[str, Any], text: str, own: Mapping[str, str]) -> tuple[AgentLabels, list[str]]:
    """The labels, and everything that is wrong with them in words. Rows stand by their words or by their places."""
    public: dict[str, Any] = dict(given)
    wrong: list[str] = []
    more: dict[str, tuple[Found, ...]] = {}
    for kind, key in _KEYS.items():
        rows = given.get(key)
        if not isinstance(rows, list):
            continue
        mine = [row for row in rows if isinstance(row, dict) and own.get(str(row.get("name"))) == kind]
        public[key] = [row for row in rows if row not in mine]
        found = [_found(row, text) for row in mine]
        more[key] = tuple(one for one in found if one is not None)
        wrong += [
            f"labels.{key}: {row['name']}: its words or its place are not in the message"
            for row, one in zip(mine, found, strict=True)
            if one is None
        ]
    rows = [row for found in public.values() if isinstance(found, list) for row in found]
    by_place = any(isinstance(row, dict) and "start" in row for row in rows)
    labels, more_wrong = read_places(public) if by_place else read_agent(public, text)
    labels = replace(
        labels,
        techniques=(*labels.techniques, *more.get("techniques", ())),
        cautions=(*labels.cautions, *more.get("cautions", ())),
    )
    return labels, wrong + more_wrong


def _found(row: Mapping[str, Any], text: str) -> Found | None:
    """One finding with its place in the message, or None."""
    name, words, start, end = str(row["name"]), row.get("text"), row.get("start"), row.get("end")
    if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text):
        return Found(name=name, text=None, start=start, end=end)
    if not isinstance(words, str) or not words.strip():
        return None
    nth = row.get("nth", 1)
    if not isinstance(nth, int) or nth < 1:
        return None
    at = -1
    for _ in range(nth):
        at = text.find(words, at + 1)
        if at < 0:
            return None
    return Found(name=name, text=words, start=at, end=at + len(words))

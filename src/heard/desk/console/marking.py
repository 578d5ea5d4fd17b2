"""Words that somebody else wrote, as harmless HTML, with what was found in them marked.

Everything is escaped. Offsets are code points, as everywhere. Whatever turns the direction of writing, and other
controls, is shown as a sign instead of being obeyed; the text stands in a ``bdi`` of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

LIMIT = 8_000
"""Code points shown of a longer text."""

FAMILIES: Mapping[str, str] = {
    "hostile_language": "hostility",
    "profanity": "hostility",
    "supervisor_demand": "threat",
    "cancel_threat": "threat",
    "report_threat": "threat",
    "legal_threat": "threat",
    "public_threat": "threat",
    "explicit_emotion": "feeling",
    "repeated_complaint": "repetition",
    "repeated_contact": "repetition",
    "already_said": "repetition",
    "disengagement": "repetition",
    "urgency": "pressing",
    "vulnerability": "pressing",
    "sarcasm": "sarcasm",
    "implied_emotion": "intent",
    "venting": "intent",
    "wants_fix": "intent",
    "all_caps": "shape",
    "exclamation": "shape",
    "rapid_speech": "shape",
    "raised_volume": "shape",
    "sigh": "shape",
    "long_pause": "shape",
}
"""The family of each cue: cues of one family are underlined alike."""

_LIGHT = frozenset(["shape", "intent", "technique"])
"""Families that have no ground of their own; within a finding that has one they stand on it."""
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SPACE = re.compile(r"\s\S*\Z")


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    key: str
    family: str


def marked(
    text: str, findings: Iterable[Mapping[str, Any]] = (), *, more: str = "", limit: int | None = LIMIT
) -> SafeString:
    """The text with a ``mark`` around what was found.

    A finding has ``start`` and ``end`` (code points; one without them is left out), a ``name`` and perhaps a
    ``family`` and an ``id``. ``data-finding`` names the findings that cover a piece, the shortest first: their ``id``,
    else their place in ``findings``. A piece can be focused where a finding begins. A text longer than ``limit`` is cut
    between two words and says so, with a link to ``more`` where there is one.
    """
    shown = text if limit is None else _cut(text, limit)
    spans = _spans(findings, len(shown))
    body = "".join(_pieces(shown, spans))
    rest = _rest(len(text), more) if len(shown) < len(text) else ""
    return format_html('<bdi class="words" dir="auto">{}</bdi>{}', SafeString(body), rest)


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    head = text[:limit]
    word = _SPACE.search(head, limit - min(80, limit))
    return head[: word.start()] if word and word.start() else head


def _rest(length: int, more: str) -> SafeString:
    if not more:
        note = _("The text goes on: %(count)s characters in all.") % {"count": f"{length:,}"}
        return format_html('<p class="quiet small">{}</p>', note)
    words = _("Show all %(count)s characters") % {"count": f"{length:,}"}
    return format_html('<p class="small"><a href="{}">{}</a></p>', more, words)


def _spans(findings: Iterable[Mapping[str, Any]], length: int) -> list[_Span]:
    spans = []
    for place, finding in enumerate(findings):
        start, end = finding.get("start"), finding.get("end")
        if not isinstance(start, int) or not isinstance(end, int):
            continue
        start, end = max(0, start), min(end, length)
        if start < end:
            name = str(finding.get("name", ""))
            family = str(finding.get("family") or FAMILIES.get(name, "other"))
            spans.append(_Span(start, end, str(finding.get("id", place)), re.sub(r"[^a-z_]", "", family)))
    return spans


def _pieces(text: str, spans: list[_Span]) -> Iterable[str]:
    """The text in pieces that the same findings cover."""
    edges = sorted({0, len(text), *(span.start for span in spans), *(span.end for span in spans)})
    waiting = sorted(spans, key=lambda span: span.start, reverse=True)
    active: list[_Span] = []
    for start, end in pairwise(edges):
        active = [span for span in active if span.end > start]
        begins = False
        while waiting and waiting[-1].start == start:
            active.append(waiting.pop())
            begins = True
        words = harmless(text[start:end])
        yield _mark(words, sorted(active, key=lambda span: span.end - span.start), begins) if active else words


def _mark(words: str, spans: list[_Span], begins: bool) -> str:
    keys = " ".join(span.key for span in spans)
    focus = ' tabindex="0"' if begins else ""
    within = " cue-within" if any(span.family not in _LIGHT for span in spans[1:]) else ""
    return f'<mark class="cue cue-{spans[0].family}{within}" data-finding="{escape(keys)}"{focus}>{words}</mark>'


def harmless(text: str) -> SafeString:
    """Escaped, with controls and turns of direction shown as signs."""
    return SafeString(_ODD.sub(_sign, escape(text)))


def _sign(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if 0x2000 < code < 0x2100:
        return f'<span class="turn" title="U+{code:04X}">\N{LEFT RIGHT ARROW}</span>'
    return "\N{REPLACEMENT CHARACTER}"

"""A message's own words, with offsets that always point into the text as it came in.

``view(text)`` gives what the author wrote now: HTML is reduced to its text, quoted replies, forwarded mail,
signatures and confidentiality notices are blanked out. Capitals, elongation, punctuation and emoji stay: they are
signal. Nothing here is a reply parser's public contract; ``View`` is.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from heard.engine.markup import looks_like_html, strip_html

LONGEST = 20_000
"""Characters of own words beyond which a message is not assessed (``too_long``)."""

_QUOTE_LINE = re.compile(r"[ \t]*>(?![:;=]?[-']?[(<\[|/\\O_.])")
_WROTE = re.compile(
    r"[ \t]*(?:On\b.{4,200}\bwrote|Am\b.{4,200}\bschrieb.{0,80}|Le\b.{4,200}\ba écrit|El\b.{4,200}\bescribió)[ \t]*:[ \t]*$"
)
_WROTE_BEGINS = re.compile(r"[ \t]*(?:On|Am|Le|El)\b.{4,200}$")
_TAIL = re.compile(
    r"[ \t]*(?:-{2,}[ \t]*(?:Original|Forwarded|Ursprüngliche)\b.{0,40}"
    r"|Begin forwarded message:|_{20,}[ \t]*$"
    r"|(?:this|the information in this) (?:e-?mail|message)\b.{0,120}\b(?:confidential|privileged|intended (?:only|solely))"
    r"|confidentiality notice\b)",
    re.IGNORECASE,
)
_HEADER = re.compile(r"[ \t>*]*(?:From|Von|De)[ \t]*:\*?[ \t]*\S")
_HEADER_NEXT = re.compile(r"[ \t>*]*(?:Sent|Date|To|Gesendet|Datum|An|Envoyé|Cc|Subject)[ \t]*:\*?[ \t]*\S")
_DELIMITER = re.compile(r"[ \t]*(?:--|—|__)[ \t]*$")
_DEVICE = re.compile(r"[ \t]*(?:sent (?:from|via) (?:my )?\w|get outlook for )", re.IGNORECASE)
_SIGN_OFF = re.compile(
    r"[ \t]*(?:(?:kind|best|warm|warmest|many) (?:regards|wishes)|regards|best|cheers|sincerely|many thanks|thanks|thank you"
    r"|yours(?: (?:sincerely|faithfully|truly))?|respectfully)[ \t]*[,.!]?[ \t]*$",
    re.IGNORECASE,
)
_SIGNATURE_LINES, _SIGNATURE_WIDTH = 8, 72


@dataclass(frozen=True, slots=True)
class View:
    """The author's own words. ``text`` may differ from the original only by blanks, unless ``origin`` maps it.

    ``origin`` is None (same offsets) or, for each character of ``text``, where its source begins and ends.
    """

    text: str
    origin: tuple[tuple[int, int], ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the original of ``self.text[start:end]``, which must not be empty."""
        if self.origin is None:
            return start, end
        return self.origin[start][0], self.origin[end - 1][1]


def clean_surrogates(text: str) -> str:
    """Lone surrogates become U+FFFD; nothing else is changed, so lengths stay.

    >>> clean_surrogates("a" + chr(0xD800) + "b") == "a" + chr(0xFFFD) + "b"
    True
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    return text


def is_seen(text: str) -> bool:
    """Whether there is anything that a person could see: a letter, a digit, a mark of punctuation, a sign.

    >>> is_seen("\u200b \u202e"), is_seen("\u2026")
    (False, True)
    """
    return any(unicodedata.category(each)[0] in "LNPS" for each in text)


def view(text: str) -> View:
    """The author's own words in ``text``.

    >>> view("Still broken.\\n> Have you tried again?").text.rstrip()
    'Still broken.'
    """
    origin = None
    if looks_like_html(text):
        text, origin = strip_html(text)
    if "\n" in text or ">" in text:
        text = _blank(text, _not_own(text))
    return View(text, origin)


def _blank(text: str, ranges: list[tuple[int, int]]) -> str:
    """The text with each range replaced by line ends, so that offsets stay and nothing runs together."""
    parts, done = [], 0
    for start, end in ranges:
        parts += [text[done:start], "\n" * (end - start)]
        done = end
    return "".join([*parts, text[done:]])


def _not_own(text: str) -> list[tuple[int, int]]:
    """Ranges of quoted lines, forwarded mail and signatures, in order and apart."""
    lines: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        lines.append((at, at + len(line)))
        at += len(line) + 1
    ranges = []
    number = 0
    while number < len(lines):
        start, end = lines[number]
        line = text[start:end].rstrip("\r")
        following = text[lines[number + 1][0] : lines[number + 1][1]] if number + 1 < len(lines) else ""
        if _QUOTE_LINE.match(line) or (_DEVICE.match(line) and len(line) < 60):
            ranges.append((start, end))
        elif _TAIL.match(line) or _DELIMITER.match(line) or (_HEADER.match(line) and _HEADER_NEXT.match(following)):
            return [*ranges, (start, len(text))]
        elif taken := _wrote(line, following.rstrip("\r")):
            ranges.append((start, lines[number + taken - 1][1]))
            number += taken
            if not _quoted_below(text, lines, number):
                return [*ranges, (lines[number][0], len(text))] if number < len(lines) else ranges
            continue
        elif _SIGN_OFF.match(line) and _signature_below(text, lines, number + 1):
            return [*ranges, (lines[number + 1][0], len(text))]
        number += 1
    return ranges


def _wrote(line: str, following: str) -> int:
    """How many lines the reply header that starts here takes: 0, 1 or 2."""
    if _WROTE.match(line):
        return 1
    if _WROTE_BEGINS.match(line) and len(line) < 200 and _WROTE.match(f"{line} {following[:200]}"):
        return 2
    return 0


def _quoted_below(text: str, lines: list[tuple[int, int]], number: int) -> bool:
    """Whether what follows marks its quotes with ``>`` (else everything below the header is the quote)."""
    for start, end in lines[number : number + 3]:
        line = text[start:end]
        if line.strip():
            return bool(_QUOTE_LINE.match(line))
    return False


def _signature_below(text: str, lines: list[tuple[int, int]], number: int) -> bool:
    """Whether only a few short lines follow: a name, a title, a number."""
    rest = [text[start:end] for start, end in lines[number:]]
    filled = [line for line in rest if line.strip() and not _QUOTE_LINE.match(line)]
    return bool(filled) and len(filled) <= _SIGNATURE_LINES and all(len(line) <= _SIGNATURE_WIDTH for line in filled)

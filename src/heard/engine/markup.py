"""HTML mail to its text, with the origin of every character. Linear; never fails on broken markup."""

from __future__ import annotations

import re
from html.entities import html5

_LOOKS = re.compile(
    r"</?(?:html|body|div|p|br|span|table|td|tr|a|b|i|u|font|blockquote|img|ul|ol|li|style|strong|em|h[1-6]|hr|pre)(?:\s[^<>]{0,4000})?/?>",
    re.IGNORECASE,
)
_PIECE = re.compile(
    r"<!--(?P<comment>)|<(?P<close>/)?(?P<tag>[A-Za-z][A-Za-z0-9:]{0,20})(?P<attributes>(?:\s[^<>]{0,4000})?/?)>"
    r"|<![A-Za-z][^<>]{0,400}>|&(?P<entity>#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "tr",
        "table",
        "ul",
        "ol",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "blockquote",
        "pre",
        "body",
        "html",
    ]
)
_HIDDEN = frozenset(["style", "script", "head", "title"])
_QUOTE_CLASSES = re.compile(r"gmail_quote|yahoo_quoted|moz-cite-prefix|protonmail_quote|appendonsend|divRplyFwdMsg")


def looks_like_html(text: str) -> bool:
    """Whether the text holds HTML tags (a lone ``<3`` does not count).

    >>> looks_like_html("I <3 this"), looks_like_html("<p>Hello</p>")
    (False, True)
    """
    return "<" in text and _LOOKS.search(text) is not None


def strip_html(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The visible text outside quoted replies, and for each of its characters where its source begins and ends."""
    chars: list[str] = []
    origin: list[tuple[int, int]] = []
    quotes: list[str] = []  # open elements since a quoting element was opened, the quoting one first
    at = 0

    def put(shown: str, start: int, end: int) -> None:
        if not quotes:
            chars.append(shown)
            origin.append((start, end))

    while (piece := _PIECE.search(text, at)) is not None:
        for place in range(at, piece.start()):
            put(text[place], place, place + 1)
        at = piece.end()
        if piece["comment"] is not None:
            closing = text.find("-->", at)
            at = len(text) if closing < 0 else closing + 3
        elif piece["entity"]:
            put(_entity(piece["entity"]), piece.start(), piece.end())
        elif piece["tag"]:
            tag = piece["tag"].lower()
            if tag in _BLOCKS:
                put("\n", piece.start(), piece.end())
            if tag in _HIDDEN and not piece["close"]:
                at = _after(text, tag, at)
            _follow(quotes, tag, closing=bool(piece["close"]), attributes=piece["attributes"] or "")
    for place in range(at, len(text)):
        put(text[place], place, place + 1)
    return "".join(chars), tuple(origin)


def _follow(quotes: list[str], tag: str, *, closing: bool, attributes: str) -> None:
    """Keep track of whether we stand inside a quoted reply; only elements of the quoting kind are counted."""
    if quotes:
        if tag == quotes[0] and not attributes.endswith("/"):
            if closing:
                quotes.pop()
            else:
                quotes.append(tag)
    elif not closing and (tag == "blockquote" or _QUOTE_CLASSES.search(attributes)):
        quotes.append(tag)


def _after(text: str, tag: str, at: int) -> int:
    """Where the content of a hidden element ends; the whole rest when it is never closed."""
    closing = re.compile(rf"</{tag}\s*>", re.IGNORECASE).search(text, at)
    return closing.end() if closing else len(text)


def _entity(name: str) -> str:
    """The one character that an entity stands for; unknown ones and separators become a space or U+FFFD."""
    if name[0] == "#":
        number = int(f"0{name[1:]}", 16) if name[1] in "xX" else int(name[1:])
        if number == 0xA0:
            return " "
        return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    shown = html5.get(f"{name};", "\ufffd")[0]
    return " " if shown == "\u00a0" else shown

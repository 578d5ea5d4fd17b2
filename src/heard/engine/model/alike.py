"""A text as the model is given it: what tells who somebody is stands as one word for all, so that it cannot matter.

Names, gender, nationality and faith become stand-ins (the lists are in ``heard/models/alike.yaml``); so do addresses
and long numbers, which say nothing of how somebody feels. Signs that the model has no word for (faces, hearts) become
words. Every place of the new text is known in the old one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

NAME = "sam"
_LETTER = r"[^\W\d_]"
_PIECE = re.compile(
    r"(?P<address>[\w.+-]+@[\w-]+\.[\w.-]*\w|https?://\S+|www\.\S+|<url>)"
    r"|(?P<handle>@\w+|\[NAME\])"
    r"|(?P<number>\d{3,})"
    rf"|(?P<word>{_LETTER}+(?:['\u2019-]{_LETTER}+)*)"
    r"|(?P<stop>[.!?\n\u2026:;]+)"
    r"|(?P<sign>[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?)"
)
_APOSTROPHE = re.compile(r"['\u2019]")
_BETWEEN = re.compile(r"[ \t]{1,3}\Z")


@dataclass(frozen=True, slots=True)
class AlikeText:
    """A text with its stand-ins. ``text[starts[n]:ends[n]]`` stands for ``old[old_starts[n]:old_ends[n]]``."""

    text: str
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()
    old_starts: Sequence[int] = ()
    old_ends: Sequence[int] = ()

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The place in the old text of a place in this one; a part of a stand-in is the whole of what it replaced."""
        return self._back(start, first=True), self._back(end, first=False)

    def _back(self, at: int, *, first: bool) -> int:
        number = bisect_right(self.starts, at if first else at - 1) - 1
        if number < 0:
            return at
        if (first and at < self.ends[number]) or (not first and at <= self.ends[number]):
            return self.old_starts[number] if first else self.old_ends[number]
        return at - self.ends[number] + self.old_ends[number]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """The lists, all in lower case.

    ``names`` and ``families`` are replaced wherever they stand; ``capital`` (word to stand-in) only with a capital that
    a sentence's beginning doesn't explain; ``words`` (one or two words to their stand-in) always; ``signs`` map a
    character to words.
    """

    names: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()
    capital: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    signs: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, text: str) -> AlikeText:
        """The text with stand-ins.

        >>> Alike(names=frozenset({"priya"}), words={"she": "they"})("Priya said she'd ring.").text
        "sam said they'd ring."
        """
        made: list[str] = []
        spots: list[tuple[int, int, int, int]] = []
        at = length = 0
        for start, end, stand_in in self._places(text):
            made.append(text[at:start])
            length += start - at
            spots.append((length, length + len(stand_in), start, end))
            made.append(stand_in)
            length += len(stand_in)
            at = end
        if not spots:
            return AlikeText(text)
        made.append(text[at:])
        starts, ends, old_starts, old_ends = zip(*spots, strict=True)
        return AlikeText("".join(made), starts, ends, old_starts, old_ends)

    def _places(self, text: str) -> Iterator[tuple[int, int, str]]:
        """What is replaced, in order and apart; names that stand side by side are one."""
        held: tuple[int, int, str] | None = None
        for start, end, stand_in in self._found(text):
            if held and stand_in == NAME == held[2] and _BETWEEN.match(text[held[1] : start]):
                held = (held[0], end, NAME)
                continue
            if held:
                yield held
            held = (start, end, stand_in)
        if held:
            yield held

    def _found(self, text: str) -> Iterator[tuple[int, int, str]]:
        begins = True
        after_name = -1
        pieces = list(_PIECE.finditer(text))
        skip = False
        for number, piece in enumerate(pieces):
            if skip:
                skip = False
                continue
            start, end = piece.span()
            kind = piece.lastgroup
            if kind == "stop":
                begins = True
                continue
            if kind != "word":
                stand_in = self._other(str(kind), piece.group())
                if stand_in is not None:
                    yield start, end, stand_in
                begins = False
                continue
            word = piece.group()
            word = self._bare(word)
            end = start + len(word)
            following = pieces[number + 1] if number + 1 < len(pieces) else None
            pair = self._pair(text, word, end, following)
            if pair is not None and following is not None:
                yield start, following.end(), pair
                skip = True
            else:
                beside = text[after_name:start] if after_name >= 0 else None
                family = begins and following is not None and self._is_family(following.group())
                stand_in = self._word(word, begins=begins and not family, beside=beside)
                if stand_in is not None:
                    yield start, end, stand_in
                if stand_in == NAME or stand_in == "mx":
                    after_name = end
            begins = False

    def _bare(self, word: str) -> str:
        """A word without what hangs on it behind an apostrophe, unless it is known with it (O'Neill)."""
        cuts = [cut.start() for cut in _APOSTROPHE.finditer(word)]
        for size in (len(word), *reversed(cuts)):
            lower = word[:size].lower().replace("\u2019", "'")
            if lower in self.names or lower in self.families or lower in self.words:
                return word[:size]
        return word[: cuts[0]] if cuts else word

    def _is_family(self, word: str) -> bool:
        """Whether a word can only follow a given name: 'Hope Savage', never 'Hope Sarah'."""
        titled = word[0].isupper() and len(word) > 2 and not word.isupper()
        return titled and (word.lower() in self.families or self.capital.get(word.lower()) == NAME)

    def _pair(self, text: str, word: str, end: int, following: re.Match[str] | None) -> str | None:
        """The stand-in of a word and the one after it."""
        if following is None or following.lastgroup != "word" or not _BETWEEN.match(text[end : following.start()]):
            return None
        return self.words.get(f"{word} {following.group()}".lower())

    def _word(self, word: str, *, begins: bool, beside: str | None) -> str | None:
        lower = word.lower().replace("\u2019", "'")
        if lower in self.names or lower in self.families:
            return NAME
        if lower in self.words:
            return self.words[lower]
        if word[0].isupper() and (len(word) == 1 or not word.isupper()):
            follows = beside is not None and bool(re.fullmatch(r"\.?[ \t]{1,2}", beside))
            if follows and len(word) > 1:
                return NAME
            if not begins:
                return self.capital.get(lower)
        return None

    def _other(self, kind: str, found: str) -> str | None:
        if kind == "number":
            return "000"
        if kind == "address":
            return "address"
        if kind == "handle":
            return NAME
        word = self.signs.get(found.rstrip("\ufe0f"))
        return None if word is None else f" {word} "

"""Words, numbers, punctuation and emoji of a message, in a normal form that phrases are matched against.

One written word may give several tokens (``can't`` gives ``can`` ``not``); all keep the span of what was written.
Between sentences stands the token ``BOUNDARY``. Capitals and elongation are kept as flags, not in the normal form.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from heard.engine.text import View

BOUNDARY = "<s>"
MASKED = "<masked>"
"""The normal form of a word with letters starred out, and of a row of signs that stands for one."""

_LETTER = r"[^\W\d_][\u0300-\u036f\u0483-\u0489]*"
_PICTURE = r"[\U0001F000-\U0001FAFF\u2600-\u27BF\u2B00-\u2BFF\u203C\u2049][\uFE0F\U0001F3FB-\U0001F3FF]{0,3}"
_JOINED = rf"{_PICTURE}(?:\u200D{_PICTURE}){{0,6}}"
_DRESS = re.compile(r"[\uFE0F\U0001F3FB-\U0001F3FF]")
_TOKEN = re.compile(
    rf"""(?P<link>https?://\S{{1,2000}}|www\.\S{{1,2000}}|[\w.+-]{{1,64}}@[\w-]{{1,63}}\.[\w.-]{{1,63}})
    |(?P<emoji>{_JOINED}|>?[:;=]['-]?[()\[\]DPp/\\|*oO3@](?![A-Za-z0-9])|<3|\^\^|-_-|:'\()
    |(?P<masked>[A-Za-z]{{1,12}}[*#@$%]{{1,12}}[A-Za-z*#@$%]{{0,12}}(?<!\*)(?![\w*])|[A-Za-z]{{1,3}}\*{{2,12}}|[@#$%&*!?]{{4,40}})
    |(?P<number>[#£$€₹]?\d(?:[\d.,:/-]{{0,30}}\d)?(?:%|(?:st|nd|rd|th|x|am|pm|gb|mb|k|min|mins|hrs|hr|h|p)\b)?(?!\w))
    |(?P<code>[A-Za-z]{{0,20}}-?\d[\w-]{{0,60}})
    |(?P<word>(?:{_LETTER})+(?:['’ʼ`](?:{_LETTER})+){{0,3}})
    |(?P<stop>[.!?…‽]+)
    |(?P<line>(?<!\s)\s*\n\s*)
    |(?P<sign>[^\w\s])""",
    re.VERBOSE | re.IGNORECASE,
)
_ABBREVIATIONS = frozenset(
    ["mr", "mrs", "ms", "dr", "prof", "nr", "vs", "etc", "eg", "ie", "approx", "inc", "ltd", "dept", "ext"]
)
_SOFT_WRAP = 55
_REPEATED = re.compile(r"(\w)\1{2,}")
_APOSTROPHES = str.maketrans("’ʼ`", "'''")
_OPENING, _CLOSING = "“«„", "”»“"


@dataclass(frozen=True, slots=True)
class Tokens:
    """Parallel tuples, one item a token; ``starts`` and ``ends`` are offsets into the view's text.

    ``raw`` is what was written; ``sentences`` gives each token's sentence (from, to). ``quoted`` marks tokens inside quotation marks, ``elongated`` stretched words.
    """

    norms: tuple[str, ...]
    raw: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    kinds: tuple[str, ...]
    quoted: tuple[bool, ...]
    elongated: tuple[bool, ...]
    sentences: tuple[tuple[int, int], ...]

    @property
    def words(self) -> int:
        """How many words were written (``can't`` is one)."""
        places = [start for start, kind in zip(self.starts, self.kinds, strict=True) if kind in ("word", "masked")]
        return len(set(places))

    def sentence(self, index: int) -> tuple[int, int]:
        """The tokens (from, to) of the sentence that holds token ``index``, boundaries left out."""
        return self.sentences[index]


class Normaliser:
    """Written words to normal forms: contractions, spelling, elongation, near misses of long words.

    ``spellings`` maps a written word to one or more normal words. ``vocabulary`` is every word that phrases use:
    a stretched word is shortened until it is one of these. ``typos`` are long words for which one wrong, missing,
    doubled or swapped letter is forgiven.
    """

    _CACHE = 50_000

    def __init__(self, *, spellings: Mapping[str, str], vocabulary: Collection[str], typos: Collection[str]) -> None:
        self._spellings = {word: tuple(value.split()) for word, value in spellings.items()}
        self._vocabulary = frozenset(vocabulary)
        self._near = _near_index(typos)
        self._known: dict[str, tuple[str, ...]] = {}

    def __call__(self, word: str) -> tuple[str, ...]:
        """The normal words of one written word.

        >>> Normaliser(spellings={"plz": "please"}, vocabulary={"so"}, typos={"ridiculous"})("sooooo")
        ('so',)
        """
        found = self._known.get(word)
        if found is None:
            found = self._normal(word)
            if len(self._known) >= self._CACHE:
                self._known = {}
            self._known[word] = found
        return found

    def picture(self, written: str) -> tuple[str, ...]:
        """The normal form of an emoji or emoticon: what ``spellings`` says, else itself."""
        return self._spellings.get(written.lower(), (written,))

    def _normal(self, word: str) -> tuple[str, ...]:
        plain = word.translate(_APOSTROPHES).lower()
        if not plain.isascii():
            plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c)) or plain
        if plain in self._spellings:
            return self._spellings[plain]
        if "'" in plain:
            return self._contraction(plain)
        if plain in self._vocabulary:
            return (plain,)
        if _REPEATED.search(plain):
            for shorter in (_REPEATED.sub(r"\1\1", plain), _REPEATED.sub(r"\1", plain)):
                if shorter in self._spellings:
                    return self._spellings[shorter]
                if shorter in self._vocabulary:
                    return (shorter,)
            plain = _REPEATED.sub(r"\1", plain)
        return (self._nearest(plain),)

    def _contraction(self, plain: str) -> tuple[str, ...]:
        base, _, tail = plain.rpartition("'")
        if tail == "t" and base.endswith("n"):
            return (*self(base[:-1]), "not")
        expanded = {"m": "am", "re": "are", "ve": "have", "ll": "will", "d": "would"}.get(tail)
        if expanded:
            return (*self(base), expanded)
        return self(base) if tail == "s" else (plain.replace("'", ""),)

    def _nearest(self, plain: str) -> str:
        if len(plain) < 7:
            return plain
        for form in (plain, *(plain[:i] + plain[i + 1 :] for i in range(1, len(plain)))):
            if form in self._near:
                return self._near[form]
        return plain


def _near_index(typos: Collection[str]) -> dict[str, str]:
    """Every long word with one letter taken out, to the word: a shared shortening is one edit away."""
    index: dict[str, str] = {}
    for word in sorted(typos):
        if len(word) >= 8:
            for i in range(1, len(word)):
                index.setdefault(word[:i] + word[i + 1 :], word)
    index.update({word: word for word in typos})
    return index


def tokenise(view: View, normalise: Normaliser) -> Tokens:
    """The tokens of a message's own words."""
    row = _Row(view.text, normalise)
    for found in _TOKEN.finditer(view.text):
        row.take(found.lastgroup or "sign", found.group(), *found.span())
    return row.done()


class _Row:
    """Tokens as they are found."""

    def __init__(self, text: str, normalise: Normaliser) -> None:
        self._text, self._normalise = text, normalise
        self._line_start = 0
        self.norms, self.raw, self.starts, self.ends, self.kinds = [BOUNDARY], [""], [0], [0], [BOUNDARY]

    def take(self, kind: str, written: str, start: int, end: int) -> None:
        """One piece of text of this kind."""
        if kind == "word":
            for norm in self._normalise(written):
                self._put(norm, written, start, end, kind)
        elif kind == "line":
            self._end_line(written, start, end)
        elif kind == "stop":
            self._put("?" if "?" in written else written[0], written, start, end, kind)
            self._end_sentence(written, end)
        elif kind == "emoji":
            for norm in self._normalise.picture(_DRESS.sub("", written) or written):
                self._put(norm, written, start, end, kind)
        elif kind == "masked":
            masked = _is_masked(written)
            self._put(MASKED if masked else written.lower(), written, start, end, "masked" if masked else "sign")
            if written[-1] in "!?":
                self._put(BOUNDARY, "", end, end, BOUNDARY)
        else:
            self._put(written.lower(), written, start, end, kind)

    def done(self) -> Tokens:
        """What was found, closed by a boundary."""
        if self.norms[-1] != BOUNDARY:
            self._put(BOUNDARY, "", len(self._text), len(self._text), BOUNDARY)
        elongated = (
            kind == "word" and _REPEATED.search(raw) is not None for raw, kind in zip(self.raw, self.kinds, strict=True)
        )
        return Tokens(
            tuple(self.norms),
            tuple(self.raw),
            tuple(self.starts),
            tuple(self.ends),
            tuple(self.kinds),
            _quoted(self._text, self.raw, self.starts, self.kinds),
            tuple(elongated),
            _sentences(self.norms),
        )

    def _put(self, norm: str, written: str, start: int, end: int, kind: str) -> None:
        self.norms.append(norm)
        self.raw.append(written)
        self.starts.append(start)
        self.ends.append(end)
        self.kinds.append(kind)

    def _end_line(self, written: str, start: int, end: int) -> None:
        """A line's end is a sentence's, unless a long line goes on in lower case."""
        long = start - self._line_start >= _SOFT_WRAP
        soft = written.count("\n") == 1 and long and self._text[end : end + 1].islower()
        if not soft and self.norms[-1] != BOUNDARY:
            self._put(BOUNDARY, "", start, start, BOUNDARY)
        self._line_start = end

    def _end_sentence(self, written: str, end: int) -> None:
        follows = self._text[end : end + 1]
        abbreviation = written == "." and self.norms[-2] in _ABBREVIATIONS
        if not abbreviation and (not follows or follows.isspace() or len(written) > 1 or written in "!?"):
            self._put(BOUNDARY, "", end, end, BOUNDARY)


def _sentences(norms: list[str]) -> tuple[tuple[int, int], ...]:
    """For each token its sentence (from, to); a boundary belongs to the sentence before it."""
    found: list[tuple[int, int]] = []
    start = 0
    for index, norm in enumerate(norms):
        if norm == BOUNDARY:
            found += [(start, index)] * (index + 1 - start)
            start = index + 1
    return tuple(found)


def _is_masked(written: str) -> bool:
    """Whether signs stand in for letters: ``f**k``, ``sh*t``, ``@#$%``; not ``!!!!`` nor ``C#``."""
    signs = sum(char in "*#@$%&" for char in written)
    if written[0].isalpha():
        return signs >= 2 or written[-1].isalpha()
    return signs >= 3 and len(set(written)) > 1


def _quoted(text: str, raw: list[str], starts: list[int], kinds: list[str]) -> tuple[bool, ...]:
    """Which tokens stand between quotation marks of one paragraph; a mark that is never closed quotes nothing."""
    marks = [False] * len(raw)
    opened: int | None = None
    for index, (written, start, kind) in enumerate(zip(raw, starts, kinds, strict=True)):
        if kind == BOUNDARY and "\n" in text[start : start + 1]:
            opened = None
        if kind != "sign":
            continue
        before, after = text[start - 1 : start] if start else " ", text[start + 1 : start + 2]
        opens = written in f'"{_OPENING}' or (written in "'‘" and not before.isalnum() and after.isalnum())
        closes = written in f'"{_CLOSING}' or (written in "'’" and not before.isspace() and not after.isalnum())
        if opened is None and opens:
            opened = index
        elif opened is not None and closes and (written in "'’") == (raw[opened] in "'‘"):
            marks[opened : index + 1] = [True] * (index + 1 - opened)
            opened = None
    return tuple(marks)

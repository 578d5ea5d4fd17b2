"""The phrase language of the playbook, and what a phrase is made of.

A phrase is words with a few signs; it is matched against the normal forms of ``tokens``, so ``can't``, ``cant`` and
``can not`` are one and the same.

    cancel                  the word
    cancel*                 any word that begins so
    really?                 the word, or nothing (after an s it is asked for: (always)? or (thing|things))
    (ring|call|phone me)    one of these
    (very|so)?              one of these, or nothing
    <feeling_bad>           one word (or phrase) of a class that the pack defines under ``words``
    <number>                a built-in class: number, money, masked, emoji, code, link, word
    ..                      up to three words in between; ``..8`` up to eight; never across a sentence's end
    ^  $                    the sentence begins here; it ends here (its last marks included)
    , ? ! : "               the mark itself, standing alone
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from heard.engine.tokens import BOUNDARY, MASKED
from heard.errors import ContentError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

BUILT_IN = frozenset(["number", "money", "masked", "emoji", "code", "link", "word"])
LONGEST_GAP, DEFAULT_GAP, MOST_ITEMS = 12, 3, 400
ANY, STOP, GAP = "any:", "stop:", "gap:"

_ITEM = re.compile(r"\([^()]*\)\??|\)\??|[(|]|[^\s()|]+")
_INNER = re.compile(r"\||[^\s()|]+")
_SURE = re.compile(r"[a-zA-Z']+\*?(?: |$)")
_WORDS = re.compile(r"[a-zA-Z]+(?: [a-zA-Z]+)*")
_STOPS = frozenset([".", "!", "?", "…", "‽"])


@dataclass(frozen=True, slots=True)
class Atom:
    """One token that is wanted, by its label."""

    label: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts in a row."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several parts."""

    options: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Optional:
    """A part, or nothing."""

    part: Part


@dataclass(frozen=True, slots=True)
class Class:
    """One member of a word class of the pack."""

    name: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to so many tokens of one sentence, or nothing."""

    width: int


Part = Atom | Sequence | Choice | Optional | Class | Gap


def word_label(word: str) -> str:
    """The label of one normal word."""
    return f"w:{word}"


def class_label(name: str) -> str:
    """The label of a member of a word class."""
    return f"k:{name}"


def gap_label(width: int) -> str:
    """The label of a gap."""
    return f"{GAP}{width}"


def labels_of(norm: str, kind: str, prefixes: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Every label that a token carries. ``prefixes`` maps three first letters to the prefixes that begin so."""
    if norm == BOUNDARY:
        return (f"w:{BOUNDARY}",)
    labels = [f"w:{norm}", ANY]
    labels += [f"p:{prefix}" for prefix in prefixes.get(norm[:3], ()) if norm.startswith(prefix)]
    if kind in BUILT_IN:
        labels.append(f"c:{kind}")
    if kind == "number" and (norm[0] in "£$€₹"):
        labels.append("c:money")
    if kind == "number":
        labels.append("c:code")
    if norm == MASKED:
        labels.append("c:masked")
    if norm in _STOPS:
        labels.append(STOP)
    return tuple(labels)


class PhraseReader:
    """Reads phrases; words in them go through the same normaliser as messages do."""

    def __init__(self, *, normalise: Callable[[str], tuple[str, ...]], classes: Collection[str]) -> None:
        self._normalise = normalise
        self._classes = classes
        self._atoms: dict[str, Part] = {}

    def __call__(self, phrase: str) -> Part:
        """The parts of a phrase. Raises ``ContentError`` C006, C007, C011 or C014."""
        if _WORDS.fullmatch(phrase):
            return _sequence([Atom(word_label(word)) for each in phrase.split() for word in self._normalise(each)])
        items = _ITEM.findall(phrase)
        part, end = self._choice(items, 0, phrase)
        if end < len(items):
            raise ContentError("C006", f"phrase '{phrase}' closes a bracket that it never opened")
        if not _SURE.match(phrase) and not _takes_some(part):
            raise ContentError("C011", f"phrase '{phrase}' can match nothing at all")
        return part

    def _choice(self, items: list[str], at: int, phrase: str) -> tuple[Part, int]:
        """Options up to the closing bracket or the end, and where that stands."""
        options: list[Part] = []
        row: list[Part] = []
        while at < len(items):
            item = items[at]
            part = self._atoms.get(item)
            if part is None:
                if item[0] == ")":
                    break
                if item == "|":
                    self._check(row, options, phrase)
                    options.append(_sequence(row))
                    row = []
                    at += 1
                    continue
                if item == "(":
                    inner, at = self._choice(items, at + 1, phrase)
                    if at == len(items):
                        raise ContentError("C006", f"phrase '{phrase}' opens a bracket that it never closes")
                    part = Optional(inner) if items[at] == ")?" else inner
                elif item[0] == "(":
                    part = self._group(item, phrase)
                else:
                    part = self._atoms[item] = self._atom(item, phrase)
            row.append(part)
            at += 1
        self._check(row, options, phrase)
        options.append(_sequence(row))
        return (options[0] if len(options) == 1 else Choice(tuple(options))), at

    @staticmethod
    def _check(row: list[Part], options: list[Part], phrase: str) -> None:
        if len(row) > MOST_ITEMS or len(options) > MOST_ITEMS:
            raise ContentError("C014", f"phrase '{phrase[:60]}...' has more than {MOST_ITEMS} parts")

    def _group(self, item: str, phrase: str) -> Part:
        """A pair of brackets without any inside; the same brackets are read once."""
        part = self._atoms.get(item)
        if part is None:
            inside = item[1:-2] if item[-1] == "?" else item[1:-1]
            part, _ = self._choice(_INNER.findall(inside), 0, phrase)
            part = self._atoms[item] = Optional(part) if item[-1] == "?" else part
        return part

    def _atom(self, atom: str, phrase: str) -> Part:
        if atom == "^":
            return Atom(word_label(BOUNDARY))
        if atom == "$":
            stops = Sequence((Optional(Atom(STOP)), Optional(Atom(STOP))))
            return Sequence((stops, Atom(word_label(BOUNDARY))))
        if atom.startswith(".."):
            return _gap(atom[2:], phrase)
        if len(atom) > 1 and atom.endswith("?") and atom[0] != "?":
            if len(atom) > 4 and atom[-2] == "s" and atom[0].isalpha():
                word = atom[:-1]
                hint = f"write ({word})? for the whole word, ({word[:-1]}|{word}) for its s"
                raise ContentError("C006", f"phrase '{phrase}': what may '{atom}' leave out? {hint}")
            return Optional(self._atom(atom[:-1], phrase))
        if atom.startswith("<") and atom.endswith(">") and len(atom) > 2:
            return self._class(atom[1:-1], phrase)
        if atom.endswith("*"):
            prefix = atom[:-1].lower()
            if len(prefix) < 3 or not prefix.isalpha():
                raise ContentError("C006", f"phrase '{phrase}': '{atom}' needs at least three letters before the *")
            return Atom(f"p:{prefix}")
        if atom[0].isalpha():
            return _sequence([Atom(word_label(word)) for word in self._normalise(atom)])
        return Atom(word_label(atom))

    def _class(self, name: str, phrase: str) -> Part:
        if name in BUILT_IN:
            return Atom(f"c:{name}")
        if name not in self._classes:
            known = [*self._classes, *BUILT_IN]
            raise ContentError(
                "C007", f"phrase '{phrase}' names an unknown word class '<{name}>'{did_you_mean(name, known)}"
            )
        return Class(name)


def _sequence(row: list[Part]) -> Part:
    return row[0] if len(row) == 1 else Sequence(tuple(row))


def _gap(digits: str, phrase: str) -> Part:
    if digits and not digits.isdigit():
        raise ContentError("C006", f"phrase '{phrase}': '..' takes a number of words, as in ..5")
    width = int(digits) if digits else DEFAULT_GAP
    if not 0 < width <= LONGEST_GAP:
        raise ContentError("C006", f"phrase '{phrase}': a gap is 1 to {LONGEST_GAP} words, not {width}")
    return Gap(width)


def _takes_some(part: Part) -> bool:
    """Whether any match takes a token, ``^``, ``$`` and gaps not counted."""
    match part:
        case Atom(label):
            return label not in (word_label(BOUNDARY), ANY)
        case Sequence(parts):
            return any(_takes_some(each) for each in parts)
        case Choice(options):
            return all(_takes_some(each) for each in options)
        case Class(_):
            return True
        case Optional(_) | Gap(_):
            return False


def classes_in(part: Part) -> set[str]:
    """The word classes that a part names."""
    match part:
        case Class(name):
            return {name}
        case Sequence(parts) | Choice(parts):
            return set().union(*(classes_in(each) for each in parts))
        case Optional(inner):
            return classes_in(inner)
        case _:
            return set()

"""Capitals and exclamation marks (requirements rows 45, 46)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heard.engine.cues.context import Context
    from heard.engine.matching.lexicon import Parsed
    from heard.engine.types import Cue

_LONG_WORD = 5
_GAP_KINDS = frozenset(["sign", "stop", "number"])


def all_caps(context: Context) -> Iterator[Cue]:
    """Words shouted in capitals; not acronyms, codes, names of products, headings or quotations.

    A run of capital words counts when most of them are ordinary words; a single one when it is a word that people
    stress. A customer who has said that the capitals are not meant does not shout.
    """
    parsed = context.parsed
    if context.state.caps_explained or parsed.named("caps_lock"):
        return
    for run in _runs(context):
        if parsed.tokens.norms[min(run[-1] + 1, len(parsed.tokens.norms) - 1)] == ":":
            continue
        words = [index for index in run if parsed.tokens.kinds[index] == "word"]
        plain = {parsed.tokens.starts[index]: parsed.tokens.raw[index].lower() for index in words}
        shouted = [word for word in plain.values() if word in context.words["shouted"]]
        ordinary = [word for word in plain.values() if _is_ordinary(word, context)]
        longest = max(len(word) for word in plain.values())
        if len(plain) == 1:
            if not shouted and not (ordinary and longest >= _LONG_WORD and _stands_alone(context, words[0])):
                continue
            score = 0.6 if longest > 3 else 0.5
        elif 2 * len(ordinary) >= len(plain) and sum(len(word) for word in plain.values()) >= 5:
            score = min(0.97, 0.75 + 0.05 * len(plain))
        else:
            continue
        yield context.cue("all_caps", score, (words[0], words[-1] + 1), rule="all_caps.run")


def _stands_alone(context: Context, index: int) -> bool:
    """Whether a capital word is neither a heading nor beside a number or code, as in names of products."""
    tokens = context.parsed.tokens
    beside = {tokens.kinds[index - 1], tokens.kinds[min(index + 1, len(tokens.kinds) - 1)]}
    return not beside & {"number", "code"} and tokens.norms[min(index + 1, len(tokens.norms) - 1)] != ":"


def _is_ordinary(word: str, context: Context) -> bool:
    stem = word.removesuffix("'s")
    return stem in context.words["ordinary"] or stem in context.words["shouted"] or "'" in word


def _runs(context: Context) -> Iterator[list[int]]:
    """Token indices of words in capitals that follow each other."""
    tokens = context.parsed.tokens
    run: list[int] = []
    for index, (raw, kind) in enumerate(zip(tokens.raw, tokens.kinds, strict=True)):
        if (kind == "word" and raw.isupper() and not tokens.quoted[index] and _may_shout(context, index)) or (
            run and kind == "word" and raw == "I"
        ):
            run.append(index)
        elif (
            run
            and not (kind in _GAP_KINDS or kind == "<s>")
            and not (kind == "word" and raw.lower() in context.words["acronyms"] and raw.isupper())
        ):
            yield run
            run = []
    if run:
        yield run


def _may_shout(context: Context, index: int) -> bool:
    """Not a single letter, an acronym, a part of a code, or a heading."""
    tokens = context.parsed.tokens
    raw = tokens.raw[index]
    if len(raw) < 2 or raw.lower() in context.words["acronyms"]:
        return False
    text, start, end = context.parsed.view.text, tokens.starts[index], tokens.ends[index]
    if text[end : end + 1] in {"-", "_", "/"} and text[end + 1 : end + 2].isalnum():
        return False
    return not (start > 0 and text[start - 1] in "-_/#" and text[max(0, start - 2) : start - 1].isalnum())


def exclamation(context: Context) -> Iterator[Cue]:
    """More than one mark, or marks again and again. May be emphasis, frustration or joy: all readings are shown."""
    tokens = context.parsed.tokens
    marks = [
        i
        for i, (raw, kind) in enumerate(zip(tokens.raw, tokens.kinds, strict=True))
        if kind in ("stop", "masked", "sign") and "!" in raw and not tokens.quoted[i]
    ]
    if not marks:
        return
    most = max(marks, key=lambda index: tokens.raw[index].count("!"))
    count = tokens.raw[most].count("!")
    if count < 2 and len(marks) < int(context.limits.get("exclamation_sentences", 2)):
        return
    joyful = _joyful(context.parsed)
    reads_as = ("joy", "emphasis") if joyful else ("emphasis", "frustration")
    score = min(0.95, 0.6 + 0.1 * max(count - 1, len(marks) - 1))
    where = most if count > 1 else marks[-1]
    yield context.cue("exclamation", score, (where, where + 1), reads_as=reads_as, rule="exclamation.marks")


def _joyful(parsed: Parsed) -> bool:
    return bool(parsed.named("gratitude", "satisfaction_word", "resolved")) and not parsed.named(
        "sarcasm", "anger_word", "frustration_word", "trouble"
    )

"""All that is wrong with packs before an example is run: a mistake in one place hides nothing elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.matching.phrases import PhraseReader
from heard.engine.tokens import Normaliser
from heard.errors import ContentError
from heard.playbook.loader import compile_packs, compiled
from heard.playbook.mistakes import Mistakes
from heard.playbook.structure import check_process

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.engine.content import Content
    from heard.playbook.loader import Playbook
    from heard.playbook.source import PackFile

UNREADABLE, UNKNOWN = "C001", "C012"


def survey(packs: Sequence[Sequence[PackFile]]) -> tuple[Content, Playbook | None, list[ContentError]]:
    """The content as far as it can be read, the same compiled (None when something is wrong), and every mistake.

    While a file cannot be read at all, names that are missing are not told: they may stand in it.
    """
    found: list[ContentError] = []
    content = compile_packs(packs, Mistakes(found))
    if any(error.code == UNREADABLE for error in found):
        found = [error for error in found if error.code != UNKNOWN]
    if not found:
        found += check_process(content.rubric.process)
    found += _wrong_phrases(content)
    if found:
        return content, None, found
    try:
        return content, compiled(content), []
    except ContentError as error:
        return content, None, [error]


def _wrong_phrases(content: Content) -> list[ContentError]:
    """Every phrase that cannot be read by itself."""
    found: list[ContentError] = []
    mistakes = Mistakes(found)
    reader = PhraseReader(normalise=Normaliser(spellings={}, vocabulary=(), typos=()), classes=content.words.keys())
    written = [
        (phrase, content.entries[rule.name].place)
        for rule in content.rules
        for phrase in (*rule.phrases, *rule.unless, *rule.unless_anywhere, *rule.needs)
    ]
    written += [(phrase, f"words: {name}") for name, phrases in content.words.items() for phrase in phrases]
    for phrase, place in written:
        with mistakes.kept(place):
            reader(phrase)
    return found

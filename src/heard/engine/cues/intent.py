"""Letting it out, as the shape of a message shows it (row 59); worded venting and wants are the playbook's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.cues.history import TROUBLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heard.engine.cues.context import Context
    from heard.engine.types import Cue


def venting(context: Context) -> Iterator[Cue]:
    """A long message of several complaints that asks for nothing."""
    parsed = context.parsed
    if parsed.tokens.words < int(context.limits["venting_words"]) or parsed.named("venting", "wants_fix", "courtesy"):
        return
    feelings = parsed.named(*TROUBLE, "hostile_language", "sarcasm", "accusatory_question", "explicit_emotion")
    sentences = {parsed.tokens.sentence(hit.first)[0] for hit in feelings}
    if len(sentences) >= int(context.limits["venting_sentences"]):
        yield context.cue("venting", 0.6, (feelings[0].first, feelings[0].last), rule="venting.long_complaint")

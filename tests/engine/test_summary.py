"""The five lines: the wish itself where there is one, and no sentence in two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.engine.types import Conversation

if TYPE_CHECKING:
    from heard.engine.pipeline import Engine
    from heard.engine.types import Summary

_LATE = "Third time I'm writing about order LB-12345!! Was due on the 9th, still nothing, and nobody answers."


def _summary(engine: Engine, *texts: str) -> Summary:
    pairs = [("agent" if n % 2 else "customer", text) for n, text in enumerate(texts)]
    return engine.read(Conversation.of(*pairs)).state.summary  # type: ignore[arg-type]


def test_wants_is_the_wish_and_not_the_trouble(engine: Engine) -> None:
    summary = _summary(engine, f"{_LATE} Give me my refund!")
    assert summary.wants == "Give me my refund!"
    assert summary.tried != summary.wants


def test_a_wish_that_says_nothing_gives_way_to_the_trouble(engine: Engine) -> None:
    assert _summary(engine, "The lamp arrived smashed. Fix it!").wants == "The lamp arrived smashed."


def test_no_two_lines_quote_the_same_sentence(engine: Engine) -> None:
    texts = (_LATE, "I'm sorry. I'll find out where it is by noon.", "ok. Give me my refund!")
    for upto in range(1, len(texts) + 1):
        summary = _summary(engine, *texts[:upto])
        lines = [summary.wants, summary.felt, summary.tried, summary.promised, summary.next]
        for words in ("Was due on the 9th", "Give me my refund", "by noon"):
            assert sum(words in line for line in lines if line) <= 1

"""A message whose sentences are mostly known is found to hold what a matcher finds that never saw any of them."""

from __future__ import annotations

from heard.assembly import build_engine
from heard.engine.pipeline import Engine

SENTENCES = (
    "Hi Dana,",
    "I am sorry to hear that your parcel is late.",
    "Unfortunately, there is nothing I can do.",
    "I understand how you feel. But it is our policy.",
    "Calm down!",
    "I have refunded you 20 pounds and you will see it by Friday.",
    "Could you tell me the order number?",
    "Is it the blue one? Or the red one?",
    "You should have read the terms.",
    'He said "it\'s your own fault".',
    "Is there anything else?",
    "ok.",
    "Thanks for waiting\n- the team",
)


def _hits(engine: Engine, text: str) -> list[tuple[str, int, int]]:
    parsed = engine._lexicon.parse(text, of="agent")
    return [(hit.rule.id, hit.start, hit.end) for hit in parsed.hits]


def test_known_sentences_give_what_unknown_ones_give() -> None:
    used = build_engine(trained=False)
    for turn in range(30):
        sentences = [
            SENTENCES[(5 * turn + 3 * place * (1 + turn % 4)) % len(SENTENCES)] for place in range(2 + turn % 6)
        ]
        text = " ".join(sentences)
        other = " ".join([*sentences[:-1], SENTENCES[turn % len(SENTENCES)] + " Now."])
        for each in (text, other, text):
            fresh = build_engine(trained=False)
            assert _hits(used, each) == _hits(fresh, each), each

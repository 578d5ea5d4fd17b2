"""Reviews to plain dicts in the public JSON form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heard.contract.decode import SCHEMA

if TYPE_CHECKING:
    from heard.engine.reviewing.scorecard import Review
    from heard.engine.types import Quote


def review_to(review: Review) -> dict[str, Any]:
    """The whole review; keys and order as in ``review.schema.json``."""
    suggestion = review.suggestion
    summary = review.summary
    return {
        "schema": SCHEMA,
        "id": review.id,
        "content": review.content,
        "scorecard": review.scorecard,
        "share": review.share,
        "strengths": [
            {"about": each.about, "text": each.text, "evidence": [_quote(quote) for quote in each.evidence]}
            for each in review.strengths
        ],
        "suggestion": None
        if suggestion is None
        else {
            "criterion": suggestion.criterion,
            "text": suggestion.text,
            "message": suggestion.message,
            "say": list(suggestion.say),
        },
        "criteria": [
            {
                "criterion": row.criterion,
                "title": row.title,
                "question": row.question,
                "verdict": row.verdict,
                "why": row.why,
                "evidence": [_quote(quote) for quote in row.evidence],
            }
            for row in review.criteria
        ],
        "self_assessment": list(review.self_assessment),
        "summary": {
            "wants": summary.wants,
            "felt": summary.felt,
            "tried": summary.tried,
            "promised": summary.promised,
            "next": summary.next,
        },
        "agents": [
            {
                "author": part.author,
                "messages": list(part.messages),
                "did": [{"technique": name, **_quote(quote)} for name, quote in part.did],
            }
            for part in review.parts
        ],
        "not_read": list(review.not_read),
    }


def _quote(quote: Quote) -> dict[str, Any]:
    return {"text": quote.text, "message": quote.message, "start": quote.start, "end": quote.end}

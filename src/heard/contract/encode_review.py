"""Reviews to plain dicts in the public JSON form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heard.contract.decode import SCHEMA
from heard.contract.encode import quote_to, summary_to

if TYPE_CHECKING:
    from heard.engine.reviewing.scorecard import Review


def review_to(review: Review) -> dict[str, Any]:
    """The whole review; keys and order as in ``review.schema.json``."""
    suggestion = review.suggestion
    return {
        "schema": SCHEMA,
        "id": review.id,
        "content": review.content,
        "scorecard": review.scorecard,
        "share": review.share,
        "strengths": [
            {"about": each.about, "text": each.text, "evidence": [quote_to(quote) for quote in each.evidence]}
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
                "evidence": [quote_to(quote) for quote in row.evidence],
            }
            for row in review.criteria
        ],
        "self_assessment": list(review.self_assessment),
        "summary": summary_to(review.summary),
        "agents": [
            {
                "author": part.author,
                "messages": list(part.messages),
                "did": [{"technique": name, **quote_to(quote)} for name, quote in part.did],
            }
            for part in review.parts
        ],
        "not_read": list(review.not_read),
    }

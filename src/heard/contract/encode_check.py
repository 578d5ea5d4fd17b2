"""A checked draft to plain dicts; the form is ``check.schema.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heard.contract.decode import SCHEMA
from heard.contract.encode import action_to, caution_to, escalation_to, finding_to, unmet_to

if TYPE_CHECKING:
    from heard.engine.helping.reply import Finding, ReplyCheck


def check_to(check: ReplyCheck, *, conversation: str, draft: str, improved: str) -> dict[str, Any]:
    """The check of a draft. ``improved`` is the draft with every better wording in it."""
    return {
        "schema": SCHEMA,
        "conversation": conversation,
        "draft": draft,
        "assessed": check.assessed,
        "reason": check.reason,
        "fit_to_send": check.fit_to_send,
        "findings": [_finding(finding, draft) for finding in check.findings],
        "techniques": [finding_to(technique) for technique in check.techniques],
        "unmet": [unmet_to(need) for need in check.unmet],
        "gaps": list(check.gaps),
        "escalation": {"before": escalation_to(check.before), "after": escalation_to(check.after)},
        "guidance": [action_to(action) for action in check.guidance],
        "improved": improved,
    }


def _finding(finding: Finding, draft: str) -> dict[str, Any]:
    better = finding.better
    row = caution_to(finding.caution)
    row["better"] = (
        None
        if better is None
        else {
            "fix": better.fix,
            "start": better.start,
            "end": better.end,
            "text": better.text,
            "gaps": list(better.gaps),
            "draft": better.applied(draft),
        }
    )
    return row

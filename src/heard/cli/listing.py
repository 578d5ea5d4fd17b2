"""What stands in a playbook, section by section: the tables of ``heard playbook list``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heard.playbook.schema import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heard.engine.content import Content
    from heard.engine.rubric import When

KINDS = {
    **SECTIONS,
    "steps": "step",
    "situations": "situation",
    "actions": "action",
    "guides": "guide",
    "phrases": "phrase set",
    "fixes": "fix",
    "criteria": "criterion",
    "scorecards": "scorecard",
    "slots": "slot",
    "personas": "persona",
    "colleagues": "colleague",
}
"""Every section that has entries with an id, and what one of its entries is called."""
HELP = frozenset(KINDS) - frozenset(SECTIONS)
"""The sections about what to do and say and whom to try it on, as against those about what is seen."""
_COLUMNS = {
    **dict.fromkeys(SECTIONS, ("family", "phrases", "seen when")),
    "steps": ("phase", "title", "left when"),
    "situations": ("about", "when"),
    "actions": ("part", "rank", "title", "when"),
    "guides": ("title", "when"),
    "phrases": ("technique", "for", "phrases", "why"),
    "fixes": ("caution", "where"),
    "criteria": ("title", "question"),
    "scorecards": ("title", "criteria"),
    "slots": ("about", "example"),
    "personas": ("channel", "starts at", "patience", "about"),
    "colleagues": ("phrases", "about"),
}


def sections(content: Content) -> dict[str, Mapping[str, Any]]:
    """The entries of every section by id, in the order of ``KINDS``."""
    rubric = content.rubric
    found: dict[str, Mapping[str, Any]] = {
        section: {name: each for name, each in content.entries.items() if each.kind == kind}
        for section, kind in SECTIONS.items()
    }
    return found | {
        section: rubric.process.steps if section == "steps" else getattr(rubric, section)
        for section in KINDS
        if section not in SECTIONS
    }


def columns(section: str) -> tuple[str, ...]:
    """The heads of a section's table, the id's first."""
    return ("name", *_COLUMNS[section])


def cells(content: Content, section: str, name: str, row: Any) -> tuple[str, ...]:
    """One line of a section's table."""
    if section in SECTIONS:
        count = sum(len(rule.phrases) for rule in content.rules if rule.name == name)
        return (name, row.family, str(count) if count else "shape", row.seen_when)
    values: dict[str, str] = {
        "left when": when_told(getattr(row, "leave", ())),
        "when": when_told(getattr(row, "when", ())),
        "for": ", ".join((*getattr(row, "situations", ()), *getattr(row, "feelings", ()))) or "any",
        "rank": f"{getattr(row, 'rank', 0):g}",
        "phrases": str(len(getattr(row, "say", ()))),
        "criteria": ", ".join(getattr(row, "criteria", ())),
        "technique": getattr(row, "technique", None) or "-",
        "starts at": f"{getattr(row, 'temperature', 0):g}",
    }
    return (name, *(values[key] if key in values else str(getattr(row, key)) for key in _COLUMNS[section]))


def when_told(when: When) -> str:
    """A condition on one line, its clauses parted by semicolons.

    >>> when_told((("upset", "hot"), ("not asked",)))
    'upset or hot; not asked'
    """
    return "; ".join(" or ".join(clause) for clause in when) or "always"


def markdown(content: Content, shown: Mapping[str, Mapping[str, Any]]) -> str:
    """The tables of these sections as a page."""
    lines = [
        "# What the playbook says about help",
        "",
        "Made by `heard playbook list --kind help --format markdown`; `heard explain NAME` says more about each.",
    ]
    for section, rows in shown.items():
        heads = columns(section)
        lines += ["", f"## {section.capitalize()}", "", _line(heads), _line(["---"] * len(heads))]
        for name, row in rows.items():
            first, *rest = cells(content, section, name, row)
            lines.append(_line([f"`{first}`", *rest]))
    return "\n".join(lines) + "\n"


def _line(texts: list[str] | tuple[str, ...]) -> str:
    return "| " + " | ".join(" ".join(text.replace("|", "\\|").split()) for text in texts) + " |"

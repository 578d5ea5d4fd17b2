"""A review as a calm page: what worked, one thing to try, the thread in five lines, then every criterion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from heard.cli.screen import safe

if TYPE_CHECKING:
    from rich.console import Console

    from heard.engine.reviewing.measures import Verdict
    from heard.engine.reviewing.scorecard import Judged, Review
    from heard.engine.types import Conversation, Quote

_SIGNS: dict[Verdict, tuple[str, str, str]] = {
    "met": ("✓", "met", "green"),
    "partly": ("◐", "partly", "yellow"),
    "not_met": ("✗", "not met", "red"),
    "not_applicable": ("–", "did not apply", "dim"),
}
_WIDTH = 8
_LONGEST = 160


def print_review(console: Console, conversation: Conversation, review: Review) -> None:
    """One conversation."""
    authors = [part.author for part in review.parts if part.author]
    about = f"  {conversation.channel}, {len(conversation.messages)} messages"
    about += f", {', '.join(authors)}" if authors else ""
    console.print(Rule(Text.assemble((safe(review.id), "bold"), safe(about)), align="left"))
    console.print(_counts(review))
    console.print()
    by = {message.id: message.author or message.role for message in conversation.messages}
    if review.parts:
        _print_worked(console, review, by)
        _print_next(console, review)
    _print_summary(console, review)
    _print_criteria(console, review, by)
    if len(review.parts) > 1:
        _print_parts(console, review)
    if review.self_assessment:
        console.print(Text("  For you to answer", style="bold"))
        for question in review.self_assessment:
            console.print(Padding(Text(f"· {safe(question)}"), (0, 2, 0, 4)))
        console.print()


def print_signs(console: Console) -> None:
    """What the signs mean, once under all reviews."""
    console.print(Rule(style="dim"))
    console.print(Text("  ").join(Text(f"{sign} {word}", style=style) for sign, word, style in _SIGNS.values()))
    console.print(
        Text(
            "A review goes by the words alone; whoever was there knows more. It is for the person who wrote them.",
            style="dim",
        )
    )


def _counts(review: Review) -> Text:
    line = Text("  ")
    counts = {verdict: sum(row.verdict == verdict for row in review.criteria) for verdict in _SIGNS}
    shown = [
        Text(f"{_SIGNS[verdict][0]} {count} {_SIGNS[verdict][1]}", style=_SIGNS[verdict][2])
        for verdict, count in counts.items()
        if count
    ]
    return line + Text("   ").join(shown)


def _print_worked(console: Console, review: Review, by: dict[str, str]) -> None:
    console.print(Text("  What worked", style="bold"))
    if not review.strengths:
        console.print(Padding(Text("I found no words here that helped. Start with the one thing below."), (0, 2, 0, 4)))
    for strength in review.strengths:
        where = ", ".join(dict.fromkeys(quote.message for quote in strength.evidence if by.get(quote.message)))
        line = Text.assemble(("+ ", "green"), safe(strength.text), (f"  {safe(where)}" if where else "", "dim"))
        console.print(Padding(line, (0, 2, 0, 4)))
    console.print()


def _print_next(console: Console, review: Review) -> None:
    suggestion = review.suggestion
    if suggestion is None:
        return
    console.print(Text("  One thing to try next", style="bold"))
    where = f"  {suggestion.message}" if suggestion.message and suggestion.message not in suggestion.text else ""
    console.print(Padding(Text.assemble(("→ ", "cyan"), safe(suggestion.text), (safe(where), "dim")), (0, 2, 0, 4)))
    for words in suggestion.say[:2]:
        console.print(Padding(Text(f"“{safe(words)}”", style="italic"), (0, 2, 0, 6)))
    console.print()


def _print_summary(console: Console, review: Review) -> None:
    summary = review.summary
    rows = [
        ("wants", summary.wants),
        ("felt", summary.felt),
        ("tried", summary.tried),
        ("promised", summary.promised),
        ("next", summary.next),
    ]
    console.print(Text("  In five lines", style="bold"))
    for name, value in rows:
        words = safe(value) if value else "nothing found"
        console.print(Padding(Text.assemble((f"{name:<10}", "dim"), (words, "" if value else "dim")), (0, 2, 0, 4)))
    console.print()


def _print_criteria(console: Console, review: Review, by: dict[str, str]) -> None:
    console.print(Text("  Criterion by criterion", style="bold"))
    left_out = []
    for row in review.criteria:
        if row.verdict == "not_applicable":
            left_out.append(row)
            continue
        _print_criterion(console, row, by)
    if left_out:
        console.print(Padding(Text("– did not apply", style="dim"), (0, 2, 0, 4)))
    for row in left_out:
        console.print(Padding(Text(f"{safe(row.title)}: {safe(row.why)}", style="dim"), (0, 2, 0, 6)))
    console.print()


def _print_criterion(console: Console, row: Judged, by: dict[str, str]) -> None:
    sign, word, style = _SIGNS[row.verdict]
    head = Text.assemble((f"{sign} {word:<{_WIDTH}}", style), (safe(row.title), "bold"))
    console.print(Padding(head, (0, 2, 0, 4)))
    console.print(Padding(Text(safe(row.why)), (0, 2, 0, 6)))
    for quote in row.evidence:
        if _flat(quote) not in row.why:
            who = safe(f"{quote.message} {by.get(quote.message, '')}: ")
            console.print(Padding(Text.assemble((who, "dim"), (f"“{safe(_flat(quote))}”", "dim")), (0, 2, 0, 6)))


def _print_parts(console: Console, review: Review) -> None:
    console.print(Text("  Who did what", style="bold"))
    for part in review.parts:
        did = ", ".join(name.replace("_", " ") for name, _ in part.did) or "nothing that I know how to name"
        line = Text.assemble((safe(part.author or "an agent"), "bold"), f" ({safe(', '.join(part.messages))}): {did}")
        console.print(Padding(line, (0, 2, 0, 4)))
    console.print()


def _flat(quote: Quote) -> str:
    text = " ".join(quote.text.split()).rstrip(".")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} …"

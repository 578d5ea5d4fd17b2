"""``heard playbook check | list | show``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from heard.cli.explain import print_entry
from heard.cli.screen import complain, page
from heard.errors import UsageError, did_you_mean

app = typer.Typer(no_args_is_help=True, help="The words that Heard goes by: check, list and show them.")


@app.command()
def check(
    folders: Annotated[
        list[Path] | None, typer.Argument(help="Your folder, layered over our playbook; none checks ours.")
    ] = None,
) -> None:
    """Compile the playbook, run every example, and name file, line and the likely word of whatever is wrong."""
    from heard.assembly import engine_of
    from heard.playbook.examples import check_examples
    from heard.playbook.loader import compiled, read_packs

    content = read_packs(*(folders or []))
    problems = list(check_examples(content, engine_of(compiled(content))))
    for problem in problems:
        complain(problem)
    phrases = sum(len(rule.phrases) for rule in content.rules)
    examples = sum(len(entry.must) + len(entry.must_not) for entry in content.entries.values())
    counts = f"{len(content.entries)} entries, {phrases:,} phrases, {examples:,} examples, {len(problems)} wrong"
    page().print(f"{content.id}: {counts}")
    if problems:
        raise typer.Exit(1)


@app.command("list")
def list_(
    kind: Annotated[str | None, typer.Option(help="Only cues, techniques, cautions or signals.")] = None,
    playbook: Annotated[list[Path] | None, typer.Option(help="A folder layered over our playbook.")] = None,
) -> None:
    """Every entry, by kind and family."""
    from heard.playbook.loader import read_packs
    from heard.playbook.schema import SECTIONS

    if kind is not None and kind.removesuffix("s") not in SECTIONS.values():
        raise UsageError("U003", f"--kind is one of {', '.join(SECTIONS)}, not '{kind}'{did_you_mean(kind, SECTIONS)}")
    content = read_packs(*(playbook or []))
    table = Table(box=None, pad_edge=False, title=content.id, title_justify="left")
    for column in ("name", "kind", "family", "phrases", "seen when"):
        table.add_column(column, no_wrap=column != "seen when", justify="right" if column == "phrases" else "left")
    for entry in sorted(content.entries.values(), key=lambda each: (each.kind, each.family, each.name)):
        if kind is None or entry.kind == kind.removesuffix("s"):
            count = sum(len(rule.phrases) for rule in content.rules if rule.name == entry.name)
            table.add_row(
                Text(entry.name, style="bold"),
                entry.kind,
                entry.family,
                str(count) if count else "shape",
                entry.seen_when,
            )
    page().print(table)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="The id of an entry.")],
    playbook: Annotated[list[Path] | None, typer.Option(help="A folder layered over our playbook.")] = None,
    phrases: Annotated[int, typer.Option(min=1, help="How many phrases to show.")] = 40,
) -> None:
    """One entry with its phrases and examples."""
    from heard.playbook.loader import read_packs

    content = read_packs(*(playbook or []))
    if name not in content.entries:
        raise UsageError("U001", f"the playbook has no '{name}'{did_you_mean(name, content.entries)}")
    print_entry(page(), content.entries[name], content, phrases=phrases)

"""``heard analyze`` and ``heard demo``."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from heard.cli.batch import Job, outcomes
from heard.cli.output import Format, destination, ignore, progress, refuse_own_input, write_all
from heard.cli.report import print_legend, print_report
from heard.cli.screen import page
from heard.transcripts import Speakers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from heard.cli.batch import Outcome

DEMO = Path(__file__).parents[1] / "demo" / "conversations"


def analyze(
    files: Annotated[
        list[str],
        typer.Argument(help="JSON, JSON lines (.gz too), or 'Name: text' transcripts; - for standard input."),
    ],
    form: Annotated[
        Format, typer.Option("--format", help="A report to read, one JSON list, or one JSON object a line.")
    ] = Format.REPORT,
    output: Annotated[Path | None, typer.Option(help="Write to this file (compressed if it ends in .gz).")] = None,
    jobs: Annotated[int, typer.Option(min=1, max=256, help="Processes to read with.")] = 1,
    playbook: Annotated[
        list[str] | None, typer.Option(help="A folder layered over our playbook; may be given again.")
    ] = None,
    customer: Annotated[list[str] | None, typer.Option(help="In plain transcripts: this name is the customer.")] = None,
    agent: Annotated[list[str] | None, typer.Option(help="In plain transcripts: this name is an agent.")] = None,
) -> None:
    """Read conversations: temperature, cues, what mattered, what nobody has answered yet.

    What cannot be read is told on standard error with its file and line; the rest is read, and the exit status is 1.
    """
    refuse_own_input(files, output)
    job = Job(
        packs=tuple(playbook or ()),
        speakers=Speakers.named(customers=customer or [], agents=agent or []),
        form="values" if form is Format.REPORT else "json",
    )
    with destination(output) as stream, progress(files, shown=output is not None) as advance:
        found = outcomes(files, job, jobs=jobs)
        failed = _write(found, stream, form, advance, to_file=output is not None)
    if failed:
        raise typer.Exit(1)


def examples(
    form: Annotated[
        Format, typer.Option("--format", help="A report to read, one JSON list, or one JSON object a line.")
    ] = Format.REPORT,
) -> None:
    """Read the eight demo conversations that come with Heard."""
    files = [str(path) for path in sorted(DEMO.glob("*.json"))]
    job = Job(form="values" if form is Format.REPORT else "json")
    with destination(None) as stream:
        failed = _write(outcomes(files, job), stream, form, ignore, to_file=False)
    if failed:
        raise typer.Exit(1)


def _write(
    found: Iterator[Outcome], stream: IO[str], form: Format, advance: Callable[[int], None], *, to_file: bool
) -> int:
    """Write every outcome; the number of errors."""
    console = page(stream if to_file else None)

    def show(outcome: Outcome) -> None:
        if outcome.conversation is not None and outcome.reading is not None:
            print_report(console, outcome.conversation, outcome.reading)

    return write_all(
        found,
        stream,
        form,
        advance,
        show=show,
        json_of=lambda outcome: outcome.json or "",
        legend=lambda: print_legend(console),
        done="read",
    )

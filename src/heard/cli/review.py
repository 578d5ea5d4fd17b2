"""``heard review``: finished conversations against a scorecard, coaching first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from heard.cli.batch import Job, outcomes
from heard.cli.output import Format, destination, progress, refuse_own_input, write_all
from heard.cli.review_page import print_review, print_signs
from heard.cli.screen import page
from heard.errors import UsageError, did_you_mean
from heard.transcripts import Speakers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from heard.cli.batch import Outcome
    from heard.engine.content import Content
    from heard.engine.reviewing.scorecard import Review


def review(
    files: Annotated[
        list[str],
        typer.Argument(help="JSON, JSON lines (.gz too), or 'Name: text' transcripts; - for standard input."),
    ],
    form: Annotated[
        Format, typer.Option("--format", help="A page to read, one JSON list, or one JSON object a line.")
    ] = Format.REPORT,
    output: Annotated[Path | None, typer.Option(help="Write to this file (compressed if it ends in .gz).")] = None,
    scorecard: Annotated[str | None, typer.Option(help="The playbook's scorecard to review by.")] = None,
    jobs: Annotated[int, typer.Option(min=1, max=256, help="Processes to read with.")] = 1,
    playbook: Annotated[
        list[str] | None, typer.Option(help="A folder layered over our playbook; may be given again.")
    ] = None,
    customer: Annotated[list[str] | None, typer.Option(help="In plain transcripts: this name is the customer.")] = None,
    agent: Annotated[list[str] | None, typer.Option(help="In plain transcripts: this name is an agent.")] = None,
) -> None:
    """Look back on finished conversations: what worked, one thing to try next, and every criterion with its evidence.

    Meant for the person who wrote the replies. It says nothing of what an agent feels and compares nobody.
    """
    from heard.engine.reviewing.scorecard import OURS
    from heard.playbook.loader import load

    refuse_own_input(files, output)
    loaded = load(*(Path(folder) for folder in playbook or ()))
    card = _card(loaded.content, scorecard or OURS)
    job = Job(
        packs=tuple(playbook or ()),
        speakers=Speakers.named(customers=customer or [], agents=agent or []),
        form="values",
    )
    with destination(output) as stream, progress(files, shown=output is not None) as advance:
        found = outcomes(files, job, jobs=jobs, playbook=loaded)
        failed = _write(found, stream, form, advance, content=loaded.content, card=card, to_file=output is not None)
    if failed:
        raise typer.Exit(1)


def _card(content: Content, name: str) -> str:
    known = content.rubric.scorecards
    if name not in known:
        listed = ", ".join(known) or "none"
        raise UsageError("U003", f"no scorecard '{name}' in the playbook (it has: {listed}){did_you_mean(name, known)}")
    return name


def _write(
    found: Iterator[Outcome],
    stream: IO[str],
    form: Format,
    advance: Callable[[int], None],
    *,
    content: Content,
    card: str,
    to_file: bool,
) -> int:
    """Write every review; the number of errors."""
    from heard.contract.encode_review import review_to
    from heard.engine.reviewing.scorecard import review as review_of

    console = page(stream if to_file else None)

    def reviewed(outcome: Outcome) -> Review:
        if outcome.conversation is None or outcome.reading is None:
            raise TypeError("a review needs the conversation and its reading")
        return review_of(outcome.conversation, outcome.reading, content, scorecard=card)

    def show(outcome: Outcome) -> None:
        if outcome.conversation is not None:
            print_review(console, outcome.conversation, reviewed(outcome))

    return write_all(
        found,
        stream,
        form,
        advance,
        show=show,
        json_of=lambda outcome: json.dumps(review_to(reviewed(outcome)), ensure_ascii=False),
        legend=lambda: print_signs(console),
        done="reviewed",
    )

"""``heard label join``: messages and the labels on them in one file, for ``heard eval``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from heard.cli.label_files import refuse_output, write
from heard.cli.screen import errors
from heard.errors import UsageError
from heard.labelling import joining


def join(
    messages: Annotated[Path, typer.Argument(help="The messages that were labelled, JSON lines.")],
    labels: Annotated[Path, typer.Argument(help="What was settled, or one reader's pass.")],
    output: Annotated[Path, typer.Option(help="Write messages and labels to this file.")],
    pairs: Annotated[
        Path | None, typer.Option(help="The pairs that were asked about; needed for labels on them.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over the output if it is there already.")] = False,
) -> None:
    """Put messages and their labels together in the form that `heard eval` takes."""
    refuse_output(output, (messages, labels, pairs), force=force)
    labelled = joining.read_labels(labels)
    if labelled.kind == "pairs" and pairs is None:
        raise UsageError(
            "U003", "these labels are on pairs: name the file of the pairs with --pairs", place=str(labels)
        )
    if labelled.kind != "pairs" and pairs is not None:
        raise UsageError("U003", f"--pairs goes with labels on pairs, not on {labelled.kind}", place=str(labels))
    found = joining.join(messages, labelled) if pairs is None else joining.join_pairs(messages, pairs, labelled)
    if not found.rows:
        raise UsageError("U003", f"no label is on any of the messages of {messages}", place=str(labels))
    write(output, [json.dumps(row, ensure_ascii=False) + "\n" for row in found.rows])
    if found.without_text:
        errors().print(f"labels left out, since what they are on is not in these files: {found.without_text}")
    if found.without_label:
        errors().print(
            f"{'messages' if pairs is None else 'pairs'} left out, since they carry no label: {found.without_label}"
        )

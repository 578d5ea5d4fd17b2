"""What ``heard label`` writes: never over a file that it reads, over another one only when told to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from heard.cli.output import destination
from heard.cli.screen import errors
from heard.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, through links too; a file that isn't there yet is known by its path."""
    try:
        return one.samefile(other)
    except OSError:
        return one.resolve() == other.resolve()


def refuse_output(output: Path, inputs: Iterable[Path | None], *, force: bool) -> None:
    """U002 for what cannot or must not be written, before anything is done. No folder is made."""
    if any(path is not None and same_file(path, output) for path in inputs):
        raise UsageError("U002", "this file is one of those to be read; name another", place=str(output))
    if output.is_dir():
        raise UsageError("U002", "it is a directory", place=str(output))
    if output.is_file() and not force:
        raise UsageError("U002", "it is there already; --force writes over it", place=str(output))
    folder = output.resolve().parent
    if not folder.is_dir():
        raise UsageError("U002", f"there is no folder {output.parent}", place=str(output))
    if not os.access(folder, os.W_OK):
        raise UsageError("U002", f"nothing may be written to {output.parent}", place=str(output))


def write(output: Path, rows: Sequence[str]) -> None:
    """The whole file, or none of it."""
    with destination(output) as stream:
        stream.writelines(rows)
    told(len(rows), output)


def told(count: int, path: Path) -> None:
    """How many lines came to a file."""
    errors().print(f"{count} added to {path}")

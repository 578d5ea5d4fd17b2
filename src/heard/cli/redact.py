"""``heard redact``: conversations without personal data, and, in a file of its own, what was hidden."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from heard.cli.output import destination, refuse_own_input, whole_file
from heard.cli.screen import complain, errors
from heard.contract.decode import SCHEMA
from heard.engine.redaction import redact_conversation
from heard.errors import HeardError, UsageError
from heard.transcripts import Speakers, conversation_of, units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heard.engine.types import Conversation

_OWNER_ONLY = 0o600


def redact(
    files: Annotated[
        list[str],
        typer.Argument(help="JSON, JSON lines (.gz too), or 'Name: text' transcripts; - for standard input."),
    ],
    map_file: Annotated[
        Path | None,
        typer.Option("--map", help="Write what was hidden to this file, a line a conversation; only you may read it."),
    ] = None,
    output: Annotated[Path | None, typer.Option(help="Write to this file (compressed if it ends in .gz).")] = None,
    name: Annotated[
        list[str] | None, typer.Option(help="A name to hide wherever it stands; may be given again.")
    ] = None,
    customer: Annotated[list[str] | None, typer.Option(help="In plain transcripts: this name is the customer.")] = None,
    agent: Annotated[list[str] | None, typer.Option(help="In plain transcripts: this name is an agent.")] = None,
) -> None:
    """Take personal data out of conversations: cards, mail, phones, accounts, identity numbers, addresses, names.

    Prints one redacted conversation a line, as JSON that Heard reads again.
    """
    refuse_own_input(files, output)
    refuse_own_input(files, map_file)
    if output is not None and map_file is not None and output.resolve() == map_file.resolve():
        raise UsageError("U002", "what was hidden needs a file of its own", place=str(map_file))
    speakers = Speakers.named(customers=customer or [], agents=agent or [])
    failed = 0
    with destination(output) as stream, _private(map_file) as private:
        for source in files:
            for unit in units(source):
                try:
                    if isinstance(unit, HeardError):
                        raise unit
                    conversation = conversation_of(unit, speakers)
                except HeardError as error:
                    complain(error)
                    failed += 1
                    continue
                done, originals = redact_conversation(conversation, names=name or [])
                stream.write(json.dumps(_table(done.conversation), ensure_ascii=False) + "\n")
                if private is not None:
                    row = {"id": conversation.id, "originals": originals.values}
                    private.write(json.dumps(row, ensure_ascii=False) + "\n")
        stream.flush()
    if failed:
        errors().print(f"{failed} could not be read", style="bold")
        raise typer.Exit(1)


@contextlib.contextmanager
def _private(path: Path | None) -> Iterator[IO[str] | None]:
    """A file that nobody else may read, from its first byte on; it takes its name only when it is whole."""
    if path is None:
        yield None
        return
    with whole_file(path, _owned) as stream:
        yield stream


def _owned(part: Path) -> IO[str]:
    with contextlib.suppress(FileNotFoundError):
        part.unlink()
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    return os.fdopen(handle, "w", encoding="utf-8", newline="\n")


def _table(conversation: Conversation) -> dict[str, Any]:
    """The conversation in its public JSON form, without what was not given."""
    table: dict[str, Any] = _given(asdict(conversation))
    return {"schema": SCHEMA, **table}


def _given(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _given(each) for key, each in value.items() if each not in (None, (), [], {})}
    if isinstance(value, (list, tuple)):
        return [_given(each) for each in value]
    return value

"""JSON objects of labelled files, line by line; what is wrong with a line is reported with its place."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from heard.engine.text import clean_surrogates
from heard.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Report = Callable[[InputError], None]

STDIN = Path("-")
LONGEST = 16 * 1024 * 1024


def stop(error: InputError) -> None:
    """The plainest report: the first error ends it."""
    raise error


def rows(paths: Iterable[Path], report: Report = stop) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """File, place (``file:line``) and object of every line; ``id`` is filled in where it is missing.

    A line that is no object, or has an id that was there before, is given to ``report`` and left out.
    """
    seen: dict[str, str] = {}
    for path in paths:
        for place, line in _lines(path):
            try:
                raw = _object(line)
                name = _id(raw, place)
                if name in seen:
                    raise InputError("I023", f"{name!r} stood at {seen[name]} before")
            except InputError as error:
                report(error.at(place))
                continue
            seen[name] = place
            yield shown(path), place, {**raw, "id": name}


def shown(path: Path) -> str:
    """The name of a file in messages."""
    return "standard input" if path == STDIN else str(path)


def whole(path: Path) -> str:
    """A file as one text."""
    try:
        with _open(path) as stream:
            data = stream.read(LONGEST + 1)
        if len(data) > LONGEST:
            raise InputError("I012", "the file is larger than 16 MiB", place=shown(path))
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("I003", f"byte {error.start + 1} is not UTF-8", place=shown(path)) from None
    except (gzip.BadGzipFile, zlib.error, EOFError):
        raise InputError(
            "I014", "the compressed file is damaged or cut short; nothing was measured", place=shown(path)
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError("I001", f"cannot be opened: {reason}", place=shown(path)) from None


def _lines(path: Path) -> Iterator[tuple[str, bytes]]:
    """Places and lines. A file that cannot be read to its end raises: half of it would give other figures."""
    name = shown(path)
    try:
        with _open(path) as stream:
            number = 0
            while line := stream.readline(LONGEST + 1):
                number += 1
                if len(line) > LONGEST:
                    raise InputError("I012", "the line is longer than 16 MiB", place=f"{name}:{number}")
                if line[:2] in (b"\xff\xfe", b"\xfe\xff"):
                    raise InputError("I003", "the text is UTF-16, not UTF-8", place=name)
                if line.strip(b" \t\r\n\xef\xbb\xbf"):
                    yield f"{name}:{number}", line
    except (gzip.BadGzipFile, zlib.error, EOFError):
        raise InputError(
            "I014", "the compressed file is damaged or cut short; nothing was measured", place=name
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError("I001", f"cannot be opened: {reason}", place=name) from None


@contextlib.contextmanager
def _open(path: Path) -> Iterator[BinaryIO]:
    if path == STDIN:
        yield from _unpacked(io.BufferedReader(sys.stdin.buffer))  # type: ignore[arg-type]
        return
    if path.is_dir():
        raise InputError("I002", "this is a directory", place=str(path))
    with path.open("rb") as stream:
        yield from _unpacked(stream)


def _unpacked(stream: io.BufferedReader) -> Iterator[BinaryIO]:
    if stream.peek(2)[:2] != b"\x1f\x8b":
        yield stream
        return
    with gzip.GzipFile(fileobj=stream) as unpacked:
        yield unpacked  # type: ignore[misc]


def _object(line: bytes) -> dict[str, Any]:
    try:
        raw = json.loads(line.decode("utf-8-sig"), parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise InputError("I003", f"byte {error.start + 1} is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise InputError("I004", f"{error.msg} (column {error.colno})") from None
    except RecursionError:
        raise InputError("I021", "it is nested too deeply") from None
    except ValueError as error:
        raise InputError("I021", str(error).split(";")[0]) from None
    if not isinstance(raw, dict):
        raise InputError("I021", "the line is no object in braces")
    return raw


def _refuse(name: str) -> object:
    raise ValueError(f"{name} is no number in JSON")


def _id(raw: dict[str, Any], place: str) -> str:
    name = raw.get("id", place)
    if not isinstance(name, str | int) or isinstance(name, bool):
        raise InputError("I021", "`id` must be text or a number")
    return clean_surrogates(str(name))

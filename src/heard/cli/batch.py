"""Many conversations through the engine, in order, in this process or in several, with flat memory."""

from __future__ import annotations

import json
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from heard.assembly import engine_of
from heard.contract.encode import reading_to
from heard.errors import HeardError, InputError
from heard.playbook.loader import load
from heard.transcripts import Speakers, Unit, conversation_of, units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from heard.engine.pipeline import Engine
    from heard.engine.types import Conversation, Reading
    from heard.playbook.loader import Playbook

Form = Literal["values", "json"]
_BATCH, _AHEAD = 24, 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one unit: a conversation and its reading, or its JSON, or an error."""

    read: int
    conversation: Conversation | None = None
    reading: Reading | None = None
    json: str | None = None
    error: HeardError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """How units are read: with which packs, speakers and in which form the result is wanted."""

    packs: tuple[str, ...] = ()
    speakers: Speakers = field(default_factory=Speakers)
    form: Form = "json"


def outcomes(sources: Iterable[str], job: Job, *, jobs: int = 1, playbook: Playbook | None = None) -> Iterator[Outcome]:
    """The outcome of every unit of the sources, in order. ``jobs`` is the number of processes.

    ``playbook`` is the job's, when the caller has loaded it already.
    """
    found = (unit for source in sources for unit in units(source))
    playbook = playbook or load(*(Path(pack) for pack in job.packs))
    if jobs == 1:
        engine = engine_of(playbook)
        for unit in found:
            yield _outcome(unit, engine, job)
        return
    with ProcessPoolExecutor(max_workers=jobs, initializer=_prepare, initargs=(job, playbook)) as pool:
        waiting: deque[Future[list[Outcome]]] = deque()
        batches = iter(lambda: list(islice(found, _BATCH)), [])
        for batch in batches:
            waiting.append(pool.submit(_outcomes, batch))
            if len(waiting) >= jobs * _AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


_worker: tuple[Engine, Job] | None = None


def _prepare(job: Job, playbook: Playbook) -> None:
    """One engine a process, all with the very same content."""
    global _worker
    _worker = (engine_of(playbook), job)


def _outcomes(batch: list[Unit | InputError]) -> list[Outcome]:
    if _worker is None:
        raise RuntimeError("the worker was not prepared")
    return [_outcome(unit, *_worker) for unit in batch]


def _outcome(unit: Unit | HeardError, engine: Engine, job: Job) -> Outcome:
    if isinstance(unit, HeardError):
        return Outcome(0, error=unit)
    try:
        conversation = conversation_of(unit, job.speakers)
    except HeardError as error:
        return Outcome(unit.read, error=error)
    reading = engine.read(conversation)
    if job.form == "json":
        return Outcome(unit.read, json=json.dumps(reading_to(reading), ensure_ascii=False))
    return Outcome(unit.read, conversation=conversation, reading=reading)

"""Every example, run through the engine: what must be found or hold, and what must not, in the last message."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from heard.contract.decode import conversation_from
from heard.engine.conditions import holds
from heard.engine.rubric import Rubric, Scorecard
from heard.engine.scorecard import review
from heard.errors import ContentError, HeardError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from heard.engine.content import Content, Entry
    from heard.engine.measures import Verdict
    from heard.engine.pipeline import Engine
    from heard.engine.rubric import Criterion, Example, Situation
    from heard.engine.types import Caution, Cue, Technique

FEWEST = 3


def check_examples(content: Content, engine: Engine) -> Iterator[ContentError]:
    """A ``ContentError`` C008 or C009 for every example that fails, C010 for an entry that has too few."""
    worded = {rule.name for rule in content.rules}
    for entry in content.entries.values():
        few = min(len(entry.must), len(entry.must_not)) < FEWEST
        if few and (entry.name in worded or entry.must or entry.must_not):
            yield ContentError("C010", f"'{entry.name}' has fewer than {FEWEST} examples of a kind", place=entry.place)
        for wanted, examples in ((True, entry.must), (False, entry.must_not)):
            for example in examples:
                yield from _check(engine, entry, example, wanted=wanted)
    for situation in content.rubric.situations.values():
        yield from _check_situation(engine, situation)
    for criterion in content.rubric.criteria.values():
        yield from _check_criterion(content, engine, criterion)


def _check_situation(engine: Engine, situation: Situation) -> Iterator[ContentError]:
    """The same for a situation: whether it holds after an example's last message. One that never holds needs none."""
    name, place = situation.id, situation.place
    if min(len(situation.must), len(situation.must_not)) < FEWEST and situation.when != (("never",),):
        yield ContentError("C010", f"'{name}' has fewer than {FEWEST} examples of a kind", place=place)
    for wanted, examples in ((True, situation.must), (False, situation.must_not)):
        for example in examples:
            try:
                found = holds_after(engine, situation, example)
            except HeardError as error:
                yield ContentError("C004", f"an example of '{name}' is no conversation: {error.detail}", place=place)
                continue
            if found != wanted:
                told = "must hold after" if wanted else "must not hold after"
                code = "C008" if wanted else "C009"
                yield ContentError(code, f"'{name}' {told} “{last_text(example)[:100]}”", place=place)


def holds_after(engine: Engine, situation: Situation, example: Mapping[str, object]) -> bool:
    """Whether a situation holds after the last message of an example; a text alone is the customer's."""
    if "text" in example:
        example = {"messages": [{"role": "customer", "text": example["text"]}]}
    conversation = conversation_from(dict(example), default_id="example")
    state = engine.start(conversation)
    for message in conversation.messages:
        state, _ = engine.step(state, message)
    return holds(situation.when, state, engine.content.rubric.situations)


def _check(engine: Engine, entry: Entry, example: Mapping[str, object], *, wanted: bool) -> Iterator[ContentError]:
    try:
        found = found_in_last(engine, entry, example)
    except HeardError as error:
        yield ContentError(
            "C004", f"an example of '{entry.name}' is no conversation: {error.detail}", place=entry.place
        )
        return
    if found != wanted:
        shown = last_text(example)[:100]
        told = "must be found in" if wanted else "must not be found in"
        yield ContentError("C008" if wanted else "C009", f"'{entry.name}' {told} “{shown}”", place=entry.place)


def _check_criterion(content: Content, engine: Engine, criterion: Criterion) -> Iterator[ContentError]:
    """``must``: met; ``must_not``: partly or not met; ``not_applicable``: neither."""
    if min(len(criterion.must), len(criterion.must_not)) < FEWEST:
        yield ContentError(
            "C010", f"'{criterion.id}' has fewer than {FEWEST} examples of a kind", place=criterion.place
        )
    card = Scorecard(id="example", title="example", criteria=(criterion.id,), empty="no agent wrote")
    alone = replace(content, rubric=Rubric(criteria={criterion.id: criterion}, scorecards={card.id: card}))
    kinds: tuple[tuple[tuple[Example, ...], tuple[Verdict, ...]], ...] = (
        (criterion.must, ("met",)),
        (criterion.must_not, ("partly", "not_met")),
        (criterion.not_applicable, ("not_applicable",)),
    )
    for examples, wanted in kinds:
        for example in examples:
            try:
                conversation = conversation_from(_told(example), default_id="example")
            except HeardError as error:
                detail = f"an example of '{criterion.id}' is no conversation: {error.detail}"
                yield ContentError("C004", detail, place=criterion.place)
                continue
            found = review(conversation, engine.read(conversation), alone, scorecard=card.id).criteria[0]
            if found.verdict not in wanted:
                told = f"is {found.verdict}, not {' or '.join(wanted)}: “{last_text(example)[:100]}” ({found.why})"
                yield ContentError(
                    "C008" if wanted == ("met",) else "C009", f"'{criterion.id}' {told}", place=criterion.place
                )


def _told(example: Mapping[str, object]) -> dict[str, object]:
    """An example as a conversation; a plain text is the customer's."""
    return {"messages": [{"role": "customer", "text": example["text"]}]} if "text" in example else dict(example)


def found_in_last(engine: Engine, entry: Entry, example: Mapping[str, object]) -> bool:
    """Whether the entry's name is found in the last message of an example."""
    if "text" in example:
        role = "agent" if entry.kind in ("technique", "caution") else "customer"
        example = {"messages": [{"role": role, "text": example["text"]}]}
    conversation = conversation_from(dict(example), default_id="example")
    if entry.kind == "signal":
        return entry.name in engine.signals(conversation.messages[-1].text)
    last = engine.read(conversation).messages[-1]
    findings: tuple[Cue | Technique | Caution, ...] = (*last.cues, *last.techniques, *last.cautions)
    return any(finding.name == entry.name for finding in findings)


def last_text(example: Mapping[str, object]) -> str:
    """The text that is judged."""
    if "text" in example:
        return str(example["text"])
    rows = example["messages"]
    return str(rows[-1]["text"]) if isinstance(rows, list) else ""

"""``heard label``: a reader's pass over messages, agreement between two passes, and what counts where they differ."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from heard.cli.label_files import refuse_output, same_file, told, write
from heard.cli.label_join import join
from heard.cli.label_reading import Terminal, read_agent, read_all, read_customer, read_pairs
from heard.cli.screen import complain, errors
from heard.errors import InputError, UsageError
from heard.labelling import agreement, labels, settling, store
from heard.labelling.keys import STEP
from heard.labelling.labels import AgentLabels, Kind
from heard.labelling.store import Item, Pass

if TYPE_CHECKING:
    from heard.cli.label_reading import Stored
    from heard.labelling.agreement import Agreement
    from heard.labelling.keys import Move

NO_THIRD_FOR_PAIRS = "pairs are not read a third time: those that differ are left out"
Check = Callable[[dict[str, object], str], tuple[dict[str, object], list[str]]]

app = typer.Typer(
    no_args_is_help=True,
    help="Label messages by docs/labelling.md, count agreement, settle what differs, join labels and text.",
)

Messages = Annotated[Path, typer.Argument(help="The messages with what was said before them, JSON lines.")]
Reader = Annotated[str, typer.Option(help="Whose pass it is; each reader has a file of their own.")]
Passes = Annotated[Path, typer.Option(help="The folder in which passes are kept: labels, if left out.")]
Answers = Annotated[Path | None, typer.Option(help="Take the labels from this file instead of asking for them.")]
First = Annotated[Path, typer.Argument(help="One reader's pass.")]
Second = Annotated[Path, typer.Argument(help="Another reader's pass over the same messages.")]


@app.command("customers")
def customers(messages: Messages, reader: Reader, passes: Passes = Path("labels"), answers: Answers = None) -> None:
    """Label customers' messages: emotions, temperature, threats, sarcasm, what is wanted, vulnerability."""
    _messages("customers", messages, reader, passes, answers)


@app.command("agents")
def agents(messages: Messages, reader: Reader, passes: Passes = Path("labels"), answers: Answers = None) -> None:
    """Label agents' messages: techniques and cautions with the words that they stand on."""
    _messages("agents", messages, reader, passes, answers)


@app.command("pairs")
def pairs(
    pairs_file: Annotated[Path, typer.Argument(help="The pairs that are asked about, JSON lines.")],
    messages: Messages,
    reader: Reader,
    passes: Passes = Path("labels"),
    answers: Answers = None,
) -> None:
    """Say of each pair of customers' messages which is hotter."""
    items = store.read_items(messages)
    asked = store.read_pairs(pairs_file, items)
    path = store.pass_file(passes, "pairs", reader)
    done = _own(path, "pairs").pairs
    if answers is None:
        told(read_pairs(Terminal(), asked, items, done, path, reader), path)
        return
    told(_take(answers, asked, done, path, lambda raw, _: _hotter(raw)), path)


@app.command("kappa")
def kappa(first: First, second: Second) -> None:
    """Print how far two passes agree, label by label, as a table in Markdown."""
    one, other = _two(first, second)
    if one.kind == "pairs":
        rows = agreement.pairs(one.pairs, other.pairs)
    elif one.kind == "customers":
        rows = agreement.customers(one.customers, other.customers)
    else:
        rows = agreement.agents(one.agents, other.agents)
    for line in _table(rows):
        typer.echo(line)
    if one.kind == "agents" and (share := agreement.overlapping(one.agents, other.agents)) is not None:
        typer.echo(f"\nWhere both gave a name to a message, the words overlap in {share:.0%}.")


@app.command("settle")
def settle(
    messages: Messages,
    first: First,
    second: Second,
    third: Annotated[
        Path | None,
        typer.Option(help="The pass of the reader who settles; it is made or added to. Needed if they differ."),
    ] = None,
    output: Annotated[Path | None, typer.Option(help="Write what counts to this file. Needed without --open.")] = None,
    answers: Answers = None,
    show_open: Annotated[
        bool, typer.Option("--open", help="Only print what needs a third reading, with both, and stop.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over the output if it is there already.")] = False,
) -> None:
    """Settle two passes: near labels count as their middle, the others are read a third time."""
    if third is not None and any(
        path is not None and same_file(third, path) for path in (messages, first, second, answers)
    ):
        raise UsageError("U003", "--third is a pass of its own, none of the other files", place=str(third))
    if show_open:
        _show_open(messages, first, second, third)
        return
    if output is None:
        raise UsageError("U003", "--output is missing: name the file for what counts, or see what is open with --open")
    refuse_output(output, (messages, first, second, third, answers), force=force)
    one, other = _two(first, second)
    if one.kind == "pairs":
        if answers is not None:
            raise UsageError("U003", NO_THIRD_FOR_PAIRS, place=str(answers))
        _settle_pairs(one, other, output)
        return
    items = store.read_items(messages)
    apart = {name: reason for name, reason in _apart(one, other).items() if reason and name in items}
    read = {} if third is None else _labels(_own(third, one.kind))
    open_now = {name: items[name] for name in apart if name not in read}
    if third is None:
        if open_now or answers is not None:
            raise UsageError(
                "U003", f"still to be read a third time: {len(open_now)}; name that pass with --third, or see --open"
            )
    elif answers is not None:
        try:
            _take_third(answers, items, apart, read, third, one.kind)
        except typer.Exit:
            errors().print(f"{output} was not written")
            raise
    elif open_now:
        _settle_by_hand({name: items[name] for name in apart}, apart, one, other, third)
    write(output, list(_settled(one, other, Pass(one.kind, {}, {}, {}) if third is None else _own(third, one.kind))))


app.command("join")(join)


def _show_open(messages: Path, first: Path, second: Path, third: Path | None) -> None:
    """What needs a third reading, a line a message; what the third has read is left out."""
    one, other = _two(first, second)
    if one.kind == "pairs":
        raise UsageError("U003", NO_THIRD_FOR_PAIRS, place=str(first))
    items = store.read_items(messages)
    read = {} if third is None else _labels(_own(third, one.kind))
    for name, apart in _apart(one, other).items():
        if apart and name in items and name not in read:
            typer.echo(json.dumps(_opened(items[name], apart, one, other), ensure_ascii=False))


def _settle_pairs(one: Pass, other: Pass, output: Path) -> None:
    """Pairs of which both say the same count, the others don't."""
    both = [name for name in one.pairs if name in other.pairs]
    same = [name for name in both if one.pairs[name] == other.pairs[name]]
    write(output, [store.line_of(name, by="agreed", hotter=one.pairs[name]) for name in same])
    if len(both) > len(same):
        errors().print(f"pairs left out, since the two readers differ: {len(both) - len(same)}")


def _take_third(
    answers: Path,
    items: Mapping[str, Item],
    apart: Mapping[str, object],
    read: Mapping[str, object],
    third: Path,
    kind: Kind,
) -> None:
    """A third reader's answers: what needs none is left aside with a count."""
    aside = 0

    def wanted(name: str) -> bool:
        nonlocal aside
        unasked = name in items and name not in apart
        aside += unasked
        return not unasked

    asked = {name: items[name] for name in apart}
    try:
        told(_take(answers, asked, read, third, lambda raw, name: _checked(kind, raw, items[name].text), wanted), third)
    finally:
        if aside:
            errors().print(f"answers left aside, since their messages need no third reading: {aside}")


def _messages(kind: Kind, messages: Path, reader: str, passes: Path, answers: Path | None) -> None:
    """A pass over messages, at the terminal or from a file of answers."""
    items = store.read_items(messages)
    path = store.pass_file(passes, kind, reader)
    own = _own(path, kind)
    if answers is not None:
        told(_take(answers, items, _labels(own), path, lambda raw, name: _checked(kind, raw, items[name].text)), path)
        return
    read = read_customer if kind == "customers" else read_agent
    told(read_all(Terminal(), items, _stored(own), path, reader, read), path)


def _own(path: Path, kind: Kind) -> Pass:
    """A pass that may not have been begun; nobody else's is ever opened while one is made."""
    if store.compressed(path):
        raise UsageError("U003", "a pass that is added to can't be compressed: unpack it first", place=str(path))
    found = store.read_pass(path) if path.exists() else Pass(kind, {}, {}, {})
    if _labels(found) and found.kind != kind:
        raise UsageError("U003", f"this pass is over {found.kind}, not {kind}", place=str(path))
    return found


def _labels(found: Pass) -> Mapping[str, object]:
    return {**found.customers, **found.agents, **found.pairs}


def _stored(found: Pass) -> dict[str, Stored]:
    """The labels of a pass on messages, as they stand in its lines."""
    customers = {name: one.as_json() for name, one in found.customers.items()}
    return customers | {name: one.without_words() for name, one in found.agents.items()}


def _two(first: Path, second: Path) -> tuple[Pass, Pass]:
    """Two passes of one kind over messages of which some are the same; one pass alone agrees with itself always."""
    if same_file(first, second):
        raise UsageError("U003", "the same pass twice; name another reader's as the second", place=str(second))
    one, other = store.read_pass(first), store.read_pass(second)
    if one.kind != other.kind:
        raise UsageError("U003", f"one pass is over {one.kind}, the other over {other.kind}")
    if not _labels(one).keys() & _labels(other).keys():
        raise UsageError("U003", "the two passes have no message in common")
    return one, other


def _hotter(raw: dict[str, object]) -> tuple[dict[str, object], list[str]]:
    """``hotter``, by itself or within ``labels``, and what is wrong with it."""
    within = raw.get("labels")
    hotter = raw.get("hotter", within.get("hotter") if isinstance(within, dict) else within)
    wrong = [] if hotter in labels.HOTTER else [f"`hotter` is {hotter!r}, none of {', '.join(labels.HOTTER)}"]
    return {"hotter": hotter}, wrong


def _checked(kind: Kind, raw: dict[str, object], text: str) -> tuple[dict[str, object], list[str]]:
    """Labels as they came, in the form of a pass, and what is wrong with them."""
    if kind == "customers":
        customer, wrong = labels.read_customer(raw.get("labels"))
        if customer.temperature % STEP:
            wrong.append(f"labels.temperature is {customer.temperature}; it goes in steps of {STEP}")
        return {"labels": customer.as_json()}, wrong
    agent, wrong = labels.read_agent(raw.get("labels"), text)
    return {"labels": agent.without_words()}, wrong


def _take(
    answers: Path,
    asked: Mapping[str, object],
    done: Mapping[str, object],
    path: Path,
    check: Check,
    wanted: Callable[[str], bool] = lambda _: True,
) -> int:
    """Put the right answers into the pass, complain of the others; how many were taken. Unwanted ones are passed by."""
    taken, failed = set(done), 0
    before = len(taken)
    for place, raw in store.lines(answers):
        name = str(raw["id"])
        if name in taken or not wanted(name):
            continue
        kept, wrong = check(raw, name) if name in asked else ({}, [f"{name} is not one of the messages"])
        for what in wrong:
            complain(InputError("I017", what, place=place))
        if wrong:
            failed += 1
            continue
        store.append(path, store.line_of(name, **kept))
        taken.add(name)
    if failed:
        errors().print(f"{failed} answers were not taken")
        told(len(taken) - before, path)
        raise typer.Exit(1)
    return len(taken) - before


def _apart(one: Pass, other: Pass) -> dict[str, list[str]]:
    """What differs, for each message that both have read."""
    if one.kind == "customers":
        both = one.customers.keys() & other.customers.keys()
        return {
            name: settling.customer_differences(one.customers[name], other.customers[name]) for name in sorted(both)
        }
    both = one.agents.keys() & other.agents.keys()
    return {name: settling.agent_differences(one.agents[name], other.agents[name]) for name in sorted(both)}


def _readings(name: str, text: str, one: Pass, other: Pass) -> list[dict[str, object]]:
    """Both readings as JSON, in an order that doesn't say whose they are."""
    found: list[dict[str, object]] = []
    for made in (one, other):
        if made.kind == "customers":
            found.append(made.customers[name].as_json())
        else:
            worded = [
                labels.Found(name=f.name, text=None if f.start is None else text[f.start : f.end], start=f.start)
                for f in made.agents[name].all()
            ]
            found.append(AgentLabels.of(worded).as_json(text))
    return found[::-1] if store.turned(name, "settle") else found


def _opened(item: Item, apart: list[str], one: Pass, other: Pass) -> dict[str, object]:
    """What a third reader is shown."""
    before = [{"role": role, "text": text} for role, text in item.before]
    return {
        "id": item.id,
        "before": before,
        "text": item.text,
        "differ": apart,
        "readings": _readings(item.id, item.text, one, other),
    }


def _settle_by_hand(
    asked: Mapping[str, Item], apart: Mapping[str, list[str]], one: Pass, other: Pass, third: Path
) -> None:
    """The third reader at the terminal."""

    def read(terminal: Terminal, item: Item, given: Stored | None) -> tuple[Move, Stored]:
        for number, reading in enumerate(_readings(item.id, item.text, one, other), 1):
            terminal.say(f"reading {number}: {json.dumps(reading, ensure_ascii=False)}", style="dim")
        terminal.say(f"they differ in: {', '.join(apart[item.id])}")
        return read_customer(terminal, item, given) if one.kind == "customers" else read_agent(terminal, item, given)

    told(read_all(Terminal(), asked, _stored(_own(third, one.kind)), third, "settle", read), third)


def _settled(one: Pass, other: Pass, third: Pass) -> Iterator[str]:
    """The lines of what counts; says how many messages still need a third reading."""
    left = 0
    for name in _apart(one, other):
        if one.kind == "customers":
            found = settling.settle_customer(one.customers[name], other.customers[name], third.customers.get(name))
        else:
            found = settling.settle_agent(one.agents[name], other.agents[name], third.agents.get(name))
        if found is None:
            left += 1
        else:
            yield store.line_of(name, by=found.by, labels=found.labels)
    if left:
        errors().print(f"{left} still need a third reading; they were left out")


def _table(rows: list[Agreement]) -> Iterator[str]:
    yield "| label | kappa | same | given by one | by the other | messages |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for row in rows:
        value = "-" if row.kappa is None else f"{row.kappa:.2f}"
        yield f"| {row.label} | {value} | {row.same:.0%} | {row.given[0]} | {row.given[1]} | {row.messages} |"

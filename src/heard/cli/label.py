"""``heard label``: a reader's pass over messages, agreement between two passes, and what counts where they differ."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from heard.cli.label_reading import Terminal, read_agent, read_all, read_customer, read_pairs
from heard.cli.screen import complain, errors
from heard.errors import InputError, UsageError
from heard.labelling import agreement, labels, settling, store
from heard.labelling.labels import AgentLabels, Kind
from heard.labelling.store import Item, Pass

if TYPE_CHECKING:
    from heard.labelling.agreement import Agreement
    from heard.labelling.keys import Move

Check = Callable[[dict[str, object], str], tuple[dict[str, object], list[str]]]

app = typer.Typer(
    no_args_is_help=True,
    help="Label messages by docs/labelling.md, count agreement, settle what differs.",
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
    asked = store.read_pairs(pairs_file, store.read_items(messages))
    path = store.pass_file(passes, "pairs", reader)
    done = _own(path, "pairs").pairs
    if answers is None:
        _told(read_pairs(Terminal(), asked, done, path, reader), path)
        return
    _told(_take(answers, asked, done, path, lambda raw, _: _hotter(raw)), path)


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
    third: Annotated[Path, typer.Option(help="The pass of the reader who settles; it is made or added to.")],
    output: Annotated[Path, typer.Option(help="Write what counts to this file.")],
    answers: Answers = None,
    show_open: Annotated[
        bool, typer.Option("--open", help="Only print what needs a third reading, with both, and stop.")
    ] = False,
) -> None:
    """Settle two passes: near labels count as their middle, the others are read a third time."""
    one, other = _two(first, second)
    if one.kind == "pairs":
        same = [name for name, hotter in one.pairs.items() if other.pairs.get(name) == hotter]
        _write(output, [store.line_of(name, by="agreed", hotter=one.pairs[name]) for name in same])
        return
    items = store.read_items(messages)
    apart = {name: reason for name, reason in _apart(one, other).items() if reason and name in items}
    open_now = {name: items[name] for name in apart if name not in _labels(_own(third, one.kind))}
    if show_open:
        for name, item in open_now.items():
            typer.echo(json.dumps(_opened(item, apart[name], one, other), ensure_ascii=False))
        return
    if answers is not None:
        _take(answers, open_now, {}, third, lambda raw, name: _checked(one.kind, raw, items[name].text))
    elif open_now:
        _settle_by_hand(open_now, apart, one, other, third)
    _write(output, list(_settled(one, other, _own(third, one.kind))))


def _messages(kind: Kind, messages: Path, reader: str, passes: Path, answers: Path | None) -> None:
    """A pass over messages, at the terminal or from a file of answers."""
    items = store.read_items(messages)
    path = store.pass_file(passes, kind, reader)
    done = _labels(_own(path, kind))
    if answers is not None:
        _told(_take(answers, items, done, path, lambda raw, name: _checked(kind, raw, items[name].text)), path)
        return
    read = read_customer if kind == "customers" else read_agent
    _told(read_all(Terminal(), items, done, path, reader, read), path)


def _own(path: Path, kind: Kind) -> Pass:
    """A pass that may not have been begun; nobody else's is ever opened while one is made."""
    found = store.read_pass(path) if path.exists() else Pass(kind, {}, {}, {})
    if _labels(found) and found.kind != kind:
        raise UsageError("U003", f"this pass is over {found.kind}, not {kind}", place=str(path))
    return found


def _labels(found: Pass) -> Mapping[str, object]:
    return {**found.customers, **found.agents, **found.pairs}


def _two(first: Path, second: Path) -> tuple[Pass, Pass]:
    """Two passes of one kind over messages of which some are the same."""
    one, other = store.read_pass(first), store.read_pass(second)
    if one.kind != other.kind:
        raise UsageError("U003", f"one pass is over {one.kind}, the other over {other.kind}")
    if not _labels(one).keys() & _labels(other).keys():
        raise UsageError("U003", "the two passes have no message in common")
    return one, other


def _hotter(raw: dict[str, object]) -> tuple[dict[str, object], list[str]]:
    wrong = [] if raw.get("hotter") in labels.HOTTER else [f"`hotter` is none of {', '.join(labels.HOTTER)}"]
    return {"hotter": raw.get("hotter")}, wrong


def _checked(kind: Kind, raw: dict[str, object], text: str) -> tuple[dict[str, object], list[str]]:
    """Labels as they came, in the form of a pass, and what is wrong with them."""
    if kind == "customers":
        customer, wrong = labels.read_customer(raw.get("labels"))
        return {"labels": customer.as_json()}, wrong
    agent, wrong = labels.read_agent(raw.get("labels"), text)
    return {"labels": agent.without_words()}, wrong


def _take(
    answers: Path,
    asked: Mapping[str, object],
    done: Mapping[str, object],
    path: Path,
    check: Check,
) -> int:
    """Put the right answers into the pass, complain of the others; how many were taken."""
    taken, failed = set(done), 0
    before = len(taken)
    for place, raw in store.lines(answers):
        name = str(raw["id"])
        if name in taken:
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
        _told(len(taken) - before, path)
        raise typer.Exit(1)
    return len(taken) - before


def _told(count: int, path: Path) -> None:
    errors().print(f"{count} added to {path}")


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
    waiting: Mapping[str, Item], apart: Mapping[str, list[str]], one: Pass, other: Pass, third: Path
) -> None:
    """The third reader at the terminal."""

    def read(terminal: Terminal, item: Item) -> tuple[Move, dict[str, object]]:
        for number, reading in enumerate(_readings(item.id, item.text, one, other), 1):
            terminal.say(f"reading {number}: {json.dumps(reading, ensure_ascii=False)}", style="dim")
        terminal.say(f"they differ in: {', '.join(apart[item.id])}")
        return read_customer(terminal, item) if one.kind == "customers" else read_agent(terminal, item)

    _told(read_all(Terminal(), waiting, (), third, "settle", read), third)


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


def _write(output: Path, rows: list[str]) -> None:
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text("".join(rows), encoding="utf-8")
    except OSError as error:
        raise UsageError("U002", str(error), place=str(output)) from error
    _told(len(rows), output)


def _table(rows: list[Agreement]) -> Iterator[str]:
    yield "| label | kappa | same | given by one | by the other | messages |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for row in rows:
        value = "-" if row.kappa is None else f"{row.kappa:.2f}"
        yield f"| {row.label} | {value} | {row.same:.0%} | {row.given[0]} | {row.given[1]} | {row.messages} |"

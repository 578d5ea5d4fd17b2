"""``heard guide``: replies for hard situations, move by move, with the gaps that are still to be filled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from heard.cli.conversation import one_conversation
from heard.cli.screen import page, safe
from heard.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable


def guide(
    name: Annotated[str | None, typer.Argument(help="A guide; none lists them.")] = None,
    conversation: Annotated[
        str | None, typer.Option("--conversation", "-c", help="The conversation that it answers: fills what is known.")
    ] = None,
    identity: Annotated[
        str | None, typer.Option("--id", help="Which conversation, when the file holds several.")
    ] = None,
    slot: Annotated[
        list[str] | None, typer.Option(help="A gap's words: reason='the maker no longer sells it'.")
    ] = None,
    playbook: Annotated[list[str] | None, typer.Option(help="A folder layered over our playbook.")] = None,
) -> None:
    """A guided reply for a hard situation: saying no, bad news, an outage, tears, and others."""
    from heard.assembly import build_engine
    from heard.engine.helping.guides import fitting
    from heard.engine.types import Conversation

    engine = build_engine(*(playbook or []))
    guides = engine.content.rubric.guides
    about = one_conversation(conversation, identity=identity) if conversation else Conversation(id="none", messages=())
    state = engine.fold(about)
    console = page()
    if name is None:
        here = {each.id for each in fitting(engine.content.rubric, state)} if conversation else set()
        table = Table(box=None, pad_edge=False)
        for column in ("guide", "for", "why"):
            table.add_column(column, no_wrap=column == "guide")
        for each in guides.values():
            style = "bold green" if each.id in here else "bold"
            table.add_row(Text(each.id, style=style), Text(each.title), Text(each.why))
        console.print(table)
        if here:
            console.print(Text(f"\nfits this conversation: {', '.join(sorted(here))}", style="green"))
        return
    if name not in guides:
        raise UsageError("U001", f"there is no guide '{name}'{did_you_mean(name, guides)}")
    slots = _slots(slot or [], engine.content.rubric.slots)
    reply = engine.guide(name, state, **slots)
    console.print(Text.assemble((guides[name].title, "bold"), f"  {guides[name].why}"))
    if reply.clock:
        console.print(Text(f"  clock: {reply.clock}", style="yellow"))
    for number, move in enumerate(reply.moves, 1):
        console.print(Text(f"  {number}. {move.title}", style="dim"))
        console.print(Padding(Text(safe(move.text)), (0, 2, 0, 5)))
    for gap in reply.gaps:
        known = engine.content.rubric.slots.get(gap)
        console.print(Text(f"  ◌ {{{gap}}}{f': {known.about}' if known else ''}", style="yellow"))
    for step in reply.after:
        console.print(Text(f"  afterwards: {step}", style="dim"))


def _slots(given: list[str], known: Iterable[str]) -> dict[str, str]:
    names = list(known)
    found = {}
    for each in given:
        key, equals, value = each.partition("=")
        if key not in names:
            raise UsageError("U003", f"there is no slot '{key}'{did_you_mean(key, names)}")
        if not equals or not value.strip():
            raise UsageError("U003", f"--slot is NAME=WORDS; say the words after {key}=")
        found[key] = value
    return found

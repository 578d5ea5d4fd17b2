"""A reader at the terminal: one message after the other, keys in, a line of the pass out after each."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer
from rich.text import Text

from heard.cli.screen import page, safe
from heard.labelling.keys import EMOTION_KEYS, FINDING_KEYS, PAIR_KEYS, THREAT_KEYS, AgentDraft, CustomerDraft
from heard.labelling.labels import read_customer as customer_of
from heard.labelling.labels import read_places
from heard.labelling.store import append, line_of, replace, shuffled, turned

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from heard.labelling.keys import Move
    from heard.labelling.store import Item

Stored = dict[str, object]
"""The labels of a message as a pass holds them."""


class Terminal:
    """Keys and lines from whoever reads; from a pipe when standard input isn't a terminal."""

    def __init__(self) -> None:
        self.console = page()
        self.typed = ""

    def key(self) -> str:
        """One key, without Enter; ``Q`` when the input has ended."""
        if sys.stdin.isatty():
            if not self.typed:
                found = str(typer.getchar())  # several at once from whoever is quick, or one that begins with escape
                self.typed = "\x1b" if found.startswith("\x1b") else found
            found, self.typed = self.typed[:1], self.typed[1:]
            return found
        found = sys.stdin.read(1)
        return found or "Q"

    def line(self, ask: str) -> str:
        """A line."""
        self.say(ask, style="dim")
        return sys.stdin.readline().rstrip("\n")

    def say(self, text: str, style: str = "") -> None:
        """A line of plain text."""
        self.console.print(Text(safe(text), style=style))


def show(terminal: Terminal, item: Item, text: str | None = None) -> None:
    """A message with what was said before it."""
    terminal.say("─" * 60, style="dim")
    for role, said in item.before:
        terminal.say(f"{role}: {said}", style="dim")
    terminal.say(text or item.text, style="bold")


def read_customer(terminal: Terminal, item: Item, given: Stored | None) -> tuple[Move, Stored]:
    """A reader's labels on a customer's message, beginning with what was ``given``, and what the reader wants next."""
    draft = CustomerDraft() if given is None else CustomerDraft.of(customer_of(given)[0])
    show(terminal, item)
    while True:
        terminal.say(draft.told())
        move = draft.press(terminal.key())
        if move == "help":
            felt = "  ".join(f"{key} {name}" for key, name in EMOTION_KEYS.items())
            threats = "  ".join(f"{key} {name}" for key, name in THREAT_KEYS.items())
            terminal.say(
                f"{felt}\n0-9 temperature, + and - by 5\n{threats}\nw wants  i sarcasm  v vulnerability\n{KEYS}"
            )
        elif move == "unfinished":
            terminal.say("the temperature is missing: a digit sets its tens, + and - move it by 5")
        elif move == "unknown":
            terminal.say(UNKNOWN)
        elif move != "more":
            return move, draft.labels().as_json()


def read_agent(terminal: Terminal, item: Item, given: Stored | None) -> tuple[Move, Stored]:
    """A reader's labels on an agent's message, by place, beginning with what was ``given``, and what is wanted next."""
    draft = AgentDraft(item.text) if given is None else AgentDraft.of(item.text, read_places(given)[0])
    numbered = " ".join(f"{item.text[a:b]}({number})" for number, (a, b) in enumerate(draft.words(), 1))
    show(terminal, item, numbered)
    while True:
        terminal.say(draft.told())
        move = draft.press(terminal.key())
        if move == "words":
            wrong = draft.place(terminal.line(f"{draft.chosen}: which words?"))
            if wrong:
                terminal.say(wrong)
        elif move == "help":
            names = "\n".join(f"{key} {name}" for key, name in FINDING_KEYS.items())
            terminal.say(f"{names}\nBackspace takes the last one back\n{KEYS}")
        elif move == "unknown":
            terminal.say(UNKNOWN)
        elif move != "more":
            return move, draft.labels().without_words()


KEYS = "Enter saves and goes on  > leaves it for later  < brings back the one before  Q stops  ? this"
UNKNOWN = "that key means nothing here; ? tells the keys"


def read_all(
    terminal: Terminal,
    items: Mapping[str, Item],
    given: Mapping[str, Stored],
    path: Path,
    reader: str,
    read: Callable[[Terminal, Item, Stored | None], tuple[Move, Stored]],
) -> int:
    """Go through what the pass doesn't hold yet (``given`` is what it holds), in the reader's own order.

    A message that is taken back keeps its line until Enter puts another in its place. Gives how many were added.
    """
    held = dict(given)
    waiting = [name for name in shuffled(list(items), reader) if name not in held]
    behind = [name for name in held if name in items]
    terminal.say(f"{len(waiting)} to read; {KEYS}")
    while waiting:
        name = waiting[0]
        move, labels = read(terminal, items[name], held.get(name))
        if move == "quit":
            break
        if move == "back":
            if behind:
                waiting.insert(0, behind.pop())
            else:
                terminal.say("there is none before this one")
            continue
        waiting.pop(0)
        if move == "done":
            put = line_of(name, labels=labels)
            if name in held:
                replace(path, name, put)
            else:
                append(path, put)
            held[name] = labels
        if name in held:
            behind.append(name)
    return len(held) - len(given)


def read_pairs(
    terminal: Terminal,
    pairs: Mapping[str, tuple[str, str]],
    items: Mapping[str, Item],
    done: Collection[str],
    path: Path,
    reader: str,
) -> int:
    """Ask of each pair which is hotter; the sides are changed for each reader, and stored as they are in the file."""
    saved = 0
    for name in shuffled([name for name in pairs if name not in done], reader):
        around = turned(name, reader)
        for number, side in enumerate(pairs[name][::-1] if around else pairs[name], 1):
            terminal.say(f"[{number}]")
            show(terminal, items[side])
        terminal.say("Which is hotter? 1, 2, or 0 for the same; > for later, Q stops")
        key = terminal.key()
        while key not in (*PAIR_KEYS, ">", "Q"):
            key = terminal.key()
        if key == "Q":
            break
        if key != ">":
            hotter = PAIR_KEYS[key]
            if around and hotter != "same":
                hotter = "first" if hotter == "second" else "second"
            append(path, line_of(name, hotter=hotter))
            saved += 1
    return saved

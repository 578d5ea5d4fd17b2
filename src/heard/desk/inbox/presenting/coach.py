"""What the coach says: the phase as a path, what is still open, what to do next; quiet when all is well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from heard.desk.inbox.presenting import words
from heard.desk.inbox.presenting.veiling import VEIL, without

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from heard.engine.helping.guides import GuidedReply

_PATH = ("centre", "listen", "acknowledge", "understand", "resolve", "follow_up")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One phase on the path: ``was``, ``here`` or ``ahead``."""

    name: str
    word: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Something that the customer has said and nobody has taken up."""

    id: str
    text: str
    missing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One next action, with words for it; ``guided`` is the same as a reply, move by move."""

    name: str
    title: str
    why: str
    say: tuple[str, ...]
    guided: GuidedReply | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coach:
    """The right-hand column."""

    ready: bool
    path: tuple[Place, ...] = ()
    phase: str = ""
    todo: str = ""
    needs: tuple[Need, ...] = ()
    actions: tuple[Advice, ...] = ()

    @property
    def silent(self) -> bool:
        """Whether there is nothing to say."""
        return not self.needs and not self.actions


@dataclass(frozen=True, slots=True, kw_only=True)
class Recap:
    """One line of the thread in five."""

    label: str
    text: str


def coach_of(
    report: Mapping[str, Any],
    *,
    titles: Mapping[str, str],
    guided: Mapping[str, GuidedReply],
    agent: str,
    hidden: Sequence[str] = (),
) -> Coach:
    """The coach from the public report, with the ``agent``'s own name in words to say.

    ``hidden``: veiled words, which are not quoted here either.
    """
    state = report.get("state")
    if not state:
        return Coach(ready=False)
    phase = state["phase"]
    return Coach(
        ready=True,
        path=path(phase),
        phase=words.phase_word(phase),
        todo=words.phase_todo(phase),
        needs=tuple(
            Need(id=need["id"], text=_named(without(need["text"], hidden)), missing=words.need_word(need["need"]))
            for need in state["unmet"]
        ),
        actions=tuple(
            Advice(
                name=action["action"],
                title=titles.get(action["action"], action["action"].replace("_", " ")),
                why=action["why"],
                say=tuple(text.replace("{agent}", agent) for text in action["say"]),
                guided=guided.get(action["action"]),
            )
            for action in report.get("guidance", [])[:3]
        ),
    )


def path(phase: str) -> tuple[Place, ...]:
    """The six phases in order; the limit stands alone when it has come to that."""
    if phase not in _PATH:
        return (Place(name=phase, word=words.phase_word(phase), place="here"),)
    here = _PATH.index(phase)
    return tuple(
        Place(
            name=name,
            word=words.phase_word(name),
            place="here" if number == here else "was" if number < here else "ahead",
        )
        for number, name in enumerate(_PATH)
    )


def recap(report: Mapping[str, Any], labels: Iterable[tuple[str, str]], hidden: Sequence[str] = ()) -> list[Recap]:
    """The thread in five lines, those for which there is something."""
    summary = report.get("state", {}).get("summary", {})
    return [Recap(label=label, text=without(summary[key], hidden)) for key, label in labels if summary.get(key)]


def orders(report: Mapping[str, Any]) -> list[str]:
    """The order numbers that were given, each once."""
    facts = report.get("state", {}).get("facts", [])
    return list(dict.fromkeys(fact["value"] for fact in facts if fact["kind"] == "order"))[:4]


def _named(text: str) -> str:
    """What is left of a need's words when they are veiled."""
    return _("words that read as abusive") if text.strip(" .!?") == VEIL else text

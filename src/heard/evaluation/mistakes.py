"""The cases that were read wrongly, one by one: what was said and what is labelled. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.evaluation.results import Mistake

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from heard.evaluation.kinds import AgentCase, CustomerCase, PairCase
    from heard.evaluation.readers import CustomerGuess


def of_names(
    cases: Sequence[CustomerCase | AgentCase],
    names: Sequence[str],
    said: Sequence[Mapping[str, float] | None],
    labelled: Sequence[Mapping[str, float]],
    *,
    least: float,
) -> list[Mistake]:
    """Cases in which a name is said (``least`` or more) and not labelled, or the other way round.

    ``labelled`` holds the value of each name that is there; ``said`` is None where a case was not assessed.
    """
    out = []
    for case, given, truth in zip(cases, said, labelled, strict=True):
        differ = [name for name in names if ((given or {}).get(name, 0.0) >= least) != (name in truth)]
        if differ:
            out.append(
                Mistake(
                    id=case.id,
                    said=None if given is None else {name: round(given.get(name, 0.0), 3) for name in differ},
                    labelled={name: truth.get(name, 0.0) for name in differ},
                    text=case.conversation.messages[-1].text,
                )
            )
    return out


def of_temperature(
    cases: Sequence[CustomerCase], guesses: Sequence[CustomerGuess | None], *, most: float
) -> list[Mistake]:
    """Cases that are further off than ``most`` degrees, and those that were not assessed."""
    return [
        Mistake(
            id=case.id,
            said=None if guess is None else {"temperature": round(guess.temperature, 1)},
            labelled={"temperature": case.temperature},
            text=case.conversation.messages[-1].text,
        )
        for case, guess in zip(cases, guesses, strict=True)
        if guess is None or abs(guess.temperature - case.temperature) > most
    ]


def of_pair(case: PairCase, first: CustomerGuess | None, second: CustomerGuess | None) -> Mistake:
    """A pair of which the wrong one, or none, was read as the hotter."""
    read = None
    if first is not None and second is not None:
        read = {"first": round(first.temperature, 1), "second": round(second.temperature, 1)}
    texts = (side.messages[-1].text for side in (case.first, case.second))
    return Mistake(id=case.id, said=read, labelled={"hotter": case.hotter}, text="\n".join(texts))

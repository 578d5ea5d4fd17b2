"""The simulated customer: the engine turned round. What calms people by the rubric calms it, and it speaks as it feels.

Everything is a function of the seed and of what was said, so a turn can be taken back and answered otherwise.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from heard.engine.simulating import mood
from heard.engine.simulating.chance import draw, made, pick
from heard.engine.simulating.hearing import DEEDS, Ear
from heard.engine.simulating.kinds import NOTHING, PLAIN, band_of
from heard.engine.simulating.lines import filled, holding, line, telling
from heard.engine.simulating.values import Said, Simulated
from heard.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from heard.engine.pipeline import Engine
    from heard.engine.rubric import Detail, Persona, Want
    from heard.engine.simulating.hearing import Heard
    from heard.engine.simulating.kinds import Over
    from heard.engine.simulating.mood import Change
    from heard.engine.state import State

_TOO_HOT_TO_AGREE = 70
_PLEASED, _CALM = 35, 20
_RELIEF = 0.7
_ASKED_TWICE = 6
_WAITED = 7.0
_SHORTEST, _LONGEST, _READS_A_SECOND = 4.0, 90.0, 22.0
_GENERAL = frozenset(["open", "feel", "outcome"])
_MOST_ANSWERS, _MOST_TURNS, _MOST_SUMS = 2, 24, 80


class Simulator:
    """Plays the personas of an engine's playbook. Holds no conversation; may be shared between threads."""

    def __init__(self, engine: Engine) -> None:
        self._ear = Ear(engine)
        self.personas: Mapping[str, Persona] = engine.content.rubric.personas

    def open(self, persona: str, *, seed: int) -> tuple[Simulated, Said]:
        """Somebody who writes for the first time. Raises ``UsageError`` U001 for a persona that isn't there."""
        who = self._persona(persona)
        name = pick(who.names, seed, persona, "name")
        facts = {"name": name}
        for detail in who.details.values():
            if detail.values:
                value = pick(detail.values, seed, persona, detail.id, "which")
                facts[detail.id] = filled(made(value, seed, persona, detail.id), facts)
        simulated = Simulated(
            persona=persona,
            seed=seed,
            name=name,
            temperature=who.temperature,
            patience=who.patience,
            facts=tuple(facts.items()),
        )
        return self._say(who, simulated, "opening", length=0)

    def reply(self, simulated: Simulated, state: State, texts: Sequence[str]) -> tuple[Simulated, Said | None]:
        """What it says to an agent's ``texts``; ``state`` is the conversation's before them. None when it is over."""
        if simulated.over is not None or not any(text.strip() for text in texts):
            return simulated, None
        who = self._persona(simulated.persona)
        heard = self._ear.hear(state, texts, simulated.sentences)
        new = [want.id for want in who.wants if self._is_offered(want, heard)]
        asked = self._asked(who, simulated, heard)
        by = mood.change(who, simulated, heard, offered=bool(new), asked=bool(asked))
        if "asked_again" not in heard.risked and any(
            detail.id in simulated.told and not _GENERAL.issuperset(detail.asked_by) for detail in asked
        ):
            by = replace(by, heat=by.heat + _ASKED_TWICE)
        if simulated.accepted and not by.wrong:
            by = replace(by, heat=0.0, patience=0)
        temperature, eased, patience = mood.after(who, simulated, by)
        simulated = replace(
            simulated,
            temperature=temperature,
            eased=eased,
            patience=patience,
            turns=simulated.turns + 1,
            nudges=0,
            heard=mood.counted(dict(simulated.heard), (*heard.done, *heard.risked)),
            sentences=tuple(dict.fromkeys((*simulated.sentences, *heard.sentences)))[-_MOST_SUMS:],
            offered=tuple(dict.fromkeys((*simulated.offered, *new))),
            accepted=simulated.accepted and not by.hurt,
        )
        return self._answer(who, simulated, heard, by, asked)

    def nudge(self, simulated: Simulated, waited_seconds: float) -> tuple[Simulated, Said | None]:
        """What it writes when nobody has answered for so long since its last message; None while it still waits."""
        who = self._persona(simulated.persona)
        if simulated.over is not None or waited_seconds < who.waits:
            return simulated, None
        if simulated.accepted:
            return self._end(who, simulated, "settled", length=0)
        heated = simulated.temperature + _WAITED * who.inflames.get(NOTHING, 1.0)
        simulated = replace(
            simulated,
            temperature=round(min(100.0, heated), 2),
            patience=simulated.patience - 1,
            nudges=simulated.nudges + 1,
            turns=simulated.turns + 1,
        )
        if simulated.patience <= 0 or simulated.nudges > len(who.lines["nudge"]) + 2:
            return self._end(who, simulated, "left", length=0)
        return self._say(who, simulated, "nudge", length=0)

    def subject(self, simulated: Simulated) -> str:
        """The conversation's subject."""
        return filled(self._persona(simulated.persona).subject, dict(simulated.facts))

    def helps(self, simulated: Simulated) -> dict[str, str]:
        """What an agent who knows everything would fill into the slots of words to say: the key to the exercise."""
        facts = dict(simulated.facts)
        known = {slot: filled(text, facts) for slot, text in self._persona(simulated.persona).helps.items()}
        return {"name": simulated.name.split()[0], **known}

    # -- what is decided

    def _answer(
        self, who: Persona, simulated: Simulated, heard: Heard, by: Change, asked: Sequence[Detail]
    ) -> tuple[Simulated, Said]:
        if simulated.patience <= 0 or simulated.turns >= _MOST_TURNS:
            return self._end(who, simulated, "escalated" if who.breaks == "escalated" else "left", length=heard.length)
        if simulated.accepted and not by.hurt and not asked:
            return self._end(who, simulated, "settled", length=heard.length)
        if not simulated.accepted and not by.hurt and self._agrees(who, simulated):
            simulated = replace(simulated, accepted=True, temperature=round(simulated.temperature * _RELIEF, 2))
            if heard.ends:
                return self._end(who, simulated, "settled", length=heard.length)
            return self._say(who, simulated, "accepts", length=heard.length)
        told = self._tell(who, simulated, heard, by, asked)
        if told is not None:
            return told
        return self._say(who, simulated, self._kind(who, simulated, heard, by), length=heard.length)

    def _kind(self, who: Persona, simulated: Simulated, heard: Heard, by: Change) -> str:
        """Which need the next line is for."""
        if by.hurt:
            return "told" if "asked_again" in heard.risked else "hardened"
        if simulated.offered and simulated.eased >= who.hearing:
            return "when" if self._lacks(who, simulated) else "softened"
        if simulated.offered and not by.moved:
            return "too_soon"
        if heard.state.agent.asked and by.moved:
            return "confirms" if "paraphrase" in heard.done else "softened"
        if not simulated.offered and not {"solution_offered", "alternative_offered"}.isdisjoint(heard.done):
            return "not_it"
        if heard.asked - _GENERAL and not by.moved:
            return "unsure"
        if by.moved:
            first = not any(key.startswith("softened.") for key in simulated.used)
            ready = simulated.eased >= who.hearing
            return "ask" if ready and not first else "softened"
        return "ask" if who.hearing and simulated.eased >= who.hearing else "unmoved"

    def _agrees(self, who: Persona, simulated: Simulated) -> bool:
        """Whether what was offered settles it, and it has been heard enough to say yes."""
        calm = simulated.temperature < _CALM and simulated.eased >= who.hearing / 2
        if not (simulated.eased >= who.hearing or calm) or simulated.temperature >= _TOO_HOT_TO_AGREE:
            return False
        return any(self._is_whole(want, simulated) for want in who.wants)

    def _lacks(self, who: Persona, simulated: Simulated) -> bool:
        return not any(self._is_whole(want, simulated) for want in who.wants)

    def _is_whole(self, want: Want, simulated: Simulated) -> bool:
        return want.id in simulated.offered and all(simulated.times(name) for name in want.needs)

    def _is_offered(self, want: Want, heard: Heard) -> bool:
        by = want.by or DEEDS
        return any(
            self._ear.holds(words, phrase)
            for technique, words in heard.offers
            if (technique in by) or (technique is None and PLAIN in by)
            for phrase in want.words
        )

    def _asked(self, who: Persona, simulated: Simulated, heard: Heard) -> list[Detail]:
        """What it was asked for and can tell: at most two by name; else one that answers a general question."""
        data, named, general = [], [], []
        for each in who.details.values():
            names = [name for name in each.asked_by if name not in _GENERAL]
            if not heard.asked.isdisjoint(names):
                data.append(each)
            elif any(self._ear.holds(tuple(heard.about), name) for name in names):
                named.append(each)
            elif not heard.asked.isdisjoint(each.asked_by):
                general.append(each)
        general.sort(key=lambda each: each.id in simulated.told)
        return data[:_MOST_ANSWERS] or named[:_MOST_ANSWERS] or general[:1]

    # -- what is said

    def _tell(
        self, who: Persona, simulated: Simulated, heard: Heard, by: Change, asked: Sequence[Detail]
    ) -> tuple[Simulated, Said] | None:
        """The details asked for, told; behind a kind word for a kind question now and then."""
        texts: list[str] = []
        start = simulated
        for detail in asked:
            found = telling(simulated, detail)
            if found is not None:
                simulated = self._noted(simulated, found, detail.id)
                texts.append(found[1])
        if not texts and "name" in heard.asked:
            texts = ["{name}"] if "name.say" not in simulated.used else []
            simulated = self._noted(simulated, ("name.say", "{name}"), "name")
        if not texts:
            return None
        lead = line(who, start, "softened", band_of(start.temperature)) if by.moved else None
        if lead is not None and draw(who.id, start.seed, start.turns, "lead") % 2:
            simulated = self._noted(simulated, lead)
            texts.insert(0, lead[1])
        texts = [*(_ended(text) for text in texts[:-1]), texts[-1]]
        return self._said(who, simulated, " ".join(texts), length=heard.length)

    def _end(self, who: Persona, simulated: Simulated, over: Over, *, length: int) -> tuple[Simulated, Said]:
        kind = {"left": "leaves", "escalated": "escalates"}.get(over, "")
        if over == "settled":
            whole = any(self._is_whole(want, simulated) and not want.partly for want in who.wants)
            kind = "thanks" if whole and simulated.temperature < _PLEASED else "cool_goodbye"
        return self._say(who, replace(simulated, over=over), kind, length=length)

    def _say(self, who: Persona, simulated: Simulated, kind: str, *, length: int) -> tuple[Simulated, Said]:
        found = line(who, simulated, kind, band_of(simulated.temperature))
        if found is None and simulated.over is None:
            return self._end(who, simulated, "left", length=length)
        key, text = found or ("", "…")
        return self._said(who, self._noted(simulated, (key, text)), text, length=length)

    @staticmethod
    def _noted(simulated: Simulated, found: tuple[str, str], *told: str) -> Simulated:
        key, text = found
        names = (*told, *holding(text, dict(simulated.facts)))
        return replace(
            simulated,
            used=(*simulated.used, key),
            told=tuple(dict.fromkeys((*simulated.told, *(name for name in names if name != "name")))),
        )

    def _said(self, who: Persona, simulated: Simulated, text: str, *, length: int) -> tuple[Simulated, Said]:
        """The message with the time that it takes: longer for long ones and for those who are beside themselves."""
        text = filled(text, dict(simulated.facts))
        seconds = length / _READS_A_SECOND + len(text) / who.pace * (1 + simulated.temperature / 200)
        seconds += draw(who.id, simulated.seed, simulated.turns, "pause") % 60 / 10
        after = round(min(_LONGEST, max(_SHORTEST, seconds)), 1)
        return simulated, Said(text=text, after_seconds=after, over=simulated.over)

    def _persona(self, name: str) -> Persona:
        if name not in self.personas:
            raise UsageError("U001", f"there is no persona '{name}'{did_you_mean(name, self.personas)}")
        return self.personas[name]


def _ended(text: str) -> str:
    """A line that another one follows ends with a mark."""
    return f"{text}." if text[-1:].isalnum() else text

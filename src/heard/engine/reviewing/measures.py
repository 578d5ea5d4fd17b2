"""How each criterion of a scorecard is told from a reading: an outcome, the words it rests on, and where to mend it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from heard.engine.helping.conditions import FIXES
from heard.engine.reviewing.case import ACKNOWLEDGING, HEATED, Case

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from heard.engine.rubric import Criterion
    from heard.engine.types import Quote, Unmet

Verdict = Literal["met", "partly", "not_met", "not_applicable"]
NOT_APPLICABLE: Verdict = "not_applicable"

OUTCOMES: Mapping[str, Mapping[str, Verdict]] = {
    "acknowledged": {
        "at_once": "met",
        "late": "partly",
        "after_fix": "partly",
        "some": "partly",
        "never": "not_met",
        "taken_back": "not_met",
        "no_feeling": "not_applicable",
        "unanswered": "not_applicable",
    },
    "paraphrased": {
        "given_back": "met",
        "after_fix": "partly",
        "detail": "partly",
        "echoed": "partly",
        "missing": "not_met",
        "simple": "not_applicable",
    },
    "avoids": {"clean": "met", "mended": "partly", "found": "not_met", "nothing_said": "not_applicable"},
    "does": {"done": "met", "missing": "not_met", "spoilt": "partly"},
    "cooled": {
        "cool": "met",
        "cooler": "partly",
        "hot": "not_met",
        "gave_up": "not_met",
        "limit_set": "not_applicable",
        "never_hot": "not_applicable",
        "no_word_since": "not_applicable",
    },
    "in_order": {
        "kept": "met",
        "same_breath": "partly",
        "rushed": "partly",
        "too_soon": "not_met",
        "no_feeling": "not_applicable",
        "no_fix": "not_applicable",
    },
    "asked_once": {
        "once": "met",
        "mended": "partly",
        "twice": "not_met",
        "nothing_asked": "not_applicable",
    },
    "next_step": {"clear": "met", "no_time": "partly", "vague": "not_met", "settled": "not_applicable"},
    "nothing_open": {
        "nothing": "met",
        "question": "partly",
        "open": "not_met",
        "just_raised": "not_applicable",
    },
    "closed": {
        "done": "met",
        "warm": "partly",
        "not_done": "not_met",
        "not_needed": "not_applicable",
        "not_solved": "not_applicable",
        "customer_ended": "not_applicable",
    },
    "let_speak": {"free": "met", "once": "partly", "often": "not_met", "no_sound": "not_applicable"},
}
"""Every measure's outcomes, and the verdict each of them is."""

_COOL, _LESS, _TROUBLED, _HOT = HEATED, 15, 20, 60
_MENDING = frozenset(["apology_specific", "ownership", "empathy_reset"])
_QUESTIONS = frozenset(["clarifying_question_open", "clarifying_question_closed", "exploration"])
_TOOK_IN = ("personal_detail", "exploration")
_PROMISES = ("commitment", "follow_up")
_GAVE_UP = frozenset(["disengagement", "sarcasm", "cancel_threat", "report_threat", "legal_threat", "public_threat"])
_REPEATING = frozenset(["repeated_complaint", "already_said"])
_A_STORY, _A_STORY_WHEN_UPSET = 45, 25
_OVER, _OFTEN, _THREE = 1.0, 3, 3
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a measure found. ``message`` is the agent's message in which it could have gone better."""

    outcome: str
    values: Mapping[str, str]
    evidence: tuple[Quote, ...] = ()
    message: str | None = None


def _ordinal(number: int) -> str:
    return _ORDINALS[number - 1] if number <= len(_ORDINALS) else f"{number}th"


def _count(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def acknowledged(case: Case, criterion: Criterion) -> Found:
    """Every feeling that showed: taken up in the next reply, before any fix, and not taken back."""
    shown = case.episodes(criterion.techniques or ACKNOWLEDGING)
    if not shown:
        return Found(outcome="no_feeling", values=case.values())
    answered = [each for each in shown if each.first is not None]
    if not answered:
        return Found(outcome="unanswered", values=case.values(feeling=shown[-1].feeling, quote=shown[-1].shown))
    late = [each for each in answered if each.reply != 1]
    missed = [each for each in late if each.taken_up is None]
    after_fix = [each for each in answered if each.reply == 1 and each.fix is not None]
    worst = next(iter([*missed, *late, *after_fix, *answered]))
    if missed:
        outcome = "some" if len(missed) < len(answered) else "taken_back" if worst.spoilt else "never"
    else:
        outcome = "late" if late else "after_fix" if after_fix else "at_once"
    evidence = [worst.shown]
    evidence += [each.taken_up[1] for each in [worst, *answered] if each.taken_up]
    if worst.spoilt and not worst.taken_up:
        evidence.insert(1, worst.spoilt)
    where = worst.first if outcome not in ("at_once", "after_fix") or worst.taken_up is None else worst.taken_up[0]
    taken_up = worst.taken_up[1] if worst.taken_up else worst.spoilt
    values = case.values(
        worst.taken_up[0] if worst.taken_up else where,
        feeling=worst.feeling,
        reply=_ordinal(worst.reply or 1),
        count=_count(len(missed)),
        quote=taken_up or worst.shown,
    )
    values["told"] = worst.shown.message
    return Found(outcome=outcome, values=values, evidence=tuple(evidence), message=_id(case, where))


def _id(case: Case, index: int | None) -> str | None:
    return None if index is None else case.messages[index].id


def paraphrased(case: Case, criterion: Criterion) -> Found:
    """What the customer told, given back before the fix; a simple question needs none of it."""
    story = None if case.calm else _story(case)
    if story is None and case.done(criterion.techniques):
        story = case.customers[0] if case.customers else None
    if story is None or not case.after(story, case.agents):
        return Found(outcome="simple", values=case.values())
    given = [(n, quote) for n, quote in case.done(criterion.techniques) if n > story]
    fix = next(((n, quote) for n, quote in case.done(FIXES) if n > story), None)
    echoes = case.risked(criterion.cautions)
    where = case.after(story, case.agents)[0]
    told = case.opening(story)
    back = case.given_back(story, case.after(story, case.agents)[:2])
    if given:
        late = fix is not None and (fix[0], fix[1].start) < (given[0][0], given[0][1].start)
        outcome = "after_fix" if late else "given_back"
        evidence = (fix[1], given[0][1]) if late and fix else tuple(quote for _, quote in given)
        values = case.values(given[0][0], quote=given[0][1])
    elif echoes:
        outcome, evidence = "echoed", (echoes[0][1],)
        values = case.values(echoes[0][0], quote=echoes[0][1])
    elif back is not None and back[0] >= _THREE:
        outcome, evidence = "given_back" if back[0] > _THREE else "detail", (told, back[1])
        values = case.values(where, quote=back[1])
    elif details := case.done(_TOOK_IN, case.after(story, case.agents)[:2]):
        outcome, evidence = "detail", (told, details[0][1])
        values = case.values(details[0][0], quote=details[0][1])
    else:
        outcome, evidence = "missing", (told,)
        values = case.values(where)
    values["told"] = case.messages[story].id
    return Found(outcome=outcome, values=values, evidence=evidence, message=_id(case, where))


def _story(case: Case) -> int | None:
    """The first customer message that tells more than a simple question."""
    for n in case.customers:
        words = len(case.messages[n].text.split())
        if words >= _A_STORY or (words >= _A_STORY_WHEN_UPSET and case.feeling(n) is not None):
            return n
    return None


def avoids(case: Case, criterion: Criterion) -> Found:
    """None of the criterion's cautions; with ``techniques``, it only applies when one of those was done."""
    found = case.risked(criterion.cautions)
    if not found:
        said = [n for n, quote in case.done(criterion.techniques) if not case.is_spoilt(n, quote, sentence=True)]
        if criterion.techniques and not said:
            return Found(outcome="nothing_said", values=case.values())
        return Found(outcome="clean", values=case.values())
    first, words = found[0]
    mended = [quote for n, quote in case.done(_MENDING) if n > found[-1][0] and not case.is_spoilt(n, quote)]
    places = len({n for n, _ in found})
    values = case.values(first, quote=words, count=_count(places)) | {
        "instead": case.instead(first, criterion.cautions)
    }
    evidence = tuple(quote for _, quote in found)
    if mended:
        outcome = "mended"
        evidence = (*evidence[:3], mended[0])
    else:
        outcome = "found"
    return Found(outcome=outcome, values=values, evidence=evidence, message=_id(case, first))


def does(case: Case, criterion: Criterion) -> Found:
    """One of the criterion's techniques, and none of its cautions: for criteria of a team's own."""
    done = case.done(criterion.techniques)
    spoilt = case.risked(criterion.cautions)
    if not done:
        return Found(outcome="missing", values=case.values(case.agents[0]), message=_id(case, case.agents[0]))
    index, words = (spoilt or done)[0]
    return Found(
        outcome="spoilt" if spoilt else "done",
        values=case.values(index, quote=words),
        evidence=tuple(quote for _, quote in (spoilt or done)),
        message=_id(case, index) if spoilt else None,
    )


def cooled(case: Case, _: Criterion) -> Found:
    """Whether the customer's words cooled after the agents' turns; cooling by giving up does not count."""
    heated = [n for n in case.customers if case.temperature(n) >= HEATED]
    if not heated:
        return Found(outcome="never_hot", values=case.values())
    answered = [n for n in heated if case.after(n, case.agents)]
    last = case.customers[-1]
    heard_back = [n for n in answered if case.after(case.after(n, case.agents)[0], case.customers)]
    if not heard_back and not case.after(case.agents[0], case.customers):
        return Found(outcome="no_word_since", values=case.values())
    peak = max(heated, key=lambda n: (case.temperature(n), -n))
    before = [n for n in case.agents if n < last]
    high, low = case.temperature(peak), case.temperature(last)
    values = case.values(before[-1] if before else None) | {"from": str(high), "to": str(low)}
    evidence = (case.shown_by(peak), *((case.opening(last),) if last != peak else ()))
    if case.was_limited(heated[-1]) and not low < _COOL:
        limits = [quote for _, quote in case.done(("boundary",))]
        values["quote"] = case.shown(limits[0])
        return Found(outcome="limit_set", values=values, evidence=tuple(limits))
    if case.has(last, _GAVE_UP):
        outcome = "gave_up"
        values["quote"] = case.shown(case.cue(last, _GAVE_UP) or case.opening(last))
    elif low < _COOL and high - low >= _LESS:
        outcome = "cool"
    else:
        outcome = "cooler" if high - low >= _LESS else "hot"
    after = case.after(heated[0], case.agents)
    where = None if outcome == "cool" else (after or case.agents)[0]
    return Found(outcome=outcome, values=values, evidence=evidence, message=_id(case, where))


def in_order(case: Case, criterion: Criterion) -> Found:
    """Acknowledge, understand, solve: no fix before the feeling was taken up."""
    early = case.risked(criterion.cautions)
    shown = [each for each in case.episodes() if each.first is not None and case.is_grave(each.at)]
    if not shown and not early:
        return Found(outcome="no_feeling", values=case.values())
    fixes = [(n, quote) for n, quote in case.done(FIXES) if not shown or n > shown[0].at]
    if not fixes and not early:
        return Found(outcome="no_fix", values=case.values())
    ahead = [(each, each.fix) for each in shown if each.fix is not None]
    if early or ahead:
        index, words = early[0] if early else ahead[0][1]
        mate = next((each for each, fix in ahead if each.taken_up and fix[0] == index == each.taken_up[0]), None)
        evidence = [shown[0].shown] if shown else []
        evidence += [words, *([mate.taken_up[1]] if mate and mate.taken_up else [])]
        outcome = "same_breath" if mate else "too_soon"
        values = case.values(index, quote=words, feeling=shown[0].feeling if shown else "feeling")
        return Found(outcome=outcome, values=values, evidence=tuple(evidence), message=_id(case, index))
    index, words = fixes[0]
    after = case.after(index, case.customers)
    again = case.cue(after[0], _REPEATING) if after else None
    asked = any(n <= index for n, _ in case.done({*_QUESTIONS, "paraphrase"}))
    values = case.values(index, quote=words, feeling=shown[0].feeling)
    if again is not None and not asked:
        return Found(outcome="rushed", values=values, evidence=(words, again), message=_id(case, index))
    taken_up = shown[0].taken_up
    return Found(outcome="kept", values=values, evidence=(*((taken_up[1],) if taken_up else ()), words))


def asked_once(case: Case, criterion: Criterion) -> Found:
    """Nothing asked that the customer had already given, by the caution or by the customer's own word."""
    twice = case.risked(criterion.cautions)
    evidence = [quote for _, quote in twice]
    places = [n for n, _ in twice]
    for n in case.customers:
        place = bisect_left(case.agents, n) - 1
        last = case.agents[place] if place >= 0 else None
        if last is not None and last not in places and _asks(case, last) and (said := case.cue(n, ("already_said",))):
            places.append(last)
            evidence += [_question(case, last), said]
    if places:
        first = min(places)
        mended = [quote for n, quote in case.done(_MENDING) if n > first and not case.is_spoilt(n, quote)]
        values = case.values(first, quote=evidence[0], count=_count(len(places)))
        return Found(
            outcome="mended" if mended else "twice",
            values=values,
            evidence=(*evidence[:3], *mended[:1]),
            message=_id(case, first),
        )
    asking = [n for n in case.agents if _asks(case, n)]
    if not asking:
        return Found(outcome="nothing_asked", values=case.values())
    return Found(outcome="once", values=case.values(asking[0], count=_count(len(asking))))


def _asks(case: Case, index: int) -> bool:
    return "?" in case.messages[index].text or bool(case.done(_QUESTIONS, (index,)))


def _question(case: Case, index: int) -> Quote:
    found = case.done(_QUESTIONS, (index,))
    return found[0][1] if found else case.opening(index)


def next_step(case: Case, criterion: Criterion) -> Found:
    """Whether the customer knows what happens, and when, if anything is still to be done."""
    times = [(n, q) for n, q in case.done(criterion.techniques) if not case.is_spoilt(n, q, sentence=True)]
    promises = [(n, q) for n, q in case.done(_PROMISES) if not case.is_spoilt(n, q, sentence=True)]
    first = case.customers[0] if case.customers else -1
    times = [(n, q) for n, q in times if n > first]
    promises = [(n, q) for n, q in promises if n > first]
    standing = [need for need in _standing(case) if need.need != "information"]
    newest = case.customers[-1] if case.customers else -1
    accepted = bool(promises) and case.calm and promises[-1][0] < newest
    if not times and not standing and (not promises or case.solved or accepted):
        return Found(outcome="settled", values=case.values())
    if not promises and not times:
        last = case.agents[-1]
        return Found(outcome="vague", values=case.values(last), evidence=(case.opening(last),), message=_id(case, last))
    if times:
        held = {case.whole(quote) for _, quote in promises}
        index, words = next((each for each in reversed(times) if case.whole(each[1]) in held), times[-1])
        return Found(outcome="clear", values=case.values(index, quote=words), evidence=(words,))
    index, words = promises[-1]
    values = case.values(index, quote=words)
    return Found(outcome="no_time", values=values, evidence=(words,), message=_id(case, index))


def _raised_last(case: Case, message: str) -> bool:
    """Whether a message came after every agent's, so that nobody could answer it yet."""
    place = next((n for n, each in enumerate(case.messages) if each.id == message), 0)
    return place > case.agents[-1]


def _standing(case: Case) -> list[Unmet]:
    """What is open although somebody could have taken it up; a question put calmly is answered by a statement."""
    return [
        need
        for need in case.state.unmet
        if not _raised_last(case, need.message)
        and not _limited(case, need.message)
        and not (need.need == "information" and _was_answered(case, need.message))
    ]


def _was_answered(case: Case, message: str) -> bool:
    place = next((n for n in case.customers if case.messages[n].id == message), None)
    if place is None or case.temperature(place) >= HEATED:
        return False
    return any(case.states(n) for n in case.after(place, case.agents)[:2])


def _limited(case: Case, message: str) -> bool:
    return any(case.messages[n].id == message and case.was_limited(n) for n in case.customers)


def nothing_open(case: Case, _: Criterion) -> Found:
    """What the customer said or asked and nobody took up by the end."""
    unmet = case.state.unmet
    standing = _standing(case)
    last = case.agents[-1]
    if not standing:
        return Found(outcome="just_raised" if unmet else "nothing", values=case.values(last))
    evidence = []
    for need in standing:
        index = next(n for n, each in enumerate(case.messages) if each.id == need.message)
        evidence.append(case.quote(index, need.start, need.end))
    after = case.after(next(n for n, m in enumerate(case.messages) if m.id == standing[0].message), case.agents)
    outcome = "question" if all(need.need == "information" for need in standing) else "open"
    values = case.values(last, quote=evidence[0], count=_count(len(standing)))
    return Found(outcome=outcome, values=values, evidence=tuple(evidence), message=_id(case, (after or [last])[0]))


def closed(case: Case, criterion: Criterion) -> Found:
    """Once a trouble is solved: whether anybody asks, or says they will ask, if it stayed so."""
    troubled = any(case.temperature(n) >= _TROUBLED or case.feeling(n) for n in case.customers)
    if not troubled:
        return Found(outcome="not_needed", values=case.values())
    if not case.solved:
        return Found(outcome="not_solved", values=case.values())
    done = case.done(criterion.techniques)
    if done:
        index, words = done[-1]
        evidence = tuple(quote for _, quote in done[-2:])
        return Found(outcome="done", values=case.values(index, quote=words), evidence=evidence)
    last = case.after(case.customers[-1], case.agents)
    if not last:
        return Found(outcome="customer_ended", values=case.values())
    if promised := case.done(("commitment",), last):
        index, words = promised[0]
        return Found(outcome="done", values=case.values(index, quote=words), evidence=(words,))
    kind = case.done(("appreciation", "positive_language", "personal_detail", "validation"), last)
    words = kind[0][1] if kind else case.opening(last[0])
    mild = max(case.temperature(n) for n in case.customers) < _HOT
    return Found(
        outcome="warm" if kind or mild else "not_done",
        values=case.values(last[0], quote=words),
        evidence=(words,),
        message=_id(case, last[0]),
    )


def let_speak(case: Case, _: Criterion) -> Found:
    """On the phone: how often the customer was still heard under somebody else's voice. Their channel only."""
    heard = [(n, case.messages[n].voice) for n in case.customers]
    known = [
        (n, voice.overlap_seconds) for n, voice in heard if voice is not None and voice.overlap_seconds is not None
    ]
    if not known:
        return Found(outcome="no_sound", values=case.values())
    over = [n for n, seconds in known if seconds >= _OVER]
    values = case.values(count=_count(len(over)))
    outcome = "free" if not over else "often" if len(over) >= _OFTEN else "once"
    after = case.after(over[0], case.agents) if over else []
    return Found(
        outcome=outcome,
        values=values,
        evidence=tuple(case.opening(n) for n in over),
        message=_id(case, after[0]) if after else None,
    )


MEASURES: Mapping[str, Callable[[Case, Criterion], Found]] = {
    "acknowledged": acknowledged,
    "paraphrased": paraphrased,
    "avoids": avoids,
    "does": does,
    "cooled": cooled,
    "in_order": in_order,
    "asked_once": asked_once,
    "next_step": next_step,
    "nothing_open": nothing_open,
    "closed": closed,
    "let_speak": let_speak,
}

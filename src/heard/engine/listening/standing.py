"""How things are said to stand: in stock or sold out, open or shut, covered or not. Opposites that share no word."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_YES = {
    "stock": "stock,available,availability,left over,in stock,still have,have plenty",
    "open": "open,opens",
    "free": "free,complimentary,included,free of charge,at no cost,on the house,no charge,no fee,no cost,no extra,"
    "in that price,in the price,all in,part of the price,thrown in,nothing to pay",
    "covered": "covered,covers,cover,under warranty,insured,included in the warranty",
    "approved": "approved,accepted,granted,authorised,authorized,successful,gone through,went through,confirmed",
    "sent": "shipped,dispatched,despatched,posted,on its way,on the way,on the van,on the lorry,"
    "in transit,sent,left,leaving",
    "done": "completed,finished,processed,issued,refunded,credited,resolved,fixed,repaired,solved,"
    "sorted,cancelled,closed",
    "allowed": "allowed,allow,allows,accept,accepts,"
    "permitted,welcome,eligible,possible,accepted,fine,no problem,no issue,qualify,"
    "qualifies,entitled,refundable",
    "needed": "required,needed,necessary,compulsory,mandatory,obligatory,need,needs,must",
    "here": "received,arrived,got your,have your,it is here,reached us,came in",
    "tied": "minimum term,minimum contract,minimum period,tied in,locked in,notice period,fixed term,exit fee,"
    "cancellation fee,termination fee,early exit",
    "ours": "we take care,takes care,handle,handles,our side,we deal,looks after",
}
_NO = {
    "stock": "sold out,out of stock,unavailable,discontinued,none left,no longer sell,no longer made,run out,ran out",
    "open": "closed,shut,closes,shuts",
    "free": "costs,cost,fee,charge,charged,surcharge,payable,extra",
    "covered": "excluded,exclusion,out of warranty,void,voided",
    "approved": "rejected,declined,refused,denied,turned down,unsuccessful,under review,looked at,"
    "being reviewed,pending,no decision",
    "sent": "still in the warehouse,still at the depot,still here,waiting to be,not left,in the factory,being packed",
    "done": "in progress,pending,being processed,under way,outstanding,open,active,still running,"
    "still being,being worked",
    "allowed": "forbidden,prohibited,impossible,ineligible,excluded,final sale,against the rules,banned,"
    "refused,non refundable",
    "needed": "optional,unnecessary,no need,needless",
    "here": "no record,no trace,no sign,never arrived,nothing from,nothing here,not on file,lost,missing",
    "tied": "stop at any,stop any time,stop anytime,stop whenever,cancel at any,cancel any time,cancel anytime,"
    "cancel whenever,leave at any,leave any time,leave anytime,leave whenever,no contract,no commitment,no strings",
    "ours": "not done at,not our,another department,different department,somebody else,someone else",
}
_PROGRESSES = frozenset(["approved", "sent", "done", "here"])
"""What may turn from no to yes as time goes by, without anybody having been wrong."""
_NOT = frozenset(["not", "never", "no", "nobody", "none", "nothing", "without", "nor"])
_REACH = 4


def _phrases(table: dict[str, str], value: float) -> Iterator[tuple[tuple[str, ...], str, float]]:
    for name, row in table.items():
        for phrase in row.split(","):
            yield tuple(phrase.split()), name, value


_BY_FIRST: dict[str, list[tuple[tuple[str, ...], str, float]]] = {}
for _each in sorted([*_phrases(_YES, 1.0), *_phrases(_NO, 0.0)], key=lambda row: -len(row[0])):
    _BY_FIRST.setdefault(_each[0][0], []).append(_each)


WORDS: dict[str, frozenset[str]] = {
    name: frozenset(f"{_YES[name]},{_NO[name]}".replace(",", " ").split()) for name in _YES
}
"""All words with which a condition is told: they say nothing of what it is told of."""


def standings(words: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    """The conditions that words ascribe to something, with 1 for so and 0 for not so.

    >>> list(standings(("it", "is", "sold", "out"))), list(standings(("it", "is", "not", "covered")))
    ([('stock', 0.0)], [('covered', 0.0)])
    """
    seen: set[str] = set()
    for index, word in enumerate(words):
        for phrase, name, value in _BY_FIRST.get(word, ()):
            if name not in seen and words[index : index + len(phrase)] == phrase:
                seen.add(name)
                near = words[max(0, index - _REACH) : index]
                near = near[-1 - near[::-1].index(",") :] if "," in near else near
                denied = not _NOT.isdisjoint(near)
                yield name, 1.0 - value if denied else value


def is_progress(name: str, old: float, new: float) -> bool:
    """Whether a change from one to the other is only what was to be expected."""
    return name in _PROGRESSES and new > old

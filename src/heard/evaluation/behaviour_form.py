"""Behavioural cases from YAML; what is wrong with one is told with its line. ``behaviour`` says what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import yaml

from heard.engine.text import clean_surrogates
from heard.engine.types import EMOTIONS, Conversation
from heard.errors import InputError, did_you_mean
from heard.evaluation import talk
from heard.evaluation.lines import shown, stop, whole
from heard.labelling.labels import CAUTIONS, TECHNIQUES, THREATS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from heard.engine.types import Role
    from heard.evaluation.lines import Report
    from heard.evaluation.talk import Turn

Kind = Literal["minimum", "invariance", "direction"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_STEP = {"temperature": 5.0, "escalation": 0.02}
_SAID = frozenset({"text", "before"})
_OF_CUSTOMERS = frozenset({"heat", "emotions", "threats", "calm", "assessed"})
_OF_AGENTS = frozenset({"shows", "hasnt"})
_SHOWN = frozenset({*TECHNIQUES, *CAUTIONS})
_OF = (*EMOTIONS, "temperature", "escalation", *(f"threat:{name}" for name in THREATS))


@dataclass(frozen=True, slots=True, kw_only=True)
class BehaviourCase:
    """One case. ``messages`` are the conversations to read; ``expected`` what a minimum case must hold."""

    id: str
    kind: Kind
    capability: str
    messages: tuple[Conversation, ...]
    expected: Mapping[str, Any]
    of: str = ""
    by: float = 0.0


def load(paths: Iterable[Path], *, own: Iterable[str] = (), report: Report = stop) -> list[BehaviourCase]:
    """Every case of these files. ``own``: names of techniques and cautions beside the public ones.

    What is wrong is given to ``report`` with file and line; left out, the first ``InputError`` is raised.
    """
    found: dict[str, BehaviourCase] = {}
    for path in paths:
        for place, row in _rows(path):
            try:
                case = _case(row, _SHOWN | set(own))
                if case.id in found:
                    raise InputError("I023", f"{case.id!r} stood there before")
                found[case.id] = case
            except InputError as error:
                report(error.at(place))
    return list(found.values())


def _rows(path: Path) -> list[tuple[str, object]]:
    """The cases of a file with their places. A file that is no list of cases raises."""
    name = shown(path)
    text = whole(path)
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if not isinstance(node, yaml.SequenceNode):
            if node is None:
                raise InputError("I024", "it is empty", place=name)
            raise InputError("I025", "a file of behaviour is a list of cases, each begins with `- id:`", place=name)
        _no_key_twice(node, name)
        places = [f"{name}:{item.start_mark.line + 1}" for item in node.value]
        return list(zip(places, loader.construct_document(node), strict=True))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f":{mark.line + 1}" if mark else ""
        raise InputError("I025", f"broken YAML: {error.problem or error}", place=f"{name}{line}") from None
    except RecursionError:
        raise InputError("I025", "it is nested too deeply", place=name) from None
    except (yaml.YAMLError, ValueError, TypeError) as error:
        raise InputError("I025", f"broken YAML: {str(error).splitlines()[0][:200]}", place=name) from None


def _no_key_twice(top: yaml.Node, name: str) -> None:
    """YAML would silently take the second of two keys."""
    waiting, seen = [top], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen or isinstance(node, yaml.ScalarNode):
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
            if twice := next((key for key in keys if keys.count(key) > 1), None):
                place = f"{name}:{node.start_mark.line + 1}"
                raise InputError("I025", f"the key {str(twice)[:40]!r} stands twice", place=place)
            waiting += [value for _, value in node.value]
        else:
            waiting += node.value


def _case(row: object, shows: Collection[str]) -> BehaviourCase:
    if not isinstance(row, dict):
        raise InputError("I025", "a case begins with `- id:`")
    _only(row, {"id", "capability", *KINDS}, "a case")
    for key in ("id", "capability"):
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise InputError("I025", f"a case needs `{key}`, a text")
    kinds = [kind for kind in KINDS if kind in row]
    if len(kinds) != 1:
        raise InputError("I025", f"a case has one of {', '.join(KINDS)}")
    kind, body = kinds[0], row[kinds[0]]
    read = {"minimum": _minimum, "invariance": _invariance, "direction": _direction}[kind]
    return BehaviourCase(id=clean_surrogates(row["id"]), kind=kind, capability=row["capability"], **read(body, shows))


def _minimum(body: object, shows: Collection[str]) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise InputError("I025", "a minimum case is an object with `text` and what must hold")
    agent = body.get("agent", False)
    if not isinstance(agent, bool):
        raise InputError("I025", "`agent` is true or false")
    known = _OF_AGENTS if agent else _OF_CUSTOMERS
    _only(body, {*_SAID, *known, "agent"}, "a minimum case of an agent" if agent else "a minimum case")
    expected = {key: value for key, value in body.items() if key in known}
    if not expected:
        raise InputError("I025", f"a minimum case says what must hold: {', '.join(sorted(known))}")
    for key, value in expected.items():
        if key in ("calm", "assessed"):
            if not isinstance(value, bool):
                raise InputError("I025", f"`{key}` is true or false, not {value!r}")
        elif key == "heat":
            expected[key] = _range("heat", value, 100)
        elif key == "emotions":
            if not isinstance(value, dict) or not value:
                raise InputError("I025", "`emotions` holds names and ranges: {anger: [0, 0.3]}")
            _names(key, list(value), EMOTIONS)
            expected[key] = {name: _range(name, given, 1) for name, given in value.items()}
        else:
            if not isinstance(value, list) or (not value and key != "threats"):
                raise InputError("I025", f"`{key}` is a list of names in brackets, not {str(value)[:40]!r}")
            _names(key, value, THREATS if key == "threats" else shows)
    said = {key: value for key, value in body.items() if key in _SAID}
    return {"messages": (_said(said, "agent" if agent else "customer"),), "expected": expected}


def _invariance(body: object, _: Collection[str]) -> dict[str, Any]:
    if not isinstance(body, list) or len(body) < 2:
        raise InputError("I025", "an invariance case is a list of two messages or more")
    return {"messages": tuple(_said(text, "customer") for text in body), "expected": {}}


def _direction(body: object, _: Collection[str]) -> dict[str, Any]:
    if not isinstance(body, dict) or not {"lower", "higher", "of"} <= body.keys():
        raise InputError("I025", "a direction case has `lower`, `higher` and `of`")
    _only(body, {"lower", "higher", "of", "by"}, "a direction case")
    _names("of", [body["of"]], _OF)
    of = str(body["of"])
    by = body.get("by", _STEP.get(of, 0.05))
    most = 100 if of == "temperature" else 1
    if isinstance(by, bool) or not isinstance(by, int | float) or not 0 < by <= most:
        raise InputError("I025", f"`by` is a number above 0, up to {most}, not {str(by)[:40]!r}")
    sides = (_said(body["lower"], "customer"), _said(body["higher"], "customer"))
    return {"messages": sides, "expected": {}, "of": of, "by": float(by)}


def _only(given: Mapping[Any, object], known: Collection[str], what: str) -> None:
    for key in given:
        if key not in known:
            near = did_you_mean(str(key), known) or f"; known are {', '.join(sorted(known))}"
            raise InputError("I025", f"{what} has no key {str(key)[:40]!r}{near}")


def _names(key: str, given: list[object], known: Collection[str]) -> None:
    """Names that nothing reads would make a case that cannot fail."""
    for name in given:
        if name not in known if isinstance(name, str) else True:
            raise InputError("I025", f"`{key}`: nothing is called {str(name)[:40]!r}{did_you_mean(str(name), known)}")


def _range(name: str, given: object, most: int) -> tuple[float, float]:
    numbers = given if isinstance(given, list) else []
    plain = all(isinstance(each, int | float) and not isinstance(each, bool) for each in numbers)
    if len(numbers) != 2 or not plain or not 0 <= numbers[0] <= numbers[1] <= most:
        raise InputError(
            "I025", f"`{name}` is a range such as [0, {most}], the lower number first, not {str(given)[:40]}"
        )
    return numbers[0], numbers[1]


def _said(body: object, role: Role) -> Conversation:
    """A message as text, or as an object with ``text`` and ``before`` (text of the other side, or turns)."""
    given = {"text": body} if isinstance(body, str) else body
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        raise InputError("I025", "a message needs `text`, a text")
    _only(given, _SAID, "a message")
    before = given.get("before")
    rows = [] if before is None else before if isinstance(before, list) else [before]
    turns = [_turn(row, "customer" if role == "agent" else "agent") for row in rows]
    return talk.conversation([*turns, (role, talk.text(given))], {"id": "case", "channel": "chat"})


def _turn(row: object, other: Role) -> Turn:
    if isinstance(row, str):
        return other, row
    if isinstance(row, dict) and len(row) == 1:
        ((who, words),) = row.items()
        if isinstance(words, str):
            return talk.turn({"role": who, "text": words})
    raise InputError("I025", "a turn before is text, or a role and its text: {agent: Hello}")

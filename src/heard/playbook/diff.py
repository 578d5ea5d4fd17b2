"""What one playbook changes against another: every section, every entry, every key; no file is read here."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast

from heard.playbook.schema import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heard.engine.content import Content

What = Literal["added", "removed", "changed"]
_NO_MEANING = ("place", "id", "name", "kind")
_APART = ("id", "entries", "rules", "weights", "rubric")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key that differs, with both values. Of a list the items ``added`` and ``removed`` are told as well.

    Both of these are empty when the items are the same in another order.
    """

    key: str
    before: object = None
    after: object = None
    added: tuple[object, ...] | None = None
    removed: tuple[object, ...] | None = None

    @property
    def is_list(self) -> bool:
        """Whether it is told by items."""
        return self.added is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An entry that is new, gone (switched off) or different. ``keys`` says how a different one differs."""

    section: str
    id: str
    what: What
    keys: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Which playbook: its packs' ids, the last pack's version, and the hash over every file."""

    id: str
    pack: str
    version: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """What ``after`` changes against ``before``, by section and in the order of the packs."""

    before: Pack
    after: Pack
    changes: tuple[Change, ...] = field(default=())

    def __bool__(self) -> bool:
        """Whether anything differs that has a meaning; comments and the order of entries have none."""
        return bool(self.changes)

    def count(self, what: What) -> int:
        """How many entries are ``added``, ``removed`` or ``changed``."""
        return sum(change.what == what for change in self.changes)

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "before": dataclasses.asdict(self.before),
            "after": dataclasses.asdict(self.after),
            "same": not self,
            "changes": [
                {"section": each.section, "id": each.id, "change": each.what, "keys": [_told(key) for key in each.keys]}
                for each in self.changes
            ],
        }


def diff(before: Content, after: Content) -> Diff:
    """What ``after`` changes against ``before``."""
    old, new = sections(before), sections(after)
    changes = tuple(
        change for name in {**old, **new} for change in _between(name, old.get(name, {}), new.get(name, {}))
    )
    return Diff(before=_pack(before.id), after=_pack(after.id), changes=changes)


def sections(content: Content) -> dict[str, dict[str, object]]:
    """Everything in a playbook that has a meaning, by section and id, as plain values."""
    found: dict[str, dict[str, object]] = {section: {} for section in SECTIONS}
    rules: dict[str, dict[str, object]] = {}
    for rule in content.rules:
        rules.setdefault(rule.name, {})[rule.id] = plain(rule)
    names = {kind: section for section, kind in SECTIONS.items()}
    for name, entry in content.entries.items():
        whole = cast("dict[str, object]", plain(entry))
        found[names[entry.kind]][name] = whole | {"rules": rules.get(name, {})}
    for each in dataclasses.fields(content):
        if each.name not in _APART:
            found[each.name] = _by_id(each.name, getattr(content, each.name))
    found["weights"] = {
        f"{group}.{key}": value
        for group, values in cast("dict[str, dict[str, object]]", plain(content.weights)).items()
        for key, value in values.items()
    }
    for each in dataclasses.fields(content.rubric):
        value = getattr(content.rubric, each.name)
        if dataclasses.is_dataclass(value):
            parts = cast("dict[str, object]", plain(value))
            found |= {key: part for key, part in parts.items() if isinstance(part, dict)}
            found[each.name] = {key: part for key, part in parts.items() if not isinstance(part, dict)}
        else:
            found[each.name] = _by_id(each.name, value)
    return found


def plain(value: Any) -> object:
    """Dicts, lists and scalars, without places; a clause of a condition as it is written."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            each.name: plain(getattr(value, each.name))
            for each in dataclasses.fields(value)
            if each.name not in _NO_MEANING
        }
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        if value and all(isinstance(item, tuple) and all(isinstance(word, str) for word in item) for item in value):
            return [" or ".join(item) for item in value]
        return [plain(item) for item in value]
    return value


def _by_id(name: str, value: object) -> dict[str, object]:
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return {name: plain(value)}


def _between(section: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Change]:
    for name in {**old, **new}:
        if name not in old:
            yield Change(section=section, id=name, what="added")
        elif name not in new:
            yield Change(section=section, id=name, what="removed")
        elif old[name] != new[name]:
            yield Change(section=section, id=name, what="changed", keys=tuple(_keys("", old[name], new[name])))


def _keys(key: str, old: object, new: object) -> Iterator[Key]:
    """The keys that differ, the innermost ones where both sides are mappings."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for name in {**old, **new}:
            inner = f"{key}.{name}" if key else name
            yield from _keys(inner, old.get(name), new.get(name))
    elif isinstance(old, list) and isinstance(new, list):
        yield Key(key=key, before=old, after=new, added=_without(new, old), removed=_without(old, new))
    else:
        yield Key(key=key, before=old, after=new)


def _without(items: list[object], others: list[object]) -> tuple[object, ...]:
    """The items that the others do not have, each as often as it is missing."""
    there = Counter(map(repr, others))
    left = []
    for item in items:
        if there[repr(item)]:
            there[repr(item)] -= 1
        else:
            left.append(item)
    return tuple(left)


def _told(key: Key) -> dict[str, object]:
    if key.added or key.removed:
        return {"key": key.key, "added": list(key.added or ()), "removed": list(key.removed or ())}
    return {"key": key.key, "before": key.before, "after": key.after}


def _pack(name: str) -> Pack:
    pack, _, rest = name.partition("@")
    version, _, digest = rest.rpartition("+")
    return Pack(id=name, pack=pack, version=version, hash=digest)

"""Rows of simulated people to values: personas, and the manners of colleagues."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from heard.engine.rubric import Detail, Manner, Persona, Want
from heard.engine.simulating.kinds import ANY, BANDS, BREAKS, KINDS, NOTHING, PLAIN, STYLES
from heard.engine.types import CHANNELS
from heard.errors import ContentError, did_you_mean
from heard.playbook import schema
from heard.playbook.source import Table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from heard.engine.content import Kind

PERSONA = (
    "id",
    "about",
    "source",
    "channel",
    "subject",
    "names",
    "temperature",
    "patience",
    "hearing",
    "waits",
    "pace",
    "breaks",
    "details",
    "wants",
    "lines",
    "helps",
    "calms",
    "inflames",
    "off",
)
FEWEST_NAMES = 3
FEWEST_SAYINGS = 3
_Name = TypeVar("_Name", bound=str)
NEEDED_HELP = ("trouble", "wanted", "solution", "step", "when")
"""Without these no agent could do well by a persona, and no test could show that it can be done."""


class PersonReader:
    """Tables to personas and manners; every technique, caution, slot and line kind that they name is looked up."""

    def __init__(self, kinds: Mapping[str, Kind], on: Collection[str], slots: Collection[str]) -> None:
        self._kinds = kinds
        self._on = on
        self._slots = slots

    def persona(self, row: Table) -> Persona:
        """A simulated customer. C010 when a need has too few lines, C012 for a name that nobody knows."""
        schema.known_keys(row, PERSONA, "a persona")
        details = {each.id: each for each in map(self._detail, schema.rows_of(row, "details"))}
        wants = tuple(map(self._want, schema.rows_of(row, "wants")))
        names = schema.texts_of(row, "names")
        if len(names) < FEWEST_NAMES:
            raise ContentError(
                "C010", f"'{row['id']}' has fewer than {FEWEST_NAMES} names to draw", place=row.at("names")
            )
        if not wants:
            raise ContentError("C003", f"'{row['id']}' needs 'wants': what would settle it", place=row.place)
        persona = Persona(
            id=schema.text_of(row, "id"),
            about=schema.text_of(row, "about"),
            source=schema.text_of(row, "source"),
            channel=_one_of(row, "channel", CHANNELS),
            subject=schema.text_of(row, "subject"),
            names=names,
            temperature=schema.number_of(row, "temperature", 0, 100),
            patience=round(schema.number_of(row, "patience", 1, 20)),
            hearing=schema.number_of(row, "hearing", 0, 100, default=0),
            waits=schema.number_of(row, "waits", 10, 86_400, default=90),
            pace=schema.number_of(row, "pace", 0.5, 20, default=5),
            breaks=_one_of(row, "breaks", BREAKS),
            details=details,
            wants=wants,
            lines=_lines(row),
            helps=self._fills(row, "helps"),
            calms=self._weights(row, "calms", "technique"),
            inflames=self._weights(row, "inflames", "caution", NOTHING),
            place=row.place,
        )
        missing = [name for name in NEEDED_HELP if name in self._slots and name not in persona.helps]
        if missing:
            raise ContentError("C003", f"'helps' of '{persona.id}' needs '{missing[0]}'", place=row.at("helps"))
        _check_gaps(persona, row)
        return persona

    def _detail(self, row: Table) -> Detail:
        schema.known_keys(row, ("id", "values", "asked_by", "say", "again"), "a detail")
        detail = Detail(
            id=schema.text_of(row, "id"),
            values=schema.texts_of(row, "values"),
            asked_by=schema.texts_of(row, "asked_by"),
            say=schema.texts_of(row, "say"),
            again=schema.texts_of(row, "again"),
        )
        if detail.asked_by and not detail.say:
            raise ContentError("C003", f"the detail '{detail.id}' is asked for but has no 'say'", place=row.place)
        return detail

    def _want(self, row: Table) -> Want:
        schema.known_keys(row, ("id", "words", "by", "needs", "partly"), "a want")
        words = schema.texts_of(row, "words")
        if not words:
            raise ContentError("C003", f"the want '{row.get('id')}' needs 'words'", place=row.place)
        return Want(
            id=schema.text_of(row, "id"),
            words=words,
            by=self._techniques(row, "by", PLAIN),
            needs=self._techniques(row, "needs"),
            partly=row.get("partly") is True,
        )

    def manner(self, row: Table) -> Manner:
        """How a simulated colleague writes."""
        schema.known_keys(row, ("id", "about", "say", "fills", "off"), "a colleague")
        say, fills = schema.texts_of(row, "say"), self._fills(row, "fills")
        whole = [text for text in say if all(name in fills for name in schema.slots_in(text))]
        if len(whole) < FEWEST_SAYINGS:
            detail = f"'{row['id']}' has fewer than {FEWEST_SAYINGS} texts under 'say' that its 'fills' make whole"
            raise ContentError("C010", detail, place=row.at("say"))
        return Manner(
            id=_one_of(row, "id", STYLES),
            about=schema.text_of(row, "about"),
            say=say,
            fills=fills,
            place=row.place,
        )

    def _techniques(self, row: Table, key: str, *more: str) -> tuple[str, ...]:
        known = [name for name, kind in self._kinds.items() if kind == "technique"]
        for name in schema.texts_of(row, key):
            _known(name, (*known, *more), key, row.at(key))
        return tuple(name for name in schema.texts_of(row, key) if name in self._on or name in more)

    def _weights(self, row: Table, key: str, kind: Kind, *more: str) -> dict[str, float]:
        known = [name for name, each in self._kinds.items() if each == kind]
        table = schema.table_of(row.get(key, Table(row.place)), f"'{key}'", row.at(key))
        for name in table:
            _known(name, (*known, *more), key, table.at(name))
        return {name: schema.number_of(table, name, 0, 10) for name in table if name in self._on or name in more}

    def _fills(self, row: Table, key: str) -> dict[str, str]:
        table = schema.table_of(row.get(key, Table(row.place)), f"'{key}'", row.at(key))
        for name in table:
            _known(name, self._slots, key, table.at(name))
        return {name: schema.text_of(table, name) for name in table}


def _lines(row: Table) -> dict[str, dict[str, tuple[str, ...]]]:
    """The lines by need and band; a list alone is for any band. C010 when a need has too few."""
    table = schema.table_of(row.get("lines"), "'lines'", row.at("lines"))
    schema.known_keys(table, KINDS, "'lines'")
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    seen: set[str] = set()
    for kind, fewest in KINDS.items():
        value = table.get(kind, [])
        if isinstance(value, list):
            found[kind] = {ANY: schema.texts_of(table, kind)}
        else:
            bands = schema.table_of(value, f"'{kind}'", table.at(kind))
            schema.known_keys(bands, (*BANDS, ANY), f"'{kind}'")
            found[kind] = {band: schema.texts_of(bands, band) for band in bands}
        texts = [text for texts in found[kind].values() for text in texts]
        if len(texts) < fewest:
            detail = f"'{row['id']}' has {len(texts)} lines under '{kind}', and needs {fewest}"
            raise ContentError("C010", detail, place=table.at(kind))
        for text in texts:
            if text in seen:
                raise ContentError("C005", f"the line “{text[:60]}” stands twice", place=table.at(kind))
            seen.add(text)
    return found


def _check_gaps(persona: Persona, row: Table) -> None:
    """Every gap in a line has a detail with values behind it."""
    known = {"name", *(each.id for each in persona.details.values() if each.values)}
    groups = [(persona.subject, row.at("subject"))]
    groups += [(text, row.at("helps")) for text in persona.helps.values()]
    groups += [(text, row.at("details")) for each in persona.details.values() for text in (*each.say, *each.again)]
    groups += [
        (text, row.at("lines")) for bands in persona.lines.values() for texts in bands.values() for text in texts
    ]
    for text, place in groups:
        for name in schema.slots_in(text):
            if name not in known:
                detail = f"'{{{name}}}' is not a detail of '{persona.id}'{did_you_mean(name, known)}"
                raise ContentError("C012", detail, place=place)


def _one_of(row: Table, key: str, known: Iterable[_Name]) -> _Name:
    name, names = schema.text_of(row, key), tuple(known)
    _known(name, names, key, row.at(key))
    return next(each for each in names if each == name)


def _known(name: str, known: Iterable[str], key: str, place: str) -> None:
    known = tuple(known)
    if name not in known:
        raise ContentError("C012", f"'{key}' names an unknown '{name}'{did_you_mean(name, known)}", place=place)

"""The rubric's sections of a pack: merged by id, the later pack over the earlier one."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from heard.engine.rubric import Process, Rubric
from heard.errors import ContentError, did_you_mean
from heard.playbook import schema
from heard.playbook.people import PersonReader
from heard.playbook.rows import RowReader, slot
from heard.playbook.source import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from heard.engine.content import Kind
    from heard.playbook.mistakes import Mistakes

LISTS = (
    "situations",
    "phrases",
    "actions",
    "guides",
    "fixes",
    "criteria",
    "scorecards",
    "personas",
    "colleagues",
)
_Value = TypeVar("_Value")


class Shelf:
    """What packs say in the rubric's sections so far. ``add`` takes a file's top; ``rubric`` reads the whole."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, Table]] = {name: {} for name in (*LISTS, "steps")}
        self._process: Table | None = None
        self._slots: dict[str, Table] = {}
        self.glossary: dict[str, str] = {}

    def add(self, top: Table, seen: dict[str, str], mistakes: Mistakes) -> None:
        """A file's rows over those below. ``seen`` holds the ids of this pack, to name one that stands twice."""
        for section in LISTS:
            with mistakes.kept():
                self._add_rows(section, schema.rows_of(top, section), seen, mistakes)
        with mistakes.kept():
            slots = schema.table_of(top.get("slots", Table(top.place)), "'slots'", top.at("slots"))
            for name in slots:
                row = schema.table_of(slots[name], f"'{name}'", slots.at(name))
                self._slots[name] = schema.merged(self._slots.get(name), row)
        with mistakes.kept():
            glossary = schema.table_of(top.get("glossary", Table(top.place)), "'glossary'", top.at("glossary"))
            for name in glossary:
                self.glossary[name.lower()] = schema.text_of(glossary, name)
        with mistakes.kept():
            if "process" in top:
                table = schema.table_of(top["process"], "'process'", top.at("process"))
                schema.known_keys(table, ("order", "steps", "always"), "'process'")
                self._add_rows("steps", schema.rows_of(table, "steps"), seen, mistakes)
                self._process = schema.merged(self._process, table)

    def _add_rows(self, section: str, rows: Iterable[Table], seen: dict[str, str], mistakes: Mistakes) -> None:
        for row in rows:
            with mistakes.kept():
                self._add_row(section, row, seen)

    def _add_row(self, section: str, row: Table, seen: dict[str, str]) -> None:
        name = schema.text_of(row, "id")
        key = f"{section}/{name}"
        if key in seen:
            detail = f"'{name}' stands twice in this pack, first at {seen[key]}"
            raise ContentError("C005", detail, place=row.at("id"))
        seen[key] = row.place
        below = self._rows[section].get(name)
        if below is None and row.get("off") is True:
            hint = did_you_mean(name, self._rows[section])
            raise ContentError("C012", f"'{name}' is switched off but no pack below has it{hint}", place=row.place)
        self._rows[section][name] = schema.merged(below, row)

    def rubric(self, kinds: Mapping[str, Kind], entries: Collection[str], mistakes: Mistakes) -> Rubric:
        """All of it, checked: every name it uses must be there, or have been before it was switched off.

        ``kinds`` has the kind of every entry of the packs, ``entries`` the names of those that are on.
        """
        reader = RowReader(kinds, entries, self._rows, self._slots)
        people = PersonReader(kinds, entries, self._slots)

        def read(section: str, value_of: Callable[[Table], _Value]) -> dict[str, _Value]:
            found = {}
            for name, row in self._rows[section].items():
                if row.get("off") is not True:
                    with mistakes.kept():
                        found[name] = value_of(row)
            return found

        slots = {}
        for name, row in self._slots.items():
            with mistakes.kept():
                slots[name] = slot(name, row)
        process = Process()
        steps = read("steps", reader.step)
        with mistakes.kept():
            process = reader.process(self._process, steps)
        return Rubric(
            process=process,
            slots=slots,
            situations=read("situations", reader.situation),
            phrases=read("phrases", reader.phrases),
            actions=read("actions", reader.action),
            guides=read("guides", reader.guide),
            fixes=read("fixes", reader.fix),
            criteria=read("criteria", reader.criterion),
            scorecards=read("scorecards", reader.scorecard),
            personas=read("personas", people.persona),
            colleagues=read("colleagues", people.manner),
        )

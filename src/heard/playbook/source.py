"""YAML with places: every mapping and list item knows its file and line, so that errors can name them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from heard.errors import ContentError

if TYPE_CHECKING:
    from pathlib import Path

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT = "tag:yaml.org,2002:str"
_BIGGEST_FILE, _DEEPEST = 4 * 1024 * 1024, 40


class Table(dict[str, object]):
    """A YAML mapping with the place of each key."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place
        self.places: dict[str, str] = {}

    def at(self, key: str) -> str:
        """``file:line`` of a key, or of the mapping when the key is not there."""
        return self.places.get(key, self.place)


@dataclass(frozen=True, slots=True)
class PackFile:
    """One YAML file of a pack: its name for messages, and its bytes."""

    name: str
    data: bytes


def pack_files(folder: Path) -> list[PackFile]:
    """The YAML files of a pack folder, in order of their names. Raises C013 when there are none."""
    try:
        found = sorted(path for path in folder.rglob("*.y*ml") if path.is_file())
        files = [PackFile(_shown(path, folder), path.read_bytes()) for path in found]
    except OSError as error:
        raise ContentError("C013", f"cannot read it: {error.strerror or error}", place=str(folder)) from None
    if not files:
        kind = "this is a file, not a folder" if folder.is_file() else "no YAML file in this folder"
        raise ContentError("C013", kind if folder.exists() else "there is no such folder", place=str(folder))
    for file in files:
        if len(file.data) > _BIGGEST_FILE:
            raise ContentError("C014", "the file is larger than 4 MiB", place=file.name)
    return files


def _shown(path: Path, folder: Path) -> str:
    return f"{folder.name}/{path.relative_to(folder).as_posix()}"


def parse(file: PackFile) -> Table:
    """The top mapping of a file. Raises C001 for broken YAML, C004 for something other than a mapping."""
    try:
        node = yaml.compose(file.data.decode("utf-8"), _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f":{mark.line + 1}" if mark else ""
        raise ContentError("C001", f"broken YAML: {error.problem or error}", place=f"{file.name}{line}") from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise ContentError("C001", f"broken YAML: {str(error).splitlines()[0]}", place=file.name) from None
    value = {} if node is None else _value(node, file.name, set(), 0)
    if not isinstance(value, dict):
        raise ContentError("C004", "a pack file is a mapping with keys such as `cues:`", place=f"{file.name}:1")
    return value if isinstance(value, Table) else Table(f"{file.name}:1")


def _value(node: yaml.Node, name: str, seen: set[int], depth: int) -> object:
    place = f"{name}:{node.start_mark.line + 1}"
    if id(node) in seen:
        raise ContentError("C001", "anchors and aliases are not read in packs; write it out", place=place)
    seen.add(id(node))
    if depth > _DEEPEST:
        raise ContentError("C001", "nested too deeply", place=place)
    if isinstance(node, yaml.MappingNode):
        table = Table(place)
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else ""
            key_place = f"{name}:{key_node.start_mark.line + 1}"
            if not key or key in table:
                raise ContentError("C001", f"the key '{key}' stands twice, or is no plain word", place=key_place)
            table[key] = _value(value_node, name, seen, depth + 1)
            table.places[key] = key_place
        return table
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, name, seen, depth + 1) for item in node.value]
    return _scalar(node, place)


def _scalar(node: yaml.Node, place: str) -> object:
    if node.tag == _TEXT:
        return str(node.value)
    loader = yaml.SafeLoader("")
    try:
        value: object = loader.construct_object(node, deep=True)
    except (yaml.YAMLError, ValueError):
        raise ContentError("C004", f"cannot read the value '{node.value}'", place=place) from None
    return value if isinstance(value, str | int | float | bool | None) else str(node.value)

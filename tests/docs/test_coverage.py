"""``docs/coverage.md`` says where every requirement lives; what it names must be there."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pytest

from heard.playbook.loader import read_packs

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "coverage.md"
LAST = 161
HEAD = "| row | what | where | proof |\n| --- | --- | --- | --- |\n"


class Row(NamedTuple):
    """One requirement as the page has it."""

    number: int
    what: str
    where: str
    proof: str

    @property
    def planned(self) -> bool:
        """Whether nothing is built yet."""
        return self.where == "planned"

    @property
    def paths(self) -> list[str]:
        """What stands in backticks under ``where``."""
        return re.findall(r"`([^`]+)`", self.where)

    @property
    def proofs(self) -> list[str]:
        """What stands in backticks under ``proof``."""
        return re.findall(r"`([^`]+)`", self.proof)


def rows_of(text: str) -> list[Row]:
    """Every line that begins with a number in the first column."""
    cells = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in text.splitlines()
        if re.match(r"\| *\d", line)
    ]
    return [Row(int(number), what, where, proof) for number, what, where, proof in cells]


ROWS = rows_of(PAGE.read_text("utf-8"))
BUILT = [row for row in ROWS if not row.planned]
IDS = [str(row.number) for row in BUILT]


@lru_cache
def functions(path: Path) -> frozenset[str]:
    """The names of the functions that a file of tests defines."""
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@lru_cache
def with_examples() -> dict[str, str]:
    """The entries of our playbook that have examples of both kinds, with their kind."""
    entries = read_packs().entries
    return {name: entry.kind for name, entry in entries.items() if entry.must and entry.must_not}


def test_every_row_stands_once_and_in_order() -> None:
    """1 to 161."""
    assert [row.number for row in ROWS] == list(range(1, LAST + 1))


def test_every_section_is_there_with_its_table() -> None:
    """A to L, each with a title and the same columns."""
    sections = re.split(r"^## ", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert [section[:3] for section in sections] == [f"{letter}. " for letter in "ABCDEFGHIJKL"]
    for section in sections:
        assert HEAD in section
        assert rows_of(section)


@pytest.mark.parametrize("row", ROWS, ids=[str(row.number) for row in ROWS])
def test_a_row_says_what_it_is_about(row: Row) -> None:
    """In three to nine words of ours; a planned one has no proof, any other has."""
    assert 3 <= len(row.what.split()) <= 9
    if row.planned:
        assert row.proof == "-"
    else:
        assert row.paths
        assert row.proofs
        assert ", ".join(f"`{proof}`" for proof in row.proofs) == row.proof


@pytest.mark.parametrize("row", BUILT, ids=IDS)
def test_every_path_exists(row: Row) -> None:
    """A file, or a folder with something in it, inside the repository."""
    for name in row.paths:
        path = (ROOT / name).resolve()
        assert path.is_relative_to(ROOT.resolve())
        assert path.is_file() or any(path.iterdir())


@pytest.mark.parametrize("row", BUILT, ids=IDS)
def test_every_proof_exists(row: Row) -> None:
    """A function in a file of tests, or an entry of the playbook with examples."""
    for proof in row.proofs:
        kind, _, name = proof.partition(": ")
        if kind == "playbook":
            assert name in with_examples()
            continue
        file, _, function = proof.partition("::")
        assert re.fullmatch(r"tests/[\w/]*test_\w+\.py", file)
        assert re.fullmatch(r"test_\w+", function)
        assert function in functions(ROOT / file)


@pytest.mark.parametrize(
    "row", [row for row in BUILT if "first version:" in row.where], ids=lambda row: str(row.number)
)
def test_a_first_version_rests_on_techniques_and_cautions(row: Row) -> None:
    """Its path is in their folders, and the examples of at least one of them prove it."""
    assert any(re.search(r"/playbook/en/(techniques|cautions)/", path) for path in row.paths)
    names = [proof.removeprefix("playbook: ") for proof in row.proofs]
    assert any(with_examples().get(name) in ("technique", "caution") for name in names)

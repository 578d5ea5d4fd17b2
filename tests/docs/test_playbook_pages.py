"""The pages about the playbook: every condition is told, every example is a pack, the listing is what there is."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from heard.cli.listing import HELP, markdown, sections
from heard.engine.helping.conditions import PLAIN, WITH
from heard.playbook import schema
from heard.playbook.loader import OURS, read_packs
from heard.playbook.source import pack_files
from heard.playbook.survey import survey

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "playbook.md").read_text("utf-8")


def conditions_table() -> str:
    """The table of conditions as it must stand on the page."""
    lines = ["| condition | holds when, or for |", "| --- | --- |"]
    lines += [f"| `{name}` | {text} |" for name, (text, _) in PLAIN.items()]
    lines += [f"| `{name}:` | {text} |" for name, (text, _) in WITH.items()]
    return "\n".join([*lines, "| `situation:` | a situation of the pack |"])


def test_every_condition_is_on_the_page() -> None:
    """Paste the new table between the marks if this fails."""
    found = re.search(r"<!-- conditions -->\n(.*?)\n?<!-- end -->", PAGE, re.DOTALL)
    assert found
    assert found[1] == conditions_table(), "docs/playbook.md should say:\n" + conditions_table()


def test_every_example_on_the_page_can_be_read(tmp_path: Path) -> None:
    """Each block that begins like a pack file is one; together they lie over ours without a mistake."""
    folder = tmp_path / "page"
    folder.mkdir()
    blocks = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    used: set[str] = set()
    for number, block in enumerate(blocks):
        keys = set(yaml.safe_load(block))
        if keys <= set(schema.TOP):
            used |= keys
            (folder / f"{number:02}.yaml").write_text(block, encoding="utf-8")
    _, _, found = survey([pack_files(OURS), pack_files(folder)])
    assert [str(error) for error in found] == []
    assert set(schema.RUBRIC) <= used


def test_the_listing_is_what_there_is() -> None:
    """`heard playbook list --kind help --format markdown > docs/rubric.md` makes it anew."""
    content = read_packs()
    shown = {name: rows for name, rows in sections(content).items() if name in HELP}
    written = (DOCS / "rubric.md").read_text("utf-8")
    for rows in shown.values():
        assert [name for name in rows if f"| `{name}` |" not in written] == []
    assert written == markdown(content, shown), "make docs/rubric.md anew: see its second line"

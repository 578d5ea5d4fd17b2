"""Personas in packs: every mistake has its code, file and line; a team may change, add and switch off; the cache keeps all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from heard.engine.rubric import Persona
from heard.errors import ContentError
from heard.playbook import cache
from heard.playbook.loader import OURS, compiled, read_packs
from heard.playbook.people import PERSONA
from heard.playbook.source import pack_files
from heard.playbook.survey import survey

OWN = (OURS / "personas" / "simple_question.yaml").read_text("utf-8").replace("id: simple_question", "id: my_question")
DOCS = Path(__file__).parents[2] / "docs"


def pack(folder: Path, text: str) -> Path:
    """A team's folder of one file."""
    folder.mkdir(exist_ok=True)
    (folder / "team.yaml").write_text('pack: {id: acme, version: "1"}\n' + text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "code", "hint"),
    [
        ("    about:", "    abuot:", "C002", "did you mean 'about'"),
        ("    channel: chat\n", "", "C003", "'channel'"),
        ("channel: chat", "channel: chatt", "C012", "did you mean 'chat'"),
        ("temperature: 8", "temperature: 108", "C004", "from 0 to 100"),
        ("patience: 5", "patience: 0", "C004", "from 1 to 20"),
        ("breaks: left", "breaks: settled", "C012", "'settled'"),
        ("[Hanne, Pat Gilligan, Lucas M., Aoife Brennan]", "[Hanne]", "C010", "names to draw"),
        ("{reason_given: 1.2,", "{reason_giving: 1.2,", "C012", "did you mean 'reason_given'"),
        ("asked_again: 1.4", "asked_twice: 1.4", "C012", "unknown 'asked_twice'"),
        ("asked_again: 1.4", "asked_again: 14", "C004", "from 0 to 10"),
        ("by: [solution_offered,", "by: [solution_offerd,", "C012", "did you mean 'solution_offered'"),
        ("      wanted: have it posted to {place}\n", "", "C003", "needs 'wanted'"),
        ("      wanted:", "      wantd:", "C012", "did you mean 'wanted'"),
        ("it would go to {place}", "it would go to {palce}", "C012", "did you mean 'place'"),
        ("      accepts:", "      agrees:", "C002", "'agrees'"),
        ('["oh nice, I\'ll order it then", "lovely, that works"]', '["oh nice"]', "C010", "needs 2"),
        ("lovely, that works", "great, thank you! bye", "C005", "stands twice"),
        ('        cool: ["ok, but', '        cold: ["ok, but', "C002", "'cold'"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, old: str, new: str, code: str, hint: str) -> None:
    """The code, the file and a line, and the likely word."""
    assert old in OWN
    folder = pack(tmp_path / "acme", OWN.replace(old, new))
    with pytest.raises(ContentError) as caught:
        read_packs(folder)
    assert caught.value.code == code
    assert caught.value.place.startswith("acme/team.yaml:")
    assert hint in str(caught.value)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """Two personas, two mistakes."""
    other = OWN.replace("personas:\n", "").replace("my_question", "my_other")
    text = OWN.replace("breaks: left", "breaks: lost") + other.replace("patience: 5", "patience: 99")
    _, _, found = survey([pack_files(OURS), pack_files(pack(tmp_path / "acme", text))])
    assert [error.code for error in found] == ["C012", "C004"]


def test_a_team_changes_adds_and_switches_off(tmp_path: Path) -> None:
    """Key by key, like everything else in a pack."""
    text = OWN + "  - {id: viral_complaint, off: true}\n  - {id: vip_outage, temperature: 30, names: [A, B, C]}\n"
    ours, theirs = read_packs().rubric.personas, read_packs(pack(tmp_path / "acme", text)).rubric.personas
    assert set(theirs) == set(ours) - {"viral_complaint"} | {"my_question"}
    assert theirs["vip_outage"].temperature == 30
    assert theirs["vip_outage"].names == ("A", "B", "C")
    assert theirs["vip_outage"].lines == ours["vip_outage"].lines


def test_a_technique_that_is_switched_off_is_left_out(tmp_path: Path) -> None:
    """As in every other section."""
    text = "techniques:\n  - {id: expectation_set, off: true}\n"
    theirs = read_packs(pack(tmp_path / "acme", text)).rubric.personas
    assert all(not want.needs for want in theirs["double_charge"].wants)
    assert "expectation_set" not in theirs["double_charge"].calms


def test_a_colleague_needs_words_without_gaps(tmp_path: Path) -> None:
    """C010 when fewer than three of them can be said."""
    text = 'colleagues:\n  - {id: hurried, about: fast, say: ["Done.", "I will {step}.", "Gone."]}\n'
    with pytest.raises(ContentError, match="C010"):
        read_packs(pack(tmp_path / "acme", text))


def test_the_cache_keeps_personas_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes back is what went in."""
    monkeypatch.setenv("HEARD_CACHE", str(tmp_path))
    playbook = compiled(read_packs())
    cache.store("personas", playbook)
    found = cache.fetch("personas")
    assert found is not None
    rubric = found.content.rubric
    assert dict(rubric.personas) == dict(playbook.content.rubric.personas)
    assert dict(rubric.colleagues) == dict(playbook.content.rubric.colleagues)
    assert all(isinstance(each, Persona) for each in rubric.personas.values())


def test_the_example_on_the_page_is_a_persona(tmp_path: Path) -> None:
    """It can be laid over ours as it stands."""
    found = re.search(r"^```yaml\n(.*?)^```", (DOCS / "personas.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert found
    assert "frozen_pipe" in read_packs(pack(tmp_path / "page", found[1])).rubric.personas


def test_every_key_is_on_the_page() -> None:
    """``docs/personas.md`` says what may stand in a persona, and which there are."""
    page = (DOCS / "personas.md").read_text("utf-8")
    assert [key for key in PERSONA if not re.search(rf"\b{key}: ?\S?", page)] == []
    assert [name for name in read_packs().rubric.personas if f"`{name}`" not in page] == []

"""``heard eval`` as somebody meets it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from heard.cli.main import app
from heard.errors import HeardError

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [
    {"id": "a", "before": {"role": "agent", "text": "Anything else?"}, "text": "No.", "labels": {"temperature": 10}},
    {"id": "b", "text": "You useless idiots!", "labels": {"temperature": 85, "emotions": {"anger": "strong"}}},
    {
        "id": "c",
        "text": "Great, thank you so much!",
        "labels": {"temperature": 0, "emotions": {"satisfaction": "clear"}},
    },
]


def run(*words: str) -> str:
    result = CliRunner().invoke(app, ["eval", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "own.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return path


def test_a_table_to_read(file: Path) -> None:
    told = run("emotions", str(file), "--resamples", "20")
    assert "satisfaction" in told
    assert "3 cases in 3 conversations or scenarios" in told


def test_markdown_and_json(file: Path) -> None:
    assert "| cases | mean off | rank |" in run("temperature", str(file), "--format", "markdown")
    told = json.loads(run("emotions", str(file), "--format", "json", "--resamples", "20"))
    assert told["task"] == "emotions"
    anger = next(row for row in told["rows"] if row["label"] == "anger")
    assert anger["figures"]["auroc"]["value"] == 1


def test_a_plot_is_a_picture_that_opens(file: Path, tmp_path: Path) -> None:
    run("emotions", str(file), "--plot", str(tmp_path / "plot.svg"), "--resamples", "0")
    picture = ElementTree.parse(tmp_path / "plot.svg").getroot()  # noqa: S314 - we wrote it
    assert picture.tag.endswith("svg")
    assert len(picture.findall(".//{*}circle")) > 8
    told = "".join(picture.itertext())
    assert "share that held" in told
    assert "anger: 3 readings" in told


def test_no_plot_where_there_are_no_probabilities(file: Path, tmp_path: Path) -> None:
    with pytest.raises(HeardError, match="U003"):
        run("threats", str(file), "--plot", str(tmp_path / "plot.svg"))
    assert not (tmp_path / "plot.svg").exists()


def test_an_output_never_takes_the_place_of_a_file_that_is_read(file: Path, tmp_path: Path) -> None:
    before = file.read_bytes()
    (tmp_path / "folder").mkdir()
    for option in ("--plot", "--wrong"):
        for place in (file, tmp_path / "folder", tmp_path / "none" / "x.svg", tmp_path / "folder" / ".." / file.name):
            with pytest.raises(HeardError, match="U002"):
                run("emotions", str(file), option, str(place))
    with pytest.raises(HeardError, match="U003"):
        run("emotions", str(file), "--plot", str(tmp_path / "x"), "--wrong", str(tmp_path / "x"))
    assert file.read_bytes() == before


def test_a_narrow_window_leaves_intervals_out_and_cuts_no_figure(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(columns: int) -> list[str]:
        monkeypatch.setenv("COLUMNS", str(columns))
        return run("emotions", str(file), "--resamples", "100").splitlines()

    wide, middle, narrow = told(200), told(80), told(38)
    assert not any("left out here" in line for line in wide)
    assert any(" to " in line for line in wide)
    assert any("left out here" in line for line in middle)
    assert all(len(line) <= 80 for line in middle[:11])
    assert "ece" in middle[0]
    assert any(line.startswith("anger: ece") for line in narrow)
    for lines in (wide, middle, narrow):
        assert "\u2026" not in "".join(lines)


def test_the_cases_that_were_read_wrongly_are_written(file: Path, tmp_path: Path) -> None:
    run("emotions", str(file), "--wrong", str(tmp_path / "wrong.jsonl"))
    rows = [json.loads(line) for line in (tmp_path / "wrong.jsonl").read_text(encoding="utf-8").splitlines()]
    assert all(row.keys() == {"id", "text", "said", "labelled"} for row in rows)
    run("temperature", str(file), "--wrong", str(tmp_path / "wrong.jsonl"))
    far = [{**ROWS[0], "labels": {"temperature": 100}}]
    file.write_text("".join(json.dumps(row) + "\n" for row in far), encoding="utf-8")
    run("temperature", str(file), "--wrong", str(tmp_path / "wrong.jsonl"))
    (row,) = map(json.loads, (tmp_path / "wrong.jsonl").read_text(encoding="utf-8").splitlines())
    assert row["labelled"] == {"temperature": 100.0}


def test_standard_input_is_read() -> None:
    line = "\ufeff" + json.dumps(ROWS[0])
    result = CliRunner().invoke(app, ["eval", "temperature", "-"], input=line, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert "1 case in 1 conversation or scenario" in result.stdout


def failed(*words: str) -> str:
    result = CliRunner().invoke(app, ["eval", *words], catch_exceptions=False)
    assert result.exit_code == 1, result.output
    return result.output


def test_twenty_slips_are_told_and_then_it_stops(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"text": "x"}\n' * 30, encoding="utf-8")
    told = failed("emotions", str(tmp_path / "x.jsonl"))
    assert told.count("[I021]") == 20
    assert "the rest was not looked at" in told
    (tmp_path / "x.jsonl").write_text('{"text": "x"}\n{\n', encoding="utf-8")
    told = failed("emotions", str(tmp_path / "x.jsonl"))
    assert "x.jsonl:1" in told
    assert "x.jsonl:2" in told
    assert "nothing was measured" in told


def test_labels_that_are_not_there_are_not_read_as_none(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(json.dumps(ROWS[0]), encoding="utf-8")
    assert "labels.emotions" in failed("emotions", str(tmp_path / "x.jsonl"))
    assert "labels.threats" in failed("threats", str(tmp_path / "x.jsonl"))


def test_behaviour_that_fails_ends_with_1_and_says_which_and_why(tmp_path: Path) -> None:
    path = tmp_path / "never.yaml"
    hot = '- id: hot\n  capability: c\n  minimum: {text: "You useless idiots!", heat: [0, 5]}\n'
    path.write_text(hot, encoding="utf-8")
    assert "hot: temperature" in failed("behaviour", str(path))
    assert "- hot: temperature" in failed("behaviour", str(path), "--format", "markdown")
    (row,) = json.loads(failed("behaviour", str(path), "--format", "json"))["failed"]
    assert row["id"] == "hot"
    path.write_text(hot.replace("[0, 5]", "[50, 100]"), encoding="utf-8")
    assert json.loads(run("behaviour", str(path), "--format", "json"))["failed"] == []


PACK = """\
techniques:
  - id: our_weather
    family: technique
    seen_when: the agent talks of the weather
    why: it is a small kindness
    source: ours
    rules:
      - id: our_weather.sun
        phrases: ["the sun is out"]
    must: ["The sun is out today.", "I see the sun is out.", "Well, the sun is out."]
    must_not: ["It rains.", "The moon is up.", "Our sunlamp is sold out."]
"""


def test_a_packs_own_name_is_measured(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "ours.yaml").write_text(PACK, encoding="utf-8")
    found = {"name": "our_weather", "text": "the sun is out"}
    row = {"text": "I hope the sun is out.", "labels": {"techniques": [found], "cautions": []}}
    (tmp_path / "x.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert "our_weather" in failed("techniques", str(tmp_path / "x.jsonl"))
    told = json.loads(
        run("techniques", str(tmp_path / "x.jsonl"), "--playbook", str(tmp_path / "pack"), "--format", "json")
    )
    (ours,) = [row for row in told["rows"] if row["label"] == "our_weather"]
    assert ours["figures"]["recall"]["value"] == 1
    assert ours["figures"]["span"]["value"] == 1
    (tmp_path / "b.yaml").write_text(
        '- {id: a, capability: c, minimum: {agent: true, text: "I hope the sun is out.", shows: [our_weather]}}',
        encoding="utf-8",
    )
    run("behaviour", str(tmp_path / "b.yaml"), "--playbook", str(tmp_path / "pack"))


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("", encoding="utf-8")
    assert "I024" in failed("pairs", str(tmp_path / "none.jsonl"))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(HeardError, match="I001"):
        run("behaviour", str(tmp_path / "none.yaml"))


def test_what_is_joined_is_what_is_read(tmp_path: Path) -> None:
    """``heard label join`` and ``heard eval`` have one form."""
    messages, labels, joined = (tmp_path / f"{name}.jsonl" for name in ("messages", "labels", "joined"))
    messages.write_text('{"id": "m1", "before": null, "text": "You useless idiots!"}\n', encoding="utf-8")
    settled = {"values": {"anger": 0.67}, "temperature": 80.0, "threats": [], "sarcasm": False}
    labels.write_text(json.dumps({"id": "m1", "by": "agreed", "labels": settled}) + "\n", encoding="utf-8")
    words = ["label", "join", str(messages), str(labels), "--output", str(joined)]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    for task in ("emotions", "temperature", "threats"):
        assert "1 case" in run(task, str(joined))

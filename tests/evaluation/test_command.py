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


def test_no_plot_where_there_are_no_probabilities(file: Path, tmp_path: Path) -> None:
    with pytest.raises(HeardError, match="U003"):
        run("threats", str(file), "--plot", str(tmp_path / "plot.svg"))
    assert not (tmp_path / "plot.svg").exists()


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(HeardError, match="U003"):
        run("pairs", str(tmp_path / "none.jsonl"))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(HeardError, match="I001"):
        run("behaviour", str(tmp_path / "none.yaml"))

"""What is read from labelled files, what is refused, and how many slips are told."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from heard.engine.types import EMOTIONS, Conversation
from heard.errors import InputError
from heard.evaluation import cases, tasks
from heard.evaluation.forecast import forecast
from heard.evaluation.readers import CustomerGuess, Outlook, Said

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Same:
    """Says the same of everything."""

    name = "same"

    def customer(self, conversation: Conversation) -> CustomerGuess | None:
        assert conversation.messages
        return CustomerGuess(
            emotions=dict.fromkeys(EMOTIONS, 0.9), temperature=40, threats={"cancel": 0.9}, sarcasm=0.9
        )

    def agent(self, conversation: Conversation) -> Sequence[Said]:
        return [Said("commitment", 0, 4), Said("blame", 0, 4)] if conversation.messages else []

    def forecast(self, conversation: Conversation) -> Sequence[Outlook]:
        return [Outlook(0.6, alert=True) for _ in conversation.messages]


def file(path: Path, *rows: object) -> list[Path]:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return [path]


def customer(name: str, **labels: object) -> dict[str, object]:
    return {"id": name, "text": "Hello", "labels": labels}


def talk(name: str, roles: str, **more: object) -> dict[str, object]:
    who = {"c": "customer", "a": "agent"}
    return {"id": name, "messages": [{"role": who[role], "text": "Hm"} for role in roles], "goes_wrong": False, **more}


@pytest.mark.parametrize("needs", ["emotions", "threats"])
def test_a_label_that_no_case_of_a_file_has_was_never_looked_for(tmp_path: Path, needs: cases.Needs) -> None:
    paths = file(tmp_path / "x", customer("a", temperature=10), customer("b", temperature=20))
    with pytest.raises(InputError, match=rf"I022.*labels\.{needs}"):
        cases.customers(paths, needs=needs)
    assert len(cases.customers(paths)) == 2, "for the temperature it will do"


def test_a_label_that_one_case_leaves_out_is_none(tmp_path: Path) -> None:
    paths = file(tmp_path / "x", customer("a", threats=["cancel"]), customer("b", emotions={"anger": "clear"}))
    for needs in ("emotions", "threats"):
        assert len(cases.customers(paths, needs=needs)) == 2  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"I021.*labels\.temperature"):
        cases.customers(paths)
    with pytest.raises(ValueError, match="temperature"):
        tasks.temperature(cases.customers(paths, needs="emotions"), Same(), resamples=0)


def test_sarcasm_is_judged_where_it_was_looked_for(tmp_path: Path) -> None:
    one = file(tmp_path / "one", customer("a", threats=[]), customer("b", threats=["cancel"]))
    two = file(tmp_path / "two", customer("c", threats=[], sarcasm=True), customer("d", threats=[]))
    without = tasks.threats(cases.customers(one, needs="threats"), Same(), resamples=0)
    assert without.figure("sarcasm", "f1") is None
    both = tasks.threats(cases.customers([*one, *two], needs="threats"), Same(), resamples=0)
    assert both.figure("sarcasm", "precision") == 0.5, "of the two in the file that has it"
    assert [each.id for each in both.wrong] == ["a", "c", "d"]


def test_cautions_are_judged_where_they_were_looked_for(tmp_path: Path) -> None:
    row = {"id": "a", "text": "I will", "labels": {"techniques": [{"name": "commitment", "text": "I will"}]}}
    result = tasks.techniques(cases.agents(file(tmp_path / "x", row)), Same(), resamples=0)
    assert {row.label for row in result.rows} >= {"commitment", "paraphrase_wrong"}
    assert result.figure("blame", "f1") is None
    assert not result.wrong
    with pytest.raises(InputError, match="I022"):
        cases.agents(file(tmp_path / "x", {**row, "labels": {}}))


def test_names_of_an_own_pack_are_labels_too(tmp_path: Path) -> None:
    found = [{"name": "our_weather", "text": "sun"}, {"name": "commitment", "text": "I will"}]
    row = {"id": "a", "text": "I will. The sun shines on the sun.", "labels": {"techniques": found}}
    paths = file(tmp_path / "x", row)
    with pytest.raises(InputError, match="our_weather"):
        cases.agents(paths)
    (case,) = cases.agents(paths, own={"our_weather": "technique"})
    assert {(one.name, one.start) for one in case.labels.techniques} == {("our_weather", 12), ("commitment", 0)}
    result = tasks.techniques([case], Same(), resamples=0)
    assert result.figure("our_weather", "recall") == 0
    with pytest.raises(InputError, match="our_weather"):
        cases.agents(paths, own={"our_weather": "caution"})
    found[0]["nth"] = 2  # type: ignore[assignment]
    (case,) = cases.agents(file(tmp_path / "x", row), own={"our_weather": "technique"})
    assert 30 in {one.start for one in case.labels.techniques}
    for key, value in {"nth": 3, "text": "rain"}.items():
        found[0][key] = value  # type: ignore[assignment]
        with pytest.raises(InputError, match="I017"):
            cases.agents(file(tmp_path / "x", row), own={"our_weather": "technique"})
        found[0]["nth"] = 1  # type: ignore[assignment]


def test_what_goes_wrong_at_once_was_not_caught(tmp_path: Path) -> None:
    rows = [
        talk("now", "c", goes_wrong=True, turns_wrong_at=0),
        talk("later", "cac", goes_wrong=True, turns_wrong_at=2),
    ]
    result = forecast(cases.conversations(file(tmp_path / "x", *rows)), Same(), resamples=0)
    assert result.figure("conversations", "caught") == 0.5
    assert result.not_assessed == 0
    assert [each.id for each in result.wrong] == ["now"]
    assert (result.rows[0].support, result.rows[0].of) == (2, 2)


@pytest.mark.parametrize(
    "more",
    [
        {"goes_wrong": True, "turns_wrong_at": 1},
        {"turns_wrong_at": 2},
        {"pair": "p1"},
        {"parts_at": 1},
        {"pair": "p1", "parts_at": 77},
        {"pair": "p1", "parts_at": 0},
        {"pair": 4, "parts_at": 1},
        {"goes_wrong": True, "turns_wrong_at": True},
    ],
    ids=str,
)
def test_places_in_a_conversation_are_held_to_who_spoke_there(tmp_path: Path, more: dict[str, object]) -> None:
    with pytest.raises(InputError, match="I021"):
        cases.conversations(file(tmp_path / "x", talk("a", "cac", **more)))


def test_a_byte_order_mark_and_gzip_are_read(tmp_path: Path) -> None:
    line = b"\xef\xbb\xbf" + json.dumps(customer("a", temperature=10)).encode()
    (tmp_path / "x.jsonl").write_bytes(line)
    (tmp_path / "y").write_bytes(gzip.compress(line.replace(b'"a"', b'"b"')))
    assert [case.id for case in cases.customers([tmp_path / "x.jsonl", tmp_path / "y"])] == ["a", "b"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"[" * 100_000, "I021"),
        (b'{"id": "a", "text": "x", "labels": {"temperature": ' + b"1" * 5000 + b"}}", "I021"),
        (b'{"id": "a", "text": "x", "labels": {"temperature": NaN}}', "I021"),
        (b'{"id": "a", "text": "x", "labels": {"temperature": 1e999, "values": {}}}', "I017"),
        (b'{"id": "a", "text": "x", "labels": {"temperature": 1, "values": {"anger": true}}}', "I017"),
        (b'{"id": "a", "text": "\xff"}', "I003"),
        (b"\xff\xfe{", "I003"),
        (b"\x1f\x8b12", "I014"),
        (b"\n \n", "I024"),
        (b'{"id": "a", "text": "x", "before": "Hi", "labels": {"temperature": 1}}', "I021"),
        (b'{"id": "a", "text": "x", "facts": "record: x", "labels": {"temperature": 1}}', "I021"),
    ],
    ids=range(11),
)
def test_nothing_ends_in_a_traceback(tmp_path: Path, data: bytes, code: str) -> None:
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(InputError) as raised:
        cases.customers([tmp_path / "x"])
    assert raised.value.code == code


def test_every_slip_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    told: list[InputError] = []
    rows = [customer("a", temperature=1), {"id": "b"}, customer("a", temperature=1), customer("c", temperature=1)]
    found = cases.customers(file(tmp_path / "x", *rows), report=told.append)
    assert [case.id for case in found] == ["a", "c"]
    assert [(error.code, str(error.place).rpartition(":")[2]) for error in told] == [("I021", "2"), ("I023", "3")]


def test_words_that_no_file_can_hold_are_mended(tmp_path: Path) -> None:
    (case,) = cases.customers(file(tmp_path / "x", {**customer("\ud800", temperature=1), "text": "a\udfff"}))
    assert case.id == "\ufffd"
    assert case.conversation.messages[-1].text == "a\ufffd"

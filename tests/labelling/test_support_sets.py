"""Labels on messages of public sets: ids only, one purpose a conversation, and joined with their text where it lies."""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import TYPE_CHECKING

import pytest
from training import support_sets
from training.data_page import PAGE, filled, tables

from heard.evaluation import cases
from heard.labelling.store import read_pass

if TYPE_CHECKING:
    from pathlib import Path

SIDES: tuple[support_sets.Side, ...] = ("customers", "agents")


@pytest.mark.parametrize("side", SIDES)
def test_every_chosen_message_was_read_twice_and_settled(side: support_sets.Side) -> None:
    ids = {place.id for place in support_sets.chosen(side)}
    for reader in "ab":
        found = read_pass(support_sets.LABELS / side / f"{reader}.jsonl")
        assert set(found.customers or found.agents) == ids
    assert set(support_sets.settled(side)) == ids


def test_there_are_enough() -> None:
    """What the labels are for: 1,200 customers' and 600 agents' messages, 500 pairs judged twice."""
    assert len(support_sets.chosen("customers")) >= 1200
    assert len(support_sets.chosen("agents")) >= 600
    for reader in "ab":
        assert len(read_pass(support_sets.LABELS / "pairs" / f"{reader}.jsonl").pairs) >= 500
    reported = [p for p in support_sets.chosen("customers") if support_sets.part_of(p.conversation) == "report"]
    assert len(reported) >= 300


def test_what_is_reported_on_stays_what_it_was() -> None:
    """Moving a conversation from one use to another after something was trained would make the figures worthless."""
    told = sorted(
        place.id
        for side in SIDES
        for place in support_sets.chosen(side)
        if support_sets.part_of(place.conversation) == "report"
    )
    assert hashlib.sha256(" ".join(told).encode()).hexdigest()[:16] == "2354c7faf2fcdc42"


def test_pairs_ask_about_chosen_messages_of_one_part() -> None:
    places = {place.id: support_sets.part_of(place.conversation) for place in support_sets.chosen("customers")}
    with (support_sets.MESSAGES / "pairs.jsonl").open(encoding="utf-8") as lines:
        for raw in map(json.loads, lines):
            assert places[raw["first"]] == places[raw["second"]]
            assert raw["first"] != raw["second"]


def test_no_words_are_kept_with_the_labels() -> None:
    """Ids, names, numbers and places: no string but those that the forms have."""
    known = {"agreed", "near", "settled", "first", "second", "same"}

    def strings(value: object, key: str = "") -> list[tuple[str, str]]:
        if isinstance(value, dict):
            return [found for name, each in value.items() for found in strings(each, name)]
        if isinstance(value, list):
            return [found for each in value for found in strings(each, key)]
        return [(key, value)] if isinstance(value, str) else []

    for path in sorted(support_sets.LABELS.rglob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            for key, text in strings(json.loads(line)):
                assert key != "text", path
                assert text in known or len(text.split()) == 1, (path, text)


def test_labels_are_joined_with_text_where_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The form that ``heard eval`` takes, with the turns before; what a set no longer holds is left out."""
    labels = tmp_path / "labels"
    (labels / "messages").mkdir(parents=True)
    (labels / "settled").mkdir()
    monkeypatch.setattr(support_sets, "LABELS", labels)
    monkeypatch.setattr(support_sets, "MESSAGES", labels / "messages")
    monkeypatch.setattr(support_sets, "part_of", lambda name: "train" if name == "s2" else "report")
    place = {"id": "c1", "source": "star", "conversation": "s1", "message": "m3"}
    gone = {"id": "c2", "source": "star", "conversation": "s9", "message": "m1"}
    learnt = [{"id": f"c{n}", "source": "star", "conversation": "s2", "message": f"m{n}"} for n in (3, 4)]
    settled = {"id": "c1", "by": "near", "labels": {"values": {"anger": 0.5}, "temperature": 42.5}}
    write(labels / "messages" / "customers.jsonl", place, gone, *learnt)
    write(labels / "messages" / "agents.jsonl", {**place, "id": "a1", "message": "m2"})
    pairs = [{"id": "p1", "first": "c3", "second": "c4"}, {"id": "p2", "first": "c1", "second": "c1"}]
    write(labels / "messages" / "pairs.jsonl", *pairs)
    write(labels / "settled" / "pairs.jsonl", *({"id": pair["id"], "hotter": "first"} for pair in pairs))
    write(labels / "settled" / "customers.jsonl", *({**settled, "id": f"c{n}"} for n in (1, 2, 3, 4)))
    spans = {"techniques": [{"name": "commitment", "start": 0, "end": 5}], "cautions": []}
    write(labels / "settled" / "agents.jsonl", {"id": "a1", "by": "agreed", "labels": spans})
    data = tmp_path / "data"
    for source in support_sets.SETS:
        (data / source).mkdir(parents=True)
        for part in ("train", "dev"):
            with gzip.open(data / source / f"{part}.jsonl.gz", "wt", encoding="utf-8") as file:
                if (source, part) == ("star", "dev"):
                    turns = [("customer", "Hi"), ("agent", "Hello, yes?"), ("customer", "It leaks!")]
                    rows = [{"id": f"m{n}", "role": who, "text": said} for n, (who, said) in enumerate(turns, 1)]
                    file.write(json.dumps({"id": "s1", "messages": rows}) + "\n")
                    others = [{"id": f"m{n}", "role": "customer", "text": f"Two {n}"} for n in (3, 4)]
                    file.write(json.dumps({"id": "s2", "messages": others}) + "\n")
    told = dict(support_sets.join(data, tmp_path / "out"))
    assert told["report customers"] == told["report agents"] == told["report pairs"] == 1
    assert told["train customers"] == 2
    assert told["train pairs"] == 1
    assert told["train agents"] == told["choose customers"] == told["choose pairs"] == 0
    (case,) = cases.customers([tmp_path / "out" / "report" / "customers.jsonl"])
    assert [message.text for message in case.conversation.messages] == ["Hi", "Hello, yes?", "It leaks!"]
    assert case.temperature == 42.5
    assert case.group == "s1"
    (turn,) = cases.agents([tmp_path / "out" / "report" / "agents.jsonl"])
    assert turn.labels.techniques[0].end == 5


def write(path: Path, *rows: dict[str, object]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def test_the_page_tells_what_the_files_hold() -> None:
    """``python -m training.data_page`` writes its tables again."""
    page = PAGE.read_text(encoding="utf-8")
    assert filled(page, tables(slow=False)) == page

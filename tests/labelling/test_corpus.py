"""The corpus: what its form refuses, what its check finds, and that what is there now is right."""

from __future__ import annotations

import copy
import json
import os
from pathlib import Path
from typing import Any

import pytest
from training import corpus_check, corpus_form

CUSTOMER: dict[str, Any] = {
    "id": "ash-c0001",
    "writer": "ash",
    "scenario": "late-desk",
    "pair": None,
    "differs": None,
    "before": {"role": "agent", "text": "It will be there on Friday."},
    "text": "Friday, lovely. Same as the last three Fridays then.",
    "channel": "chat",
    "industry": "furniture",
    "voice": "forties, dry",
    "labels": {"emotions": {"frustration": "clear"}, "temperature": 50, "sarcasm": True},
}
AGENT: dict[str, Any] = {
    **{key: CUSTOMER[key] for key in ("writer", "scenario", "pair", "differs", "channel", "industry")},
    "id": "ash-a0001",
    "before": {"role": "customer", "text": "The leg snapped."},
    "facts": ["record: the customer's name is Mr Ito"],
    "text": "Which leg was it, Mr Ito?",
    "labels": {"techniques": [{"name": "uses_name", "text": "Mr Ito"}]},
}
TALK: dict[str, Any] = {
    **{key: CUSTOMER[key] for key in ("writer", "scenario", "channel", "industry")},
    "id": "ash-v0001",
    "pair": "p1",
    "differs": "the agent asks, or waves it away",
    "parts_at": 1,
    "messages": [
        {"role": "customer", "text": "The leg snapped."},
        {"role": "agent", "text": "Which leg was it?"},
        {"role": "customer", "text": "The left one. Thanks for asking."},
    ],
    "outcome": "stayed_calm",
    "goes_wrong": False,
    "turns_wrong_at": None,
}
WORSE: dict[str, Any] = {
    **TALK,
    "id": "ash-v0002",
    "messages": [
        TALK["messages"][0],
        {"role": "agent", "text": "Legs do."},
        {"role": "customer", "text": "Get me your manager."},
    ],
    "outcome": "supervisor",
    "goes_wrong": True,
    "turns_wrong_at": 2,
}

AGAIN: dict[str, Any] = {
    "id": "ash-s0001",
    "writer": "ash",
    "pair": "p1",
    "before": [{"role": "customer", "text": "The leg snapped."}, {"role": "agent", "text": "Do rate our crew!"}],
    "text": "Five stars. I still eat standing up.",
    "repeats": True,
}
NOT_AGAIN: dict[str, Any] = {**AGAIN, "id": "ash-s0002", "text": "Five stars, lovely lads.", "repeats": False}


def loaded(
    folder: Path, kind: str, *rows: dict[str, Any], writer: str = "ash", aside: bool = False
) -> corpus_form.Corpus:
    """A corpus of these rows and what is in the folder already."""
    path = folder / ("kept_aside" if aside else "") / kind / f"{writer}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return corpus_form.load(folder)


def test_a_right_corpus_loads(tmp_path: Path) -> None:
    """All forms, with spans as offsets; the cases of sameness are a list of their own."""
    loaded(tmp_path, "customers", CUSTOMER)
    loaded(tmp_path, "sameness", AGAIN, NOT_AGAIN)
    loaded(tmp_path, "agents", AGENT)
    corpus = loaded(tmp_path, "conversations", TALK, WORSE)
    assert corpus.mistakes == []
    assert len(list(corpus.entries())) == 4
    assert [case.id for case in corpus.everything()][4:] == ["ash-s0001", "ash-s0002"]
    assert [case.repeats for case in corpus.sameness] == [True, False]
    assert [turn.role for turn in corpus.sameness[0].before] == ["customer", "agent"]
    found = corpus.agents[0].labels.techniques[0]
    assert corpus.agents[0].text[found.start : found.end] == "Mr Ito"
    assert [entry.goes_wrong for entry in corpus.conversations] == [False, True]


@pytest.mark.parametrize(
    ("kind", "row", "change", "told"),
    [
        ("customers", CUSTOMER, {"id": "ash-c1"}, "ash-c0001"),
        ("customers", CUSTOMER, {"writer": "elm"}, "the file is ash's"),
        ("customers", CUSTOMER, {"industry": "furnitur"}, "did you mean 'furniture'"),
        ("customers", CUSTOMER, {"channel": "letter"}, "chat, email"),
        ("customers", CUSTOMER, {"scenario": "Late desk"}, "small letters"),
        ("customers", CUSTOMER, {"text": " hello "}, "white space"),
        ("customers", CUSTOMER, {"text": "no " * 300}, "300 words"),
        ("customers", CUSTOMER, {"before": {"role": "note", "text": "x"}}, "before.role"),
        ("customers", CUSTOMER, {"pair": "p1"}, "stand together"),
        ("customers", CUSTOMER, {"pair": "p1", "differs": "x"}, "1 members"),
        ("customers", CUSTOMER, {"labels": {}}, "temperature"),
        ("customers", CUSTOMER, {"mood": "bad"}, "no key 'mood'"),
        ("agents", AGENT, {"before": None}, "before must be"),
        ("agents", AGENT, {"facts": ["his name"]}, "customer:"),
        ("agents", AGENT, {"labels": {"cautions": [{"name": "blame", "text": "nope"}]}}, "letter for letter"),
        ("conversations", TALK, {"goes_wrong": True}, "`goes_wrong`"),
        ("conversations", TALK, {"parts_at": 2}, "agent's turn"),
        ("conversations", WORSE, {"turns_wrong_at": None}, "`turns_wrong_at`"),
        ("conversations", WORSE, {"turns_wrong_at": 1}, "customer's message"),
        ("conversations", WORSE, {"turns_wrong_at": 3}, "number of a message"),
        ("conversations", TALK, {"messages": []}, "3 to 40"),
        ("sameness", AGAIN, {"id": "ash-c0001"}, "ash-s0001"),
        ("sameness", AGAIN, {"writer": "elm"}, "the file is ash's"),
        ("sameness", AGAIN, {"pair": None}, "`pair` is None"),
        ("sameness", AGAIN, {"scenario": "late-desk"}, "no key 'scenario'"),
        ("sameness", AGAIN, {"text": ""}, "`text` is missing or empty"),
        ("sameness", AGAIN, {"repeats": 1}, "not true or false"),
        ("sameness", AGAIN, {"repeats": "true"}, "not true or false"),
        ("sameness", AGAIN, {"before": None}, "2 to 6"),
        ("sameness", AGAIN, {"before": AGAIN["before"][:1]}, "2 to 6"),
        ("sameness", AGAIN, {"before": AGAIN["before"] * 4}, "2 to 6"),
        ("sameness", AGAIN, {"before": AGAIN["before"][::-1]}, "before[0] must be the customer's"),
        ("sameness", AGAIN, {"before": [AGAIN["before"][0], {"role": "note", "text": "x"}]}, "before[1].role"),
        ("sameness", AGAIN, {"before": [AGAIN["before"][0], "Sorry."]}, "before[1] must be an object"),
        ("sameness", AGAIN, {}, "1 members"),
    ],
)
def test_a_wrong_line_is_told_with_its_place(
    tmp_path: Path, kind: str, row: dict[str, Any], change: dict[str, Any], told: str
) -> None:
    """File and line, and what is wrong."""
    mistakes = loaded(tmp_path, kind, {**copy.deepcopy(row), **change}).mistakes
    assert any(told in mistake.what for mistake in mistakes), [str(one) for one in mistakes]
    assert mistakes[0].place == f"{kind}/ash.jsonl:1"


def test_pairs_must_be_pairs(tmp_path: Path) -> None:
    """They begin alike, part at the named turn, and are not the same."""
    other = copy.deepcopy(WORSE)
    other["messages"][0] = {"role": "customer", "text": "A leg snapped."}
    assert "not the same" in loaded(tmp_path, "conversations", TALK, other).mistakes[0].what
    same = {**TALK, "id": "ash-v0002"}
    assert "nothing parts them" in loaded(tmp_path, "conversations", TALK, same).mistakes[0].what
    twins = [{**CUSTOMER, "pair": "p1", "differs": "x", "id": f"ash-c000{n}"} for n in (1, 2)]
    (tmp_path / "conversations" / "ash.jsonl").unlink()
    assert "the members are the same" in loaded(tmp_path, "customers", *twins).mistakes[0].what


def test_a_pair_of_sameness_shares_what_was_said_before(tmp_path: Path) -> None:
    """The turns before are the same, letter for letter; the new message is another."""
    assert loaded(tmp_path, "sameness", AGAIN, NOT_AGAIN).mistakes == []
    other = {**NOT_AGAIN, "before": [AGAIN["before"][0], {"role": "agent", "text": "Do rate our crew."}]}
    (mistake,) = loaded(tmp_path, "sameness", AGAIN, other).mistakes
    assert str(mistake) == "sameness/ash.jsonl:2: pair p1: `before` is not the same, letter for letter"
    copied = {**NOT_AGAIN, "text": AGAIN["text"]}
    assert "the members are the same" in loaded(tmp_path, "sameness", AGAIN, copied).mistakes[0].what
    (tmp_path / "sameness" / "ash.jsonl").unlink()
    loaded(tmp_path, "customers", CUSTOMER)
    assert "training part too" in loaded(tmp_path, "sameness", AGAIN, NOT_AGAIN, aside=True).mistakes[0].what


def test_all_turns_before_are_compared_with_data_sets(tmp_path: Path) -> None:
    """A case of sameness is not only its last message."""
    (case, _) = loaded(tmp_path, "sameness", AGAIN, NOT_AGAIN).sameness
    assert corpus_check.all_text(case).splitlines() == ["The leg snapped.", "Do rate our crew!", AGAIN["text"]]
    assert corpus_check.text_of(case) == AGAIN["text"]


def test_ids_broken_lines_and_sides(tmp_path: Path) -> None:
    """An id once, a line whole, a writer on one side of the line."""
    assert "stands at" in loaded(tmp_path, "customers", CUSTOMER, CUSTOMER).mistakes[0].what
    (tmp_path / "customers" / "ash.jsonl").write_text('{"id":\n', encoding="utf-8")
    assert "broken JSON" in corpus_form.load(tmp_path).mistakes[0].what
    (tmp_path / "customers" / "ash.jsonl").write_bytes(b"\xff")
    assert "UTF-8" in corpus_form.load(tmp_path).mistakes[0].what
    loaded(tmp_path, "customers", CUSTOMER)
    mistakes = loaded(tmp_path, "agents", AGENT, aside=True).mistakes
    assert "training part too" in mistakes[0].what


def test_sameness_is_found_across_spelling_and_not_within_a_pair(tmp_path: Path) -> None:
    """A near copy is the nearest neighbour; a pair is meant to be alike."""
    near = {**CUSTOMER, "id": "ash-c0002", "text": "Friday, lovely. Same as the last three fridays than."}
    far = {**CUSTOMER, "id": "ash-c0003", "text": "Could the blue one be left with the people next door?"}
    found = list(corpus_check.neighbours(list(loaded(tmp_path, "customers", CUSTOMER, near, far).entries())))
    assert max(found, key=lambda row: row[0])[0] > corpus_check.TOO_NEAR
    paired = [{**row, "pair": "p1", "differs": "x"} for row in (CUSTOMER, near)]
    alone = list(corpus_check.neighbours(list(loaded(tmp_path, "customers", *paired, far).entries())))
    assert all(score < corpus_check.TOO_NEAR for score, _, _ in alone)


def test_shared_words_are_found(tmp_path: Path) -> None:
    """Eight in a row, whatever the capitals and stops, in plain and in packed files."""
    (tmp_path / "set.jsonl").write_text(
        json.dumps({"a": [{"t": "So: ONE two, three four five six seven eight!"}]}) + "\n"
    )
    ours = set(corpus_check.shingles("one two three four five six seven eight nine"))
    assert list(corpus_check.data_shingles(tmp_path, ours)) == [
        ("one two three four five six seven eight", "set.jsonl")
    ]


def test_the_corpus_is_right() -> None:
    """Every line that is there."""
    assert [str(mistake) for mistake in corpus_form.load().mistakes] == []


FIRST_SEAL = "a02108618e3d7bd43726c138c0bb31f92f7265794abdc915be7c146cb98bc062"
"""That of the three kinds that were there before anything was trained. It never changes."""


def test_what_is_kept_aside_is_what_was_sealed() -> None:
    """Every kept-aside file is under one seal; the first seal is over the first three kinds and is the first still."""
    aside = corpus_form.CORPUS / corpus_form.KEPT_ASIDE
    assert corpus_check.SEALS["SHA256"] == ("customers", "agents", "conversations")
    assert (aside / "SHA256").read_text(encoding="utf-8").strip() == FIRST_SEAL
    assert sorted(kind for kinds in corpus_check.SEALS.values() for kind in kinds) == sorted(corpus_form.KINDS)
    assert {path.parent.name for path in aside.rglob("*.jsonl")} == set(corpus_form.KINDS)
    assert all((aside / name).is_file() for name in corpus_check.SEALS)
    assert corpus_check.broken_seals() == []


def test_a_seal_breaks_for_its_own_part_and_is_never_written_anew(tmp_path: Path) -> None:
    """A changed letter, a new file or a new name breaks it; the other part's seal holds."""
    loaded(tmp_path, "customers", CUSTOMER, aside=True)
    loaded(tmp_path, "sameness", AGAIN, NOT_AGAIN, aside=True)
    assert corpus_check.seal(tmp_path) == ["SHA256", "SHA256-sameness"]
    assert corpus_check.broken_seals(tmp_path) == []
    first = (tmp_path / "kept_aside" / "SHA256").read_bytes()
    loaded(tmp_path, "sameness", AGAIN, {**NOT_AGAIN, "repeats": True}, aside=True)
    assert corpus_check.broken_seals(tmp_path) == ["SHA256-sameness"]
    loaded(tmp_path, "agents", AGENT, aside=True)
    assert corpus_check.broken_seals(tmp_path) == ["SHA256", "SHA256-sameness"]
    assert corpus_check.seal(tmp_path) == []
    assert (tmp_path / "kept_aside" / "SHA256").read_bytes() == first
    (tmp_path / "kept_aside" / "SHA256-sameness").unlink()
    assert corpus_check.seal(tmp_path) == ["SHA256-sameness"]
    assert corpus_check.broken_seals(tmp_path) == ["SHA256"]


DATA = Path(os.environ.get("HEARD_DATA") or Path(__file__).parents[3] / "shared" / "data")
"""Where the public data sets may lie; hardly anybody has them, and nothing needs them."""

if DATA.is_dir():

    def test_no_text_of_a_data_set_is_in_the_corpus() -> None:
        """No eight words in a row."""
        entries = corpus_form.load().everything()
        runs = {run for entry in entries for run in corpus_check.shingles(corpus_check.all_text(entry))}
        assert list(corpus_check.data_shingles(DATA, runs)) == []

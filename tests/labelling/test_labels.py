"""Labels in and out of JSON, under keys, and what counts where two readers differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.labelling import agreement, settling
from heard.labelling.keys import EMOTION_KEYS, FINDING_KEYS, AgentDraft, CustomerDraft
from heard.labelling.labels import (
    CAUTIONS,
    FELT,
    INTENTS,
    LEVELS,
    MARKS,
    TECHNIQUES,
    THREATS,
    AgentLabels,
    CustomerLabels,
    read_agent,
    read_customer,
    read_places,
)

CUSTOMERS = st.builds(
    CustomerLabels,
    emotions=st.dictionaries(st.sampled_from(FELT), st.sampled_from([name for name in LEVELS if name != "none"])),
    temperature=st.integers(0, 100),
    threats=st.frozensets(st.sampled_from(THREATS)),
    sarcasm=st.booleans(),
    intent=st.sampled_from(INTENTS),
    vulnerability=st.booleans(),
)
TEXT = "I'm sorry the van was late, and I'm sorry for the mess."


def agent(*rows: tuple[str, str]) -> AgentLabels:
    """Labels on ``TEXT`` as a pass holds them."""
    kinds = {"techniques": TECHNIQUES, "cautions": CAUTIONS, "marks": MARKS}
    raw = {key: [{"name": n, "text": t} for n, t in rows if n in names] for key, names in kinds.items()}
    found, wrong = read_agent(raw, TEXT)
    assert wrong == []
    return read_places(found.without_words())[0]


@given(CUSTOMERS)
def test_customer_labels_survive_json(labels: CustomerLabels) -> None:
    """What is written is read again, and what the seven leave is neutral."""
    assert read_customer(labels.as_json()) == (labels, [])
    values = labels.values()
    assert 0 <= values["neutral"] <= 1
    assert values["neutral"] == pytest.approx(1 - max(values[name] for name in FELT))


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ({"temperature": 101}, "0 to 100"),
        ({"temperature": True}, "0 to 100"),
        ({"temperature": 5, "emotions": {"angre": "clear"}}, "did you mean 'anger'"),
        ({"temperature": 5, "emotions": {"neutral": "clear"}}, "never labelled"),
        ({"temperature": 5, "emotions": {"anger": 0.67}}, "none, slight"),
        ({"temperature": 5, "threats": ["sue"]}, "legal"),
        ({"temperature": 5, "intent": "fix"}, "wants_fix"),
        ({"temperature": 5, "sarcasm": "yes"}, "true or false"),
        ({"temperature": 5, "sarcastic": True}, "did you mean 'sarcasm'"),
        ([], "object"),
    ],
)
def test_a_wrong_label_is_told(raw: object, told: str) -> None:
    """One mistake, one line, with what would be right."""
    _, wrong = read_customer(raw)
    assert len(wrong) == 1
    assert told in wrong[0]


def test_spans_have_offsets_and_the_second_place_can_be_meant() -> None:
    """``nth`` finds a later place, and is written again only where it is needed."""
    rows = [
        {"name": "apology_specific", "text": "I'm sorry the van was late"},
        {"name": "ownership", "text": "I'm sorry", "nth": 2},
    ]
    labels, wrong = read_agent({"techniques": rows}, TEXT)
    assert wrong == []
    assert [TEXT[one.start : one.end] for one in labels.techniques] == [row["text"] for row in rows]
    assert labels.techniques[1].start == TEXT.rindex("I'm sorry")
    assert labels.as_json(TEXT)["techniques"] == rows


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"name": "apology_specific", "text": "I am sorry"}, "letter for letter"),
        ({"name": "apologies", "text": "I'm sorry"}, "no such name"),
        ({"name": "blame", "text": "late"}, "no such name"),
        ({"name": "ownership", "text": None}, "needs the words"),
        ({"name": "ownership", "text": "I'm sorry", "nth": 3}, "no place 3"),
        ({"name": "ownership", "text": " the van"}, "space"),
    ],
)
def test_a_wrong_span_is_told(row: dict[str, object], told: str) -> None:
    """A span that isn't there, or a name of another list, is no technique."""
    assert told in read_agent({"techniques": [row]}, TEXT)[1][0]


def test_a_pass_holds_no_words() -> None:
    """Stored labels give places alone."""
    stored = agent(("apology_specific", "I'm sorry the van was late"), ("paraphrase_wrong", "the mess")).without_words()
    assert "text" not in str(stored)
    assert "van" not in str(stored)


def test_every_label_has_a_key() -> None:
    """No name is out of reach."""
    assert set(EMOTION_KEYS.values()) == set(FELT)
    assert set(FINDING_KEYS.values()) == {*TECHNIQUES, *CAUTIONS, *MARKS}


def test_keys_make_a_customer_label() -> None:
    """Enter is taken only when there is a temperature, and says so."""
    draft = CustomerDraft()
    assert draft.press("\n") == "unfinished"
    assert [draft.press(key) for key in "ffa5+Swwiv"] == ["more"] * 10
    assert draft.press("\n") == "done"
    assert draft.labels().as_json() == {
        "emotions": {"anger": "slight", "frustration": "clear"},
        "temperature": 55,
        "intent": "wants_fix",
        "threats": ["supervisor"],
        "sarcasm": True,
        "vulnerability": True,
    }


def test_keys_make_an_agent_label() -> None:
    """Words are told by number; a comma at the end of a span is left off."""
    draft = AgentDraft(TEXT)
    assert draft.press("g") == "words"
    assert draft.place("1-6") is None
    assert draft.press("F") == "words"
    assert draft.place("") is None
    assert draft.press("A") == "words"
    assert "numbered 1 to" in (draft.place("90") or "")
    assert [(one.name, one.text) for one in draft.found] == [
        ("apology_specific", "I'm sorry the van was late"),
        ("premature_solution", None),
    ]


@given(CUSTOMERS)
def test_a_draft_begins_with_what_was_given(labels: CustomerLabels) -> None:
    """Enter by itself gives it back as it was."""
    draft = CustomerDraft.of(labels)
    assert draft.press("\n") == "done"
    assert draft.labels().as_json() == labels.as_json()


def test_an_agents_draft_begins_with_what_was_given() -> None:
    """The words are found again by their places, so that the same finding isn't taken twice."""
    labels = agent(("apology_specific", "I'm sorry the van was late"))
    draft = AgentDraft.of(TEXT, labels)
    assert draft.labels().without_words() == labels.without_words()
    assert "van was late" in draft.told()
    draft.press("g")
    assert "already" in (draft.place("1-6") or "")


@pytest.mark.parametrize(("start", "key", "after"), [(52, "+", 55), (52, "-", 50), (50, "+", 55), (50, "-", 45)])
def test_degrees_move_to_the_next_step(start: int, key: str, after: int) -> None:
    """From between two steps too."""
    draft = CustomerDraft(temperature=start)
    draft.press(key)
    assert draft.temperature == after


def test_kappa_by_hand() -> None:
    """The textbook's table of 50: .70 seen, .50 by chance, kappa .40."""
    one = [1] * 20 + [1] * 5 + [0] * 10 + [0] * 15
    other = [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15
    assert agreement.kappa(one, other) == pytest.approx(0.4)
    assert agreement.kappa([1, 1], [1, 1]) is None
    assert agreement.kappa([], []) is None
    assert agreement.kappa([0, 1, 2], [2, 1, 0], weighted=True) == pytest.approx(-1)


@given(st.dictionaries(st.text(min_size=1), CUSTOMERS, max_size=8))
def test_a_reading_agrees_with_itself(labels: dict[str, CustomerLabels]) -> None:
    """Kappa is 1, or has no meaning."""
    for row in agreement.customers(labels, labels):
        assert row.kappa is None or row.kappa == pytest.approx(1)
        assert row.given[0] == row.given[1]


@given(CUSTOMERS, CUSTOMERS)
def test_settling_is_fair(one: CustomerLabels, other: CustomerLabels) -> None:
    """It doesn't matter who is first; what is apart needs a third, whose word is then final."""
    if settling.customer_differences(one, other):
        assert settling.settle_customer(one, other) is None
        settled = settling.settle_customer(one, other, one)
        assert settled is not None
        assert settled.by == "settled"
    else:
        settled = settling.settle_customer(one, other)
        assert settled == settling.settle_customer(other, one)
        assert settled is not None
        assert settled.labels["temperature"] == (one.temperature + other.temperature) / 2


def test_of_two_spans_the_shorter_counts() -> None:
    """Overlap is agreement on the name; a name of one reader only needs a third."""
    one = agent(("apology_specific", "I'm sorry the van was late"))
    other = agent(("apology_specific", "sorry the van was late"))
    settled = settling.settle_agent(one, other)
    assert settled is not None
    assert settled.by == "near"
    start = TEXT.index("sorry")
    assert settled.labels["techniques"] == [{"name": "apology_specific", "start": start, "end": start + 22}]
    more = agent(("apology_specific", "I'm sorry the van was late"), ("ownership", "I'm sorry"))
    assert settling.settle_agent(one, more) is None
    assert settling.settle_agent(one, more, one) is not None
    assert agreement.overlapping({"m": one}, {"m": other}) == 1

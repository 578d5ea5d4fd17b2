"""Each task on a few cases whose figures can be counted by hand, with a reader whose answers are known."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from heard.engine.types import EMOTIONS, Conversation
from heard.errors import InputError
from heard.evaluation import cases, tasks
from heard.evaluation.forecast import forecast
from heard.evaluation.readers import CustomerGuess, EngineReader, Outlook, Said

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from heard.engine.pipeline import Engine


class Told:
    """Says what the message itself says: ``anger .9``, ``heat 40``, ``cancel``, ``apology 0 5``, ``risk .8!``."""

    name = "told"

    def customer(self, conversation: Conversation) -> CustomerGuess | None:
        words = conversation.messages[-1].text.split()
        if words == ["?"]:
            return None
        pairs = dict(zip(words[::2], words[1::2], strict=False))
        felt = {name: float(pairs.get(name, 0)) for name in EMOTIONS}
        threat: dict[str, float] = {"cancel": float(pairs["cancel"])} if "cancel" in pairs else {}
        return CustomerGuess(emotions=felt, temperature=float(pairs.get("heat", 0)), threats=threat)

    def agent(self, conversation: Conversation) -> Sequence[Said]:
        words = conversation.messages[-1].text.split()
        return [Said(words[0], int(words[1]), int(words[2]))] if len(words) == 3 else []

    def forecast(self, conversation: Conversation) -> Sequence[Outlook]:
        texts = [message.text for message in conversation.messages]
        return [Outlook(float(text.rstrip("!")), text.endswith("!")) for text in texts]


def lines(path: Path, *rows: dict[str, object]) -> list[Path]:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return [path]


def customer(name: str, text: str, **labels: object) -> dict[str, object]:
    return {"id": name, "before": None, "text": text, "labels": {"temperature": 10, **labels}}


def talk(name: str, risks: str, *, at: int | None = None, **rest: object) -> dict[str, object]:
    roles = ("customer", "agent") * 9
    rows = [{"role": role, "text": risk} for role, risk in zip(roles, risks.split(), strict=False)]
    return {"id": name, "messages": rows, "goes_wrong": at is not None, "turns_wrong_at": at, **rest}


def test_emotions_are_counted_from_clear_on(tmp_path: Path) -> None:
    rows = [customer(f"x{n}", "anger .9", emotions={"anger": "clear"}) for n in range(4)]
    rows += [customer("x4", "anger .2", emotions={"anger": "strong"})]
    rows += [customer(f"y{n}", "neutral .9", emotions={"anger": "slight"}) for n in range(4)]
    rows += [customer("y4", "anger .6"), customer("z", "?")]
    result = tasks.emotions(cases.customers(lines(tmp_path / "x", *rows)), Told(), resamples=100)
    assert result.cases == 11
    assert result.not_assessed == 1, "it counts as nothing said"
    assert result.figure("anger", "precision") == 0.8
    assert result.figure("anger", "recall") == 0.8
    assert result.figure("negative turn", "f1") == pytest.approx(0.8)
    anger = next(row for row in result.rows if row.label == "anger")
    assert anger.support == 5
    assert anger.figures["auroc"].interval is not None


def test_rare_labels_count_in_no_mean(tmp_path: Path) -> None:
    rows = [customer(f"x{n}", "anger .9", emotions={"anger": "clear"}) for n in range(5)]
    rows += [customer("s", "heat 0", emotions={"sadness": "strong"})]
    rows += [customer(f"n{n}", "neutral .9") for n in range(5)]
    result = tasks.emotions(cases.customers(lines(tmp_path / "x", *rows)), Told(), resamples=0)
    assert result.figure("sadness", "f1") == 0
    assert result.figure("macro", "f1") == 1


def test_settled_labels_are_read(tmp_path: Path) -> None:
    row = {"id": "x", "before": [{"role": "agent", "text": "Hello"}], "text": "heat 47", "conversation": "c9"}
    row["labels"] = {"values": {"frustration": 0.5}, "temperature": 42.5, "intent": "both", "sarcasm": False}
    (case,) = cases.customers(lines(tmp_path / "x", row))
    assert case.values["frustration"] == 0.5
    assert case.values["neutral"] == 0.5
    assert not tasks.holds(0.5), "half-way between slight and clear is not clear"
    assert case.group == "c9"
    result = tasks.temperature([case], Told(), resamples=0)
    assert result.figure("all", "mean off") == 4.5


def test_threats_and_their_means(tmp_path: Path) -> None:
    rows = [customer(f"x{n}", "cancel .9", threats=["cancel"]) for n in range(5)]
    rows += [customer("y", "cancel .9"), customer("z", "heat 1", threats=["legal"])]
    result = tasks.threats(cases.customers(lines(tmp_path / "x", *rows)), Told(), resamples=0)
    assert result.figure("cancel", "precision") == pytest.approx(5 / 6)
    assert result.figure("micro", "recall") == pytest.approx(5 / 6)
    assert result.figure("macro", "recall") == 1, "one legal threat is too few for a mean"


def test_techniques_by_name_and_by_words(tmp_path: Path) -> None:
    def turn(name: str, text: str, *found: str) -> dict[str, object]:
        labels = {"techniques": [{"name": "commitment", "text": words} for words in found]}
        return {"id": name, "before": {"role": "customer", "text": "Well?"}, "text": text, "labels": labels}

    rows = [
        turn("a", "commitment 0 5", "commitment"),
        turn("b", "commitment 0 2", "2"),
        turn("c", "commitment 0 5"),
        turn("d", "nothing", "nothing"),
    ]
    result = tasks.techniques(cases.agents(lines(tmp_path / "x", *rows)), Told(), resamples=0)
    assert result.figure("commitment", "precision") == pytest.approx(2 / 3)
    assert result.figure("commitment", "recall") == pytest.approx(2 / 3)
    assert result.figure("commitment", "span") == 0.5


def test_only_what_stood_before_the_outcome_is_a_forecast(tmp_path: Path) -> None:
    rows = [
        talk("caught", ".2 .3 .6! .6! .9!", at=4),
        talk("too-late", ".2 .3 .4 .4 .9!", at=4),
        talk("after-the-agent-only", ".2 .3 .4 .6! .9!", at=4),
        talk("calm", ".1 .1 .1"),
        talk("false", ".1 .6! .1"),
    ]
    result = forecast(cases.conversations(lines(tmp_path / "x", *rows)), Told(), resamples=0)
    assert result.figure("conversations", "caught") == pytest.approx(1 / 3)
    assert result.figure("conversations", "false alarms") == 50
    assert result.figure("conversations", "auroc") == 1
    assert result.figure("conversations", "lead") == 1
    given = sum(each.count for each in result.reliability["goes wrong"])
    assert given == 2 * 3 + 2 * 2, "customer's turns before the outcome"


def test_who_spoke_last_tells_nothing(tmp_path: Path) -> None:
    """Where it goes wrong the last turn before is an agent's, elsewhere a customer's; that must not be worth anything."""
    rows = [talk(f"w{n}", ".1 .9 .1 .9 .1", at=4) for n in range(4)] + [talk(f"g{n}", ".1 .9 .1") for n in range(4)]
    result = forecast(cases.conversations(lines(tmp_path / "x", *rows)), Told(), resamples=0)
    assert result.figure("conversations", "auroc") == 0.5


def test_a_mean_over_labels_has_an_interval_and_counts_silence(tmp_path: Path) -> None:
    rows = [customer(f"a{n}", "anger .9", emotions={"anger": "clear"}) for n in range(6)]
    rows += [customer(f"b{n}", "heat 0", emotions={"sadness": "clear"}) for n in range(6)]
    result = tasks.emotions(cases.customers(lines(tmp_path / "x", *rows)), Told(), resamples=100)
    macro = next(row for row in result.rows if row.label == "macro")
    assert macro.mean
    assert macro.support == 2
    assert macro.figures["precision"].value == 0.5, "sadness was never said"
    assert macro.figures["f1"].interval is not None


def test_a_finding_without_a_place_stands_on_no_words(tmp_path: Path) -> None:
    class Named(Told):
        def agent(self, conversation: Conversation) -> Sequence[Said]:
            return [Said("commitment")]

    row = {"id": "a", "text": "I will", "labels": {"techniques": [{"name": "commitment", "text": "I will"}]}}
    result = tasks.techniques(cases.agents(lines(tmp_path / "x", row)), Named(), resamples=0)
    assert result.figure("commitment", "recall") == 1
    assert result.figure("commitment", "span") is None


def test_a_reader_that_knows_no_threats_is_not_judged_on_them(tmp_path: Path) -> None:
    class Deaf(Told):
        def customer(self, conversation: Conversation) -> CustomerGuess:
            return CustomerGuess(emotions={}, temperature=0)

    with pytest.raises(NotImplementedError):
        tasks.threats(cases.customers(lines(tmp_path / "x", customer("a", "heat 1"))), Deaf(), resamples=0)


def test_pairs_that_part_compare_the_turn_that_parts_them(tmp_path: Path) -> None:
    rows = [
        talk("a", ".2 .5 .9", at=2, pair="p1", parts_at=1),
        talk("b", ".2 .3 .9", pair="p1", parts_at=1),
        talk("c", ".2 .3 .9", at=2, pair="p2", parts_at=1),
        talk("d", ".2 .3 .1", pair="p2", parts_at=1),
    ]
    result = forecast(cases.conversations(lines(tmp_path / "x", *rows)), Told(), resamples=0)
    assert result.figure("pairs that part", "worse is higher") == 0.75, "the same outlook is half a point"


def test_which_is_hotter(tmp_path: Path) -> None:
    def pair(name: str, first: str, second: str, hotter: str) -> dict[str, object]:
        return {"id": name, "first": {"text": first}, "second": {"text": second}, "hotter": hotter}

    rows = [
        pair("a", "heat 5", "heat 50", "second"),
        pair("b", "heat 5", "heat 50", "first"),
        pair("c", "heat 5", "heat 5", "first"),
        pair("d", "heat 5", "heat 50", "same"),
        pair("e", "?", "heat 50", "second"),
    ]
    result = tasks.pairs(cases.pairs(lines(tmp_path / "x", *rows)), Told(), resamples=0)
    assert result.figure("the hotter one", "right") == 0.5, "one right, one wrong, two coins"
    assert result.not_assessed == 1


@pytest.mark.parametrize(
    ("read", "row", "code"),
    [
        (cases.customers, "{", "I004"),
        (cases.customers, "[]", "I021"),
        (cases.customers, '{"id": "a", "labels": {"temperature": 1}}', "I021"),
        (cases.customers, '{"id": "a", "text": "x", "labels": {"temperature": 900}}', "I017"),
        (cases.customers, '{"id": "a", "text": "x", "labels": {"temperature": 1, "values": {"joy": 1}}}', "I017"),
        (cases.agents, '{"id": "a", "text": "x", "labels": {"techniques": [{"name": "charm", "text": "x"}]}}', "I017"),
        (cases.customers, '{"id": [1], "text": "x", "labels": {"temperature": 1}}', "I021"),
        (cases.agents, '{"id": "a", "text": "x", "labels": {"techniques": [3]}}', "I017"),
        (cases.agents, '{"id": "a", "text": "x", "facts": ["cat: x"], "labels": {}}', "I021"),
        (cases.conversations, '{"id": "a", "messages": []}', "I010"),
        (cases.conversations, '{"id": "a", "messages": [{"role": "cat", "text": "x"}]}', "I008"),
        (cases.conversations, '{"id": "a", "messages": [{"role": "agent", "text": "x"}]}', "I021"),
        (
            cases.conversations,
            '{"id": "a", "messages": [{"role": "agent", "text": "x"}], "goes_wrong": true, "turns_wrong_at": 4}',
            "I021",
        ),
        (cases.pairs, '{"id": "a", "hotter": "third"}', "I017"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, read: object, row: str, code: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("\n" + row + "\n", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read([path])  # type: ignore[operator]
    assert raised.value.code == code
    assert raised.value.place is not None
    assert raised.value.place.endswith("x.jsonl:2")


def test_the_engine_answers_every_question(engine: Engine) -> None:
    reader = EngineReader(engine)
    furious = Conversation.of(("agent", "It ships on Friday."), "You are useless liars, get me your manager NOW!")
    guess = reader.customer(furious)
    assert guess is not None
    assert guess.temperature >= 60
    assert guess.threats is not None
    assert guess.threats["supervisor"] >= 0.5
    outlooks = reader.forecast(furious)
    assert len(outlooks) == 2
    assert outlooks[1].probability > outlooks[0].probability
    said = reader.agent(Conversation.of("My lamp is broken!", ("agent", "I'm sorry the lamp reached you broken.")))
    assert "apology_specific" in {one.name for one in said}
    assert (
        reader.customer(Conversation.of("Wo ist mein Paket, ich warte seit Wochen auf eine Antwort von Ihnen")) is None
    )

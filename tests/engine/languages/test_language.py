"""Which language a message is in: what is another language is not assessed, and what is not is never thrown out."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from training.corpus_form import CORPUS

import heard
from heard.assembly import VERSION, default_engine
from heard.engine.language import FEWEST_LETTERS, LONG
from heard.engine.pipeline import Engine
from heard.engine.state import from_json, to_json
from heard.languages import identify
from heard.playbook.loader import load

HERE = Path(__file__).parent
GERMAN = "Guten Tag, mein Paket ist seit einer Woche unterwegs und immer noch nicht da."
ENGLISH = "Hello, my parcel has been on its way for a week and it still isn't here."
NOT_ENGLISH = {
    *("a0152", "a0304", "a0305", "a0348", "a0349", "a0405", "a0429", "a0440", "a0456", "a0457"),
    *("a0512", "a0513", "a0514", "a0544", "a0558", "a0559"),
}
"""Replies of the corpus's writer ``ferdi`` in Tagalog and Swahili, some with English words."""


def letters(text: str) -> int:
    """How many letters a text has."""
    return sum(map(str.isalpha, text))


@lru_cache
def foreign(*names: str) -> dict[str, list[str]]:
    """Our sentences in other languages."""
    found: dict[str, list[str]] = {}
    for name in names:
        for language, rows in yaml.safe_load((HERE / f"{name}.yaml").read_text("utf-8")).items():
            found.setdefault(language, []).extend(rows)
    return found


def read(*texts: str, language: str | None = None, engine: Engine | None = None) -> list[tuple[str | None, str | None]]:
    """Each message's language and why it was not assessed."""
    messages = heard.Conversation.of(*texts).messages
    conversation = heard.Conversation(id="c", messages=messages, language=language)
    return [(each.language, each.reason) for each in (engine or default_engine()).read(conversation).messages]


@pytest.mark.parametrize("names", [("west", "more"), ("unseen",)])
def test_other_languages_are_not_assessed(names: tuple[str, ...]) -> None:
    """Of our sentences at least .95 over 40 letters, and .9 of the shorter ones."""
    rows = [text for texts in foreign(*names).values() for text in texts]
    for wanted, those in (
        (0.95, [text for text in rows if letters(text) > LONG]),
        (0.9, [text for text in rows if letters(text) <= LONG]),
    ):
        missed = [text for text in those if read(text)[0][1] != "language"]
        assert len(those) >= 20
        assert len(missed) <= (1 - wanted) * len(those), missed


def test_the_language_is_named() -> None:
    """Nine of ten sentences in languages that are known are named by the right code."""
    rows = [(name, text) for name, texts in foreign("west", "more").items() for text in texts if "-" not in name]
    wrong = [text for name, text in rows if read(text)[0][0] not in (name, None)]
    assert len(wrong) <= 0.1 * len(rows), wrong


HARD = yaml.safe_load((HERE / "english.yaml").read_text("utf-8"))
KNOWN = {
    "Siobhán Ní Bhriain, Baile Átha Cliath, D04 X2Y8": "a name and an address in Irish and nothing else",
    "Flat 3, Llanfairpwllgwyngyll House, Heol y Bryn, Aberystwyth SY23 1NG": "an address in Welsh and nothing else",
}


@pytest.mark.parametrize("text", [text for rows in HARD.values() for text in rows])
def test_hard_english_is_read(text: str, request: pytest.FixtureRequest) -> None:
    """Names, products, codes, shouting, spelling, dialects, learners, mixed talk."""
    if text in KNOWN:
        request.applymarker(pytest.mark.xfail(reason=KNOWN[text]))
    assert read(text) == [("en", None)]
    assert read(ENGLISH, text)[1] == ("en", None)


def sample(kind: str, every: int) -> list[tuple[str, str]]:
    """One of so many messages of the corpus's training part, those of 20 letters and more."""
    rows = []
    for path in sorted((CORPUS / kind).glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines()[::every]:
            row = json.loads(line)
            if row["text"] and letters(row["text"]) >= FEWEST_LETTERS:
                rows.append((row["id"], row["text"]))
    return rows


@pytest.mark.parametrize(("kind", "least"), [("customers", 800), ("agents", 800)])
def test_english_of_the_corpus_is_not_called_another_language(kind: str, least: int) -> None:
    """Of a third of it at most one in a thousand; of the whole see docs/decisions/0006."""
    rows = sample(kind, 3)
    thrown = [key for key, text in rows if read(text)[0][1] == "language"]
    false = [key for key in thrown if key.removeprefix("ferdi-") not in NOT_ENGLISH]
    assert len(rows) >= least
    assert len(false) <= 0.001 * len(rows), false


def test_golden_conversations_are_read() -> None:
    """No message of ours in English is another language's."""
    for path in sorted((HERE.parent.parent / "conversations").rglob("*.yaml")):
        raw = yaml.safe_load(path.read_text("utf-8"))
        messages = raw.get("conversation", raw).get("messages", ()) if isinstance(raw, dict) else ()
        texts = [each["text"] for each in messages if each.get("role") in ("customer", "agent")]
        if texts:
            assert "language" not in {reason for _, reason in read(*texts)}, path


@pytest.mark.parametrize(
    ("texts", "language", "expected"),
    [
        (("Danke",), None, [("en", None)]),
        ((GERMAN, "Ja, bitte."), None, [("de", "language"), ("de", "language")]),
        ((GERMAN, ENGLISH, "Yes please."), None, [("de", "language"), ("en", None), ("en", None)]),
        ((GERMAN, "Asdfg hjklq wertz uiop"), None, [("de", "language"), ("de", "language")]),
        (("Ja, bitte.",), "de-AT", [("de-AT", "language")]),
        (("Yes please.",), "en-GB", [("en", None)]),
        (("Wo ist mein Paket denn jetzt?",), "en", [("en", None)]),
        ((GERMAN, "Is that right?"), "en", [("de", "language"), ("en", None)]),
        ((ENGLISH, "Ja, bitte."), "de", [("en", None), ("de", "language")]),
        (("Где моя посылка?", "ok"), None, [("ru", "language"), ("en", None)]),
        (("Где моя посылка?",), "ru", [("ru", "language")]),
        (("我等了三个星期，还没有人回复我。", "谢谢"), None, [("zh", "language"), ("zh", "language")]),
        (("我等了三个星期，还没有人回复我。",), "en", [("zh", "language")]),
    ],
)
def test_what_the_conversation_is_in(
    texts: tuple[str, ...], language: str | None, expected: list[tuple[str | None, str | None]]
) -> None:
    """Short messages take its language; a told one is believed unless a long message is clearly another."""
    assert read(*texts, language=language) == expected


def test_a_language_that_is_not_read_changes_nothing_but_itself() -> None:
    """Not the temperature, the unmet list, nor an alert; what is remembered is the language, in a saved state too."""
    engine = default_engine()
    state = engine.fold(heard.Conversation.of("You people are useless, I want my money back or I will sue you!"))
    after, reading = engine.step(state, heard.Message(id="m2", role="customer", text=GERMAN))
    assert (reading.assessed, reading.reason, reading.language) == (False, "language", "de")
    assert reading.escalation is None
    assert (after.read, after.last_id, after.spoken) == (state.read + 1, "m2", "de")
    mine, before = json.loads(to_json(after)), json.loads(to_json(state))
    assert {key for key in mine if mine[key] != before[key]} == {"read", "last_id", "spoken"}
    assert from_json(to_json(after), content=engine.mark) == after


def test_no_alert_in_a_language_that_is_not_read() -> None:
    """However angry it is."""
    rage = "Ihr seid alle Betrüger, ich verklage euch und gehe zur Zeitung, das ist eine Frechheit!!!"
    reading = default_engine().read(heard.Conversation.of(*[rage] * 6))
    assert not reading.state.escalation.alert
    assert {message.reason for message in reading.messages} == {"language"}


def test_without_an_identifier_the_words_tell() -> None:
    """Many words that are not the playbook's are another language, which is not named; English is read."""
    playbook = load()
    engine = Engine(playbook.content, playbook.tables, version=VERSION)
    assert read(GERMAN, engine=engine) == [(None, "language")]
    assert read(ENGLISH, engine=engine) == [("en", None)]


def test_a_draft_in_another_language_is_not_checked() -> None:
    """It says why, instead of finding nothing wrong."""
    checked = heard.check_reply(heard.Conversation.of(ENGLISH), GERMAN)
    assert (checked.assessed, checked.reason, checked.fit_to_send) == (False, "language", False)


_PIECES = st.sampled_from(
    [GERMAN, ENGLISH, "не работает", "谢谢你", "العربية", "“", "'", '"', "\ud800", "\x00", "ß" * 30, "𝕬𝖓", "\n"]
)


@given(
    st.lists(st.one_of(_PIECES, st.text(max_size=60)), max_size=8).map(" ".join),
    st.sampled_from([None, "en", "de", "?", "x_Y-z"]),
)
def test_any_text_has_a_language_or_none(text: str, language: str | None) -> None:
    """Never an error; what is read is in a language that the playbook covers."""
    found, reason = read(text, language=language)[0]
    assert reason != "error"
    assert reason is not None or found == "en"


@given(st.text(max_size=300))
def test_the_identifier_gives_probabilities(text: str) -> None:
    """Whatever it is given."""
    found = identify(text)
    assert all(0 <= probability <= 1.001 for probability in found.values())
    assert sum(found.values()) <= 1.001


def test_the_model_is_loaded_only_when_needed() -> None:
    """Neither for the import nor for plain English."""
    code = "import sys, heard; heard.read(heard.Conversation.of(sys.argv[1])); print('py3langid' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, ENGLISH], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]

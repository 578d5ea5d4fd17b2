"""The shipped model's files: what is missing or damaged has its code, and then the rules read alone."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from heard import assembly
from heard.engine.model.reader import TOKENS, TrainedReader
from heard.engine.types import Conversation, Message
from heard.errors import ModelError, StateError
from heard.models import session
from tests.engine.model.parts import LABELS, WIDTH, FakeEncoder, heads, raw_numbers, words

ENCODER, WORDS = session._encoder, session._words
TALK = Conversation.of(("customer", "My lamp came broken. Again!"), ("agent", "I am sorry, I will send another."))
FILES = (session.GRAPH, session.HEADS, session.WORDS, session.ALIKE)


def sealed(folder: Path, **changed: Any) -> Path:
    """The folder with a manifest over its files, with these values in it."""
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
    shown = {"form": session.FORM, "mark": "0123456789ab", "files": files, "heads": LABELS, "numbers": raw_numbers()}
    (folder / session.MANIFEST).write_text(json.dumps(shown | changed), encoding="utf-8")
    return folder


def with_heads(folder: Path, changed: dict[str, Any]) -> None:
    """The heads' file, with these arrays in the place of what they are called."""
    arrays = {}
    for name, head in heads().items():
        arrays |= {f"{name}.weight": head.weight, f"{name}.bias": head.bias}
    np.savez(folder / session.HEADS, **{name: value for name, value in (arrays | changed).items() if value is not None})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is whole; graph and tokenizer are bytes that stand-ins are made for."""
    (tmp_path / session.GRAPH).write_bytes(b"graph")
    (tmp_path / session.WORDS).write_bytes(b"words")
    shutil.copy(session.HERE / session.ALIKE, tmp_path / session.ALIKE)
    with_heads(tmp_path, {})
    monkeypatch.setattr(session, "_encoder", lambda *_: FakeEncoder())
    monkeypatch.setattr(session, "_words", lambda *_: words)
    monkeypatch.setattr(session, "WIDTH", WIDTH)
    return sealed(tmp_path)


def code_of(call: Any, *given: Any) -> str:
    """The code that a call fails with."""
    with pytest.raises(ModelError) as caught:
        call(*given)
    assert str(caught.value).startswith(f"[{caught.value.code}]")
    assert caught.value.next_step
    return caught.value.code


# -- a folder that is whole


def test_a_whole_folder_is_loaded(folder: Path) -> None:
    found = session.manifest(folder)
    session.check(found, folder)
    assert found.heads["names"] == LABELS["names"]
    reader = session.load(folder)
    assert reader.mark == found.mark == "0123456789ab"
    assert set(reader("My lamp broke", (), "customer").heads) == set(LABELS) - {"tokens"}
    assert session.load(folder) is reader
    assert session.numbers(folder).names["blame"].rule == 4.0


def test_a_place_with_blanks_and_letters_of_all_kinds(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "mödel 模型 x"
    shutil.copytree(folder, other, ignore=shutil.ignore_patterns(other.name))
    assert session.load(other).mark == "0123456789ab"


# -- missing, damaged, of another form


def test_a_missing_manifest_is_m001(tmp_path: Path) -> None:
    assert code_of(session.manifest, tmp_path) == "M001"
    assert code_of(session.load, tmp_path) == "M001"
    assert code_of(session.numbers, tmp_path / "nowhere") == "M001"


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_m001_and_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelError, match=f"M001.*{name}"):
        session.load(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_changed_byte_is_m002_and_the_file_named(folder: Path, name: str) -> None:
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(bytes(data))
    with pytest.raises(ModelError, match=f"M002.*{name}"):
        session.load(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_short_is_m002(folder: Path, name: str) -> None:
    (folder / name).write_bytes((folder / name).read_bytes()[:-1])
    assert code_of(session.load, folder) == "M002"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"3",
        b'"form"',
        b"{}",
        b'{"form": 1}',
        b'{"form": 1, "heads": [], "files": {}}',
    ],
)
def test_a_broken_manifest_is_m003(folder: Path, data: bytes) -> None:
    (folder / session.MANIFEST).write_bytes(data)
    assert code_of(session.manifest, folder) == "M003"
    assert code_of(session.load, folder) == "M003"
    assert code_of(session.numbers, folder) == "M003"


@pytest.mark.parametrize("form", [0, 2, "1", None])
def test_another_form_is_m003(folder: Path, form: Any) -> None:
    with pytest.raises(ModelError, match=r"M003.*form"):
        session.load(sealed(folder, form=form))


@pytest.mark.parametrize("key", ["mark", "files", "heads", "numbers"])
def test_a_manifest_without_a_part_is_m003(folder: Path, key: str) -> None:
    raw = json.loads((folder / session.MANIFEST).read_text("utf-8"))
    del raw[key]
    (folder / session.MANIFEST).write_text(json.dumps(raw), encoding="utf-8")
    assert code_of(session.load, folder) == "M003"


def test_a_manifest_that_is_a_folder_is_m003(folder: Path) -> None:
    (folder / session.MANIFEST).unlink()
    (folder / session.MANIFEST).mkdir()
    assert code_of(session.load, folder) == "M003"


# -- numbers


@pytest.mark.parametrize("key", ["emotions", "temperature", "names", "cues", "forecast"])
def test_numbers_without_a_part_are_m003(folder: Path, key: str) -> None:
    raw = raw_numbers()
    del raw[key]
    assert code_of(session.numbers, sealed(folder, numbers=raw)) == "M003"


@pytest.mark.parametrize(
    "numbers", [{}, [], None, {**raw_numbers(), "cues": {"sarcasm": [1.0]}}, {**raw_numbers(), "names": 3}]
)
def test_numbers_of_another_kind_are_m003(folder: Path, numbers: Any) -> None:
    assert code_of(session.numbers, sealed(folder, numbers=numbers)) == "M003"


@pytest.mark.parametrize(
    "changed",
    [
        {"emotions": {"anger": [0, 1, 1]}},
        {"emotions": dict.fromkeys(raw_numbers()["emotions"], (0, 1))},
        {"temperature": [1.0]},
        {"forecast": {"no such": 1.0}},
        {"cues": {"sarcasm": ["a", "b", "c", "d"]}},
    ],
    ids=["one emotion", "two weights", "one weight", "unknown part", "letters"],
)
def test_numbers_that_no_message_could_be_read_with_are_m003(folder: Path, changed: dict[str, Any]) -> None:
    assert code_of(session.numbers, sealed(folder, numbers=raw_numbers() | changed)) == "M003"


# -- heads, graph and tokenizer

WIDE = np.zeros((8, 12), np.float32)


@pytest.mark.parametrize(
    "changed",
    [
        {"emotions.weight": None},
        {"tokens.bias": None},
        {"emotions.weight": WIDE},
        {"emotions.weight": np.zeros(8, np.float32)},
        {"emotions.bias": np.float32(1)},
    ],
    ids=["no weight", "no bias of tokens", "another width", "a row", "a number"],
)
def test_heads_of_another_shape_are_m003(folder: Path, changed: dict[str, Any]) -> None:
    with_heads(folder, changed)
    assert code_of(session.load, sealed(folder)) == "M003"


@pytest.mark.parametrize(
    "changed",
    [
        {"emotions.weight": np.zeros((7, 8), np.float32), "emotions.bias": np.zeros(7, np.float32)},
        {"emotions.weight": np.zeros((9, 8), np.float32)},
        {"emotions.bias": np.zeros(9, np.float32)},
        {"tokens.weight": np.zeros((5, 12), np.float32)},
        {"tokens.weight": np.zeros((4, 8), np.float32), "tokens.bias": np.zeros(4, np.float32)},
    ],
    ids=["a label more", "a row more", "a bias more", "width of tokens", "a token label more"],
)
def test_heads_with_other_labels_than_the_manifests_are_m003(folder: Path, changed: dict[str, Any]) -> None:
    with_heads(folder, changed)
    assert code_of(session.load, sealed(folder)) == "M003"


@pytest.mark.parametrize("name", session.WANTED)
def test_a_manifest_without_a_head_that_is_asked_is_m003(folder: Path, name: str) -> None:
    left = {key: labels for key, labels in LABELS.items() if key != name}
    assert code_of(session.load, sealed(folder, heads=left)) == "M003"


@pytest.mark.parametrize("data", [b"", b"no arrays"])
def test_heads_that_are_no_arrays_are_m003(folder: Path, data: bytes) -> None:
    (folder / session.HEADS).write_bytes(data)
    assert code_of(session.load, sealed(folder)) == "M003"


def test_heads_that_hold_python_are_not_run(folder: Path) -> None:
    with_heads(folder, {"emotions.weight": np.array([Path()], dtype=object)})
    assert code_of(session.load, sealed(folder)) == "M003"


def test_broken_lists_are_m003(folder: Path) -> None:
    (folder / session.ALIKE).write_text("names: [", encoding="utf-8")
    assert code_of(session.load, sealed(folder)) == "M003"


def test_a_graph_that_is_none_is_m003(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "_encoder", ENCODER)
    assert code_of(session.load, folder) == "M003"


def test_a_tokenizer_that_is_none_is_m003(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "_words", WORDS)
    assert code_of(session.load, folder) == "M003"


@pytest.mark.parametrize("library", ["onnxruntime", "tokenizers"])
def test_a_library_that_is_not_there_is_m004_and_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    monkeypatch.setattr(session, "_encoder", ENCODER if library == "onnxruntime" else session._encoder)
    monkeypatch.setattr(session, "_words", WORDS if library == "tokenizers" else session._words)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ModelError, match=rf"M004.*{library}"):
        session.load(folder)


def test_what_failed_is_tried_again(folder: Path) -> None:
    kept = (folder / session.GRAPH).read_bytes()
    (folder / session.GRAPH).write_bytes(b"other")
    assert code_of(session.load, folder) == "M002"
    (folder / session.GRAPH).write_bytes(kept)
    assert session.load(folder).mark == "0123456789ab"


# -- the engine that is put together


@pytest.fixture
def shipped(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in the place of what ships."""
    load, numbers = session.load, session.numbers
    monkeypatch.setattr(session, "load", lambda: load(folder))
    monkeypatch.setattr(session, "numbers", lambda: numbers(folder))
    monkeypatch.setattr(assembly, "_trained", assembly._trained.__wrapped__)
    return folder


def test_with_whole_files_the_trained_reader_reads(shipped: Path, caplog: pytest.LogCaptureFixture) -> None:
    engine = assembly.build_engine()
    assert engine.version == assembly.VERSION
    assert engine.mark.endswith("/0123456789ab")
    reading = engine.read(TALK)
    assert reading.engine == assembly.VERSION
    assert all(message.assessed for message in reading.messages)
    assert caplog.records == []


@pytest.mark.parametrize("lists", [True, False], ids=["the lists alone", "nothing"])
def test_a_build_without_a_reader_reads_with_the_rules_and_says_so(
    shipped: Path, caplog: pytest.LogCaptureFixture, lists: bool
) -> None:
    for name in (session.MANIFEST, session.GRAPH, session.HEADS, session.WORDS, *(() if lists else (session.ALIKE,))):
        (shipped / name).unlink()
    reading = assembly.build_engine().read(TALK)
    assert reading.engine == assembly.VERSION + "+rules"
    assert reading == assembly.build_engine(trained=False).read(TALK)
    (record,) = caplog.records
    assert "[M001]" in record.getMessage()


@pytest.mark.parametrize("name", [session.MANIFEST, session.GRAPH, session.HEADS, session.WORDS, session.ALIKE])
def test_without_a_file_the_rules_read_and_nothing_is_raised(
    shipped: Path, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    (shipped / name).unlink()
    reading = assembly.build_engine().read(TALK)
    assert reading.engine == assembly.VERSION + "+rules"
    assert reading == assembly.build_engine(trained=False).read(TALK)
    (record,) = caplog.records
    assert (record.name, record.levelno) == ("heard", logging.WARNING)
    assert "[M001]" in record.getMessage()
    assert "Install Heard again".lower() in record.getMessage().lower()


def damage(folder: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Do to the folder what a code is for."""
    if code == "M001":
        (folder / session.GRAPH).unlink()
    elif code == "M002":
        (folder / session.HEADS).write_bytes(b"other")
    elif code == "M003":
        sealed(folder, form=99)
    elif code == "numbers":
        sealed(folder, numbers={})
    else:
        monkeypatch.setattr(session, "_encoder", ENCODER)
        monkeypatch.setitem(sys.modules, "onnxruntime", None)


@pytest.mark.parametrize("code", ["M001", "M002", "M003", "M004", "numbers"])
def test_every_damage_leaves_the_rules_and_its_code_in_the_log(
    shipped: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, code: str
) -> None:
    damage(shipped, monkeypatch, code)
    engine = assembly.build_engine()
    assert engine.version.endswith("+rules")
    assert engine.mark.endswith("/rules")
    assert all(message.assessed for message in engine.read(TALK).messages)
    assert f"[{'M003' if code == 'numbers' else code}]" in caplog.text


def test_leaving_it_out_looks_at_no_file(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> TrainedReader:
        raise AssertionError

    monkeypatch.setattr(session, "load", fail)
    assert assembly.build_engine(trained=False).version.endswith("+rules")
    assert caplog.records == []


def test_a_state_of_the_rules_is_not_taken_up_by_the_trained_reader(shipped: Path) -> None:
    rules, both = assembly.build_engine(trained=False), assembly.build_engine()
    more = Message(id="x", role="customer", text="Where is it?")
    for one, other in ((rules, both), (both, rules)):
        state = one.fold(TALK)
        with pytest.raises(StateError, match="S003"):
            other.step(state, more)
        assert one.step(state, more)[1].assessed


# -- what ships


def test_what_ships_is_whole_or_not_there() -> None:
    """A manifest in the package is one of files that are there, and of numbers that were fitted."""
    if (session.HERE / session.MANIFEST).exists():
        found = session.manifest()
        session.check(found)
        assert set(found.files) == set(FILES)
        assert set(session.numbers().emotions) == set(LABELS["emotions"])
    else:
        assert not any((session.HERE / name).exists() for name in (session.GRAPH, session.HEADS, session.WORDS))


def test_what_ships_reads_a_message_alone_as_among_others() -> None:
    """Whatever was read before it: a conversation read at once is the one that is read message by message."""
    if not (session.HERE / session.MANIFEST).exists():
        return
    one = session.load()

    def fresh() -> TrainedReader:
        heads = {**one._pooled, TOKENS: one._of_tokens}
        return TrainedReader(encoder=one._encoder, words=one._words, alike=one._alike, heads=heads, mark=one.mark)

    said = ("My order never came and nobody rang me.", "The lamp is late again.", "Ok", "It broke. " * 40)
    among = fresh()
    for text in said:
        among(text, ("agent: hello",), "customer")
    for text in reversed(said):
        assert among(text, (), "customer") == fresh()(text, (), "customer"), text[:20]

"""Who somebody is cannot matter: swaps give one text, places lead back, and ordinary words are left alone."""

from __future__ import annotations

import random
import re
from itertools import pairwise
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from heard.engine.model.alike import _LONGEST_PHRASE, NAME, Alike
from heard.models.lists import HERE, load_alike

ALIKE = load_alike()
RAW: dict[str, Any] = yaml.safe_load((HERE / "alike.yaml").read_text(encoding="utf-8"))
GROUPS: dict[str, list[str]] = RAW["alike"]
PLAIN = (  # no stand-in, no name, no word that becomes one
    "the parcel never came and nobody rang",
    "why is it so slow",
    "thank you",
    "I hope so",
    "a polish cloth",
    "don't",
    "12",
    "£3.50",
    "?!",
    "…",
    "\n\n",
    "  ",
    "été",
    "未着",
)
CHANGED = (
    "Priya",
    "Mrs Zorbel",
    "Mr. Quill",
    "O’Neill's",
    "O'Brien",
    "Hope Savage",
    "ask May",
    "her",
    "She's",
    "my wife",
    "ma'am",
    "Sri Lankan",
    "the Polish",
    "Muslim",
    "police officer",
    "flight attendant",
    "air hostess",
    "😡",
    "❤️",
    "4471",
    "01234 567890",
    "a.b@example.org",
    "https://example.org/x?y=1",
    "@handle",
    "[NAME]",
)
_JOIN = st.sampled_from([" ", " ", " ", ". ", ", ", "\n", "", "  ", "! "])
_TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(st.tuples(st.sampled_from(PLAIN + CHANGED), _JOIN), max_size=12).map(
        lambda rows: "".join(word + join for word, join in rows)
    ),
    st.lists(st.one_of(st.sampled_from(PLAIN + CHANGED), st.text(max_size=8)), max_size=10).map(" ".join),
)


def draws(words: list[str], count: int, seed: int) -> list[str]:
    """Some of a list, always the same."""
    return random.Random(seed).sample(sorted(words), min(count, len(words)))  # noqa: S311 - a sample


def one_text(frame: str, words: list[str], alike: Alike = ALIKE) -> set[str]:
    """What the words of a list make of a frame, capitals aside: the model has none."""
    return {alike(frame.format(word)).text.lower() for word in words}


# -- places


@given(_TEXTS)
def test_back_leads_to_what_was_replaced_and_to_the_same_words_outside(text: str) -> None:
    found = ALIKE(text)
    spots = list(zip(found.starts, found.ends, found.old_starts, found.old_ends, strict=True))
    for start, end, old_start, old_end in spots:
        assert found.back(start, end) == (old_start, old_end)
        for at in range(start, end):
            assert found.back(at, at + 1) == (old_start, old_end)
    edges = [(0, 0), *((end, old_end) for _, end, _, old_end in spots)]
    nexts = [*((start, old_start) for start, _, old_start, _ in spots), (len(found.text), len(text))]
    for (start, old_start), (end, old_end) in zip(edges, nexts, strict=True):
        assert found.text[start:end] == text[old_start:old_end]
        for first in range(start, end):
            for last in range(first + 1, end + 1):
                old = found.back(first, last)
                assert text[old[0] : old[1]] == found.text[first:last]


@given(_TEXTS)
def test_spots_are_in_order_and_apart(text: str) -> None:
    found = ALIKE(text)
    for starts, ends in ((found.starts, found.ends), (found.old_starts, found.old_ends)):
        assert all(start < end for start, end in zip(starts, ends, strict=True))
        assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))
    assert ALIKE(text) == found


@given(_TEXTS, st.data())
def test_back_never_turns_a_stretch_around(text: str, data: st.DataObject) -> None:
    found = ALIKE(text)
    if not found.text:
        return
    first = data.draw(st.integers(0, len(found.text) - 1))
    last = data.draw(st.integers(first + 1, len(found.text)))
    start, end = found.back(first, last)
    assert 0 <= start < end <= len(text)


@given(_TEXTS)
def test_alike_of_an_alike_text_is_itself(text: str) -> None:
    once = ALIKE(text).text
    assert ALIKE(once).text == once


# -- names in no list

UNLISTED = Alike(names=frozenset({"priya"}), rare=lambda word: word not in {"may", "refund", "tuesday", "follow", "up"})


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("I asked Nkiruka about it", "I asked sam about it"),
        ("I asked Nkiruka Obi-Eze about it", "I asked sam about it"),
        ("I asked Priya Obi about it", "I asked sam about it"),
        ("ask Zsofika's mother", "ask sam's mother"),
        ("ask May or Tuesday", "ask May or Tuesday"),
        ("a Follow-Up call", "a Follow-Up call"),
        ("Nkiruka said so. Zsofika did not.", "Nkiruka said so. Zsofika did not."),
        ("Nkiruka Obi said so. Zsofika here!", "sam said so. sam here!"),
        ("Refund here. Refund Nkiruka.", "Refund here. Refund sam."),
        ("All sorted, thanks! Nkiruka", "All sorted, thanks! sam"),
        ("Nkiruka", "Nkiruka"),
        ("an OUTRAGE, truly", "an OUTRAGE, truly"),
        ("an outrage", "an outrage"),
    ],
)
def test_a_rare_word_that_is_written_as_a_name_is_one(text: str, made: str) -> None:
    assert UNLISTED(text).text == made
    assert Alike()(text).text == text


# -- swaps

NAMES = draws(RAW["names"], 40, 1) + draws(RAW["families"], 30, 2)
CAPITALISED = [word.capitalize() for word in draws(RAW["names_capital"], 60, 3)]
_FRAMES = (
    "I spoke to {} about it and nobody rang back.",
    "my colleague {}'s order is late",
    "was that you, {}?",
    "from {}\nWhere is it?",
    "I am {} and I want my money back!",
)


@pytest.mark.parametrize("frame", _FRAMES)
def test_any_two_names_give_one_text(frame: str) -> None:
    names = [name.title() for name in NAMES] + CAPITALISED
    assert one_text(frame, names) == {frame.format(NAME).lower()}


@pytest.mark.parametrize("frame", ["{} rang me", "{}'s parcel is lost", "Hi {}, where is it?", "so {} said no"])
def test_names_that_are_no_words_need_no_capital(frame: str) -> None:
    spelt = [spelling for name in NAMES for spelling in (name, name.title(), name.upper())]
    assert one_text(frame, spelt) == {frame.format(NAME).lower()}


def test_every_name_of_the_lists_is_replaced() -> None:
    missed = [name for name in (*RAW["names"], *RAW["families"]) if ALIKE(f"so {name} rang").text != f"so {NAME} rang"]
    assert missed == []
    words = [name for name in RAW["names_capital"] if ALIKE(f"so {name.title()} rang").text != f"so {NAME} rang"]
    assert words == []


@given(st.sampled_from(RAW["names"]), st.sampled_from(RAW["families"] + RAW["names_capital"]), st.sampled_from(_FRAMES))
def test_a_given_name_and_a_family_name_are_one_name(first: str, family: str, frame: str) -> None:
    assert ALIKE(frame.format(f"{first.title()} {family.title()}")).text == frame.format(NAME)


@given(st.sampled_from(["Mr", "Mrs", "Ms", "Missus", "Mister"]), st.sampled_from([*NAMES, "zorbel", "okwuchi"]))
def test_titles_are_one_title(title: str, name: str) -> None:
    assert ALIKE(f"tell {title} {name.title()} so").text == f"tell mx {NAME} so"


def test_mx_is_a_title_as_any_other() -> None:
    assert ALIKE("tell Mx Zorbel so").text.lower() == ALIKE("tell Mrs Zorbel so").text.lower()


@pytest.mark.parametrize(
    "text", ["I spoke to Priya. Nothing happened.", "Hi Tom. Where is my order?", "Thanks, Aisha. Nobody answered."]
)
def test_the_first_word_of_the_next_sentence_stays(text: str) -> None:
    assert ALIKE(text).text.split()[-2:] == text.split()[-2:]
    assert ALIKE(text).text.count(NAME) == 1


@pytest.mark.parametrize("stand_in", sorted(GROUPS))
def test_the_words_of_a_group_give_one_text(stand_in: str) -> None:
    words = GROUPS[stand_in]
    for frame in ("{} said no", "so {} said no", "it was {}, no", "no\n{}!"):
        assert one_text(frame, words) == {frame.format(stand_in)}
        assert one_text(frame, [word.capitalize() for word in words]) == {frame.format(stand_in)}
        assert one_text(frame, [word.upper() for word in words]) == {frame.format(stand_in)}


@pytest.mark.parametrize("stand_in", sorted(GROUPS))
def test_the_words_of_a_group_give_one_text_with_what_hangs_on_them(stand_in: str) -> None:
    words = [word for word in GROUPS[stand_in] if " " not in word]
    if words:
        assert one_text("what about {}'s bill?", words) == {f"what about {stand_in}'s bill?"}
        assert one_text("what about {}\u2019s bill?", words) == {f"what about {stand_in}\u2019s bill?"}


@pytest.mark.parametrize("one", ["New Zealand", "Sri Lanka", "Puerto Rico"])
def test_pairs_of_words_give_one_text_with_what_hangs_on_them(one: str) -> None:
    assert ALIKE(f"{one}'s post is slow").text == ALIKE("France's post is slow").text


def test_no_phrase_of_the_lists_is_too_long_to_be_found() -> None:
    assert max(len(word.split()) for found in GROUPS.values() for word in found) <= _LONGEST_PHRASE


@pytest.mark.parametrize("title", ["Dr", "Dr.", "Prof", "Miss", "Mrs."])
def test_a_title_names_what_follows_and_no_next_sentence(title: str) -> None:
    assert ALIKE(f"so {title} Zorbel rang. Nobody else").text.split()[-4:] == [NAME, "rang.", "Nobody", "else"]


@pytest.mark.parametrize("stand_in", sorted(GROUPS))
def test_a_stand_in_stays_as_it_is(stand_in: str) -> None:
    assert one_text("so {} said no", [stand_in, stand_in.capitalize()]) == {f"so {stand_in} said no"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("He said he'd ring her.", "She said she'd ring him."),
        ("my husband and his mother", "my wife and her father"),
        ("I am Muslim and the imam rang", "I am Christian and the priest rang"),
        ("a Nigerian customer from Lagos in Nigeria", "a German customer from Lagos in Germany"),
        ("we Poles are never heard", "we Danes are never heard"),
        ("as a Sri Lankan lady", "as a Welsh man"),
        ("my son and his boyfriend", "my daughter and her girlfriend"),
        ("yes ma’am, no Sir", "yes sir, no ma'am"),
        ("Dear Mr O'Neill, is Georgia near?", "Dear Ms Nguyen, is Chad near?"),
        ("I'm a widow", "I'm a widower"),
        ("the stewardess told the actress", "the flight attendant told the actor"),
        ("I'm gay", "I'm lesbian"),
        ("the mosque on the corner", "the church on the corner"),
    ],
)
def test_swapped_persons(one: str, other: str) -> None:
    assert ALIKE(one).text.lower() == ALIKE(other).text.lower()


@given(st.sampled_from(RAW["nationals_capital"]), st.sampled_from(GROUPS["british"]))
def test_nationalities_that_are_words_need_a_capital(word: str, other: str) -> None:
    found = ALIKE(f"the {word.capitalize()} shop").text
    assert found == "the british shop"
    assert ALIKE(f"the {other.title()} shop").text == found
    assert ALIKE(f"the {word} shop").text == f"the {word} shop"


@pytest.mark.parametrize("word", RAW["countries_capital"])
def test_countries_that_are_words_need_a_capital(word: str) -> None:
    assert ALIKE(f"sent to {word.capitalize()} today").text == "sent to britain today"
    assert ALIKE(f"sent to {word} today").text == f"sent to {word} today"


# -- what is left alone


@pytest.mark.parametrize(
    "text",
    [
        "May I ask why?",
        "will you ring me",
        "Will you ring me? Will it come?",
        "a polish cloth for the china",
        "I hope so",
        "Hope you are well",
        "I hope you will mark the bill as paid in may",
        "It is a long way. May I go?",
        "a grey turkey sandwich on a jersey",
        "Please can you rob me of one more hour",
        "WILL YOU PLEASE MARK IT AS PAID IN MAY",
        "The best price, I bet",
        "It costs £12.50 on the 4th",
        "Where is my order? Who has it?",
        "I've told you. Nothing came. No one rang.",
        "That's just great",
        "",
        " \n ",
    ],
)
def test_ordinary_words_are_untouched(text: str) -> None:
    found = ALIKE(text)
    assert found.text == text
    assert not found.starts


@pytest.mark.parametrize(("words", "signs"), RAW["signs"].items())
def test_signs_become_their_words(words: str, signs: list[str]) -> None:
    for sign in signs:
        assert ALIKE(f"late again{sign}").text == f"late again {words} "
        found = ALIKE(f"late{sign}\ufe0f!")
        assert found.text == f"late {words} !"
        assert found.back(6, 6 + len(words)) == (4, 4 + len(sign) + 1)


def test_a_sign_without_words_stays() -> None:
    assert ALIKE("ok 🧦 then").text == "ok 🧦 then"


@pytest.mark.parametrize(
    ("text", "told"),
    [("12", "12"), ("123", "000"), ("01234 567890", "000 000"), ("£1250.50", "£000.50"), ("AB12345C", "AB000C")],
)
def test_long_numbers_are_one_number(text: str, told: str) -> None:
    assert ALIKE(text).text == told


@pytest.mark.parametrize(
    "text", ["a.b+c@mail.example.org", "https://example.org/a?b=c", "http://x.example", "www.example.org/x", "<url>"]
)
def test_addresses_are_one_word(text: str) -> None:
    assert ALIKE(f"see {text} please").text == "see address please"


@pytest.mark.parametrize("text", ["@somebody", "@some_body9", "[NAME]"])
def test_handles_are_a_name(text: str) -> None:
    assert ALIKE(f"thanks {text} !").text == f"thanks {NAME} !"


# -- the lists

GROUPS_OF_LISTS = {
    **{name: found for name, found in RAW.items() if isinstance(found, list)},
    **GROUPS,
    **{f"sign {name}": found for name, found in RAW["signs"].items()},
}
COMMON = re.findall(
    r"\w+",
    """
    a about after again all also always am an and any are around as ask at away back be because been before being better
    big both but by came can cannot come could day did do does done down each end even every few find first for found from
    get give go going good got great had has have help here home how i if in into is it its just keep kind know last late
    left let life like little long look made make many may me mean more most much must my need never new next no not now of
    off old on one only or order other our out over own paid part people place please put really refund right said same say
    see should so some soon still such take tell than thank that the them then there these thing think this those time to
    too tried try two under up us use very want was way we well went were what when where which while who why will with
    work would year yes you your
    """,
)


def test_no_word_stands_in_two_lists() -> None:
    seen: dict[str, str] = {}
    twice = []
    for name, found in GROUPS_OF_LISTS.items():
        for word in found:
            if word in seen:
                twice.append((word, seen[word], name))
            seen[word] = name
    assert twice == []


def test_the_lists_are_lower_case_and_sorted() -> None:
    for name, found in GROUPS_OF_LISTS.items():
        assert all(word == word.lower() == word.strip() != "" for word in found), name
        assert all("\u2019" not in word for word in found), name
    for name in ("families", "names", *GROUPS):
        found = GROUPS_OF_LISTS[name]
        assert [pair for pair in pairwise(found) if pair[0] >= pair[1]] == [], name


def test_no_common_word_is_a_name_wherever_it_stands() -> None:
    assert len(COMMON) >= 150
    assert [word for word in COMMON if word in ALIKE.names or word in ALIKE.families] == []


def test_common_words_in_small_letters_stay() -> None:
    text = " ".join(COMMON)
    assert ALIKE(text).text == text


def test_a_stand_in_is_in_no_list() -> None:
    lists = {word for found in GROUPS_OF_LISTS.values() for word in found} - set(RAW["names"])
    assert [name for name in GROUPS if name in lists] == []


def test_every_list_is_loaded() -> None:
    assert set(RAW["names"]) == ALIKE.names
    assert set(RAW["families"]) == ALIKE.families
    assert ALIKE.words == {word: name for name, found in GROUPS.items() for word in found}
    assert ALIKE.signs == {sign: words for words, found in RAW["signs"].items() for sign in found}
    assert len(ALIKE.capital) == sum(len(RAW[f"{name}_capital"]) for name in ("names", "countries", "nationals"))


def test_without_lists_only_numbers_addresses_and_handles_change() -> None:
    assert Alike()("Dear Priya, her order 4471 went to a@b.cd").text == "Dear Priya, her order 000 went to address"

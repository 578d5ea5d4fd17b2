"""Messages of public support sets that carry our labels: which they are, and their text where the sets lie beside.

    HEARD_DATA=folder python -m training.support_sets choose          # writes training/labels/messages/, ids only
    HEARD_DATA=folder python -m training.support_sets texts OUTPUT    # their text, for readers; outside the project
    HEARD_DATA=folder python -m training.support_sets join OUTPUT     # text and settled labels, for `heard eval`

Everything is drawn by the hash of ids, so that the choice is the same wherever it is made.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from heard.labelling.joining import groups

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


LABELS = Path(__file__).parent / "labels"
MESSAGES = LABELS / "messages"
SETS = ("cucom", "ibm_twitter_cc", "multidogo", "star")
TURNS_BEFORE = 2

Side = Literal["customers", "agents"]
Part = Literal["train", "choose", "report"]

TO_LABEL = {"customers": "customer.jsonl", "agents": "agent.jsonl"}
MORE: dict[Side, dict[str, int]] = {
    "customers": {"cucom": 340, "ibm_twitter_cc": 260, "star": 260, "multidogo": 140},
    "agents": {"cucom": 240, "ibm_twitter_cc": 120, "star": 60},
}
"""How many messages are drawn from each set beside those of ``to_label``."""
MOST_OF_ONE = {"cucom": 2, "ibm_twitter_cc": 1, "multidogo": 1, "star": 2}
PAIRS = {"train": 120, "choose": 130, "report": 280}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A message by the ids of its set; ``id`` is ours."""

    id: str
    source: str
    conversation: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportMessage:
    """A message with what was said before it (at most two turns, oldest first)."""

    place: Place
    role: str
    channel: str
    before: tuple[tuple[str, str], ...]
    text: str


def data_folder() -> Path | None:
    """Where the public sets lie (the environment variable HEARD_DATA), or None."""
    given = os.environ.get("HEARD_DATA")
    return Path(given) if given else None


def part_of(conversation: str) -> Part:
    """Which use a conversation's labels are for: 45 % are trained on, 17 % chosen on, the rest reported on.

    >>> {part_of("cucom-0001"), part_of("cucom-0001")} <= {"train", "choose", "report"}
    True
    """
    share = digest("part", conversation)[0] / 256
    return "train" if share < 0.45 else "choose" if share < 0.62 else "report"


def digest(*words: str) -> bytes:
    """What everything is drawn by."""
    return hashlib.sha256("/".join(words).encode()).digest()


def rows(folder: Path, source: str, part: str) -> Iterator[dict[str, Any]]:
    """The rows of a set's part, ``train`` or ``dev``."""
    with gzip.open(folder / source / f"{part}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def conversations(folder: Path, source: str) -> Iterator[dict[str, Any]]:
    """All conversations of a set, train and dev."""
    for part in ("train", "dev"):
        yield from rows(folder, source, part)


def messages(folder: Path, source: str, wanted: dict[tuple[str, str], str] | None = None) -> Iterator[SupportMessage]:
    """Messages of a set with what was before them; only those of ``wanted`` ((conversation, message) to our id)."""
    for conversation in conversations(folder, source):
        turns = [(str(turn["role"]), str(turn["text"])) for turn in conversation["messages"]]
        for number, turn in enumerate(conversation["messages"]):
            key = (str(conversation["id"]), str(turn["id"]))
            if wanted is not None and key not in wanted:
                continue
            yield SupportMessage(
                place=Place(id=(wanted or {}).get(key, ""), source=source, conversation=key[0], message=key[1]),
                role=turns[number][0],
                channel=str(conversation.get("channel", "chat")),
                before=tuple(turns[max(0, number - TURNS_BEFORE) : number]),
                text=turns[number][1],
            )


def chosen(side: Side) -> list[Place]:
    """Which messages carry labels, in the order in which they were drawn."""
    with (MESSAGES / f"{side}.jsonl").open(encoding="utf-8") as lines:
        return [Place(**json.loads(line)) for line in lines]


def joined(folder: Path, side: Side) -> dict[str, SupportMessage]:
    """The chosen messages with their text, by our id. KeyError never: what the sets no longer hold is left out."""
    places = chosen(side)
    found: dict[str, SupportMessage] = {}
    for source in SETS:
        wanted = {(place.conversation, place.message): place.id for place in places if place.source == source}
        for message in messages(folder, source, wanted):
            found[message.place.id] = message
    return {place.id: found[place.id] for place in places if place.id in found}


def draw(folder: Path, side: Side) -> list[Place]:
    """Those of ``to_label`` first, then the shares of ``MORE`` by hash; no text twice, few of one conversation."""
    role, letter = ("customer", "c") if side == "customers" else ("agent", "a")
    places: list[Place] = []
    seen: set[str] = set()
    with (folder / "to_label" / TO_LABEL[side]).open(encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)
            seen.add(_plain(raw["text"]))
            places.append(Place(**{key: raw[key] for key in ("id", "source", "conversation", "message")}))
    taken: dict[str, int] = {}
    for place in places:
        taken[place.conversation] = taken.get(place.conversation, 0) + 1
    for source, count in MORE[side].items():
        pool = [message for message in messages(folder, source) if message.role == role and _worth(message)]
        pool.sort(key=lambda message: digest(side, message.place.conversation, message.place.message))
        drawn = 0
        for message in pool:
            plain, conversation = _plain(message.text), message.place.conversation
            if plain in seen or taken.get(conversation, 0) >= MOST_OF_ONE[source] or drawn == count:
                continue
            seen.add(plain)
            taken[conversation] = taken.get(conversation, 0) + 1
            drawn += 1
            places.append(replace(message.place, id=f"{letter}{len(places) + 1:04}"))
    return places


def draw_pairs(places: Iterable[Place]) -> Iterator[dict[str, object]]:
    """Pairs of customers' messages of one part; two of the calmest set are never asked about."""
    places, told = list(places), 0
    for part, count in PAIRS.items():
        pool = [place for place in places if part_of(place.conversation) == part]
        drawn: set[frozenset[str]] = set()
        for number in range(count * 20):
            first, second = (
                pool[int.from_bytes(digest(part, str(number), side)[:4], "big") % len(pool)] for side in "ab"
            )
            both = frozenset((first.id, second.id))
            calm = first.source == second.source == "multidogo"
            if len(drawn) == count or calm or len(both) == 1 or both in drawn:
                continue
            drawn.add(both)
            told += 1
            yield {"id": f"p{told:04}", "first": first.id, "second": second.id}


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _worth(message: SupportMessage) -> bool:
    """A greeting alone teaches nothing; the shortest answers do, with what they answer."""
    count = len(_plain(message.text).split())
    return count > 2 or (count > 0 and bool(message.before))


def item(message: SupportMessage) -> dict[str, object]:
    """The form in which readers are shown a message."""
    before = [{"role": role, "text": text} for role, text in message.before]
    return {"id": message.place.id, "before": before, "text": message.text}


def settled(side: str) -> dict[str, dict[str, Any]]:
    """What counts, by our id; empty while nothing is settled."""
    path = LABELS / "settled" / f"{side}.jsonl"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8") as lines:
        return {raw["id"]: raw for raw in map(json.loads, lines)}


def labelled(found: dict[str, SupportMessage], side: Side, part: Part) -> Iterator[dict[str, object]]:
    """The messages of a part with what counts for them, in the form that ``heard eval`` takes."""
    counted = settled(side)
    for name, message in found.items():
        place = message.place
        if name in counted and part_of(place.conversation) == part:
            shown = item(message) | {"source": place.source, "conversation": place.conversation}
            yield shown | {"channel": message.channel, "labels": counted[name]["labels"]}


def labelled_pairs(found: dict[str, SupportMessage], part: Part) -> Iterator[dict[str, object]]:
    """The pairs of a part on which both readers agree; those that share a conversation, however far, are one group."""
    counted = settled("pairs")
    with (MESSAGES / "pairs.jsonl").open(encoding="utf-8") as lines:
        rows = [raw for raw in map(json.loads, lines) if raw["id"] in counted]
    rows = [raw for raw in rows if raw["first"] in found and raw["second"] in found]
    ends = {raw["id"]: (_home(found, raw["first"]), _home(found, raw["second"])) for raw in rows}
    group = groups(ends)
    for raw in rows:
        if part_of(ends[raw["id"]][0]) == part:
            shown = {side: item(found[raw[side]]) for side in ("first", "second")}
            yield {
                "id": raw["id"],
                "conversation": group[raw["id"]],
                **shown,
                "hotter": counted[raw["id"]]["hotter"],
            }


def _home(found: dict[str, SupportMessage], name: str) -> str:
    return found[name].place.conversation


def join(folder: Path, output: Path) -> Iterator[tuple[str, int]]:
    """Write ``<part>/{customers,agents,pairs}.jsonl`` under a folder outside the project; what was written."""
    sides: tuple[Side, Side] = ("customers", "agents")
    found = {side: joined(folder, side) for side in sides}
    for part in get_args(Part):
        for side in sides:
            yield f"{part} {side}", _write(output / part / f"{side}.jsonl", labelled(found[side], side, part))
        yield f"{part} pairs", _write(output / part / "pairs.jsonl", labelled_pairs(found["customers"], part))


def _write(path: Path, rows: Iterable[dict[str, object]]) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    told = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    path.write_text("".join(told), encoding="utf-8")
    return len(told)


def main() -> int:
    """Choose the messages, or write their text for readers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("choose", "texts", "join"))
    parser.add_argument("output", nargs="?", type=Path)
    given = parser.parse_args()
    folder = data_folder()
    if folder is None:
        print("HEARD_DATA names no folder with the public sets", file=sys.stderr)
        return 2
    sides: tuple[Side, Side] = ("customers", "agents")
    if given.what == "choose":
        for side in sides:
            places = draw(folder, side)
            rows = ({key: getattr(place, key) for key in Place.__slots__} for place in places)
            print(side, _write(MESSAGES / f"{side}.jsonl", rows))
            if side == "customers":
                print("pairs", _write(MESSAGES / "pairs.jsonl", draw_pairs(places)))
        return 0
    if given.output is None:
        parser.error(f"{given.what} needs a folder to write to")
    if given.what == "join":
        for name, count in join(folder, given.output):
            print(name, count)
        return 0
    for side in sides:
        print(side, _write(given.output / f"{side}.jsonl", (item(row) for row in joined(folder, side).values())))
    return 0


if __name__ == "__main__":
    sys.exit(main())

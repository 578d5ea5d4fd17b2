"""Checks the corpus: its form, counts, sameness within and across writers, and words shared with public data sets.

    python -m training.corpus_check [--writer NAME] [--form-only] [--seal]

Ends with 1 when a line is wrong, two entries outside a pair are nearly the same, a kept-aside part is not
the one that was sealed, or eight words in a row stand in a data set under the folder named by the environment
variable HEARD_DATA (nothing is compared when it is not set).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import re
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from training.corpus_form import (
    CORPUS,
    KEPT_ASIDE,
    AgentEntry,
    ConversationEntry,
    Corpus,
    CustomerEntry,
    Kind,
    SamenessEntry,
    Written,
    load,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SHINGLE = 8
TOO_NEAR = 0.6
COMMON = 40
"""A word pair that stands in more entries than this says nothing about sameness and is not used to find neighbours."""
SEALS: dict[str, tuple[Kind, ...]] = {
    "SHA256": ("customers", "agents", "conversations"),
    "SHA256-sameness": ("sameness",),
}
"""The file of each seal and what it is over: each part has the seal of the day on which it was whole, and keeps it."""
_WORD = re.compile(r"[\w']+")


def words(text: str) -> list[str]:
    """Words in small letters.

    >>> words("It's LATE, again!")
    ["it's", 'late', 'again']
    """
    return _WORD.findall(text.lower().replace("’", "'"))


def shingles(text: str, size: int = SHINGLE) -> Iterator[str]:
    """Every run of ``size`` words."""
    found = words(text)
    for at in range(len(found) - size + 1):
        yield " ".join(found[at : at + size])


def text_of(entry: Written) -> str:
    """What the writer wrote in an entry: the message, or all messages of a conversation."""
    if isinstance(entry, ConversationEntry):
        return "\n".join(turn.text for turn in entry.messages)
    return entry.text  # type: ignore[attr-defined,no-any-return]


def all_text(entry: Written) -> str:
    """The text with the turns before it."""
    if isinstance(entry, SamenessEntry):
        return "\n".join([*(turn.text for turn in entry.before), entry.text])
    before = entry.before if isinstance(entry, CustomerEntry | AgentEntry) else None
    return f"{before.text}\n{text_of(entry)}" if before else text_of(entry)


def distinct(texts: Iterable[str], size: int) -> float:
    """Distinct runs of ``size`` words, of all runs.

    >>> distinct(["a b a b"], 2)
    0.6666666666666666
    """
    runs = [run for text in texts for run in shingles(text, size)]
    return len(set(runs)) / len(runs) if runs else 0.0


def features(text: str) -> frozenset[str]:
    """What sameness is measured on: pairs of words, and runs of five letters, which see through spelling."""
    found = words(text)
    letters = " ".join(found)
    pairs = {f"{a} {b}" for a, b in pairwise(found)}
    return frozenset(pairs | {letters[at : at + 5] for at in range(len(letters) - 4)})


def neighbours(entries: Sequence[Written]) -> Iterator[tuple[float, Written, Written]]:
    """For each entry the most similar other one outside its pair, and how similar (Jaccard of features).

    Looked for among those that share a rare pair of words. Messages of fewer than five words
    are left out: short answers are alike by nature.
    """
    told = [entry for entry in entries if len(words(text_of(entry))) >= 5]
    seen = [features(text_of(entry)) for entry in told]
    where: dict[str, list[int]] = defaultdict(list)
    for number, found in enumerate(seen):
        for feature in found:
            if " " in feature and len(feature) > 5:
                where[feature].append(number)
    for number, entry in enumerate(told):
        near: Counter[int] = Counter()
        for feature in seen[number]:
            places = where.get(feature, [])
            if len(places) <= COMMON:
                near.update(places)
        best, other = 0.0, None
        for candidate, _ in near.most_common(12):
            same_pair = entry.pair and (entry.writer, entry.pair) == (told[candidate].writer, told[candidate].pair)
            if candidate == number or same_pair:
                continue
            both = len(seen[number] & seen[candidate])
            score = both / (len(seen[number]) + len(seen[candidate]) - both)
            if score > best:
                best, other = score, told[candidate]
        if other is not None:
            yield best, entry, other


def data_shingles(folder: Path, ours: set[str]) -> Iterator[tuple[str, str]]:
    """Runs of eight words that stand both in ``ours`` and in a data file under ``folder``: (run, file)."""
    for path in sorted(folder.rglob("*.jsonl*")):
        with path.open("rb") as raw, gzip.open(raw) if path.suffix == ".gz" else raw as lines:
            for line in lines:
                for text in _strings(json.loads(line)):
                    for run in shingles(text):
                        if run in ours:
                            yield run, str(path.relative_to(folder))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)


def kept_aside_hash(kinds: Sequence[Kind], folder: Path = CORPUS) -> str:
    """SHA-256 over the names and bytes of the kept-aside files of these kinds."""
    digest = hashlib.sha256()
    for path in sorted(path for kind in kinds for path in (folder / KEPT_ASIDE / kind).glob("*.jsonl")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def seal(folder: Path = CORPUS) -> list[str]:
    """Write the seals that there are not yet, and their names. One that is there is never written anew."""
    wanted = [name for name in SEALS if not (folder / KEPT_ASIDE / name).exists()]
    for name in wanted:
        (folder / KEPT_ASIDE / name).write_text(kept_aside_hash(SEALS[name], folder) + "\n", encoding="utf-8")
    return wanted


def broken_seals(folder: Path = CORPUS) -> list[str]:
    """The seals that are there and are not those of what the files hold."""
    return [
        name
        for name, kinds in SEALS.items()
        if (path := folder / KEPT_ASIDE / name).exists()
        and path.read_text(encoding="utf-8").strip() != kept_aside_hash(kinds, folder)
    ]


def say(line: str = "") -> None:
    """A line of the report."""
    sys.stdout.write(line + "\n")


def table(title: str, counts: Counter[str]) -> None:
    """Counts in a line, the most frequent first."""
    total = sum(counts.values()) or 1
    say(f"  {title}: " + ", ".join(f"{name} {n} ({100 * n / total:.0f} %)" for name, n in counts.most_common()))


def report_counts(corpus: Corpus) -> None:
    """How many of what."""
    for name, entries in (
        ("customers", corpus.customers),
        ("agents", corpus.agents),
        ("conversations", corpus.conversations),
    ):
        aside = sum(entry.kept_aside for entry in entries)
        paired = sum(entry.pair is not None for entry in entries)
        say(f"{name}: {len(entries)}, of them {aside} kept aside, {paired} in pairs")
        if not entries:
            continue
        table("writers", Counter(entry.writer for entry in entries))
        table("channels", Counter(entry.channel for entry in entries))
        table("industries", Counter(entry.industry for entry in entries))
        lengths = sorted(len(words(text_of(entry))) for entry in entries)
        say(f"  words: {lengths[0]} to {lengths[-1]}, median {lengths[len(lengths) // 2]}")
    if corpus.sameness:
        report_repeats(corpus.sameness)
    report_labels(corpus)


def report_repeats(cases: list[SamenessEntry]) -> None:
    """How many cases of sameness there are, and in how many the customer says it again."""
    aside = sum(case.kept_aside for case in cases)
    groups: dict[tuple[str, str | None], set[bool]] = defaultdict(set)
    for case in cases:
        groups[(case.writer, case.pair)].add(case.repeats)
    say(f"sameness: {len(cases)}, of them {aside} kept aside, {len(groups)} pairs")
    table("writers", Counter(case.writer for case in cases))
    table("says it again", Counter("yes" if case.repeats else "no" for case in cases))
    say(f"  pairs whose members all have one label: {sum(len(found) == 1 for found in groups.values())}")
    lengths = sorted(len(words(case.text)) for case in cases)
    say(f"  words: {lengths[0]} to {lengths[-1]}, median {lengths[len(lengths) // 2]}")


def report_labels(corpus: Corpus) -> None:
    """How often each label was given."""
    customers, agents = [e.labels for e in corpus.customers], [e.labels for e in corpus.agents]
    if customers:
        say("customers' labels")
        heat = ["under 40" if e.temperature < 40 else "40 to 59" if e.temperature < 60 else "60 up" for e in customers]
        table("temperature (wanted: 40, 35, 25 %)", Counter(heat))
        table("felt, clear or strong", Counter(n for e in customers for n, v in e.emotions.items() if v in _PLAIN))
        table("felt, slight", Counter(n for e in customers for n, v in e.emotions.items() if v == "slight"))
        table("threats", Counter(str(n) for e in customers for n in e.threats))
        table("intent", Counter(str(e.intent) for e in customers))
        say(f"  sarcasm {sum(e.sarcasm for e in customers)}, vulnerability {sum(e.vulnerability for e in customers)}")
    if agents:
        say("agents' labels")
        table("techniques", Counter(f.name for e in agents for f in e.techniques))
        table("cautions", Counter(f.name for e in agents for f in e.cautions))
        table("marks", Counter(f.name for e in agents for f in e.marks))
    if corpus.conversations:
        say("conversations")
        table("outcomes", Counter(str(e.outcome) for e in corpus.conversations))


_PLAIN = ("clear", "strong")
SCENARIO_MOST = 6


def odd(corpus: Corpus) -> Iterator[str]:
    """What may be right but is worth a second look: labels that seldom go together, and scenarios used too often."""
    for entry in corpus.customers:
        labels = entry.labels
        felt = {name: level for name, level in labels.emotions.items() if level != "none"}
        pleased = felt.get("satisfaction") in _PLAIN
        reasons = {
            "nothing is felt, yet it is hot": not felt and labels.temperature > 30,
            "strong anger, yet it is cool": felt.get("anger") == "strong" and labels.temperature < 50,
            "pleased and hot": pleased and len(felt) == 1 and labels.temperature > 30,
            "sarcasm and satisfaction": labels.sarcasm and "satisfaction" in felt,
            "hot, yet neither anger nor frustration": labels.temperature >= 60
            and not {"anger", "frustration"} & felt.keys(),
            "more than three feelings": len(felt) > 3,
        }
        yield from (f"{entry.place}: {reason}" for reason, holds in reasons.items() if holds)
    used = Counter((entry.writer, entry.scenario) for entry in corpus.entries())
    yield from (f"{who}: the scenario {name} is used {n} times" for (who, name), n in used.items() if n > SCENARIO_MOST)


def report_sameness(corpus: Corpus, writer: str | None) -> int:
    """Distinct-n and nearest neighbours by writer and across them; how many are too near."""
    failed = 0
    kinds: tuple[tuple[str, Sequence[Written]], ...] = (
        ("customers", corpus.customers),
        ("agents", corpus.agents),
        ("conversations", corpus.conversations),
        ("sameness", corpus.sameness),
    )
    for name, entries in kinds:
        by_writer: dict[str, list[str]] = defaultdict(list)
        for entry in entries:
            by_writer[entry.writer].append(text_of(entry))
        for who, texts in sorted(by_writer.items()):
            figures = " ".join(f"distinct-{n} {distinct(texts, n):.3f}" for n in (1, 2, 3))
            openings = Counter(" ".join(words(text)[:3]) for text in texts).most_common(1)[0]
            say(f"{name}, {who}: {figures}; the commonest opening, “{openings[0]}”, {openings[1]} of {len(texts)}")
        found = list(neighbours(entries))
        if not found:
            continue
        own = sorted(score for score, one, other in found if one.writer == other.writer)
        across = sorted(score for score, one, other in found if one.writer != other.writer)
        for label, scores in (("same writer", own), ("across writers", across)):
            if scores:
                middle, high = scores[len(scores) // 2], scores[int(len(scores) * 0.95)]
                say(f"{name}, nearest neighbour, {label}: median {middle:.2f}, 95 % {high:.2f}, most {scores[-1]:.2f}")
        for score, one, other in sorted(found, key=lambda row: -row[0]):
            if score >= TOO_NEAR and writer in (None, one.writer, other.writer):
                failed += 1
                say(f"  TOO NEAR {score:.2f}: {one.place} and {other.place}")
    return failed


def report_shared(corpus: Corpus) -> int:
    """Runs of eight words shared with the data sets, when they are there."""
    folder = os.environ.get("HEARD_DATA")
    if not folder:
        say("not compared with data sets: HEARD_DATA is not set")
        return 0
    ours: dict[str, str] = {}
    for entry in corpus.everything():
        for run in shingles(all_text(entry)):
            ours.setdefault(run, entry.place)
    shared = sorted(set(data_shingles(Path(folder), set(ours))))
    for run, path in shared:
        say(f"  SHARED: {ours[run]}: “{run}” is in {path}")
    say(f"runs of {SHINGLE} words shared with data sets: {len(shared)}")
    return len(shared)


def main() -> int:
    """Run the checks; the exit status."""
    options = argparse.ArgumentParser(description="Checks the corpus.")
    options.add_argument("--writer", help="tell only this writer's mistakes and neighbours")
    options.add_argument("--seal", action="store_true", help="write the seals that are missing, once a part is whole")
    options.add_argument("--form-only", action="store_true", help="only the form: quick, for use while writing")
    chosen = options.parse_args()
    corpus = load()
    wrong = [m for m in corpus.mistakes if chosen.writer is None or f"/{chosen.writer}.jsonl" in m.place]
    for mistake in wrong:
        say(f"WRONG {mistake}")
    say(f"{sum(1 for _ in corpus.everything())} entries, {len(wrong)} mistakes")
    if chosen.form_only:
        return 1 if wrong else 0
    report_counts(corpus)
    for line in odd(corpus):
        say(f"  ODD, look again: {line}")
    failed = len(wrong) + report_sameness(corpus, chosen.writer) + report_shared(corpus)
    if chosen.seal:
        say(f"sealed: {', '.join(seal()) or 'nothing, all seals are there'}")
    for name in broken_seals():
        say(f"the kept-aside part is not the one that was sealed in {name}")
        failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

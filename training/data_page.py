"""Writes the tables of docs/models/data.md: ``python -m training.data_page``. The words between them are ours."""

from __future__ import annotations

import re
import statistics
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from heard.evaluation.tables import markdown
from heard.labelling import agreement
from heard.labelling.labels import CAUTIONS, FELT, MARKS, TECHNIQUES, THREATS
from heard.labelling.store import lines, read_pass
from training.corpus_check import distinct, neighbours, text_of, words
from training.corpus_form import OUTCOMES, load
from training.support_sets import LABELS, chosen, part_of, settled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from heard.labelling.agreement import Agreement
    from training.corpus_form import Corpus, Entry

PAGE = Path(__file__).parents[1] / "docs" / "models" / "data.md"


def entries_of(corpus: Corpus) -> dict[str, Sequence[Entry]]:
    """The corpus by kind."""
    return {
        "customers' messages": corpus.customers,
        "agents' turns": corpus.agents,
        "conversations": corpus.conversations,
    }


def counts(corpus: Corpus) -> str:
    """How many there are of each kind."""
    rows = []
    for kind, entries in entries_of(corpus).items():
        kept = [entry for entry in entries if entry.kept_aside]
        lengths = sorted(len(words(text_of(entry))) for entry in entries)
        rows.append(
            [
                kind,
                f"{len(entries) - len(kept):,}",
                f"{len(kept):,}",
                f"{sum(entry.pair is not None for entry in entries) / len(entries):.0%}",
                str(len({entry.writer for entry in entries})),
                str(len({entry.industry for entry in entries})),
                f"{lengths[0]} to {lengths[-1]}, median {statistics.median_high(lengths)}",
            ]
        )
    return markdown(["", "to learn from", "kept aside", "in pairs", "writers", "industries", "words"], rows)


def counts_sameness(corpus: Corpus) -> str:
    """How many cases there are of saying the same trouble again, on either side of the line."""
    rows = []
    for title, aside in (("to learn from", False), ("kept aside", True)):
        cases = [case for case in corpus.sameness if case.kept_aside is aside]
        again = sum(case.repeats for case in cases)
        lengths = sorted(len(words(case.text)) for case in cases)
        rows.append(
            [
                title,
                str(len(cases)),
                str(again),
                str(len(cases) - again),
                str(len({(case.writer, case.pair) for case in cases})),
                str(len({case.writer for case in cases})),
                f"{lengths[0]} to {lengths[-1]}, median {statistics.median_high(lengths)}",
            ]
        )
    return markdown(["", "cases", "says it again", "does not", "pairs", "writers", "words"], rows)


def labels(corpus: Corpus) -> str:
    """In how many entries each label stands."""
    rows: list[list[str]] = []

    def row(label: str, entries: Sequence[Entry], held: Callable[[Entry], bool]) -> None:
        learnt = sum(held(entry) for entry in entries if not entry.kept_aside)
        rows.append([label, str(learnt), str(sum(held(entry) for entry in entries if entry.kept_aside))])

    for name in FELT:
        row(f"{name}, clear or strong", corpus.customers, lambda e, n=name: e.labels.values()[n] >= 0.5)  # type: ignore[misc,attr-defined]
    for low, high in ((0, 40), (40, 60), (60, 101)):
        title = f"temperature {low} to {min(high, 101) - 1}"
        row(title, corpus.customers, lambda e, a=low, b=high: a <= e.labels.temperature < b)  # type: ignore[misc,attr-defined]
    for threat in THREATS:
        row(f"threat: {threat}", corpus.customers, lambda e, n=threat: n in e.labels.threats)  # type: ignore[misc,attr-defined]
    row("sarcasm", corpus.customers, lambda e: e.labels.sarcasm)  # type: ignore[attr-defined]
    row("vulnerability", corpus.customers, lambda e: e.labels.vulnerability)  # type: ignore[attr-defined]
    for name in (*TECHNIQUES, *CAUTIONS, *MARKS):
        row(name, corpus.agents, lambda e, n=name: any(one.name == n for one in e.labels.all()))  # type: ignore[misc,attr-defined]
    for outcome in OUTCOMES:
        row(f"outcome: {outcome}", corpus.conversations, lambda e, n=outcome: e.outcome == n)  # type: ignore[misc,attr-defined]
    return markdown(["label", "to learn from", "kept aside"], rows)


def sameness(corpus: Corpus) -> str:
    """Distinct runs of words by writer, and how near the nearest other entry is."""
    rows = []
    for kind, entries in entries_of(corpus).items():
        near: dict[str, list[float]] = defaultdict(list)
        for score, one, _ in neighbours(entries):
            near[one.writer].append(score)
        for writer in sorted({entry.writer for entry in entries}):
            own = [entry for entry in entries if entry.writer == writer]
            texts = [text_of(entry) for entry in own]
            opening = Counter(" ".join(words(text)[:3]) for text in texts).most_common(1)[0][1]
            scores = sorted(near[writer])
            rows.append(
                [
                    f"{writer}, {kind}" + (", kept aside" if own[0].kept_aside else ""),
                    str(len(own)),
                    *(f"{distinct(texts, size):.2f}" for size in (1, 2, 3)),
                    str(opening),
                    f"{statistics.median(scores):.2f}",
                    f"{scores[-1]:.2f}",
                ]
            )
    head = ["writer", "entries", "distinct-1", "-2", "-3", "same opening", "nearest, median", "nearest, most"]
    return markdown(head, rows)


def chosen_table() -> str:
    """Which messages of public sets carry labels."""
    rows = []
    for side in ("customers", "agents"):
        places = chosen(side)  # type: ignore[arg-type]
        for source in sorted({place.source for place in places}):
            parts = Counter(part_of(place.conversation) for place in places if place.source == source)
            total = sum(parts.values())
            rows.append(
                [
                    f"{side}, {source}",
                    *(str(each) for each in (*(parts[p] for p in ("train", "choose", "report")), total)),
                ]
            )
    return markdown(["", "to learn from", "to choose on", "to report on", "in all"], rows)


def kappas(kind: str, ids: set[str] | None = None) -> list[Agreement]:
    """Agreement of the two passes; only over ``ids`` if they are given."""
    one, other = (read_pass(LABELS / kind / f"{reader}.jsonl") for reader in "ab")
    if kind == "pairs":
        return agreement.pairs(one.pairs, other.pairs)
    if kind == "customers":
        first, second = (
            {k: v for k, v in found.customers.items() if ids is None or k in ids} for found in (one, other)
        )
        return agreement.customers(first, second)
    mine, theirs = ({k: v for k, v in found.agents.items() if ids is None or k in ids} for found in (one, other))
    return agreement.agents(mine, theirs)


def read_by(kind: str, version: int) -> set[str]:
    """The messages that the first reader read by a version of the guideline."""
    return {raw["id"] for _, raw in lines(LABELS / kind / "a.jsonl") if raw["guideline"] == version}


def agreement_table(kind: str) -> str:
    """Kappa before the guideline was revised and after, with how many messages either reader gave the label."""
    if kind == "pairs":
        (row,) = kappas(kind)
        return markdown(
            ["", "kappa", "same", "pairs"], [["which is hotter", _kappa(row), f"{row.same:.0%}", str(row.messages)]]
        )
    first, rest = (read_by(kind, version) for version in (1, 2))
    rows = []
    for before, after in zip(kappas(kind, first), kappas(kind, rest), strict=True):
        if not any((*before.given, *after.given)):
            continue
        cells = [f"{_kappa(each)} ({each.given[0]}, {each.given[1]})" for each in (before, after)]
        rows.append([after.label, *cells])
    return markdown(["label", "version 1", "version 2"], rows)


def _kappa(row: Agreement) -> str:
    return "-" if row.kappa is None else f"{row.kappa:.2f}"


def settling() -> str:
    """How what counts came about."""
    rows = []
    for side in ("customers", "agents"):
        found = Counter(raw["by"] for raw in settled(side).values())
        rows.append([side, *(str(found[name]) for name in ("agreed", "near", "settled"))])
    rows.append(["pairs", str(len(settled("pairs"))), "-", "-"])
    return markdown(["", "agreed", "near: the middle", "settled by a third reading"], rows)


def tables(*, slow: bool = True) -> dict[str, str]:
    """Every table of the page by its name; ``slow`` ones only if wanted."""
    corpus = load()
    found = {
        "counts": counts(corpus),
        "counts sameness": counts_sameness(corpus),
        "labels": labels(corpus),
        "chosen": chosen_table(),
        "kappa customers": agreement_table("customers"),
        "kappa agents": agreement_table("agents"),
        "kappa pairs": agreement_table("pairs"),
        "settling": settling(),
    }
    return found | ({"sameness": sameness(corpus)} if slow else {})


def filled(page: str, found: dict[str, str]) -> str:
    """The page with its tables put in between their marks."""
    for name, table in found.items():
        marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        if not marks.search(page):
            raise ValueError(f"the page has no place for {name}")
        page = marks.sub(lambda hit, table=table: f"{hit[1]}\n{table}\n\n{hit[2]}", page)  # type: ignore[misc]
    return page


def main() -> int:
    """Fill the page."""
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), tables()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How well the reply check judges drafts whose writers never saw a pattern: ``python -m benchmarks.drafts [--show]``.

``tests/drafts/bad`` holds a hundred drafts with the caution that a coach would name first, ``tests/drafts/good`` a
hundred that a coach would send as they are.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from heard.assembly import build_engine
from heard.contract.decode import conversation_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heard.engine.helping.reply import ReplyCheck
    from heard.engine.pipeline import Engine

DRAFTS = Path(__file__).parents[1] / "tests" / "drafts"


@dataclass(frozen=True)
class Judged:
    """One draft with what was found in it."""

    id: str
    draft: str
    expected: tuple[str, ...]
    found: tuple[str, ...]
    check: ReplyCheck

    @property
    def right(self) -> bool:
        """A bad one: something expected was found. A good one: nothing was found."""
        return bool(set(self.expected) & set(self.found)) if self.expected else not self.found


def rows(kind: str) -> Iterator[dict[str, Any]]:
    """The drafts of a kind, ``bad`` or ``good``."""
    for path in sorted((DRAFTS / kind).glob("*.yaml")):
        yield from yaml.safe_load(path.read_text("utf-8"))["drafts"]


def judge(engine: Engine, row: dict[str, Any]) -> Judged:
    """The check of one draft in its conversation."""
    conversation = conversation_from({"channel": "chat", "messages": row["messages"]}, default_id=row["id"])
    state = engine.start(conversation)
    for message in conversation.messages:
        state, _ = engine.step(state, message)
    check = engine.check(state, row["draft"])
    found = tuple(finding.caution.name for finding in check.findings)
    return Judged(row["id"], row["draft"], tuple(row.get("expect", ())), found, check)


def main() -> None:
    """Print how many were judged right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="print those that were not")
    options = parser.parse_args()
    for trained, kind in product((False, True), ("bad", "good")):
        engine = build_engine(trained=trained)
        judged = [judge(engine, row) for row in rows(kind)]
        right = sum(each.right for each in judged)
        print(f"{'as shipped' if trained else 'rules alone'}, {kind}: {right} of {len(judged)} judged right")
        for each in judged:
            if options.show and not each.right:
                print(f"  {each.id}: expected {each.expected or 'nothing'}, found {each.found}: {each.draft[:160]!r}")
        if kind == "bad":
            offered = [finding.better is not None for each in judged for finding in each.check.findings]
            print(f"     a better wording was offered for {sum(offered)} of {len(offered)} findings")


if __name__ == "__main__":
    main()

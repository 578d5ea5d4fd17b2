"""The words that make no difference, from ``alike.yaml``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from heard.engine.model.alike import NAME, Alike

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_alike(path: Path = HERE / "alike.yaml", *, rare: Callable[[str], bool] | None = None) -> Alike:
    """The lists of a file; ``rare`` as in ``Alike``."""
    with path.open(encoding="utf-8") as lines:
        raw = yaml.load(lines, _Loader)  # noqa: S506 - a safe loader
    capital = dict.fromkeys(raw["countries_capital"], "britain")
    capital |= dict.fromkeys(raw["nationals_capital"], "british")
    capital |= dict.fromkeys(raw["names_capital"], NAME)
    return Alike(
        names=frozenset(raw["names"]),
        families=frozenset(raw["families"]),
        capital=capital,
        words={word: stand_in for stand_in, found in raw["alike"].items() for word in found},
        signs={sign: words for words, found in raw.get("signs", {}).items() for sign in found},
        rare=rare,
    )

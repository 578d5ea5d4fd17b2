"""Our own conversations in YAML, as values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from heard.contract.decode import conversation_from
from heard.engine.types import Conversation

HERE = Path(__file__).parent


def calm() -> list[tuple[str, Conversation]]:
    """The calm service conversations, by name."""
    found = []
    for path in sorted((HERE / "calm").glob("*.yaml")):
        found.append((path.stem, conversation_from(yaml.safe_load(path.read_text("utf-8")), default_id=path.stem)))
    return found


def golden() -> list[tuple[str, dict[str, Any]]]:
    """The golden conversations with what must be read in them, by name."""
    return [(path.stem, yaml.safe_load(path.read_text("utf-8"))) for path in sorted((HERE / "golden").glob("*.yaml"))]

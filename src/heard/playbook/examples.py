"""Every entry's examples, run: what must be found and what must not, in the last message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heard.contract.decode import conversation_from
from heard.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heard.engine.content import Content, Entry
    from heard.engine.pipeline import Engine

FEWEST = 3

"""Mistakes in packs: raised at the first one, or kept while the rest is read, for those who mend a pack."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from heard.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Iterator


class Mistakes:
    """Where mistakes go. With a list to keep them in, reading goes on behind a mistake; else it is raised."""

    def __init__(self, kept: list[ContentError] | None = None) -> None:
        self._kept = kept

    @contextlib.contextmanager
    def kept(self, place: str = "") -> Iterator[None]:
        """Around the reading of a file, an entry or anything else that can be left out. ``place``: where it stands."""
        try:
            yield
        except ContentError as error:
            if self._kept is None:
                raise
            self._kept.append(error.at(place) if place else error)

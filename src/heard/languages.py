"""The language identifier that the engine is given: py3langid, loaded when a message first needs it (decision 6)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier as Model

_READ_AS = {"pcm": "en"}
"""Nigerian Pidgin, which the model also takes Jamaican and terse English for: read as the English that it grew from."""
_NO_LANGUAGE = "zxx"


def identify(text: str) -> dict[str, float]:
    """How likely a text is in each of 139 languages (``LanguageIdentifier`` of the engine).

    The first call loads the model: about half a second. May be called by several threads.
    """
    found: dict[str, float] = {}
    for name, probability in _model().rank(text):
        if name != _NO_LANGUAGE:
            name = _READ_AS.get(name, name)
            found[name] = found.get(name, 0.0) + probability
    return found


@lru_cache(maxsize=1)
def _model() -> Model:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

"""Voice cues from measures of the customer's channel, against that speaker's own baseline (rows 49-52).

Only what a number can show: faster or louder than this person has been, a pause longer than theirs. What it means
stays open: loud may be anger or hard of hearing. An agent's voice is never looked at.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from heard.engine.state import Speaker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heard.engine.cues.context import Context
    from heard.engine.state import State
    from heard.engine.types import Cue, Message

NEEDED = 2
"""Utterances that a baseline needs before anything is compared with it."""


def speaker_of(state: State, message: Message) -> Speaker:
    """The baseline of this message's speaker, empty when there is none yet."""
    author = (message.author or "")[:80]
    return next((speaker for speaker in state.speakers if speaker.author == author), Speaker(author=author))


def hear(state: State, message: Message, most: int) -> tuple[Speaker, ...]:
    """The speakers' baselines with this message's measures in them, the latest speaker last."""
    voice = message.voice
    if voice is None:
        return state.speakers
    old = speaker_of(state, message)
    new = replace(
        old,
        loudness=old.loudness.add(voice.loudness_db),
        rate=old.rate.add(voice.syllables_per_second),
        pause=old.pause.add(voice.pause_before_seconds),
        pitch=old.pitch.add(voice.pitch_hz),
    )
    return (*(speaker for speaker in state.speakers if speaker.author != old.author), new)[-most:]


def voice_cues(context: Context) -> Iterator[Cue]:
    """The voice cues of one message."""
    message, limits = context.message, context.limits
    voice = message.voice
    if voice is None:
        return
    base = speaker_of(context.state, message)
    at = (
        message.start_seconds or 0.0,
        message.end_seconds if message.end_seconds is not None else message.start_seconds or 0.0,
    )
    if voice.sigh:
        yield context.cue("sigh", 0.8, at_seconds=at)
    if voice.syllables_per_second is not None and base.rate.count >= NEEDED and base.rate.mean > 0:
        ratio = voice.syllables_per_second / base.rate.mean
        if ratio >= limits["rapid_ratio"]:
            yield context.cue("rapid_speech", 0.5 + (ratio - limits["rapid_ratio"]) * 1.5, at_seconds=at)
    if voice.loudness_db is not None and base.loudness.count >= NEEDED:
        rise = voice.loudness_db - base.loudness.mean
        if rise >= limits["louder_db"]:
            reads_as = ("hard_of_hearing", "anger") if context.parsed.named("hearing_difficulty") else ()
            yield context.cue(
                "raised_volume", 0.5 + (rise - limits["louder_db"]) / 12, at_seconds=at, reads_as=reads_as
            )
    if voice.pause_before_seconds is not None and base.pause.count >= NEEDED:
        pause = voice.pause_before_seconds
        if pause >= limits["pause_seconds"] and pause >= limits["pause_ratio"] * base.pause.mean:
            yield context.cue("long_pause", 0.5 + min(0.4, pause / 20), at_seconds=at)

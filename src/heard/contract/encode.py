"""Readings to plain dicts in the public JSON form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heard.contract.decode import SCHEMA
from heard.engine.types import EMOTIONS

if TYPE_CHECKING:
    from heard.engine.types import (
        Action,
        Caution,
        Cue,
        Escalation,
        MessageReading,
        Quote,
        Reading,
        StateReading,
        Summary,
        Technique,
        Unmet,
    )


def reading_to(reading: Reading) -> dict[str, Any]:
    """The whole reading; keys and order as in the contract."""
    return {
        "schema": SCHEMA,
        "id": reading.id,
        "engine": reading.engine,
        "content": reading.content,
        "messages": [message_to(message) for message in reading.messages],
        "state": state_to(reading.state),
        "guidance": [action_to(action) for action in reading.guidance],
    }


def message_to(message: MessageReading) -> dict[str, Any]:
    """One message's reading."""
    row: dict[str, Any] = {
        "id": message.id,
        "role": message.role,
        "assessed": message.assessed,
        "reason": message.reason,
        "language": message.language,
    }
    if message.role == "customer" and message.assessed:
        emotions = message.emotions
        row["emotions"] = None if emotions is None else {name: getattr(emotions, name) for name in EMOTIONS}
        row["temperature"] = message.temperature
        row["cues"] = [_cue(cue) for cue in message.cues]
        row["escalation"] = None if message.escalation is None else escalation_to(message.escalation)
    elif message.role == "agent" and message.assessed:
        row["techniques"] = [finding_to(technique) for technique in message.techniques]
        row["cautions"] = [caution_to(caution) for caution in message.cautions]
    return row


def state_to(state: StateReading) -> dict[str, Any]:
    """Where the conversation stands."""
    return {
        "temperature": state.temperature,
        "trend": state.trend,
        "starting_emotion": state.starting_emotion,
        "phase": state.phase,
        "escalation": escalation_to(state.escalation),
        "unmet": [unmet_to(need) for need in state.unmet],
        "expected": quote_to(state.expected) if state.expected else None,
        "got": quote_to(state.got) if state.got else None,
        "dissatisfaction": state.dissatisfaction,
        "promises": [quote_to(promise) for promise in state.promises],
        "facts": [
            {"kind": f.kind, "value": f.value, "message": f.message, "start": f.start, "end": f.end}
            for f in state.facts
        ],
        "summary": summary_to(state.summary),
    }


def summary_to(summary: Summary) -> dict[str, Any]:
    """The thread in five lines."""
    return {
        "wants": summary.wants,
        "felt": summary.felt,
        "tried": summary.tried,
        "promised": summary.promised,
        "next": summary.next,
    }


def unmet_to(need: Unmet) -> dict[str, Any]:
    """One open need."""
    return {
        "id": need.id,
        "need": need.need,
        "text": need.text,
        "message": need.message,
        "start": need.start,
        "end": need.end,
    }


def caution_to(caution: Caution) -> dict[str, Any]:
    """A caution with its why and instead."""
    return {**finding_to(caution), "why": caution.why, "instead": caution.instead}


def finding_to(finding: Cue | Technique | Caution) -> dict[str, Any]:
    """What every finding has."""
    return {
        "name": finding.name,
        "score": finding.score,
        "start": finding.start,
        "end": finding.end,
        "text": finding.text,
        "evidence": [{"message": e.message, "start": e.start, "end": e.end} for e in finding.evidence],
    }


def _cue(cue: Cue) -> dict[str, Any]:
    row = {**finding_to(cue), "reads_as": list(cue.reads_as)}
    if cue.at_seconds is not None:
        row["at_seconds"] = list(cue.at_seconds)
    return row


def escalation_to(escalation: Escalation) -> dict[str, Any]:
    """A forecast and the decision."""
    return {
        "probability": escalation.probability,
        "alert": escalation.alert,
        "reasons": list(escalation.reasons),
    }


def quote_to(quote: Quote) -> dict[str, Any]:
    """Words of a message with their place."""
    return {"text": quote.text, "message": quote.message, "start": quote.start, "end": quote.end}


def action_to(action: Action) -> dict[str, Any]:
    """One next action."""
    return {
        "action": action.action,
        "technique": action.technique,
        "for": list(action.serves),
        "why": action.why,
        "say": list(action.say),
    }

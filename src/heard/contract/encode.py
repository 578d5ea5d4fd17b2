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
        Technique,
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
        "guidance": [_action(action) for action in reading.guidance],
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
        row["escalation"] = None if message.escalation is None else _escalation(message.escalation)
    elif message.role == "agent" and message.assessed:
        row["techniques"] = [_finding(technique) for technique in message.techniques]
        row["cautions"] = [
            {**_finding(caution), "why": caution.why, "instead": caution.instead} for caution in message.cautions
        ]
    return row


def state_to(state: StateReading) -> dict[str, Any]:
    """Where the conversation stands."""
    summary = state.summary
    return {
        "temperature": state.temperature,
        "trend": state.trend,
        "starting_emotion": state.starting_emotion,
        "phase": state.phase,
        "escalation": _escalation(state.escalation),
        "unmet": [
            {"id": u.id, "need": u.need, "text": u.text, "message": u.message, "start": u.start, "end": u.end}
            for u in state.unmet
        ],
        "expected": _quote(state.expected),
        "got": _quote(state.got),
        "dissatisfaction": state.dissatisfaction,
        "promises": [_quote(promise) for promise in state.promises],
        "facts": [
            {"kind": f.kind, "value": f.value, "message": f.message, "start": f.start, "end": f.end}
            for f in state.facts
        ],
        "summary": {
            "wants": summary.wants,
            "felt": summary.felt,
            "tried": summary.tried,
            "promised": summary.promised,
            "next": summary.next,
        },
    }


def _finding(finding: Cue | Technique | Caution) -> dict[str, Any]:
    return {
        "name": finding.name,
        "score": finding.score,
        "start": finding.start,
        "end": finding.end,
        "text": finding.text,
        "evidence": [{"message": e.message, "start": e.start, "end": e.end} for e in finding.evidence],
    }


def _cue(cue: Cue) -> dict[str, Any]:
    row = {**_finding(cue), "reads_as": list(cue.reads_as)}
    if cue.at_seconds is not None:
        row["at_seconds"] = list(cue.at_seconds)
    return row


def _escalation(escalation: Escalation) -> dict[str, Any]:
    return {
        "probability": escalation.probability,
        "alert": escalation.alert,
        "reasons": list(escalation.reasons),
    }


def _quote(quote: Quote | None) -> dict[str, Any] | None:
    if quote is None:
        return None
    return {"text": quote.text, "message": quote.message, "start": quote.start, "end": quote.end}


def _action(action: Action) -> dict[str, Any]:
    return {
        "action": action.action,
        "technique": action.technique,
        "for": list(action.serves),
        "why": action.why,
        "say": list(action.say),
    }

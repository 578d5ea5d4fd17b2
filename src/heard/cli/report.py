"""A reading as a page for people: the temperature line, the words that were cues, what mattered, what is unmet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from heard.cli.screen import safe
from heard.engine.types import band

if TYPE_CHECKING:
    from rich.console import Console

    from heard.engine.types import Caution, Conversation, Cue, Message, MessageReading, Reading

_BLOCKS = " ▁▂▃▄▅▆▇█"
_COLOURS = {"calm": "blue", "uneasy": "cyan", "heated": "yellow", "angry": "dark_orange", "burning": "red"}
_MARKS = {"calm": "○", "uneasy": "◔", "heated": "◑", "angry": "◕", "burning": "●"}
_NEEDS = {
    "acknowledgement": "to be acknowledged",
    "answer": "to be acted on",
    "information": "to be answered",
    "promise": "a promise to be kept",
}
_LONG, _LONGEST_TEXT, _STEP = 24, 600, 15


def print_report(console: Console, conversation: Conversation, reading: Reading) -> None:
    """One conversation."""
    console.print(
        Rule(
            Text.assemble((safe(reading.id), "bold"), f"  {conversation.channel}, {_messages(len(reading.messages))}"),
            align="left",
        )
    )
    console.print(_temperature_line(reading))
    console.print(_headline(reading))
    console.print()
    shown = _moments(reading) if len(reading.messages) > _LONG else {message.id: "" for message in reading.messages}
    notes = _moments(reading)
    for message, read in zip(conversation.messages, reading.messages, strict=True):
        if message.id in shown:
            _print_message(console, message, read, notes.get(message.id, ""))
    if len(shown) < len(reading.messages):
        console.print(Text(f"  {_messages(len(reading.messages) - len(shown), 'quieter ')} not shown\n", style="dim"))
    _print_state(console, reading)


def print_legend(console: Console) -> None:
    """What the signs mean, once under a report."""
    console.print(Rule(style="dim"))
    bands = Text("  ").join(
        Text(f"{_MARKS[name]} {name} {low}", style=_COLOURS[name])
        for name, low in (
            ("calm", "0-19"),
            ("uneasy", "20-39"),
            ("heated", "40-59"),
            ("angry", "60-79"),
            ("burning", "80-100"),
        )
    )
    console.print(bands)
    console.print(
        Text(
            "Underlined words are cues; heard explain NAME says what one may mean. A reading is not a fact.",
            style="dim",
        )
    )


def _messages(count: int, kind: str = "") -> str:
    return f"{count} {kind}message{'' if count == 1 else 's'}"


def _assessed(reading: Reading) -> bool:
    """Whether any message of the customer's was read: of nothing, nothing is known, calm included."""
    return any(message.role == "customer" and message.assessed for message in reading.messages)


def _temperature_line(reading: Reading) -> Text:
    """A block for every customer message, in its colour."""
    line = Text("  temperature  ")
    for message in reading.messages:
        if message.temperature is not None:
            line.append(_BLOCKS[1 + message.temperature * 7 // 100], style=_COLOURS[band(message.temperature)])
        elif message.role == "agent":
            line.append("·", style="dim")
    if not _assessed(reading):
        line.append("  now not assessed", style="yellow")
        return line
    state = reading.state
    now = band(state.temperature)
    trend = "" if state.trend == "unknown" else f", {state.trend}"
    line.append(f"  now {_MARKS[now]} {now} ({state.temperature}{trend})", style=_COLOURS[now])
    return line


def _headline(reading: Reading) -> Text:
    escalation = reading.state.escalation
    line = Text("  ")
    if not _assessed(reading):
        line.append("may go wrong: not assessed", style="yellow")
        return line
    line.append(f"may go wrong: {escalation.probability:.0%}")
    if escalation.alert:
        line.append("  ⚠ alert", style="bold red")
    elif any(message.escalation and message.escalation.alert for message in reading.messages):
        line.append("  (an alert stood earlier)", style="yellow")
    if escalation.reasons:
        line.append(f"  because of {', '.join(escalation.reasons)}", style="dim")
    return line


def _moments(reading: Reading) -> dict[str, str]:
    """The messages that changed something, with what they changed."""
    found: dict[str, str] = {}
    before: int | None = None
    alert = False
    for message in reading.messages:
        if message.temperature is None:
            continue
        notes = []
        if before is not None and abs(message.temperature - before) >= _STEP:
            notes.append(f"{'hotter' if message.temperature > before else 'calmer'} ({before} → {message.temperature})")
        if message.escalation and message.escalation.alert != alert:
            alert = message.escalation.alert
            notes.append("alert" if alert else "alert over")
        before = message.temperature
        if notes:
            found[message.id] = ", ".join(notes)
    first = next((message.id for message in reading.messages if message.temperature is not None), None)
    if first is not None:
        found.setdefault(first, "")
    found.setdefault(reading.messages[-1].id, "")
    return found


def _print_message(console: Console, message: Message, read: MessageReading, note: str) -> None:
    head = Text("  ")
    who = safe(message.author or message.role)
    if read.temperature is not None:
        name = band(read.temperature)
        head.append(f"{_MARKS[name]} {who}", style=f"bold {_COLOURS[name]}")
        head.append(f"  {read.temperature}", style=_COLOURS[name])
    else:
        head.append(f"· {who}", style="bold dim" if message.role != "agent" else "bold")
        head.append("" if who == message.role else f"  {message.role}", style="dim")
    if not read.assessed and read.reason != "role":
        head.append(f"  not assessed: {read.reason}", style="yellow")
    if note:
        head.append(f"  ◂ {note}", style="bold")
    console.print(head)
    console.print(Padding(_marked(message, read), (0, 2, 0, 6)))
    for line in _findings(read):
        console.print(Padding(line, (0, 2, 0, 6)))


def _marked(message: Message, read: MessageReading) -> Text:
    """The message with its cue words underlined."""
    text = Text(safe(message.text[:_LONGEST_TEXT]))
    findings: tuple[Cue | Caution, ...] = (*read.cues, *read.cautions)
    for finding in findings:
        if finding.start is not None and finding.end is not None and finding.start < _LONGEST_TEXT:
            text.stylize("underline bold", finding.start, min(finding.end, _LONGEST_TEXT))
    if len(message.text) > _LONGEST_TEXT:
        text.append(f" … ({len(message.text) - _LONGEST_TEXT:,} more characters)", style="dim")
    return text


def _findings(read: MessageReading) -> list[Text]:
    lines = []
    if read.cues:
        seen = dict.fromkeys(
            f"{cue.name} ({' or '.join(cue.reads_as)})" if len(cue.reads_as) > 1 else cue.name for cue in read.cues
        )
        lines.append(Text("seen: " + ", ".join(seen), style="dim"))
    if read.techniques:
        lines.append(
            Text(
                "does: " + ", ".join(dict.fromkeys(technique.name for technique in read.techniques)),
                style="dim green",
            )
        )
    if read.cautions:
        lines.append(
            Text(
                "risks: " + ", ".join(dict.fromkeys(caution.name for caution in read.cautions)),
                style="dim yellow",
            )
        )
    return lines


def _print_state(console: Console, reading: Reading) -> None:
    state = reading.state
    if state.unmet:
        console.print(Text("  not yet met", style="bold"))
        for need in state.unmet:
            console.print(Padding(Text(f"· {_NEEDS[need.need]}: “{safe(' '.join(need.text.split()))}”"), (0, 2, 0, 4)))
    rows = [
        ("expected", state.expected.text if state.expected else None),
        ("got", state.got.text if state.got else None),
    ]
    rows += [
        ("kind", state.dissatisfaction),
        ("felt", state.summary.felt),
        ("tried", state.summary.tried),
        ("promised", state.summary.promised),
    ]
    for name, value in rows:
        if value:
            console.print(Padding(Text.assemble((f"{name}: ", "bold"), safe(" ".join(value.split()))), (0, 2, 0, 2)))
    if state.facts:
        given = ", ".join(f"{fact.kind} {safe(fact.value)}" for fact in state.facts[:12])
        console.print(Padding(Text.assemble(("given: ", "bold"), given), (0, 2, 0, 2)))
    _print_guidance(console, reading)
    console.print()


def _print_guidance(console: Console, reading: Reading) -> None:
    """What to do next, with why and words to say; that there is nothing to add is said too."""
    console.print(Text(f"  next (at: {reading.state.phase})", style="bold"))
    if not reading.guidance:
        console.print(Padding(Text("nothing to add", style="dim"), (0, 2, 0, 4)))
    for number, action in enumerate(reading.guidance, 1):
        console.print(Padding(Text.assemble(f"{number}. ", (action.action, "bold"), f"  {action.why}"), (0, 2, 0, 4)))
        for words in action.say:
            console.print(Padding(Text(f"“{safe(words)}”", style="green"), (0, 2, 0, 7)))

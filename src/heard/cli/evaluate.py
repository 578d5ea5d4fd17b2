"""``heard eval``: how right Heard is on messages and conversations that carry labels."""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from heard.assembly import build_engine
from heard.cli.screen import page
from heard.errors import UsageError
from heard.evaluation import behaviour, cases, tasks
from heard.evaluation.forecast import forecast
from heard.evaluation.plot import reliability_svg
from heard.evaluation.readers import EngineReader
from heard.evaluation.tables import as_json, markdown, table

if TYPE_CHECKING:
    from heard.evaluation.results import Result


class Task(StrEnum):
    """What can be measured, each on its own form of file."""

    EMOTIONS = "emotions"
    TEMPERATURE = "temperature"
    THREATS = "threats"
    TECHNIQUES = "techniques"
    FORECAST = "forecast"
    PAIRS = "pairs"
    BEHAVIOUR = "behaviour"


class Shown(StrEnum):
    """What is printed."""

    REPORT = "report"
    MARKDOWN = "markdown"
    JSON = "json"


_READ: dict[Task, tuple[Callable[[list[Path]], list[Any]], Callable[..., Result]]] = {
    Task.EMOTIONS: (cases.customers, tasks.emotions),
    Task.TEMPERATURE: (cases.customers, tasks.temperature),
    Task.THREATS: (cases.customers, tasks.threats),
    Task.TECHNIQUES: (cases.agents, tasks.techniques),
    Task.FORECAST: (cases.conversations, forecast),
    Task.PAIRS: (cases.pairs, tasks.pairs),
    Task.BEHAVIOUR: (behaviour.load, lambda found, reader, resamples: behaviour.measure(found, reader)),  # noqa: ARG005
}


def evaluate(
    task: Annotated[Task, typer.Argument(help="What is measured.")],
    files: Annotated[list[Path], typer.Argument(help="Cases with labels: JSON lines; YAML for behaviour.")],
    form: Annotated[Shown, typer.Option("--format", help="A table to read, in Markdown, or JSON.")] = Shown.REPORT,
    plot: Annotated[Path | None, typer.Option(help="Draw how far probabilities can be believed, as SVG.")] = None,
    resamples: Annotated[
        int, typer.Option(min=0, max=100_000, help="Resamples for the 95 % intervals; 0 leaves them out.")
    ] = 1000,
    playbook: Annotated[
        list[str] | None, typer.Option(help="A folder layered over our playbook; may be given again.")
    ] = None,
) -> None:
    """Measure Heard on your own labelled cases: precision, recall, F1, ranking, calibration, false alarms, lead time.

    The forms are in docs/eval.md. Intervals are percentile bootstraps over whole conversations or scenarios.
    """
    read, measure = _READ[task]
    found = read(files)
    if not found:
        raise UsageError("U003", "there are no cases in it", place=str(files[0]))
    result = measure(found, EngineReader(build_engine(*(playbook or ()))), resamples=resamples)
    if plot is not None:
        if not result.reliability:
            raise UsageError("U003", f"--plot: {task.value} gives no probabilities")
        plot.write_text(reliability_svg(f"{task.value}: {result.cases} cases", result.reliability), encoding="utf-8")
    _print(result, form)


def _print(result: Result, form: Shown) -> None:
    head, rows = table(result)
    of = "capabilities" if result.task == "behaviour" else "conversations or scenarios"
    line = f"{result.cases} cases in {result.groups} {of}"
    if result.not_assessed:
        line += f", {result.not_assessed} of them not assessed"
    if form is Shown.JSON:
        typer.echo(json.dumps(as_json(result), ensure_ascii=False, indent=1))
    elif form is Shown.MARKDOWN:
        typer.echo(f"{line}\n\n{markdown(head, rows)}")
    else:
        shown = Table(box=None, pad_edge=False)
        for number, name in enumerate(head):
            shown.add_column(name, justify="left" if not number else "right", no_wrap=True)
        for row in rows:
            shown.add_row(*row)
        console = page(None)
        console.print(shown)
        console.print(line, style="dim", highlight=False)

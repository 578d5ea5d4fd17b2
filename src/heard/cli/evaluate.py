"""``heard eval``: how right Heard is on messages and conversations that carry labels."""

from __future__ import annotations

import contextlib
import json
import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from heard.assembly import build_engine
from heard.cli.output import destination, refuse_own_input
from heard.cli.screen import complain, errors, page, safe
from heard.errors import UsageError
from heard.evaluation import behaviour, cases, tasks
from heard.evaluation.forecast import forecast
from heard.evaluation.lines import STDIN
from heard.evaluation.own_names import own_names
from heard.evaluation.plot import reliability_svg
from heard.evaluation.readers import EngineReader, Watched
from heard.evaluation.tables import as_json, fitted, markdown, table, told_counts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from heard.errors import InputError
    from heard.evaluation.results import Result

MOST_WRONG = 20


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


_WITH_PROBABILITIES = (Task.EMOTIONS, Task.FORECAST)
_MEASURE: dict[Task, Callable[..., Result]] = {
    Task.EMOTIONS: tasks.emotions,
    Task.TEMPERATURE: tasks.temperature,
    Task.THREATS: tasks.threats,
    Task.TECHNIQUES: tasks.techniques,
    Task.FORECAST: forecast,
    Task.PAIRS: tasks.pairs,
}


def evaluate(
    task: Annotated[Task, typer.Argument(help="What is measured.")],
    files: Annotated[
        list[Path], typer.Argument(help="Cases with labels: JSON lines; YAML for behaviour; - for standard input.")
    ],
    form: Annotated[Shown, typer.Option("--format", help="A table to read, in Markdown, or JSON.")] = Shown.REPORT,
    plot: Annotated[Path | None, typer.Option(help="Draw how far probabilities can be believed, as SVG.")] = None,
    wrong: Annotated[Path | None, typer.Option(help="Write the cases that were read wrongly, as JSON lines.")] = None,
    resamples: Annotated[
        int, typer.Option(min=0, max=100_000, help="Resamples for the 95 % intervals; fewer than 100 leave them out.")
    ] = 1000,
    playbook: Annotated[
        list[str] | None, typer.Option(help="A folder layered over our playbook; may be given again.")
    ] = None,
) -> None:
    """Measure Heard on your own labelled cases: precision, recall, F1, ranking, calibration, false alarms, lead time.

    The forms are in docs/eval.md. Intervals are percentile bootstraps over whole conversations or scenarios.
    """
    if plot is not None and task not in _WITH_PROBABILITIES:
        raise UsageError("U003", f"--plot: {task.value} gives no probabilities")
    if plot is not None and wrong is not None and plot.resolve() == wrong.resolve():
        raise UsageError("U003", "--plot and --wrong name the same file")
    if files.count(STDIN) > 1:
        raise UsageError("U003", "standard input can be read once")
    for output in (plot, wrong):
        _can_be_written(output, files)
    engine = build_engine(*(playbook or ()))
    slips = _Slips()
    found = _read(task, files, own_names(engine.content), slips)
    slips.end()
    reader = EngineReader(engine)
    with _bar(sum(map(_questions, found))) as answered:
        watched = Watched(reader, answered)
        if task is Task.BEHAVIOUR:
            result = behaviour.measure(found, watched)
        else:
            result = _MEASURE[task](found, watched, resamples=resamples)
    if plot is not None:
        title = f"{task.value}: {told_counts(result).split(' in ')[0]}"
        with destination(plot) as stream:
            stream.write(reliability_svg(title, result.reliability))
    if wrong is not None:
        with destination(wrong) as stream:
            stream.writelines(f"{json.dumps(each.as_json(), ensure_ascii=False)}\n" for each in result.wrong)
    with destination(None):
        _print(result, form)
    if task is Task.BEHAVIOUR and result.wrong:
        raise typer.Exit(1)


class _Slips:
    """What is wrong in the files: each is told at once, and after a good many no more is read."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, error: InputError) -> None:
        """Tell one."""
        complain(error)
        self.count += 1
        if self.count == MOST_WRONG:
            errors().print(
                f"{MOST_WRONG} are enough: the rest was not looked at, and nothing was measured", style="bold"
            )
            raise typer.Exit(1)

    def end(self) -> None:
        """Stop if there were any."""
        if self.count:
            errors().print("nothing was measured", style="bold")
            raise typer.Exit(1)


def _read(task: Task, files: list[Path], own: dict[str, str], report: _Slips) -> list[Any]:
    if task is Task.BEHAVIOUR:
        return behaviour.load(files, own=own, report=report)
    if task is Task.TECHNIQUES:
        return cases.agents(files, own=own, report=report)
    if task is Task.FORECAST:
        return cases.conversations(files, report=report)
    if task is Task.PAIRS:
        return cases.pairs(files, report=report)
    return cases.customers(files, needs=cast("cases.Needs", task.value), report=report)


def _questions(case: Any) -> int:
    """How many times a reader is asked about a case, for the bar."""
    if isinstance(case, behaviour.BehaviourCase):
        return len(case.messages) * (1 if case.kind == "minimum" else 2)
    return 2 if isinstance(case, cases.PairCase) and case.hotter != "same" else 1


def _can_be_written(output: Path | None, files: list[Path]) -> None:
    """U002 before any work is done, where a file cannot be written after it."""
    if output is None:
        return
    refuse_own_input([str(file) for file in files], output)
    target = output.resolve()
    if target.is_dir():
        raise UsageError("U002", "cannot write: this is a folder", place=str(output))
    if not target.parent.is_dir():
        raise UsageError("U002", f"cannot write: there is no folder {output.parent}", place=str(output))
    if not os.access(target if target.exists() and not target.is_file() else target.parent, os.W_OK):
        raise UsageError("U002", "cannot write: no permission for it", place=str(output))


@contextlib.contextmanager
def _bar(total: int) -> Iterator[Callable[[], None]]:
    """A bar on standard error while somebody is watching: first what is read, then the intervals."""
    if not errors().is_terminal:
        yield lambda: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors(), transient=True) as bar:
        reading = bar.add_task("reading", total=total)
        done = 0

        def answered() -> None:
            nonlocal done
            done += 1
            if done == total:
                bar.update(reading, description="intervals", completed=done)
            elif done < total:
                bar.update(reading, completed=done)

        yield answered


def _print(result: Result, form: Shown) -> None:
    failed = [f"{each.id}: {'; '.join(each.why)}" for each in result.wrong if each.why]
    if form is Shown.JSON:
        typer.echo(json.dumps(as_json(result), ensure_ascii=False, indent=1))
        return
    if form is Shown.MARKDOWN:
        typer.echo(f"{told_counts(result)}\n\n{markdown(*table(result))}")
        if failed:
            typer.echo("\nNot held:\n\n" + "\n".join(f"- {line}" for line in failed))
        return
    console = page(None)
    lines, room = fitted(result, console.width)
    for line in lines:
        console.print(Text(safe(line)), soft_wrap=True)
    console.print(Text(told_counts(result)), style="dim", soft_wrap=True)
    if room is not None and any(each.interval for row in result.rows for each in row.figures.values()):
        hint = f"Intervals are left out here: a window of {room} columns or --format markdown shows them."
        console.print(Text(hint), style="dim", soft_wrap=True)
    if failed:
        console.print(Text("\nNot held:"), style="bold")
    for line in failed:
        console.print(Text(safe(f"  {line}")), soft_wrap=True)

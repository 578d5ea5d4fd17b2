"""Results as tables: a list of cells for a page, Markdown for a document, JSON for a machine. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.evaluation.results import Figure, Result, Row

GROUPS = ("conversation or scenario", "conversations or scenarios")
NOT_ASSESSED = {"temperature": "which are left out", "pairs": "which counts as half right"}
PERCENT = frozenset({"held", "caught", "right", "within 15", "worse is higher", "span"})
PLAIN = frozenset({"mean off", "false alarms", "lead"})


def told(name: str, figure: Figure | None) -> str:
    """A figure as it is read: three places, or a percentage, and its interval behind it.

    >>> from heard.evaluation.results import Figure
    >>> told("f1", Figure(0.8, (0.71, 0.88)))
    '.800 (.71 to .88)'
    """
    if figure is None or figure.value is None:
        return "-"
    value = _number(name, figure.value, 3) + ("%" if name in PERCENT else "")
    if figure.interval is None:
        return value
    return f"{value} ({' to '.join(_number(name, edge, 2) for edge in figure.interval)})"


def _number(name: str, value: float, places: int) -> str:
    if name in PERCENT:
        return f"{100 * value:.0f}"
    if name in PLAIN:
        return f"{value:.1f}"
    shown = f"{value:.{places}f}"
    return shown.replace("0.", ".", 1) if abs(value) < 1 and not shown.startswith("1") else shown


def columns(results: Sequence[Result]) -> list[str]:
    """The names of all figures, in the order in which they first stand."""
    return list(dict.fromkeys(name for result in results for row in result.rows for name in row.figures))


def table(result: Result) -> tuple[list[str], list[list[str]]]:
    """Head and rows of one result."""
    if any(row.figures.keys() != result.rows[0].figures.keys() for row in result.rows):
        return listed(result)
    names = columns([result])
    rows = [[row.label, _support(row), *(told(name, row.figures.get(name)) for name in names)] for row in result.rows]
    return ["", "cases", *names], rows


def _support(row: Row) -> str:
    if row.mean:
        return f"{row.support} label{'' if row.support == 1 else 's'}"
    return str(row.support) if row.of is None else f"{row.support} of {row.of}"


def listed(result: Result) -> tuple[list[str], list[list[str]]]:
    """Head and rows with a line for each figure, for results whose rows have figures of their own."""
    rows = [
        [f"{row.label}: {name}", _support(row), told(name, figure)]
        for row in result.rows
        for name, figure in row.figures.items()
    ]
    return ["", "cases", "figure"], rows


def beside(results: Sequence[Result], label: str) -> tuple[list[str], list[list[str]]]:
    """One row of several readers beside one another."""
    names = columns(list(results))
    out = []
    for result in results:
        row = next((row for row in result.rows if row.label == label), None)
        if row is not None:
            out.append([result.reader, *(told(name, row.figures.get(name)) for name in names)])
    kept = [at for at in range(len(names)) if any(line[at + 1] != "-" for line in out)]
    return ["", *(names[at] for at in kept)], [[line[0], *(line[at + 1] for at in kept)] for line in out]


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown.

    >>> print(markdown(["", "f1"], [["anger", ".8"]]))
    |  | f1 |
    | --- | --- |
    | anger | .8 |
    """
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def fitted(result: Result, width: int) -> tuple[list[str], int | None]:
    """A result as lines of at most ``width`` columns, with intervals if they have room, and never with half a figure.

    Also how wide it must be for the intervals when they were left out. Where not even the figures fit beside one
    another, each has a line of its own.
    """
    wide = _lines(*table(result), intervals=True)
    for lines in (wide, _lines(*table(result), intervals=False), _lines(*listed(result), intervals=False)):
        if _width(lines) <= width:
            break
    return lines, None if lines == wide else _width(wide)


def _width(lines: Sequence[str]) -> int:
    return max(map(cell_len, lines), default=0)


def _lines(head: Sequence[str], rows: Sequence[Sequence[str]], *, intervals: bool) -> list[str]:
    """The first column to the left, figures to the right, the interval of a figure in a column behind it."""
    parts = [[cell.partition(" (") for cell in row[1:]] for row in rows]
    across = [
        (
            max(map(cell_len, [name, *(row[at][0] for row in parts)])),
            max((cell_len(row[at][2]) for row in parts), default=0),
        )
        for at, name in enumerate(head[1:])
    ]
    first = max((cell_len(row[0]) for row in rows), default=0)
    out = []
    for row, cells in zip([["", *head[1:]], *rows], [[(name, "", "") for name in head[1:]], *parts], strict=True):
        line = row[0] + " " * (first - cell_len(row[0]))
        for (value, _, rest), (value_width, rest_width) in zip(cells, across, strict=True):
            line += f"  {_right(value, value_width)}" + _behind(rest and f"({rest}", rest_width if intervals else 0)
        out.append(line)
    return [line.rstrip() for line in out]


def _right(text: str, width: int) -> str:
    return " " * (width - cell_len(text)) + text


def _behind(text: str, width: int) -> str:
    return f" {text}" + " " * (width + 1 - cell_len(text)) if width else ""


def told_counts(result: Result) -> str:
    """How many cases, in how many conversations, and what became of those that were not assessed."""
    one, many = ("capability", "capabilities") if result.task == "behaviour" else GROUPS
    cases = f"{result.cases} case{'' if result.cases == 1 else 's'}"
    line = f"{cases} in {result.groups} {one if result.groups == 1 else many}"
    if result.not_assessed:
        line += f"; {result.not_assessed} not assessed, {NOT_ASSESSED.get(result.task, 'which counts as nothing said')}"
    return line


def as_json(result: Result) -> dict[str, object]:
    """The public form of a result; the cases that did not hold are in it where the task names them (behaviour)."""
    failed: list[dict[str, object]] = [{"id": each.id, "why": list(each.why)} for each in result.wrong if each.why]
    return {
        "task": result.task,
        "reader": result.reader,
        "cases": result.cases,
        "groups": result.groups,
        "not_assessed": result.not_assessed,
        "rows": [
            {
                "label": row.label,
                "labels" if row.mean else "cases": row.support,
                **({} if row.of is None else {"of": row.of}),
                "figures": {
                    name: {"value": figure.value, "interval": list(figure.interval) if figure.interval else None}
                    for name, figure in row.figures.items()
                },
            }
            for row in result.rows
        ],
        "reliability": {
            label: [
                {"low": each.low, "high": each.high, "cases": each.count, "given": each.given, "found": each.found}
                for each in bins
            ]
            for label, bins in result.reliability.items()
        },
        **({"failed": failed} if result.task == "behaviour" else {}),
    }

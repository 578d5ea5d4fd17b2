"""Results as tables: a list of cells for a page, Markdown for a document, JSON for a machine. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heard.evaluation.results import Figure, Result, Row

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


def as_json(result: Result) -> dict[str, object]:
    """The public form of a result; the cases that did not hold are in it where the task names them (behaviour)."""
    failed = [{"id": each.id, "why": list(each.why)} for each in result.wrong if each.why]
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

"""Tables and targets: as Markdown, as JSON."""

import dataclasses
import json
import math
from dataclasses import dataclass, field
from pathlib import Path

from .intervals import Rate


@dataclass(frozen=True)
class Goal:
    """A target and whether it was reached; `met` is None where there is too little to say."""

    name: str
    target: str
    value: float
    met: bool | None
    shown: str = ""


@dataclass
class Table:
    title: str
    columns: list[str]
    rows: list[list] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    # Instead of rows: a table that another program printed.
    text: str = ""


def at_most(name: str, rate: Rate, limit: float) -> Goal:
    """Judged by the rate itself; the interval beside it says how sure that is. Of few cases
    only an interval that lies beyond the limit is held against it."""
    few = rate.method == "exact" and rate.of < 1 / limit
    met = None if few and rate.low <= limit else rate.value <= limit
    return Goal(name, f"<= {limit * 100:g} %", rate.value, met, cell(rate))


def at_least(name: str, rate: Rate, limit: float) -> Goal:
    """Judged by the rate itself, as above; the few cases can't speak for a high rate either."""
    few = rate.method == "exact" and rate.of * (1 - limit) < 1
    none = math.isnan(rate.value) or few and rate.high >= limit
    met = None if none else rate.value >= limit
    return Goal(name, f">= {limit * 100:g} %", rate.value, met, cell(rate))


def lacking(title: str, name: str) -> Table:
    """Instead of a table that needs a file which the audit doesn't write."""
    return Table(title, [], notes=[f"skipped: this build writes no {name}"])


def verdict(goal: Goal) -> str:
    return "too little to say" if goal.met is None else "met" if goal.met else "MISSED"


def cell(value: object) -> str:
    match value:
        case Rate() if math.isnan(value.value):
            return "–"
        case Rate():
            text = f"{percent(value.value)} %"
            if not value.method:
                return text
            mark = "" if value.method == "seeds" else "ˣ"
            return f"{text} [{percent(value.low)}, {percent(value.high)}]{mark}"
        case None:
            return "–"
        case float() if math.isnan(value):
            return "–"
        case float():
            return f"{value:.4g}"
        case int():
            return f"{value:,}"
        case _:
            return str(value)


def percent(share: float) -> str:
    """Two digits behind the point below 10 % and above 99 %, else one."""
    number = 100 * share
    if number in (0, 100):
        return f"{number:.0f}"
    return f"{number:.2f}" if number < 10 or number > 99 else f"{number:.1f}"


LEGEND = (
    "Rates with 95 % intervals: bootstrap over seeds; those marked ˣ exact (Clopper-Pearson) on"
    " pooled counts."
)


def heading(facts: dict) -> str:
    machine = facts["machine"]
    return "\n".join(
        [
            "# How right the audit is",
            "",
            f"{facts['date']}; leadline {machine['leadline']}; {machine['cpu']},"
            f" {machine['cores']} cores" + ("; quick run" if facts["quick"] else ""),
            "",
            f"Worlds of the {facts['set']}.",
            LEGEND,
        ]
    )


def markdown(table: Table) -> str:
    lines = [f"### {table.title}", ""]
    if table.rows:
        lines.append("| " + " | ".join(table.columns) + " |")
        lines.append("|" + "---|" * len(table.columns))
        for row in table.rows:
            cells = [cell(value).replace("|", "\\|") for value in row]
            lines.append("| " + " | ".join(cells) + " |")
        lines.append("")
    lines += [table.text] if table.text else []
    lines += [f"- {note}" for note in table.notes]
    lines += [f"- {line}" for line in judged(table.goals)]
    return "\n".join(lines).rstrip() + "\n"


def judged(goals: list[Goal]) -> list[str]:
    """A line for each target; many that are met share one."""
    many = 4
    met = [goal for goal in goals if goal.met]
    lines = []
    for goal in goals:
        if not goal.met or len(met) <= many:
            shown = goal.shown or cell(goal.value)
            lines.append(f"{goal.name}: {shown}; target {goal.target}: **{verdict(goal)}**")
    if len(met) > many:
        lines.append(f"**met**, {len(met)} targets: " + "; ".join(goal.name for goal in met))
    return lines


def summary(tables: dict[str, list[Table]]) -> str:
    """The targets that were missed, and how many were met."""
    goals = [goal for found in tables.values() for table in found for goal in table.goals]
    missed = [goal for goal in goals if goal.met is False]
    unsaid = sum(goal.met is None for goal in goals)
    line = f"{len(goals) - len(missed) - unsaid} met, {len(missed)} missed"
    line += f", {unsaid} with too little to say" if unsaid else ""
    return "\n".join([f"## Targets: {line}", ""] + [f"- MISSED: {goal.name}" for goal in missed])


def save(path: Path, facts: dict, tables: dict[str, list[Table]]) -> None:
    whole = facts | {
        "sections": {
            name: [dataclasses.asdict(table) for table in found] for name, found in tables.items()
        }
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(finite(whole), indent=1, ensure_ascii=False, default=str) + "\n")


def finite(value: object) -> object:
    """JSON has no NaN."""
    match value:
        case float() if not math.isfinite(value):
            return None
        case dict():
            return {key: finite(one) for key, one in value.items()}
        case list() | tuple():
            return [finite(one) for one in value]
        case _:
            return value

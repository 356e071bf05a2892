"""Honest check-ins that are flagged: overall, and in every group that is a trap."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .. import intervals, report
from ..context import Context
from ..outcome import CONTENDERS, Outcome, reasons
from ..report import Table

GROUPS = ("honest", "naive", "noisy", "adaptive")
MIXED = ("naive", "noisy", "adaptive")
LIMIT, TRAP_LIMIT = 0.005, 0.01


@dataclass
class Tally:
    """Per world: how many honest check-ins, and how many of them each contender flags."""

    of: list[int] = field(default_factory=list)
    flagged: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in CONTENDERS})
    reasons: Counter = field(default_factory=Counter)

    def add(self, rows: pd.DataFrame) -> None:
        self.of.append(len(rows))
        for name in CONTENDERS:
            self.flagged[name].append(int(rows[name].sum()))
        self.reasons += reasons(rows[rows["leadline"]])

    def row(self, name: str, limit: float | None) -> list:
        # Few worlds hold much of one trap, so the counts of a trap are pooled.
        rate = intervals.rate if limit in (LIMIT, None) else lambda h, n: intervals.exact(h, n)
        rates = [rate(self.flagged[one], self.of) for one in CONTENDERS]
        common = [f"{reason} {n}" for reason, n in self.reasons.most_common(3)]
        target = f"{limit * 100:g} %" if limit else ""
        return [name, sum(self.of), *rates, target, ", ".join(common)]


def run(context: Context) -> list[Table]:
    clean, mixed, plain = Tally(), Tally(), Tally()
    traps: dict[str, Tally] = {}
    unnamed = 0
    for groups, tally in ((("honest",), clean), (MIXED, mixed)):
        for outcome in context.outcomes(*groups):
            unnamed += count(outcome, tally, plain, traps)
    overall = Tally(
        clean.of + mixed.of,
        {name: clean.flagged[name] + mixed.flagged[name] for name in CONTENDERS},
        clean.reasons + mixed.reasons,
    )
    table = Table(
        "Honest check-ins that are flagged (suspicious or contradicted)",
        ["honest check-ins", "of", *CONTENDERS, "target", "reasons given"],
    )
    table.rows = [
        overall.row("all", LIMIT),
        clean.row("worlds without cheats", None),
        mixed.row("worlds with cheats", None),
        plain.row("in no trap", None),
        *(traps[name].row(name, TRAP_LIMIT) for name in sorted(traps)),
    ]
    table.goals = [report.at_most("honest check-ins flagged", table.rows[0][2], LIMIT)]
    table.goals += [
        report.at_most(f"flagged in trap {row[0]}", row[2], TRAP_LIMIT) for row in table.rows[4:]
    ]
    if unnamed:
        table.notes.append(f"{unnamed} check-ins without a verdict count as not flagged")
    return [table]


def count(outcome: Outcome, tally: Tally, plain: Tally, traps: dict[str, Tally]) -> int:
    """Adds a world; the number of check-ins that the audit says nothing about."""
    rows = outcome.check_ins
    honest = rows[outcome.honest & rows["counted"].to_numpy()]
    tally.add(honest)
    trap = honest["trap"].astype(str).to_numpy()
    plain.add(honest[trap == ""])
    for name in np.unique(trap[trap != ""]):
        traps.setdefault(str(name), Tally()).add(honest[trap == name])
    return int(rows["verdict"].isna().sum())

"""Faked check-ins that are caught, per attack and strength."""

from dataclasses import dataclass, field

import numpy as np

from .. import intervals, report
from ..context import Context
from ..intervals import Rate
from ..outcome import CONTENDERS, Outcome
from ..report import Goal, Table

GROUPS = ("naive", "noisy", "adaptive")
TARGETS = {"naive": 0.99, "noisy": 0.9, "adaptive": 0.6}
LEAST_NAIVE = 0.95
ATTACKS = (
    "mock-static",
    "mock-noise",
    "replayed-track",
    "one-place",
    "teleport",
    "proxy",
    "batch-entry",
    "drive-by",
    "photo-reuse",
    "photo-elsewhere",
    "pin-moved",
    "typed-coordinates",
    "pin-copied",
    "phantom-duplicate",
    "keep-alive",
    "absent",
)


@dataclass
class Counts:
    """Worlds x attacks: faked check-ins and how many of them each contender flags; reps who fake
    so, and how many of them have a flagged fake."""

    of: list[np.ndarray] = field(default_factory=list)
    caught: dict[str, list[np.ndarray]] = field(
        default_factory=lambda: {name: [] for name in CONTENDERS}
    )
    reps: list[np.ndarray] = field(default_factory=list)
    reps_found: list[np.ndarray] = field(default_factory=list)

    def add(self, outcome: Outcome, strength: str) -> None:
        rows = outcome.check_ins
        counted = rows["counted"].to_numpy()
        faked = rows[counted & ~outcome.honest & (rows["strength"] == strength).to_numpy()]
        kinds = len(ATTACKS)
        attack = [ATTACKS.index(name) for name in faked["attack"].astype(str)]
        attack = np.array(attack, dtype=int)
        self.of.append(np.bincount(attack, minlength=kinds))
        for name in CONTENDERS:
            self.caught[name].append(np.bincount(attack[faked[name].to_numpy()], minlength=kinds))
        rep = faked["rep"].cat.codes.to_numpy()
        caught = faked["leadline"].to_numpy()
        self.reps.append(distinct(attack, rep, kinds))
        self.reps_found.append(distinct(attack[caught], rep[caught], kinds))

    def rate(self, name: str, attack: int) -> Rate:
        return intervals.exact(np.stack(self.caught[name])[:, attack], np.stack(self.of)[:, attack])

    def mean(self, name: str) -> Rate:
        return intervals.mean_of_rates(np.stack(self.caught[name]), np.stack(self.of))


def distinct(attack: np.ndarray, rep: np.ndarray, kinds: int) -> np.ndarray:
    """How many reps there are of each attack."""
    pairs = np.unique(np.stack([attack, rep]), axis=1)
    return np.bincount(pairs[0], minlength=kinds)


def run(context: Context) -> list[Table]:
    return [table(context, strength) for strength in GROUPS]


def table(context: Context, strength: str) -> Table:
    counts = Counts()
    for outcome in context.outcomes(strength):
        counts.add(outcome, strength)
    result = Table(
        f"Faked check-ins caught, {strength}",
        ["attack", "faked", *CONTENDERS, "reps with one caught"],
    )
    for number, attack in enumerate(ATTACKS):
        rates = [counts.rate(name, number) for name in CONTENDERS]
        found = intervals.exact(
            [one[number] for one in counts.reps_found], [one[number] for one in counts.reps]
        )
        faked = int(sum(one[number] for one in counts.of))
        reps = "–" if found.of == 0 else f"{found.hits} of {found.of}"
        result.rows.append([attack, faked, *rates, reps])
    means = [counts.mean(name) for name in CONTENDERS]
    total = int(sum(one.sum() for one in counts.of))
    result.rows.append(["mean over attacks", total, *means, ""])
    result.goals.append(
        report.at_least(f"{strength} attacks caught, mean", means[0], TARGETS[strength])
    )
    if strength == "naive":
        result.goals.append(weakest(result))
    empty = [row[0] for row in result.rows if row[1] == 0]
    if empty:
        result.notes.append(f"no such fakes in these worlds: {', '.join(empty)}")
    return result


def weakest(naive: Table) -> Goal:
    attacks = [row for row in naive.rows[:-1] if row[1]]
    if not attacks:
        return Goal("weakest naive attack", f">= {LEAST_NAIVE:.0%}", float("nan"), None)
    least = min(attacks, key=lambda row: row[2].value)
    return report.at_least(f"weakest naive attack ({least[0]})", least[2], LEAST_NAIVE)

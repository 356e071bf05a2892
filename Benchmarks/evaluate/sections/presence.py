"""Whether `presence` means what it says: of the check-ins given 0.9, nine in ten are true."""

import numpy as np

from .. import intervals, metrics, report
from ..context import Context
from ..intervals import Rate
from ..report import Table

GROUPS = ("honest", "naive", "noisy", "adaptive")
KINDS = {
    "all worlds": GROUPS,
    "worlds without cheats": ("honest",),
    "worlds with cheats": ("naive", "noisy", "adaptive"),
}
BINS = (10, 20)
LIMIT = 0.02
RELIABILITY = np.array([0.01, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99])

# One world: what was predicted, and whether the rep was there.
Pair = tuple[np.ndarray, np.ndarray]


def run(context: Context) -> list[Table]:
    known: dict[str, list[Pair]] = {}
    without = 0
    for group in GROUPS:
        known[group] = []
        for outcome in context.outcomes(group):
            rows = outcome.check_ins
            presence = rows["presence"].to_numpy()
            given = np.isfinite(presence)
            without += int((~given).sum())
            known[group].append((presence[given], rows["present"].to_numpy()[given]))
    errors = Table(
        "Presence: expected calibration error",
        ["worlds", "check-ins", "there", *(f"{bins} bins" for bins in BINS)],
    )
    for name, groups in KINDS.items():
        worlds = [pair for group in groups for pair in known[group]]
        rates = [error(worlds, bins) for bins in BINS]
        true = np.concatenate([true for _, true in worlds])
        errors.rows.append([name, len(true), float(true.mean()), *rates])
        errors.goals += [
            report.at_most(f"calibration error, {name}, {bins} bins", rate, LIMIT)
            for bins, rate in zip(BINS, rates, strict=True)
        ]
    errors.notes.append("bins of nearly equal counts; equal values stay together")
    if without:
        errors.notes.append(f"{without:,} check-ins without a presence are left out")
    return [errors, reliability([pair for group in GROUPS for pair in known[group]])]


def error(worlds: list[Pair], bins: int) -> Rate:
    """Of all worlds together; the edges of the bins stay while worlds are drawn."""
    edges = metrics.equal_count_edges(np.concatenate([p for p, _ in worlds]), bins)
    sums = np.stack([metrics.bin_sums(p, true, edges) for p, true in worlds])
    value = float(metrics.calibration_error(sums.sum(0)))
    interval = intervals.between_worlds(
        sums, lambda rows: metrics.calibration_error(rows.reshape(len(rows), 3, -1))
    )
    return Rate(value, *interval)


def reliability(worlds: list[Pair]) -> Table:
    table = Table(
        "Presence against truth, all worlds",
        ["presence", "check-ins", "mean presence", "were there"],
    )
    predicted = np.concatenate([p for p, _ in worlds])
    true = np.concatenate([t for _, t in worlds])
    sums = metrics.bin_sums(predicted, true, RELIABILITY)
    edges = [0, *RELIABILITY, 1]
    for number, (of, given, there) in enumerate(sums.T):
        if of:
            name = f"{edges[number]:g} to {edges[number + 1]:g}"
            table.rows.append([name, int(of), float(given / of), intervals.exact(there, of)])
    return table

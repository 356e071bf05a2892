"""The random back-check sample: whether it tells the auditor how right the audit is."""

import numpy as np

from .. import intervals, report
from ..context import Context
from ..outcome import Outcome
from ..report import Table

GROUPS = ("naive", "noisy", "adaptive")


def run(context: Context) -> list[Table]:
    if any(outcome.lacks("sample.csv") for outcome in context.outcomes(GROUPS[0])):
        return [report.lacking("Back-check sample", "sample.csv")]
    table = Table(
        "Back-check sample: its estimate against the truth",
        [
            "of",
            "worlds",
            "check-ins",
            "sampled",
            "true",
            "estimated",
            "interval covers the truth",
        ],
    )
    kinds = {
        "precision (flagged that are faked)": lambda rows: rows["leadline"].to_numpy(),
        "prevalence (all that are faked)": lambda rows: np.ones(len(rows), dtype=bool),
    }
    outcomes = [checked(outcome) for outcome in context.outcomes(*GROUPS)]
    for name, chosen in kinds.items():
        lines = np.array([line(rows, chosen(rows)) for rows in outcomes])
        worlds = lines[(lines[:, 1] > 0) & (lines[:, 3] > 0)]
        covered = [covers(*world) for world in worlds]
        table.rows.append(
            [
                name,
                len(worlds),
                int(worlds[:, 1].sum()),
                int(worlds[:, 3].sum()),
                intervals.rate(worlds[:, 0], worlds[:, 1]),
                intervals.rate(worlds[:, 2], worlds[:, 3]),
                intervals.exact(sum(covered), len(covered)),
            ]
        )
    table.notes.append(
        "the interval that an auditor computes from the sample of one world, exact, 95 %; worlds"
        " whose sample holds none of the kind are left out"
    )
    return [table]


def checked(outcome: Outcome):
    return outcome.check_ins[["honest", "leadline", "sampled"]]


def line(rows, chosen: np.ndarray) -> tuple[int, int, int, int]:
    """Faked and all of those chosen, then the same in the sample."""
    faked, sampled = ~rows["honest"].to_numpy(), rows["sampled"].to_numpy()
    return (
        int((faked & chosen).sum()),
        int(chosen.sum()),
        int((faked & chosen & sampled).sum()),
        int((chosen & sampled).sum()),
    )


def covers(faked: int, of: int, sample_faked: int, sample: int) -> bool:
    low, high = intervals.clopper_pearson(int(sample_faked), int(sample))
    return low <= faked / of <= high

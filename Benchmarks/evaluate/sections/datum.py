"""App versions that send GCJ-02 or BD-09 without saying so: found, corrected, none accused."""

import numpy as np

from .. import intervals, report
from ..context import Context
from ..outcome import Outcome
from ..report import Goal, Table

GROUPS = ("datum", "honest", "naive")
LEAST = 30
FOUND, OFFSET_METRES = 0.99, 5.0
# Small counts apart, because that is where it is hard.
RANGES = ((1, 9), (10, 29), (30, 99), (100, 999), (1000, 10**9))


def run(context: Context) -> list[Table]:
    if any(outcome.lacks("sources.csv") for outcome in context.outcomes("datum")):
        return [report.lacking("Datum mixed up, per app version", "sources.csv")]
    rows = np.array([row for outcome in context.outcomes(*GROUPS) for row in sources(outcome)])
    table = Table(
        "Datum mixed up, per app version",
        [
            "check-ins with a position",
            "mixed up",
            "found",
            "right ones",
            "false alarms",
            "metres left, median",
            "most",
        ],
    )
    if not len(rows):
        table.notes.append("no app versions in these worlds")
        return [table]
    for low, high in (*RANGES, (LEAST, 10**9)):
        mine = rows[(rows[:, 0] >= low) & (rows[:, 0] <= high)]
        name = f"{low} or more" if high == 10**9 else f"{low} to {high}"
        table.rows.append([name, *line(mine)])
    total = table.rows[-1]
    table.goals = [
        report.at_least(f"datum found from {LEAST} check-ins on", total[2], FOUND),
        report.at_most("false alarms of the datum", total[4], 1 - FOUND),
        Goal(
            "offset left after correction, metres, the worst",
            f"< {OFFSET_METRES:g}",
            total[6],
            None if np.isnan(total[6]) else total[6] < OFFSET_METRES,
        ),
    ]
    table.notes.append(
        "metres left: between the audit's distance and that of the fix in its true datum, the"
        " median over the check-ins of a source that was found"
    )
    return [table]


def sources(outcome: Outcome) -> list[list[float]]:
    """Per app version: check-ins with a position, mixed up, named rightly, alarm, metres left."""
    rows = outcome.check_ins
    version = rows["app_version"].astype(str).to_numpy()
    left = np.abs(rows["metres"].to_numpy() - rows["true_metres"].to_numpy())
    placed = np.isfinite(rows["true_metres"].to_numpy())
    result = []
    for source in outcome.sources.itertuples():
        mine = (version == source.app_version) & placed
        mixed = source.datum != "wgs84"
        found = mixed and source.named == source.datum
        alarm = source.named not in ("", "wgs84") and not found
        known = left[mine & np.isfinite(left)]
        metres = float(np.median(known)) if found and len(known) else float("nan")
        result.append([int(mine.sum()), mixed, found, alarm, metres])
    return result


def line(rows: np.ndarray) -> list:
    mixed, found, alarm, metres = rows[:, 1] > 0, rows[:, 2] > 0, rows[:, 3] > 0, rows[:, 4]
    metres = metres[np.isfinite(metres)]
    return [
        int(mixed.sum()),
        intervals.exact(found[mixed].sum(), mixed.sum()),
        int((~mixed).sum()),
        intervals.exact(alarm[~mixed].sum(), (~mixed).sum()),
        float(np.median(metres)) if len(metres) else float("nan"),
        float(metres.max()) if len(metres) else float("nan"),
    ]

"""The audit of a million check-ins: seconds, processor time, memory, beside the pandas audit."""

import re
import shutil
import statistics
import sys
from pathlib import Path

from bench import places

from .. import worlds
from ..context import Context
from ..report import Goal, Table
from ..worlds import Usage, say

GROUPS: tuple[str, ...] = ()
WITH_TRACKS, RULES_WITHOUT_TRACKS, MEBIBYTES = 3.0, 1.0, 1024.0
# The parts of the work that `leadline audit --timings` tells, in their order.
PHASES = ("reading", "ordering", "preparing", "auditing", "reviewing", "writing")
REPETITIONS = 5


def run(context: Context) -> list[Table]:
    world = context.sets.group("speed")[0]
    say("evaluate: the world for speed")
    path = context.workshop.simulate(world)
    try:
        with context.workshop.scratch() as scratch:
            return measure(context, path, Path(scratch))
    finally:
        if not context.workshop.keep:
            shutil.rmtree(path, ignore_errors=True)


def measure(context: Context, path: Path, scratch: Path) -> list[Table]:
    pandas = [
        sys.executable,
        "-m",
        "evaluate.pandas_audit",
        path / "stores.csv",
        path / "check-ins.csv",
        scratch / "pandas.csv",
    ]
    audit = context.workshop.audit
    contenders = {
        "leadline audit": lambda: audit(path, worlds.fresh(scratch / "audit")),
        "leadline audit, without tracks": lambda: audit(
            path, worlds.fresh(scratch / "audit"), leave=["tracks"]
        ),
        "pandas audit (radius, speed, equal coordinates, bursts)": lambda: worlds.run(*pandas),
    }
    taken: dict[str, list[Usage]] = {name: [] for name in contenders}
    # One run to warm the files up, then in turns, so that a slow minute hits all.
    for repetition in range(2 if context.quick else REPETITIONS + 1):
        for name, work in contenders.items():
            usage = work()
            if repetition:
                taken[name].append(usage)
    check_ins, fixes = rows(path / "check-ins.csv"), rows(path / "tracks.csv")
    table = Table(
        f"The whole audit, files to files: {check_ins:,} check-ins, {rows(path / 'reps.csv'):,}"
        f" people, {rows(path / 'stores.csv'):,} stores, {fixes:,} fixes",
        ["work", "wall, median", "least", "processor", "peak memory", "check-ins a second"],
    )
    for name, usages in taken.items():
        wall = wall_of(usages)
        table.rows.append(
            [
                name,
                f"{wall:.2f} s",
                f"{min(one.wall for one in usages):.2f} s",
                f"{statistics.median(one.cpu for one in usages):.2f} s",
                f"{max(one.mebibytes for one in usages):,.0f} MiB",
                int(check_ins / wall),
            ]
        )
    # Smaller worlds are held to the same time per check-in.
    share = check_ins / 1e6
    full, bare, _ = taken.values()
    table.goals = [
        seconds("audit with tracks", wall_of(full), WITH_TRACKS * share),
        seconds("rules without tracks", phase(bare, "auditing"), RULES_WITHOUT_TRACKS * share),
    ]
    peak = max(one.mebibytes for one in full)
    table.goals.append(
        Goal("peak memory with tracks, MiB", f"<= {MEBIBYTES:g}", peak, peak <= MEBIBYTES)
    )
    table.notes.append(
        f"{places.CORES} cores, medians of {len(full)} after one to warm up; every process by"
        " itself, from its start to its end, reading and writing included"
    )
    return [table, phases({name: taken[name] for name in taken if name.startswith("leadline")})]


def phases(taken: dict[str, list[Usage]]) -> Table:
    """Where the time goes, as the command itself says."""
    table = Table("The parts of the audit, seconds, medians", ["work", *PHASES])
    for name, usages in taken.items():
        table.rows.append([name, *(f"{phase(usages, part):.2f}" for part in PHASES)])
    table.notes.append(
        "ordering: the records by rep, store and time; preparing: the positions of the stores, the"
        " datums of the sources, photos that are alike; auditing: all rules on all check-ins;"
        " reviewing: findings, comparison with peers, cases"
    )
    return table


def wall_of(usages: list[Usage]) -> float:
    return statistics.median(one.wall for one in usages)


def phase(usages: list[Usage], name: str) -> float:
    return statistics.median(seconds_of(one, name) for one in usages)


def seconds_of(usage: Usage, name: str) -> float:
    found = re.search(rf"{name} (\d+\.\d+) s", usage.messages)
    if not found:
        raise worlds.Failed(f"leadline audit --timings does not tell how long {name} took")
    return float(found[1])


def seconds(name: str, taken: float, limit: float) -> Goal:
    return Goal(f"{name}, seconds", f"<= {limit:.2f}", taken, taken <= limit)


def rows(path: Path) -> int:
    """Lines behind the header; these files have no line breaks inside fields."""
    if not path.exists():
        return 0
    lines = 0
    with path.open("rb") as file:
        while block := file.read(1 << 22):
            lines += block.count(b"\n")
    return max(lines - 1, 0)

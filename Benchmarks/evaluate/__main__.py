"""Makes worlds, audits them and prints tables with intervals; `scripts/evaluate` calls it."""

import argparse
import datetime
import sys
import time
from pathlib import Path
from types import ModuleType

from bench import places

from . import plan, report, worlds
from .context import Context
from .sections import ablation, attacks, datum, honest, presence, real, reps, sample, speed, stays
from .sets import Sets, World
from .worlds import Failed, Workshop, say

SECTIONS: dict[str, ModuleType] = {
    "honest": honest,
    "attacks": attacks,
    "reps": reps,
    "presence": presence,
    "datum": datum,
    "sample": sample,
    "ablation": ablation,
    "speed": speed,
    "real-tracks": real,
    "stays": stays,
}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/evaluate", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few seeds, small worlds")
    parser.add_argument(
        "--fit",
        action="store_true",
        help="the worlds that rules may be fitted to, not those that are reported",
    )
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        choices=list(SECTIONS),
        metavar="NAME",
        help=f"this table alone, repeatable: {', '.join(SECTIONS)}",
    )
    parser.add_argument(
        "--list",
        action="store_true",
        help="list the tables, with the time that each may take, and stop",
    )
    parser.add_argument("--seeds", type=positive, metavar="N", help="so many worlds of each group")
    parser.add_argument(
        "--jobs",
        type=int,
        choices=(1, 2),
        default=1,
        help="worlds at a time, %(default)s by default",
    )
    parser.add_argument(
        "--minutes",
        type=positive,
        metavar="N",
        help="start no further world of a table after so many minutes; the next call goes on from"
        " there",
    )
    parser.add_argument(
        "--first-seed",
        type=positive,
        metavar="N",
        help="seeds from here on, for worlds that nobody has looked at",
    )
    parser.add_argument(
        "--history",
        type=int,
        metavar="DAYS",
        help="days before those whose honest and faked check-ins are counted, for the audit to see;"
        " 0 for a month alone",
    )
    parser.add_argument("--keep", action="store_true", help="keep the worlds, not only the results")
    parser.add_argument("--check", action="store_true", help="end with 1 if a target is missed")
    parser.add_argument(
        "--json",
        type=Path,
        metavar="FILE",
        default=places.ROOT / "results-evaluate.json",
        help="where the numbers go, %(default)s by default",
    )
    parser.add_argument(
        "--leadline",
        type=Path,
        metavar="FILE",
        default=places.leadline_command(),
        help="the command under test; without it, it is built first",
    )
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def needed(sets: Sets, name: str) -> dict[World, list[str]]:
    """Every world of a table, with the reasons to audit it without."""
    if name == "ablation":
        return ablation.needed(sets)
    return {world: [] for group in SECTIONS[name].GROUPS for world in sets.group(group)}


def durations(
    sets: Sets, names: list[str], jobs: int, workshop: Workshop | None = None
) -> dict[str, float]:
    """The seconds that each table may take; a world is made for the first that needs it."""
    seconds: dict[str, float] = {}
    before: set[World] = set()
    for name in names:
        tasks = needed(sets, name)
        done = {
            world
            for world, reasons in tasks.items()
            if not reasons
            and world in before
            or workshop
            and worlds.is_made(workshop, world, reasons)
        }
        seconds[name] = plan.expected(name, tasks, jobs, sets.quick, done)
        before |= set(tasks)
    return seconds


def main() -> int:
    asked = arguments()
    names = [name for name in SECTIONS if not asked.only or name in asked.only]
    sets = Sets.read(asked.fit, asked.quick, asked.seeds, asked.first_seed, asked.history)
    if asked.list:
        for name, seconds in durations(sets, names, asked.jobs).items():
            print(f"{name:12} {plan.spoken(seconds):>7}")
        return 0
    if not asked.leadline.exists():
        print(f"evaluate: no command at {asked.leadline}; name it by --leadline", file=sys.stderr)
        return 66
    context = Context(Workshop.of(asked.leadline, asked.keep), sets, asked.data)
    facts = {
        "machine": places.machine(),
        "date": datetime.datetime.now(datetime.UTC).isoformat("T", "seconds"),
        "set": sets.describe(),
        "quick": asked.quick,
        "seconds": {},
    }
    print(report.heading(facts), flush=True)
    expected = durations(sets, names, asked.jobs, context.workshop)
    each = ", ".join(f"{name} {plan.spoken(seconds)}" for name, seconds in expected.items())
    say(f"evaluate: about {plan.spoken(sum(expected.values()))} ({each})")
    tables: dict[str, list[report.Table]] = {}
    try:
        for name in names:
            began = time.monotonic()
            tasks = needed(sets, name)
            limit = asked.minutes and 60.0 * asked.minutes
            missing = worlds.make_all(context.workshop, tasks, asked.jobs, limit)
            tables[name] = SECTIONS[name].run(context)
            if missing:
                tables[name][0].notes.append(
                    f"{len(tasks) - missing} of {len(tasks)} worlds, which is as far as"
                    f" {asked.minutes} minutes go; call again to make the others"
                )
            facts["seconds"][name] = round(time.monotonic() - began, 1)
            print("\n" + "\n".join(map(report.markdown, tables[name])), flush=True)
            # Written after each table, so that what was measured outlives a run that is cut short.
            report.save(asked.json, facts, tables)
            say(f"evaluate: {name} took {facts['seconds'][name]:.0f} s")
    except Failed as failure:
        print(f"evaluate: {failure}", file=sys.stderr)
        return 70
    print(report.summary(tables))
    missed = any(goal.met is False for found in tables.values() for t in found for goal in t.goals)
    return 1 if asked.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())

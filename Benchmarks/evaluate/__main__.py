"""Makes worlds, audits them and prints tables with intervals; `scripts/evaluate` calls it."""

import argparse
import datetime
import sys
import time
from pathlib import Path
from types import ModuleType

from bench import places

from . import report, worlds
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
    parser.add_argument("--list", action="store_true", help="list the names of tables and stop")
    parser.add_argument("--seeds", type=positive, metavar="N", help="so many worlds of each group")
    parser.add_argument(
        "--jobs",
        type=int,
        choices=(1, 2),
        default=1,
        help="worlds at a time, %(default)s by default",
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


def needed(context: Context, names: list[str]) -> dict[World, list[str]]:
    """Every world of these tables, with the reasons to audit it without."""
    tasks: dict[World, list[str]] = {}
    for name in names:
        for group in SECTIONS[name].GROUPS:
            for world in context.sets.group(group):
                tasks.setdefault(world, [])
    if "ablation" in names:
        for world, reasons in ablation.needed(context).items():
            tasks[world] = reasons
    return tasks


def main() -> int:
    asked = arguments()
    if asked.list:
        print("\n".join(SECTIONS))
        return 0
    if not asked.leadline.exists():
        print(f"evaluate: no command at {asked.leadline}; name it by --leadline", file=sys.stderr)
        return 66
    names = [name for name in SECTIONS if not asked.only or name in asked.only]
    sets = Sets.read(asked.fit, asked.quick, asked.seeds)
    context = Context(Workshop.of(asked.leadline, asked.keep), sets, asked.data)
    facts = {
        "machine": places.machine(),
        "date": datetime.datetime.now(datetime.UTC).isoformat("T", "seconds"),
        "set": sets.describe(),
        "quick": asked.quick,
        "seconds": {},
    }
    print(report.heading(facts), flush=True)
    tables: dict[str, list[report.Table]] = {}
    try:
        for name in names:
            began = time.monotonic()
            worlds.make_all(context.workshop, needed(context, [name]), asked.jobs)
            tables[name] = SECTIONS[name].run(context)
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

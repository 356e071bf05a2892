"""Real tracks: nobody there cheats, so how many flags? And fakes put among them, how many caught?

Other draws of stores, pins and claims on the same tracks stand for the seeds here.
"""

import math
from collections import Counter
from pathlib import Path

import numpy as np

from .. import injected, intervals, outcome, real_tracks, worlds
from ..context import Context
from ..outcome import CONTENDERS
from ..report import Table

GROUPS: tuple[str, ...] = ()
DRAWS, QUICK_DRAWS = 10, 2


def run(context: Context) -> list[Table]:
    sets = real_tracks.load(context.data) if context.data else []
    tables = [measure(context, tracks) for tracks in sets]
    if not tables:
        note = (
            "skipped: LEADLINE_DATA names no folder with c01_geolife_beijing or c02_gotrack_aracaju"
        )
        tables = [Table("Real tracks", [], notes=[note])]
    return tables


def measure(context: Context, tracks: real_tracks.Tracks) -> Table:
    worlds.say(f"evaluate: {tracks.name}")
    draws = context.sets.seeds or (QUICK_DRAWS if context.quick else DRAWS)
    table = Table(
        f"{tracks.name}: {tracks.fixes['rep'].nunique()} people, {len(tracks.fixes):,} fixes,"
        f" {len(tracks.stays)} stays",
        ["check-ins", "of", *CONTENDERS, "flagged in each draw", "reasons given"],
    )
    first = context.sets.table[context.sets.chosen]["first-seed"]
    for attack in ("", *injected.ATTACKS):
        found = [counted(context, tracks, attack, first + number) for number in range(draws)]
        hits = np.array([one[1] for one in found])
        of = np.array([one[0] for one in found])
        rates = [intervals.rate(hits[:, k], of) for k in range(len(CONTENDERS))]
        reasons = sum((one[2] for one in found), start=Counter())
        common = ", ".join(f"{name} {n}" for name, n in reasons.most_common(3))
        each = ", ".join(str(n) for n in hits[:, 0])
        name = f"{attack}, caught" if attack else "honest, flagged"
        table.rows.append([name, int(of.sum()), *rates, each, common])
    caught = [row[2].value for row in table.rows[1:] if not math.isnan(row[2].value)]
    table.notes.append(
        f"{draws} draws of stores, pins and claims on the same tracks; honest: worlds without"
        f" cheats; caught, mean over attacks: {100 * np.mean(caught):.1f} %"
    )
    return table


def counted(context: Context, tracks: real_tracks.Tracks, attack: str, seed: int):
    """One world: how many check-ins are in question, how many each contender flags, and why."""
    with context.workshop.scratch() as name:
        world, audit = Path(name) / "world", worlds.fresh(Path(name) / "audit")
        injected.build(tracks, attack, seed, world)
        context.workshop.audit(world, audit)
        rows = outcome.read(world, audit).check_ins
    asked = rows[~rows["honest"]] if attack else rows[rows["honest"]]
    flags = [int(asked[name].sum()) for name in CONTENDERS]
    return len(asked), flags, outcome.reasons(asked[asked["leadline"]])

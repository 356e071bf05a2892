"""Each rule switched off: what it catches that no other does, and what it costs honest reps."""

import json
from typing import Any

import numpy as np

from .. import worlds
from ..context import Context
from ..report import Table
from ..sets import Sets, World

GROUPS: tuple[str, ...] = ()
STRENGTHS = ("naive", "noisy", "adaptive")
REASONS = (
    "too-far",
    "impossible-travel",
    "mock-location",
    "repeated-coordinates",
    "unnatural-scatter",
    "pin-copied",
    "rounded-coordinates",
    "replayed-track",
    "one-place-many-stores",
    "shared-device",
    "device-switch",
    "proxy-check-in",
    "burst",
    "late-entry",
    "short-dwell",
    "off-track",
    "track-silent",
    "position-missing",
    "photo-reused",
    "photo-elsewhere",
    "photo-stale",
    "photo-missing",
    "pin-moved",
    "keep-alive",
    "duplicate-store",
    "poor-accuracy",
    "stale-fix",
    "no-position",
    "datum-mixed",
    "store-moved",
    "shared-premises",
    "accompanied",
)

# What `worlds.counts` says of one world.
Counts = dict[str, Any]


def needed(sets: Sets) -> dict[World, list[str]]:
    """The worlds to audit once more per reason."""
    number = sets.ablated()
    return {
        world: list(REASONS)
        for strength in STRENGTHS
        for world in sets.group(strength)[:number]
    }


def run(context: Context) -> list[Table]:
    chosen = {
        strength: [
            world
            for world in context.sets.group(strength)[: context.sets.ablated()]
            if worlds.is_made(context.workshop, world, REASONS)
        ]
        for strength in STRENGTHS
    }
    known = {
        strength: [
            worlds.counts(outcome, outcome.flagged())
            for outcome in worlds.outcomes(context.workshop, group)
        ]
        for strength, group in chosen.items()
    }
    table = Table(
        "Each rule switched off: points of recall lost, and honest flags gained or lost",
        ["without", *STRENGTHS, "most hurt", "honest flags", "most in traps"],
    )
    honest = [one for counts in known.values() for one in counts]
    everything = [100 * recall(known[strength]) for strength in STRENGTHS]
    table.rows.append(
        ["nothing", *(f"{n:.2f} %" for n in everything), "", honest_flags(honest), ""]
    )
    unknown = []
    for reason in REASONS:
        found = {
            strength: [read(context, world, reason) for world in group]
            for strength, group in chosen.items()
        }
        if any("failure" in one for counts in found.values() for one in counts):
            unknown.append(reason)
            continue
        losses = [
            100 * (recall(known[strength]) - recall(found[strength])) for strength in STRENGTHS
        ]
        after = [one for counts in found.values() for one in counts]
        change = honest_flags(after) - honest_flags(honest)
        table.rows.append(
            [
                reason,
                *(f"{n:+.2f}" for n in losses),
                most_hurt(known, found),
                f"{change:+d}",
                traps(honest, after),
            ]
        )
    total = sum(one["honest"][1] for one in honest)
    table.notes.append(
        f"{len(honest)} worlds, {total:,} honest check-ins; mean over attacks, in points; + is what"
        " the rule adds"
    )
    if unknown:
        table.notes.append(f"the audit doesn't switch off: {', '.join(unknown)}")
    return [table]


def read(context: Context, world: World, reason: str) -> Counts:
    return json.loads(worlds.ablation_file(context.workshop, world, reason).read_text())


def rates(counts: list[Counts]) -> dict[str, float]:
    """Per attack the share caught, over all worlds."""
    sums = summed([one["attacks"] for one in counts])
    return {attack: float(hits / of) for attack, (hits, of) in sums.items() if of}


def summed(counts: list[dict[str, list[int]]]) -> dict[str, np.ndarray]:
    names = sorted({name for one in counts for name in one})
    return {name: np.sum([one.get(name, [0, 0]) for one in counts], axis=0) for name in names}


def traps(before: list[Counts], after: list[Counts]) -> str:
    """The three traps whose flags change most."""
    old, new = (summed([one["traps"] for one in counts]) for counts in (before, after))
    changes = [(int(new[name][0] - old[name][0]), name) for name in old]
    changes = sorted((one for one in changes if one[0]), key=lambda one: -abs(one[0]))
    return ", ".join(f"{name} {change:+d}" for change, name in changes[:3])


def recall(counts: list[Counts]) -> float:
    found = rates(counts)
    return float(np.mean(list(found.values()))) if found else float("nan")


def honest_flags(counts: list[Counts]) -> int:
    return sum(one["honest"][0] for one in counts)


def most_hurt(known: dict[str, list[Counts]], found: dict[str, list[Counts]]) -> str:
    losses = []
    for strength in STRENGTHS:
        after = rates(found[strength])
        losses += [
            (share - after[attack], f"{attack}, {strength}")
            for attack, share in rates(known[strength]).items()
        ]
    if not losses:
        return ""
    loss, name = max(losses)
    return f"{name} −{100 * loss:.1f}" if loss > 0 else ""

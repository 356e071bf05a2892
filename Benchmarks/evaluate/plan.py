"""How long tables take: what is told before a run, and which worlds a limited run makes."""

from collections.abc import Iterable, Sequence

from .sets import World

# Seconds on two cores of an AMD EPYC, one world at a time, to make a world, audit it and read it:
# those that any world takes, those of a thousand days of a rep, and as many again for tracks of a fix
# a minute. Measured with 1,000 reps and 60 days.
WORLD, REP_DAYS, TRACKS = 1.5, 0.22, 0.26
# Of which one more audit takes this share.
AUDIT = 0.3
# What a table does beside making worlds, quick and in full: measured likewise.
BESIDE = {"speed": (60, 330), "real-tracks": (60, 280), "stays": (20, 280)}
# Two jobs share two cores, and one uses more than one at times.
PAIR = 0.65


def seconds(world: World, audits: int = 1) -> float:
    """What one world is expected to take."""
    options = dict(world.options)
    days = float(options.get("reps", 100)) * float(options.get("days", 30)) / 1000
    whole = WORLD + days * (REP_DAYS + TRACKS * 60 / float(options.get("track-seconds", 60)))
    return whole * (1 + AUDIT * (audits - 1))


def expected(
    name: str, tasks: dict[World, list[str]], jobs: int, quick: bool, done: Iterable[World] = ()
) -> float:
    """What a table is expected to take, when the worlds in `done` are there."""
    left = set(tasks) - set(done)
    made = sum(seconds(world, 1 + len(tasks[world])) for world in left)
    return made * (PAIR if jobs > 1 else 1) + BESIDE.get(name, (0, 0))[0 if quick else 1]


def in_turns(worlds: Sequence[World]) -> list[World]:
    """One world of each group after the other, so that a limited run has some of all groups."""
    met: dict[str, int] = {}
    turns = []
    for world in worlds:
        turns.append(met.setdefault(world.group, 0))
        met[world.group] += 1
    shares = [(turn + 0.5) / met[world.group] for turn, world in zip(turns, worlds, strict=True)]
    # The first of each group before all others: no table can do without.
    order = sorted(range(len(worlds)), key=lambda n: (turns[n] > 0, shares[n], n))
    return [worlds[n] for n in order]


def spoken(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"



"""The worlds to make, read from sets.toml."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

TABLE = Path(__file__).with_name("sets.toml")
VARIED = ("city", "noise", "cheats", "cheat-share")
# What is said about a group rather than to the generator.
ABOUT = {"seed-offset", "seeds", "quick-seeds", "quick", "history"}


@dataclass(frozen=True)
class World:
    """One call of `leadline simulate`: a seed and its options, in the order of their names; and how
    many of its days are history, which the audit sees and the tables of check-ins don't count."""

    group: str
    seed: int
    options: tuple[tuple[str, object], ...] = field(default=())
    history: int = 0

    def arguments(self) -> list[str]:
        words = ["--seed", str(self.seed)]
        for name, value in self.options:
            words += [f"--{name}", str(value)]
        return words

    @property
    def name(self) -> str:
        return f"{self.group}/{self.seed}"


@dataclass(frozen=True)
class Sets:
    table: dict
    chosen: str
    quick: bool
    seeds: int | None
    history: int | None = None

    @staticmethod
    def read(
        fit: bool,
        quick: bool,
        seeds: int | None,
        first: int | None = None,
        history: int | None = None,
    ) -> "Sets":
        table = tomllib.loads(TABLE.read_text())
        chosen = "fitting" if fit else "reporting"
        if first is not None:
            table[chosen]["first-seed"] = first
        return Sets(table, chosen, quick, seeds, history)

    def group(self, name: str) -> list[World]:
        row = self.table["groups"][name]
        usual = row["quick-seeds" if self.quick else "seeds"]
        # One world is enough to take times; more seeds say nothing there.
        number = usual if self.seeds is None or usual == 1 and name == "speed" else self.seeds
        return [self.world(name, row, i) for i in range(number)]

    def world(self, name: str, row: dict, number: int) -> World:
        chosen = self.table[self.chosen]
        options = {key: chosen[key][number % len(chosen[key])] for key in VARIED}
        options |= {key: value for key, value in row.items() if key not in ABOUT}
        if self.quick:
            options |= row.get("quick", {})
        history = row.get("history", 0)
        if history and self.history is not None:
            history = self.history
        options["days"] += history
        seed = chosen["first-seed"] + row["seed-offset"] + number
        return World(name, seed, tuple(sorted(options.items())), history)

    def ablated(self) -> int:
        return self.table["ablation"]["quick-worlds" if self.quick else "worlds"]

    def describe(self) -> str:
        chosen = self.table[self.chosen]
        varied = "; ".join(f"{key} {', '.join(map(str, chosen[key]))}" for key in VARIED)
        return f"{self.chosen} set: {varied}; seeds from {chosen['first-seed']}"

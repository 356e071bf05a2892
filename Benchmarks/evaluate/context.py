"""What every table is made from."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from . import worlds
from .outcome import Outcome
from .sets import Sets
from .worlds import Workshop


@dataclass(frozen=True)
class Context:
    workshop: Workshop
    sets: Sets
    data: Path | None

    @property
    def quick(self) -> bool:
        return self.sets.quick

    def outcomes(self, *groups: str) -> Iterable[Outcome]:
        """Of every world of the groups, made before."""
        for group in groups:
            yield from worlds.outcomes(self.workshop, self.sets.group(group))

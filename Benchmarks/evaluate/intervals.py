"""Rates with their 95 % intervals.

Two kinds. `exact` is Clopper and Pearson's interval of pooled counts (doi:10.1093/biomet/26.4.404):
right for counts of independent cases, too narrow where cases of one rep go together. `over_seeds`
draws whole worlds with replacement, so that what goes together inside a world stays together; it
needs several worlds that differ. Without them a pooled count gets the exact interval, a mean none.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import beta

LEVEL = 0.95
DRAWS = 4000
# Fewer worlds say nothing about how worlds differ.
LEAST_WORLDS = 5


@dataclass(frozen=True)
class Rate:
    value: float
    low: float
    high: float
    # "seeds": bootstrap over seeds; "exact": Clopper-Pearson; "": none could be given.
    method: str
    hits: float = float("nan")
    of: float = float("nan")


NOTHING = Rate(float("nan"), float("nan"), float("nan"), "", 0, 0)


def clopper_pearson(hits: int, of: int, level: float = LEVEL) -> tuple[float, float]:
    if of == 0:
        return 0.0, 1.0
    tail = (1 - level) / 2
    low = 0.0 if hits == 0 else float(beta.ppf(tail, hits, of - hits + 1))
    high = 1.0 if hits == of else float(beta.ppf(1 - tail, hits + 1, of - hits))
    return low, high


def exact(hits, of) -> Rate:
    """The rate of counts that are pooled over all worlds."""
    hits, of = int(np.sum(hits)), int(np.sum(of))
    if of == 0:
        return NOTHING
    return Rate(hits / of, *clopper_pearson(hits, of), "exact", hits, of)


def resampled(columns: np.ndarray) -> np.ndarray:
    """Sums over worlds drawn with replacement, one row a draw; `columns` has one row a world."""
    columns = np.asarray(columns, dtype=float)
    worlds = len(columns)
    generator = np.random.default_rng(20261122)
    times = generator.multinomial(worlds, np.full(worlds, 1 / worlds), size=DRAWS)
    return times @ columns.reshape(worlds, -1)


def over_seeds(
    columns: np.ndarray, statistic: Callable[[np.ndarray], np.ndarray]
) -> tuple[float, float]:
    """The percentile interval of a statistic of sums; it maps rows of sums to one number each."""
    values = statistic(resampled(columns))
    values = values[np.isfinite(values)]
    if not len(values):
        return float("nan"), float("nan")
    tail = 100 * (1 - LEVEL) / 2
    low, high = np.percentile(values, [tail, 100 - tail])
    return float(low), float(high)


def between_worlds(columns: np.ndarray, statistic) -> tuple[float, float, str]:
    """Low, high and method of a mean: none of fewer worlds than say something."""
    if len(columns) < LEAST_WORLDS:
        return float("nan"), float("nan"), ""
    return *over_seeds(columns, statistic), "seeds"


def rate(hits, of) -> Rate:
    """The rate of counts per world, its interval over worlds."""
    hits, of = np.asarray(hits, dtype=float), np.asarray(of, dtype=float)
    if of.sum() == 0:
        return NOTHING
    each = hits[of > 0] / of[of > 0]
    if len(each) < LEAST_WORLDS or np.all(each == each[0]):
        return exact(hits, of)
    low, high = over_seeds(np.column_stack([hits, of]), quotient)
    return Rate(hits.sum() / of.sum(), low, high, "seeds", hits.sum(), of.sum())


def mean(values) -> Rate:
    """The mean of one number per world; worlds that have none (NaN) are left out."""
    values = np.asarray(values, dtype=float)
    values = values[np.isfinite(values)]
    if not len(values):
        return NOTHING
    columns = np.column_stack([values, np.ones(len(values))])
    interval = between_worlds(columns, quotient)
    return Rate(float(values.mean()), *interval, float(values.sum()), len(values))


def mean_of_rates(hits: np.ndarray, of: np.ndarray) -> Rate:
    """The mean over columns of their pooled rates, one row a world; empty columns are left out."""
    hits, of = np.asarray(hits, dtype=float), np.asarray(of, dtype=float)
    if of.size == 0 or of.sum() == 0:
        return NOTHING
    kinds = hits.shape[1]

    def statistic(sums: np.ndarray) -> np.ndarray:
        return row_mean(sums[:, :kinds], sums[:, kinds:])

    value = row_mean(hits.sum(0, keepdims=True), of.sum(0, keepdims=True))[0]
    return Rate(float(value), *between_worlds(np.column_stack([hits, of]), statistic))


def quotient(sums: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return sums[:, 0] / sums[:, 1]


def row_mean(hits: np.ndarray, of: np.ndarray) -> np.ndarray:
    """Row by row the mean of hits / of over the columns that hold something."""
    shares = np.divide(hits, of, out=np.zeros_like(hits), where=of > 0)
    filled = (of > 0).sum(1)
    return np.where(filled > 0, shares.sum(1) / np.maximum(filled, 1), np.nan)

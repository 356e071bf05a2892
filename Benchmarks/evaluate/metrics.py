"""How good a ranking, a list of accused or a probability is; plain functions of arrays."""

import numpy as np
from scipy.stats import binom


def precision_at(k: int, cheats: np.ndarray) -> float:
    """The share of cheats among the first `k`; places that a shorter list leaves empty count as
    wrong."""
    return float(np.sum(cheats[:k])) / k


def average_precision(cheats: np.ndarray, total: int) -> float:
    """The mean, over all `total` cheats, of the precision where each one stands in the list; one
    that isn't listed counts as 0. NaN where there are none."""
    if total == 0:
        return float("nan")
    cheats = np.asarray(cheats, dtype=bool)
    precision = np.cumsum(cheats) / np.arange(1, len(cheats) + 1)
    return float(precision[cheats].sum()) / total


def accused(honest: np.ndarray, q_values: np.ndarray, level: float) -> tuple[int, int]:
    """How many are accused at `level`, and how many of those are honest. Without a q-value
    nobody is accused."""
    named = np.asarray(q_values) <= level
    return int(named.sum()), int((named & np.asarray(honest, dtype=bool)).sum())


def equal_count_edges(values: np.ndarray, bins: int) -> np.ndarray:
    """The inner edges of bins of nearly equal counts. Equal values stay in one bin, so there may be
    fewer."""
    return np.unique(np.quantile(values, np.arange(1, bins) / bins))


def bin_sums(predicted: np.ndarray, true: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Per bin how many, the sum of what was predicted and of what was true: an array 3 x bins."""
    place = np.searchsorted(edges, predicted, side="right")
    bins = len(edges) + 1
    return np.stack(
        [
            np.bincount(place, minlength=bins).astype(float),
            np.bincount(place, weights=predicted, minlength=bins),
            np.bincount(place, weights=np.asarray(true, dtype=float), minlength=bins),
        ]
    )


def calibration_error(sums: np.ndarray) -> np.ndarray:
    """The expected calibration error out of sums of `bin_sums`, whose last two axes are 3 x bins:
    the mean over cases of |predicted - true| of their bin."""
    of, predicted, true = sums[..., 0, :], sums[..., 1, :], sums[..., 2, :]
    with np.errstate(invalid="ignore"):
        return np.abs(predicted - true).sum(-1) / of.sum(-1)


def benjamini_hochberg(p_values: np.ndarray) -> np.ndarray:
    """q-values: the least false discovery rate at which each one is named
    (doi:10.1111/j.2517-6161.1995.tb02031.x)."""
    p_values = np.asarray(p_values, dtype=float)
    n = len(p_values)
    order = np.argsort(p_values, kind="stable")
    scaled = p_values[order] * n / np.arange(1, n + 1)
    q_values = np.empty(n)
    q_values[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1)
    return q_values


def rep_p_values(flagged: np.ndarray, of: np.ndarray) -> np.ndarray:
    """What an analyst makes of flags per rep: the chance of so many if all reps had one rate."""
    total = of.sum()
    if total == 0:
        return np.ones(len(of))
    return binom.sf(flagged - 1, of, flagged.sum() / total)

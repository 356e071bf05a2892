"""Answers of fence joins: from pairs of point and fence to the winner of each point."""

import numpy as np


def write_winners(path: str, points: int, point, fence, rank: np.ndarray) -> None:
    """As leadline-bench does: -1 outside, else twice the fence, and 1 more when contested."""
    point, fence = np.asarray(point, dtype=np.int64), np.asarray(fence, dtype=np.int64)
    best = np.full(points, len(rank), dtype=np.int64)
    np.minimum.at(best, point, rank[fence])
    count = np.bincount(point, minlength=points)
    by_rank = np.empty(len(rank) + 1, dtype=np.int64)
    by_rank[rank] = np.arange(len(rank))
    by_rank[len(rank)] = 0
    codes = np.where(count == 0, -1, by_rank[best] * 2 + (count > 1))
    codes.astype("<i4").tofile(path)


def read_wkb(folder: str) -> list[bytes]:
    offsets = np.fromfile(f"{folder}/wkb.u64", dtype="<u8")
    with open(f"{folder}/fences.wkb", "rb") as file:
        data = file.read()
    return [data[offsets[i] : offsets[i + 1]] for i in range(len(offsets) - 1)]


def read_rank(folder: str) -> np.ndarray:
    return np.fromfile(f"{folder}/rank.i32", dtype="<i4").astype(np.int64)


def read_places(folder: str, count: int | None = None, prefix: str = ""):
    count = -1 if count is None else count
    return (
        np.fromfile(f"{folder}/{prefix}lon.f64", dtype="<f8", count=count),
        np.fromfile(f"{folder}/{prefix}lat.f64", dtype="<f8", count=count),
    )

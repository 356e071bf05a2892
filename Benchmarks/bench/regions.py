"""Plans of published areas, judged on their published borders, beside METIS on the same borders.

The sources publish no plans for balance. Mexican municipalities come with the numbers of regions
and with dissimilarities that regions should keep small, an aim that `leadline rebalance` has not;
the sets of PySAL with attributes; Arkansas with the people of its block groups. `leadline
rebalance` takes places, not borders: its territories hold together by the triangulation of the
areas' middles, and may lie in pieces by the borders, which METIS is given.
"""

import gzip
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import planned
from .contender import Failed


@dataclass
class Areas:
    longitudes: np.ndarray
    latitudes: np.ndarray
    amounts: np.ndarray
    borders: np.ndarray  # pairs of positions, each once
    dissimilarities: np.ndarray | None = None


def features(path: Path) -> list[dict]:
    with gzip.open(path, "rt") as file:
        return json.load(file)["features"]


def middles(shapes):
    points = [shape.representative_point() for shape in shapes]
    return np.array([point.x for point in points]), np.array([point.y for point in points])


def pairs(found) -> np.ndarray:
    return np.array(sorted({(min(pair), max(pair)) for pair in found if pair[0] != pair[1]}))


def mexico(data: Path, state: str, k: int) -> Areas:
    """Municipalities count alike; their borders and dissimilarities are those of the source."""
    from shapely.geometry import shape

    folder = data / "d03_mexico_states_districting"
    text = (folder / "flow" / f"{state}_{k}.txt").read_text()
    names = re.search(r"^I: \[(.*?)\]", text, re.MULTILINE).group(1).split()
    position = {name: number for number, name in enumerate(names)}
    neighbours = re.findall(r"^\((\d+)\) \[(.*?)\]", text, re.MULTILINE)
    found = [(position[one], position[other]) for one, rest in neighbours for other in rest.split()]
    dissimilarities = np.zeros((len(names), len(names)))
    for one, other, value in re.findall(r"\((\d+) (\d+)\) (\S+)", text):
        dissimilarities[position[one], position[other]] = float(value)
    named = {
        one["properties"]["CVEGEO"]: shape(one["geometry"])
        for one in features(folder / f"state_{state}.geojson.gz")
    }
    x, y = middles([named[name] for name in names])
    return Areas(x, y, np.ones(len(names)), pairs(found), dissimilarities)


def pysal(data: Path, name: str, contiguity: str | None, metres: float | None) -> Areas:
    """Areas count alike, as in the examples of spopt; without a file, borders are shared points."""
    from shapely import STRtree
    from shapely.geometry import shape

    folder = data / "d04_pysal_regions"
    areas = features(folder / f"{name}.geojson.gz")
    if name == "mexico":
        areas.sort(key=lambda one: one["properties"]["NAME"])  # as its file of borders numbers them
    shapes = [shape(one["geometry"]) for one in areas]
    x, y = middles(shapes)
    if metres:
        x, y = planned.at_equator(x * metres, y * metres)
    if contiguity:
        borders = pairs(published_borders(folder / contiguity))
    else:
        borders = pairs(zip(*STRtree(shapes).query(shapes, predicate="touches")))
    return Areas(x, y, np.ones(len(shapes)), borders)


def published_borders(path: Path) -> list[tuple[int, int]]:
    """A GAL file: after the number of areas, each with the number of its neighbours, and those."""
    numbers = [int(word) for word in path.read_text().split()][1:]
    found = []
    while numbers:
        own, degree = numbers[:2]
        found += [(own, other) for other in numbers[2 : 2 + degree]]
        numbers = numbers[2 + degree :]
    least = min(min(pair) for pair in found)
    return [(one - least, other - least) for one, other in found]


def arkansas(data: Path) -> Areas:
    """Block groups with their people, at the points that the census gives for them."""
    path = data / "d05_arkansas_blockgroups_graph" / "05_bg_graph.json.gz"
    with gzip.open(path, "rt") as file:
        graph = json.load(file)
    nodes = graph["nodes"]
    position = {node["id"]: number for number, node in enumerate(nodes)}
    found = [
        (number, position[other["id"]])
        for number, others in enumerate(graph["adjacency"])
        for other in others
    ]
    columns = [
        np.array([float(node[name]) for node in nodes])
        for name in ("INTPTLON20", "INTPTLAT20", "tot_pop_20")
    ]
    return Areas(*columns, pairs(found))


def metis(areas: Areas, k: int, tolerance: float) -> np.ndarray:
    import pymetis

    ones, others = np.concatenate([areas.borders, areas.borders[:, ::-1]]).T
    count = len(areas.amounts)
    starts = np.concatenate([[0], np.cumsum(np.bincount(ones, minlength=count))])
    _, labels = pymetis.part_graph(
        k,
        xadj=starts,
        adjncy=others[np.argsort(ones, kind="stable")],
        vweights=areas.amounts.astype(int),
        contiguous=True,
        options=pymetis.Options(ufactor=max(1, round(tolerance * 1_000)), seed=1),
    )
    return np.asarray(labels)


def judge(areas: Areas, k: int, labels: np.ndarray) -> str:
    """The greatest deviation, pieces by the borders, borders cut, and the mean distance in km from
    the middle of one's territory, by amounts."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    loads = np.bincount(labels, areas.amounts, k)
    ones, others = areas.borders.T
    same = labels[ones] == labels[others]
    count = len(labels)
    graph = coo_array((np.ones(same.sum()), (ones[same], others[same])), (count, count))
    pieces = connected_components(graph, directed=False, return_labels=False)
    shortening = np.cos(np.radians(areas.latitudes.mean()))
    x, y = areas.longitudes * planned.EAST * shortening, areas.latitudes * planned.NORTH
    held = np.maximum(loads, 1e-9)
    middle_x, middle_y = (np.bincount(labels, areas.amounts * axis, k) / held for axis in (x, y))
    distances = np.hypot(x - middle_x[labels], y - middle_y[labels])
    words = f"{np.abs(loads / loads.mean() - 1).max():>8.1%}{pieces - k:>7}{(~same).sum():>6}"
    words += f"{np.average(distances, weights=areas.amounts) / 1_000:>10.2f}"
    if areas.dissimilarities is None:
        return words + f"{'':>9}"
    alike = np.equal.outer(labels, labels)
    return words + f"{areas.dissimilarities[alike].sum() / 2:>9.2f}"


def works(data: Path):
    """Name, areas, territories, tolerance."""
    for state in ("01", "09"):
        for k in (3, 5, 7):
            yield f"Mexico {state}", mexico(data, state, k), k, 0.1
    # Columbus has no scale, Chicago has feet.
    for name, contiguity, metres in (
        ("columbus", "columbus_columbus.gal", 1_000.0),
        ("mexico", "mexico_mexico.gal", None),
        ("chicago77", None, 0.3048),
    ):
        yield name, pysal(data, name, contiguity, metres), 5, 0.1
    blocks = arkansas(data)
    for k in (4, 35, 100):  # as many as seats in Congress, Senate and House
        yield "Arkansas", blocks, k, 0.01


def main(data: Path | None) -> int:
    if data is None:
        print("bench: regions: skipped, LEADLINE_DATA names no folder with its data")
        return 0
    print(f"{'areas':<11}{'n':>5}{'k':>4}{'band':>6}  {'':<9}{'off by':>8}{'extra':>7}{'cut':>6}"
          f"{'mean km':>10}{'unlike':>9}")
    for name, areas, k, tolerance in works(data):
        places = areas.longitudes, areas.latitudes, areas.amounts
        try:
            ours = planned.plan(*places, k, tolerance, contiguous=True)
        except Failed as failure:
            print(f"bench: {failure}", file=sys.stderr)
            return 70
        for whose, labels in (("leadline", ours), ("pymetis", metis(areas, k, tolerance))):
            print(f"{name:<11}{len(areas.amounts):>5}{k:>4}{tolerance:>6.0%}  {whose:<9}"
                  f"{judge(areas, k, labels)}")
    print("extra: pieces beyond one per territory, by the published borders; cut: borders between"
          " territories; unlike: dissimilarities within them")
    return 0

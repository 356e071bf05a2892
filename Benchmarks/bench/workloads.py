"""Seeded workloads: columns of doubles, fences, and the files that peers read.

Every coordinate is rounded to seven decimals, so that a text file holds the same double.
Workloads are kept under Benchmarks/.data by a digest of this file and of what was asked for.
"""

import json
import os
import shutil
from pathlib import Path

import numpy as np

from . import places

CITIES = 20_000
STORES_SEED, QUERIES_SEED, FENCES_SEED = 1, 2, 3


# Taken once, so that a change of this file during a run does not split it.
MADE_BY = places.digest(Path(__file__).read_bytes())


def folder(name: str, build, *arguments) -> Path:
    """A folder that `build` has filled; made once, and whole or not at all."""
    key = places.digest(MADE_BY, name, arguments)
    path = places.DATA / f"{name}-{key}"
    if not path.exists():
        unfinished = path.with_suffix(f".{os.getpid()}")
        unfinished.mkdir(parents=True)
        try:
            build(unfinished, *arguments)
            unfinished.rename(path)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
    return path


def column(path: Path, name: str, dtype="<f8") -> np.ndarray:
    return np.fromfile(path / name, dtype=dtype)


def write_points(path: Path, x: np.ndarray, y: np.ndarray, prefix: str = "") -> None:
    np.round(x, 7).astype("<f8").tofile(path / f"{prefix}lon.f64")
    np.round(y, 7).astype("<f8").tofile(path / f"{prefix}lat.f64")


# Points


def uniform_on_sphere(rng, n):
    return rng.uniform(-180, 180, n), np.degrees(np.arcsin(rng.uniform(-1, 1, n)))


def cities(bounds=None):
    """City centres with Zipf weights and spreads of 2 to 30 km, the same for every seed."""
    rng = np.random.default_rng(99)
    if bounds is None:
        x = rng.uniform(-179, 179, CITIES)
        y = np.degrees(np.arcsin(rng.uniform(-0.7, 0.9, CITIES)))
    else:
        x = rng.uniform(bounds[0], bounds[2], CITIES)
        y = rng.uniform(bounds[1], bounds[3], CITIES)
    weights = 1 / np.arange(1, CITIES + 1) ** 0.8
    return x, y, weights / weights.sum(), rng.uniform(0.02, 0.27, CITIES)


def clustered(rng, n, bounds=None):
    """90 % around cities, the rest uniform."""
    cx, cy, weights, spread = cities(bounds)
    city = rng.choice(CITIES, n, p=weights)
    y = cy[city] + rng.normal(0, 1, n) * spread[city]
    x = cx[city] + rng.normal(0, 1, n) * spread[city] / np.cos(np.radians(np.clip(y, -80, 80)))
    rural = rng.random(n) < 0.1
    if bounds is None:
        ux, uy = uniform_on_sphere(rng, n)
        x, y = np.where(rural, ux, x), np.where(rural, uy, y)
        x = (x + 180) % 360 - 180
    else:
        x = np.where(rural, rng.uniform(bounds[0], bounds[2], n), x)
        y = np.where(rural, rng.uniform(bounds[1], bounds[3], n), y)
    return x, y


def in_box(rng, n, bounds):
    """Uniform by area in a box of degrees."""
    low, high = np.sin(np.radians(bounds[1])), np.sin(np.radians(bounds[3]))
    return rng.uniform(bounds[0], bounds[2], n), np.degrees(np.arcsin(rng.uniform(low, high, n)))


def points(path: Path, kind: str, n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    if kind == "uniform":
        x, y = uniform_on_sphere(rng, n)
    elif kind == "clustered":
        x, y = clustered(rng, n)
    elif kind == "country":
        x, y = in_box(rng, n, COUNTRY)
    else:
        raise ValueError(kind)
    write_points(path, x, y)


# A million places in it lie about 52 to a circle of 5 km.
COUNTRY = (0.0, 45.0, 16.0, 57.0)


def stores(kind: str, n: int) -> Path:
    return folder(f"stores-{kind}-{n}", points, kind, n, STORES_SEED)


def queries(kind: str, n: int) -> Path:
    return folder(f"queries-{kind}-{n}", points, kind, n, QUERIES_SEED)


def check_ins(path: Path, n: int, limit: float) -> None:
    """Pairs of a store and a check-in from 0 to 3 times the limit apart, most of them near."""
    rng = np.random.default_rng(7)
    x, y = clustered(rng, n)
    y = np.clip(y, -85, 85)
    write_points(path, x, y, "store-")
    metres = rng.exponential(limit / 2, n).clip(0, 3 * limit)
    bearing = rng.uniform(0, 2 * np.pi, n)
    north = metres * np.cos(bearing) / 111_200
    east = metres * np.sin(bearing) / (111_200 * np.cos(np.radians(y)))
    write_points(path, (x + east + 180) % 360 - 180, y + north)


# Fences

REGION = (0.0, 40.0, 22.0, 54.0)


def wiggle(rng, start, end, segments):
    """A polyline between two corners, `segments` long, that leaves each in a narrow cone.

    The cone keeps polylines that share a corner apart, so that cells stay valid.
    """
    t = np.linspace(0, 1, segments + 1)
    noise = np.zeros(segments + 1)
    frequency = 1.0
    while frequency <= segments / 3:
        noise += np.sin(2 * np.pi * (frequency * t + rng.random())) / frequency**0.8
        frequency *= 2
    noise *= 0.24 * np.minimum(t, 1 - t) / max(np.abs(noise).max(), 1e-9)
    along = end - start
    across = np.array([-along[1], along[0]])
    line = start + t[:, None] * along + noise[:, None] * across
    line[0], line[-1] = start, end
    return np.round(line, 7)


def blob(rng, centre, radius, vertices):
    """A closed wiggly ring around a centre."""
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    r = np.ones(vertices)
    for k in range(2, 8):
        r += 0.5 / k**1.5 * np.sin(k * angle + rng.uniform(0, 2 * np.pi)) * 0.4
    r *= radius / r.max()
    ring = centre + np.stack([r * np.cos(angle), r * np.sin(angle)], axis=1)
    ring = np.round(ring, 7)
    return np.concatenate([ring, ring[:1]])


def tessellation(count: int, vertices: int):
    """Cells whose neighbours share every vertex of their border, then what real fences have.

    5 % of the cells have a hole that a fence near by fills as its exclave; 10 % of the fences are
    cells once more, enlarged and moved, so that they overlap several.
    """
    rng = np.random.default_rng(FENCES_SEED)
    overlapping = count // 10
    cells = count - overlapping
    columns = int(np.ceil(np.sqrt(cells * 1.5)))
    rows = int(np.ceil(cells / columns))
    width, height = (REGION[2] - REGION[0]) / columns, (REGION[3] - REGION[1]) / rows
    corners = np.empty((rows + 1, columns + 1, 2))
    for row in range(rows + 1):
        corners[row, :, 0] = REGION[0] + np.arange(columns + 1) * width
        corners[row, :, 1] = REGION[1] + row * height
    corners += rng.uniform(-0.12, 0.12, corners.shape) * [width, height]
    corners = np.round(corners, 7)
    segments = max(1, vertices // 4)
    flat = [
        [wiggle(rng, corners[r, c], corners[r, c + 1], segments) for c in range(columns)]
        for r in range(rows + 1)
    ]
    steep = [
        [wiggle(rng, corners[r, c], corners[r + 1, c], segments) for c in range(columns + 1)]
        for r in range(rows)
    ]
    fences = []
    for number in range(cells):
        r, c = divmod(number, columns)
        south, east = flat[r][c], steep[r][c + 1]
        north, west = flat[r + 1][c][::-1], steep[r][c][::-1]
        ring = np.concatenate([south[:-1], east[:-1], north[:-1], west])
        fences.append([[ring]])
    size = min(width, height)
    for owner in rng.choice(cells, cells // 20, replace=False):
        ring = fences[owner][0][0]
        island = blob(rng, ring.mean(axis=0), 0.22 * size, max(12, vertices // 8))
        fences[owner][0].append(island[::-1])
        # Exclaves lie near home, as real ones do: far ones would blow up the boxes of the peers.
        r, c = np.array(divmod(owner, columns)) + rng.integers(-2, 3, 2)
        other = int(r * columns + c)
        if r >= 0 and 0 <= c < columns and other < cells and other != owner:
            fences[other].append([island])
    priorities = [0] * cells
    for cell in rng.choice(cells, overlapping, replace=False):
        ring = fences[cell][0][0]
        centre = ring.mean(axis=0)
        moved = centre + (ring - centre) * 1.25 + rng.uniform(-0.3, 0.3, 2) * size
        moved = np.round(moved, 7)
        moved[-1] = moved[0]
        fences.append([[moved]])
        priorities.append(int(rng.integers(0, 3)) - 1)
    return fences, np.array(priorities)


def write_fences(path: Path, fences, priorities) -> None:
    """Rings as flat columns, as WKB, and the rank of each fence in the order of winners."""
    import shapely
    from pyproj import Geod

    coordinates, ring_sizes, polygon_sizes, fence_sizes, shapes = [], [], [], [], []
    for parts in fences:
        fence_sizes.append(len(parts))
        for rings in parts:
            polygon_sizes.append(len(rings))
            for ring in rings:
                ring_sizes.append(len(ring))
                coordinates.append(ring)
        polygons = [shapely.Polygon(rings[0], rings[1:]) for rings in parts]
        shapes.append(polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons))
    shapes = np.array(shapes, dtype=object)
    invalid = (~shapely.is_valid(shapes)).sum()
    if invalid:
        # Our own index wants valid fences, so the whole set is made of those.
        raise ValueError(f"{invalid} fences of the workload are not valid")
    np.concatenate(coordinates).astype("<f8").tofile(path / "coordinates.f64")
    for name, sizes in (
        ("rings", ring_sizes),
        ("polygons", polygon_sizes),
        ("fences", fence_sizes),
    ):
        np.array(sizes, dtype="<u4").tofile(path / f"{name}.u32")
    np.asarray(priorities, dtype="<i4").tofile(path / "priorities.i32")
    wkb = shapely.to_wkb(shapes, byte_order=1)
    np.concatenate([[0], np.cumsum([len(one) for one in wkb])]).astype("<u8").tofile(
        path / "wkb.u64"
    )
    (path / "fences.wkb").write_bytes(b"".join(wkb))
    geod = Geod(ellps="WGS84")
    areas = []
    for parts in fences:
        area = 0.0
        for rings in parts:
            for number, ring in enumerate(rings):
                one = abs(geod.polygon_area_perimeter(ring[:-1, 0], ring[:-1, 1])[0])
                area += one if number == 0 else -one
        areas.append(area)
    ids = fence_ids(len(fences))
    order = sorted(range(len(fences)), key=lambda f: (-int(priorities[f]), areas[f], ids[f]))
    rank = np.empty(len(fences), dtype="<i4")
    rank[order] = np.arange(len(fences))
    rank.tofile(path / "rank.i32")
    (path / "about.json").write_text(
        json.dumps({"fences": len(fences), "vertices": int(sum(ring_sizes))})
    )


def fence_ids(count: int) -> list[str]:
    return [f"f{number:06d}" for number in range(count)]


def build_fences(path: Path, count: int, vertices: int) -> None:
    write_fences(path, *tessellation(count, vertices))


def fences(count: int, vertices: int) -> Path:
    return folder(f"fences-{count}-{vertices}", build_fences, count, vertices)


def region_points(path: Path, n: int) -> None:
    """Half around cities of the region, half uniform, some 2 % beside all fences; mixed order."""
    rng = np.random.default_rng(QUERIES_SEED)
    x, y = clustered(rng, n // 2, REGION)
    margin = 0.01 * (REGION[2] - REGION[0])
    ux = rng.uniform(REGION[0] - margin, REGION[2] + margin, n - n // 2)
    uy = rng.uniform(REGION[1], REGION[3], n - n // 2)
    order = rng.permutation(n)
    write_points(path, np.concatenate([x, ux])[order], np.concatenate([y, uy])[order])


def fence_points(n: int) -> Path:
    return folder(f"fence-points-{n}", region_points, n)


def border_points(path: Path, fences_folder: Path, n: int) -> None:
    """On vertices, one step of the doubles beside them, and on the middles of edges as rounded."""
    rng = np.random.default_rng(QUERIES_SEED)
    vertices = column(fences_folder, "coordinates.f64").reshape(-1, 2)
    chosen = rng.integers(0, len(vertices) - 1, n)
    points_ = vertices[chosen]
    middle = np.arange(n) % 4 == 3
    points_[middle] = (vertices[chosen[middle]] + vertices[chosen[middle] + 1]) / 2
    for axis in (0, 1):
        step = rng.integers(-1, 2, n)
        beside = np.nextafter(points_[:, axis], np.where(step > 0, 1e3, -1e3))
        points_[:, axis] = np.where(step == 0, points_[:, axis], beside)
    # Not rounded: that would undo the steps.
    points_[:, 0].astype("<f8").tofile(path / "lon.f64")
    points_[:, 1].astype("<f8").tofile(path / "lat.f64")


# Files for whole commands


def points_csv(path: Path, n: int, of: int) -> None:
    """The first n of so many points."""
    import pyarrow
    from pyarrow import csv

    x, y = (column(fence_points(of), f"{axis}.f64")[:n] for axis in ("lon", "lat"))
    numbers = np.arange(n, dtype=np.int64)
    csv.write_csv(
        pyarrow.table({"id": numbers, "lon": x, "lat": y}),
        path / "points.csv",
        csv.WriteOptions(quoting_style="none"),
    )


def fences_geojson(path: Path, count: int, vertices: int) -> None:
    import shapely

    folder = fences(count, vertices)
    offsets = column(folder, "wkb.u64", "<u8")
    priorities = column(folder, "priorities.i32", "<i4")
    wkb = (folder / "fences.wkb").read_bytes()
    ids = fence_ids(len(priorities))
    with open(path / "fences.geojson", "w") as file:
        file.write('{"type":"FeatureCollection","features":[\n')
        for number, name in enumerate(ids):
            shape = shapely.from_wkb(wkb[offsets[number] : offsets[number + 1]])
            feature = {
                "type": "Feature",
                "properties": {"id": name, "priority": int(priorities[number])},
                "geometry": shapely.geometry.mapping(shape),
            }
            file.write(json.dumps(feature, separators=(",", ":")))
            file.write(",\n" if number + 1 < len(ids) else "\n")
        file.write("]}\n")


def files(n: int, count: int, vertices: int, of: int | None = None) -> tuple[Path, Path]:
    points = folder(f"points-csv-{n}", points_csv, n, of or n) / "points.csv"
    areas = folder(f"fences-json-{count}-{vertices}", fences_geojson, count, vertices)
    return points, areas / "fences.geojson"


def write_named(path: Path, points_folder: Path) -> None:
    from pyarrow import csv, table

    x, y = (column(points_folder, f"{axis}.f64") for axis in ("lon", "lat"))
    ids = [f"s{number:07d}" for number in range(len(x))]
    names = [f"Store {number} at the corner" for number in range(len(x))]
    csv.write_csv(
        table({"id": ids, "name": names, "lon": x, "lat": y}),
        path / "stores.csv",
        csv.WriteOptions(quoting_style="none"),
    )


def store_csv(kind: str, n: int) -> Path:
    source = stores(kind, n)
    return folder(f"stores-csv-{kind}-{n}", write_named, source) / "stores.csv"


def named_points_csv(n: int) -> Path:
    """The points of the fences as stores with ids and names."""
    source = fence_points(n)
    return folder(f"named-points-csv-{n}", write_named, source) / "stores.csv"


# Real sets, read in place


def real_stores(path: Path, data: Path) -> None:
    """The postcodes of Great Britain: strongly clustered, with many equal places."""
    import pandas

    table = pandas.read_csv(data / "a04_uk_postcodes_1m" / "postcodes.csv.gz")
    write_points(path, table["lon"].to_numpy(), table["lat"].to_numpy())


def real_queries(path: Path, stores_folder: Path, n: int) -> None:
    """Places some hundred metres beside postcodes."""
    rng = np.random.default_rng(QUERIES_SEED)
    x, y = (column(stores_folder, f"{axis}.f64") for axis in ("lon", "lat"))
    chosen = rng.integers(0, len(x), n)
    write_points(path, x[chosen] + rng.normal(0, 0.004, n), y[chosen] + rng.normal(0, 0.003, n))


def real_fences(path: Path, data: Path) -> None:
    """Counties of six states of the USA, whose borders are shared exactly."""
    import gzip

    with gzip.open(data / "b05_us_counties_500k" / "counties.geojson.gz", "rt") as file:
        features = json.load(file)["features"]
    fences_ = []
    for feature in features:
        geometry = feature["geometry"]
        parts = geometry["coordinates"]
        if geometry["type"] == "Polygon":
            parts = [parts]
        fences_.append([[np.array(ring)[:, :2] for ring in rings] for rings in parts])
    write_fences(path, fences_, np.zeros(len(fences_), dtype=int))


def county_points(path: Path, fences_folder: Path, n: int) -> None:
    """Around vertices of the counties, most of them near a border, and uniform in the box."""
    rng = np.random.default_rng(QUERIES_SEED)
    vertices = column(fences_folder, "coordinates.f64").reshape(-1, 2)
    low, high = vertices.min(axis=0), vertices.max(axis=0)
    near = vertices[rng.integers(0, len(vertices), n // 2)] + rng.normal(0, 0.05, (n // 2, 2))
    anywhere = rng.uniform(low, high, (n - n // 2, 2))
    both = rng.permutation(np.concatenate([near, anywhere]))
    write_points(path, both[:, 0], both[:, 1].clip(-90, 90))


def write_tracks(path: Path, reps: int) -> None:
    """Rep-days of `evaluate.stays`, a fix every 5 s; thirty different ones under ever new ids."""
    from evaluate import stays

    tracks, _ = stays.world(0, stays.SETTINGS[0])
    days = list(tracks.values())
    named = {f"r{number:05}": days[number % len(days)] for number in range(reps)}
    stays.write_tracks(path / "tracks.csv", named)
    write_track_columns(path, named.values())
    (path / "count").write_text(str(sum(len(times) for times, _, _ in named.values())))


def write_track_columns(path: Path, days) -> None:
    """The same fixes as columns, the reps by their numbers."""
    from evaluate import stays

    sizes = [len(times) for times, _, _ in days]
    t, x, y = (np.concatenate(column) for column in zip(*days, strict=True))
    np.repeat(np.arange(len(sizes), dtype="<i4"), sizes).tofile(path / "rep.i32")
    (stays.EPOCH + np.round(t)).astype("<f8").tofile(path / "time.f64")
    (stays.ORIGIN[0] + x / stays.EAST).astype("<f8").tofile(path / "lon.f64")
    (stays.ORIGIN[1] + y / stays.NORTH).astype("<f8").tofile(path / "lat.f64")


def tracks_csv(reps: int) -> tuple[Path, int]:
    """The file and its number of fixes."""
    made = folder(f"tracks-{reps}", write_tracks, reps)
    return made / "tracks.csv", int((made / "count").read_text())


# Customers to plan territories for


def customers(path: Path, n: int, k: int) -> None:
    """Sixty towns of Pareto sizes and a fifth spread evenly over 300 x 300 km, and k centres."""
    rng = np.random.default_rng(11)
    side, towns = 300_000.0, 60
    sizes = rng.pareto(1.1, towns) + 1
    middles = rng.uniform(0, side, (towns, 2))
    spreads = 1_500 * np.minimum(sizes, 200) ** 0.4 + 500
    town = rng.choice(towns, n, p=np.minimum(sizes, 200) / np.minimum(sizes, 200).sum())
    places_ = middles[town] + rng.normal(size=(n, 2)) * spreads[town][:, None]
    alone = rng.random(n) < 0.2
    places_[alone] = rng.uniform(0, side, (alone.sum(), 2))
    places_ = np.clip(places_, 0, side)
    amounts = np.round(rng.uniform(15, 400, n))
    centres = places_[rng.choice(n, k, replace=False)]
    for name, values in (
        ("x", places_[:, 0]),
        ("y", places_[:, 1]),
        ("amount", amounts),
        ("centre-x", centres[:, 0]),
        ("centre-y", centres[:, 1]),
    ):
        values.astype("<f8").tofile(path / f"{name}.f64")

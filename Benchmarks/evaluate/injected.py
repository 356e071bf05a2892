"""Worlds out of real tracks: honest check-ins where people really stayed, and fakes among them.

A world is a folder as `leadline simulate` writes it, so that everything else reads both alike. The
phones' tracks stay what they are (but for the replayed day, which adds one): who fakes, does it in
the form that he fills in.
"""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from .real_tracks import Tracks, metres, moved

ATTACKS = (
    "mock-static",
    "replayed-track",
    "one-place",
    "absent",
    "typed-coordinates",
    "batch-entry",
)
DAY = 86_400
# Two honest geocodes of one place lie log-normally apart, median 41 m, sigma 1.02 (23,081 matched
# places of OpenStreetMap, Foursquare and Yelp); one of two equal errors is 1/√2 of that.
PIN_MEDIAN_METRES, PIN_SIGMA = 41 / np.sqrt(2), 1.02
SAME_PLACE_METRES = 60.0
# A claim counts as faked only if the store is at least so far from where the phone was.
ELSEWHERE_METRES = 700.0
CHEATS, SHARE, LEAST = 1 / 3, 0.2, 6
# Accuracy as phones state it outdoors and in shops: a 68 % radius, sigma = accuracy / 1.51.
ACCURACY_MEDIAN, ACCURACY_SIGMA, SIGMAS_PER_ACCURACY = 15.0, 0.5, 1.51
ANSWER_SECONDS = 120


@dataclass
class Draw:
    """One random world in the making; `claims` are rows of check-ins with the truth."""

    tracks: Tracks
    random: np.random.Generator
    shops: pd.DataFrame
    fixes: pd.DataFrame
    claims: list[dict] = field(default_factory=list)

    def of(self, rep: str) -> pd.DataFrame:
        return self.fixes[self.fixes["rep"] == rep]

    def claim(self, rep: str, store: int, second: int, place, attack: str = "", **more) -> None:
        """`place` is (lon, lat, accuracy), or None for a claim without a position."""
        lon, lat, accuracy = place or (np.nan, np.nan, np.nan)
        row = {
            "rep_id": rep,
            "store": store,
            "second": int(second),
            "lon": lon,
            "lat": lat,
            "accuracy_m": accuracy,
            "provider": "fused" if place else "",
            "submitted": int(second) + int(self.random.integers(2, 40)),
            "attack": attack,
            "present": not attack,
            "trap": "",
        }
        self.claims.append(row | more)

    def accuracy(self) -> float:
        drawn = self.random.lognormal(np.log(ACCURACY_MEDIAN), ACCURACY_SIGMA)
        return round(float(np.clip(drawn, 4, 80)), 1)

    def fix(self, lon: float, lat: float) -> tuple[float, float, float]:
        """A phone's fix at a place, with an error as it states it."""
        accuracy = self.accuracy()
        east, north = self.random.normal(0, accuracy / SIGMAS_PER_ACCURACY, 2)
        return *moved(lon, lat, east, north), accuracy

    def elsewhere(self, rep: str, lon: float, lat: float) -> np.ndarray:
        """The rep's stores that are far from a place, in random order."""
        mine = self.shops[self.shops["rep"] == rep]
        far = metres(mine["lon"], mine["lat"], lon, lat) > ELSEWHERE_METRES
        return self.random.permutation(mine.index[far])


def build(tracks: Tracks, attack: str, seed: int, folder: Path) -> None:
    """Writes the world; `attack` is one of ATTACKS or empty."""
    random = np.random.default_rng([seed, len(tracks.fixes)])
    draw = Draw(tracks, random, pd.DataFrame(), tracks.fixes)
    draw.shops, store_of_stay = shops(tracks, random)
    honest(draw, store_of_stay)
    cheats: set[str] = set()
    if attack:
        # Whoever cheats must have enough visits to cheat among.
        visits = tracks.stays.groupby("rep").size()
        able = visits.index[visits >= 3].to_numpy()
        number = max(2, round(CHEATS * len(able)))
        cheats = set(random.permutation(able)[:number])
        for rep in sorted(cheats):
            INJECT[attack](draw, rep, max(LEAST, round(SHARE * visits[rep])))
    write(draw, folder)


def shops(tracks: Tracks, random: np.random.Generator) -> tuple[pd.DataFrame, np.ndarray]:
    """One shop per place and rep, and as many that nobody was seen at (between two places of the
    rep); with the shop of every stay."""
    rows: list[dict] = []
    of_stay = []
    for rep, mine in tracks.stays.groupby("rep", sort=False):
        first = len(rows)
        for stay in mine.itertuples():
            near = [
                k
                for k in range(first, len(rows))
                if metres(stay.lon, stay.lat, rows[k]["lon"], rows[k]["lat"]) < SAME_PLACE_METRES
            ]
            if not near:
                rows.append({"rep": rep, "lon": stay.lon, "lat": stay.lat})
            of_stay.append(near[0] if near else len(rows) - 1)
        for _ in range(max(8, len(rows) - first)):
            one, other = random.integers(first, len(rows), 2)
            share = random.uniform(0, 1)
            lon = rows[one]["lon"] + share * (rows[other]["lon"] - rows[one]["lon"])
            lat = rows[one]["lat"] + share * (rows[other]["lat"] - rows[one]["lat"])
            lon, lat = moved(lon, lat, *random.normal(0, 1500, 2))
            rows.append({"rep": rep, "lon": lon, "lat": lat})
    table = pd.DataFrame(rows)
    error = random.lognormal(np.log(PIN_MEDIAN_METRES), PIN_SIGMA, len(table))
    angle = random.uniform(0, 2 * np.pi, len(table))
    pins = moved(table["lon"], table["lat"], error * np.cos(angle), error * np.sin(angle))
    table["pin_lon"], table["pin_lat"] = pins
    return table, np.array(of_stay)


def honest(draw: Draw, store_of_stay: np.ndarray) -> None:
    """One check-in per stay, some minutes after the arrival."""
    for store, stay in zip(store_of_stay, draw.tracks.stays.itertuples(), strict=True):
        latest = min(600, stay.left - stay.arrived - 60) if stay.seen else ANSWER_SECONDS
        second = stay.arrived + int(draw.random.integers(30, latest + 1))
        place = draw.fix(stay.lon, stay.lat)
        trap = "" if stay.seen else "track-gap"
        draw.claim(stay.rep, store, second, place, left=stay.left, trap=trap)


def moments(draw: Draw, rep: str, number: int) -> list[tuple[int, float, float]]:
    """Times at which the phone was seen, with the place."""
    rows = draw.of(rep).sample(number, random_state=draw.random)
    return [(row.second, row.lon, row.lat) for row in rows.itertuples()]


def mock_static(draw: Draw, rep: str, number: int) -> None:
    """A mock app with one point per store, the same bits at every visit."""
    points: dict[int, tuple] = {}
    for second, lon, lat in moments(draw, rep, number):
        # Few stores, so that they are claimed again.
        chosen = [store for store in points if far(draw, store, lon, lat)]
        if len(points) < max(2, number // 3) or not chosen:
            store = int(draw.elsewhere(rep, lon, lat)[0])
            points.setdefault(store, (*near_pin(draw, store, 8.0), 5.0))
        else:
            store = int(draw.random.choice(chosen))
        draw.claim(rep, store, second, points[store], "mock-static", provider="gps")


def typed_coordinates(draw: Draw, rep: str, number: int) -> None:
    """The store's coordinates, typed in with four decimals."""
    for second, lon, lat in moments(draw, rep, number):
        store = int(draw.elsewhere(rep, lon, lat)[0])
        shop = draw.shops.loc[store]
        place = round(shop["pin_lon"], 4), round(shop["pin_lat"], 4), 10.0
        draw.claim(rep, store, second, place, "typed-coordinates")


def one_place(draw: Draw, rep: str, number: int) -> None:
    """From one long stay, claims at many stores; the phone says where it is."""
    mine = draw.tracks.stays
    mine = mine[(mine["rep"] == rep) & (mine["left"] - mine["arrived"] >= 900)]
    while number > 0 and len(mine):
        stay = mine.sample(1, random_state=draw.random).iloc[0]
        stores = draw.elsewhere(rep, stay["lon"], stay["lat"])[:5]
        times = np.sort(draw.random.integers(stay["arrived"] + 60, stay["left"], len(stores)))
        for store, second in zip(stores, times, strict=True):
            draw.claim(rep, int(store), second, draw.fix(stay["lon"], stay["lat"]), "one-place")
        number -= max(len(stores), 1)


def absent(draw: Draw, rep: str, number: int) -> None:
    """Claims from wherever he is: every other one without a position."""
    for k, (second, lon, lat) in enumerate(moments(draw, rep, number)):
        store = int(draw.elsewhere(rep, lon, lat)[0])
        draw.claim(rep, store, second, None if k % 2 else draw.fix(lon, lat), "absent")


def batch_entry(draw: Draw, rep: str, number: int) -> None:
    """Six stores within four minutes, each with a position beside its pin."""
    for second, lon, lat in moments(draw, rep, max(1, number // 6)):
        for k, store in enumerate(draw.elsewhere(rep, lon, lat)[:6]):
            place = (*near_pin(draw, int(store), 10.0), draw.accuracy())
            draw.claim(rep, int(store), second + 40 * k, place, "batch-entry")


def replayed_track(draw: Draw, rep: str, _: int) -> None:
    """The busiest day, track and check-ins, once more on the first day without a track."""
    mine = [one for one in draw.claims if one["rep_id"] == rep and not one["attack"]]
    days = pd.Series([one["second"] // DAY for one in mine]).value_counts()
    if not len(days):
        return
    rows = draw.of(rep)
    busy = min(days.index[days == days.max()])
    free = busy + 1
    while free in set(rows["second"] // DAY):
        free += 1
    later = (free - busy) * DAY
    again = rows[rows["second"] // DAY == busy]
    draw.fixes = pd.concat([draw.fixes, again.assign(second=again["second"] + later)])
    for one in mine:
        if one["second"] // DAY == busy:
            place = one["lon"], one["lat"], one["accuracy_m"]
            left = one["left"] + later
            draw.claim(rep, one["store"], one["second"] + later, place, "replayed-track", left=left)


INJECT = {
    "mock-static": mock_static,
    "replayed-track": replayed_track,
    "one-place": one_place,
    "absent": absent,
    "typed-coordinates": typed_coordinates,
    "batch-entry": batch_entry,
}


def far(draw: Draw, store: int, lon: float, lat: float) -> bool:
    shop = draw.shops.loc[store]
    return metres(shop["lon"], shop["lat"], lon, lat) > ELSEWHERE_METRES


def near_pin(draw: Draw, store: int, spread: float) -> tuple[float, float]:
    shop = draw.shops.loc[store]
    return moved(shop["pin_lon"], shop["pin_lat"], *draw.random.normal(0, spread, 2))


# Files


def write(draw: Draw, folder: Path) -> None:
    (folder / "truth").mkdir(parents=True)
    reps = sorted(set(draw.fixes["rep"]))
    rows = pd.DataFrame(draw.claims).sort_values(["second", "rep_id", "store"], kind="stable")
    rows["id"] = [f"c{number:06}" for number in range(len(rows))]
    rows["store_id"] = "s" + rows["store"].astype(str)
    left = rows["left"] if "left" in rows else pd.Series(np.nan, index=rows.index)
    zone = draw.tracks.zone
    check_ins = pd.DataFrame(
        {
            "id": rows["id"],
            "rep_id": rows["rep_id"],
            "store_id": rows["store_id"],
            "time": stamps(rows["second"], zone),
            "lon": rows["lon"].round(7),
            "lat": rows["lat"].round(7),
            "accuracy_m": rows["accuracy_m"],
            "provider": rows["provider"],
            "mock": 0,
            "device_id": ["d" + device(rep) for rep in rows["rep_id"]],
            "app_version": "5.2",
            "submitted_at": stamps(rows["submitted"], zone),
            "left_at": stamps(left, zone),
        }
    )
    shops = draw.shops
    stores = {
        "id": [f"s{k}" for k in shops.index],
        "lon": shops["pin_lon"].round(7),
        "lat": shops["pin_lat"].round(7),
        "owner": shops["rep"],
    }
    fixes = draw.fixes.sort_values(["rep", "second"], kind="stable")
    tracks = {
        "rep_id": fixes["rep"],
        "time": stamps(fixes["second"], zone),
        "lon": fixes["lon"],
        "lat": fixes["lat"],
    }
    truth = pd.DataFrame(
        {
            "id": rows["id"],
            "honest": (rows["attack"] == "").astype(int),
            "present": rows["present"].astype(int),
            "attack": rows["attack"],
            "strength": np.where(rows["attack"] == "", "", "naive"),
            "trap": rows["trap"],
        }
    )
    false = set(rows.loc[rows["attack"] != "", "rep_id"])
    people = {"rep_id": reps, "honest": [int(rep not in false) for rep in reps]}
    files = {
        "check-ins.csv": check_ins,
        "stores.csv": stores,
        "reps.csv": {"id": reps, "role": "rep"},
        "tracks.csv": tracks,
        "truth/check-ins.csv": truth,
        "truth/reps.csv": people,
        "truth/sources.csv": {"app_version": ["5.2"], "datum": ["wgs84"]},
    }
    for name, columns in files.items():
        pd.DataFrame(columns).to_csv(folder / name, index=False)


def device(rep: str) -> str:
    return hashlib.sha256(rep.encode()).hexdigest()[:8]


def stamps(second: pd.Series, zone: str) -> pd.Series:
    """ISO 8601 in the offset `zone`; empty where there is no time."""
    hours = int(zone[:3])
    local = pd.to_datetime(second + hours * 3600, unit="s")
    return local.dt.strftime("%Y-%m-%dT%H:%M:%S") + zone

"""What an audit said about a world, joined with the truth."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from . import datums, pandas_audit, tables

FLAGGED = ("suspicious", "contradicted")
# Reasons that speak for the rep cause no flag.
EXCUSES = {
    "poor-accuracy",
    "stale-fix",
    "no-position",
    "datum-mixed",
    "store-moved",
    "shared-premises",
    "accompanied",
}
# Files of the audit that only some tables need, with their headers.
EMPTY = {
    "cases.csv": "rank,rep_id,score,q_value,p_value",
    "sample.csv": "id,rep_id,store_id,time",
    "sources.csv": "source,kind,check_ins,datum,log_likelihood_ratio",
}
CONTENDERS = ("leadline", *(f"radius {radius} m" for radius in pandas_audit.RADII), "pandas")


@dataclass
class Outcome:
    """`check_ins` has one row a check-in: the truth (honest, present, attack, strength, trap), the
    audit's answer (verdict, presence, reasons, metres, sampled), whether it is counted or history,
    the metres from fix to store when
    the fix is read in its true datum, and one column per contender, True where it flags. `reps` has
    one row a rep: honest, and rank, q_value and p_value of its case (NaN without one).
    """

    check_ins: pd.DataFrame
    reps: pd.DataFrame
    sources: pd.DataFrame
    # The audit's own account, audit.json.
    account: dict

    @property
    def honest(self) -> np.ndarray:
        return self.check_ins["honest"].to_numpy()

    def lacks(self, name: str) -> bool:
        """Whether the audit wrote no such file."""
        return name in self.account["lacking"]

    def flagged(self, contender: str = "leadline") -> np.ndarray:
        return self.check_ins[contender].to_numpy()

    def save(self, folder: Path) -> None:
        self.check_ins.to_parquet(folder / "check-ins.parquet")
        self.reps.to_parquet(folder / "reps.parquet")
        self.sources.to_parquet(folder / "sources.parquet")
        (folder / "account.json").write_text(json.dumps(self.account))

    @staticmethod
    def load(folder: Path) -> "Outcome":
        return Outcome(
            pd.read_parquet(folder / "check-ins.parquet"),
            pd.read_parquet(folder / "reps.parquet"),
            pd.read_parquet(folder / "sources.parquet"),
            json.loads((folder / "account.json").read_text()),
        )


def reasons(rows: pd.DataFrame) -> Counter:
    """How often each reason is given against the rep in these check-ins."""
    found: Counter = Counter()
    for text, number in rows["reasons"].value_counts().items():
        for reason in set(str(text).split("|")) - EXCUSES - {""}:
            found[reason] += int(number)
    return found


def read(world: Path, audit: Path, history: int = 0) -> Outcome:
    account = json.loads((audit / "audit.json").read_text())
    # An older build that lacks one of these can still be compared in the other tables.
    account["lacking"] = [name for name in EMPTY if not (audit / name).exists()]
    for name in account["lacking"]:
        (audit / name).write_text(EMPTY[name] + "\n")
    return Outcome(
        read_check_ins(world, audit, history),
        read_reps(world, audit),
        read_sources(world, audit),
        account,
    )


def read_check_ins(world: Path, audit: Path, history: int = 0) -> pd.DataFrame:
    stores, rows = pandas_audit.load(world / "stores.csv", world / "check-ins.csv")
    metres = pandas_audit.distances(stores, rows)
    versions = tables.read(world / "check-ins.csv", app_version="text")["app_version"]
    truth = tables.read(
        world / "truth" / "check-ins.csv",
        id="text",
        honest="flag",
        present="flag",
        attack="text",
        strength="text",
        trap="text",
    )
    truth = truth.iloc[positions(truth["id"], rows["id"], "truth/check-ins.csv")]
    verdicts = read_verdicts(audit).reindex(rows["id"])
    sources = tables.read(world / "truth" / "sources.csv", app_version="text", datum="text")
    lon, lat = read_as(versions, sources, rows["lon"], rows["lat"])
    joined = pd.DataFrame(
        {
            "rep": tables.codes(rows["rep_id"]),
            "app_version": tables.codes(versions),
            "honest": truth["honest"].to_numpy() == 1,
            "present": truth["present"].to_numpy() == 1,
            "attack": tables.codes(truth["attack"].to_numpy()),
            "strength": tables.codes(truth["strength"].to_numpy()),
            "trap": tables.codes(truth["trap"].to_numpy()),
            "verdict": tables.codes(verdicts["verdict"].to_numpy()),
            "reasons": tables.codes(verdicts["reasons"].to_numpy()),
            "presence": verdicts["presence"].to_numpy(),
            "metres": verdicts["distance_m"].to_numpy(),
            "true_metres": pandas_audit.distances(stores, rows.assign(lon=lon, lat=lat)),
        }
    )
    joined["counted"] = is_counted(world, history) if history else True
    joined["leadline"] = joined["verdict"].isin(FLAGGED).to_numpy()
    for radius in pandas_audit.RADII:
        joined[f"radius {radius} m"] = metres > radius
    joined["pandas"] = pandas_audit.audit(rows, metres).any(axis=1).to_numpy()
    sample = tables.read(audit / "sample.csv", id="text")["id"]
    joined["sampled"] = rows["id"].isin(set(sample)).to_numpy()
    return joined


def is_counted(world: Path, history: int) -> np.ndarray:
    """Whether each check-in is of a day behind the history."""
    start = json.loads((world / "world.json").read_text())["start"]
    first = np.datetime64(start[:10]) + np.timedelta64(history, "D")
    times = tables.read(world / "check-ins.csv", time="text")["time"].astype(str)
    # Texts of one form in one zone, that of the world.
    return (times.str.slice(0, 10) >= str(first)).to_numpy()


def read_verdicts(audit: Path) -> pd.DataFrame:
    """By id; a check-in that the audit doesn't name has no verdict and so no flag."""
    return tables.read(
        audit / "verdicts.csv",
        id="text",
        verdict="text",
        reasons="text",
        distance_m="number",
        presence="number",
    ).set_index("id", verify_integrity=True)


def read_reps(world: Path, audit: Path) -> pd.DataFrame:
    truth = tables.read(world / "truth" / "reps.csv", rep_id="text", honest="flag")
    cases = tables.read(
        audit / "cases.csv", rank="number", rep_id="text", q_value="number", p_value="number"
    )
    cases = cases.set_index("rep_id", verify_integrity=True)
    unknown = cases.index.difference(truth["rep_id"])
    if len(unknown):
        raise ValueError(f"cases.csv names rep {unknown[0]}, who is not in truth/reps.csv")
    reps = truth.set_index("rep_id").join(cases).reset_index()
    reps["honest"] = reps["honest"] == 1
    return reps


def read_sources(world: Path, audit: Path) -> pd.DataFrame:
    """The app versions: the true datum, and the one that the audit named (or "")."""
    truth = tables.read(world / "truth" / "sources.csv", app_version="text", datum="text")
    named = tables.read(audit / "sources.csv", source="text", kind="text", datum="text")
    named = named[named["kind"] == "app-version"].drop_duplicates("source").set_index("source")
    return truth.assign(named=named["datum"].reindex(truth["app_version"]).fillna("").to_numpy())


def read_as(versions: pd.Series, truth: pd.DataFrame, lon, lat) -> tuple[np.ndarray, np.ndarray]:
    """The positions as they are meant: each from the datum that its app version really sends."""
    place = pd.Index(truth["app_version"]).get_indexer(versions)
    datum = np.append(truth["datum"].to_numpy(dtype=object), "wgs84")[place]
    lon, lat = lon.to_numpy(copy=True), lat.to_numpy(copy=True)
    for name in ("gcj02", "bd09"):
        mine = datum == name
        lon[mine], lat[mine] = datums.to_wgs84(name, lon[mine], lat[mine])
    return lon, lat


def positions(ids: pd.Series, wanted: pd.Series, name: str) -> np.ndarray:
    found = pd.Index(ids).get_indexer(wanted)
    if (found < 0).any():
        raise ValueError(f"{name} lacks check-in {wanted[found < 0].iloc[0]}")
    return found

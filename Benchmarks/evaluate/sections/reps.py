"""Reps: who stands on top of the list, who is accused, and whether honest ones are."""

import numpy as np
import pandas as pd

from .. import intervals, metrics, report
from ..context import Context
from ..intervals import Rate
from ..outcome import CONTENDERS, Outcome
from ..report import Table

GROUPS = ("reps", "reps-honest", "honest")
LEVEL, FIRST = 0.05, 20
PRECISION, DISCOVERY, CLEAN = 0.95, 0.05, 0.95
# What honest reps' p-values are held against: no more than so many may be as small.
SMALL = (0.1, 0.05, 0.01, 0.001, 0.0001)
NUMBERS = ("precision", "average precision", "false discovery", "recall", "accused", "false")


def run(context: Context) -> list[Table]:
    if any(outcome.lacks("cases.csv") for outcome in context.outcomes("honest")):
        return [report.lacking("Reps", "cases.csv")]
    return [ranking(context), clean_worlds(context), honest_p_values(context)]


def cases(outcome: Outcome, contender: str) -> pd.DataFrame:
    """All reps with `honest` and `q_value`, the worst first; reps without a case at the end."""
    reps = outcome.reps
    if contender == "leadline":
        return reps.sort_values("rank", kind="stable", na_position="last")
    # An analyst's list: an excess of flags over the rate of all reps, with the same correction for
    # many reps.
    rows = outcome.check_ins
    rep = pd.Index(reps["rep_id"]).get_indexer(rows["rep"].astype(str))
    of = np.bincount(rep, minlength=len(reps))
    flagged = np.bincount(rep, weights=outcome.flagged(contender), minlength=len(reps))
    p_values = metrics.rep_p_values(flagged, of)
    listed = reps.assign(q_value=metrics.benjamini_hochberg(p_values), p_value=p_values)
    listed["share"] = flagged / np.maximum(of, 1)
    return listed.sort_values(["p_value", "share"], ascending=[True, False], kind="stable")


def numbers(listed: pd.DataFrame, contender: str) -> list[float]:
    """Those of NUMBERS for one world."""
    cheats = ~listed["honest"].to_numpy()
    total = int(cheats.sum())
    ranked = cheats[listed["rank"].notna().to_numpy()] if contender == "leadline" else cheats
    honest, q_values = listed["honest"].to_numpy(), listed["q_value"].to_numpy()
    named, false = metrics.accused(honest, q_values, LEVEL)
    return [
        metrics.precision_at(FIRST, ranked),
        metrics.average_precision(ranked, total),
        false / max(named, 1),
        (named - false) / total if total else float("nan"),
        named,
        false,
    ]


def ranking(context: Context) -> Table:
    per_world: dict[str, list[list[float]]] = {name: [] for name in CONTENDERS}
    expected, reachable, sizes = [], [], []
    for outcome in context.outcomes("reps"):
        expected.append(expected_false(outcome))
        cheats = int((~outcome.reps["honest"]).sum())
        reachable.append(min(cheats / FIRST, 1))
        sizes.append((len(outcome.reps), cheats))
        for name in CONTENDERS:
            per_world[name].append(numbers(cases(outcome, name), name))
    table = Table(
        "Reps: 5 % cheat on 10 % of their visits",
        [
            "list by",
            f"precision of the first {FIRST}",
            "average precision",
            f"false discovery at q = {LEVEL}",
            "recall",
            "accused a world",
            "of them honest",
        ],
    )
    means: dict[str, dict[str, Rate]] = {}
    for name in CONTENDERS:
        columns = np.array(per_world[name]).T
        means[name] = dict(zip(NUMBERS, map(intervals.mean, columns), strict=True))
        first = [means[name][number] for number in NUMBERS[:4]]
        counts = [count(means[name][number]) for number in NUMBERS[4:]]
        table.rows.append([name, *first, *counts])
    mine = means["leadline"]
    table.notes.append(
        f"{of_size(sizes)}; the highest precision of the first {FIRST} that can be reached there:"
        f" {report.percent(float(np.mean(reachable)))} %"
    )
    table.notes.append(
        f"{len(expected)} worlds. False accusations a world: stated by the audit"
        f" {stated(expected)}, came true {count(mine['false'])}"
    )
    table.notes.append(
        "radii and pandas: reps by the binomial tail of their flags against the rate of all reps,"
        " corrected by Benjamini and Hochberg"
    )
    table.goals = [
        report.at_least(f"precision of the first {FIRST}", mine["precision"], PRECISION),
        report.at_most(f"false discovery at q = {LEVEL}", mine["false discovery"], DISCOVERY),
    ]
    return table


def clean_worlds(context: Context) -> Table:
    table = Table(
        f"Worlds without cheats: who is accused at q = {LEVEL}",
        ["list by", "worlds", "accuse no one", "accused a world", "stated by the audit"],
    )
    for group in ("reps-honest", "honest"):
        false: dict[str, list[int]] = {name: [] for name in CONTENDERS}
        expected, size = [], 0
        for outcome in context.outcomes(group):
            expected.append(expected_false(outcome))
            size = len(outcome.reps)
            for name in CONTENDERS:
                false[name].append(int(numbers(cases(outcome, name), name)[5]))
        for name in CONTENDERS:
            none = intervals.exact(sum(n == 0 for n in false[name]), len(false[name]))
            share = stated(expected) if name == "leadline" else ""
            accused = count(intervals.mean(false[name]))
            table.rows.append([f"{name}, {size} reps", len(false[name]), none, accused, share])
            if name == "leadline" and group == "reps-honest":
                table.goals.append(
                    report.at_least("worlds without cheats that accuse no one", none, CLEAN)
                )
    return table


def honest_p_values(context: Context) -> Table:
    """Whether p-values hold what they promise. Who has no case has none, and none that is small."""
    table = Table(
        "p-values of honest reps: the share that is as small",
        ["p at most", "worlds with cheats", "worlds without", "target"],
    )
    columns = []
    for group in ("reps", "reps-honest"):
        found, of = [], []
        for outcome in context.outcomes(group):
            p_values = outcome.reps["p_value"].to_numpy()[outcome.reps["honest"].to_numpy()]
            found.append([int((p_values <= level).sum()) for level in SMALL])
            of.append(len(p_values))
        columns.append([intervals.rate(list(hits), of) for hits in np.array(found).T])
    for level, with_cheats, without in zip(SMALL, *columns, strict=True):
        share = f"{level * 100:g} %"
        table.rows.append([share, with_cheats, without, f"<= {share}"])
    return table


def of_size(sizes: list[tuple[int, int]]) -> str:
    """How many reps and cheats the worlds have."""
    reps, cheats = np.array(sizes).T
    return f"{reps.mean():,.0f} reps a world, {cheats.min()} to {cheats.max()} of them cheats"


def expected_false(outcome: Outcome) -> float:
    """The number of false accusations that the audit itself expects."""
    value = outcome.account.get("errors", {}).get("expected_false_accusations")
    return float("nan") if value is None else float(value)


def count(rate: Rate) -> str:
    if not rate.of:
        return "–"
    text = f"{rate.value:.2f}"
    return f"{text} [{rate.low:.2f}, {rate.high:.2f}]" if rate.method else text


def stated(values: list[float]) -> str:
    known = np.array(values)[np.isfinite(values)]
    return f"{known.mean():.2f}" if len(known) else "nothing"

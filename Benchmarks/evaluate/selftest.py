"""That rates are counted rightly: `python -m unittest evaluate.selftest`, run by scripts/evaluate.

Every number here was worked out by hand or comes from a published table.
"""

import json
import math
import shutil
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd

from . import (
    datums,
    injected,
    intervals,
    metrics,
    outcome,
    pandas_audit,
    plan,
    real_tracks,
    report,
    worlds,
)
from .intervals import Rate
from .sections import ablation, attacks, datum, honest, presence, reps, sample
from .sets import Sets, World

STORE = (121.5, 31.2)
# Metres per degree of longitude there, and of latitude.
EAST, NORTH = 95_112.0, 111_195.0


class Intervals(unittest.TestCase):
    def test_exact_intervals_are_those_of_the_tables(self):
        for hits, of, low, high in (
            (0, 10, 0, 0.3085),
            (1, 10, 0.0025, 0.4450),
            (5, 10, 0.1871, 0.8129),
            (10, 10, 0.6915, 1),
        ):
            found = intervals.clopper_pearson(hits, of)
            self.assertAlmostEqual(found[0], low, 4)
            self.assertAlmostEqual(found[1], high, 4)

    def test_timesthat_differ_widen_the_interval(self):
        differ = intervals.rate([0, 100] * 4, [100] * 8)
        self.assertEqual((differ.value, differ.method), (0.5, "seeds"))
        self.assertLess(differ.low, 0.25)
        self.assertGreater(differ.high, 0.75)
        pooled = intervals.exact([0, 100] * 4, [100] * 8)
        self.assertGreater(pooled.low, 0.45)

    def test_timesthat_do_not_differ_get_the_exact_interval(self):
        none = intervals.rate([0] * 8, [100] * 8)
        self.assertEqual((none.value, none.low, none.method), (0, 0, "exact"))
        self.assertAlmostEqual(none.high, 1 - 0.025 ** (1 / 800), 9)

    def test_a_rate_pools_and_does_not_average_worlds(self):
        for times in (1, 8):
            found = intervals.rate([1, 0] * times, [1, 9] * times)
            self.assertAlmostEqual(found.value, 0.1)

    def test_the_mean_over_attacks_weighs_attacks_alike(self):
        hits, of = np.array([[1, 1, 0], [0, 2, 0]]), np.array([[1, 1, 0], [1, 2, 0]])
        self.assertAlmostEqual(intervals.mean_of_rates(hits, of).value, (1 / 2 + 1) / 2)

    def test_a_bootstrapped_mean_has_its_standard_error(self):
        values = np.random.default_rng(5).normal(0.5, 0.1, 400)
        found = intervals.mean(values)
        self.assertAlmostEqual((found.high - found.low) / 2, 1.96 * 0.1 / 20, delta=0.0015)

    def test_nothing_has_no_rate(self):
        self.assertTrue(math.isnan(intervals.rate([], []).value))
        self.assertTrue(math.isnan(intervals.exact([0], [0]).value))


class Metrics(unittest.TestCase):
    def test_precision_counts_empty_places_as_wrong(self):
        self.assertEqual(metrics.precision_at(4, np.array([True, False, True, True, True])), 0.75)
        self.assertEqual(metrics.precision_at(4, np.array([True, True])), 0.5)

    def test_average_precision_counts_the_missing(self):
        ranked = np.array([1, 0, 1, 0, 0, 1], dtype=bool)
        expected = (1 + 2 / 3 + 3 / 6) / 4
        self.assertAlmostEqual(metrics.average_precision(ranked, 4), expected)
        self.assertEqual(metrics.average_precision(np.ones(3, dtype=bool), 3), 1)

    def test_without_a_q_value_nobody_is_accused(self):
        found = metrics.accused(
            np.array([True, False, True, True]), np.array([0.05, 0.01, np.nan, 0.06]), 0.05
        )
        self.assertEqual(found, (2, 1))

    def test_calibration_error_of_two_bins(self):
        predicted = np.repeat([0.8, 0.2], 10)
        true = np.array([1] * 7 + [0] * 3 + [1] * 2 + [0] * 8)
        edges = metrics.equal_count_edges(predicted, 10)
        sums = metrics.bin_sums(predicted, true, edges)
        self.assertAlmostEqual(float(metrics.calibration_error(sums)), 0.05)
        # Summed over two worlds it is the error of both together, not the mean of errors.
        other = metrics.bin_sums(predicted, 1 - true, edges)
        self.assertAlmostEqual(float(metrics.calibration_error(sums + other)), 0.3)

    def test_a_calibrated_forecast_has_hardly_an_error(self):
        rng = np.random.default_rng(7)
        predicted = rng.uniform(0, 1, 200_000)
        true = rng.random(200_000) < predicted
        edges = metrics.equal_count_edges(predicted, 20)
        error = metrics.calibration_error(metrics.bin_sums(predicted, true, edges))
        self.assertLess(float(error), 0.006)

    def test_q_values_are_those_of_benjamini_and_hochberg(self):
        found = metrics.benjamini_hochberg(np.array([0.01, 0.04, 0.03, 0.005]))
        np.testing.assert_allclose(found, [0.02, 0.04, 0.04, 0.02])


class Baselines(unittest.TestCase):
    def audited(self, rows: list[tuple]) -> pd.DataFrame:
        """Rows are (minute, store, metres east of all stores); the stores are in one place."""
        check_ins = pd.DataFrame(
            {
                "id": [f"c{k}" for k in range(len(rows))],
                "rep_id": "r",
                "store_id": [row[1] for row in rows],
                "time": [
                    pd.Timestamp("2026-09-01T01:00Z") + pd.Timedelta(minutes=r[0]) for r in rows
                ],
                "lon": [STORE[0] + row[2] / EAST for row in rows],
                "lat": STORE[1],
                "mock": 0,
            }
        )
        stores = pd.DataFrame({"id": ["a", "b", "c", "d"], "lon": STORE[0], "lat": STORE[1]})
        return pandas_audit.audit(check_ins, pandas_audit.distances(stores, check_ins))

    def fired(self, rows: list[tuple], rule: str) -> list[bool]:
        return self.audited(rows)[rule].tolist()

    def test_radius(self):
        self.assertEqual(self.fired([(0, "a", 499), (60, "a", 501)], "radius"), [False, True])

    def test_speed_marks_both_ends_in_any_order_of_rows(self):
        rows = [(120, "b", 0), (1, "a", 3_000), (0, "a", 0)]
        self.assertEqual(self.fired(rows, "speed"), [False, True, True])
        self.assertEqual(self.fired([(0, "a", 0), (60, "b", 3_000)], "speed"), [False, False])

    def test_equal_coordinates_at_two_stores_or_on_three_days(self):
        self.assertEqual(self.fired([(0, "a", 5), (60, "b", 5)], "equal-coordinates"), [True] * 2)
        day = 24 * 60
        again = [(0, "a", 5), (day, "a", 5), (2 * day, "a", 5)]
        self.assertEqual(self.fired(again, "equal-coordinates"), [True] * 3)
        self.assertEqual(self.fired(again[:2], "equal-coordinates"), [False] * 2)

    def test_bursts_mark_the_whole_run(self):
        rows = [(0, "a", 1), (3, "b", 2), (6, "c", 3), (9, "d", 4), (30, "a", 6)]
        self.assertEqual(self.fired(rows, "burst"), [True] * 4 + [False])
        self.assertEqual(self.fired(rows[1:], "burst"), [False] * 4)


class Joined(unittest.TestCase):
    """A world of six check-ins and its audit, written by hand; the answers in another order."""

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        folder = Path(cls.temporary.name)
        world, audit = folder / "world", folder / "audit"
        (world / "truth").mkdir(parents=True)
        audit.mkdir()
        lon, lat = (np.array([value]) for value in STORE)
        d_lon, d_lat = datums.gcj02_delta(lon, lat)
        shifted = f"{lon[0] + d_lon[0]:.7f},{lat[0] + d_lat[0]:.7f}"
        here, far = f"{STORE[0]},{STORE[1]}", f"{STORE[0] + 250 / EAST:.7f},{STORE[1]}"
        files = {
            world / "stores.csv": f"id,lon,lat\ns,{here}\n",
            world / "check-ins.csv": "id,rep_id,store_id,time,lon,lat,mock,app_version\n"
            f"c1,r1,s,2026-09-01T09:00:00+08:00,{here},0,1.0\n"
            f"c2,r1,s,2026-09-02T09:00:00+08:00,{far},0,1.0\n"
            f"c3,r2,s,2026-09-01T10:00:00+08:00,{shifted},0,2.0\n"
            f"c4,r2,s,2026-09-02T10:00:00+08:00,,,,2.0\n"
            f"c5,r3,s,2026-09-01T11:00:00+08:00,{far},0,1.0\n"
            f"c6,r3,s,2026-09-02T11:00:00+08:00,{here},0,1.0\n",
            world / "truth" / "check-ins.csv": "id,honest,present,attack,strength,trap\n"
            "c1,1,1,,,\nc2,1,1,,,mall\nc3,1,1,,,datum-mix\nc4,1,1,,,\n"
            "c5,0,0,absent,naive,\nc6,0,0,proxy,naive,\n",
            world / "truth" / "reps.csv": "rep_id,honest\nr1,1\nr2,1\nr3,0\n",
            world / "truth" / "sources.csv": "app_version,datum\n1.0,wgs84\n2.0,gcj02\n",
            audit / "verdicts.csv": "id,rep_id,store_id,verdict,score,reasons,distance_m,presence\n"
            "c6,r3,s,verified,0,,0,0.9\n"
            "c5,r3,s,contradicted,9,too-far|poor-accuracy,250,0.1\n"
            "c4,r2,s,unverifiable,0,no-position,,\n"
            "c3,r2,s,suspicious,3,too-far,3,0.5\n"
            "c2,r1,s,plausible,1,,250,0.6\n"
            "c1,r1,s,verified,0,,0,0.9\n",
            audit / "cases.csv": "rank,rep_id,score,q_value,p_value\n"
            "1,r3,9,0.01,0.003\n2,r2,3,0.04,0.03\n",
            audit / "sample.csv": "id,rep_id,store_id,time\nc5,r3,s,\nc6,r3,s,\nc1,r1,s,\n",
            audit / "sources.csv": "source,kind,check_ins,datum,log_likelihood_ratio\n"
            "2.0,device,1,wgs84,0\n2.0,app-version,1,gcj02,9\n",
            audit / "audit.json": json.dumps({"errors": {"expected_false_accusations": 0.25}}),
        }
        for path, text in files.items():
            path.write_text(text)
        cls.world, cls.audit = world, audit
        cls.read = outcome.read(world, audit)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def test_answers_meet_their_check_ins(self):
        rows = self.read.check_ins
        self.assertEqual(rows["leadline"].tolist(), [False, False, True, False, True, False])
        self.assertEqual(rows["sampled"].tolist(), [True, False, False, False, True, True])
        np.testing.assert_array_equal(rows["presence"], [0.9, 0.6, 0.5, np.nan, 0.1, 0.9])

    def test_radii_judge_the_claimed_position(self):
        rows = self.read.check_ins
        flags = rows["radius 200 m"].tolist()
        self.assertEqual(flags, [False, True, True, False, True, False])
        self.assertEqual(rows["radius 300 m"].tolist(), [False, False, True, False, False, False])

    def test_what_is_saved_is_what_is_loaded(self):
        with tempfile.TemporaryDirectory() as folder:
            self.read.save(Path(folder))
            again = outcome.Outcome.load(Path(folder))
        pd.testing.assert_frame_equal(again.check_ins, self.read.check_ins)
        self.assertEqual(again.account, self.read.account)

    def test_a_missing_file_is_no_empty_one(self):
        self.assertFalse(self.read.lacks("cases.csv"))
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(self.audit, folder, dirs_exist_ok=True)
            (Path(folder) / "cases.csv").unlink()
            self.assertTrue(outcome.read(self.world, Path(folder)).lacks("cases.csv"))

    def test_honest_flags_by_trap(self):
        tally, plain, traps = honest.Tally(), honest.Tally(), {}
        unnamed = honest.count(self.read, tally, plain, traps)
        self.assertEqual((unnamed, tally.of, tally.flagged["leadline"]), (0, [4], [1]))
        self.assertEqual((plain.of, plain.flagged["leadline"]), ([2], [0]))
        self.assertEqual(sorted(traps), ["datum-mix", "mall"])
        self.assertEqual(traps["datum-mix"].flagged["leadline"], [1])
        self.assertEqual(dict(tally.reasons), {"too-far": 1})

    def test_history_is_seen_but_not_counted(self):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(self.world, folder, dirs_exist_ok=True)
            (Path(folder) / "world.json").write_text('{"start": "2026-09-01"}')
            times = outcome.tables.read(self.world / "check-ins.csv", time="text")["time"]
            days = sorted(str(time)[:10] for time in times)
            before = outcome.read(Path(folder), self.audit, 0).check_ins
            past = (date.fromisoformat(days[-1]) - date(2026, 9, 1)).days
            last = outcome.read(Path(folder), self.audit, past).check_ins
        self.assertTrue(before["counted"].all())
        self.assertEqual(int(last["counted"].sum()), days.count(days[-1]))
        rows = self.read.check_ins.assign(counted=False)
        tally = honest.Tally()
        honest.count(replace(self.read, check_ins=rows), tally, honest.Tally(), {})
        counts = attacks.Counts()
        counts.add(replace(self.read, check_ins=rows), "naive")
        self.assertEqual((tally.of, int(counts.of[0].sum())), ([0], 0))

    def test_attacks_caught(self):
        counts = attacks.Counts()
        counts.add(self.read, "naive")
        absent, proxy = (attacks.ATTACKS.index(name) for name in ("absent", "proxy"))
        self.assertEqual(counts.rate("leadline", absent).value, 1)
        self.assertEqual(counts.rate("leadline", proxy).value, 0)
        self.assertEqual(counts.mean("leadline").value, 0.5)
        self.assertEqual(counts.mean("radius 300 m").value, 0)
        self.assertEqual([int(counts.reps[0][k]) for k in (absent, proxy)], [1, 1])
        self.assertEqual([int(counts.reps_found[0][k]) for k in (absent, proxy)], [1, 0])
        adaptive = attacks.Counts()
        adaptive.add(self.read, "adaptive")
        self.assertEqual(int(adaptive.of[0].sum()), 0)

    def test_reps(self):
        numbers = reps.numbers(reps.cases(self.read, "leadline"), "leadline")
        found = dict(zip(reps.NUMBERS, numbers, strict=True))
        self.assertEqual(found["precision"], 1 / 20)
        self.assertEqual(found["average precision"], 1)
        self.assertEqual((found["accused"], found["false"]), (2, 1))
        self.assertEqual((found["false discovery"], found["recall"]), (0.5, 1))
        self.assertEqual(reps.expected_false(self.read), 0.25)
        self.assertEqual(len(reps.cases(self.read, "pandas")), 3)
        text = "1,010 reps a world, 49 to 51 of them cheats"
        self.assertEqual(reps.of_size([(1000, 49), (1020, 51)]), text)

    def test_datum_found_and_corrected(self):
        first, second = datum.sources(self.read)
        self.assertEqual(first[:4], [4, False, False, False])
        self.assertEqual(second[:4], [1, True, True, False])
        # The audit says 3 m where the fix in its true datum lies on the store.
        self.assertAlmostEqual(second[4], 3, 1)
        sources = self.read.sources.assign(named=["bd09", "bd09"])
        wrong = outcome.Outcome(self.read.check_ins, self.read.reps, sources, self.read.account)
        first, second = datum.sources(wrong)
        self.assertEqual(first[1:4], [False, False, True])
        self.assertFalse(second[2])

    def test_sample(self):
        rows = sample.checked(self.read)
        self.assertEqual(sample.line(rows, rows["leadline"].to_numpy()), (1, 2, 1, 1))
        self.assertEqual(sample.line(rows, np.ones(6, dtype=bool)), (2, 6, 2, 3))
        self.assertTrue(sample.covers(1, 2, 1, 1))
        self.assertFalse(sample.covers(1, 100, 5, 10))

    def test_presence(self):
        rows = self.read.check_ins.dropna(subset="presence")
        world = rows["presence"].to_numpy(), rows["present"].to_numpy()
        # Bins .1, .5, .6 and .9: |.1-0| + |.5-1| + |.6-1| + |1.8-1|, of five.
        self.assertAlmostEqual(presence.error([world], 20).value, 1.8 / 5)

    def test_ablation_counts(self):
        known = worlds.counts(self.read, self.read.flagged())
        self.assertEqual(known["honest"], [1, 4])
        self.assertEqual(known["attacks"], {"absent": [1, 1], "proxy": [0, 1]})
        self.assertEqual(known["traps"], {"datum-mix": [1, 1], "mall": [0, 1]})
        self.assertEqual(ablation.recall([known]), 0.5)
        off = {
            "honest": [0, 4],
            "attacks": {"absent": [0, 1], "proxy": [0, 1]},
            "traps": {"datum-mix": [0, 1], "mall": [0, 1]},
        }
        nothing: dict = {"honest": [0, 1], "attacks": {}, "traps": {}}
        before = {"naive": [known], "noisy": [nothing], "adaptive": [nothing]}
        after = {"naive": [off], "noisy": [nothing], "adaptive": [nothing]}
        self.assertIn("absent, naive", ablation.most_hurt(before, after))
        self.assertEqual(ablation.honest_flags([off]), 0)
        self.assertEqual(ablation.traps([known], [off]), "datum-mix -1")

    def test_a_check_in_without_truth_is_an_error(self):
        with self.assertRaises(ValueError):
            outcome.positions(pd.Series(["c1"]), pd.Series(["c1", "c2"]), "truth")


class Worlds(unittest.TestCase):
    def test_sets_share_neither_seeds_nor_shapes(self):
        fit, told = Sets.read(True, False, None), Sets.read(False, False, None)
        self.assertEqual(fit.table, told.table)
        for name in ("city", "noise", "cheats", "cheat-share"):
            mine, theirs = (fit.table[kind][name] for kind in ("fitting", "reporting"))
            self.assertFalse(set(mine) & set(theirs), name)
        groups = fit.table["groups"]
        seeds = [w.seed for sets in (fit, told) for name in groups for w in sets.group(name)]
        self.assertEqual(len(seeds), len(set(seeds)))

    def test_lists_of_values_meet_in_all_combinations(self):
        told = Sets.read(False, False, None).table["reporting"]
        lengths = [len(told[name]) for name in ("city", "noise", "cheats", "cheat-share")]
        self.assertEqual(math.lcm(*lengths), math.prod(lengths))

    def test_seeds_can_be_fresh(self):
        told = Sets.read(False, True, None, 900_001)
        self.assertEqual(min(w.seed for w in told.group("honest")), 900_001)

    def test_history_lengthens_worlds(self):
        month, longer = (
            Sets.read(False, False, None, history=days).group("naive")[0] for days in (0, 21)
        )
        self.assertEqual((dict(month.options)["days"], month.history), (30, 0))
        self.assertEqual((dict(longer.options)["days"], longer.history), (51, 21))
        self.assertEqual(Sets.read(False, False, None, history=9).group("reps")[0].history, 0)

    def test_reps_are_of_the_target_s_size_in_quick_runs_too(self):
        quick, full = (Sets.read(False, quick, None) for quick in (True, False))
        for group in ("reps", "reps-honest"):
            for world in quick.group(group) + full.group(group):
                options = dict(world.options)
                self.assertEqual((options["reps"], options["days"]), (1000, 60), world.name)

    def test_a_limited_run_takes_all_groups_in_turns(self):
        many = [World("many", seed) for seed in range(4)]
        few = [World("few", seed) for seed in range(10, 12)]
        order = [world.seed for world in plan.in_turns(many + few)]
        self.assertEqual(order, [0, 10, 1, 2, 11, 3])

    def test_a_limited_run_leaves_worlds_for_the_next(self):
        made = []

        def make(workshop, world, reasons):
            made.append(world.seed)
            return world.name, 1.0

        tasks = {World("one", seed): [] for seed in range(3)}
        with (
            mock.patch.object(worlds, "make", make),
            mock.patch.object(worlds, "is_made", lambda _, world, reasons=(): world.seed in made),
            mock.patch.object(worlds, "ProcessPoolExecutor", ThreadPoolExecutor),
            mock.patch.object(worlds, "say", lambda *words: None),
        ):
            self.assertEqual(worlds.make_all(None, tasks, 1, 0), 2)
            self.assertEqual(made, [0])
            self.assertEqual(worlds.make_all(None, tasks, 2), 0)
            self.assertEqual(sorted(made), [0, 1, 2])

    def test_durations_leave_out_what_is_made(self):
        first, second = (World("reps", 1, (("days", 60), ("reps", n))) for n in (500, 1000))
        tasks = {first: [], second: ["too-far"]}
        whole = plan.expected("reps", tasks, 1, False)
        self.assertAlmostEqual(whole, plan.seconds(first) + plan.seconds(second, 2))
        rest = plan.expected("reps", tasks, 1, False, [first])
        self.assertAlmostEqual(rest, plan.seconds(second, 2))
        self.assertGreater(plan.seconds(second), plan.seconds(first))

    def test_a_failing_command_says_why(self):
        code = "import sys; sys.exit('the reason')"
        with self.assertRaisesRegex(worlds.Failed, "ended with 1: the reason"):
            worlds.run(sys.executable, "-c", code)

    def test_the_peak_is_that_of_the_process(self):
        held = np.ones(40_000_000)
        small = worlds.run(sys.executable, "-I", "-S", "-c", "pass").mebibytes
        large = worlds.run(sys.executable, "-I", "-S", "-c", "len(b'1' * 10**8)").mebibytes
        self.assertEqual(len(held), 40_000_000)
        self.assertLess(small, 60)
        self.assertGreater(large, small + 80)

    def test_datums(self):
        # A vector of eviltransform's test.
        lon, lat = datums.gcj02_to_wgs84(
            np.array([121.531541859215]), np.array([31.17530398364597])
        )
        np.testing.assert_allclose([lon[0], lat[0]], [121.5272106, 31.1774276], atol=1e-9)

    def test_a_dwell_survives_a_spike_and_driving_is_none(self):
        second = np.arange(0, 1800, 20)
        lon, lat = np.full(len(second), 10.0), np.full(len(second), 50.0)
        lon[40] += 0.01
        (stay,) = real_tracks.dwells(second, lon, lat)
        self.assertEqual(stay[:2], (0, 1780))
        driving = 10 + second * 1e-4
        self.assertEqual(real_tracks.dwells(second, driving, lat), [])

    def test_injected_fakes_are_elsewhere_and_the_honest_are_not(self):
        second = np.arange(0, 8 * 3600, 30)
        # Twenty minutes at each of four places 3 km apart, in turn.
        place = (second // 1200) % 4
        rng = np.random.default_rng(3)
        fixes = [
            pd.DataFrame(
                {
                    "rep": rep,
                    "second": second + 9 * 3600,
                    "lon": 116.3 + 0.035 * place + rng.normal(0, 5e-5, len(second)),
                    "lat": shift + 39.9 + rng.normal(0, 5e-5, len(second)),
                }
            )
            for rep, shift in (("b1", 0.0), ("b2", 0.2), ("b3", 0.4))
        ]
        rows = pd.concat(fixes, ignore_index=True)
        tracks = real_tracks.Tracks("made", "+08:00", rows, real_tracks.stays(rows))
        self.assertEqual(len(tracks.stays), 3 * 24)
        for attack in ("", *injected.ATTACKS):
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder)
                injected.build(tracks, attack, 1, path / "world")
                truth = pd.read_csv(path / "world/truth/check-ins.csv", keep_default_na=False)
                written = pd.read_csv(path / "world/tracks.csv")
                claims = pd.read_csv(path / "world/check-ins.csv")
            faked = claims[truth["honest"] == 0]
            self.assertEqual(len(claims) - len(faked), len(tracks.stays))
            self.assertTrue((truth["present"] == truth["honest"]).all())
            if not attack:
                self.assertEqual(len(faked), 0)
                continue
            self.assertGreaterEqual(len(faked), 6)
            self.assertEqual(set(truth["attack"]), {"", attack})
            longer = len(written) > len(rows)
            self.assertEqual(longer, attack == "replayed-track")
            if attack == "mock-static":
                points = faked.groupby(["rep_id", "store_id"])[["lon", "lat"]].nunique()
                self.assertTrue((points == 1).all().all())


class Reports(unittest.TestCase):
    def test_targets(self):
        self.assertTrue(report.at_most("", intervals.exact(4, 1000), 0.005).met)
        self.assertFalse(report.at_most("", intervals.exact(6, 1000), 0.005).met)
        # One of fifty is no proof of more than 1 %, ten of fifty is.
        self.assertIsNone(report.at_most("", intervals.exact(1, 50), 0.01).met)
        self.assertFalse(report.at_most("", intervals.exact(10, 50), 0.01).met)
        self.assertFalse(report.at_least("", intervals.exact(98, 100), 0.99).met)
        # Four of four are no proof of 95 %, none of four is one against it.
        self.assertIsNone(report.at_least("", intervals.exact(4, 4), 0.95).met)
        self.assertFalse(report.at_least("", intervals.exact(0, 4), 0.95).met)
        self.assertIsNone(report.at_least("", intervals.NOTHING, 0.99).met)

    def test_cells(self):
        rate = Rate(0.0031, 0.002, 0.0045, "seeds", 31, 10_000)
        self.assertEqual(report.cell(rate), "0.31 % [0.20, 0.45]")
        self.assertEqual(report.cell(intervals.NOTHING), "–")
        self.assertEqual(report.cell(12_345), "12,345")

    def test_missed_targets_are_named(self):
        goals = [report.at_least("the one", intervals.exact(10, 20), 0.9)]
        table = report.Table("T", ["a"], [[1]], goals=goals)
        self.assertIn("**MISSED**", report.markdown(table))
        self.assertIn("MISSED: the one", report.summary({"t": [table]}))


if __name__ == "__main__":
    unittest.main()

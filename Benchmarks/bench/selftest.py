"""That comparisons find what differs: `python -m unittest bench.selftest`, run by scripts/bench.

A ratio is worth no more than the check of the answers in front of it.
"""

import tempfile
import unittest
from pathlib import Path

import numpy as np

from . import districting, p_median, regions, workloads
from .contender import Contender
from .driver import Differs
from .peers import spheres
from .peers.nearest import ranked
from .peers.pairs import write_winners
from .peers.territories import neighbour_lists
from .works import assign, distances, nearest, rebalance

N, K = 50, 3


class Comparisons(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = Path(self.temporary.name)
        self.mine, self.theirs = self.folder / "mine", self.folder / "theirs"
        self.peer = Contender("peer", [], items=N)

    def tearDown(self):
        self.temporary.cleanup()

    def refuses(self, compare):
        with self.assertRaises(Differs):
            compare(self.mine, self.theirs, self.peer)

    def test_one_other_winner_is_found(self):
        codes = np.arange(N, dtype="<i4") - 1
        codes.tofile(self.mine)
        codes.tofile(self.theirs)
        self.assertEqual(assign.compare(self.mine, self.theirs, self.peer), "equal")
        codes[7] ^= 1
        codes.tofile(self.theirs)
        self.refuses(assign.compare)
        codes[:-1].tofile(self.theirs)
        self.refuses(assign.compare)

    def test_winners_follow_rank_and_know_rivals(self):
        rank = np.array([2, 0, 1])
        write_winners(self.mine, 4, [0, 0, 1, 3], [0, 2, 0, 1], rank)
        self.assertEqual(np.fromfile(self.mine, "<i4").tolist(), [2 * 2 + 1, 0, -1, 1 * 2])

    def test_another_store_is_found_unless_it_is_as_far(self):
        rng = np.random.default_rng(1)
        stores, queries = self.folder / "stores", self.folder / "queries"
        for path, n in ((stores, 200), (queries, N)):
            path.mkdir()
            workloads.write_points(path, *workloads.uniform_on_sphere(rng, n))
        # Two stores in one place: either may be named.
        x, y = (workloads.column(stores, f"{axis}.f64") for axis in ("lon", "lat"))
        x[1], y[1] = x[0], y[0]
        workloads.write_points(stores, x, y)
        everyone = np.repeat(np.arange(N), len(x)), np.tile(np.arange(len(x)), N)
        places = [workloads.column(queries, f"{axis}.f64") for axis in ("lon", "lat")]
        rows = np.array([row[:K] for row in ranked(*everyone, places, (x, y))])
        metres = nearest.metres_of(stores, queries, np.repeat(np.arange(N), K), rows.ravel())
        offsets = np.arange(N + 1, dtype="<i8") * K
        metres.tofile(f"{self.mine}.metres")
        for path in (self.mine, self.theirs):
            offsets.tofile(f"{path}.offsets")
            rows.astype("<u4").tofile(f"{path}.positions")
        compare = nearest.nearest_comparison(stores, queries, K)
        self.assertEqual(compare(self.mine, self.theirs, self.peer), "equal")
        twins = np.where(rows == 0, 1, np.where(rows == 1, 0, rows))
        twins.astype("<u4").tofile(f"{self.theirs}.positions")
        self.assertEqual(compare(self.mine, self.theirs, self.peer), "equal")
        swapped = rows[:, ::-1]
        swapped.astype("<u4").tofile(f"{self.theirs}.positions")
        self.refuses(compare)
        self.peer.check = "near"
        self.assertIn("another order", compare(self.mine, self.theirs, self.peer))
        worse = rows.copy()
        worse[5, 2] = ranked(*everyone, places, (x, y))[5][-1]
        worse.astype("<u4").tofile(f"{self.theirs}.positions")
        self.assertIn("nearer stores missed", compare(self.mine, self.theirs, self.peer))

    def test_a_lacking_hit_is_found(self):
        stores, queries = self.folder / "stores", self.folder / "queries"
        for path in (stores, queries):
            path.mkdir()
            workloads.write_points(path, np.linspace(0, 1, N), np.zeros(N))
        hits = np.repeat(np.arange(N), 1)
        np.arange(N + 1, dtype="<i8").tofile(f"{self.mine}.offsets")
        hits.astype("<u4").tofile(f"{self.mine}.positions")
        np.minimum(np.arange(N + 1), N - 1).astype("<i8").tofile(f"{self.theirs}.offsets")
        hits[:-1].astype("<u4").tofile(f"{self.theirs}.positions")
        self.refuses(nearest.within_comparison(stores, queries, 1_000.0))

    def test_a_flag_or_a_metre_off_is_found(self):
        metres = np.linspace(0, 600, N)
        for path in (self.mine, self.theirs):
            metres.tofile(f"{path}.metres")
            (metres <= 300).astype("u1").tofile(f"{path}.within")
        self.assertIn("equal", distances.compare(self.mine, self.theirs, self.peer))
        (metres <= 310).astype("u1").tofile(f"{self.theirs}.within")
        self.refuses(distances.compare)
        (metres <= 300).astype("u1").tofile(f"{self.theirs}.within")
        (metres + 1e-5).tofile(f"{self.theirs}.metres")
        self.refuses(distances.compare)

    def test_plans_are_judged_by_their_labels(self):
        # A grid of four by four, its left half one territory and its right half another.
        x, y = (axis.ravel().astype("<f8") for axis in np.meshgrid(np.arange(4), np.arange(4)))
        present = (x >= 2).astype("<i4")
        pins = np.where(np.arange(16) == 4, 0, -1).astype("<i4")
        columns = {"x": x + 0.01 * y, "y": y + 0.01 * x**2, "amount": np.ones(16)}
        for name, values in columns.items():
            values.tofile(self.folder / f"{name}.f64")
        present.tofile(self.folder / "present.i32")
        pins.tofile(self.folder / "pins.i32")
        judge = rebalance.Judge(self.folder, 2, 0.05)
        self.assertIn("moves 0.00%, off by 0.00%, 2 pieces", judge.describe(present))
        self.assertIn("0 pins broken", judge.describe(present))
        self.assertEqual(judge.reference(), 0)
        moved = present.copy()
        moved[4] = 1  # at the far side, so that it is a piece of its own
        self.assertIn("moves 6.25%, off by 12.50%, 3 pieces", judge.describe(moved))
        self.assertIn("1 pins broken", judge.describe(moved))
        with self.assertRaises(Differs):
            judge.describe(moved[:-1])
        judge.leaves = 0
        with self.assertRaises(Differs):
            judge.describe(moved)

    def test_places_left_out_of_a_triangulation_have_neighbours(self):
        x, y = np.random.default_rng(1).uniform(0, 1, (2, N))
        x[N - 1], y[N - 1] = x[7], y[7]
        starts, neighbours = neighbour_lists(x, y)
        self.assertEqual(len(starts), N + 1)
        lists = [set(neighbours[starts[one] : starts[one + 1]]) for one in range(N)]
        self.assertTrue(all(one in lists[other] for one in range(N) for other in lists[one]))
        self.assertTrue(lists[7] == {N - 1} or lists[N - 1] == {7})

    def test_the_best_member_is_the_median(self):
        x, y = np.array([0.0, 1.5, 4.0, 9.0]), np.zeros(4)
        self.assertEqual(p_median.cost(x, y, np.array([0, 0, 0, 1]), floor=False), 4.0)
        self.assertEqual(p_median.cost(x, y, np.array([0, 0, 0, 1]), floor=True), 3.0)

    def test_pieces_are_counted_by_published_borders(self):
        # A ring of four, opposite ones together.
        ring = regions.Areas(*np.zeros((2, 4)), np.array([1, 1, 1, 3]),
                             regions.pairs([(0, 1), (1, 0), (1, 2), (2, 3), (3, 0)]))
        words = regions.judge(ring, 2, np.array([0, 1, 0, 1])).split()
        self.assertEqual(words[:3], ["33.3%", "2", "4"])

    def test_a_part_of_all_instances_has_every_size(self):
        rows = [{"n": n, "k": 1, "seed": seed} for n in (1, 2) for seed in (5, 6)]
        self.assertEqual([(r["n"], r["seed"]) for r in districting.in_turn(rows)],
                         [(1, 5), (2, 5), (1, 6), (2, 6)])

    def test_haversine_takes_latitude_first(self):
        spheres.check_order()


if __name__ == "__main__":
    unittest.main()

internal import LeadlineGeometry

/// Moves junctions within their triangles to where their three borders need the fewest bends.
///
/// Junctions that no border joins are moved at the same time, so that the result is the same on any
/// number of threads.
struct JunctionMoves {
  /// Networks with more have short borders, for which moves gain little and take long.
  static let mostJunctions = 20_000

  private(set) var strips: [BorderNetwork.Strip]

  private let land: Land
  private let shape: LatticePoint
  /// The triangle of each junction.
  private var triangles: [Int] = []
  /// The strips that meet in each junction, and whether they begin there.
  private var meeting: [[(strip: Int, isTail: Bool)]] = []
  /// Junctions that are moved at the same time.
  private var groups: [[Int]] = []

  /// Finds the junctions.
  init(land: Land, strips: [BorderNetwork.Strip], shape: LatticePoint) {
    self.land = land
    self.strips = strips
    self.shape = shape
    var numbers: [Int: Int] = [:]
    for (strip, ends) in strips.map(\.ends).enumerated() {
      guard let ends else { continue }
      // Odd names are ends on the frame.
      for (end, isTail) in [(ends.tail, true), (ends.head, false)] where end % 2 == 0 {
        let triangle = end / 2 / 3
        let number = numbers[triangle] ?? triangles.count
        if number == triangles.count {
          numbers[triangle] = number
          triangles.append(triangle)
          meeting.append([])
        }
        meeting[number].append((strip, isTail))
      }
    }
    formGroups()
  }

  private mutating func formGroups() {
    var others = [[Int]](repeating: [], count: strips.count)
    for junction in meeting.indices {
      for place in meeting[junction] { others[place.strip].append(junction) }
    }
    var group = [Int](repeating: -1, count: meeting.count)
    for junction in meeting.indices {
      let taken = meeting[junction].flatMap { others[$0.strip] }.map { group[$0] }
      let free = (0...taken.count).first { !taken.contains($0) } ?? 0
      group[junction] = free
      if free == groups.count { groups.append([]) }
      groups[free].append(junction)
    }
  }

  /// Moves every junction once.
  mutating func run(threads: Int?) {
    for group in groups {
      let state = self
      let places = Workers.map(group.count, size: 4, threads: threads) {
        state.bestPlace(of: group[$0])
      }
      for (junction, place) in zip(group, places) {
        for end in meeting[junction] {
          if end.isTail {
            strips[end.strip].sleeve.start = place
          } else {
            strips[end.strip].sleeve.end = place
          }
        }
      }
    }
  }

  /// The corners' weights of the places that are tried.
  private static let weights: [SIMD3<Double>] = [
    [0.6, 0.2, 0.2], [0.2, 0.6, 0.2], [0.2, 0.2, 0.6], [0.45, 0.45, 0.1], [0.1, 0.45, 0.45],
    [0.45, 0.1, 0.45], [0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8],
  ]

  private func bestPlace(of junction: Int) -> LatticePoint {
    let corner = 3 * triangles[junction]
    let (a, b, c) = (place(corner), place(corner + 1), place(corner + 2))
    let arms = meeting[junction].map { Arm(strips[$0.strip], isTail: $0.isTail, self) }
    var best = arms[0].junction
    var least = BendSearch.Cost(lines: .max, length: .infinity)
    for place in [best] + Self.weights.map({ $0.x * a + $0.y * b + $0.z * c }) {
      let place = place.rounded(.toNearestOrEven)
      guard Lattice.isInside(place, a, b, c) else { continue }
      var sum = BendSearch.Cost(lines: 0, length: 0)
      for arm in arms { sum = sum + arm.cost(from: place, shape: shape) }
      if sum < least { (best, least) = (place, sum) }
    }
    return best
  }

  private func place(_ edge: Int) -> LatticePoint {
    land.mesh.places[Int(land.mesh.starts[edge])]
  }

  /// A border seen from a junction.
  private struct Arm {
    let junction: LatticePoint
    private let end: LatticePoint
    /// Nil when the border ends on the frame of the junction's own triangle.
    private let search: BendSearch?
    /// The ends of that edge of the frame.
    private let frame: (LatticePoint, LatticePoint)

    /// What stands for a border that needs bends beside the junction.
    private static let crooked = BendSearch.Cost(lines: 4, length: 0)

    init(_ strip: BorderNetwork.Strip, isTail: Bool, _ moves: JunctionMoves) {
      let sleeve = isTail ? strip.sleeve : strip.sleeve.reversed
      junction = sleeve.start
      end = sleeve.end
      if sleeve.left.isEmpty {
        let far = (isTail ? strip.ends?.head : strip.ends?.tail) ?? 0
        frame = (moves.place(far / 2), moves.place(Triangulation.next(far / 2)))
        search = nil
      } else {
        frame = (end, end)
        var search = BendSearch(sleeve, .rough, shape: moves.shape, bendsAtEnds: false)
        search.run()
        self.search = search
      }
    }

    func cost(from place: LatticePoint, shape: LatticePoint) -> BendSearch.Cost {
      if let search { return search.cost(from: place) ?? Self.crooked }
      // The frame's end has to lie in the sector between the junction and its edge.
      let isSeen =
        Lattice.side(frame.1, place, end) > 0 && Lattice.side(place, frame.0, end) > 0
      return BendSearch.Cost(lines: isSeen ? 1 : 1_000_000, length: 0)
    }
  }
}

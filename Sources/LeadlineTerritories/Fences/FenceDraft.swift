internal import Foundation
internal import LeadlineGeometry

/// The work of drawing: what can't be drawn is given up step by step, until all else can.
struct FenceDraft {
  private let customers: FenceCustomers
  private let territoryCount: Int
  private let shape: LatticePoint
  /// The customers that have a territory; the first places of the mesh.
  private let drawn: [Int32]
  /// The node of each drawn customer, its place in the mesh.
  private let corners: [Int32]
  private var land: Land
  /// Why customers are not in their own fence, by drawn customer.
  private var reasons: [FenceException.Reason?]
  /// How many customers count at each node.
  private var held: [Int32]
  /// In whose fence customers lie that are not in their own, by drawn customer.
  private var fences: [Int: Int32] = [:]
  /// How often each node without customers gave way to one with customers.
  private var yields: [Int: Int] = [:]

  init(
    _ customers: FenceCustomers,
    territoryCount: Int,
    region: MultiPolygon?
  ) throws(FenceDrawingError) {
    self.customers = customers
    self.territoryCount = territoryCount
    let drawn = customers.territories.indices.filter { customers.territories[$0] >= 0 }
    self.drawn = drawn.map(Int32.init)
    var places = drawn.map {
      Lattice.point(longitude: customers.longitudes[$0], latitude: customers.latitudes[$0])
    }
    shape = Self.shape(places)
    // About two places for borders to end for each territory along a side.
    let pieces = max(8, min(64, 2 * Int(Double(territoryCount).squareRoot())))
    let frame =
      if let region {
        try FenceFrame(region: region, pieces: pieces)
      } else {
        FenceFrame(around: places, shape: shape, pieces: pieces)
      }
    places.append(contentsOf: frame.rings.flatMap(\.self))
    var corners: [Int32] = []
    var mesh = ConstrainedMesh(places: places, shape: shape, corners: &corners)
    var first = drawn.count
    for ring in frame.rings {
      for place in ring.indices {
        let next = place + 1 < ring.count ? place + 1 : 0
        try mesh.insert(from: corners[first + place], to: corners[first + next])
      }
      first += ring.count
    }
    self.corners = Array(corners.prefix(drawn.count))
    reasons = [FenceException.Reason?](repeating: nil, count: drawn.count)
    let labels = Self.labels(
      at: self.corners,
      of: drawn.map { customers.territories[$0] },
      places: places.count
    )
    land = Land(mesh: mesh, placeLabels: labels)
    held = [Int32](repeating: 0, count: land.labels.count)
    for (number, corner) in self.corners.enumerated() {
      let territory = customers.territories[drawn[number]]
      if land.labels[Int(corner)] < 0 {
        reasons[number] = .outsideRegion
      } else if land.labels[Int(corner)] != territory {
        reasons[number] = .sharedPlace
      } else {
        held[Int(corner)] += 1
      }
    }
  }

  /// What longitudes and latitudes are multiplied by to be near enough to lengths: whole numbers,
  /// so that products are exact.
  private static func shape(_ places: [LatticePoint]) -> LatticePoint {
    let middle = places.reduce(0) { $0 + $1.y } / Double(max(1, places.count)) / Lattice.perDegree
    return LatticePoint(max(1, (64 * cos(middle * .pi / 180)).rounded()), 64)
  }

  /// The territory of most customers at each place, the first of those with as many; -1 where
  /// there is nobody.
  private static func labels(at corners: [Int32], of territories: [Int32], places: Int) -> [Int32] {
    var labels = [Int32](repeating: -1, count: places)
    var shared: [Int32: [Int32]] = [:]
    for (number, corner) in corners.enumerated() {
      if Int(corner) == number {
        labels[number] = territories[number]
      } else {
        shared[corner, default: [territories[Int(corner)]]].append(territories[number])
      }
    }
    for (corner, list) in shared {
      var (best, most) = (Int32(-1), 0)
      for territory in Set(list).sorted() {
        let count = list.count { $0 == territory }
        if count > most { (best, most) = (territory, count) }
      }
      labels[Int(corner)] = best
    }
    return labels
  }

  // MARK: Drawing

  /// Draws until every customer that was not given up lies in its own fence.
  mutating func draw(threads: Int?) throws(FenceDrawingError) -> [MultiPolygon?] {
    guard held.contains(where: { $0 > 0 }) else {
      return [MultiPolygon?](repeating: nil, count: territoryCount)
    }
    land.spreadLabels(shape: shape)
    leaveOutIslands()
    for _ in 0..<Self.mostRounds {
      let network = BorderNetwork(land: land, shape: shape, threads: threads)
      if network.failures.isEmpty {
        let rings = FenceRings(land: land, network: network, pieces: land.pieces())
        let areas = rings.areas(territories: territoryCount)
        let misplaced = misplaced(in: areas)
        if misplaced.isEmpty {
          settleReasons(areas)
          return areas
        }
        for number in misplaced { giveUp(customer: number) }
      }
      for (a, b) in network.failures { giveUp(a, b) }
    }
    throw .notParted(territory: Int(customers.territories[Int(drawn[0])]))
  }

  /// Far more rounds than are needed where customers crowd within a few centimetres.
  private static let mostRounds = 2000

  /// Takes pieces of land that only held customers have from their territory, if it has another.
  private mutating func leaveOutIslands() {
    guard customers.isHeld.contains(true) else { return }
    let pieces = land.pieces()
    var count = [Int32](repeating: 0, count: pieces.count)
    var isFree = [Bool](repeating: false, count: pieces.count)
    for number in drawn.indices where reasons[number] == nil {
      let piece = Int(pieces[Int(corners[number])])
      count[piece] += 1
      if !customers.isHeld[Int(drawn[number])] { isFree[piece] = true }
    }
    var main = [Int32](repeating: -1, count: territoryCount)
    for piece in pieces.indices where count[piece] > 0 {
      let territory = Int(land.labels[piece])
      if main[territory] < 0 || isBetter(piece, Int(main[territory])) {
        main[territory] = Int32(piece)
      }
    }
    func isBetter(_ piece: Int, _ other: Int) -> Bool {
      isFree[piece] != isFree[other] ? isFree[piece] : count[piece] > count[other]
    }
    var isLeftOut = [Bool](repeating: false, count: pieces.count)
    for piece in pieces.indices where count[piece] > 0 && !isFree[piece] {
      isLeftOut[piece] = Int(main[Int(land.labels[piece])]) != piece
    }
    for number in drawn.indices where reasons[number] == nil {
      if isLeftOut[Int(pieces[Int(corners[number])])] { reasons[number] = .heldElsewhere }
    }
    for node in pieces.indices where isLeftOut[Int(pieces[node])] {
      held[node] = 0
      land.relabel(Int32(node), to: -1)
    }
    land.spreadLabels(shape: shape)
  }

  private func misplaced(in areas: [MultiPolygon?]) -> [Int] {
    let check = FenceCheck(areas)
    return drawn.indices.filter { number in
      let customer = Int(drawn[number])
      return reasons[number] == nil
        && !check.isInside(
          longitude: customers.longitudes[customer],
          latitude: customers.latitudes[customer],
          territory: customers.territories[customer]
        )
    }
  }

  // MARK: Giving up

  /// Gives one of two nodes to the other's territory: a place without customers rather than one
  /// with some, and the one with fewer of them.
  ///
  /// Ends after a bounded number of calls: places without customers yield to those with some a few
  /// times only, and among themselves to the territory that comes first.
  private mutating func giveUp(_ a: Int32, _ b: Int32) {
    let (labelA, labelB) = (land.labels[Int(a)], land.labels[Int(b)])
    guard labelA != labelB else { return }
    var (loser, winner) =
      (held[Int(a)], -labelA) < (held[Int(b)], -labelB) ? (a, b) : (b, a)
    if held[Int(loser)] == 0, held[Int(winner)] > 0 {
      yields[Int(loser), default: 0] += 1
      if yields[Int(loser), default: 0] > 3 { swap(&loser, &winner) }
    }
    land.relabel(loser, to: land.labels[Int(winner)])
    if held[Int(loser)] > 0 {
      held[Int(loser)] = 0
      for number in drawn.indices where corners[number] == loser && reasons[number] == nil {
        reasons[number] = .tooClose
      }
    }
  }

  private mutating func giveUp(customer number: Int) {
    reasons[number] = .tooClose
    let node = corners[number]
    held[Int(node)] -= 1
    guard held[Int(node)] == 0 else { return }
    land.relabel(node, to: -1)
    land.spreadLabels(shape: shape)
  }

  /// Finds where the customers that were given up lie; some may be in their own fence after all.
  private mutating func settleReasons(_ areas: [MultiPolygon?]) {
    let check = FenceCheck(areas)
    for number in drawn.indices {
      guard let reason = reasons[number], reason != .outsideRegion else { continue }
      let customer = Int(drawn[number])
      func isInside(_ territory: Int32) -> Bool {
        check.isInside(
          longitude: customers.longitudes[customer],
          latitude: customers.latitudes[customer],
          territory: territory
        )
      }
      let likely = land.labels[Int(corners[number])]
      let fence =
        isInside(likely) ? likely : (0..<Int32(territoryCount)).first(where: isInside) ?? -1
      if fence == customers.territories[customer] {
        reasons[number] = nil
      } else {
        fences[number] = fence
      }
    }
  }

  /// The customers outside their own fence.
  func exceptions() -> [FenceException] {
    drawn.indices.compactMap { number in
      guard let reason = reasons[number] else { return nil }
      return FenceException(
        customer: Int(drawn[number]),
        territory: customers.territories[Int(drawn[number])],
        fence: fences[number] ?? -1,
        reason: reason
      )
    }
  }
}

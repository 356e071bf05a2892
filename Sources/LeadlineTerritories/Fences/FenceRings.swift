internal import LeadlineGeometry

/// Joins borders and the frame to rings, and rings to polygons.
///
/// A ring keeps its territory on the left: outer rings turn left, holes right.
struct FenceRings {
  private struct Ring {
    /// The piece of land that it bounds.
    let piece: Int32
    var places: [LatticePoint]
    /// Twice the area, positive when the ring turns left.
    let doubledArea: Double
  }

  private let land: Land
  private let network: BorderNetwork
  private let pieces: [Int32]
  private var rings: [Ring] = []

  /// Traces all rings.
  init(land: Land, network: BorderNetwork, pieces: [Int32]) {
    self.land = land
    self.network = network
    self.pieces = pieces
    traceBorders()
    traceFrame()
  }

  // MARK: Rings

  private mutating func traceBorders() {
    let borders = network.borders
    var leaving: [Int: Int] = [:]
    leaving.reserveCapacity(2 * borders.count)
    for (number, border) in borders.enumerated() {
      if let ends = border.ends {
        leaving[ends.tail] = 2 * number
        leaving[ends.head] = 2 * number + 1
      } else {
        add(Array(border.places.dropLast()), of: border.left)
        add(Array(border.places.dropFirst().reversed()), of: border.right)
      }
    }
    var isDone = [Bool](repeating: false, count: 2 * borders.count)
    for first in isDone.indices where !isDone[first] {
      guard borders[first / 2].ends != nil else { continue }
      var places: [LatticePoint] = []
      var current = first
      repeat {
        isDone[current] = true
        let border = borders[current / 2]
        guard let ends = border.ends else { break }
        let isForward = current % 2 == 0
        places.append(
          contentsOf: isForward ? border.places.dropLast() : border.places.reversed().dropLast()
        )
        let next = follow(isForward ? ends.head : ends.tail, &places)
        guard let following = leaving[next] else { break }
        current = following
      } while !isDone[current]
      let border = borders[first / 2]
      add(places, of: first % 2 == 0 ? border.left : border.right)
    }
  }

  /// From the end of a border, with the ring's land on the left, to the end where the next begins.
  private func follow(_ end: Int, _ places: inout [LatticePoint]) -> Int {
    let edge = end / 2
    guard end % 2 == 1 else {
      return BorderNetwork.leave(Triangulation.previous(edge), atFrame: false)
    }
    var frame: [LatticePoint] = []
    if let point = network.framePoints[Int32(edge)] { places.append(point) }
    var current = edge
    while true {
      current = nextOnFrame(current)
      frame.append(start(current))
      guard let point = network.framePoints[Int32(current)] else { continue }
      appendFrame(frame, until: point, &places)
      return BorderNetwork.leave(current, atFrame: true)
    }
  }

  /// Adds places of the frame, without those that lie on the line between their neighbours.
  private func appendFrame(
    _ frame: [LatticePoint],
    until last: LatticePoint,
    _ places: inout [LatticePoint]
  ) {
    for (number, place) in frame.enumerated() {
      let next = number + 1 < frame.count ? frame[number + 1] : last
      if let before = places.last, Lattice.side(before, place, next) == 0 { continue }
      places.append(place)
    }
  }

  /// The rings of the frame on which no border ends.
  private mutating func traceFrame() {
    var isDone = [Bool](repeating: false, count: land.mesh.starts.count)
    for edge in network.framePoints.keys {
      // Between the points where borders end the frame is part of rings traced before.
      var current = Int(edge)
      while !isDone[current] {
        isDone[current] = true
        current = nextOnFrame(current)
      }
    }
    for edge in land.edges.map(Int.init) where land.mesh.isFrame[edge] && !isDone[edge] {
      var frame: [LatticePoint] = []
      var current = edge
      repeat {
        isDone[current] = true
        frame.append(start(current))
        current = nextOnFrame(current)
      } while current != edge
      // Begin at a corner, so that only places on straight lines are left out.
      let corner = frame.indices.first { place in
        let (before, after) = (place > 0 ? place - 1 : frame.count - 1, (place + 1) % frame.count)
        return Lattice.side(frame[before], frame[place], frame[after]) != 0
      }
      frame = Array(frame[(corner ?? 0)...] + frame[..<(corner ?? 0)])
      var places: [LatticePoint] = []
      appendFrame(frame, until: frame[0], &places)
      add(places, of: land.node[edge])
    }
  }

  /// The half-edge of the frame that follows one, with the land on the left.
  private func nextOnFrame(_ edge: Int) -> Int {
    var next = Triangulation.next(edge)
    while !land.mesh.isFrame[next] { next = Triangulation.next(Int(land.mesh.twins[next])) }
    return next
  }

  private func start(_ edge: Int) -> LatticePoint { land.mesh.places[Int(land.mesh.starts[edge])] }

  private mutating func add(_ places: [LatticePoint], of node: Int32) {
    guard let origin = places.first else { return }
    var area = 0.0
    for (a, b) in zip(places, places.dropFirst() + places.prefix(1)) {
      let (from, to) = (a - origin, b - origin)
      area += from.x * to.y - from.y * to.x
    }
    rings.append(Ring(piece: pieces[Int(node)], places: places, doubledArea: area))
  }

  // MARK: Polygons

  /// One area for each territory, nil for those without land.
  ///
  /// Each ring begins at its westernmost place, and parts and holes come in the order of these.
  func areas(territories: Int) -> [MultiPolygon?] {
    var normal = rings
    for number in normal.indices { normal[number].places = Self.turned(normal[number].places) }
    normal.sort { Lattice.precedes($0.places[0], $1.places[0]) }
    var holes: [Int32: [[Coordinate]]] = [:]
    for ring in normal where ring.doubledArea < 0 {
      holes[ring.piece, default: []].append(Self.closed(ring.places))
    }
    var parts = [[Polygon]](repeating: [], count: territories)
    for ring in normal where ring.doubledArea > 0 {
      let inner = holes.removeValue(forKey: ring.piece) ?? []
      // Rings have at least three places and are closed here.
      guard let polygon = try? Polygon(exterior: Self.closed(ring.places), holes: inner) else {
        continue
      }
      parts[Int(land.labels[Int(ring.piece)])].append(polygon)
    }
    return parts.map { $0.isEmpty ? nil : MultiPolygon($0) }
  }

  private static func turned(_ ring: [LatticePoint]) -> [LatticePoint] {
    guard let first = ring.indices.min(by: { Lattice.precedes(ring[$0], ring[$1]) }) else {
      return ring
    }
    return Array(ring[first...] + ring[..<first])
  }

  private static func closed(_ ring: [LatticePoint]) -> [Coordinate] {
    (ring + ring.prefix(1)).map(Lattice.coordinate)
  }
}

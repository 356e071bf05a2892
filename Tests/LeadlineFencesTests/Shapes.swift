import Foundation
import LeadlineFences
import LeadlineGeometry
import LeadlineModel

/// Made areas of many kinds, and places that are hard for them.
enum Shapes {
  typealias Ring = [Position]

  /// Whether tests shall run many more cases than a daily run does.
  static let isLong = ProcessInfo.processInfo.environment["LEADLINE_LONG_TESTS"] != nil

  static func ring(_ points: [(Double, Double)]) -> Ring {
    (points + points.prefix(1)).map { Position(x: $0.0, y: $0.1) }
  }

  static func box(_ west: Double, _ south: Double, _ east: Double, _ north: Double) -> Ring {
    ring([(west, south), (east, south), (east, north), (west, north)])
  }

  static func area(_ geometry: Geometry) throws -> MultiPolygon {
    try FenceRepair.area(from: geometry).area
  }

  /// A ring around a centre with random radii: simple, as the angles grow.
  static func star(
    _ count: Int,
    _ x: Double,
    _ y: Double,
    radius: Double,
    _ random: inout SplitMix64
  ) -> Ring {
    ring(
      (0..<count).map { step in
        let angle = (Double(step) + random.double(in: 0...0.9)) / Double(count) * 2 * .pi
        let length = radius * random.double(in: 0.3...1)
        return (x + length * cos(angle), y + length * sin(angle))
      }
    )
  }

  /// A band that winds around a centre.
  static func spiral(_ turns: Int, _ x: Double, _ y: Double, radius: Double) -> Ring {
    let steps = turns * 24
    func place(_ step: Int, _ width: Double) -> (Double, Double) {
      let angle = Double(step) / 24 * 2 * .pi
      let length = radius * (Double(step) + width * 12) / Double(steps)
      return (x + length * cos(angle), y + length * sin(angle))
    }
    return ring((0...steps).map { place($0, 1) } + (0...steps).reversed().map { place($0, 0) })
  }

  /// A comb whose teeth give many edges on one latitude and many parallel ones.
  static func comb(_ teeth: Int, _ x: Double, _ y: Double) -> Ring {
    var points: [(Double, Double)] = [(x, y)]
    points.append((x + Double(2 * teeth), y))
    for tooth in (0..<teeth).reversed() {
      points.append((x + Double(2 * tooth + 1), y + 1))
      points.append((x + Double(2 * tooth + 1), y + 8))
      points.append((x + Double(2 * tooth), y + 8))
      points.append((x + Double(2 * tooth), y + 1))
    }
    points.removeLast()
    return ring(points)
  }

  /// An area of a random kind, valid by repair where its making does not ensure it.
  static func random(_ random: inout SplitMix64) throws -> MultiPolygon {
    let x = random.double(in: -100...100)
    let y = random.double(in: -50...50)
    let count = Int.random(in: 3...60, using: &random)
    switch Int.random(in: 0..<7, using: &random) {
    case 0: return try area(.polygon([star(count, x, y, radius: 20, &random)]))
    case 1: return try area(.polygon([spiral(count % 7 + 2, x, y, radius: 30)]))
    case 2: return try area(.polygon([comb(count % 20 + 1, x.rounded(), y.rounded())]))
    case 3:
      return try area(
        .polygon([
          star(count, x, y, radius: 20, &random),
          star(count, x, y, radius: 5, &random),
          box(x - 9, y - 1, x - 8, y + 1),
        ])
      )
    case 4:
      // Holes that touch each other and the exterior at single points.
      let (x, y) = (x.rounded(), y.rounded())
      return try area(
        .polygon([
          box(x, y, x + 8, y + 8),
          ring([(x, y + 4), (x + 2, y + 3), (x + 2, y + 5)]),
          ring([(x + 2, y + 5), (x + 3, y + 6), (x + 2, y + 7)]),
        ])
      )
    case 5:
      return try area(
        .multiPolygon(
          (0..<5).map { part in [star(count, x + Double(part) * 11, y, radius: 5, &random)] }
            + [[box(x, y + 20, x + 1, y + 21)], [box(x + 1, y + 21, x + 2, y + 22)]]
        )
      )
    default:
      // Self-crossing as drawn: only repair makes an area of it.
      return try area(
        .polygon([
          ring((0..<8).map { _ in (x + random.double(in: 0...30), y + random.double(in: 0...30)) })
        ])
      )
    }
  }

  /// Places on vertices and edges, one step of a double beside them, around and far away.
  static func hardPlaces(
    _ area: MultiPolygon,
    perEdge: Int,
    _ random: inout SplitMix64
  ) -> [Coordinate] {
    var places: [(Double, Double)] = []
    for ring in area.polygons.flatMap(\.rings) {
      for (start, end) in zip(ring, ring.dropFirst()) {
        places.append((start.longitude, start.latitude))
        places.append((random.double(in: -180...180), start.latitude))
        for _ in 0..<perEdge {
          let share = random.double(in: 0...1)
          places.append(
            (
              start.longitude + share * (end.longitude - start.longitude),
              start.latitude + share * (end.latitude - start.latitude)
            )
          )
        }
        places.append(
          ((start.longitude + end.longitude) / 2, (start.latitude + end.latitude) / 2)
        )
      }
    }
    let box = area.boundingBox
    for _ in 0..<places.count {
      guard let box else { break }
      places.append(
        (
          random.double(in: box.west - 1...box.east + 1),
          random.double(in: box.south - 1...box.north + 1)
        )
      )
    }
    return places.flatMap { x, y in
      [(x, y), (x.nextUp, y), (x.nextDown, y), (x, y.nextUp), (x, y.nextDown)].map {
        Coordinate(uncheckedLongitude: $0.0, latitude: $0.1)
      }
    }
  }

  static func fence(
    _ id: String,
    _ area: MultiPolygon,
    level: String = Fence.defaultLevel,
    priority: Int = 0
  ) -> Fence {
    Fence(id: ID(id), level: level, priority: priority, area: area)
  }
}

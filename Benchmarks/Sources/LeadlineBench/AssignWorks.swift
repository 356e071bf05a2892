import Foundation
import Leadline

/// Places looked up in an index of fences that is there already.
struct AssignWork: Work {
  private let index: FenceIndex
  private let longitudes: [Double]
  private let latitudes: [Double]
  private let threads: Int?
  private var winners: [FenceIndex.Winner] = []

  init(_ options: Options) throws {
    index = FenceIndex(try FenceFiles.read(options.text("fences")))
    (longitudes, latitudes) = try Column.places(options.text("points"), first: options.sample)
    threads = options.threads
  }

  mutating func run() {
    winners = index.winners(
      longitudes: longitudes,
      latitudes: latitudes,
      level: 0,
      threads: threads
    )
  }

  func writeAnswer(to path: String) throws { try FenceFiles.write(winners, to: path) }
}

/// The same with the index built each time.
struct AssignBuildWork: Work {
  private let fences: [Fence]
  private let longitudes: [Double]
  private let latitudes: [Double]
  private let threads: Int?
  private var winners: [FenceIndex.Winner] = []

  init(_ options: Options) throws {
    fences = try FenceFiles.read(options.text("fences"))
    (longitudes, latitudes) = try Column.places(options.text("points"), first: options.sample)
    threads = options.threads
  }

  mutating func run() {
    winners = FenceIndex(fences).winners(
      longitudes: longitudes,
      latitudes: latitudes,
      level: 0,
      threads: threads
    )
  }

  func writeAnswer(to path: String) throws { try FenceFiles.write(winners, to: path) }
}

/// Fences as flat columns: coordinates, and how many there are in each ring, polygon and fence.
enum FenceFiles {
  static func read(_ folder: String) throws -> [Fence] {
    let numbers = try Column.read("\(folder)/coordinates.f64", of: Double.self)
    let ringSizes = try Column.read("\(folder)/rings.u32", of: UInt32.self)
    let polygonSizes = try Column.read("\(folder)/polygons.u32", of: UInt32.self)
    let fenceSizes = try Column.read("\(folder)/fences.u32", of: UInt32.self)
    let priorities = try Column.read("\(folder)/priorities.i32", of: Int32.self)
    var (place, ring, polygon) = (0, 0, 0)
    var fences: [Fence] = []
    for (number, parts) in fenceSizes.enumerated() {
      var polygons: [Polygon] = []
      for _ in 0..<parts {
        var rings: [[Coordinate]] = []
        for _ in 0..<polygonSizes[polygon] {
          let end = place + Int(ringSizes[ring])
          rings.append(
            try (place..<end).map {
              try Coordinate(longitude: numbers[2 * $0], latitude: numbers[2 * $0 + 1])
            }
          )
          (place, ring) = (end, ring + 1)
        }
        polygon += 1
        polygons.append(try Polygon(exterior: rings[0], holes: Array(rings.dropFirst())))
      }
      let digits = String(number)
      let id = "f" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
      fences.append(
        Fence(
          id: ID(id),
          priority: Int(priorities[number]),
          area: MultiPolygon(polygons)
        )
      )
    }
    return fences
  }

  /// One number per place: -1 outside, else twice the fence's position, and 1 more when contested.
  static func write(_ winners: [FenceIndex.Winner], to path: String) throws {
    let codes = winners.map { winner in
      winner.position.map { Int32($0) * 2 + (winner.isContested ? 1 : 0) } ?? -1
    }
    try Column.write(codes, to: path)
  }
}

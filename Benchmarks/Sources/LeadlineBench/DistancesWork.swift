import Foundation
import Leadline

/// The distance of each pair and whether it is within a limit, from degrees or, with `ready=1`, from
/// tables of positions that were made before.
struct DistancesWork: Work {
  private let stores: (longitudes: [Double], latitudes: [Double])
  private let places: (longitudes: [Double], latitudes: [Double])
  private let tables: (stores: PlaceTable, places: PlaceTable)?
  private let limit: Distance
  private let threads: Int?
  private var distances: PairDistances?

  init(_ options: Options) throws {
    let pairs = try options.text("pairs")
    stores = try Column.places(pairs, prefix: "store-", first: options.sample)
    places = try Column.places(pairs, first: options.sample)
    tables =
      try options.count("ready") == 1
      ? (
        PlaceTable(try Column.coordinates(pairs, prefix: "store-", first: options.sample)),
        PlaceTable(try Column.coordinates(pairs, first: options.sample))
      ) : nil
    limit = try Distance(metres: options.number("limit"))
    threads = options.threads
  }

  mutating func run() throws {
    if let tables {
      distances = tables.stores.distances(to: tables.places, within: limit, threads: threads)
    } else {
      distances = try Geodesic.distances(
        fromLongitudes: stores.longitudes,
        fromLatitudes: stores.latitudes,
        toLongitudes: places.longitudes,
        toLatitudes: places.latitudes,
        within: limit,
        threads: threads
      )
    }
  }

  /// Two columns: metres, and one byte per pair.
  func writeAnswer(to path: String) throws {
    guard let distances else { return }
    try Column.write(distances.metres, to: path + ".metres")
    try Column.write(distances.isWithin.map { $0 ? UInt8(1) : 0 }, to: path + ".within")
  }
}

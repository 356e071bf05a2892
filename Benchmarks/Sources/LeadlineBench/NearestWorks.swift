import Foundation
import Leadline

/// Many queries for the nearest stores, for those within a distance, or both.
struct NearestWork: Work {
  private let index: StoreIndex
  private let queries: [Coordinate]
  private let limit: Int?
  private let within: Distance?
  private let threads: Int?
  private var matches: MatchTable?

  init(_ options: Options) throws {
    let stores = try Column.places(options.text("stores"))
    index = try StoreIndex(longitudes: stores.longitudes, latitudes: stores.latitudes)
    queries = try Column.coordinates(options.text("queries"), first: options.sample)
    limit = try? options.count("k")
    within = try (try? options.number("within")).map { try Distance(metres: $0) }
    threads = options.threads
  }

  mutating func run() {
    matches = index.nearest(toEach: queries, limit: limit, within: within, threads: threads)
  }

  /// Three columns: offsets, positions, metres.
  func writeAnswer(to path: String) throws {
    guard let matches else { return }
    try Column.write(matches.offsets.map(Int64.init), to: path + ".offsets")
    try Column.write(matches.positions, to: path + ".positions")
    try Column.write(matches.metres, to: path + ".metres")
  }
}

/// Building the index over columns of degrees.
struct StoreBuildWork: Work {
  private let longitudes: [Double]
  private let latitudes: [Double]
  private let threads: Int?
  private var index: StoreIndex?

  init(_ options: Options) throws {
    (longitudes, latitudes) = try Column.places(options.text("stores"), first: options.sample)
    threads = options.threads
  }

  mutating func run() throws {
    // The old index goes first, so that its end is not measured beside the new one's beginning.
    index = nil
    index = try StoreIndex(longitudes: longitudes, latitudes: latitudes, threads: threads)
  }

  func writeAnswer(to path: String) throws {
    guard let index else { return }
    try Column.write([Int64(index.count)], to: path)
  }
}

/// One question to an index that is built for it alone.
struct NearestOnceWork: Work {
  private let longitudes: [Double]
  private let latitudes: [Double]
  private let query: Coordinate
  private let limit: Int
  private let threads: Int?
  private var matches: [StoreIndex.Match] = []

  init(_ options: Options) throws {
    (longitudes, latitudes) = try Column.places(options.text("stores"), first: options.sample)
    query = try Column.coordinates(options.text("queries"), first: 1)[0]
    limit = try options.count("k")
    threads = options.threads
  }

  mutating func run() throws {
    let index = try StoreIndex(longitudes: longitudes, latitudes: latitudes, threads: threads)
    matches = index.nearest(to: query, limit: limit)
  }

  func writeAnswer(to path: String) throws {
    try Column.write([0, Int64(matches.count)], to: path + ".offsets")
    try Column.write(matches.map { UInt32($0.position) }, to: path + ".positions")
    try Column.write(matches.map(\.distance.metres), to: path + ".metres")
  }
}

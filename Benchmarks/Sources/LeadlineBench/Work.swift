import Foundation
import Leadline

/// Something that is prepared once, done several times and looked at afterwards.
protocol Work {
  /// Does the work once; only this is timed.
  mutating func run() throws
  /// Writes the last answer as plain columns, for the comparison with the peers'.
  func writeAnswer(to path: String) throws
}

/// The options of a work, as `key=value`.
struct Options {
  private var values: [String: String] = [:]

  init(_ words: ArraySlice<String>) throws(BenchError) {
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw .option(word) }
      values[parts[0]] = parts[1]
    }
  }

  func text(_ key: String) throws(BenchError) -> String {
    guard let value = values[key] else { throw .option(key) }
    return value
  }

  func number(_ key: String) throws(BenchError) -> Double {
    guard let value = values[key].flatMap(Double.init) else { throw .option(key) }
    return value
  }

  func count(_ key: String) throws(BenchError) -> Int {
    guard let value = values[key].flatMap({ Int($0) }), value >= 0 else { throw .option(key) }
    return value
  }

  /// The number of threads; nil leaves it to the library.
  var threads: Int? { values["threads"].flatMap { Int($0) } }

  /// How many of the rows are used; nil for all.
  var sample: Int? { values["n"].flatMap { Int($0) } }
}

/// Plain columns, little endian, without any header.
enum Column {
  static func read<Element: BitwiseCopyable>(
    _ path: String,
    of type: Element.Type,
    first: Int? = nil
  ) throws -> [Element] {
    let data = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
    let stride = MemoryLayout<Element>.stride
    guard data.count % stride == 0 else {
      throw BenchError.column(path: path, bytes: data.count)
    }
    let count = min(data.count / stride, first ?? .max)
    return data.withUnsafeBytes { bytes in
      (0..<count).map { bytes.loadUnaligned(fromByteOffset: $0 * stride, as: type) }
    }
  }

  static func write<Element: BitwiseCopyable>(_ values: [Element], to path: String) throws {
    try values.withUnsafeBytes { try Data($0).write(to: URL(filePath: path)) }
  }

  /// Both columns of degrees in a folder.
  static func places(
    _ folder: String,
    prefix: String = "",
    first: Int? = nil
  ) throws -> (longitudes: [Double], latitudes: [Double]) {
    (
      try read("\(folder)/\(prefix)lon.f64", of: Double.self, first: first),
      try read("\(folder)/\(prefix)lat.f64", of: Double.self, first: first)
    )
  }

  static func coordinates(
    _ folder: String,
    prefix: String = "",
    first: Int? = nil
  ) throws -> [Coordinate] {
    let (longitudes, latitudes) = try places(folder, prefix: prefix, first: first)
    return try zip(longitudes, latitudes).map { try Coordinate(longitude: $0, latitude: $1) }
  }
}

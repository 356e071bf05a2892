import Foundation
import LeadlineTestSupport
import Testing

/// Reads data sets in place.
enum DataFiles {
  /// The lines of a text file, unpacked first when its name ends in `gz`.
  static func lines(_ path: String) throws -> [Substring] {
    let url = try #require(Fixtures.data).appending(path: path)
    return String(decoding: try bytes(url), as: UTF8.self).split(whereSeparator: \.isNewline)
  }

  /// The bytes of a file, unpacked first when its name ends in `gz`.
  static func bytes(_ url: URL) throws -> Data {
    guard url.pathExtension == "gz" else { return try Data(contentsOf: url) }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", url.path]
    process.standardOutput = output
    try process.run()
    let data = try #require(try output.fileHandleForReading.readToEnd())
    process.waitUntilExit()
    return data
  }

  /// The polygons of each feature of a GeoJSON file: polygon, ring, position, number.
  static func polygons(_ path: String) throws -> [[[[[Double]]]]] {
    let url = try #require(Fixtures.data).appending(path: path)
    let root = try JSONSerialization.jsonObject(with: bytes(url)) as? [String: Any]
    let features = try #require(root?["features"] as? [[String: Any]])
    return try features.map { feature in
      let geometry = try #require(feature["geometry"] as? [String: Any])
      if let many = geometry["coordinates"] as? [[[[Double]]]] { return many }
      return [try #require(geometry["coordinates"] as? [[[Double]]])]
    }
  }
}

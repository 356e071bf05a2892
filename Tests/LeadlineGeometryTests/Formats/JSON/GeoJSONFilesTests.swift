import Foundation
import LeadlineGeometry
import LeadlineTestSupport
import Testing

/// Files that others collected, read in place.
@Suite(.enabled(if: Fixtures.data != nil, "needs LEADLINE_DATA"))
struct GeoJSONFilesTests {
  /// What comes of a file that a linter calls bad.
  private enum Expectation {
    /// It can't be read at all.
    case error
    /// A record of it is rejected with this code.
    case reject(Reject.Code)
    /// It is read; the linter's hint is advice, or is checked later where rings are made polygons.
    case accepted
  }

  private static let bad: [String: Expectation] = [
    "bad-duplicate-properties": .error,
    "bad-featurelist": .reject(.badGeometry),
    "bad-json": .error,
    "bad-object-type": .error,
    // The right-hand rule is for writers; readers should take polygons that don't follow it.
    "bad-polygon-interiorring-rhr": .accepted,
    "bad-polygonloop": .reject(.badGeometry),
    "bad-properties-as-array": .reject(.notARecord),
    "badcoord": .reject(.badGeometry),
    "badcoordtype": .reject(.badGeometry),
    "badfeature": .reject(.notARecord),
    "badfeatureid": .reject(.unknownValue),
    // Foreign members of a geometry are passed over, and so is a bbox, whatever it is.
    "bbox-4or6elements": .accepted,
    "bbox-contains-string": .accepted,
    "bbox-string": .accepted,
    // Rings that aren't closed or too short are kept, so that the import can say so.
    "different-first-last": .accepted,
    "different-first-size": .accepted,
    "excessive_precision_truncated": .accepted,
    "expected_object": .reject(.notARecord),
    "false": .reject(.badGeometry),
    "feature_changed_semantics": .accepted,
    "featurecollection-obj": .error,
    "featurecollection-type-case": .error,
    "featurecollection": .error,
    "featurecollection_changed_semantics": .accepted,
    "geometry_changed_semantics": .accepted,
    "geometrycollection_nested": .accepted,
    "geometrycollection_single": .accepted,
    "multiple_problems": .reject(.unknownValue),
    "multipoint-multidimension": .reject(.badGeometry),
    "multipoint-nondimension": .reject(.badGeometry),
    "nofeaturetype": .reject(.notARecord),
    "notype": .reject(.notARecord),
    "point-labeled-as-a-multipolygon": .reject(.badGeometry),
    "point-string": .reject(.badGeometry),
    "point-toofew": .reject(.badGeometry),
    "point-toomany": .accepted,
    "point": .reject(.badGeometry),
    "polygon_winding_order": .accepted,
    "rootstring": .error,
    "short-line": .accepted,
    "short-linearring": .accepted,
    "short-multilinestring": .accepted,
    "stringcoord": .reject(.badGeometry),
    "unknowntype": .error,
  ]

  /// Files of a validity test that are no GeoJSON by their structure.
  private static let malformed: Set<String> = [
    "GeometryCollection/malformed-geometry-in-collection.geojson",
    "GeometryCollection/no-type-in-nested-geometry.geojson",
    "GeometryCollection/non-geometry-in-collection.geojson",
    "MultiPoint/multipoint.geojson",
    "Point/point.geojson",
  ]

  private func files(_ folder: String) throws -> [URL] {
    let data = try #require(Fixtures.data)
    let walker = FileManager.default.enumerator(atPath: data.appending(path: folder).path)
    let names = try #require(walker).compactMap { $0 as? String }
    return names.filter { $0.hasSuffix(".geojson") }.sorted().map {
      data.appending(path: folder).appending(path: $0)
    }
  }

  private func rows(_ file: URL) throws -> [String] {
    Rows.of(Array(try Data(contentsOf: file)), chunk: 4_096)
  }

  @Test func goodFilesAreRead() throws {
    let files = try files("f08_geojson_good_bad/good") + files("f05_turf_fixtures")
    #expect(files.count > 100)
    for file in files {
      let rows = try rows(file)
      let bad = rows.filter { $0.hasPrefix("error") || $0.hasPrefix("reject") }
      if file.path.contains("turf-boolean-valid/false"),
        Self.malformed.contains(file.pathComponents.suffix(2).joined(separator: "/"))
      {
        #expect(bad.count == 1, "\(file.path)")
      } else {
        #expect(bad == [], "\(file.path)")
      }
    }
  }

  @Test func badFilesComeOutAsExpected() throws {
    let files = try files("f08_geojson_good_bad/bad")
    #expect(files.count == Self.bad.count)
    for file in files {
      let name = file.deletingPathExtension().lastPathComponent
      let rows = try rows(file)
      switch try #require(Self.bad[name], "\(name)") {
      case .error:
        #expect(rows.last?.hasPrefix("error") == true, "\(name): \(rows)")
      case .reject(let code):
        #expect(
          rows.contains { $0.hasPrefix("reject") && $0.contains(" \(code.rawValue) ") },
          "\(name): \(rows)"
        )
        #expect(rows.last?.hasPrefix("error") == false, "\(name): \(rows)")
      case .accepted:
        #expect(!rows.contains { $0.hasPrefix("error") || $0.hasPrefix("reject") }, "\(name)")
        #expect(!rows.isEmpty, "\(name)")
      }
    }
  }
}

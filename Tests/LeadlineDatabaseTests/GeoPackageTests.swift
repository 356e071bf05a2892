import Foundation
import GRDB
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

import struct LeadlineModel.Record

@testable import LeadlineDatabase

struct GeoPackageTests {
  @Test(.enabled(if: hasOgrinfo, "gdal-bin is not installed"))
  func ogrinfoReadsEveryLayerWithItsCountAndExtent() throws {
    let folder = try TemporaryFolder()
    let database = try LeadDatabase.create(in: folder)
    try database.fillAllTables()
    try database.close()
    let text = try output(of: ogrinfo, ["-ro", "-al", "-so", folder.path()])
    #expect(!text.contains("Warning") && !text.contains("ERROR"))
    for (layer, count) in [
      ("reps", 2), ("stores", 2), ("fences", 2), ("check_ins", 2), ("tracks", 3), ("orders", 1),
      ("store_edits", 1), ("assignments", 0), ("territory_moves", 0),
    ] {
      let part = try #require(
        text.split(separator: "Layer name: ").first { $0.hasPrefix("\(layer)\n") }
      )
      #expect(part.contains("Feature Count: \(count)\n"), "\(layer)")
    }
    #expect(text.contains("Extent: (-0.100000, 31.200000) - (121.500000, 51.500000)"))
    #expect(text.contains("Extent: (-0.500000, 30.700000) - (122.000000, 51.500000)"))
  }
}

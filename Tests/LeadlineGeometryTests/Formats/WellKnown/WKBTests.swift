import LeadlineGeometry
import LeadlineTestSupport
import Testing

struct WKBTests {
  private func bytes(_ hex: String) -> [UInt8] {
    var digits = Array(hex.filter { $0 != " " })
    var result: [UInt8] = []
    while digits.count >= 2 {
      result.append(UInt8(String(digits.prefix(2)), radix: 16) ?? 0)
      digits.removeFirst(2)
    }
    return result
  }

  /// Written by hand from the standard: 1 is 3ff0…, 2 is 4000….
  @Test(arguments: [
    ("01 01000000 000000000000f03f 0000000000000040", "POINT (1 2)"),
    ("00 00000001 3ff0000000000000 4000000000000000", "POINT (1 2)"),
    ("01 e9030000 000000000000f03f 0000000000000040 000000000000f03f", "POINT (1 2)"),
    ("01 d1070000 000000000000f03f 0000000000000040 000000000000f03f", "POINT (1 2)"),
    ("01 010000a0 e6100000 000000000000f03f 0000000000000040 000000000000f03f", "POINT (1 2)"),
    ("01 01000000 000000000000f87f 000000000000f87f", "MULTIPOINT EMPTY"),
    ("01 07000000 00000000", "GEOMETRYCOLLECTION EMPTY"),
    (
      "00 00000004 00000001 01 01000000 000000000000f03f 0000000000000040", "MULTIPOINT ((1 2))"
    ),
    ("01 02000000 01000000 000000000000f03f 0000000000000040", "LINESTRING (1 2)"),
  ])
  func knownBytesAreRead(hex: String, text: String) throws {
    var result: [UInt8] = []
    WKT.append(try WKB.decode(bytes(hex)), decimals: nil, to: &result)
    #expect(String(decoding: result, as: UTF8.self) == text)
  }

  @Test(arguments: [
    ("", WKBError.truncated(byte: 0)), ("02 01000000", .byteOrder(2, byte: 0)),
    ("01 08000000 00000000", .unsupportedType(8, byte: 0)),
    ("01 02000000 ffffffff", .truncated(byte: 5)),
    ("01 07000000 ffffff7f 0101", .truncated(byte: 5)),
    ("01 07000000 00000000 00", .trailing(byte: 9)),
    ("01 04000000 01000000 01 02000000 00000000", .wrongMember(byte: 9)),
  ])
  func brokenBytesAreRefused(hex: String, error: WKBError) {
    #expect(throws: error) { try WKB.decode(bytes(hex)) }
  }

  @Test func nestingIsLimited() {
    var nested: [UInt8] = []
    for _ in 0..<10_000 { nested += [1, 7, 0, 0, 0, 1, 0, 0, 0] }
    #expect(throws: WKBError.tooDeep(limit: 64)) { try WKB.decode(nested) }
  }

  @Test func geometriesComeBack() throws {
    try forEverySeed(0..<200) { seed, generator in
      let geometry = RandomGeometry.make(&generator)
      var wkb: [UInt8] = []
      WKB.append(geometry, to: &wkb)
      let plain = try WKB.decode(wkb)
      #expect(plain == geometry, "seed \(seed)")
      var blob: [UInt8] = []
      GeoPackageBlob.append(geometry, srsID: 4326, to: &blob)
      let decoded = try GeoPackageBlob.decode(blob)
      #expect(decoded.geometry == geometry && decoded.srsID == 4326, "seed \(seed)")
      var expected = PlanarBounds()
      expected.extend(geometry)
      let bounds = try blob.withUnsafeBytes { try GeoPackageBlob.bounds($0) }
      #expect(bounds == (expected.isEmpty ? nil : expected), "seed \(seed)")
      // Without an envelope the bounds come from the WKB.
      let bare = [0x47, 0x50, 0, 1, 0, 0, 0, 0] + wkb
      let walked = try bare.withUnsafeBytes { try GeoPackageBlob.bounds($0) }
      #expect(walked == bounds, "seed \(seed)")
    }
  }

  @Test func envelopesOfAllKindsAreRead() throws {
    let wkb = bytes("01 01000000 000000000000f03f 0000000000000040")
    for (code, count) in [0, 4, 6, 6, 8].enumerated() {
      for order in [0, 1] as [UInt8] {
        let srs: [UInt8] = order == 1 ? [0xe6, 0x10, 0, 0] : [0, 0, 0x10, 0xe6]
        let one: [UInt8] =
          order == 1 ? [0, 0, 0, 0, 0, 0, 0xf0, 0x3f] : [0x3f, 0xf0, 0, 0, 0, 0, 0, 0]
        var blob: [UInt8] = [0x47, 0x50, 0, UInt8(code) << 1 | order] + srs
        for _ in 0..<count { blob += one }
        let decoded = try GeoPackageBlob.decode(blob + wkb)
        #expect(decoded.geometry == .point(Position(x: 1, y: 2)) && decoded.srsID == 4326)
        let bounds = try #require(
          try (blob + wkb).withUnsafeBytes { try GeoPackageBlob.bounds($0) }
        )
        #expect(bounds.minX == 1 && bounds.maxY == (count == 0 ? 2 : 1))
      }
    }
    #expect(throws: WKBError.extendedGeoPackage) {
      try GeoPackageBlob.decode([0x47, 0x50, 0, 0x21, 0, 0, 0, 0] + wkb)
    }
    #expect(throws: WKBError.envelopeCode(5)) {
      try GeoPackageBlob.decode([0x47, 0x50, 0, 0x0b, 0, 0, 0, 0] + wkb)
    }
    #expect(throws: WKBError.noGeoPackageHeader) { try GeoPackageBlob.decode(wkb) }
  }

  @Test func noMutationTrapsOrTakesMuchMemory() throws {
    forEverySeed(0..<400) { _, generator in
      var blob: [UInt8] = []
      GeoPackageBlob.append(RandomGeometry.make(&generator), srsID: 1, to: &blob)
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let index = Int.random(in: 0..<blob.count, using: &generator)
        blob[index] = UInt8.random(in: 0...255, using: &generator)
      }
      let cut = Array(blob.prefix(Int.random(in: 0...blob.count, using: &generator)))
      for bytes in [blob, cut] {
        // Whatever is read must be what is written for it; bounds must not fail where reading
        // succeeds.
        guard let geometry = try? GeoPackageBlob.decode(bytes).geometry else { continue }
        var again: [UInt8] = []
        WKB.append(geometry, to: &again)
        #expect(again.count <= bytes.count * 4 + 16)
        #expect(throws: Never.self) { try bytes.withUnsafeBytes { try GeoPackageBlob.bounds($0) } }
      }
    }
  }
}

import LeadlineGeometry
import Testing

struct DistanceTests {
  @Test(arguments: [
    ("500", 500.0), ("500m", 500), ("500 m", 500), ("2km", 2_000), ("2 KM", 2_000), ("0", 0),
    ("0.5km", 500), (".5km", 500), ("1.", 1), ("1e3", 1_000), ("1e3 m", 1_000), ("007", 7),
  ])
  func lengthsAreRead(text: String, metres: Double) throws {
    #expect(try Distance(parsing: text).metres == metres)
  }

  @Test(arguments: [
    "", " ", "m", "km", "-1", "+1", "nan", "inf", "infinity", "0x10", "0x1p3", "1e400", "1,5km",
    "1_000", "2 miles", "2kmm", "2mm", "2 k m", " 2", "2 ", "2  km", "2km ", "٣", "１", "1e", "e5",
    ".", "1.2.3", "1\tkm", "1\nm", "2\u{0}", "½", "2㎞", "1e-3", "1e+3", "2\u{212a}m", "2k", "-0",
  ])
  func anythingElseIsRefused(text: String) {
    #expect(throws: GeometryError.notADistance(text)) { try Distance(parsing: text) }
  }

  @Test func negativeAndNonFiniteLengthsAreRefused() throws {
    for metres in [-1, -Double.leastNonzeroMagnitude, .infinity, -.infinity] {
      #expect(throws: GeometryError.negativeDistance(metres)) { try Distance(metres: metres) }
    }
    #expect(throws: GeometryError.self) { try Distance(metres: .nan) }
    #expect(try Distance(metres: 1) < Distance(metres: 2))
    #expect(try Distance(metres: -0.0) == Distance(metres: 0))
  }
}

import Leadline
import Testing

struct CustomerFinderTests {
  private func record(_ id: String, _ longitude: Double?, grade: String? = nil) throws -> Record {
    let schema = RecordSchema.of(.stores)
    var record = Record(schema)
    record.values[try #require(schema.position(of: "id"))] = .text(id)
    if let grade { record.values[try #require(schema.position(of: "grade"))] = .text(grade) }
    record.coordinate = try longitude.map { try Coordinate(longitude: $0, latitude: 47.1) }
    return record
  }

  @Test func nearestComeFirstAndEquallyNearOnesByID() throws {
    var builder = CustomerFinder.Builder()
    for (id, longitude) in [("far", 9.9), ("b", 9.5), ("a", 9.5), ("10", 9.5)] {
      #expect(builder.add(try record(id, longitude)) == nil)
    }
    let here = try Coordinate(longitude: 9.5, latitude: 47.1)
    let hits = builder.finish().stores(near: here, limit: nil, within: nil)
    #expect(hits.map(\.id.rawValue) == ["10", "a", "b", "far"])
  }

  @Test func storesWithoutAPlaceAndSecondOnesAreRefused() throws {
    var builder = CustomerFinder.Builder()
    #expect(builder.add(try record("a", 9.5)) == nil)
    #expect(builder.add(try record("a", 9.6))?.code == .duplicateID)
    #expect(builder.add(try record("damaged", nil))?.code == .badGeometry)
    #expect(builder.storesSeen == 1)
  }

  @Test func conditionsLeaveStoresOut() throws {
    let filter = try #require(FieldFilter(parsing: "grade=A"))
    var builder = CustomerFinder.Builder(filters: [filter], shownFields: ["grade"])
    for (id, grade) in [("x", "A"), ("y", "B"), ("z", nil)] as [(String, String?)] {
      #expect(builder.add(try record(id, 9.5, grade: grade)) == nil)
    }
    let here = try Coordinate(longitude: 9.5, latitude: 47.1)
    let hits = builder.finish().stores(near: here, limit: 10, within: nil)
    #expect(hits.map(\.id.rawValue) == ["x"])
    #expect(hits.first?.shown.first??.text == "A")
  }
}

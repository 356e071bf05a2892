import Foundation
import LeadlineGeometry
import LeadlineModel
import Testing

/// Records turned into values with named properties.
struct TypedRecordTests {
  private func record(_ kind: RecordKind, _ values: [String: Value]) throws -> Record {
    let schema = RecordSchema.of(kind)
    var record = Record(schema)
    for (name, value) in values {
      record.values[try #require(schema.position(of: name))] = value
    }
    return record
  }

  @Test func everyFieldOfAFenceFindsItsProperty() throws {
    let start = Date(timeIntervalSinceReferenceDate: 0)
    let end = start.addingTimeInterval(60)
    let record = try record(
      .fences,
      [
        "id": .text("f"), "name": .text("North"), "territory": .text("t"), "level": .text("region"),
        "priority": .integer(-3), "valid_from": .time(start), "valid_to": .time(end),
      ]
    )
    let expected = Fence(
      id: ID("f"),
      name: "North",
      territory: "t",
      level: "region",
      priority: -3,
      validFrom: start,
      validTo: end,
      area: MultiPolygon([])
    )
    #expect(Fence(record, area: MultiPolygon([])) == expected)
  }

  @Test func aFenceNeedsNoMoreThanItsID() throws {
    let bare = try record(.fences, ["id": .text("f")])
    let fence = try #require(Fence(bare, area: MultiPolygon([])))
    #expect(fence == Fence(id: ID("f"), area: MultiPolygon([])))
    #expect(fence.territory == "f" && fence.level == Fence.defaultLevel && fence.priority == 0)
    #expect(Fence(Record(.of(.fences)), area: MultiPolygon([])) == nil)
  }

  /// The words of the file format, in the order in which messages list them.
  @Test func choicesAreThoseOfTheFileFormat() throws {
    func choices(_ kind: RecordKind, _ name: String) throws -> [String] {
      let schema = RecordSchema.of(kind)
      guard case .choice(let choices) = schema.fields[try #require(schema.position(of: name))].kind
      else { return [] }
      return choices
    }
    let providers = ["gps", "network", "fused", "cached"]
    #expect(try choices(.checkIns, "provider") == providers)
    #expect(try choices(.tracks, "provider") == providers)
    #expect(try choices(.reps, "role") == ["manager", "supervisor", "rep"])
    for word in providers {
      let record = try record(
        .checkIns,
        [
          "id": .text("c"), "rep_id": .text("r"), "store_id": .text("s"),
          "time": .time(Date(timeIntervalSinceReferenceDate: 0)), "provider": .text(word),
        ]
      )
      #expect(try #require(CheckIn(record)).provider?.rawValue == word)
    }
  }
}

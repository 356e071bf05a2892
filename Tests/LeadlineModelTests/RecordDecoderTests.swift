import Foundation
import LeadlineGeometry
import LeadlineModel
import Testing

/// Rows that must be taken over, and rows that must not, each with its code.
struct RecordDecoderTests {
  private func decode(
    _ kind: RecordKind,
    _ columns: [String],
    _ values: [String?],
    options: DecodingOptions = DecodingOptions()
  ) throws -> (record: Record, reject: Reject?) {
    let schema = RecordSchema.of(kind)
    var decoder = try RecordDecoder(schema: schema, options: options)
    try decoder.bind(columns, .csv)
    var row = InputRow()
    row.clear(number: 7)
    for (position, value) in values.enumerated() {
      if let value { row.set(position, kind: .text, value.utf8) }
    }
    var record = Record(schema)
    let reject = decoder.decode(row, into: &record)
    return (record, reject)
  }

  @Test func readsEnglishNames() throws {
    let (record, reject) = try decode(
      .stores,
      ["ID", "Store Name", "Longitude", "Latitude", "Grade", "street"],
      [" s1 ", "Corner Shop", "9.5", "47.1", "b", "Main St"]
    )
    #expect(reject == nil)
    let store = try #require(Store(record))
    #expect(store.id == ID("s1"))
    #expect(store.coordinate == (try Coordinate(longitude: 9.5, latitude: 47.1)))
    #expect(record.text(of: "name", schema: .of(.stores)) == "Corner Shop")
    #expect(record.text(of: "grade", schema: .of(.stores)) == "B")
    #expect(record.attributes.entries.map(\.name) == ["street"])
  }

  @Test func readsChineseNames() throws {
    let (record, reject) = try decode(
      .stores,
      ["客户编号", "客户名称", "经度", "纬度", "手机号", "营业执照号", "备注"],
      ["甲1", "便利店（将军大道店）", "121.5", "31.2", "13800000000", "91310000", "老客户"]
    )
    #expect(reject == nil)
    #expect(record.text(of: "id", schema: .of(.stores)) == "甲1")
    #expect(record.text(of: "name", schema: .of(.stores)) == "便利店（将军大道店）")
    #expect(record.text(of: "phone", schema: .of(.stores)) == "13800000000")
    #expect(record.text(of: "licence", schema: .of(.stores)) == "91310000")
    #expect(record.attributes["备注"]?.text == "老客户")
    let (rep, _) = try decode(.reps, ["工号", "姓名", "角色", "主管"], ["7", "王", "主管", "1"])
    #expect(rep.text(of: "role", schema: .of(.reps)) == "supervisor")
  }

  /// Columns lon and lat, and the code with which they are rejected.
  @Test(arguments: [
    ("47.1", "121.5", "swapped-axes"), ("0", "0", "zero-zero"), ("0.0", "-0", "zero-zero"),
    ("nan", "47", "not-finite"), ("9.5", "inf", "not-finite"), ("181", "47", "out-of-range"),
    ("-180.0001", "0", "out-of-range"), ("9.5", "-91", "swapped-axes"),
    ("120", "95", "out-of-range"), ("9,5", "47", "not-a-number"), ("abc", "47", "not-a-number"),
    ("", "47", "missing"), ("9.5", "", "missing"), ("0x1p3", "47", "not-a-number"),
  ])
  func badCoordinatesAreRejectedWithTheirCode(lon: String, lat: String, code: String) throws {
    let (_, reject) = try decode(
      .stores,
      ["id", "lon", "lat"],
      ["a", lon.isEmpty ? nil : lon, lat.isEmpty ? nil : lat]
    )
    #expect(reject?.code.rawValue == code)
    #expect(reject?.row == 7)
  }

  @Test(arguments: [("180", "0"), ("-180", "90"), ("0", "0.0000001"), ("1e1", "-90")])
  func coordinatesAtTheEdgeAreTaken(lon: String, lat: String) throws {
    let (record, reject) = try decode(.stores, ["id", "lon", "lat"], ["a", lon, lat])
    #expect(reject == nil)
    #expect(record.coordinate != nil)
  }

  @Test(arguments: [
    ("grade", "E", "unknown-value"), ("workload", "-1", "out-of-range"),
    ("workload", "many", "not-a-number"), ("created_at", "yesterday", "not-a-time"),
    ("created_at", "2026-03-03T09:00:00", "time-without-offset"),
    ("datum", "wgs72", "unknown-value"), ("datum", "EPSG:999999", "unknown-value"),
  ])
  func badValuesAreRejectedWithFieldAndCode(field: String, value: String, code: String) throws {
    let (_, reject) = try decode(
      .stores,
      ["id", "lon", "lat", field],
      ["a", "9.5", "47.1", value]
    )
    #expect(reject?.field == field)
    #expect(reject?.code.rawValue == code)
  }

  @Test func timesWithoutOffsetNeedAZone() throws {
    let columns = ["id", "rep_id", "store_id", "time"]
    let values = ["c", "r", "s", "2026-03-03 09:15:00"]
    #expect(try decode(.checkIns, columns, values).reject?.code == .timeWithoutOffset)
    let options = DecodingOptions(timeZone: TimeZone(identifier: "Asia/Shanghai"))
    let (record, reject) = try decode(.checkIns, columns, values, options: options)
    #expect(reject == nil)
    #expect(record.text(of: "time", schema: .of(.checkIns)) == "2026-03-03T01:15:00Z")
  }

  @Test func rowDatumWinsOverTheFilesDatum() throws {
    let options = DecodingOptions(datum: .gcj02)
    let columns = ["id", "lon", "lat", "datum"]
    let (plain, _) = try decode(
      .stores,
      columns,
      ["a", "121.5", "31.2", "wgs84"],
      options: options
    )
    #expect(plain.coordinate == (try Coordinate(longitude: 121.5, latitude: 31.2)))
    let (shifted, _) = try decode(.stores, columns, ["a", "121.5", "31.2", nil], options: options)
    let moved = try #require(shifted.coordinate)
    let metres = Geodesic.exactDistance(
      moved,
      try Coordinate(longitude: 121.5, latitude: 31.2)
    ).metres
    #expect((300...700).contains(metres))
  }

  @Test func rowNumberServesAsID() throws {
    let options = DecodingOptions(columnOfField: ["id": "@row"])
    let (record, reject) = try decode(.stores, ["lon", "lat"], ["9.5", "47.1"], options: options)
    #expect(reject == nil)
    #expect(record.text(of: "id", schema: .of(.stores)) == "7")
  }

  @Test func missingColumnIsNamedWithTheRemedy() throws {
    #expect(
      throws: BindingError.missingColumn("id", record: "stores", columns: ["shop", "lon", "lat"])
    ) {
      _ = try decode(.stores, ["shop", "lon", "lat"], ["a", "9", "47"])
    }
    let options = DecodingOptions(columnOfField: ["id": "nr"])
    #expect(throws: BindingError.noSuchColumn("nr", field: "id", columns: ["lon", "lat"])) {
      _ = try decode(.stores, ["lon", "lat"], ["9", "47"], options: options)
    }
  }

  @Test func checkInMayHaveNoPositionButNotHalfOfOne() throws {
    let columns = ["id", "rep_id", "store_id", "time", "lon", "lat"]
    let start: [String?] = ["c", "r", "s", "2026-03-03T09:15:00Z"]
    let (record, reject) = try decode(.checkIns, columns, start + [nil, nil])
    #expect(reject == nil && record.coordinate == nil)
    #expect(try decode(.checkIns, columns, start + ["9", nil]).reject?.code == .missing)
  }

  @Test func everySchemaHasUniqueNamesAndItsKey() {
    for kind in RecordKind.allCases {
      let schema = RecordSchema.of(kind)
      #expect(Set(schema.fields.map(\.name)).count == schema.fields.count)
      for name in schema.key { #expect(schema.position(of: name) != nil) }
      #expect(schema.fieldsBeforePlace <= schema.fields.count)
    }
  }
}

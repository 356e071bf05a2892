import Foundation
import GRDB
import LeadlineGeometry
import LeadlineModel
import Testing

import struct LeadlineModel.Record

@testable import LeadlineDatabase

/// A folder that is removed when the test ends.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "leadline-\(UUID())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String = "leadline.gpkg") -> String { url.appending(path: name).path }

  var contents: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
  }
}

/// The moment at which all tests write.
let moment = Date(timeIntervalSince1970: 1_714_552_200)

extension Record {
  /// Makes a record of named values.
  static func make(
    _ kind: RecordKind,
    row: Int = 1,
    _ values: [String: Value],
    at position: (Double, Double)? = nil,
    attributes: [(String, String)] = []
  ) throws -> Record {
    let schema = RecordSchema.of(kind)
    var record = Record(schema)
    record.row = row
    for (name, value) in values {
      record.values[try #require(schema.position(of: name))] = value
    }
    if let position {
      record.coordinate = try Coordinate(longitude: position.0, latitude: position.1)
    }
    record.attributes = Attributes(
      attributes.map { Attributes.Entry(name: $0.0, kind: .text, text: $0.1) }
    )
    return record
  }

  static func store(
    _ id: String,
    _ values: [String: Value] = [:],
    at position: (Double, Double) = (121.5, 31.2),
    attributes: [(String, String)] = []
  ) throws -> Record {
    let values = values.merging(["id": .text(id)]) { $1 }
    return try make(.stores, values, at: position, attributes: attributes)
  }

  static func rep(_ id: String, _ values: [String: Value] = [:]) throws -> Record {
    try make(.reps, values.merging(["id": .text(id)]) { $1 })
  }

  /// A square fence around a place.
  static func fence(_ id: String, x: Double, y: Double, half: Double = 0.5) throws -> Record {
    var record = try make(.fences, ["id": .text(id)])
    record.geometry = .multiPolygon([
      [
        [
          Position(x: x - half, y: y - half), Position(x: x + half, y: y - half),
          Position(x: x + half, y: y + half), Position(x: x - half, y: y + half),
          Position(x: x - half, y: y - half),
        ]
      ]
    ])
    return record
  }

  func value(_ name: String, _ kind: RecordKind) throws -> Value {
    values[try #require(RecordSchema.of(kind).position(of: name))]
  }
}

extension LeadDatabase {
  static func create(in folder: TemporaryFolder) throws -> LeadDatabase {
    try LeadDatabase(path: folder.path(), access: .write(createIfMissing: true))
  }

  /// Imports records, collecting the rejects.
  @discardableResult
  func add(
    _ kind: RecordKind,
    _ records: [Record],
    columns: PresentColumns? = nil,
    rejects: ((Reject) -> Void)? = nil
  ) throws -> ImportSummary {
    try importRecords(
      kind,
      at: moment,
      reject: { reject in
        if let rejects { rejects(reject) } else { Issue.record("rejected: \(reject)") }
      },
      { writer in
        if let columns { try writer.use(columns) }
        for record in records { try writer.write(record) }
      }
    )
  }

  func all(_ kind: RecordKind) throws -> [Record] {
    var result: [Record] = []
    try forEachRecord(kind) { result.append($0) }
    return result
  }

  func store(_ id: String) throws -> Record? {
    try all(.stores).first { $0.values[0] == .text(id) }
  }

  /// Fills every table with a little.
  func fillAllTables() throws {
    try add(.reps, [.rep("r1", ["role": .text("rep")]), .rep("r2", ["supervisor": .text("r1")])])
    try add(
      .stores,
      [
        .store("s1", ["owner": .text("r1"), "value": .number(12.5)], at: (121.5, 31.2)),
        .store("s2", ["created_at": .time(moment)], at: (-0.1, 51.5), attributes: [("颜色", "红")]),
      ]
    )
    try add(.fences, [.fence("f1", x: 121.5, y: 31.2), .fence("f2", x: 0, y: 51)])
    try add(
      .checkIns,
      [
        .make(
          .checkIns,
          [
            "id": .text("c1"), "rep_id": .text("r1"), "store_id": .text("s1"),
            "time": .time(moment), "mock": .flag(true),
          ],
          at: (121.5001, 31.2001)
        ),
        .make(
          .checkIns,
          [
            "id": .text("c2"), "rep_id": .text("r1"), "store_id": .text("s2"),
            "time": .time(moment),
          ]
        ),
      ]
    )
    try add(
      .tracks,
      (0..<3).map { number in
        try .make(
          .tracks,
          ["rep_id": .text("r1"), "time": .time(moment + Double(number))],
          at: (121 + Double(number), 31)
        )
      }
    )
    try add(
      .orders,
      [
        .make(
          .orders,
          [
            "id": .text("o1"), "store_id": .text("s1"), "time": .time(moment),
            "amount": .number(99),
          ]
        )
      ]
    )
    try add(
      .storeEdits,
      [
        .make(
          .storeEdits,
          ["store_id": .text("s1"), "time": .time(moment), "rep_id": .text("r2")],
          at: (121.6, 31.3)
        )
      ]
    )
  }
}

/// Runs a program and returns what it wrote.
func output(of program: String, _ arguments: [String]) throws -> String {
  let process = Process()
  let pipe = Pipe()
  process.executableURL = URL(filePath: program)
  process.arguments = arguments
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  return String(decoding: data, as: UTF8.self)
}

let ogrinfo = "/usr/bin/ogrinfo"
let hasOgrinfo = FileManager.default.isExecutableFile(atPath: ogrinfo)

/// Takes rejects that a test does not look at.
func ignore(_ reject: Reject) {}

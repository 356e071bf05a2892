import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import Leadline

/// Jobs done in blocks against the same jobs done record by record, byte for byte.
struct BlockTwinTests {
  private static let stores: [HostileTable.Column] = [.id, .lon, .lat]
  private static let furtherOfStores: [HostileTable.Column] = [
    .name, .grade, .workload, .datum, .createdAt, .accuracy,
  ]
  private static let checkIns: [HostileTable.Column] = [.id, .repID, .storeID, .time, .lon, .lat]
  private static let furtherOfCheckIns: [HostileTable.Column] = [
    .provider, .mock, .fixTime, .fixAccuracy, .companion, .photoLongitude, .photoLatitude,
    .photoHash, .datum,
  ]

  /// What came of a run.
  private struct Outcome: Equatable {
    var text = ""
    var rejects: [RejectedRow] = []
    var failure = ""
    var rows = 0
  }

  /// A folder with files for one seed, and how they are read.
  private final class Files {
    let folder = FileManager.default.temporaryDirectory.appending(path: "blocks-\(UUID())")
    let options: InputOptions
    let blocks: RecordStream.BlockOptions

    init(using generator: inout SplitMix64) throws {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      options = InputOptions(
        timeZone: Bool.random(using: &generator) ? TimeZone(identifier: "Asia/Shanghai") : nil,
        datum: [nil, nil, nil, nil, .gcj02, .gcj02, .bd09, .epsg(3857)]
          .randomElement(using: &generator) ?? nil
      )
      blocks = RecordStream.BlockOptions(
        threads: Int.random(in: 1...3, using: &generator),
        blockSize: Int.random(in: 1...300, using: &generator)
      )
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
      let file = folder.appending(path: name)
      try Data(bytes).write(to: file)
      return file.path
    }

    /// A file of some columns in any order, the further ones at random.
    func table(
      _ name: String,
      _ columns: [HostileTable.Column],
      _ further: [HostileTable.Column] = [],
      using generator: inout SplitMix64
    ) throws -> String {
      let some = further.filter { _ in Int.random(in: 0...2, using: &generator) == 0 }
      let table = HostileTable(using: &generator)
      let all = (columns + some).shuffled(using: &generator)
      return try write(name, table.bytes(all, using: &generator))
    }

    func stream(
      _ schema: RecordSchema,
      _ files: [String],
      _ onReject: @escaping (RejectedRow) -> Void
    ) -> RecordStream {
      RecordStream(schema, files: files, options: options, onReject: onReject)
    }

    /// Runs a job in blocks, or record by record.
    func run<Job: BlockJob>(
      _ job: Job?,
      _ schema: RecordSchema,
      _ files: [String],
      onAnswer: (Job.Answer, inout Outcome) -> [Reject],
      onRecord: (Record, inout Outcome) -> Reject?
    ) -> Outcome {
      var outcome = Outcome()
      let rejects = Rejects()
      let stream = stream(schema, files) { rejects.all.append($0) }
      do {
        if let job {
          try stream.forEach(job, options: blocks) { record in
            Issue.record("row \(record.row) did not come in a block")
          } onAnswer: { answer, refuse in
            for reject in onAnswer(answer, &outcome) { refuse(reject) }
          }
        } else {
          while let record = try stream.next() {
            if let reject = onRecord(record, &outcome) { try stream.reject(reject) }
          }
        }
      } catch {
        outcome.failure = "\(error)"
      }
      outcome.rejects = rejects.all
      outcome.rows = outcome.failure.isEmpty ? stream.rowsRead : 0
      return outcome
    }

    private final class Rejects {
      var all: [RejectedRow] = []
    }
  }

  /// Expects two outcomes to be one; of a file that can't be read to its end, the rows before that
  /// place are among them.
  private func expectSame(_ blocks: Outcome, _ records: Outcome, _ seed: UInt64) {
    #expect(blocks.failure == records.failure, "seed \(seed)")
    #expect(blocks.rejects == records.rejects, "seed \(seed)")
    #expect(blocks.rows == records.rows, "seed \(seed)")
    #expect(blocks.text == records.text, "seed \(seed)")
  }

  /// Rows of CSV as the commands write them one by one.
  private func csv(_ write: (inout RowWriter) throws -> Void) -> String {
    var bytes: [UInt8] = []
    let columns = ["a", "b", "c", "d", "e", "f"].map { OutputColumn($0) }
    var writer = RowWriter(format: .csv, columns: columns) { bytes += $0 }
    try? write(&writer)
    try? writer.finish()
    return String(decoding: bytes.drop { $0 != 0x0a }.dropFirst(), as: UTF8.self)
  }

  private func row(_ cells: [String]) -> String {
    csv { writer in
      for cell in cells { writer.text(cell) }
      try writer.endRow()
    }
    .trimmingSuffix(of: 6 - cells.count)
  }

  private func text(_ number: Double?, decimals: Int) -> String {
    guard let number else { return "" }
    var bytes: [UInt8] = []
    DecimalWriter.append(number, decimals: decimals, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func fences() throws -> FenceIndex {
    func fence(_ id: String, _ box: [Double], level: String, territory: String) throws -> Fence {
      let corners = [(0, 1), (2, 1), (2, 3), (0, 3), (0, 1)]
      let ring = corners.map { Position(x: box[$0.0], y: box[$0.1]) }
      let area = try FenceRepair.area(from: .polygon([ring])).area
      return Fence(id: ID(id), territory: territory, level: level, area: area)
    }
    return FenceIndex([
      try fence("F1", [0, 0, 10, 10], level: "a", territory: "T \"1\""),
      try fence("F,2", [5, 5, 15, 15], level: "a", territory: " T2"),
      try fence("F3", [2, 2, 9, 9], level: "b", territory: "北京"),
    ])
  }

  @Test func storesAreAssignedTheSameInBlocks() throws {
    let index = try Self.fences()
    try forEverySeed(0..<100) { seed, generator in
      let files = try Files(using: &generator)
      var names: [String] = []
      for name in ["1.csv", "2.csv"].prefix(Int.random(in: 1...2, using: &generator)) {
        names.append(
          try files.table(name, Self.stores, Self.furtherOfStores, using: &generator)
        )
      }
      let outside = OutsideRule.allCases.randomElement(using: &generator) ?? .none
      let question = [AssignJob.Question.winners, .all, .counts].randomElement(using: &generator)
      let job = AssignJob(index, question ?? .winners, outside: outside)
      let evaluators = try index.levels.indices.map { try index.evaluator(level: $0) }
      func run(_ job: AssignJob?) -> Outcome {
        var counts: [String: Int] = [:]
        var outcome = files.run(job, .of(.stores), names) { answer, outcome in
          outcome.text += String(decoding: answer.rows, as: UTF8.self)
          for count in answer.counts {
            counts["\(count.level) \(count.territory ?? "-")", default: 0] += count.stores
          }
          return []
        } onRecord: { record, outcome in
          guard let store = Store(record) else { return .unusable(record) }
          for evaluator in evaluators {
            let found =
              question == .all
              ? try? evaluator.assignments(of: store.coordinate, outside: outside)
              : [try? evaluator.assignment(of: store.coordinate, outside: outside)]
                .compactMap { $0 }
            for assignment in found ?? [] {
              if question == .counts {
                counts["\(assignment.level) \(assignment.territory ?? "-")", default: 0] += 1
                continue
              }
              var cells = [
                store.id.rawValue, assignment.level, assignment.territory ?? "",
                assignment.fence?.rawValue ?? "", assignment.rule.rawValue,
              ]
              if outside == .nearest {
                cells.append(text(assignment.distance?.metres, decimals: 3))
              }
              outcome.text += row(cells)
            }
          }
          return nil
        }
        if outcome.failure.isEmpty { outcome.text += "\(counts.sorted { $0.key < $1.key })" }
        return outcome
      }
      expectSame(run(job), run(nil), seed)
    }
  }

  @Test func queriesAreAnsweredTheSameInBlocks() throws {
    try forEverySeed(0..<80) { seed, generator in
      let files = try Files(using: &generator)
      let stores = try files.table("s.csv", Self.stores, Self.furtherOfStores, using: &generator)
      let queries = try files.table("q.csv", Self.stores, [.datum, .name], using: &generator)
      let limit = [nil, 0, 1, 7].randomElement(using: &generator) ?? nil
      let radius = try [nil, 5e5].randomElement(using: &generator)?.map { try Distance(metres: $0) }
      let greatest = [1, 60, 1 << 25].randomElement(using: &generator) ?? 1
      func run(inBlocks: Bool) -> (stores: Outcome, answers: Outcome) {
        var builder = CustomerFinder.Builder()
        let job = inBlocks ? StoreJob(hasAccuracy: false) : nil
        let taken = files.run(job, .of(.stores), [stores]) { answer, _ in
          var refused: [Reject] = []
          builder.add(answer) { refused.append($0) }
          return refused
        } onRecord: { record, _ in
          builder.add(record)
        }
        let finder = builder.finish()
        func rows(_ query: String, _ place: Coordinate) -> String {
          finder.stores(near: place, limit: limit, within: radius).enumerated().map { rank, hit in
            row([query, "\(rank + 1)", hit.id.rawValue, text(hit.distance.metres, decimals: 3)])
          }
          .joined()
        }
        let question =
          inBlocks
          ? QueryJob(finder, limit: limit, within: radius, greatestAnswer: greatest) : nil
        let answers = files.run(question, .queries, [queries]) { answer, outcome in
          outcome.text += String(decoding: answer.rows, as: UTF8.self)
          for (id, place) in answer.rest { outcome.text += rows(id, place) }
          return []
        } onRecord: { record, outcome in
          if let place = record.coordinate {
            outcome.text += rows(record.text(of: "id", schema: .queries) ?? "", place)
          }
          return nil
        }
        return (taken, answers)
      }
      let (blocks, records) = (run(inBlocks: true), run(inBlocks: false))
      expectSame(blocks.stores, records.stores, seed)
      expectSame(blocks.answers, records.answers, seed)
    }
  }

  @Test func checkInsAreVerifiedTheSameInBlocks() throws {
    try forEverySeed(0..<100) { seed, generator in
      let files = try Files(using: &generator)
      let stores = try files.table("s.csv", Self.stores, [.accuracy], using: &generator)
      let checkIns = try files.table(
        "c.csv",
        Self.checkIns,
        Self.furtherOfCheckIns,
        using: &generator
      )
      func run(inBlocks: Bool) -> (stores: Outcome, verdicts: Outcome) {
        var builder = VisitChecker.Builder()
        let job = inBlocks ? StoreJob(hasAccuracy: true) : nil
        let taken = files.run(job, .of(.stores), [stores]) { answer, _ in
          var refused: [Reject] = []
          builder.addStores(answer) { refused.append($0) }
          return refused
        } onRecord: { record, _ in
          builder.addStore(record)
        }
        let checker = builder.finish()
        let question = inBlocks ? VerifyJob(checker) : nil
        let verdicts = files.run(question, .of(.checkIns), [checkIns]) { answer, outcome in
          outcome.text += String(decoding: answer, as: UTF8.self)
          return []
        } onRecord: { record, outcome in
          guard let checkIn = CheckIn(record) else { return nil }
          guard let verification = checker.verify(checkIn) else {
            return .unknownStore(checkIn, row: record.row)
          }
          outcome.text += row([
            checkIn.id.rawValue, verification.verdict.rawValue,
            text(verification.distance?.metres, decimals: 3),
            text(verification.presence, decimals: 4),
            verification.reasons.map(\.rawValue).joined(separator: "|"),
          ])
          return nil
        }
        return (taken, verdicts)
      }
      let (blocks, records) = (run(inBlocks: true), run(inBlocks: false))
      expectSame(blocks.stores, records.stores, seed)
      expectSame(blocks.verdicts, records.verdicts, seed)
    }
  }

  @Test func otherFormatsComeRecordByRecord() throws {
    var generator = SplitMix64(seed: 1)
    let files = try Files(using: &generator)
    let json = try files.write("s.ndjson", Array(#"{"id":"a","lon":1,"lat":1}"#.utf8))
    let table = try files.write("s.csv", Array("id,lon,lat\nb,2,2\n".utf8))
    var ids: [String] = []
    let stream = files.stream(.of(.stores), [json, table, json]) { _ in }
    try stream.forEach(AssignJob(try Self.fences(), .winners, outside: .none)) { record in
      ids.append(record.text(of: "id", schema: .of(.stores)) ?? "")
    } onAnswer: { answer, _ in
      ids.append(String(decoding: answer.rows.prefix(1), as: UTF8.self))
    }
    #expect(ids == ["a", "b", "a"])
  }
}

extension String {
  /// The row without the commas of the last columns, which it has no cells for.
  fileprivate func trimmingSuffix(of commas: Int) -> String {
    String(dropLast(commas + 1)) + "\n"
  }
}

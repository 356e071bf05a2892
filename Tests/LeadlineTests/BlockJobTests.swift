import Foundation
import LeadlineGeometry
import LeadlineModel
import Testing

@testable import Leadline

/// What the jobs make of single blocks, where their twins by records can't tell.
struct BlockJobTests {
  /// Does a job for the rows of one file, on one thread.
  private func answers<Job: BlockJob>(
    _ job: Job,
    _ text: String,
    blockSize: Int = 1 << 19
  ) throws -> (answers: [Job.Answer], rejects: [Reject], failure: (any Error)?) {
    let file = FileManager.default.temporaryDirectory.appending(path: "block-\(UUID()).csv")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    var answers: [Job.Answer] = []
    var rejects: [Reject] = []
    let stream = RecordStream(
      job.schema,
      files: [file.path],
      options: InputOptions(),
      onReject: { rejects.append($0.reject) }
    )
    do {
      try stream.forEach(
        job,
        options: RecordStream.BlockOptions(threads: 1, blockSize: blockSize),
        onRecord: { Issue.record("row \($0.row) did not come in a block") },
        onAnswer: { answer, _ in answers.append(answer) }
      )
    } catch {
      return (answers, rejects, error)
    }
    return (answers, rejects, nil)
  }

  private func square(
    _ id: String,
    from least: Double,
    to most: Double,
    level: String,
    territory: String
  ) throws -> Fence {
    let corners = [(least, least), (most, least), (most, most), (least, most), (least, least)]
    let ring = corners.map { Position(x: $0.0, y: $0.1) }
    let area = try FenceRepair.area(from: .polygon([ring])).area
    return Fence(id: ID(id), territory: territory, level: level, area: area)
  }

  /// A job that asks for some texts and gives them back.
  private struct EchoJob: BlockJob {
    let schema = RecordSchema.of(.stores)
    let request: RowRequest

    func makeWorker() -> EchoWorker { EchoWorker(request.texts.count) }
  }

  private final class EchoWorker: BlockWorker {
    private let columns: Int

    init(_ columns: Int) { self.columns = columns }

    func answer(_ rows: RowColumns, refuse: (Reject) -> Void) -> [[String]] {
      (0..<rows.count).map { row in
        (0..<columns).map { String(decoding: rows.text($0, row), as: UTF8.self) }
      }
    }
  }

  @Test(arguments: [["name"], []])
  func aRequiredTextNeedNotBeWanted(texts: [String]) throws {
    let job = EchoJob(request: RowRequest(texts: texts))
    let rows = (0..<1500).map { "S\($0),N\($0),1,1\n" }.joined()
    let (answers, rejects, failure) = try answers(job, "id,name,lon,lat\n,none,1,1\n" + rows)
    #expect(failure == nil)
    #expect(answers.flatMap { $0 } == (0..<1500).map { row in texts.map { _ in "N\(row)" } })
    #expect(rejects.map(\.field) == ["id"], "the text is required all the same")
  }

  @Test func rowsBeforeTheEndOfAnUnreadableFileAreAnswered() throws {
    let job = EchoJob(request: RowRequest(texts: ["id"]))
    // Empty lines, so that the file is not taken for a binary one by its first 4096 bytes.
    let head = "id,lon,lat" + String(repeating: "\n", count: 4096)
    let text = head + "a,1,1\nb,999,1\nc,1,1\nd,\u{0},1\ne,1,1\n"
    for blockSize in [1, 8, 1 << 19] {
      let (answers, rejects, failure) = try answers(job, text, blockSize: blockSize)
      #expect(answers.flatMap { $0 } == [["a"], ["c"]], "blocks of \(blockSize)")
      #expect(rejects.map(\.row) == [2])
      #expect(failure.map { "\($0)" }?.contains("row 4 contains a NUL byte") == true)
    }
  }

  @Test(arguments: [nil, 0, 20, 1 << 40], [nil, 1e7])
  func onlySoManyMatchesAreFoundAtOnce(limit: Int?, metres: Double?) throws {
    let schema = RecordSchema.of(.stores)
    var builder = CustomerFinder.Builder()
    for number in 0..<100 {
      var record = Record(schema)
      record.values[try #require(schema.position(of: "id"))] = .text("S\(number)")
      record.coordinate = try Coordinate(longitude: Double(number) / 100, latitude: 47)
      #expect(builder.add(record) == nil)
    }
    // Of the first queries, all that are found at once are answered.
    let job = QueryJob(
      builder.finish(),
      limit: limit,
      within: try metres.map { try Distance(metres: $0) },
      greatestAnswer: 1,
      matchesAtOnce: 300
    )
    let rows = (0..<40).map { "Q\($0),1,47\n" }.joined()
    let answers = try answers(job, "id,lon,lat\n" + rows).answers
    let answered = limit == 0 ? 40 : 300 / min(limit ?? 100, 100)
    #expect(answers.map(\.rest.count) == [40 - answered])
    let lines = answers.flatMap(\.rows).count { $0 == UInt8(ascii: "\n") }
    #expect(lines == answered * min(limit ?? 100, 100))
  }

  @Test func endingsAreThoseOfAFencesOwnLevel() throws {
    let index = FenceIndex([
      try square("F1", from: 0, to: 2, level: "a", territory: "T1"),
      try square("F2", from: 4, to: 6, level: "b", territory: "T2"),
      try square("F3", from: 8, to: 9, level: "b", territory: "T3"),
    ])
    let endings = RowEndings(index, .winners, hasDistance: false)
    let lines = zip(endings.starts, endings.starts.dropFirst()).map { start, end in
      String(decoding: endings.bytes[start..<end], as: UTF8.self)
    }
    #expect(
      lines == [
        ",a,T1,F1,inside\n", ",a,T1,F1,overlap\n", ",b,T2,F2,inside\n", ",b,T2,F2,overlap\n",
        ",b,T3,F3,inside\n", ",b,T3,F3,overlap\n", ",a,,,none\n", ",b,,,none\n",
      ]
    )
    #expect(RowEndings(index, .counts, hasDistance: false).bytes.isEmpty, "counts are no rows")
  }

  @Test func storesOutsideCountForTheNearestFenceOfTheirLevel() throws {
    // One id in two levels: it tells the fence only together with the level.
    let index = FenceIndex([
      try square("F", from: 0, to: 2, level: "a", territory: "T1"),
      try square("F", from: 4, to: 6, level: "b", territory: "T2"),
    ])
    let job = AssignJob(index, .counts, outside: .nearest)
    let text = "id,lon,lat\nx,3,1\ny,1,1\nz,3,1\n"
    var stores: [String: Int] = [:]
    for count in try answers(job, text).answers.flatMap(\.counts) {
      stores["\(count.level) \(count.territory ?? "-")", default: 0] += count.stores
    }
    #expect(stores == ["a T1": 3, "b T2": 3])
  }
}

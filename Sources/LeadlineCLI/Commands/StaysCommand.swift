import ArgumentParser
import Foundation
import Leadline

/// Finds where reps stayed.
struct StaysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "stays", abstract: "x")
  @Option var tracks: [String] = []
  @OptionGroup var database: DatabaseOptionGroup
  @OptionGroup var input: InputOptionGroup
  @OptionGroup var output: OutputOptionGroup

  func run() throws {
    let options = try input.options(for: [.of(.tracks)], datums: [:])
    let rejects = try RejectLog(input)
    let source = try RecordSource(
      database: database, files: [.tracks: tracks], options: options, rejects: rejects)
    var builder = TrackTable.Builder()
    let t0 = Date()
    try source.forEach(.tracks, verb: "reading tracks", TrackJob()) { tracks, _ in
      builder.append(tracks)
    } onRecord: { record, _ in
      builder.append(record)
    }
    let t1 = Date()
    let table = builder.finish()
    let t2 = Date()
    let detector = StayDetector()
    let all = Workers.map(table.count, threads: nil) { detector.stays(of: table.track(at: $0)) }
    let t3 = Date()
    FileHandle.standardError.write(Data("read \(t1.timeIntervalSince(t0)) finish \(t2.timeIntervalSince(t1)) detect \(t3.timeIntervalSince(t2)) fixes \(table.fixCount)\n".utf8))
    let rows = try RowOutput(output, columns: ["rep_id","arrived_at","left_at","lon","lat","radius_m","fixes","evidence"].map { OutputColumn($0) })
    for (p, stays) in all.enumerated() {
      for stay in stays {
        rows.writer.text(table.reps[p].rawValue)
        rows.writer.text(stay.arrivedAt.ISO8601Format())
        rows.writer.text(stay.leftAt.ISO8601Format())
        try rows.coordinates(stay.place)
        rows.writer.fixed(stay.radiusMetres, decimals: 3)
        rows.writer.integer(stay.fixCount)
        rows.writer.text(stay.evidence.rawValue)
        try rows.writer.endRow()
      }
    }
    try rejects.finish()
    try rows.finish()
  }
}

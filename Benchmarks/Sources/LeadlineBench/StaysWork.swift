import Foundation
import Leadline

/// The stays of all tracks, which lie in memory already.
struct StaysWork: Work {
  private let tracks: TrackTable
  private let threads: Int?
  private var stays: [[Stay]] = []

  init(_ options: Options) throws {
    let folder = try options.text("tracks")
    let reps = try Column.read("\(folder)/rep.i32", of: Int32.self, first: options.sample)
    let times = try Column.read("\(folder)/time.f64", of: Double.self, first: options.sample)
    let places = try Column.coordinates(folder, first: options.sample)
    var builder = TrackTable.Builder()
    for (fix, rep) in reps.enumerated() {
      let time = Date(timeIntervalSince1970: times[fix])
      builder.append(PositionFix(time: time, coordinate: places[fix]), of: ID("r\(rep)"))
    }
    tracks = builder.finish()
    threads = options.threads
  }

  mutating func run() { stays = StayDetector().stays(of: tracks, threads: threads) }

  func writeAnswer(to path: String) throws {
    try Column.write([Int64(stays.reduce(0) { $0 + $1.count })], to: path)
  }
}

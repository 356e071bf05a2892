import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct TrackTableTests {
  /// Fixes of some reps with equal times, repeats and radii that nobody can use.
  private func anyFixes(_ generator: inout SplitMix64) -> [(rep: String, fix: PositionFix)] {
    let reps = ["r10", "r2", "张", "r", "R2"]
    return (0..<Int.random(in: 0...300, using: &generator)).map { _ in
      let fix = World.fix(
        after: Double(Int.random(in: -40...40, using: &generator)),
        east: Double(Int.random(in: 0...3, using: &generator)) * 50,
        accuracyMetres: [nil, 5, 30, -1, .nan, .infinity].randomElement(using: &generator) ?? nil
      )
      return (reps[Int.random(in: 0..<reps.count, using: &generator)], fix)
    }
  }

  private func table(
    _ fixes: [(rep: String, fix: PositionFix)],
    blockSize: Int,
    threads: Int
  ) -> TrackTable {
    var builder = TrackTable.Builder()
    var rest = fixes[...]
    while !rest.isEmpty {
      var block = FixBlock()
      for (rep, fix) in rest.prefix(blockSize) {
        var id = rep
        id.withUTF8 {
          block.append(
            rep: $0,
            time: fix.time.timeIntervalSinceReferenceDate,
            longitude: fix.coordinate.longitude,
            latitude: fix.coordinate.latitude,
            accuracy: fix.accuracyMetres ?? .nan
          )
        }
      }
      block.group()
      builder.append(block)
      rest = rest.dropFirst(blockSize)
    }
    return builder.finish(threads: threads)
  }

  private func rows(_ track: Track) -> [PositionFix] { (0..<track.count).map { track[$0] } }

  /// What the table must hold, by sorting and comparing whole fixes.
  private func expected(_ fixes: [(rep: String, fix: PositionFix)], _ rep: String) -> [PositionFix]
  {
    var result: [PositionFix] = []
    let cleaned = fixes.filter { $0.rep == rep }.map { pair in
      var fix = pair.fix
      if let radius = fix.accuracyMetres, !(radius >= 0 && radius.isFinite) {
        fix.accuracyMetres = nil
      }
      return fix
    }
    let ordered = cleaned.sorted {
      ($0.time, $0.coordinate.longitude, $0.coordinate.latitude, $0.accuracyMetres ?? -1)
        < ($1.time, $1.coordinate.longitude, $1.coordinate.latitude, $1.accuracyMetres ?? -1)
    }
    for fix in ordered where fix != result.last { result.append(fix) }
    return result
  }

  @Test func everyRepHasItsFixesInOrderAndOnce() {
    forEverySeed(0..<60) { seed, generator in
      let fixes = anyFixes(&generator)
      let table = table(fixes, blockSize: Int.random(in: 1...80, using: &generator), threads: 2)
      let reps = Set(fixes.map(\.rep)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      #expect(table.reps.map(\.rawValue) == reps, "seed \(seed)")
      for (position, rep) in reps.enumerated() {
        #expect(table.position(of: ID(rep)) == position, "seed \(seed)")
        #expect(rows(table.track(at: position)) == expected(fixes, rep), "seed \(seed) \(rep)")
      }
      #expect(table[ID("nobody")] == nil)
    }
  }

  @Test func neitherOrderNorBlocksNorThreadsNorTheWayInMatter() {
    forEverySeed(0..<40) { seed, generator in
      let fixes = anyFixes(&generator)
      let one = table(fixes, blockSize: 1_000, threads: 1)
      let other = table(fixes.shuffled(using: &generator), blockSize: 7, threads: 2)
      var builder = TrackTable.Builder()
      for (rep, fix) in fixes.reversed() { builder.append(fix, of: ID(rep)) }
      let third = builder.finish()
      #expect(one.reps == other.reps && one.reps == third.reps, "seed \(seed)")
      for position in one.reps.indices {
        let expected = rows(one.track(at: position))
        #expect(rows(other.track(at: position)) == expected, "seed \(seed)")
        #expect(rows(third.track(at: position)) == expected, "seed \(seed)")
      }
      #expect(one.fixCount == other.fixCount)
    }
  }

  @Test func aTrackOfItsOwnIsTheSliceOfTheTable() {
    forEverySeed(0..<40) { seed, generator in
      let fixes = anyFixes(&generator).filter { $0.rep == "r" }
      guard !fixes.isEmpty else { return }
      let alone = Track(fixes.map(\.fix))
      let table = table(fixes, blockSize: 9, threads: 2)
      #expect(rows(alone) == rows(table.track(at: 0)), "seed \(seed)")
    }
  }

  @Test func staysOfATableAreThoseOfItsTracksOnAnyNumberOfThreads() {
    let detector = StayDetector()
    // Five stops of forty minutes, 800 m apart.
    let stops = (0..<200).map { minute in
      let stop = Double(minute / 40)
      return World.fix(after: 60 * (Double(minute) + 10 * stop), east: 800 * stop)
    }
    var fixes: [(rep: String, fix: PositionFix)] = []
    for (rep, count) in [("b", 200), ("a", 160), ("c", 120)] {
      fixes += stops.prefix(count).map { (rep, $0) }
    }
    let table = table(fixes, blockSize: 64, threads: 2)
    let expected = (0..<table.count).map { detector.stays(of: table.track(at: $0)) }
    #expect(expected.map { $0.count } == [4, 5, 3])
    for threads in [1, 2] { #expect(detector.stays(of: table, threads: threads) == expected) }
  }

  @Test func timesAreFoundAsByASearchThroughAll() {
    forEverySeed(0..<40) { seed, generator in
      let fixes = anyFixes(&generator)
      let table = table(fixes, blockSize: 50, threads: 1)
      for position in table.reps.indices {
        let track = table.track(at: position)
        let start =
          World.noon.timeIntervalSinceReferenceDate
          + Double(Int.random(in: -45...45, using: &generator))
        let end = start + Double(Int.random(in: 0...30, using: &generator))
        let found = track.positions(from: start, through: end)
        let expected = (0..<track.count).filter { start...end ~= track.time(at: $0) }
        #expect(Array(found) == expected, "seed \(seed)")
        #expect(rows(track.slice(found)) == expected.map { track[$0] }, "seed \(seed)")
      }
    }
  }

  @Test func columnsAreTakenAsFixOfFix() {
    forEverySeed(0..<40) { seed, generator in
      let fixes = anyFixes(&generator)
      var times = fixes.map(\.fix.time.timeIntervalSinceReferenceDate)
      if let some = times.indices.randomElement(using: &generator), seed % 3 == 0 {
        times[some] = .nan
      }
      let kept = zip(fixes, times).filter { !$1.isNaN }.map(\.0)
      let longitudes = fixes.map(\.fix.coordinate.longitude)
      let latitudes = fixes.map(\.fix.coordinate.latitude)
      let accuracies = fixes.map { $0.fix.accuracyMetres ?? .nan }
      let ids = fixes.flatMap { Array($0.rep.utf8) }
      let ends = fixes.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.rep.utf8.count) }
      var block = FixBlock()
      unsafe times.withUnsafeBufferPointer { times in
        unsafe longitudes.withUnsafeBufferPointer { longitudes in
          unsafe latitudes.withUnsafeBufferPointer { latitudes in
            unsafe accuracies.withUnsafeBufferPointer { accuracies in
              let columns = unsafe FixBlock.Columns(
                times: times,
                longitudes: longitudes,
                latitudes: latitudes,
                accuracies: accuracies
              )
              unsafe ids.withUnsafeBufferPointer { ids in
                unsafe block.append(columns) {
                  unsafe UnsafeBufferPointer(rebasing: ids[ends[$0]..<ends[$0 + 1]])
                }
              }
            }
          }
        }
      }
      block.group()
      var builder = TrackTable.Builder()
      builder.append(block)
      let taken = builder.finish()
      let expected = table(kept, blockSize: 1_000, threads: 1)
      #expect(taken.reps == expected.reps, "seed \(seed)")
      for position in expected.reps.indices {
        let rep = expected.reps[position].rawValue
        #expect(rows(taken.track(at: position)) == self.expected(kept, rep), "seed \(seed)")
      }
    }
  }

  @Test func aTimeThatIsNoneIsLeftOut() {
    let bad = PositionFix(
      time: Date(timeIntervalSinceReferenceDate: .nan),
      coordinate: World.origin
    )
    var builder = TrackTable.Builder()
    builder.append(bad, of: ID("r"))
    #expect(builder.finish().reps.isEmpty)
    #expect(Track([bad, World.fix(after: 0, east: 0)]).count == 1)
  }
}

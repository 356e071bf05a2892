import Foundation
import LeadlineGeometry
import Synchronization

/// What a simulation wrote.
package struct SimulationSummary: Hashable, Sendable {
  /// Field reps, supervisors and managers.
  package var people = 0
  /// Records of stores.
  package var stores = 0
  /// Check-ins, honest or not.
  package var checkIns = 0
  /// Those that an auditor would call fraud.
  package var fakedCheckIns = 0
}

/// Makes a believable month of field sales, with the truth beside it.
///
/// Everything is drawn from the scenario's seed, each person's days from numbers of their own: the
/// bytes do not depend on the number of threads.
///
/// Beside the records as an app would have them, `truth` holds:
/// - `check-ins.csv`: `id,honest,present,attack,strength,trap`. `honest` is 0 for what an auditor
///   would call fraud, `present` 1 where the rep was within 50 m of the shop at the claimed time.
/// - `reps.csv`: `rep_id,honest,attack,strength,share`, the share of the rep's check-ins that are
///   faked. Two attacks are joined by `|`. Who checks in for a proxy is not honest and has share 0.
/// - `stores.csv`: `store_id,shop_id,lon,lat,trap`, where the shop is at the end; records of one shop
///   share its id.
/// - `sources.csv`: `app_version,datum`, of check-ins, tracks and photos alike.
/// - `stays.csv`: `rep_id,arrived_at,left_at,store_id,lon,lat`, the real stays of 5 minutes or more,
///   in true time, while the app was on; `store_id` is empty outside of stores.
package struct Simulation: Sendable {
  private let scenario: Scenario

  /// Makes a simulation.
  ///
  /// - Throws: ``ScenarioError`` where a parameter is outside its range.
  package init(_ scenario: Scenario) throws(ScenarioError) {
    try scenario.validate()
    self.scenario = scenario
  }

  /// Writes the world into a folder, whole or not at all.
  ///
  /// - Parameters:
  ///   - folder: A folder that is not there yet, or is empty.
  ///   - threads: The number of workers; nil for one per processor.
  ///   - willMake: Called with the folder beside `folder` in which the files are made; it is gone in
  ///     the end, unless the process is killed.
  ///   - progress: Called with the people done and all people.
  /// - Returns: What was written.
  /// - Throws: ``SimulationError``.
  /// - Complexity: Memory for the stores, for 64 bytes a check-in, and for the tracks of a few people.
  package func write(
    to folder: String,
    threads: Int? = nil,
    willMake: (String) -> Void = { _ in },
    progress: (Int, Int) -> Void = { _, _ in }
  ) throws -> SimulationSummary {
    let place = URL(filePath: folder).standardizedFileURL.path
    let files = FileManager.default
    if files.fileExists(atPath: place) {
      let content = try? files.contentsOfDirectory(atPath: place)
      guard content?.isEmpty == true else { throw SimulationError.notEmpty(path: folder) }
    }
    let partial = "\(place).\(getpid()).partial"
    willMake(partial)
    do {
      try files.createDirectory(atPath: partial + "/truth", withIntermediateDirectories: true)
    } catch {
      throw SimulationError.cannotWrite(path: partial, reason: error.localizedDescription)
    }
    do {
      let summary = try fill(partial, threads: threads, progress: progress)
      // An empty folder gives way to the new one.
      guard rename(partial, place) == 0 else {
        throw SimulationError.cannotWrite(path: folder, reason: String(cString: strerror(errno)))
      }
      return summary
    } catch {
      try? files.removeItem(atPath: partial)
      throw error
    }
  }

  private func fill(
    _ folder: String,
    threads: Int?,
    progress: (Int, Int) -> Void
  ) throws -> SimulationSummary {
    let world = World(scenario)
    let builder = DayBuilder(world: world)
    let rows = RowText(world)
    let writer = try WorldWriter(world, rows, folder: folder)
    let people = world.people.count
    let batch = 16
    for start in stride(from: 0, to: people, by: batch) {
      let range = start..<min(people, start + batch)
      let months = Mutex<[Int: Month]>([:])
      Workers.split(range.count, size: 1, threads: threads) { next in
        while let part = next() {
          for position in part {
            let month = Month(builder, start + position, rows)
            months.withLock { $0[start + position] = month }
          }
        }
      }
      let done = months.withLock { $0 }
      for person in range {
        if let month = done[person] { try writer.add(month, of: person) }
      }
      progress(range.upperBound, people)
    }
    try writer.finish()
    return writer.summary
  }
}

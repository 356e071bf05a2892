import Foundation
import LeadlineModel

/// The devices whose fixes are in another datum than their version's, always or from a time on, as
/// after an update that kept the version's name.
struct DeviceDatums {
  private struct Exception {
    var device: Int
    var members: [Int32]
    var tally: DatumTally
    /// Seconds since 2001-01-01 00:00 UTC; NaN for always.
    var since: Double
  }

  /// A fix that is this near to its store by a reading fits the reading, metres.
  private static let nearMetres = 120.0
  /// How many fixes must fit another reading before a device is looked at.
  private static let leastFits = 5
  private let exceptions: [Exception]

  /// Looks for such devices.
  ///
  /// - Parameters:
  ///   - data: The records.
  ///   - residuals: How far fixes are from their stores.
  ///   - codes: The datum of each check-in by its version.
  ///   - storeCode: The datum of a store.
  init(
    _ data: AuditData,
    _ residuals: DatumResiduals,
    _ codes: [UInt8],
    storeCode: (Int) -> UInt8
  ) {
    var fits = [Int32](repeating: 0, count: 3 * data.deviceIDs.count)
    for (checkIn, row) in data.checkIns.enumerated()
    where row.device >= 0 && residuals.isUsable(checkIn) {
      let store = storeCode(Int(row.store))
      for code in UInt8(0)...2
      where code != codes[checkIn]
        && residuals.offset(checkIn, fix: code, store: store).metres < Self.nearMetres
      {
        fits[3 * Int(row.device) + Int(code)] += 1
      }
    }
    let isSuspect = (0..<data.deviceIDs.count).map { device in
      (0..<3).contains { fits[3 * device + $0] >= Self.leastFits }
    }
    var members: [Int: [Int32]] = [:]
    for (checkIn, row) in data.checkIns.enumerated()
    where row.device >= 0 && isSuspect[Int(row.device)] && residuals.isUsable(checkIn) {
      members[Int(row.device), default: []].append(Int32(checkIn))
    }
    exceptions = members.keys.sorted().compactMap { device in
      var positions = members[device] ?? []
      positions.sort {
        (data.checkIns[Int($0)].time, $0) < (data.checkIns[Int($1)].time, $1)
      }
      let current = codes[Int(positions[0])]
      let scores = residuals.scores(positions) { checkIn, code in
        (code, storeCode(Int(data.checkIns[checkIn].store)))
      }
      let all = residuals.tally(positions, scores, against: current)
      // Where the sum of votes up to a time is least, another datum began.
      var bestStart = 0
      var bestSum = 0.0
      let candidates = (UInt8(0)...2).filter { $0 != current }
      for code in candidates {
        var sum = 0.0
        for position in positions.indices.reversed() {
          sum += DatumResiduals.vote(scores[position], for: code, over: current)
          if sum > bestSum { (bestSum, bestStart) = (sum, position) }
        }
      }
      let since = residuals.tally(
        positions[bestStart...],
        scores[bestStart...],
        against: current
      )
      if bestStart > 0, since.code != current, since.ratio > all.ratio {
        return Exception(
          device: device,
          members: positions,
          tally: since,
          since: data.checkIns[Int(positions[bestStart])].time
        )
      }
      guard all.code != current else { return nil }
      return Exception(device: device, members: positions, tally: all, since: .nan)
    }
  }

  /// Sets the datum of all check-ins of these devices.
  func apply(to codes: inout [UInt8], _ data: AuditData) {
    guard !exceptions.isEmpty else { return }
    var exceptionOf = [Int32](repeating: -1, count: data.deviceIDs.count)
    for (position, exception) in exceptions.enumerated() {
      exceptionOf[exception.device] = Int32(position)
    }
    for (checkIn, row) in data.checkIns.enumerated()
    where row.device >= 0 && exceptionOf[Int(row.device)] >= 0 {
      let exception = exceptions[Int(exceptionOf[Int(row.device)])]
      if exception.since.isNaN || row.time >= exception.since {
        codes[checkIn] = exception.tally.code
      }
    }
  }

  /// The rows that tell of them.
  func rows(_ data: AuditData) -> [SourceDatum] {
    exceptions.map {
      $0.tally.row(
        data.deviceIDs.text($0.device),
        .device,
        $0.members.count,
        since: $0.since
      )
    }
  }
}

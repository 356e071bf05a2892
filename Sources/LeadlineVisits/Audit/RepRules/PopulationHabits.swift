import LeadlineGeometry
import LeadlineModel
import Synchronization

/// What is usual among all reps, so that a habit of an app or a phone accuses nobody.
struct PopulationHabits: Sendable {
  /// Signs that a check-in shows.
  struct Traits: OptionSet, Sendable {
    let rawValue: UInt8
    /// Coarsely rounded coordinates.
    static let rounded = Traits(rawValue: 1)
    /// Coordinates that another check-in of the rep has too, by fixes of a receiver.
    static let repeated = Traits(rawValue: 2)
    /// The fix is a stored position of the store that was not made from it.
    static let pinned = Traits(rawValue: 4)
  }

  /// How many check-ins with a fix there are, and with which signs.
  struct Counts: Sendable {
    var fixes = 0
    /// By the bit of the trait.
    var having = SIMD4<Int>.zero

    mutating func add(_ traits: Traits) {
      fixes += 1
      for bit in 0..<3 where traits.rawValue >> bit & 1 == 1 { having[bit] += 1 }
    }

    mutating func add(_ other: Counts) {
      fixes += other.fixes
      having &+= other.having
    }
  }

  /// The signs of each check-in.
  let traits: [Traits]
  /// The first check-in of the same rep with the same coordinates; its own position if there is none
  /// before it, -1 without a fix.
  let firstSame: [Int32]
  /// By version of the app; those that tell none come first.
  private let versions: [Counts]

  /// Counts.
  ///
  /// - Complexity: O(*n*).
  init(
    _ data: AuditData,
    positions: [PositionEvidence?],
    policy: RepRulesPolicy,
    threads: Int?
  ) {
    let founding = Founding(data, policy, threads: threads)
    let parts = Mutex<[(start: Int, traits: [Traits], firstSame: [Int32])]>([])
    let total = Mutex([Counts](repeating: Counts(), count: data.appVersions.count + 1))
    Workers.split(data.reps.count, size: 16, threads: threads) { next in
      var counts = [Counts](repeating: Counts(), count: data.appVersions.count + 1)
      var table: [Int32] = []
      while let reps = next() {
        let start = data.checkInStarts[reps.lowerBound]
        let end = data.checkInStarts[reps.upperBound]
        var traits = [Traits](repeating: [], count: end - start)
        var firstSame = [Int32](repeating: -1, count: end - start)
        for rep in reps {
          let range = data.checkIns(ofRep: rep)
          Self.findSame(range, data, &table) { checkIn, first in
            firstSame[checkIn - start] = Int32(first)
            if checkIn != first && data.checkIns[checkIn].isOwnFix && data.checkIns[first].isOwnFix
            {
              traits[checkIn - start].insert(.repeated)
              traits[first - start].insert(.repeated)
            }
          }
          for checkIn in range where data.checkIns[checkIn].hasPosition {
            if positions[checkIn]?.roundedDecimals != nil {
              traits[checkIn - start].insert(.rounded)
            }
            if founding.isCopy(checkIn) { traits[checkIn - start].insert(.pinned) }
            counts[Int(data.checkIns[checkIn].appVersion) + 1].add(traits[checkIn - start])
          }
        }
        parts.withLock { $0.append((start, traits, firstSame)) }
      }
      total.withLock { total in
        for version in counts.indices { total[version].add(counts[version]) }
      }
    }
    let sorted = parts.withLock { $0 }.sorted { $0.start < $1.start }
    traits = sorted.flatMap(\.traits)
    firstSame = sorted.flatMap(\.firstSame)
    versions = total.withLock { $0 }
  }

  /// How usual a sign is where the same app is used by others, and how often the rep uses it.
  ///
  /// Where hardly anyone else uses it, nobody can tell the app's habit from the rep's: then the rep's
  /// own share counts as the app's.
  ///
  /// - Returns: The share, and the rep's number of check-ins with a fix by this version.
  func share(
    of trait: Traits,
    version: Int32,
    besides dossier: RepDossier,
    _ data: AuditData,
    _ policy: RepRulesPolicy
  ) -> (usual: Double, own: Int) {
    var own = Counts()
    for checkIn in dossier.checkIns
    where data.checkIns[checkIn].appVersion == version && firstSame[checkIn] >= 0 {
      own.add(traits[checkIn])
    }
    let bit = trait.rawValue.trailingZeroBitCount
    let all = versions[Int(version) + 1]
    let others = all.fixes - own.fixes
    if others >= policy.leastPeerCheckIns {
      return (Double(all.having[bit] - own.having[bit]) / Double(others), own.fixes)
    }
    // A version unknown to all is no version of its own.
    if version < 0 { return (0, own.fixes) }
    return (Double(own.having[bit]) / Double(max(1, own.fixes)), own.fixes)
  }

  /// Finds, for each check-in of a rep, the first one with the same coordinates.
  private static func findSame(
    _ range: Range<Int>,
    _ data: AuditData,
    _ table: inout [Int32],
    _ found: (_ checkIn: Int, _ first: Int) -> Void
  ) {
    var size = 16
    while size < 2 * range.count { size *= 2 }
    table.removeAll(keepingCapacity: true)
    table.append(contentsOf: repeatElement(-1, count: size))
    for checkIn in range {
      let row = data.checkIns[checkIn]
      guard row.hasPosition else { continue }
      // Odd multipliers of random bits; equal coordinates hash alike, that is all that is needed.
      let hash =
        (row.longitude.bitPattern &* 0x9E37_79B9_7F4A_7C15
          ^ row.latitude.bitPattern &* 0xC2B2_AE3D_27D4_EB4F) &* 0xD6E8_FEB8_6659_FD93
      var slot = Int(truncatingIfNeeded: hash >> 32) & (size - 1)
      while true {
        let other = Int(table[slot])
        if other < 0 {
          table[slot] = Int32(checkIn)
          found(checkIn, checkIn)
          break
        }
        if data.checkIns[other].longitude == row.longitude
          && data.checkIns[other].latitude == row.latitude
        {
          found(checkIn, other)
          break
        }
        slot = (slot + 1) & (size - 1)
      }
    }
  }
}

extension CheckInRow {
  /// Whether the fix may be one that a receiver took for this check-in: those of networks and old ones
  /// repeat for everyone.
  var isOwnFix: Bool { hasPosition && provider != .network && provider != .cached }
}

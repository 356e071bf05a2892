import Foundation
import LeadlineGeometry
import LeadlineModel

/// How far each fix is from its store, as the numbers say and as they would in other datums.
struct DatumResiduals: Sendable {
  /// Beyond this no shift of a datum explains a fix, metres; BD-09 is off by less than 1.6 km.
  private static let greatestMetres = 6_000.0
  /// Coarser fixes can't tell one datum from another.
  private static let greatestAccuracyMetres = 150.0
  /// What one fix can say at most.
  private static let greatestVote = 4.0
  /// The fixes of one store that count.
  private static let votesPerStore = 3.0
  /// The share of a group's fixes that those of one rep count for at most, and the least number.
  private static let shareOfRep = 1.0 / 3
  private static let leastVotesOfRep = 16.0

  private struct Residual {
    var east: Float
    /// NaN for a fix that can't be used: not good enough, or where the datums are one.
    var north: Float
  }

  private let rows: [CheckInRow]
  private let residuals: [Residual]
  /// The shifts of GCJ-02 and BD-09 at each store.
  private let shifts: [(gcj02: LocalOffset, bd09: LocalOffset)]
  private let model: PresenceModel
  private let policy: AuditPolicy

  /// Measures all fixes.
  init(_ data: AuditData, _ policy: AuditPolicy, _ model: PresenceModel, threads: Int?) {
    rows = data.checkIns
    self.model = model
    self.policy = policy
    let scales = Workers.array(data.stores.count, size: 4_096, threads: threads) { store in
      LocalScale(data.stores[store].coordinate)
    }
    let shifts = Workers.array(data.stores.count, size: 1_024, threads: threads) { store in
      let place = data.stores[store].coordinate
      let position = Position(x: place.longitude, y: place.latitude)
      let gcj02 = ChinaDatum.gcj02(fromWGS84: position)
      guard gcj02 != position else {
        let none = LocalOffset(east: 0, north: 0)
        return (gcj02: none, bd09: none)
      }
      func shift(_ shifted: Position) -> LocalOffset {
        scales[store].offset(to: Coordinate(uncheckedLongitude: shifted.x, latitude: shifted.y))
      }
      return (gcj02: shift(gcj02), bd09: shift(ChinaDatum.bd09Formula(gcj02)))
    }
    self.shifts = shifts
    residuals = Workers.array(data.checkIns.count, size: 4_096, threads: threads) { checkIn in
      let row = data.checkIns[checkIn]
      let none = Residual(east: .nan, north: .nan)
      guard row.hasPosition, row.mock != true, shifts[Int(row.store)].gcj02.metres > 0,
        FixQuality.accuracy(row, policy.verification) <= Self.greatestAccuracyMetres,
        FixQuality.staleSeconds(row, policy.verification).isNaN
      else { return none }
      let offset = scales[Int(row.store)].offset(to: row.coordinate)
      guard offset.metres <= Self.greatestMetres else { return none }
      return Residual(east: Float(offset.east), north: Float(offset.north))
    }
  }

  /// Whether any store is where the datums differ.
  var isAnywhereShifted: Bool { shifts.contains { $0.gcj02.metres > 0 } }

  /// Whether a check-in's fix is good enough to tell, and the datums differ there.
  func isUsable(_ checkIn: Int) -> Bool { !residuals[checkIn].north.isNaN }

  /// How far a fix is from its store, both numbers being in some datum.
  func offset(_ checkIn: Int, fix: UInt8, store: UInt8) -> LocalOffset {
    let residual = residuals[checkIn]
    let shift = shifts[Int(rows[checkIn].store)]
    func of(_ code: UInt8) -> LocalOffset {
      switch code {
      case 1: shift.gcj02
      case 2: shift.bd09
      default: LocalOffset(east: 0, north: 0)
      }
    }
    return LocalOffset(east: Double(residual.east), north: Double(residual.north)) - of(fix)
      + of(store)
  }

  /// The logarithm of the density of a fix, the rep being there or not, over that elsewhere.
  private func score(_ checkIn: Int, fix: UInt8, store: UInt8) -> Double {
    let prior = policy.verification.priorPresence
    let ratio = model.likelihoodRatio(
      distanceMetres: offset(checkIn, fix: fix, store: store).metres,
      fixVariance: Double(Float(FixQuality(rows[checkIn], policy.verification).variance)),
      storeRadiusMetres: nil
    )
    return log(prior * ratio + 1 - prior)
  }

  /// The scores of some check-ins, were their group in each of the datums.
  ///
  /// - Parameters:
  ///   - members: Positions of check-ins.
  ///   - codes: The datums of fix and store, were the group's in a datum.
  /// - Returns: For each check-in, its scores by the code of the group's datum.
  func scores(
    _ members: some RandomAccessCollection<Int32>,
    codes: (Int, UInt8) -> (fix: UInt8, store: UInt8)
  ) -> [SIMD3<Double>] {
    members.map { member in
      var scores = SIMD3<Double>.zero
      for code in UInt8(0)...2 {
        let (fix, store) = codes(Int(member), code)
        scores[Int(code)] = score(Int(member), fix: fix, store: store)
      }
      return scores
    }
  }

  /// What a fix says for one datum of its group over another, by its scores.
  static func vote(_ scores: SIMD3<Double>, for new: UInt8, over old: UInt8) -> Double {
    max(-greatestVote, min(greatestVote, scores[Int(new)] - scores[Int(old)]))
  }

  /// What some check-ins say of their datum.
  ///
  /// - Parameters:
  ///   - members: Positions of check-ins.
  ///   - scores: Their scores, see ``scores(_:codes:)``.
  ///   - current: The datum to compare with.
  /// - Returns: The current datum, unless another is likelier by far, for most of the check-ins and for
  ///   several stores.
  func tally(
    _ members: some RandomAccessCollection<Int32>,
    _ scores: some RandomAccessCollection<SIMD3<Double>>,
    against current: UInt8
  ) -> DatumTally {
    let weights = weights(members)
    var best = DatumTally(code: current, ratio: -.infinity)
    for code in UInt8(0)...2 where code != current {
      var sum = 0.0
      var support = 0.0
      var total = 0.0
      var stores: Set<Int32> = []
      for (member, (weight, scores)) in zip(members, zip(weights, scores)) {
        let vote = Self.vote(scores, for: code, over: current)
        sum += weight * vote
        total += weight * abs(vote)
        if vote > 1 {
          support += weight * vote
          stores.insert(rows[Int(member)].store)
        }
      }
      guard sum > best.ratio else { continue }
      let isEnough =
        members.count >= policy.places.datumCheckIns && sum >= policy.places.datumRatio
        && support >= 0.75 * total && stores.count >= policy.places.datumStores
      best = DatumTally(code: isEnough ? code : current, ratio: sum)
    }
    if !best.ratio.isFinite { best.ratio = 0 }
    return best
  }

  /// What each check-in counts, so that neither a store nor a rep decides alone.
  private func weights(_ members: some RandomAccessCollection<Int32>) -> [Double] {
    var ofStore: [Int32: Double] = [:]
    var ofRep: [Int32: Double] = [:]
    for member in members {
      ofStore[rows[Int(member)].store, default: 0] += 1
      ofRep[rows[Int(member)].rep, default: 0] += 1
    }
    let limit = max(Self.leastVotesOfRep, Self.shareOfRep * Double(members.count))
    return members.map { member in
      let row = rows[Int(member)]
      return min(1, Self.votesPerStore / (ofStore[row.store] ?? 1))
        * min(1, limit / (ofRep[row.rep] ?? 1))
    }
  }
}

extension AuditStore {
  /// The stored position.
  var coordinate: Coordinate {
    Coordinate(uncheckedLongitude: longitude, latitude: latitude)
  }
}

extension CheckInRow {
  /// The fix as claimed; NaN without one.
  var coordinate: Coordinate {
    Coordinate(uncheckedLongitude: longitude, latitude: latitude)
  }
}

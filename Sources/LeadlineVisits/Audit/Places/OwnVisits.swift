import Foundation
import LeadlineGeometry
import LeadlineModel

/// Whether a rep who claims a visit was where the rep's own other visits found the store.
///
/// A stored position leaves a store anywhere within hundreds of metres; the rep's own fixes on other days
/// tell to a few tens where it is, as long as they agree. Who then claims a visit from the next corner
/// or from a car in passing is elsewhere, though the stored position would allow it. With others at n
/// other times, x the place and a(x) the density of those who are not there:
///
/// - There: the mean of a Gaussian around each other fix, with the variances of both and the premises of
///   both; for ``VerificationPolicy/fixTailShare`` twice the error, or a detour of the signal of
///   ``detourMetres`` in the mean; the store's record as far as all the others may be false; and with ``PlacesPolicy/movedShare``, a fifth of it where the store was
///   seen where it was both before and after, a place of its own in the neighbourhood, or, with all
///   others before or all after, the record's.
/// - Elsewhere: as ``PresenceModel`` has it; but ``PlacesPolicy/falseNearShare`` of those who claim falsely
///   do it from the neighbourhood, with the median ``PlacesPolicy/falseNearMetres``.
///
/// A phone whose fixes at one store scatter by more than they state has all its errors taken larger by
/// that factor. What the rep did at other times can speak against him, never for him.
struct OwnVisits: Sendable {
  /// The mean of detours by reflection, metres; a judgement, from streets between buildings.
  private static let detourMetres = 50.0
  /// Other visits are at least so far off in time, seconds.
  private static let leastSeconds = 36_000.0
  private static let movedBetween = 0.2
  private static let greatestRecord = 1e6
  /// Squared distances from another visit up to so many variances are no distance.
  private static let nearSquare = 4.0
  /// The median of a squared distance in units of its variance.
  private static let medianSquare = 2 * log(2.0)
  /// Fewer pairs of visits tell nothing of a phone.
  private static let leastPairs = 8

  private let policy: AuditPolicy
  private let model: PresenceModel
  private let doors: Double

  init(_ policy: AuditPolicy, _ model: PresenceModel) {
    self.policy = policy
    self.model = model
    doors = PresenceModel.variance(radiusMetres: policy.places.consensusMetres)
  }

  /// Other visits of a rep among the witnesses of a store.
  func others(_ row: CheckInRow, _ witnesses: ArraySlice<Witnesses.Witness>)
    -> some Sequence<Witnesses.Witness>
  {
    witnesses.lazy.filter {
      $0.rep == row.rep && abs($0.time - row.time) >= Self.leastSeconds
    }
  }

  /// Whether one of the other visits was at a place, or there is none.
  func isNear(
    _ place: LocalOffset,
    _ variance: Double,
    _ row: CheckInRow,
    _ witnesses: ArraySlice<Witnesses.Witness>
  ) -> Bool {
    var isVisited = false
    for other in others(row, witnesses) {
      if other.offset.squaredDistance(to: place)
        <= Self.nearSquare * (variance + Double(other.variance) + 2 * doors)
      {
        return true
      }
      isVisited = true
    }
    return !isVisited
  }

  /// The ratio Λ of a place, below 1 for one that the other visits speak against.
  ///
  /// - Parameters:
  ///   - place: From the stored position.
  ///   - variance: Of its error per axis, square metres.
  ///   - record: Λ of the place by the store's record.
  ///   - row: The check-in.
  ///   - witnesses: Those of the store.
  ///   - scatter: By what the phone's errors are larger than stated, squared.
  /// - Returns: Nil without other visits.
  func likelihoodRatio(
    _ place: LocalOffset,
    variance: Double,
    record: Double,
    _ row: CheckInRow,
    _ witnesses: ArraySlice<Witnesses.Witness>,
    scatter: Double
  ) -> Double? {
    let verification = policy.verification
    let tail = verification.fixTailShare
    let factor = verification.fixTailFactor * verification.fixTailFactor
    var sum = 0.0
    var count = 0.0
    var (before, after) = (false, false)
    for other in others(row, witnesses) {
      let square = other.offset.squaredDistance(to: place)
      let theirs = Double(other.variance) + 2 * doors
      let metres = max(1, square.squareRoot())
      let detour =
        exp(-metres / (Self.detourMetres * scatter.squareRoot()))
        / (Self.detourMetres * scatter.squareRoot() * 2 * .pi * metres)
      sum +=
        (1 - 2 * tail) * Self.density(square, scatter * (variance + theirs))
        + tail * Self.density(square, scatter * (factor * variance + theirs))
        + tail * detour
      count += 1
      if other.time < row.time { before = true } else { after = true }
    }
    guard count > 0 else { return nil }
    let square = place.east * place.east + place.north * place.north
    let far = Self.spread(square, median: verification.absentMedianMetres)
    let near = Self.spread(square, median: policy.places.falseNearMetres)
    let share = policy.places.falseNearShare
    let moved =
      policy.places.movedShare * (before && after ? Self.movedBetween : 1)
      * Self.density(square, PresenceModel.variance(radiusMetres: policy.places.wrongPinMetres))
    // Here the record has it at one time, there the others find it at another.
    let movedThere =
      before && after ? 0 : policy.places.movedShare * min(record, Self.greatestRecord) * far
    let doubt = pow(1 - verification.priorPresence, count)
    let there =
      (sum + doubt * min(record, Self.greatestRecord) * far) / (count + doubt) + moved
      + movedThere
    let worthless = verification.worthlessFixShare
    return worthless + (1 - worthless) * there / ((1 - share) * far + share * near)
  }

  /// By what the errors of a rep's fixes are larger than stated, squared; 1 or more.
  ///
  /// The median over the visits of the squared distance from another visit to the same store.
  func scatter(_ checkIns: Range<Int>, _ positions: [PositionEvidence?], _ data: AuditData)
    -> Double
  {
    var last: [Int32: Int] = [:]
    var squares: [Double] = []
    for checkIn in checkIns {
      guard let position = positions[checkIn], position.staleSeconds == nil,
        Double(position.accuracyMetres) <= policy.places.witnessAccuracyMetres
      else { continue }
      let row = data.checkIns[checkIn]
      if let before = last[row.store], let other = positions[before],
        row.time - data.checkIns[before].time >= Self.leastSeconds
      {
        let (east, north) = (
          Double(position.eastMetres - other.eastMetres),
          Double(position.northMetres - other.northMetres)
        )
        let variance =
          PresenceModel.variance(radiusMetres: Double(position.accuracyMetres))
          + PresenceModel.variance(radiusMetres: Double(other.accuracyMetres))
        squares.append((east * east + north * north) / (variance + 2 * doors))
      }
      last[row.store] = checkIn
    }
    guard squares.count >= Self.leastPairs else { return 1 }
    squares.sort()
    return max(1, squares[squares.count / 2] / Self.medianSquare)
  }

  /// A round Gaussian.
  private static func density(_ square: Double, _ variance: Double) -> Double {
    exp(-square / (2 * variance)) / (2 * .pi * variance)
  }

  /// The two-dimensional Cauchy density of ``PresenceModel``.
  private static func spread(_ square: Double, median: Double) -> Double {
    let scaleSquared = median * median / 3
    let sum = square + scaleSquared
    return scaleSquared.squareRoot() / (2 * .pi * sum * sum.squareRoot())
  }
}

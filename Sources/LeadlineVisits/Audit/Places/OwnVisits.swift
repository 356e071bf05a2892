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
/// How near to each other two true visits of a store are beside the errors of the fixes, the rep's own
/// pairs of visits tell, see ``Spread``. What the rep did at other times can speak against him, never
/// for him.
struct OwnVisits: Sendable {
  /// How a rep's fixes at one store scatter.
  struct Spread: Sendable {
    /// By what the errors of the fixes are larger than stated, squared; 1 or more.
    var scatter: Double
    /// Of where on the premises the rep checks in, per axis, square metres.
    var doors: Double
  }

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

  /// One walks about in the smallest shop, 68 % radius in metres.
  private static let leastDoorsMetres = 8.0

  private let policy: AuditPolicy
  /// What is taken of a rep of whom nothing is known.
  private let usual: Spread

  init(_ policy: AuditPolicy) {
    self.policy = policy
    usual = Spread(
      scatter: 1,
      doors: PresenceModel.variance(radiusMetres: policy.places.consensusMetres)
    )
  }

  /// Other visits of a rep among the witnesses of a store; those from a spot that is nobody's shop tell
  /// nothing of where the store is.
  func others(_ view: WitnessView) -> some Sequence<Witnesses.Witness> {
    let (rep, time) = (view.rep, view.time)
    return view.witnesses.lazy.filter {
      $0.rep == rep && $0.isExclusive && abs($0.time - time) >= Self.leastSeconds
    }
  }

  /// Whether one of the other visits was at a place, or there is none.
  func isNear(
    _ place: LocalOffset,
    _ variance: Double,
    _ view: WitnessView,
    _ spread: Spread
  ) -> Bool {
    var isVisited = false
    for other in others(view) {
      if other.offset.squaredDistance(to: place)
        <= Self.nearSquare * (variance + Double(other.variance) + 2 * spread.doors)
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
  ///   - view: The store's witnesses, seen from the check-in.
  ///   - spread: How the rep's fixes at one store scatter.
  /// - Returns: Nil without other visits.
  func likelihoodRatio(
    _ place: LocalOffset,
    variance: Double,
    record: Double,
    _ view: WitnessView,
    _ spread: Spread
  ) -> Double? {
    let scatter = spread.scatter
    let verification = policy.verification
    let tail = verification.fixTailShare
    let factor = verification.fixTailFactor * verification.fixTailFactor
    var sum = 0.0
    var count = 0.0
    var (before, after) = (false, false)
    for other in others(view) {
      let square = other.offset.squaredDistance(to: place)
      let theirs = Double(other.variance) + 2 * spread.doors
      let metres = max(1, square.squareRoot())
      let detour =
        exp(-metres / (Self.detourMetres * scatter.squareRoot()))
        / (Self.detourMetres * scatter.squareRoot() * 2 * .pi * metres)
      sum +=
        (1 - 2 * tail) * Self.density(square, scatter * (variance + theirs))
        + tail * Self.density(square, scatter * (factor * variance + theirs))
        + tail * detour
      count += 1
      if other.time < view.time { before = true } else { after = true }
    }
    guard count > 0 else { return nil }
    let square = place.east * place.east + place.north * place.north
    let far = Self.densityElsewhere(square, median: verification.absentMedianMetres)
    let near = Self.densityElsewhere(square, median: policy.places.falseNearMetres)
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

  /// How a rep's fixes at one store scatter, by pairs of successive visits to the same store.
  ///
  /// The median of the squared distances tells the premises, after the errors stated, as if
  /// ``leastPairs`` more pairs had the usual ones, which are the most; what the largest premises don't
  /// explain is scatter.
  ///
  /// - Parameters:
  ///   - checkIns: The rep's check-ins.
  ///   - positions: What each check-in's fix says about its store.
  ///   - data: The records.
  ///   - last: Scratch for the last check-in at each store; what it holds at first are those of other
  ///     reps, or -1.
  /// - Returns: The scatter.
  func spread(
    _ checkIns: Range<Int>,
    _ positions: [PositionEvidence?],
    _ data: AuditData,
    last: inout [Int32]
  ) -> Spread {
    var squares: [Double] = []
    var variances: [Double] = []
    for checkIn in checkIns {
      guard let position = positions[checkIn], position.staleSeconds == nil,
        Double(position.accuracyMetres) <= policy.places.witnessAccuracyMetres
      else { continue }
      let store = Int(data.checkIns[checkIn].store)
      let before = Int(last[store])
      if checkIns.contains(before), let other = positions[before],
        data.checkIns[checkIn].time - data.checkIns[before].time >= Self.leastSeconds
      {
        let (east, north) = (
          Double(position.eastMetres - other.eastMetres),
          Double(position.northMetres - other.northMetres)
        )
        squares.append(east * east + north * north)
        variances.append(
          PresenceModel.variance(radiusMetres: Double(position.accuracyMetres))
            + PresenceModel.variance(radiusMetres: Double(other.accuracyMetres))
        )
      }
      last[store] = Int32(checkIn)
    }
    let count = squares.count
    guard count >= Self.leastPairs else { return usual }
    var ratios = zip(squares, variances).map { $0 / ($1 + 2 * usual.doors) }
    func median(_ values: inout [Double]) -> Double {
      Selection.value(ofRank: count / 2, in: &values) ?? 0
    }
    let excess = (median(&squares) / Self.medianSquare - median(&variances)) / 2
    let own =
      (Double(count) * max(0, excess) + Double(Self.leastPairs) * usual.doors)
      / Double(count + Self.leastPairs)
    return Spread(
      scatter: max(1, median(&ratios) / Self.medianSquare),
      doors: min(
        usual.doors,
        max(PresenceModel.variance(radiusMetres: Self.leastDoorsMetres), own)
      )
    )
  }

  /// A round Gaussian.
  private static func density(_ square: Double, _ variance: Double) -> Double {
    exp(-square / (2 * variance)) / (2 * .pi * variance)
  }

  /// The two-dimensional Cauchy density of ``PresenceModel``.
  static func densityElsewhere(_ square: Double, median: Double) -> Double {
    let scaleSquared = median * median / 3
    let sum = square + scaleSquared
    return scaleSquared.squareRoot() / (2 * .pi * sum * sum.squareRoot())
  }
}

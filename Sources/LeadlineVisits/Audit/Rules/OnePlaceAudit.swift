import Foundation
import LeadlineGeometry
import LeadlineModel

/// Check-ins at several stores were made from one place, and the stores are not there.
///
/// A group is a run of check-ins of one day, none ``RepRulesPolicy/placeGapSeconds`` after the one
/// before, whose fixes lie within their joint error (2.5 standard deviations and 20 m of walking) of
/// the group's mean. A true visit to a store D metres from that of another member has its fix there
/// too with probability
///
/// exp(-D² / 2V) + h exp(-D / ℓ) + m,
///
/// V the joint variance of both fixes, both stores' positions and the premises; h and ℓ for stores
/// under one roof whose positions are not (``RepRulesPolicy/honestRoofShare``), m for a store whose
/// position is off by any distance. Where the fixes are equal to the bit, the phone may have given
/// the last one again: 6.7 % of consecutive fixes do in GeoLife. Against that stand the false check-ins
/// made so, ``RepRulesPolicy/falsePlaceShare``. Each store more that does not
/// fit raises it e times, up to e³: then it is not one store that is misplaced. A fix that all that is
/// known of the store explains, speaks for its visit, and is left out.
///
/// The member whose store fits the place best is taken for the true visit, if it fits at all, and
/// the others are compared with it. Malls, towers and markets fit, their stores being near.
struct OnePlaceAudit: AuditRule {
  static let facts = RuleFacts(
    .onePlaceManyStores,
    .geometry,
    evidence: [("stores", ""), ("distance of the stores", "m"), ("chance", "")],
    excuse: "the stores are under one roof, and their stored positions are wrong"
  )

  /// The longest group that is looked at as one, to bound the work.
  private static let longestGroup = 128

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    var members: [Int] = []
    var mean = LocalOffset(east: 0, north: 0)
    var plane: LocalScale?
    for checkIn in dossier.checkIns {
      guard let position = context.positions[checkIn], position.staleSeconds == nil else {
        continue
      }
      if let plane, let last = members.last {
        let place = plane.offset(to: position.coordinate)
        if members.count < Self.longestGroup,
          continues(members[0], last, checkIn, (place - mean).metres, members.count)
        {
          members.append(checkIn)
          let share = 1 / Double(members.count)
          mean.east += (place.east - mean.east) * share
          mean.north += (place.north - mean.north) * share
          continue
        }
        if members.count > 1 { weigh(members, &marks) }
      }
      members.removeAll(keepingCapacity: true)
      members.append(checkIn)
      plane = LocalScale(position.coordinate)
      mean = LocalOffset(east: 0, north: 0)
    }
    if members.count > 1 { weigh(members, &marks) }
  }

  private func continues(
    _ first: Int,
    _ last: Int,
    _ checkIn: Int,
    _ metres: Double,
    _ count: Int
  ) -> Bool {
    let row = context.data.checkIns[checkIn]
    guard row.time - context.data.checkIns[last].time <= context.policy.repRules.placeGapSeconds
    else { return false }
    let variance = fixVariance(checkIn) + fixVariance(first) / Double(count)
    return metres <= 20 + 2.5 * variance.squareRoot()
  }

  private func fixVariance(_ checkIn: Int) -> Double {
    PresenceModel.variance(
      radiusMetres: context.positions[checkIn].map { Double($0.accuracyMetres) } ?? 0
    )
  }

  private func weigh(_ members: [Int], _ marks: inout MarkList) {
    let data = context.data
    let policy = context.policy.repRules
    var stores: [Int32] = []
    var best = members[0]
    for checkIn in members {
      let store = data.checkIns[checkIn].store
      if !stores.contains(store) { stores.append(store) }
      if support(checkIn) > support(best) { best = checkIn }
    }
    guard stores.count > 1 else { return }
    let bestFits = support(best) >= 1

    // Asked for at most once of each member, as it costs a thousand times as much as the rest.
    var known: [Int: StorePlace] = [:]
    func believed(_ checkIn: Int) -> StorePlace {
      if let place = known[checkIn] { return place }
      let place = context.believedPlace(checkIn)
      known[checkIn] = place
      return place
    }
    var found: [(checkIn: Int, ratio: Double, metres: Double, chance: Double, other: Int)] = []
    var misfits: [Int32] = []
    for checkIn in members
    where support(checkIn) < 1 && data.checkIns[checkIn].store != data.checkIns[best].store
      || !bestFits
    {
      // Compared with the true visit; where there is none, with the member that excuses most.
      var metres = Double.infinity
      var chance = 0.0
      var other = -1
      for candidate in bestFits ? [best] : members
      where data.checkIns[candidate].store != data.checkIns[checkIn].store {
        // By the stored positions first, which is cheap; then by all that is known of both stores.
        let distance = context.storeDistance(data.checkIns[checkIn], data.checkIns[candidate])
        var found = self.chance(
          checkIn,
          candidate,
          distance,
          context.storePlaces[Int(data.checkIns[checkIn].store)],
          context.storePlaces[Int(data.checkIns[candidate].store)]
        )
        var apart = distance
        if log(policy.falsePlaceShare / found) >= policy.leastRatio {
          let places = (believed(checkIn), believed(candidate))
          apart = LocalScale(places.0.coordinate).offset(to: places.1.coordinate).metres
          found = max(found, self.chance(checkIn, candidate, apart, places.0, places.1))
        }
        if found > chance { (metres, chance, other) = (apart, found, candidate) }
      }
      let ratio = log(policy.falsePlaceShare / chance)
      guard other >= 0, ratio >= policy.leastRatio else { continue }
      found.append((checkIn, ratio, metres, chance, other))
      let store = data.checkIns[checkIn].store
      if !misfits.contains(store) { misfits.append(store) }
    }
    guard !found.isEmpty else { return }
    let several = min(3, Double(misfits.count - 1))
    marks.beginFinding()
    for one in found {
      marks.mark(
        one.checkIn,
        ratio: min(policy.greatestRatio, one.ratio + several),
        (Double(stores.count), one.metres, one.chance, .nan),
        other: one.other
      )
    }
  }

  private func support(_ checkIn: Int) -> Double {
    context.positions[checkIn]?.likelihoodRatio ?? 0
  }

  /// The probability that two true visits to stores some distance apart have fixes at one place.
  private func chance(
    _ first: Int,
    _ second: Int,
    _ metres: Double,
    _ firstStore: StorePlace,
    _ secondStore: StorePlace
  ) -> Double {
    let policy = context.policy.repRules
    let premises = context.policy.verification.premisesRadiusMetres
    var variance = fixVariance(first) + fixVariance(second) + premises * premises / 2
    var isKnown = true
    for place in [firstStore, secondStore] {
      if let radius = place.radiusMetres, radius >= 0 {
        variance += PresenceModel.variance(radiusMetres: radius)
        isKnown = isKnown && radius <= 50
      } else {
        variance += policy.geocodeDeviationMetres * policy.geocodeDeviationMetres
        isKnown = false
      }
    }
    let roof = isKnown ? policy.honestKnownRoofShare : policy.honestRoofShare
    var chance =
      exp(-metres * metres / (2 * variance)) + roof * exp(-metres / policy.roofMetres)
      + policy.honestMisplacedShare
    let one = context.data.checkIns[first]
    let other = context.data.checkIns[second]
    if one.longitude == other.longitude && one.latitude == other.latitude
      && abs(one.time - other.time) <= policy.cachedSeconds
    {
      chance += Self.cachedShare
    }
    return min(1, chance)
  }

  /// The share of consecutive fixes that are equal.
  ///
  /// Source: GeoLife, to 6 decimals.
  private static let cachedShare = 0.067
}

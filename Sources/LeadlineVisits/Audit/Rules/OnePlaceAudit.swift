import Foundation
import LeadlineGeometry
import LeadlineModel

/// Check-ins at several stores were made from one place, and the stores are not there.
///
/// A group is a run of check-ins of one day, none ``RepRulesPolicy/placeGapSeconds`` after the one
/// before, whose fixes lie within their joint error (2.5 standard deviations and 20 m of walking) of
/// the group's mean. Its stores are near or far, see ``StoreReach``; a true visit finds its store far with
/// probability ε, ``RepRulesPolicy/honestFarShare``, store by store, as one position is wrong without the
/// other. That f of n are far by chance has probability C(n, f) ε^f; against it stand the false check-ins
/// made so, ``RepRulesPolicy/falsePlaceShare``. One store alone is the business of the rule on distance.
///
/// Stores whose stored positions are near to each other may be wrong for one reason, as a whole street is
/// by its geocoder, and count as one. Malls, towers and markets are near. Fixes equal to the bit may be
/// one that the phone gave again, and count as one too.
///
/// A near store that is claimed between two far ones, all within minutes, was not visited either: no visit
/// is as short.
///
/// The track tells of it too, see ``TrackPlaces``; and so do one or two claims a day from one place, on
/// many days, see ``FixSpots``.
struct OnePlaceAudit: AuditRule {
  static let facts = RuleFacts(
    .onePlaceManyStores,
    .geometry,
    version: 5,
    evidence: [("stores", ""), ("distance of the store", "m"), ("far stores", "")],
    excuse: "the stores are near to each other, and several of their stored positions are wrong"
  )

  /// Who visits a store claims none from elsewhere so shortly before and after, seconds.
  private static let visitSeconds = 300.0
  /// At most one in three who claim one store in the middle of claims to far ones was there.
  private static let betweenRatio = 3.6
  /// The longest group that is looked at as one, to bound the work.
  private static let longestGroup = 128

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    let reach = StoreReach(context, dossier)
    var members: [Int] = []
    var mean = LocalOffset(east: 0, north: 0)
    // The plane around the first member; planes are costly to make, and most groups have one
    // member.
    var plane: LocalScale?
    for checkIn in dossier.checkIns {
      guard let position = context.positions[checkIn], position.staleSeconds == nil,
        !position.isOfAGrid
      else { continue }
      if let last = members.last {
        if members.count < Self.longestGroup, isSoon(checkIn, after: last),
          let first = context.positions[members[0]]
        {
          let scale = plane ?? LocalScale(first.coordinate)
          plane = scale
          let place = scale.offset(to: position.coordinate)
          if isNear(members[0], checkIn, (place - mean).metres, members.count) {
            members.append(checkIn)
            let share = 1 / Double(members.count)
            mean.east += (place.east - mean.east) * share
            mean.north += (place.north - mean.north) * share
            continue
          }
        }
        if members.count > 1 { weigh(members, reach, &marks) }
      }
      members.removeAll(keepingCapacity: true)
      members.append(checkIn)
      plane = nil
      mean = LocalOffset(east: 0, north: 0)
    }
    if members.count > 1 { weigh(members, reach, &marks) }
    markSpots(dossier, &marks)
    for place in TrackPlaces(context, dossier).find() {
      marks.beginFinding()
      for far in place.far {
        marks.mark(
          far.checkIn,
          ratio: place.ratio,
          (Double(place.stores), far.metres, Double(place.causes), .nan),
          other: place.far.first { $0.checkIn != far.checkIn }?.checkIn ?? -1
        )
      }
    }
  }

  private func markSpots(_ dossier: RepDossier, _ marks: inout MarkList) {
    let claims = FixSpots(context, dossier).find()
    guard let first = claims.first else { return }
    let policy = context.policy.repRules
    marks.beginFinding()
    for claim in claims {
      let ratio = ratio(far: claim.far, near: claim.near)
      guard ratio >= policy.leastRatio else { continue }
      marks.mark(
        claim.checkIn,
        ratio: min(policy.greatestRatio, ratio),
        (Double(claim.far + claim.near), claim.metres, Double(claim.far), .nan),
        other: claim.checkIn == first.checkIn ? -1 : first.checkIn
      )
    }
  }

  /// What it says that so many stores are far from one place, when so many others are near.
  private func ratio(far: Int, near: Int) -> Double {
    let policy = context.policy.repRules
    let (count, number) = (Double(far), Double(far + near))
    let ways = lgamma(number + 1) - lgamma(count + 1) - lgamma(number - count + 1)
    return log(policy.falsePlaceShare) - ways - count * log(policy.honestFarShare)
  }

  private func isSoon(_ checkIn: Int, after last: Int) -> Bool {
    context.data.checkIns[checkIn].time - context.data.checkIns[last].time
      <= context.policy.repRules.placeGapSeconds
  }

  /// Whether a fix some metres from the mean of a group may be from the group's place.
  private func isNear(_ first: Int, _ checkIn: Int, _ metres: Double, _ count: Int) -> Bool {
    let variance = fixVariance(checkIn) + fixVariance(first) / Double(count)
    return metres <= 20 + 2.5 * variance.squareRoot()
  }

  private func fixVariance(_ checkIn: Int) -> Double {
    PresenceModel.variance(
      radiusMetres: context.positions[checkIn].map { Double($0.accuracyMetres) } ?? 0
    )
  }

  private func weigh(_ members: [Int], _ reach: StoreReach, _ marks: inout MarkList) {
    let data = context.data
    let policy = context.policy.repRules
    // Of most groups no two stores can be far.
    guard let doubtful = members.first(where: { !reach.isSurelyNear($0) }),
      members.contains(where: {
        data.checkIns[$0].store != data.checkIns[doubtful].store && !reach.isSurelyNear($0)
      })
    else { return }
    var stores: [Int32] = []
    for checkIn in members where !stores.contains(data.checkIns[checkIn].store) {
      stores.append(data.checkIns[checkIn].store)
    }
    var far: [(checkIn: Int, metres: Double)] = []
    var near: [Int32] = []
    for checkIn in members {
      if let metres = reach.farMetres(checkIn) {
        far.append((checkIn, metres))
      } else if !near.contains(data.checkIns[checkIn].store) {
        near.append(data.checkIns[checkIn].store)
      }
    }
    // A store that one of its check-ins fits is near.
    far.removeAll { near.contains(data.checkIns[$0.checkIn].store) }
    var causes: [Int] = []
    for (checkIn, _) in far where !causes.contains(where: { context.mayShareCause($0, checkIn) }) {
      causes.append(checkIn)
    }
    guard causes.count > 1 else { return }
    let count = Double(causes.count)
    let ratio = ratio(far: causes.count, near: near.count)
    guard ratio >= policy.leastRatio else { return }
    marks.beginFinding()
    for one in far {
      marks.mark(
        one.checkIn,
        ratio: min(policy.greatestRatio, ratio),
        (Double(stores.count), one.metres, count, .nan),
        other: far.first { $0.checkIn != one.checkIn }?.checkIn ?? -1
      )
    }
    let isFar = Set(far.map(\.checkIn))
    for checkIn in members where !isFar.contains(checkIn) {
      guard let other = betweenFar(checkIn, far.map(\.checkIn)) else { continue }
      marks.mark(
        checkIn,
        ratio: min(Self.betweenRatio, ratio),
        (Double(stores.count), .nan, count, .nan),
        other: other
      )
    }
  }

  /// The check-in at a far store shortly before one, if there is one shortly after as well.
  private func betweenFar(_ checkIn: Int, _ far: [Int]) -> Int? {
    let rows = context.data.checkIns
    let time = rows[checkIn].time
    func isClose(_ other: Int) -> Bool { abs(rows[other].time - time) <= Self.visitSeconds }
    let before = far.last { $0 < checkIn && isClose($0) }
    return far.contains { $0 > checkIn && isClose($0) } ? before : nil
  }
}

extension AuditContext {
  /// Whether two stores may be far from the same place for one reason.
  func mayShareCause(_ first: Int, _ second: Int) -> Bool {
    let one = data.checkIns[first]
    let other = data.checkIns[second]
    if one.store == other.store { return true }
    if one.longitude == other.longitude && one.latitude == other.latitude
      && abs(one.time - other.time) <= policy.repRules.cachedSeconds
    {
      return true
    }
    return storeDistance(one, other) <= policy.places.premisesMetres
  }
}

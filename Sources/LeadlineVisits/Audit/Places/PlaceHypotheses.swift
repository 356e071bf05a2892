import Foundation
import LeadlineGeometry
import LeadlineModel

/// Where each store may be: at its pin, where its record had it, where other reps' fixes agree, or
/// somewhere around.
///
/// A place on which one other rep's fixes lie has the odds of Λ at its distance from the pin times those
/// of an honest check-in; each further rep who agrees multiplies them by ``PlacesPolicy/agreementRatio``
/// and the prior's odds, each further day by 2, three at most. Places that follow each other in time are
/// moves: the one that is not of the time hardly counts.
struct PlaceHypotheses: Sendable {
  /// What a place at which the store was at another time still counts.
  private static let outdatedShare = 0.02

  private let data: AuditData
  private let pins: [StorePlace]
  private let scales: [LocalScale]
  private let witnesses: Witnesses
  private let policy: AuditPolicy
  private let model: PresenceModel

  init(
    _ data: AuditData,
    _ pins: [StorePlace],
    _ scales: [LocalScale],
    _ witnesses: Witnesses,
    _ policy: AuditPolicy,
    _ model: PresenceModel
  ) {
    self.data = data
    self.pins = pins
    self.scales = scales
    self.witnesses = witnesses
    self.policy = policy
    self.model = model
  }

  /// Where a store may be, without what a rep says.
  ///
  /// - Parameters:
  ///   - store: Position of the store.
  ///   - rep: Position of the rep whose fixes and edits do not count; -1 for nobody.
  ///   - time: Seconds since 2001-01-01 00:00 UTC.
  /// - Returns: The likeliest first, weights adding up to 1.
  func of(_ store: Int, without rep: Int, at time: Double) -> [PlaceHypothesis] {
    let places = policy.places
    var pin = PlaceHypothesis(
      kind: .pin,
      offset: LocalOffset(east: 0, north: 0),
      radiusMetres: FixQuality.usable(pins[store].radiusMetres)
    )
    var otherRecords: [PlaceHypothesis] = []
    if let recorded = data.recordedPlace(of: store, without: rep, at: time) {
      pin.offset = scales[store].offset(to: recorded)
      for edit in data.edits(ofStore: store) where Int(edit.rep) != rep {
        let after = scales[store].offset(
          to: Coordinate(uncheckedLongitude: edit.longitude, latitude: edit.latitude)
        )
        if after.squaredDistance(to: pin.offset) > places.spotMetres * places.spotMetres {
          otherRecords.append(PlaceHypothesis(kind: .record, offset: after, radiusMetres: nil))
        }
      }
    }

    var clusters = PlaceClusters.find(witnesses, of: store, without: Int32(rep), places)
    let odds = policy.verification.priorPresence / (1 - policy.verification.priorPresence)
    for position in clusters.indices {
      let cluster = clusters[position]
      let metres = (cluster.offset - pin.offset).metres
      let variance = cluster.radiusVariance
      func ratio(_ radius: Double?) -> Double {
        model.likelihoodRatio(
          distanceMetres: metres,
          fixVariance: variance,
          storeRadiusMetres: radius
        )
      }
      let pinRatio = ratio(pin.radiusMetres)
      let fit =
        (1 - places.wrongPinShare) * pinRatio
        + places.wrongPinShare * ratio(places.wrongPinMetres) + places.movedShare
      let agreement =
        fit * odds * pow(odds * places.agreementRatio, Double(min(cluster.reps, 5) - 1))
        * pow(2, Double(min(3, cluster.days - cluster.reps)))
      clusters[position].fitsPin = pinRatio >= 1
      clusters[position].weight = agreement / (1 + agreement)
    }
    var isPinOutdated = false
    for position in clusters.indices {
      for other in clusters where other.weight > 0.5 {
        guard clusters[position].isOutdated(by: other, at: time) else { continue }
        clusters[position].isOutdated = true
        if clusters[position].fitsPin { isPinOutdated = true }
      }
    }
    for position in clusters.indices where clusters[position].isOutdated {
      clusters[position].weight *= Self.outdatedShare
    }
    for position in clusters.indices where !clusters[position].fitsPin {
      // Before the first fix the store may not have moved there yet, after the last it may have left.
      let greatest =
        time < clusters[position].from ? 0.5 : time > clusters[position].to ? 0.95 : 1
      clusters[position].weight = min(clusters[position].weight, greatest)
    }

    var result: [PlaceHypothesis] = []
    result.reserveCapacity(clusters.count + otherRecords.count + 2)
    // What no agreement explains is left to the record.
    var rest = 1.0
    for cluster in clusters {
      let hypothesis = PlaceHypothesis(
        kind: .agreed,
        offset: cluster.offset,
        radiusMetres: max(places.consensusMetres, cluster.radiusVariance.squareRoot() * 1.51),
        weight: cluster.weight,
        reps: cluster.reps,
        isOutdated: cluster.isOutdated
      )
      result.append(hypothesis)
      rest = min(rest, 1 - cluster.weight)
    }
    let wrong = wrongPinShare(store, pin, time)
    let recordShare = otherRecords.isEmpty ? 0 : 0.2
    for record in otherRecords {
      var record = record
      record.weight = rest * recordShare / Double(otherRecords.count)
      result.append(record)
    }
    pin.isOutdated = isPinOutdated
    pin.weight = rest * (1 - wrong - recordShare) * (isPinOutdated ? Self.outdatedShare : 1)
    result.append(pin)
    result.append(
      PlaceHypothesis(
        kind: .wrongPin,
        offset: pin.offset,
        radiusMetres: places.wrongPinMetres,
        weight: rest * wrong
      )
    )
    let total = result.reduce(0) { $0 + $1.weight }
    for position in result.indices { result[position].weight /= total }
    // Stable for equal weights: what comes first stays first.
    let best = result.indices.max { first, second in
      (result[first].weight, -first) < (result[second].weight, -second)
    }
    if let best { result.swapAt(0, best) }
    return result
  }

  /// The share of stores like this one that are far from their pin.
  ///
  /// Every day on which someone's fix fitted the pin makes a wrong pin half as likely, the rep's own too,
  /// since what a rep does at other times may well speak against him. A store that was at its pin before
  /// and after has not moved in between.
  private func wrongPinShare(_ store: Int, _ pin: PlaceHypothesis, _ time: Double) -> Double {
    // Witnesses are in the order of reps and times.
    var days = 0
    var last: (rep: Int32, day: Float) = (-1, 0)
    var (before, after) = (false, false)
    for position in witnesses.positions(of: store) {
      let witness = witnesses[position]
      guard (witness.offset - pin.offset).metres < policy.places.farMetres else { continue }
      let day = witness.day
      if witness.rep != last.rep || day != last.day { days += 1 }
      last = (witness.rep, day)
      before = before || witness.time < time
      after = after || witness.time > time
    }
    let moved = policy.places.movedShare * (before && after ? 0.2 : 1)
    return max(moved, policy.places.wrongPinShare / Double(1 << min(days, 8)))
  }
}

/// One place where a store may be.
struct PlaceHypothesis: Sendable {
  /// What speaks for it.
  enum Kind: Sendable {
    /// The record as it stood then.
    case pin
    /// The record at another time.
    case record
    /// Other reps' fixes.
    case agreed
    /// Nothing: the store is somewhere around.
    case wrongPin
  }

  var kind: Kind
  /// From the stored position.
  var offset: LocalOffset
  /// 68 % radius, metres; nil for a geocode.
  var radiusMetres: Double?
  /// The probability.
  var weight = 1.0
  /// The number of reps whose fixes it rests on.
  var reps = 0
  /// Whether the store was there at another time only.
  var isOutdated = false
}

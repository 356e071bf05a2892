import Foundation
import LeadlineGeometry
import LeadlineModel

/// Where the stores are, as a posterior over hypotheses, for each rep without that rep's own word.
///
/// A store is at its pin (with the errors of the record); or the pin is wrong altogether; or it is where
/// other reps' fixes agree, see ``PlaceHypotheses``. Far from the pin, one colleague's fixes can clear the
/// rep, and only those of two or more vouch.
///
/// A rep's own fixes at one spot don't make a place; see ``OwnSpot``.
package struct StorePositions: Sendable {
  /// The stored positions, in WGS 84 whatever datum their source is in.
  let pins: [StorePlace]
  /// The planes around the pins.
  let scales: [LocalScale]
  private let data: AuditData
  private let policy: AuditPolicy
  private let model: PresenceModel
  private let witnesses: Witnesses
  private let hypotheses: PlaceHypotheses
  private let ownVisits: OwnVisits
  /// From this ratio Λ on a fix verifies a visit.
  private let verifyingLikelihood: Double
  /// The 68 % radius of a geocode, above its median by half its logarithmic deviation.
  private let geocodeMetres: Double
  /// How each rep's fixes at one store scatter.
  private let spreads: [OwnVisits.Spread]

  init(
    _ data: AuditData,
    pins: [StorePlace],
    scales: [LocalScale],
    positions: [PositionEvidence?],
    policy: AuditPolicy,
    model: PresenceModel,
    threads: Int?
  ) {
    self.data = data
    self.pins = pins
    self.scales = scales
    self.policy = policy
    self.model = model
    let witnesses = Witnesses(data, positions, scales, policy, threads: threads)
    self.witnesses = witnesses
    hypotheses = PlaceHypotheses(data, pins, scales, witnesses, policy, model)
    let ownVisits = OwnVisits(policy)
    self.ownVisits = ownVisits
    verifyingLikelihood = exp(policy.verification.verifyingRatio)
    geocodeMetres =
      policy.verification.geocodeMedianMetres * exp(policy.verification.geocodeLogDeviation / 2)
    spreads = Workers.array(
      data.reps.count,
      size: 16,
      threads: threads,
      scratch: [Int32](repeating: -1, count: data.stores.count)
    ) { rep, last in
      ownVisits.spread(data.checkIns(ofRep: rep), positions, data, last: &last)
    }
  }

  /// The likeliest place of a store.
  ///
  /// - Parameters:
  ///   - store: Position of the store.
  ///   - rep: Position of the rep whose fixes and edits do not count; -1 for nobody.
  ///   - time: Seconds since 2001-01-01 00:00 UTC.
  /// - Returns: The place, and how many reps' fixes it rests on, 0 for the record's.
  package func place(of store: Int, without rep: Int, at time: Double) -> (
    place: StorePlace, reps: Int
  ) {
    let isByRecord =
      !data.hasEdits(ofStore: store)
      && witnesses.of(store).allSatisfy { Int($0.rep) == rep }
    if isByRecord { return (pins[store], 0) }
    let likeliest = hypotheses.of(store, without: rep, at: time)[0]
    return (place(likeliest, store), likeliest.reps)
  }

  /// Whether a store can be in one building or market with the place of another: they are no farther
  /// apart than the errors of their positions allow.
  ///
  /// - Returns: Nil for no, else the distance of the two in metres.
  func sharedPremises(_ one: StorePlace, _ store: Int, without rep: Int, at time: Double)
    -> Double?
  {
    let other = place(of: store, without: rep, at: time).place
    let metres = Geodesic.distance(one.coordinate, other.coordinate).metres
    let (own, others) = (one.radiusMetres ?? geocodeMetres, other.radiusMetres ?? geocodeMetres)
    let errors = (own * own + others * others).squareRoot()
    return metres <= policy.places.premisesMetres + errors ? metres : nil
  }

  /// Judges a fix by all that is known of its store without the rep; nil where that is the pin alone and
  /// the fix fits it.
  func refined(_ checkIn: Int, _ position: PositionEvidence) -> PositionEvidence? {
    let (store, rep) = (Int(data.checkIns[checkIn].store), data.checkIns[checkIn].rep)
    // Near a pin from which no other rep's fix is far, there is nothing to learn: most are so.
    guard
      data.hasEdits(ofStore: store) || position.likelihoodRatio < verifyingLikelihood
        || (witnesses.isAnyFar(store)
          && witnesses.of(store).contains { $0.rep != rep && $0.isFar })
    else { return nil }
    let row = data.checkIns[checkIn]
    let places = hypotheses.of(store, without: Int(rep), at: row.time)
    let variance = position.variance
    let fix = scales[store].offset(to: position.coordinate)
    func ratio(_ place: PlaceHypothesis) -> Double {
      model.likelihoodRatio(
        distanceMetres: (fix - place.offset).metres,
        fixVariance: variance,
        storeRadiusMetres: place.radiusMetres
      )
    }
    let likeliest = places[0]
    let pin = places.first { $0.kind == .pin } ?? likeliest
    let pinRatio = ratio(pin)
    let isShared = witnesses.isShared(checkIn)
    var sum = 0.0
    var hinted = 0.0
    var reps = 0
    var ignored = 0.0
    for place in places {
      // Where the store was once, a fix can clear, but not vouch.
      let own = place.kind == .pin ? pinRatio : ratio(place)
      let term = place.weight * (place.isOutdated ? min(1, own) : own)
      if place.kind != .agreed || (place.offset - pin.offset).metres < policy.places.farMetres {
        sum += term
      } else if !isShared {
        if place.reps > 1 { sum += term } else { hinted += term }
        if term > pinRatio { reps = max(reps, place.reps) }
      } else {
        // Whoever claims several stores from there has another reason to be there.
        ignored += place.weight
      }
    }
    // What does not count for the rep must not count against the rep either.
    if ignored < 1 { sum /= 1 - ignored }
    // One colleague's word can clear, but not vouch.
    sum = max(sum, min(1, sum + hinted))
    var result = position
    if likeliest.offset != LocalOffset(east: 0, north: 0) {
      let place = place(likeliest, store)
      let offset = fix - likeliest.offset
      result.distanceMetres = Geodesic.distance(place.coordinate, position.coordinate).metres
      result.eastMetres = Float(offset.east)
      result.northMetres = Float(offset.north)
      result.isAtRecord = false
    }
    var days = 0
    if sum < 1 {
      let spot = OwnSpot(
        fix,
        variance,
        witnesses.seen(from: checkIn, data.checkIns),
        pin,
        isShared,
        policy.places
      )
      days = spot.days
      // Own word can clear, but not vouch.
      sum = max(sum, min(1, spot.share))
    }
    // An open reading in another datum explains the distance from the pin as before.
    result.likelihoodRatio = max(sum, position.reading == nil ? 0 : position.likelihoodRatio)
    if reps > 0 || days > 0 || likeliest.kind == .record,
      result.likelihoodRatio > exp(1) * pinRatio,
      -log(pinRatio) >= policy.verification.distanceRatio
    {
      result.note(pinDistance: (fix - pin.offset).metres, reps: reps, days: days)
    }
    return result
  }

  /// How much likelier a place is where the rep of a check-in was at the store than where not, by all
  /// that is known of the store, the rep's own other visits among it.
  ///
  /// - Parameters:
  ///   - offset: Where the rep was, from the stored position.
  ///   - variance: Of its error per axis, square metres.
  ///   - checkIn: Position of the check-in.
  /// - Returns: Above 0; below 1 where it speaks against the visit.
  func likelihoodRatio(of offset: LocalOffset, variance: Double, at checkIn: Int) -> Double {
    let view = witnesses.seen(from: checkIn, data.checkIns)
    let places = hypotheses.of(
      Int(data.checkIns[checkIn].store),
      without: Int(view.rep),
      at: view.time
    )
    var sum = places.reduce(0) { sum, place in
      sum + place.weight
        * model.likelihoodRatio(
          distanceMetres: (offset - place.offset).metres,
          fixVariance: variance,
          storeRadiusMetres: place.radiusMetres
        )
    }
    if sum < 1 {
      let pin = places.first { $0.kind == .pin } ?? places[0]
      let spot = OwnSpot(offset, variance, view, pin, false, policy.places)
      // The rep's own word can clear, but not vouch.
      sum = max(sum, min(1, spot.share))
    }
    return ratio(sum, withOwnVisits: offset, variance, checkIn) ?? sum
  }

  /// Λ of a check-in's fix by the rep's own other visits; nil where these don't speak against it.
  func ownRatio(_ checkIn: Int, _ position: PositionEvidence) -> Float? {
    let store = Int(data.checkIns[checkIn].store)
    // In an open reading in another datum nobody knows where the fix is.
    let isOpen =
      position.reading != nil && position.claimedDistanceMetres == position.distanceMetres
    let variance = PresenceModel.variance(radiusMetres: Double(position.accuracyMetres))
    guard position.staleSeconds == nil, position.moved == nil, !isOpen,
      let ratio = ratio(
        position.likelihoodRatio,
        withOwnVisits: scales[store].offset(to: position.coordinate),
        variance,
        checkIn
      )
    else { return nil }
    let others = ownVisits.others(witnesses.seen(from: checkIn, data.checkIns))
    let accuracy = OwnAccuracy.ratio(of: variance, among: others)
    // An old fix that does not say so is from the street as well.
    let own = ratio / (data.checkIns[checkIn].tellsAge ? accuracy : min(1, accuracy))
    return own < 1 ? Float(max(policy.verification.worthlessFixShare, own)) : nil
  }

  /// How much likelier a place is where the rep was at the store, by the rep's own other visits; 1 where
  /// they don't speak against it.
  func ownRatio(of offset: LocalOffset, variance: Double, at checkIn: Int) -> Double {
    let store = Int(data.checkIns[checkIn].store)
    let record = model.likelihoodRatio(
      distanceMetres: offset.metres,
      fixVariance: variance,
      storeRadiusMetres: pins[store].radiusMetres
    )
    return ratio(record, withOwnVisits: offset, variance, checkIn) ?? 1
  }

  /// Where the rep's other visits find the store of a check-in, in their middle; nil without others.
  func ownPlace(_ checkIn: Int) -> Coordinate? {
    let store = Int(data.checkIns[checkIn].store)
    let others = ownVisits.others(witnesses.seen(from: checkIn, data.checkIns))
    let (east, north) = (others.map(\.offset.east).sorted(), others.map(\.offset.north).sorted())
    guard !east.isEmpty else { return nil }
    return scales[store].place(
      at: LocalOffset(east: east[east.count / 2], north: north[north.count / 2])
    )
  }

  /// A ratio by what is known without the rep, lowered by the rep's own other visits; nil where these
  /// don't speak against the place.
  private func ratio(
    _ record: Double,
    withOwnVisits place: LocalOffset,
    _ variance: Double,
    _ checkIn: Int
  ) -> Double? {
    let view = witnesses.seen(from: checkIn, data.checkIns)
    let spread = spreads[Int(view.rep)]
    guard !ownVisits.isNear(place, variance, view, spread) else { return nil }
    let own = ownVisits.likelihoodRatio(place, variance: variance, record: record, view, spread)
    guard var own, own < min(1, record) else { return nil }
    let store = Int(data.checkIns[checkIn].store)
    let pin = hypotheses.of(store, without: Int(view.rep), at: view.time).first { $0.kind == .pin }
    if let pin, (place - pin.offset).metres > policy.places.farMetres {
      // It may be the first visit to its new place.
      let isShared = witnesses.isShared(checkIn)
      let spot = OwnSpot(place, variance, view, pin, isShared, policy.places)
      own = max(own, spot.share)
    }
    return min(record, own)
  }

  private func place(_ hypothesis: PlaceHypothesis, _ store: Int) -> StorePlace {
    hypothesis.offset == LocalOffset(east: 0, north: 0) && hypothesis.kind == .pin
      ? pins[store]
      : StorePlace(
        coordinate: scales[store].place(at: hypothesis.offset),
        radiusMetres: hypothesis.radiusMetres
      )
  }
}

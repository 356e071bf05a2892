import LeadlineModel

/// What a rep's own other visits say for a fix far from the pin.
///
/// Someone whose customer's pin is wrong checks in from one spot, day after day, and from there to no
/// other far store. That clears: on *n* other days it makes the fix *n* / (*n* + 1) as likely as from
/// elsewhere; it never speaks for the visit. It is worth nothing at home, nor where fixes at the pin
/// come between, since a shop does not move there and back.
///
/// Of a store that nobody was seen at before and after, or never, a single fix not too far off may be
/// the first at its true place: ``PlacesPolicy/unseenShare``, too little to accuse by distance alone.
struct OwnSpot {
  /// The other days on which the rep checked in there.
  let days: Int
  /// The least ratio Λ that they grant.
  let share: Double

  init(
    _ fix: LocalOffset,
    _ variance: Double,
    _ row: CheckInRow,
    _ witnesses: ArraySlice<Witnesses.Witness>,
    _ pin: PlaceHypothesis,
    _ isShared: Bool,
    _ policy: AuditPolicy
  ) {
    let doors = PresenceModel.variance(radiusMetres: policy.places.consensusMetres)
    let day = (row.time / 86_400).rounded(.down)
    var days: Set<Double> = []
    var (from, to) = (row.time, row.time)
    var isShared = isShared
    for witness in witnesses where witness.rep == row.rep && witness.day != day {
      let apart = witness.offset.squaredDistance(to: fix)
      guard apart <= 9 * (variance + Double(witness.variance) + 2 * doors) else { continue }
      isShared = isShared || !witness.isExclusive
      days.insert(witness.day)
      from = min(from, witness.time)
      to = max(to, witness.time)
    }
    // A spot may be so near to the pin that its own fixes are.
    let isInterrupted = witnesses.contains { witness in
      from < witness.time && witness.time < to
        && (witness.offset - pin.offset).metres < policy.places.farMetres
        && witness.offset.squaredDistance(to: fix)
          > 9 * (variance + Double(witness.variance) + 2 * doors)
    }
    let metres = (fix - pin.offset).metres
    let atPin = witnesses.filter { ($0.offset - pin.offset).metres < policy.places.farMetres }
    let isNeverSeen = atPin.isEmpty && metres <= policy.places.unseenMetres
    let isSeenNoMore =
      metres <= policy.places.moveMetres
      && (atPin.allSatisfy { $0.time < row.time } || atPin.allSatisfy { $0.time > row.time })
    self.days = isShared || isInterrupted ? 0 : days.count
    let repeated = Double(self.days) / Double(self.days + 1)
    let single = !isShared && (isNeverSeen || isSeenNoMore) ? policy.places.unseenShare : 0
    share = max(repeated, single)
  }
}

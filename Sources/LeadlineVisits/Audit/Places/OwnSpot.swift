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
    _ view: WitnessView,
    _ pin: PlaceHypothesis,
    _ isShared: Bool,
    _ policy: PlacesPolicy
  ) {
    let doors = PresenceModel.variance(radiusMetres: policy.consensusMetres)
    let day = Witnesses.Witness.day(at: view.time)
    var days = 0
    var lastDay = Float.nan
    var (from, to) = (view.time, view.time)
    var isShared = isShared
    // Witnesses are in the order of reps and times.
    for witness in view.witnesses where witness.rep == view.rep && witness.day != day {
      let apart = witness.offset.squaredDistance(to: fix)
      guard apart <= 9 * (variance + Double(witness.variance) + 2 * doors) else { continue }
      isShared = isShared || !witness.isExclusive
      if witness.day != lastDay { days += 1 }
      lastDay = witness.day
      from = min(from, witness.time)
      to = max(to, witness.time)
    }
    // A spot may be so near to the pin that its own fixes are.
    var isInterrupted = false
    var (isSeen, isSeenBefore, isSeenAfter) = (false, false, false)
    for witness in view.witnesses
    where (witness.offset - pin.offset).metres < policy.farMetres {
      isSeen = true
      isSeenBefore = isSeenBefore || !(witness.time > view.time)
      isSeenAfter = isSeenAfter || !(witness.time < view.time)
      isInterrupted =
        isInterrupted
        || from < witness.time && witness.time < to
          && witness.offset.squaredDistance(to: fix)
            > 9 * (variance + Double(witness.variance) + 2 * doors)
    }
    let metres = (fix - pin.offset).metres
    let isNeverSeen = !isSeen && metres <= policy.unseenMetres
    let isSeenNoMore = metres <= policy.moveMetres && !(isSeenBefore && isSeenAfter)
    self.days = isShared || isInterrupted ? 0 : days
    let repeated = Double(self.days) / Double(self.days + 1)
    let single = !isShared && (isNeverSeen || isSeenNoMore) ? policy.unseenShare : 0
    share = max(repeated, single)
  }
}

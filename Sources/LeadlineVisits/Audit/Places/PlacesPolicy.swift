/// The priors by which an audit works out where stores are and which datum their sources use.
package struct PlacesPolicy: Hashable, Sendable, Codable {
  /// The share of geocoded stores whose pin is somewhere else altogether, as at the address of the
  /// licence; lowered by every visit that fits the pin.
  ///
  /// A judgement: of pairs of geocodes 0.9 % are more than 500 m apart, and pins of firms err more.
  package var wrongPinShare = 0.03
  /// The 68 % radius around the pin within which such a store is, metres.
  ///
  /// A judgement: the neighbourhood, not the next town.
  package var wrongPinMetres = 1_000.0
  /// The share of stores that move within the time audited.
  ///
  /// A judgement.
  package var movedShare = 0.01
  /// Of a store whose pin nobody was seen at, or nobody any more, the least ratio Λ of a fix at a spot of
  /// its own.
  ///
  /// A judgement: e to the -2.8, so that a distance alone accuses nobody there.
  package var unseenShare = 0.06
  /// How far such a fix is from a pin that nobody was seen at, at most, metres.
  package var unseenMetres = 4_000.0
  /// How far such a fix is from a pin that nobody is seen at any more, at most, metres; shops move within
  /// their quarter.
  package var moveMetres = 1_500.0
  /// The share of false check-ins that are made from the store's neighbourhood.
  ///
  /// A judgement: in passing, from the next customer, the car or a café.
  package var falseNearShare = 0.3
  /// Half of those are nearer to the store than this, metres.
  ///
  /// A judgement: some houses, not some streets.
  package var falseNearMetres = 300.0
  /// Fixes with a larger 68 % radius say nothing about where a store is, metres.
  ///
  /// Source: Wi-Fi and satellites reach this, cells don't.
  package var witnessAccuracyMetres = 60.0
  /// The 68 % radius of a place that several reps agree on, at least, metres; a store has more than one
  /// door.
  package var consensusMetres = 30.0
  /// How much likelier it is that a further rep was really there than that two reps lie alike.
  package var agreementRatio = 50.0
  /// Fixes at different stores nearer than this are one spot, metres.
  package var spotMetres = 75.0
  /// From this distance from the pin on, a fix is not explained by the pin, metres.
  package var farMetres = 250.0
  /// Stores nearer than this can share a building or market, metres; the errors of their positions are
  /// added to it.
  package var premisesMetres = 60.0

  /// The natural logarithm of the likelihood ratio from which on a source is taken to use another
  /// datum.
  package var datumRatio = 12.0
  /// The fewest check-ins from which a source's datum is told.
  package var datumCheckIns = 8
  /// The fewest stores that these must be of.
  package var datumStores = 4

  /// Makes the default policy.
  package init() {}

  /// What is wrong with the values, one sentence each; empty when they can be used.
  package func problems() -> [String] {
    var problems: [String] = []
    for (name, share) in [
      ("wrongPinShare", wrongPinShare), ("movedShare", movedShare), ("unseenShare", unseenShare),
      ("falseNearShare", falseNearShare),
    ]
    where !(share > 0 && share < 0.5) {
      problems.append("\(name) is \(share); it must be between 0 and 0.5")
    }
    for (name, metres) in [
      ("wrongPinMetres", wrongPinMetres), ("witnessAccuracyMetres", witnessAccuracyMetres),
      ("consensusMetres", consensusMetres), ("spotMetres", spotMetres), ("farMetres", farMetres),
      ("premisesMetres", premisesMetres), ("falseNearMetres", falseNearMetres),
      ("unseenMetres", unseenMetres),
      ("moveMetres", moveMetres),
    ] where !(metres > 0 && metres < 1e5) {
      problems.append("\(name) is \(metres); it must be above 0 and below 100 km")
    }
    for (name, ratio) in [("agreementRatio", agreementRatio), ("datumRatio", datumRatio)]
    where !(ratio >= 1 && ratio.isFinite) {
      problems.append("\(name) is \(ratio); it must be 1 or more and finite")
    }
    for (name, count) in [("datumCheckIns", datumCheckIns), ("datumStores", datumStores)]
    where count < 2 {
      problems.append("\(name) is \(count); it must be 2 or more")
    }
    return problems
  }
}

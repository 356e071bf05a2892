import LeadlineModel

/// How the marks of a rep are weighed by how many alike the rep has, see ``Propensity``.
///
/// All shares are those of visits. Which reasons are common, what is usual and the shape were set after
/// looking at how often each reason marks honest reps in simulated worlds for fitting, and which are
/// habitual or shared after seeing there whom these accused wrongly; the other values are judgements.
package struct PropensityPolicy: Codable, Equatable, Sendable {
  /// Whether marks are weighed so at all.
  package var isUsed = true
  /// The share of reps who fake visits.
  ///
  /// Judgement: interviewers who make up some of their interviews are put at a few in a hundred.
  package var cheats = 0.05
  /// The probability that a rep who fakes visits does it in a way that a given reason marks.
  ///
  /// Judgement: one or two ways of faking each, and some eight kinds of reasons.
  package var waysShown = 0.25
  /// Of how many visits one is faked by a rep who does so, less one: the share has the density
  /// (1 - share)^(this - 1), so that its mean is 1 / (1 + this).
  package var faithfulness = 7.0
  /// The share of an honest rep's visits with a mark of a given reason.
  ///
  /// What rules mark honestly now and then: a phone that hangs, a gap in a track.
  package var rareShare = 0.003
  /// The same for the reasons in ``commonReasons``.
  package var commonShare = 0.02
  /// The reasons whose marks are common among honest reps: short stops, late uploads and visits
  /// without a photo are part of the work, and a store's position may be wrong for months.
  package var commonReasons: [String] = [
    Reason.tooFar, .onePlaceManyStores, .lateEntry, .shortDwell, .photoMissing, .pinMoved,
  ].map(\.rawValue)
  /// The reasons from whose number nothing follows.
  ///
  /// An honest cause gives the mock flag at any share of visits: the receiver of a car sets it too, on
  /// whichever visits it is driven to. So does a tablet that two reps share, of whom one seems to be its
  /// owner. Missing positions are weighed by their number already.
  package var habitualReasons: [String] = [
    Reason.mockLocation, .sharedDevice, .positionMissing,
  ].map(\.rawValue)
  /// The shape of the gamma distribution by which honest reps differ in such a share.
  ///
  /// Judgement: one half, a coefficient of variation of 1.4; phones, streets and customers differ.
  package var shape = 0.5
  /// The share of honest reps whose phone, app or way of work gives a reason at any share of visits.
  package var habits = 0.01
  /// The share of visits that are false, where runs of them are looked for, see ``VisitRuns``.
  ///
  /// Judgement: some reps in a hundred, and of their visits one in eight or more.
  package var falseVisits = 0.02
  /// The probability that the visit after a false one, on the same day, is false too.
  ///
  /// Judgement: an afternoon has some five visits.
  package var falseContinues = 0.8
  /// A day without a visit that its own evidence accuses is looked at from so many visits on that have
  /// marks of ``runRatio`` or more.
  ///
  /// Both were set in worlds for fitting, where days of weaker marks, such as photos that are missing
  /// while the phone was off line, accused honest reps only.
  package var runVisits = 3
  /// How much speaks against each of those visits, see ``runVisits``.
  package var runRatio = 2.0
  /// The reasons that tell nothing of the visits before and after: an honest cause lasts for hours, or
  /// what they state is of those visits as well.
  package var sharedReasons: [String] = [
    Reason.impossibleTravel, .mockLocation, .burst, .lateEntry, .trackSilent, .positionMissing,
  ].map(\.rawValue)
  /// Marks that are weaker count for nothing here, and are not made stronger.
  package var leastRatio = 0.5
  /// What a mark can be worth at most: the company of others must never contradict a visit by itself.
  package var greatestRatio = 4.5

  /// Makes the default policy.
  package init() {}

  /// What is wrong with the values, one sentence each; empty when they can be used.
  package func problems() -> [String] {
    var problems: [String] = []
    func demand(_ isMet: Bool, _ sentence: String) {
      if !isMet { problems.append(sentence) }
    }
    let shares = [
      ("cheats", cheats), ("waysShown", waysShown), ("rareShare", rareShare),
      ("commonShare", commonShare), ("habits", habits), ("falseVisits", falseVisits),
      ("falseContinues", falseContinues),
    ]
    for (name, share) in shares {
      demand(
        share > 0 && share < 1,
        "propensity.\(name) is \(share), but must be above 0 and below 1"
      )
    }
    demand(
      falseContinues >= falseVisits,
      "propensity.falseContinues is \(falseContinues), but must be no less than falseVisits"
    )
    let positives = [
      ("faithfulness", faithfulness), ("shape", shape), ("leastRatio", leastRatio),
      ("greatestRatio", greatestRatio), ("runRatio", runRatio),
    ]
    for (name, value) in positives {
      demand(value > 0 && value.isFinite, "propensity.\(name) is \(value), but must be above 0")
    }
    demand(
      runVisits > 1,
      "propensity.runVisits is \(runVisits), but must be 2 or more"
    )
    let lists = [
      ("commonReasons", commonReasons), ("habitualReasons", habitualReasons),
      ("sharedReasons", sharedReasons),
    ]
    for (name, reasons) in lists {
      for reason in reasons where Reason(rawValue: reason) == nil {
        problems.append("propensity.\(name) names \(reason), which is no reason")
      }
    }
    return problems
  }
}

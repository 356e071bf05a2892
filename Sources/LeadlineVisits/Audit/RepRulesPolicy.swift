/// What the audit's rules on one rep's own check-ins go by.
///
/// Shares named `false…` are of check-ins that are false: how many of them show the sign. Shares named
/// `honest…` are of true ones. They are judgements, where no source is named: a third of what is
/// false follows no pattern that a rule knows, and no pattern is more than a fifth of all.
package struct RepRulesPolicy: Codable, Hashable, Sendable {
  /// Marks of less than this are not worth a line.
  package var leastRatio = 1.0
  /// No rule proves more than this by itself, as there are honest causes that nobody has thought of.
  package var greatestRatio = 6.0
  /// Of those with whom an honest quirk of phone or app shows itself once, the share with whom it
  /// does again; and so on.
  package var quirkContinues = 0.05
  /// How many check-ins of other reps with the same app tell what that app does.
  package var leastPeerCheckIns = 20

  /// False check-ins whose coordinates are those of another one.
  package var falseRepeatedShare = 0.1
  /// True check-ins whose coordinates are also those of a visit to the same place on another day.
  ///
  /// Source: 1,264 of 200,013 points of GeoLife recur on two days or more, to 6 decimals.
  package var honestRepeatedShare = 0.0063
  /// True check-ins with the coordinates of a visit to a store far off, of no old fix.
  package var honestRepeatedElsewhereShare = 0.0005
  /// For so long may a phone give the same fix again without telling that it is old, seconds.
  ///
  /// Source: 6.7 % of consecutive fixes of GeoLife are equal; half an hour is a judgement.
  package var cachedSeconds = 1_800.0
  /// Stores nearer to each other than this may be under one roof, metres; twice the radius of the
  /// fixes is added.
  package var neighbourMetres = 150.0

  /// False check-ins whose fix is the store's stored position.
  package var falsePinShare = 0.15
  /// True check-ins whose fix became the stored position, though no record tells so.
  package var honestPinShare = 0.0002
  /// A fix no farther from the stored position than this is a copy of it, metres.
  ///
  /// 6 decimals of a degree are 0.1 m.
  package var pinMetres = 0.3
  /// A stored position may be entered so long after the fix that it was made from, seconds.
  package var foundingSeconds = 86_400.0

  /// False check-ins with coordinates that were typed.
  package var falseRoundedShare = 0.1
  /// True check-ins with coarsely rounded coordinates where the app does not round.
  package var honestRoundedShare = 0.005

  /// False check-ins that can't be reached from those before or after.
  package var falseTravelShare = 0.15
  /// True ones of which it looks so: wrong clocks and fixes off by far more than they state.
  package var honestTravelShare = 0.0015
  /// How fast one drives at best, metres per second as the crow flies.
  package var driveMetresPerSecond = 36.0
  /// How fast a train is at best, metres per second; the fastest lines go 350 km/h.
  package var trainMetresPerSecond = 90.0
  /// What boarding and leaving a train takes at least, seconds.
  package var trainSeconds = 1_200.0
  /// How fast an airliner is, metres per second.
  package var flightMetresPerSecond = 250.0
  /// What boarding and leaving a plane takes at least, seconds.
  package var flightSeconds = 3_600.0
  /// By how much the times of two check-ins may be off to each other, seconds.
  package var clockSeconds = 60.0

  /// False check-ins in a part of the track that begins or ends with a jump.
  package var falseJumpShare = 0.1
  /// True ones in a part that begins and ends with one.
  package var honestJumpShare = 0.001
  /// For no longer than this does one make up positions at a stretch, seconds: half a working
  /// day.
  package var falseSessionSeconds = 14_400.0

  /// False check-ins that one of several made from the same place is.
  package var falsePlaceShare = 0.15
  /// True visits whose fix is far from the store, as ``StoreReach`` has it.
  ///
  /// Source: the thresholds leave 2 % of geocodes out; to these come stores that are somewhere else
  /// altogether, ``PlacesPolicy/wrongPinShare``.
  package var honestFarShare = 0.05
  /// How long check-ins from one place may be apart, seconds.
  package var placeGapSeconds = 7_200.0

  /// False check-ins that are entered one right after the other.
  package var falseBurstShare = 0.1
  /// The share of quick changes of store of reps of whom nothing is known.
  package var honestQuickShare = 0.01
  /// How many changes of store that share counts as, beside the rep's own.
  package var quickPriorCount = 50.0
  /// At least so often a quick change of store is followed by another.
  package var quickContinues = 0.1
  /// A visit takes longer than this, seconds.
  package var quickSeconds = 90.0
  /// How fast one gets from store to store in town at best, metres per second as the crow flies.
  package var townMetresPerSecond = 12.5

  /// False check-ins whose fix was taken well after the time they claim.
  package var falseLaterFixShare = 0.1
  /// True ones.
  package var honestLaterFixShare = 0.003
  /// From how much later on, seconds; clocks are off by less.
  package var laterFixSeconds = 7_200.0
  /// False check-ins whose time was typed: whole minutes, a multiple of five.
  package var falseRoundTimeShare = 0.1
  /// True ones by a quirk of the app.
  package var honestRoundTimeShare = 0.003
  /// The ratio of a check-in sent half an hour late or more though a later one was sent at once.
  package var heldBackRatio = 1.5

  /// False check-ins made in passing.
  package var falsePassingShare = 0.15
  /// True ones that look so.
  package var honestPassingShare = 0.003
  /// One who moves faster than this does not stand, metres per second.
  package var passingMetresPerSecond = 6.0
  /// False check-ins whose visit is stated to be short.
  package var falseShortShare = 0.3
  /// The share of short visits of reps of whom nothing is known; it counts as 20 visits.
  package var honestShortShare = 0.05

  /// False check-ins whose visit ends as soon as it began.
  package var falseMomentaryShare = 0.1
  /// True ones: who forgot to check in does both when leaving.
  package var honestMomentaryShare = 0.01
  /// Such a visit is stated to be shorter than this, seconds; a door to open takes longer.
  package var momentarySeconds = 20.0

  /// A fresh fix that moves faster than this is not of one on foot, metres per second.
  ///
  /// Source: brisk walking is 1.8; a receiver's error is below 0.5.
  package var walkingMetresPerSecond = 2.5
  /// True visits that last less than five minutes; evenly spread down to one minute.
  ///
  /// A judgement: drop-offs and closed doors.
  package var honestBriefShare = 0.05
  /// What the track alone can prove of one visit's length.
  package var greatestBriefRatio = 2.5

  /// False check-ins for which the tracking was switched off.
  package var falseSilentShare = 0.2
  /// Days on which an honest phone that else reports is silent around check-ins for
  /// ``silentSeconds``.
  ///
  /// A judgement: phones that save battery pause for some minutes, seldom for hours.
  package var honestSilentDayShare = 0.03
  /// For so long does one who is elsewhere switch the tracking off, seconds: for some customers and
  /// the ways between.
  package var silentSeconds = 7_200.0
  /// What one silence alone can say; nobody is bound to be seen.
  package var greatestSilentRatio = 2.0

  /// What an order that the rep took at the visit takes off: two true visits in five end with one, and
  /// one false one in ten, by telephone; a judgement.
  package var orderedRatio = 1.4

  /// True check-ins that have no position, before anything is known of others, and how many check-ins of
  /// others that is worth; a judgement: phones fail inside walls now and then.
  package var honestPositionMissingShare = 0.01
  /// See ``honestPositionMissingShare``.
  package var positionMissingWeight = 100.0
  /// The shape of the gamma distribution by which honest reps differ in it: phones and walls do.
  ///
  /// A judgement: a coefficient of variation of 0.7.
  package var positionMissingShape = 2.0
  /// What missing positions can say at most: less than accuses, as what is missing proves nothing.
  package var greatestPositionMissingRatio = 2.5

  /// Reps who use an app that makes positions up, and whose phone tells.
  package var mockingReps = 0.03
  /// Reps with an accessory or a phone that sets the flag without need.
  package var accessoryReps = 0.01
  /// The mean share of made-up check-ins of those who make some up.
  package var mockedShare = 0.15
  /// The share of those who make all up, in any share.
  package var mockingAnyShare = 0.1

  /// False check-ins on a day whose track is a copy.
  package var falseReplayShare = 0.05
  /// True legs that match one of another day, given the shift of time.
  ///
  /// Six seconds either way of stays that differ by ten minutes.
  package var honestLegShare = 0.02

  /// Made-up fixes of one rep that have one accuracy, or one altitude.
  package var constantReadingShare = 0.8
  /// False check-ins of a day on which an app makes all up with one accuracy.
  package var falseRunShare = 0.05
  /// How far around the stored position an app scatters what it makes up, metres.
  ///
  /// Source: 0.00003° to 0.00015° are proposed to those who write such apps, 3 to 17 m.
  package var scatterMetres = 30.0
  /// Reps who make up fixes with such an app.
  package var scatteringReps = 0.05
  /// Phones with a favourite reading that no other phone has.
  package var oddPhones = 0.05
  /// What readings alone can prove.
  package var greatestReadingRatio = 2.5

  /// Makes the default policy.
  package init() {}

  /// What is wrong with the values, one sentence each; empty when they can be used.
  package func problems() -> [String] {
    var problems: [String] = []
    for (name, share) in shares where !(share > 0 && share < 1) {
      problems.append("\(name) is \(share); it must be between 0 and 1")
    }
    for (name, value) in amounts where !(value > 0 && value.isFinite) {
      problems.append("\(name) is \(value); it must be above 0 and finite")
    }
    return problems
  }

  private var shares: [(String, Double)] {
    [
      ("quirkContinues", quirkContinues),
      ("falseRepeatedShare", falseRepeatedShare),
      ("honestRepeatedShare", honestRepeatedShare),
      ("honestRepeatedElsewhereShare", honestRepeatedElsewhereShare),
      ("falsePinShare", falsePinShare),
      ("honestPinShare", honestPinShare),
      ("falseRoundedShare", falseRoundedShare),
      ("honestRoundedShare", honestRoundedShare),
      ("falseTravelShare", falseTravelShare),
      ("honestTravelShare", honestTravelShare),
      ("falseJumpShare", falseJumpShare),
      ("honestJumpShare", honestJumpShare),
      ("falsePlaceShare", falsePlaceShare),
      ("honestFarShare", honestFarShare),
      ("falseBurstShare", falseBurstShare),
      ("honestQuickShare", honestQuickShare),
      ("quickContinues", quickContinues),
      ("falseLaterFixShare", falseLaterFixShare),
      ("honestLaterFixShare", honestLaterFixShare),
      ("falseRoundTimeShare", falseRoundTimeShare),
      ("honestRoundTimeShare", honestRoundTimeShare),
      ("falsePassingShare", falsePassingShare),
      ("honestPassingShare", honestPassingShare),
      ("falseShortShare", falseShortShare),
      ("honestShortShare", honestShortShare),
      ("honestBriefShare", honestBriefShare),
      ("falseMomentaryShare", falseMomentaryShare), ("honestMomentaryShare", honestMomentaryShare),
      ("falseSilentShare", falseSilentShare),
      ("honestSilentDayShare", honestSilentDayShare),
      ("honestPositionMissingShare", honestPositionMissingShare),
      ("mockingReps", mockingReps),
      ("accessoryReps", accessoryReps),
      ("mockedShare", mockedShare),
      ("mockingAnyShare", mockingAnyShare), ("falseReplayShare", falseReplayShare),
      ("honestLegShare", honestLegShare),
      ("constantReadingShare", constantReadingShare), ("scatteringReps", scatteringReps),
      ("oddPhones", oddPhones), ("falseRunShare", falseRunShare),
    ]
  }

  private var amounts: [(String, Double)] {
    [
      ("scatterMetres", scatterMetres), ("greatestReadingRatio", greatestReadingRatio),
      ("leastRatio", leastRatio),
      ("greatestRatio", greatestRatio),
      ("leastPeerCheckIns", Double(leastPeerCheckIns)),
      ("cachedSeconds", cachedSeconds), ("falseSessionSeconds", falseSessionSeconds),
      ("neighbourMetres", neighbourMetres),
      ("pinMetres", pinMetres),
      ("foundingSeconds", foundingSeconds),
      ("driveMetresPerSecond", driveMetresPerSecond),
      ("trainMetresPerSecond", trainMetresPerSecond),
      ("trainSeconds", trainSeconds),
      ("flightMetresPerSecond", flightMetresPerSecond),
      ("flightSeconds", flightSeconds),
      ("clockSeconds", clockSeconds),
      ("placeGapSeconds", placeGapSeconds),
      ("quickPriorCount", quickPriorCount),
      ("quickSeconds", quickSeconds),
      ("townMetresPerSecond", townMetresPerSecond),
      ("laterFixSeconds", laterFixSeconds),
      ("heldBackRatio", heldBackRatio),
      ("passingMetresPerSecond", passingMetresPerSecond),
      ("walkingMetresPerSecond", walkingMetresPerSecond),
      ("greatestBriefRatio", greatestBriefRatio), ("momentarySeconds", momentarySeconds),
      ("orderedRatio", orderedRatio),
      ("positionMissingWeight", positionMissingWeight),
      ("positionMissingShape", positionMissingShape),
      ("greatestPositionMissingRatio", greatestPositionMissingRatio),
      ("silentSeconds", silentSeconds),
      ("greatestSilentRatio", greatestSilentRatio),
    ]
  }
}

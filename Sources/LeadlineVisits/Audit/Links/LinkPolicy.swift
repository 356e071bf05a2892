/// The priors and thresholds of the rules that join several reps, devices, photos, edits or orders.
///
/// Ratios are natural logarithms of how much likelier the evidence is when the visit is false than
/// when it is true. All values without a source are judgements.
package struct LinkPolicy: Codable, Hashable, Sendable {
  /// Check-ins within this time are of one working day, seconds.
  package var sameDaySeconds = 36_000.0
  /// A device belongs to the rep who makes at least this share of its check-ins.
  package var deviceOwnerShare = 0.6
  /// The ratio of a visit on a colleague's device; phones break, and colleagues lend theirs.
  package var borrowedDeviceRatio = 1.0
  /// The ratio of a visit on another device between two on the own one, on the same day.
  package var deviceSwitchRatio = 0.7
  /// How much each further day with such a change adds to that, up to the double.
  package var deviceSwitchDayRatio = 0.1

  /// The ratio of one visit on a colleague's device on a day on which the colleague used it:
  /// 7 of 10 proxy visits are made so, and 5 of 100 honest ones on a borrowed device.
  package var proxyRatio = 2.6
  /// How much each further day with such a visit adds, up to ``greatestProxyRatio``.
  package var proxyDayRatio = 0.6
  /// From so many visits of one day with one colleague on, these are not met by accident.
  package var leastProxyTour = 3
  /// How much that adds to each of them.
  package var proxyTourRatio = 0.9
  /// How much the rep's own track elsewhere adds.
  package var proxyAwayRatio = 2.0
  /// The greatest ratio of a proxy visit.
  package var greatestProxyRatio = 5.5
  /// Fixes of two reps nearer than this are of one place, metres.
  package var togetherMetres = 30.0
  /// Fixes at one place within this time are of reps together, or of one with two phones, seconds.
  package var togetherSeconds = 120.0
  /// The ratio when the rep's own track is elsewhere while the phone is beside a colleague's.
  package var togetherAwayRatio = 3.5
  /// A colleague's track nearer than this to the fix of a check-in was at the same place, metres.
  package var besideMetres = 60.0
  /// Two tracks that are one at so many half hours of a day are of phones carried together.
  package var leastCarriedMoments = 3
  /// Phones carried together go at least so far, metres.
  package var carriedMetres = 500.0
  /// The same visit, for reps who came along with each other, seconds.
  package var accompaniedSeconds = 3_600.0

  /// The same photo at the same store within this time is one visit's, seconds.
  package var samePhotoVisitSeconds = 43_200.0
  /// The ratio of the very file of another visit: 1 of 10 false visits, and by mistakes of an app
  /// 1 of 5,000 honest ones.
  package var sameFileRatio = 6.2
  /// The ratio when the two stores are next door and the visits within the hour.
  package var sameFileNextDoorRatio = 1.5
  /// How near stores are next door, metres.
  package var nextDoorMetres = 60.0
  /// A photo that at least so many reps have is an app's placeholder.
  package var commonPhotoReps = 4
  /// In how many bits of 64 a rep's photos of different stores differ at most to be compared.
  package var ownPhotoBits = 8
  /// The same for photos of different reps.
  package var foreignPhotoBits = 4
  /// Hashes with fewer bits set than this, or fewer bits clear, are of dark or even pictures and say
  /// nothing.
  package var blandPhotoBits = 7
  /// Unrelated photos differ like hashes with so many free bits; 64 would be ideal.
  ///
  /// Source: distances of unrelated photographs of one kind scatter by some 5 bits, those of 64
  /// free bits by 4.
  package var freePhotoBits = 48
  /// How many photos of others a photo is compared with, for the chance of one near by accident; a
  /// fixed number, so that no rep's photos count for another.
  package var foreignPhotos = 1_000_000.0
  /// The greatest ratio of a photo that only looks like another.
  package var greatestLikeRatio = 4.5
  /// The ratio of a photo that looks the same to the bit as an older one of the same store, taken by
  /// the same rep: the same front from the same spot does so now and then.
  package var sameFrontRatio = 0.7
  /// The greatest ratio of a photo that looks like one of a store whose photos look alike anyway.
  package var sameBrandRatio = 1.5

  /// How far a photo's position errs, 68 % radius in metres.
  package var photoAccuracyMetres = 30.0
  /// A photo no farther than this from the stored position may have been taken at the store, metres; a fix,
  /// where stores are claimed from one place on many days (``FixSpots``).
  package var photoBesideMetres = 100.0
  /// How far beyond all errors a photo was taken elsewhere, metres; so far from its store is a fix of
  /// ``FixSpots``.
  package var photoElsewhereMetres = 300.0
  /// The ratio of a photo taken that far off: positions that a camera kept from before are up to one
  /// in fifty.
  package var photoElsewhereRatio = 2.0
  /// The greatest ratio of a photo taken nearer by than ``photoFarMetres``, where the rep's own visits
  /// tell.
  package var photoNearRatio = 2.8
  /// How far off a photo speaks for itself, metres.
  package var photoFarMetres = 1_000.0
  /// The ratio of such a photo.
  package var photoFarRatio = 3.5
  /// Photos of so many other stores, far apart, that were taken in one place tell that the rep takes
  /// photos there instead of at the stores: two wrong pins within the errors of a photo may happen.
  package var photoSpotStores = 3
  /// How much is added when the rep's photos of several days are far off.
  package var photoElsewhereAgainRatio = 1.0
  /// A fix no coarser than this is judged by its own distance, 68 % radius in metres.
  package var exactFixMetres = 100.0
  /// In how many bits of 64 photos of one front differ at most: between the 4 to 16 of fronts
  /// photographed again and the 24 that unrelated photos differ in.
  package var frontBits = 18
  /// How often the photo of a false visit shows something else than the store.
  package var unlikeFalseShare = 0.5
  /// How often that of a true visit does before anything is known of the rep, and how many photos
  /// that share is worth.
  package var unlikeShare = 0.03
  package var unlikeShareWeight = 10.0
  /// From so many photos of vouched visits on a rep has habits.
  package var leastHabitPhotos = 5.0
  /// The least share of such photos among true visits that is believed.
  package var leastUnlikeShare = 0.01
  /// A camera may keep its position this long, seconds.
  package var keptPositionSeconds = 14_400.0

  /// A photo of this time before or after the visit belongs to it, seconds.
  package var photoStaleSeconds = 1_800.0
  /// The ratio of a photo older or newer than that.
  package var photoStaleRatio = 1.0
  /// From this time on a photo is of another visit, seconds.
  package var photoOldSeconds = 10_800.0
  /// The ratio of such a photo: half of all stale photos, one of 50 honest ones whose clock is wrong.
  package var photoOldRatio = 3.2
  /// The ratio of a photo of another day.
  package var photoOtherDayRatio = 4.0
  /// How near times that a wrong time zone explains agree with whole hours, seconds.
  package var zoneSlackSeconds = 120.0
  /// How near the offsets of a device's photos agree when its clock is wrong, seconds.
  package var clockSlackSeconds = 600.0

  /// How often a false visit has no photo.
  package var missingFalseShare = 0.8
  /// How often a true visit has none before anything is known of the rep, and how many visits that
  /// share is worth.
  package var missingShare = 0.5
  package var missingShareWeight = 4.0
  /// The least share of true visits without a photo that is believed.
  package var leastMissingShare = 0.05
  /// The greatest ratio of a check-in without a photo.
  package var greatestMissingRatio = 1.5

  /// From this distance on a pin was moved and not only corrected, metres.
  package var pinMoveMetres = 150.0
  /// The ratio of a moved pin alone; corrections are everyday work.
  package var pinMovedRatio = 0.5
  /// How much a colleague's fix at the old place after the move adds.
  package var pinDeniedRatio = 3.5
  /// How much the own fixes of before at the old place add, at least two.
  package var pinFormerFixesRatio = 1.0
  /// How much a single one adds.
  package var pinFormerFixRatio = 0.7
  /// How much less it is when the pin was moved during a check-in at the new place: eight in ten
  /// corrections are made so, and three in ten moves for a gain.
  package var pinCorrectedRatio = 1.0
  /// How much colleagues' fixes at the old place from before the move add.
  package var pinFormerColleaguesRatio = 0.7
  /// How much the rep's home at the new place adds.
  package var pinHomeRatio = 2.2
  /// Pins that the rep moved so near each other can be checked in at from one spot, metres.
  package var gatheredMetres = 200.0
  /// How much other pins that the rep moved to the same place add, two or more; a single one half.
  package var pinGatheredRatio = 2.5
  /// How much each further step of a move adds, up to twice.
  package var pinStepRatio = 0.5
  /// What is at home or at the same place, metres.
  package var samePlaceMetres = 150.0

  /// A store not visited for so many days is dropped.
  package var dropDays = 7.0
  /// Check-ins from so many days before the drop on may be made to keep the store.
  package var keepAliveDays = 2.5
  /// A fix coarser than this shows nothing, 68 % radius in metres.
  package var weakAccuracyMetres = 100.0
  /// Visits shorter than this show nothing, seconds.
  package var weakDwellSeconds = 180.0
  /// An order within this time after a check-in shows a visit, seconds.
  package var orderSeconds = 172_800.0
  /// The least number of a rep's weak check-ins before the drop.
  package var leastKeepAlives = 3
  /// How often a rep's check-ins are weak before anything is known, as a share.
  package var weakShare = 0.05
  /// How many check-ins that share is worth.
  package var weakShareWeight = 10.0
  /// How often the check-ins at a store that is only kept alive are weak.
  package var keptWeakShare = 0.5
  /// The greatest ratio at a store with a single weak check-in, which may be chance.
  package var singleWeakRatio = 1.5
  /// The greatest ratio at a store that has only weak check-ins: in a cellar that is usual.
  package var onlyWeakRatio = 1.9
  /// The greatest ratio of a keep-alive check-in.
  package var greatestKeepAliveRatio = 4.5

  /// Records of one shop are at most so far apart, metres.
  package var duplicateMetres = 60.0
  /// Records at most so far apart have one pin, metres.
  package var samePinMetres = 20.0
  /// A pin so far from another is not that of the shop next door, metres.
  package var strayPinMetres = 40.0
  /// From so many visits to each on it tells that two records are never visited on one day.
  package var duplicateTurns = 2
  /// The ratio of a second record under another name for the place of the first, from six visits to the
  /// two together on.
  package var duplicatePlaceRatio = 1.7
  /// Photos of two records that differ in at most so many bits are of one front.
  package var duplicatePhotoBits = 12
  /// The ratio of a second record of the same name, visited by the same rep.
  package var duplicateNameRatio = 1.2
  /// The ratio when one name only contains the other, or names differ and contacts agree.
  package var duplicateLikeRatio = 0.6
  /// How much one pin adds.
  package var duplicatePinRatio = 0.5
  /// How much it adds that the rep owns both.
  package var duplicateOwnerRatio = 0.5
  /// How much a record made within the time of the audit adds.
  package var duplicateNewRatio = 0.8
  /// How much visits to the older record after the first to the newer add; without any the newer one
  /// replaced it, which takes three times as much off.
  package var duplicateBothRatio = 0.5
  /// How much visits to both within the hour add, at least twice.
  package var duplicateVisitsRatio = 1.0
  /// How much photos that look alike add.
  package var duplicatePhotoRatio = 1.5
  /// How much an equal telephone number or licence adds.
  package var duplicateContactRatio = 0.8
  /// How much a common name takes off.
  package var commonNameRatio = 1.5
  /// A name that more stores have than this is a brand's or a word for shop.
  package var commonNameStores = 5

  /// Makes the default policy.
  package init() {}

  /// What is wrong with the values, one sentence each; empty when they can be used.
  package func problems() -> [String] {
    var problems: [String] = []
    func check(_ isGood: Bool, _ sentence: String) {
      if !isGood { problems.append(sentence) }
    }
    for (name, value) in amounts {
      check(value >= 0 && value.isFinite, "\(name) is \(value); it must be 0 or more and finite")
    }
    for (name, share) in [
      ("deviceOwnerShare", deviceOwnerShare), ("weakShare", weakShare),
      ("keptWeakShare", keptWeakShare),
      ("unlikeFalseShare", unlikeFalseShare), ("unlikeShare", unlikeShare),
      ("leastUnlikeShare", leastUnlikeShare), ("missingFalseShare", missingFalseShare),
      ("missingShare", missingShare), ("leastMissingShare", leastMissingShare),
    ] {
      check(share > 0 && share < 1, "\(name) is \(share); it must be between 0 and 1")
    }
    for (name, bits) in [
      ("ownPhotoBits", ownPhotoBits), ("foreignPhotoBits", foreignPhotoBits),
      ("duplicatePhotoBits", duplicatePhotoBits),
    ] {
      check((0...16).contains(bits), "\(name) is \(bits); it must be from 0 to 16")
    }
    check((1...32).contains(frontBits), "frontBits is \(frontBits); it must be from 1 to 32")
    check(
      (24...64).contains(freePhotoBits),
      "freePhotoBits is \(freePhotoBits); it must be from 24 to 64"
    )
    for (name, count) in [
      ("leastCarriedMoments", leastCarriedMoments),
      ("leastProxyTour", leastProxyTour),
      ("commonPhotoReps", commonPhotoReps),
      ("leastKeepAlives", leastKeepAlives), ("duplicateTurns", duplicateTurns),
      ("commonNameStores", commonNameStores), ("photoSpotStores", photoSpotStores),
    ] {
      check(count >= 1, "\(name) is \(count); it must be 1 or more")
    }
    check(
      keepAliveDays < dropDays,
      "keepAliveDays is \(keepAliveDays); it must be less than dropDays"
    )
    check(foreignPhotos >= 1, "foreignPhotos is \(foreignPhotos); it must be 1 or more")
    check(
      blandPhotoBits >= 0 && blandPhotoBits <= 32,
      "blandPhotoBits is \(blandPhotoBits); it must be from 0 to 32"
    )
    return problems
  }

  /// All ratios, lengths and times by name.
  private var amounts: [(String, Double)] {
    [
      ("sameDaySeconds", sameDaySeconds), ("besideMetres", besideMetres),
      ("carriedMetres", carriedMetres), ("borrowedDeviceRatio", borrowedDeviceRatio),
      ("deviceSwitchRatio", deviceSwitchRatio), ("deviceSwitchDayRatio", deviceSwitchDayRatio),
      ("proxyRatio", proxyRatio), ("proxyDayRatio", proxyDayRatio),
      ("proxyTourRatio", proxyTourRatio),
      ("proxyAwayRatio", proxyAwayRatio), ("greatestProxyRatio", greatestProxyRatio),
      ("togetherMetres", togetherMetres), ("togetherSeconds", togetherSeconds),
      ("togetherAwayRatio", togetherAwayRatio), ("accompaniedSeconds", accompaniedSeconds),
      ("samePhotoVisitSeconds", samePhotoVisitSeconds), ("sameFileRatio", sameFileRatio),
      ("sameFileNextDoorRatio", sameFileNextDoorRatio), ("nextDoorMetres", nextDoorMetres),
      ("foreignPhotos", foreignPhotos), ("greatestLikeRatio", greatestLikeRatio),
      ("sameFrontRatio", sameFrontRatio), ("sameBrandRatio", sameBrandRatio),
      ("photoAccuracyMetres", photoAccuracyMetres), ("photoBesideMetres", photoBesideMetres),
      ("photoElsewhereMetres", photoElsewhereMetres),
      ("photoElsewhereRatio", photoElsewhereRatio), ("photoNearRatio", photoNearRatio),
      ("photoFarMetres", photoFarMetres),
      ("photoFarRatio", photoFarRatio), ("photoElsewhereAgainRatio", photoElsewhereAgainRatio),
      ("exactFixMetres", exactFixMetres), ("unlikeShareWeight", unlikeShareWeight),
      ("leastHabitPhotos", leastHabitPhotos), ("onlyWeakRatio", onlyWeakRatio),
      ("singleWeakRatio", singleWeakRatio),
      ("missingShareWeight", missingShareWeight), ("greatestMissingRatio", greatestMissingRatio),
      ("keptPositionSeconds", keptPositionSeconds), ("photoStaleSeconds", photoStaleSeconds),
      ("photoStaleRatio", photoStaleRatio), ("photoOldSeconds", photoOldSeconds),
      ("photoOldRatio", photoOldRatio), ("photoOtherDayRatio", photoOtherDayRatio),
      ("zoneSlackSeconds", zoneSlackSeconds), ("clockSlackSeconds", clockSlackSeconds),
      ("pinMoveMetres", pinMoveMetres), ("pinMovedRatio", pinMovedRatio),
      ("pinDeniedRatio", pinDeniedRatio), ("pinFormerFixesRatio", pinFormerFixesRatio),
      ("pinFormerFixRatio", pinFormerFixRatio), ("pinCorrectedRatio", pinCorrectedRatio),
      ("pinFormerColleaguesRatio", pinFormerColleaguesRatio), ("pinHomeRatio", pinHomeRatio),
      ("pinGatheredRatio", pinGatheredRatio), ("pinStepRatio", pinStepRatio),
      ("samePlaceMetres", samePlaceMetres), ("gatheredMetres", gatheredMetres),
      ("dropDays", dropDays),
      ("keepAliveDays", keepAliveDays), ("weakAccuracyMetres", weakAccuracyMetres),
      ("weakDwellSeconds", weakDwellSeconds), ("orderSeconds", orderSeconds),
      ("weakShareWeight", weakShareWeight), ("greatestKeepAliveRatio", greatestKeepAliveRatio),
      ("duplicateMetres", duplicateMetres), ("samePinMetres", samePinMetres),
      ("strayPinMetres", strayPinMetres),
      ("duplicatePlaceRatio", duplicatePlaceRatio),
      ("duplicateNameRatio", duplicateNameRatio), ("duplicateLikeRatio", duplicateLikeRatio),
      ("duplicatePinRatio", duplicatePinRatio), ("duplicateOwnerRatio", duplicateOwnerRatio),
      ("duplicateNewRatio", duplicateNewRatio), ("duplicateBothRatio", duplicateBothRatio),
      ("duplicateVisitsRatio", duplicateVisitsRatio),
      ("duplicatePhotoRatio", duplicatePhotoRatio),
      ("duplicateContactRatio", duplicateContactRatio), ("commonNameRatio", commonNameRatio),
    ]
  }
}

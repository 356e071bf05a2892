import Foundation
import LeadlineGeometry
import LeadlineModel

/// The photo was taken far from the store, or shows something else.
///
/// Its place: measured is how far the photo's position lies from the store beyond three times both
/// errors and the premises, in the datum that suits the rep best of those in use (``PhotoDatums``).
/// Fraud: taken at home or at another customer's, 8 of 10 such photos a kilometre off. Honest: the
/// camera kept a position of before, up to 1 of 50 photos; of these most lie where the rep was in
/// the hours before (no farther than the error of that fix, and at most `keptMetres`), which
/// excuses, unless the track shows the rep still there, or the photo of another store was taken in
/// that place too and has a position of its own. So beyond `photoElsewhereMetres` (300 m) the ratio
/// is 2.0, beyond `photoFarMetres` (1 km) 3.5, and 1.0 more when photos of several days are that
/// far off. Where a fix that is no coarser than `exactFixMetres` is as far off as the photo and
/// agrees with it, the two are one fact, which the rule on the distance judges: no mark.
///
/// The rep's own other visits tell better where the store is (``OwnVisits``): what they say against
/// the place of the photo is the ratio where that is more, nearer by at most `photoNearRatio`
/// (2.8): one of five photos taken elsewhere is so near, and the half of the positions that a
/// camera kept. Where a fix vouches for the visit, a photo some houses off was taken when leaving:
/// no mark.
///
/// Photos of stores far apart that were taken in one place (``PhotoSpots``) excuse each other by no datum
/// and no wrong pin: 3.5, or 2.0 where one of the readings in use puts this one at its store.
///
/// A photo without a place from a rep whose photos have one (``OwnHabit``) had it taken out: up to 2.3.
///
/// What it shows: at a store whose other photos by the rep are alike, one that is like none of them
/// (`frontBits`, see ``OwnFronts``). Fraud: whoever stays away and has a new photo, has one of something
/// else, half of the false visits with a photo (`unlikeFalseShare`). Honest: the shelves for once, a
/// shutter, scaffolding; as often as on the rep's own visits for which the fix vouches, at
/// least 1 of 100. The ratio is the logarithm of the quotient, at most `photoFarRatio`.
struct PhotoElsewhereRule: AuditRule {
  static let facts = RuleFacts(
    .photoElsewhere,
    .photo,
    version: 5,
    evidence: [
      ("photo_to_store_m", "m"), ("photo_to_fix_m", "m"), ("days", ""), ("unlike_bits", ""),
    ],
    excuse: "the camera wrote a position that it had kept from before, or the front had changed"
  )

  /// A camera that keeps a position has it from no farther than this, metres.
  private static let keptMetres = 300.0

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    let rows = context.data.checkIns
    let policy = context.policy.links
    markUnlike(dossier, into: &marks)
    markUnplaced(dossier, into: &marks)
    var candidates: [Candidate] = []
    let datums = PhotoDatums(dossier, context)
    let spots = PhotoSpots(dossier, context)
    for checkIn in dossier.checkIns {
      var off = excess(checkIn, datums)
      let spot = spots.excess(checkIn, datums)
      if let spot, spot.ratio > off?.ratio ?? 0 { off = spot }
      guard let (metres, ratio) = off, !context.isPhotoAtFix(checkIn) else { continue }
      let (row, photo) = (rows[checkIn], context.data.photos[checkIn])
      let toFix = FlatDistance.metres(
        photo.longitude,
        photo.latitude,
        row.longitude,
        row.latitude
      )
      candidates.append(
        Candidate(
          checkIn: checkIn,
          day: context.day(row),
          ratio: ratio,
          metres: metres,
          toFix: toFix,
          isMeasured: spot != nil
        )
      )
    }
    var far: [Candidate] = []
    // By day, since the photos of a day are compared with each other.
    for today in candidates.runs(by: \.day) {
      far += today.filter { one in
        one.isMeasured || today.contains { isTakenBeside(one, $0) }
          || !isKept(one.checkIn, dossier)
      }
    }
    let days = far.runs(by: \.day).count
    let again = days >= 3 ? policy.photoElsewhereAgainRatio : 0
    marks.beginFinding()
    for one in far {
      marks.mark(one.checkIn, ratio: one.ratio + again, (one.metres, one.toFix, Double(days), .nan))
    }
  }

  /// A photo that was taken elsewhere, unless the camera kept its position from before.
  private struct Candidate {
    var checkIn: Int
    var day: Int
    var ratio: Double
    var metres: Double
    var toFix: Double
    /// Whether the photo is known to have been taken where it says.
    var isMeasured: Bool
  }

  /// Whether the photos of two stores were taken in one place, each measured there: what a camera keeps
  /// is one position, to the last digit.
  private func isTakenBeside(_ one: Candidate, _ other: Candidate) -> Bool {
    let (rows, photos) = (context.data.checkIns, context.data.photos)
    let (photo, beside) = (photos[one.checkIn], photos[other.checkIn])
    guard rows[one.checkIn].store != rows[other.checkIn].store,
      photo.longitude != beside.longitude || photo.latitude != beside.latitude
    else { return false }
    return FlatDistance.metres(
      photo.longitude,
      photo.latitude,
      beside.longitude,
      beside.latitude
    ) <= 3 * context.policy.links.photoAccuracyMetres
  }

  /// Marks photos that are like no other of the rep's photos of the store.
  private func markUnlike(_ dossier: RepDossier, into marks: inout MarkList) {
    let policy = context.policy.links
    let fronts = dossier.fronts
    let ratio = min(policy.photoFarRatio, log(policy.unlikeFalseShare / fronts.usualShare))
    guard fronts.isKnown, ratio > 0 else { return }
    marks.beginFinding()
    for (checkIn, bits) in zip(dossier.checkIns, fronts.bits) {
      guard let bits, bits > policy.frontBits else { continue }
      marks.mark(checkIn, ratio: ratio, (.nan, .nan, .nan, Double(bits)))
    }
  }

  /// Marks photos without a place.
  private func markUnplaced(_ dossier: RepDossier, into marks: inout MarkList) {
    let photos = context.data.photos
    let unplaced = dossier.checkIns.filter { photos[$0].isThere && photos[$0].longitude.isNaN }
    guard !unplaced.isEmpty else { return }
    let ratio = OwnHabit(dossier, context) { $0.longitude.isNaN }.ratio
    guard ratio > 0 else { return }
    marks.beginFinding()
    for checkIn in unplaced { marks.mark(checkIn, ratio: ratio) }
  }

  /// How far from the store the photo was taken, beyond all errors where only the record tells where
  /// the store is, metres, and what that says; nil where it was not taken elsewhere, or another datum
  /// explains it.
  private func excess(_ checkIn: Int, _ datums: PhotoDatums) -> (metres: Double, ratio: Double)? {
    let photo = context.data.photos[checkIn]
    guard !photo.longitude.isNaN else { return nil }
    let policy = context.policy.links
    let place = context.storePlaces[Int(context.data.checkIns[checkIn].store)]
    let store = place.coordinate
    if FlatDistance.areSurelyWithin(
      policy.photoBesideMetres,
      photo.longitude,
      photo.latitude,
      store.longitude,
      store.latitude
    ) {
      return nil
    }
    let metres = FlatDistance.metres(
      photo.longitude,
      photo.latitude,
      store.longitude,
      store.latitude
    )
    if !(metres > policy.photoBesideMetres) { return nil }
    let verification = context.policy.verification
    let storeRadius =
      FixQuality.usable(place.radiusMetres) ?? 2 * verification.geocodeMedianMetres
    let allowance =
      verification.premisesRadiusMetres + 3 * hypot(policy.photoAccuracyMetres, storeRadius)
    let scale = LocalScale(store)
    let variance = PresenceModel.variance(radiusMetres: policy.photoAccuracyMetres)
    let offsets = datums.places(of: photo).map { scale.offset(to: $0) }
    var nearest = Double.infinity
    var likeliestByOwn = 0.0
    for offset in offsets {
      nearest = min(nearest, offset.metres)
      likeliestByOwn = max(
        likeliestByOwn,
        context.places.ownRatio(of: offset, variance: variance, at: checkIn)
      )
    }
    let beyond = nearest - allowance
    let own = min(
      beyond > policy.photoFarMetres ? policy.photoFarRatio : policy.photoNearRatio,
      -log(likeliestByOwn)
    )
    let leastRatio = context.policy.repRules.leastRatio
    let isBeyond = beyond > policy.photoElsewhereMetres
    // Who was there may have taken it when leaving.
    guard isBeyond || own >= leastRatio && !context.isVouchedFor(checkIn) else { return nil }
    // Where others, or the rep on other days, find the store there, the record is wrong. Asked last, as it
    // is most of the work.
    let likeliest = offsets.reduce(0) {
      max($0, context.places.likelihoodRatio(of: $1, variance: variance, at: checkIn))
    }
    let known = -log(likeliest)
    guard known >= leastRatio else { return nil }
    guard isBeyond else { return (nearest, own) }
    let record =
      beyond > policy.photoFarMetres ? policy.photoFarRatio : policy.photoElsewhereRatio
    return (beyond, min(known, max(record, own)))
  }

  /// Whether the photo's position is that of one of the rep's visits in the hours before, or of the track,
  /// and the rep had left that place.
  private func isKept(_ checkIn: Int, _ dossier: RepDossier) -> Bool {
    let rows = context.data.checkIns
    let (row, photo) = (rows[checkIn], context.data.photos[checkIn])
    let start = row.time - context.policy.links.keptPositionSeconds
    let taken = photo.time.isNaN ? row.time : photo.time
    let sighting = context.sighting(
      ofRep: dossier.rep,
      at: taken,
      longitude: photo.longitude,
      latitude: photo.latitude
    )
    // The rep was still there: the position was not kept but taken.
    if sighting == .near { return false }
    let before = context.data.positions(in: dossier.checkIns, from: start, through: row.time)
    for other in before where other != checkIn && rows[other].store != row.store {
      // From a place that is no store's the rep may claim this visit as well.
      if context.isVouchedFor(other)
        && isNear(rows[other], photo, keptReach(rows[other].accuracyMetres))
      {
        return true
      }
    }
    guard let track = context.tracks[dossier.rep] else { return false }
    var isThere = false
    for position in track.positions(from: start, through: taken) {
      let place = track.coordinate(at: position)
      // A degree is wider than the reach by far; most fixes go by here.
      let isNear =
        abs(place.latitude - photo.latitude) <= 0.003
        && FlatDistance.metres(
          place.longitude,
          place.latitude,
          photo.longitude,
          photo.latitude
        ) <= keptReach(track.radiusMetres(at: position))
      // Where the track ends the rep may still be.
      if isThere && !isNear { return true }
      isThere = isNear
    }
    return false
  }

  /// How far a fix may be from a position that was kept from then, by its 68 % radius, metres.
  private func keptReach(_ radius: Float) -> Double {
    min(Self.keptMetres, context.photoTolerance(radius))
  }

  /// Whether a check-in's fix is no farther from the photo of another than so many metres.
  private func isNear(_ other: CheckInRow, _ photo: PhotoRow, _ metres: Double) -> Bool {
    FlatDistance.metres(
      other.longitude,
      other.latitude,
      photo.longitude,
      photo.latitude
    ) <= metres
  }
}

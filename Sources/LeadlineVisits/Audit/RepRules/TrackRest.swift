import LeadlineGeometry

/// Tells on which side of a jump of the track the phone really was.
///
/// A phone can't leave a place where it rests and be kilometres off a minute later. If it rests on one
/// side of the jump, for ``restSeconds``, in a place where the rep has never checked in and is not checking in
/// meanwhile, then that side is home or a café, and nobody makes up being there. A phone that has
/// fallen asleep gives an old position to the last digit; one that does so is not resting but silent.
struct TrackRest {
  /// A side of a jump, in time.
  enum Side {
    case before
    case after
  }

  /// A rest is at least so long, seconds.
  private static let restSeconds = 480.0
  /// Nobody rests within more than this, beyond the errors of the fixes, metres.
  private static let restMetres = 150.0
  /// A rest has so many fixes, of which one may be a receiver's slip and one a repetition.
  private static let leastFixes = 5
  /// Beside the fixes of check-ins within this, one is at a customer, metres.
  private static let customerMetres = 150.0

  private let dossier: RepDossier
  private let data: AuditData
  private let track: Track

  init(_ dossier: RepDossier, _ data: AuditData, _ track: Track) {
    self.dossier = dossier
    self.data = data
    self.track = track
  }

  /// The side on which the phone rests away from customers; nil where that is neither or both.
  ///
  /// - Complexity: O(*n*) in the number of the rep's check-ins.
  func trueSide(of jump: TrackBreaks.Break) -> Side? {
    guard jump.isDirect else { return nil }
    let isBefore = isRest(from: jump.before, .before)
    let isAfter = isRest(from: jump.after, .after)
    return isBefore == isAfter ? nil : isBefore ? .before : .after
  }

  /// Whether the phone rests up to a time, or from it on.
  private func isRest(from time: Double, _ side: Side) -> Bool {
    let end = side == .before ? time - Self.restSeconds : time + Self.restSeconds
    let fixes = track.positions(from: min(time, end), through: max(time, end))
    guard fixes.count >= Self.leastFixes, isCovered(fixes, side) else { return false }
    let edge = side == .before ? fixes.upperBound - 1 : fixes.lowerBound
    let scale = LocalScale(track.coordinate(at: edge))
    var slips = 0
    var repeats = 0
    for fix in fixes {
      let reach = Self.restMetres + radius(fix) + radius(edge)
      if scale.offset(to: track.coordinate(at: fix)).metres > reach { slips += 1 }
      if fix > fixes.lowerBound, track.coordinate(at: fix) == track.coordinate(at: fix - 1) {
        repeats += 1
      }
    }
    return slips <= 1 && repeats <= 1 && !isAtCustomer(scale, min(time, end)...max(time, end))
  }

  /// Whether the track goes on beyond some fixes, without a pause as long as a rest.
  private func isCovered(_ fixes: Range<Int>, _ side: Side) -> Bool {
    let (inner, outer) =
      side == .before
      ? (fixes.lowerBound, fixes.lowerBound - 1) : (fixes.upperBound - 1, fixes.upperBound)
    guard outer >= 0, outer < track.count else { return false }
    return abs(track.time(at: outer) - track.time(at: inner)) < Self.restSeconds
  }

  private func radius(_ fix: Int) -> Double {
    let radius = track.radiusMetres(at: fix)
    return radius.isNaN ? 0 : Double(radius)
  }

  /// Whether the rep checks in during a time, or has ever done so around a place.
  private func isAtCustomer(_ scale: LocalScale, _ times: ClosedRange<Double>) -> Bool {
    dossier.checkIns.contains { checkIn in
      let row = data.checkIns[checkIn]
      if times.contains(row.time) { return true }
      guard row.isOwnFix else { return false }
      let place = Coordinate(uncheckedLongitude: row.longitude, latitude: row.latitude)
      return scale.offset(to: place).metres <= Self.customerMetres
    }
  }
}

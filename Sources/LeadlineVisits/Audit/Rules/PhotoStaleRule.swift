import LeadlineModel

/// The photo was taken at another time than the visit.
///
/// The offset is from the visit (its time up to when the rep left) to the photo. Taken off are what a
/// wrong clock explains: the offset that most photos of the device have, if they agree within
/// `clockSlackSeconds`, and the offset of all photos of a day by whole quarter hours (time zones). A
/// single photo that is off by whole hours within two minutes (1 of 15 by chance) counts 2 less.
///
/// Fraud: half of the stale photos are hours or days old. Honest: 1 of 50 is off for other reasons
/// (a check-in typed later, a photo from the album of that day), 1 of 100 by a day or more:
/// beyond `photoStaleSeconds` (30 min) 1.0, `photoOldSeconds` (3 h) ln(0.5/0.02) = 3.2, another day 4.0.
/// A photo without a time from a rep whose photos have one (``OwnHabit``) had it taken out: up to 2.3.
/// A photo of the time at which the check-in was typed in and sent is the late entry's matter: 1.0.
struct PhotoStaleRule: AuditRule {
  static let facts = RuleFacts(
    .photoStale,
    .photo,
    evidence: [("offset_h", "h"), ("clock_offset_h", "h"), ("untimed_share", "")],
    excuse: "the clock or the time zone of the camera was wrong, or the visit was typed in later"
  )

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  /// A photo and when it was taken.
  private struct Taken {
    var checkIn: Int
    var device: Int32
    var day: Int
    /// Seconds from the visit to the photo, negative for an older photo.
    var offset: Double
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    markUntimed(dossier, into: &marks)
    let rows = context.data.checkIns
    let slack = context.policy.links.clockSlackSeconds
    var taken: [Taken] = []
    var isOff = false
    for checkIn in dossier.checkIns where !context.data.photos[checkIn].time.isNaN {
      let offset = Self.offset(context.data.photos[checkIn].time, rows[checkIn])
      isOff = isOff || abs(offset) > context.policy.links.photoStaleSeconds
      taken.append(
        Taken(
          checkIn: checkIn,
          device: rows[checkIn].device,
          day: context.day(rows[checkIn]),
          offset: offset
        )
      )
    }
    guard isOff else { return }
    taken.sort { ($0.device, $0.checkIn) < ($1.device, $1.checkIn) }
    marks.beginFinding()
    var first = 0
    while first < taken.count {
      var end = first
      while end < taken.count, taken[end].device == taken[first].device { end += 1 }
      let clock = Self.common(taken[first..<end], least: 5, slack: slack) ?? 0
      var dayStart = first
      while dayStart < end {
        var dayEnd = dayStart
        while dayEnd < end, taken[dayEnd].day == taken[dayStart].day { dayEnd += 1 }
        let day = Self.common(taken[dayStart..<dayEnd], least: 3, slack: slack / 2)
        for photo in taken[dayStart..<dayEnd] {
          judge(photo, clock: clock, day: day, into: &marks)
        }
        dayStart = dayEnd
      }
      first = end
    }
  }

  /// Marks photos without a time.
  private func markUntimed(_ dossier: RepDossier, into marks: inout MarkList) {
    let photos = context.data.photos
    let untimed = dossier.checkIns.filter { photos[$0].isThere && photos[$0].time.isNaN }
    guard !untimed.isEmpty else { return }
    let habit = OwnHabit(dossier, context) { $0.time.isNaN }
    guard habit.ratio > 0 else { return }
    marks.beginFinding()
    for checkIn in untimed {
      marks.mark(checkIn, ratio: habit.ratio, (.nan, .nan, habit.missingShare, .nan))
    }
  }

  /// Seconds from the visit to when its photo was taken.
  private static func offset(_ taken: Double, _ row: CheckInRow) -> Double {
    if taken > row.time && row.leftAt > row.time {
      return max(0, taken - row.leftAt)
    }
    return taken - row.time
  }

  /// The offset on which more than half of some photos agree; nil when they don't, or are too few.
  private static func common(_ photos: ArraySlice<Taken>, least: Int, slack: Double) -> Double? {
    guard photos.count >= least else { return nil }
    let offsets = photos.map(\.offset).sorted()
    let median = offsets[offsets.count / 2]
    let agreeing = offsets.count { abs($0 - median) <= slack }
    return 2 * agreeing > offsets.count ? median : nil
  }

  private func judge(_ photo: Taken, clock: Double, day: Double?, into marks: inout MarkList) {
    let policy = context.policy.links
    var left = min(abs(photo.offset), abs(photo.offset - clock))
    if let day, Self.distance(of: day, from: 900) <= policy.clockSlackSeconds / 2,
      abs(day) <= 14 * 3_600
    {
      left = min(left, abs(photo.offset - day))
    }
    guard left > policy.photoStaleSeconds else { return }
    var ratio =
      left >= 86_400
      ? policy.photoOtherDayRatio
      : left > policy.photoOldSeconds ? policy.photoOldRatio : policy.photoStaleRatio
    let submittedAt = context.data.checkIns[photo.checkIn].submittedAt
    if abs(context.data.photos[photo.checkIn].time - submittedAt) <= policy.photoStaleSeconds {
      ratio = min(ratio, policy.photoStaleRatio)
    }
    if left <= 14 * 3_600, Self.distance(of: left, from: 3_600) <= policy.zoneSlackSeconds {
      ratio = max(0, ratio - 2)
    }
    guard ratio > 0 else { return }
    marks.mark(photo.checkIn, ratio: ratio, (photo.offset / 3_600, clock / 3_600, .nan, .nan))
  }

  /// How far a number is from the nearest multiple of another.
  private static func distance(of value: Double, from step: Double) -> Double {
    abs(value - step * (value / step).rounded())
  }
}

import Foundation
import LeadlineGeometry

/// Whose tracks run beside whose: where every tracked rep was each half hour.
struct TrackCompany: Sendable {
  /// Two reps at one place at one moment.
  struct Meeting: Sendable {
    /// Positions of the reps.
    var rep: Int32
    var other: Int32
    /// The number of the moment.
    var moment: Int32
  }

  /// Where a rep was at a moment; in millionths of a degree, so that a million days are small.
  private struct Sample: Sendable {
    var moment: Int32
    var rep: Int32
    var latitude: Int32
    var longitude: Int32
  }

  /// Seconds between two moments: half as long as the shortest time that is worth carrying a phone.
  static let stepSeconds = 1_800.0
  /// Between fixes farther apart than this nobody knows where a rep was, seconds.
  private static let gapSeconds = 240.0
  /// Two tracks nearer than this are of one place: both errors, and the way of a minute cut straight,
  /// metres.
  private static let nearMetres = 100.0
  /// How far a rep may have come since the nearest moment and still be looked at, metres.
  private static let candidateMetres = 4_000.0
  private static let metresPerDegree = 111_132.0

  private let tracks: [Track?]
  /// By moment, then from south to north.
  private let samples: [Sample]
  /// Where each moment begins in ``samples``, from ``firstMoment`` on.
  private let starts: [Int]
  private let firstMoment: Int
  /// Each meeting twice, by rep, other and moment.
  private let meetings: [Meeting]

  /// Samples all tracks, and sweeps each moment from south to north.
  ///
  /// - Complexity: O(*m* log *m*) in the number of samples, but for crowds at one place.
  init(_ context: AuditContext) {
    let tracks = context.tracks
    self.tracks = tracks
    let sampled = Workers.array(tracks.count, size: 4, threads: context.threads) { rep in
      tracks[rep].map { Self.samples($0, of: rep) } ?? []
    }
    var first = Int.max
    var last = Int.min
    for samples in sampled {
      if let sample = samples.first { first = min(first, Int(sample.moment)) }
      if let sample = samples.last { last = max(last, Int(sample.moment)) }
    }
    // Tracks with a wrong year in them are not worth their memory.
    guard first <= last, last - first < 4_000_000 else {
      samples = []
      starts = []
      firstMoment = 0
      meetings = []
      return
    }
    firstMoment = first
    var starts = [Int](repeating: 0, count: last - first + 2)
    for sample in sampled.joined() { starts[Int(sample.moment) - first + 1] += 1 }
    for moment in 1..<starts.count { starts[moment] += starts[moment - 1] }
    var next = starts
    var samples = [Sample](
      repeating: Sample(moment: 0, rep: 0, latitude: 0, longitude: 0),
      count: starts[starts.count - 1]
    )
    for sample in sampled.joined() {
      samples[next[Int(sample.moment) - first]] = sample
      next[Int(sample.moment) - first] += 1
    }
    var meetings: [Meeting] = []
    let reach = Int32(Self.nearMetres / Self.metresPerDegree * 1e6)
    for moment in 0..<starts.count - 1 where starts[moment + 1] - starts[moment] > 1 {
      let range = starts[moment]..<starts[moment + 1]
      samples[range].sort { ($0.latitude, $0.rep) < ($1.latitude, $1.rep) }
      for position in range {
        let sample = samples[position]
        for other in samples[(position + 1)..<range.upperBound] {
          if other.latitude - sample.latitude > reach { break }
          guard Self.metres(sample, other) <= Self.nearMetres else { continue }
          meetings.append(Meeting(rep: sample.rep, other: other.rep, moment: sample.moment))
          meetings.append(Meeting(rep: other.rep, other: sample.rep, moment: sample.moment))
        }
      }
    }
    meetings.sort { ($0.rep, $0.other, $0.moment) < ($1.rep, $1.other, $1.moment) }
    self.samples = samples
    self.starts = starts
    self.meetings = meetings
  }

  /// Whether no track tells where anyone was.
  var isEmpty: Bool { samples.isEmpty }

  /// The meetings of a rep, by colleague, then time.
  ///
  /// - Complexity: O(log *n*).
  func meetings(of rep: Int) -> ArraySlice<Meeting> {
    func first(from rep: Int) -> Int {
      var low = 0
      var high = meetings.count
      while low < high {
        let middle = low + (high - low) / 2
        if Int(meetings[middle].rep) < rep { low = middle + 1 } else { high = middle }
      }
      return low
    }
    return meetings[first(from: rep)..<first(from: rep + 1)]
  }

  /// The reps other than one whose tracks stay at a place for some minutes.
  ///
  /// - Parameters:
  ///   - row: The check-in whose place and time it is.
  ///   - metres: How near the tracks must be, at the time itself and two minutes before or after.
  /// - Returns: Positions of reps, in their order.
  func reps(beside row: CheckInRow, within metres: Double) -> [Int32] {
    let moment = Int((row.time / Self.stepSeconds).rounded()) - firstMoment
    guard row.hasPosition, moment >= 0, moment + 1 < starts.count else { return [] }
    let reach = Self.candidateMetres / Self.metresPerDegree * 1e6
    let latitude = row.latitude * 1e6
    var low = starts[moment]
    var high = starts[moment + 1]
    while low < high {
      let middle = low + (high - low) / 2
      if Double(samples[middle].latitude) < latitude - reach {
        low = middle + 1
      } else {
        high = middle
      }
    }
    let longitude = row.longitude * 1e6
    let width = cos(row.latitude * .pi / 180)
    var reps: [Int32] = []
    for sample in samples[low..<starts[moment + 1]] {
      if Double(sample.latitude) > latitude + reach { break }
      guard abs(Double(sample.longitude) - longitude) * width <= reach, sample.rep != row.rep,
        let track = tracks[Int(sample.rep)]
      else { continue }
      func isNear(_ time: Double) -> Bool {
        guard let place = Self.place(track, at: time) else { return false }
        return FlatDistance.metres(place.longitude, place.latitude, row.longitude, row.latitude)
          <= metres
      }
      if isNear(row.time) && (isNear(row.time + 120) || isNear(row.time - 120)) {
        reps.append(sample.rep)
      }
    }
    return reps.sorted()
  }

  /// Where a rep was at each moment at which the track tells it.
  private static func samples(_ track: Track, of rep: Int) -> [Sample] {
    guard track.count > 0 else { return [] }
    var samples: [Sample] = []
    let last = track.time(at: track.count - 1)
    var moment = (track.time(at: 0) / stepSeconds).rounded(.up)
    var next = 0
    while moment * stepSeconds <= last, let number = Int32(exactly: moment) {
      // From moment to moment it is not far.
      next = track.firstPosition(after: moment * stepSeconds, from: next)
      if let place = place(track, at: moment * stepSeconds, before: next) {
        samples.append(
          Sample(
            moment: number,
            rep: Int32(rep),
            latitude: Int32(place.latitude * 1e6),
            longitude: Int32(place.longitude * 1e6)
          )
        )
        moment += 1
      } else {
        // On to the next fix, over nights and gaps.
        guard next < track.count else { break }
        moment = max(moment + 1, (track.time(at: next) / stepSeconds).rounded(.up))
      }
    }
    return samples
  }

  /// Where a track was at a time, going evenly from fix to fix; nil in a gap.
  static func place(_ track: Track, at time: Double) -> (longitude: Double, latitude: Double)? {
    place(track, at: time, before: track.firstPosition(after: time))
  }

  /// The same, given the position of the first fix later than the time.
  private static func place(
    _ track: Track,
    at time: Double,
    before next: Int
  ) -> (longitude: Double, latitude: Double)? {
    guard next > 0 else { return nil }
    let (start, before) = (track.time(at: next - 1), track.coordinate(at: next - 1))
    if start == time { return (before.longitude, before.latitude) }
    guard next < track.count else { return nil }
    let (end, after) = (track.time(at: next), track.coordinate(at: next))
    guard end - start <= gapSeconds else { return nil }
    let share = (time - start) / (end - start)
    return (
      before.longitude + share * (after.longitude - before.longitude),
      before.latitude + share * (after.latitude - before.latitude)
    )
  }

  private static func metres(_ first: Sample, _ second: Sample) -> Double {
    FlatDistance.metres(
      Double(first.longitude) / 1e6,
      Double(first.latitude) / 1e6,
      Double(second.longitude) / 1e6,
      Double(second.latitude) / 1e6
    )
  }
}

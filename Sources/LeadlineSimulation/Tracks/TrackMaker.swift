import Foundation
import LeadlineGeometry
import LeadlineModel

/// Writes the track that a phone records over a day.
///
/// Sampled by time, or, for some phones, a fix every 200 m of way. One to three fixes in a hundred
/// are spikes; some rows come twice, some late.
struct TrackMaker {
  private let scene: Scene
  private let overrides: [TrackOverride]
  private let rows: RowText
  private var draws: Draws
  private let spikes: Double
  /// Rows that come late, and after how many others.
  private var held: [UInt8] = []
  private var heldFor = 0

  /// Metres between the fixes of a track that is sampled by distance.
  private static let metresBetween = 200.0

  init(_ scene: Scene, _ overrides: [TrackOverride], _ rows: RowText) {
    self.scene = scene
    self.overrides = overrides
    self.rows = rows
    let seed = scene.world.scenario.seed
    draws = Draws(seed, .track, scene.person.index, scene.day.day)
    var maker = Draws(seed, .track, scene.person.index, -1)
    spikes = maker.between(0.01, 0.03)
  }

  mutating func append(to bytes: inout [UInt8]) {
    guard scene.person.isTracked else { return }
    let gaps = TrackGaps(scene)
    let isByDistance = scene.person.isTrackedByDistance
    let step = isByDistance ? 10 : Double(scene.world.scenario.trackSeconds)
    // A phone that somebody else carries is on as long as that one works.
    let carrier = overrides.lazy.compactMap(\.carrier).first
    let window = (carrier ?? scene.day).window
    var time = window.lowerBound + draws.between(0, step)
    var last: PlanePoint?
    while time <= window.upperBound {
      // Timers fire late, never early.
      let now = time.rounded()
      time += max(1, step * (1 + 0.06 * draws.unit()))
      guard !gaps.covers(now), var reading = reading(at: now) else { continue }
      if draws.chance(isByDistance ? spikes / 6 : spikes) {
        reading.place = reading.place.moved(
          by: 70 - log(1 - draws.unit()) * 90,
          towards: draws.angle()
        )
      }
      if isByDistance {
        if let last, last.distance(to: reading.place) < Self.metresBetween { continue }
        last = reading.place
      }
      append(reading, at: now, to: &bytes)
    }
    bytes += held
    held = []
  }

  private mutating func append(_ reading: Reading, at time: Double, to bytes: inout [UInt8]) {
    let isLate = heldFor > 0
    if !isLate && !held.isEmpty {
      bytes += held
      held.removeAll(keepingCapacity: true)
    }
    heldFor = isLate ? heldFor - 1 : draws.chance(0.001) ? draws.whole(1, 12) : 0
    let copies = draws.chance(0.004) ? 2 : 1
    for _ in 0..<copies {
      if isLate && draws.chance(0.6) {
        rows.appendTrack(reading, at: time, scene, to: &held)
      } else {
        rows.appendTrack(reading, at: time, scene, to: &bytes)
      }
    }
  }

  /// What the track shows at a time; nil for nothing.
  private mutating func reading(at time: Double) -> Reading? {
    guard let override = overrides.first(where: { $0.span.contains(time) }) else {
      return scene.reading(at: time)
    }
    switch override.kind {
    case .off: return nil
    case .staged(let points, let scatter, let isMoving):
      return staged(points, scatter, isMoving, at: time)
    case .replayed(let source, let jitter, let delay):
      let shift = Double(scene.day.day - source.day) * 86_400 + delay
      var reading = Scene(scene.builder, source, pins: []).reading(at: time - shift)
      if jitter > 0 { reading.place = reading.place + draws.normals() * jitter }
      return reading
    case .carried(var day):
      day.person = scene.person.index
      return Scene(scene.builder, day, pins: []).reading(at: time)
    }
  }

  private mutating func staged(
    _ points: [TrackOverride.Waypoint],
    _ scatter: TrackOverride.Scatter,
    _ isMoving: Bool,
    at time: Double
  ) -> Reading? {
    guard let position = points.lastIndex(where: { $0.time <= time }) else {
      return scene.reading(at: time)
    }
    var place = points[position].place
    var speed = 0.0
    if isMoving, position + 1 < points.count {
      // Leaves half way in time, so that it is there when the next visit begins.
      let start = (points[position].time + points[position + 1].time) / 2
      let share = (time - start) / max(1, points[position + 1].time - start)
      if share > 0 {
        let next = points[position + 1]
        speed = place.distance(to: next.place) / max(1, next.time - start)
        place = place + (next.place - place) * min(1, share)
      }
    }
    var accuracy = 5.0
    switch scatter {
    case .none: break
    case .square(let half):
      place = place + PlanePoint(x: draws.between(-half, half), y: draws.between(-half, half))
      accuracy = 8
    case .white(let sigma):
      place = place + draws.normals() * sigma
      accuracy = draws.between(5, 16).rounded()
    }
    return Reading(
      place: place,
      accuracy: accuracy,
      provider: .gps,
      time: time,
      altitude: 0,
      speed: speed
    )
  }
}

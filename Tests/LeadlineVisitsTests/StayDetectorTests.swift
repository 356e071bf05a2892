import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct StayDetectorTests {
  private let detector = StayDetector()

  private func stays(_ fixes: [PositionFix]) -> [Stay] { detector.stays(of: Track(fixes)) }

  /// A day of stops at true places, with noise, spikes and gaps.
  private func anyDay(_ generator: inout SplitMix64) -> [PositionFix] {
    let seconds = [5.0, 15, 30, 60][Int.random(in: 0..<4, using: &generator)]
    let noise = generator.double(in: 0...25)
    var day = Day()
    for _ in 0..<Int.random(in: 1...5, using: &generator) {
      day.rest(generator.double(in: 60...1_500))
      day.go(
        east: generator.double(in: -800...800),
        north: generator.double(in: -800...800),
        speed: generator.double(in: 0.8...15)
      )
    }
    day.rest(400)
    return day.fixes(every: seconds, noise: noise, spikes: 0.03, gaps: 0.01, &generator)
  }

  @Test func staysAreThoseOfTheReference() {
    var found = 0
    forEverySeed(0..<150) { seed, generator in
      let fixes = anyDay(&generator)
      let track = Track(fixes)
      let got = stays(fixes).map { stay in
        StayReference.Found(
          first: stay.positions.lowerBound,
          last: stay.positions.upperBound,
          longitude: stay.place.longitude,
          latitude: stay.place.latitude,
          radius: stay.radiusMetres,
          members: stay.fixCount,
          arrived: stay.arrivedAt.timeIntervalSinceReferenceDate,
          left: stay.leftAt.timeIntervalSinceReferenceDate
        )
      }
      let expected = StayReference((0..<track.count).map { track[$0] }).stays()
      #expect(got == expected, "seed \(seed)")
      found += got.count
    }
    #expect(found > 200)
  }

  @Test func staysAreInOrderAndApart() {
    forEverySeed(0..<100) { seed, generator in
      let found = stays(anyDay(&generator))
      for stay in found { #expect(stay.leftAt >= stay.arrivedAt, "seed \(seed)") }
      for (first, second) in zip(found, found.dropFirst()) {
        #expect(first.leftAt <= second.arrivedAt, "seed \(seed)")
        #expect(first.positions.upperBound < second.positions.lowerBound, "seed \(seed)")
      }
    }
  }

  @Test func orderAndRepetitionOfFixesDoNotMatter() {
    forEverySeed(0..<40) { seed, generator in
      let fixes = anyDay(&generator)
      let mixed = (fixes + fixes.prefix(20)).shuffled(using: &generator)
      #expect(stays(mixed) == stays(fixes), "seed \(seed)")
    }
  }

  /// The three settings by which tools are compared: recall, fragments, dwell.
  @Test(arguments: [(5.0, 8.0, 0.0), (15, 12, 0.01), (60, 20, 0.03)])
  func stopsAreFoundWholeAndToTheMinute(seconds: Double, noise: Double, spikes: Double) {
    var stops = 0
    var hits = 0
    var fragmented = 0
    var errors: [Double] = []
    forEverySeed(0..<30) { _, generator in
      var day = Day()
      for _ in 0..<12 {
        day.go(
          east: generator.double(in: 250...1_500),
          north: generator.double(in: -1_500...1_500),
          speed: generator.double(in: 4...14)
        )
        day.rest(300 - 900 * log(generator.double(in: 0.001...1)))
      }
      day.go(east: 2_000, north: 0, speed: 10)
      let fixes = day.fixes(every: seconds, noise: noise, spikes: spikes, gaps: 0, &generator)
      let found = stays(fixes)
      for stop in day.stops {
        stops += 1
        let parts = found.filter { day.shared($0, stop) > 60 }
        fragmented += parts.count > 1 ? 1 : 0
        guard let best = parts.max(by: { day.shared($0, stop) < day.shared($1, stop) }),
          day.shared(best, stop) >= (stop.end - stop.start) / 2
        else { continue }
        hits += 1
        errors.append(abs(best.durationSeconds - (stop.end - stop.start)))
      }
    }
    errors.sort()
    #expect(Double(hits) >= 0.99 * Double(stops))
    #expect(Double(fragmented) <= 0.01 * Double(stops))
    #expect(errors[errors.count * 9 / 10] <= 60)
  }

  @Test func aStopOfAPhoneThatReportsByDistanceIsFound() throws {
    var found = 0
    forEverySeed(0..<40) { seed, generator in
      var day = Day()
      day.go(east: 3_000, north: 0, speed: 9)
      day.rest(1_200)
      day.go(east: 0, north: 3_000, speed: 7)
      let fixes = day.fixes(every: 5, noise: 8, spikes: 0, gaps: 0, &generator)
      var sent: [PositionFix] = []
      for fix in fixes
      where sent.last.map({ Geodesic.distance($0.coordinate, fix.coordinate).metres >= 200 })
        ?? true
      {
        sent.append(fix)
      }
      let answer = stays(sent)
      #expect(answer.count <= 2, "seed \(seed)")
      for stay in answer {
        #expect(stay.evidence == .pause, "seed \(seed)")
        let stop = day.stops[0]
        if abs(stay.durationSeconds - 1_200) < 120 && day.shared(stay, stop) > 1_000 {
          found += 1
          let metres = Geodesic.distance(stay.place, World.place(east: 3_000)).metres
          #expect(metres <= 220, "seed \(seed)")
        }
      }
    }
    #expect(found >= 38)
  }

  @Test func aGapOnTheWayOfAPhoneThatReportsByTimeIsNoStay() {
    var fixes = (0..<40).map { World.fix(after: Double($0) * 30, east: Double($0) * 240) }
    fixes += (0..<40).map {
      World.fix(after: 2_400 + Double($0) * 30, east: 9_800 + Double($0) * 300)
    }
    #expect(stays(fixes).isEmpty)
  }

  @Test func twoNeighboursAreTwoStays() {
    let fixes = (0..<40).map { World.fix(after: Double($0) * 30, east: $0 < 20 ? 0 : 150) }
    #expect(stays(fixes).count == 2)
  }

  @Test func cellFixesFarOffDoNotEndAStay() {
    let fixes = (0..<40).map { number in
      10..<20 ~= number
        ? World.fix(after: Double(number) * 30, east: 900, accuracyMetres: 1_000)
        : World.fix(after: Double(number) * 30, east: 0)
    }
    let found = stays(fixes)
    #expect(found.count == 1)
    #expect(found.first?.fixCount == 30)
  }

  @Test func aWordlessHourIsNoStay() {
    let fixes = (0..<4).map { World.fix(after: Double($0) * 30, east: 0) }
    let later = (0..<4).map { World.fix(after: 3_600 + Double($0) * 30, east: 0) }
    #expect(stays(fixes + later).isEmpty)
  }

  @Test func aStayOnTheAntimeridianIsOne() {
    let fixes = (0..<40).map { number in
      PositionFix(
        time: World.noon.addingTimeInterval(Double(number) * 30),
        coordinate: Coordinate(
          uncheckedLongitude: number.isMultiple(of: 2) ? 179.999_95 : -179.999_95,
          latitude: -17
        )
      )
    }
    #expect(stays(fixes).count == 1)
  }

  @Test func tracksWithoutStays() {
    #expect(stays([]).isEmpty)
    #expect(stays([World.fix(after: 0, east: 0)]).isEmpty)
    let drive = (0..<200).map { World.fix(after: Double($0) * 10, east: Double($0) * 80) }
    #expect(stays(drive).isEmpty)
    let walk = (0..<400).map { World.fix(after: Double($0) * 5, east: Double($0) * 6) }
    #expect(stays(walk).isEmpty)
  }

  @Test func aPolicyWithProblemsIsRefused() {
    var policy = StayPolicy()
    policy.radiusMetres = -1
    #expect(throws: VisitsError.self) { try StayDetector(policy: policy) }
  }

  @Test func selectionIsThatOfSorting() {
    forEverySeed(0..<300) { seed, generator in
      let values = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
        Double(Int.random(in: 0...15, using: &generator))
      }
      for rank in -1...values.count {
        var scratch = values
        let expected = values.indices.contains(rank) ? values.sorted()[rank] : nil
        #expect(Selection.value(ofRank: rank, in: &scratch) == expected, "seed \(seed)")
        guard expected != nil else { continue }
        // What is known of one rank serves those above it.
        for higher in rank..<values.count {
          let next = Selection.value(ofRank: higher, from: rank, in: &scratch)
          #expect(next == values.sorted()[higher], "seed \(seed)")
          _ = Selection.value(ofRank: rank, in: &scratch)
        }
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func selectionEndsWithNaNToo() {
    for values in [[Double.nan, .nan, .nan], [.nan, 1, 2, .nan], [3, .nan, 1, 2, 0]] {
      for rank in values.indices {
        var scratch = values
        #expect(Selection.value(ofRank: rank, in: &scratch) != nil)
      }
    }
  }

  @Test func planeDistancesAreThoseOfTheEllipsoid() {
    forEverySeed(0..<200) { seed, generator in
      let start = Coordinate(
        uncheckedLongitude: generator.double(in: -180...180),
        latitude: generator.double(in: -70...70)
      )
      let frame = LocalFrame(longitude: start.longitude, latitude: start.latitude)
      let x = generator.double(in: -200...200)
      let y = generator.double(in: -200...200)
      let metres = Geodesic.exactDistance(start, frame.coordinate(x: x, y: y)).metres
      #expect(abs(metres - (x * x + y * y).squareRoot()) < 0.02, "seed \(seed)")
    }
  }
}

/// A day that is made up: where the rep really is.
struct Day {
  private var corners: [(time: Double, east: Double, north: Double)] = [(0, 0, 0)]
  private(set) var stops: [(start: Double, end: Double)] = []

  mutating func go(east: Double, north: Double, speed: Double) {
    let last = corners[corners.count - 1]
    let seconds = (east * east + north * north).squareRoot() / speed
    corners.append((last.time + seconds, last.east + east, last.north + north))
  }

  mutating func rest(_ seconds: Double) {
    let last = corners[corners.count - 1]
    corners.append((last.time + seconds, last.east, last.north))
    stops.append((last.time, last.time + seconds))
  }

  func shared(_ stay: Stay, _ stop: (start: Double, end: Double)) -> Double {
    let arrived = stay.arrivedAt.timeIntervalSince(World.noon)
    let left = stay.leftAt.timeIntervalSince(World.noon)
    return min(left, stop.end) - max(arrived, stop.start)
  }

  func fixes(
    every seconds: Double,
    noise: Double,
    spikes: Double,
    gaps: Double,
    _ generator: inout SplitMix64
  ) -> [PositionFix] {
    var fixes: [PositionFix] = []
    var x = World.normal(&generator) * noise
    var y = World.normal(&generator) * noise
    let keep = exp(-seconds / 30)
    let fresh = (1 - keep * keep).squareRoot() * noise
    var time = 0.0
    var next = 1
    while next < corners.count {
      x = keep * x + fresh * World.normal(&generator)
      y = keep * y + fresh * World.normal(&generator)
      let from = corners[next - 1]
      let to = corners[next]
      let share = to.time > from.time ? (time - from.time) / (to.time - from.time) : 1
      var east = from.east + share * (to.east - from.east) + x
      var north = from.north + share * (to.north - from.north) + y
      if generator.double(in: 0...1) < spikes {
        let spike = World.offset(150, &generator)
        east += spike.x
        north += spike.y
      }
      fixes.append(
        PositionFix(
          time: World.noon.addingTimeInterval(time),
          coordinate: World.place(east: east, north: north)
        )
      )
      time += seconds + (generator.double(in: 0...1) < gaps ? 300 : 0)
      while next < corners.count && corners[next].time <= time { next += 1 }
    }
    return fixes
  }
}

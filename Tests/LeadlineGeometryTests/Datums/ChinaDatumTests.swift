import Foundation
import LeadlineGeometry
import LeadlineTestSupport
import Testing

struct ChinaDatumTests {
  /// The formula as it stands in public, with the library's sine; our own code shares none of it.
  private func publicFormula(_ p: Position) -> Position {
    let x = p.x - 105
    let y = p.y - 35
    var north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north += (20 * sin(6 * x * .pi) + 20 * sin(2 * x * .pi)) * 2 / 3
    north += (20 * sin(y * .pi) + 40 * sin(y / 3 * .pi)) * 2 / 3
    north += (160 * sin(y / 12 * .pi) + 320 * sin(y * .pi / 30)) * 2 / 3
    var east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east += (20 * sin(6 * x * .pi) + 20 * sin(2 * x * .pi)) * 2 / 3
    east += (20 * sin(x * .pi) + 40 * sin(x / 3 * .pi)) * 2 / 3
    east += (150 * sin(x / 12 * .pi) + 300 * sin(x / 30 * .pi)) * 2 / 3
    let radians = p.y / 180 * .pi
    let magic = 1 - 0.006_693_421_622_965_943_23 * sin(radians) * sin(radians)
    let a = 6_378_245.0
    let meridian = a * (1 - 0.006_693_421_622_965_943_23) / (magic * sqrt(magic))
    return Position(
      x: p.x + east * 180 / (a / sqrt(magic) * cos(radians) * .pi),
      y: p.y + north * 180 / (meridian * .pi)
    )
  }

  private func metres(_ a: Position, _ b: Position) -> Double {
    let north = (a.y - b.y) * 111_195
    let east = (a.x - b.x) * 111_320 * cos(a.y * .pi / 180)
    return (north * north + east * east).squareRoot()
  }

  private func mainlandPosition(_ rng: inout SplitMix64) -> Position {
    while true {
      let position = Position(x: rng.double(in: 73...135), y: rng.double(in: 18...54))
      if MainlandChina.shared.contains(longitude: position.x, latitude: position.y) {
        return position
      }
    }
  }

  @Test func theShiftIsThePublicFormula() {
    forEverySeed(0..<10) { seed, rng in
      for _ in 0..<100 {
        let position = mainlandPosition(&rng)
        let expected = publicFormula(position)
        #expect(metres(ChinaDatum.gcj02(fromWGS84: position), expected) < 2e-8, "seed \(seed)")
      }
    }
  }

  @Test func roundTripsInTheMainlandCloseToTenNanometres() {
    forEverySeed(0..<10) { seed, rng in
      for _ in 0..<100 {
        let position = mainlandPosition(&rng)
        let gcj = ChinaDatum.gcj02(fromWGS84: position)
        #expect(metres(ChinaDatum.wgs84(fromGCJ02: gcj), position) <= 1e-8, "seed \(seed)")
        let bd = ChinaDatum.bd09(fromWGS84: position)
        #expect(metres(ChinaDatum.wgs84(fromBD09: bd), position) <= 1e-8, "seed \(seed)")
      }
    }
  }

  @Test func baidusShiftIsThePublicFormula() {
    let k = Double.pi * 3_000 / 180
    forEverySeed(0..<10) { seed, rng in
      for _ in 0..<100 {
        let position = mainlandPosition(&rng)
        let gcj = publicFormula(position)
        let angle = atan2(gcj.y, gcj.x) + 0.000_003 * cos(gcj.x * k)
        let radius = hypot(gcj.x, gcj.y) + 0.000_02 * sin(gcj.y * k)
        let expected = Position(x: radius * cos(angle) + 0.0065, y: radius * sin(angle) + 0.006)
        #expect(metres(ChinaDatum.bd09(fromWGS84: position), expected) < 3e-8, "seed \(seed)")
      }
    }
  }

  @Test(.enabled(if: Fixtures.data != nil, "LEADLINE_DATA names the data sets"))
  func vectorsOfEviltransformAreMet() throws {
    for line in try DataFiles.lines("f01_china_datum_vectors/eviltransform_wgs_gcj.csv").dropFirst()
    {
      let numbers = line.split(separator: ",").dropFirst().compactMap { Double($0) }
      let wgs84 = Position(x: numbers[1], y: numbers[0])
      let gcj02 = Position(x: numbers[3], y: numbers[2])
      // Its equatorial radius is 108 m shorter, which is worth up to 12 mm.
      #expect(metres(ChinaDatum.gcj02(fromWGS84: wgs84), gcj02) < 0.012)
      #expect(metres(ChinaDatum.wgs84(fromGCJ02: gcj02), wgs84) < 0.012)
    }
  }

  @Test(.enabled(if: Fixtures.data != nil, "LEADLINE_DATA names the data sets"))
  func citiesConvertedByMapServicesAreMet() throws {
    let lines = try DataFiles.lines("f01_china_datum_vectors/gcoord_cities.csv").dropFirst()
    var tested = 0
    var meanEast = 0.0
    var meanNorth = 0.0
    var worst = 0.0
    for line in lines {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      let numbers = fields.dropFirst(3).compactMap { Double($0) }
      let wgs84 = Position(x: numbers[0], y: numbers[1])
      let gcj02 = Position(x: numbers[2], y: numbers[3])
      let bd09 = Position(x: numbers[4], y: numbers[5])
      tested += 1
      let ours = ChinaDatum.gcj02(fromWGS84: wgs84)
      worst = max(worst, metres(ours, gcj02))
      meanEast += (gcj02.x - ours.x) * 111_320 * cos(wgs84.y * .pi / 180)
      meanNorth += (gcj02.y - ours.y) * 111_195
      #expect(metres(ChinaDatum.wgs84(fromGCJ02: gcj02), wgs84) <= 0.75)
      #expect(metres(ChinaDatum.bd09(fromWGS84: wgs84), bd09) <= 0.75)
      #expect(metres(ChinaDatum.wgs84(fromBD09: bd09), wgs84) <= 0.75)
    }
    #expect(tested == 664)
    #expect(worst <= 0.75)
    // The services' own converter is off the formula by the same amount everywhere.
    #expect(abs(meanEast / Double(tested) - 0.479) < 0.005)
    #expect(abs(meanNorth / Double(tested) - 0.471) < 0.005)
  }

  @Test func outsideTheMainlandAllThreeDatumsAreOne() {
    let places = [
      (114.158, 22.282), (113.540, 22.194), (121.565, 25.033), (126.978, 37.5665),
      (105.834, 21.028), (89.639, 27.472), (-0.1, 51.5), (180, 0), (-180, -90), (0, 0),
    ]
    for (x, y) in places {
      let position = Position(x: x, y: y)
      #expect(ChinaDatum.gcj02(fromWGS84: position) == position)
      #expect(ChinaDatum.wgs84(fromGCJ02: position) == position)
      #expect(ChinaDatum.bd09(fromWGS84: position) == position)
      // Macau lies a shift of BD-09 away from Zhuhai, whose reading wins.
      if x != 113.540 { #expect(ChinaDatum.wgs84(fromBD09: position) == position) }
    }
  }

  @Test func everyInputHasAnAnswer() {
    // The first makes another library loop for ever: its test of the region flips in each step.
    var inputs = [Position(x: 72.005_733_838_403_71, y: 20.393_425_687_667_065)]
    let odd = [0, -0.0, 90, -90, 105, 180, -180, 1e-300, 1e6, 1e18, 1e300, -1e300]
    for x in odd { inputs += odd.map { Position(x: x, y: $0) } }
    forEverySeed(0..<10) { _, rng in
      for _ in 0..<100 {
        inputs.append(Position(x: rng.double(in: 71...136), y: rng.double(in: 2...56)))
      }
    }
    for input in inputs {
      for output in [
        ChinaDatum.gcj02(fromWGS84: input), ChinaDatum.wgs84(fromGCJ02: input),
        ChinaDatum.bd09(fromWGS84: input), ChinaDatum.wgs84(fromBD09: input),
      ] {
        #expect(output.x.isFinite && output.y.isFinite)
        #expect(output == input || metres(output, input) < 2_500)
      }
    }
  }

  @Test func nearTheBorderTheMainlandReadingWins() {
    let mainland = MainlandChina.shared
    let edges = MainlandChina.rings().flatMap { $0 }
    var ambiguous = 0
    var withoutOrigin = 0
    forEverySeed(0..<10) { seed, rng in
      for _ in 0..<100 {
        let edge = edges[Int.random(in: 0..<edges.count, using: &rng)]
        let input = Position(
          x: edge.startX / MainlandChina.unitsPerDegree + rng.double(in: -0.01...0.01),
          y: edge.startY / MainlandChina.unitsPerDegree + rng.double(in: -0.01...0.01)
        )
        let output = ChinaDatum.wgs84(fromGCJ02: input)
        let outputIsInside = mainland.contains(longitude: output.x, latitude: output.y)
        let inputIsInside = mainland.contains(longitude: input.x, latitude: input.y)
        if outputIsInside {
          #expect(metres(ChinaDatum.gcj02Formula(output), input) <= 1e-8, "seed \(seed)")
          if !inputIsInside { ambiguous += 1 }
        } else if inputIsInside {
          #expect(metres(ChinaDatum.gcj02Formula(output), input) <= 1e-8, "seed \(seed)")
          withoutOrigin += 1
        } else {
          #expect(output == input)
        }
      }
    }
    #expect(ambiguous > 0 && withoutOrigin > 0)
  }

  @Test func sineOfHalfTurnsIsTheSine() {
    forEverySeed(0..<20) { _, rng in
      let turns = SIMD4(
        rng.double(in: -1...1),
        rng.double(in: -200...200),
        Double(Int.random(in: -9...9, using: &rng)),
        Double(Int.random(in: -9...9, using: &rng)) + 0.5
      )
      let sines = sinePi(turns)
      for lane in 0..<4 {
        let rest = turns[lane].remainder(dividingBy: 2)
        #expect(abs(sines[lane] - sin(rest * .pi)) < 1e-15)
      }
    }
  }
}

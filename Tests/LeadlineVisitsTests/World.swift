import Foundation
import LeadlineGeometry
import LeadlineModel

/// Places, check-ins and noise that tests make up.
enum World {
  static let noon = Date(timeIntervalSinceReferenceDate: 800_000_000)
  // Many decimals, so that nothing looks rounded.
  static let origin = Coordinate(uncheckedLongitude: 121.473_612_7, latitude: 31.230_418_9)

  /// A place some metres east and north of another.
  static func place(
    east: Double,
    north: Double = 0,
    of start: Coordinate = origin
  ) -> Coordinate {
    let latitude = start.latitude + north / 110_870
    let perDegree = 111_320 * cos(start.latitude * .pi / 180)
    return Coordinate(
      uncheckedLongitude: start.longitude + east / perDegree,
      latitude: latitude
    )
  }

  static func store(accuracyMetres: Double? = nil) -> Store {
    Store(id: ID("s"), coordinate: origin, locationAccuracyMetres: accuracyMetres)
  }

  static func checkIn(
    east: Double? = 0,
    accuracyMetres: Double? = 10,
    provider: CheckIn.Provider? = nil,
    fixAge: Double? = nil,
    mock: Bool? = nil,
    submittedAfter: Double? = nil,
    leftAfter: Double? = nil
  ) -> CheckIn {
    CheckIn(
      id: ID("c"),
      rep: ID("r"),
      store: ID("s"),
      time: noon,
      coordinate: east.map { place(east: $0) },
      accuracyMetres: accuracyMetres,
      provider: provider,
      fixTime: fixAge.map { noon.addingTimeInterval(-$0) },
      mock: mock,
      submittedAt: submittedAfter.map { noon.addingTimeInterval($0) },
      leftAt: leftAfter.map { noon.addingTimeInterval($0) }
    )
  }

  static func fix(after seconds: Double, east: Double, accuracyMetres: Double? = 10)
    -> PositionFix
  {
    PositionFix(
      time: noon.addingTimeInterval(seconds),
      coordinate: place(east: east),
      accuracyMetres: accuracyMetres
    )
  }

  /// A standard normal number.
  static func normal(_ generator: inout SplitMix64) -> Double {
    let radius = (-2 * log(generator.double(in: 1e-300...1))).squareRoot()
    return radius * cos(generator.double(in: 0...(2 * .pi)))
  }

  /// An offset of some length in any direction.
  static func offset(_ length: Double, _ generator: inout SplitMix64) -> (x: Double, y: Double) {
    let angle = generator.double(in: 0...(2 * .pi))
    return (length * cos(angle), length * sin(angle))
  }

  /// The error of a fix: Gaussian by its 68 % radius, one in twenty with a reflection on top.
  static func fixError(_ accuracy: Double, _ generator: inout SplitMix64) -> (x: Double, y: Double)
  {
    var x = normal(&generator) * accuracy / 1.51
    var y = normal(&generator) * accuracy / 1.51
    if generator.double(in: 0...1) < 0.05 {
      x += normal(&generator) * 30
      y += normal(&generator) * 30
    }
    return (x, y)
  }

  /// The error of one geocode: log-normal, by default half of what two geocodes differ by.
  static func geocodeError(mu: Double = 3.64 - 0.5 * log(2), _ generator: inout SplitMix64)
    -> (x: Double, y: Double)
  {
    offset(exp(mu + 1.02 * normal(&generator)), &generator)
  }
}

import Foundation
import LeadlineGeometry

/// Pairs of places of the kinds that trouble geodesics.
enum PairsOfPlaces {
  /// A pair of any kind: far apart, near, at a pole, across the antimeridian, nearly antipodal.
  static func any(_ rng: inout SplitMix64) -> (Coordinate, Coordinate) {
    switch Int.random(in: 0..<6, using: &rng) {
    case 0: return (place(&rng), place(&rng))
    case 1, 2: return near(&rng, upToMetres: pow(10, rng.double(in: -4...6)))
    case 3:
      let pole = Bool.random(using: &rng) ? 90.0 : -90
      let reach = pow(10, rng.double(in: -9...0))
      return (
        coordinate(rng.double(in: -180...180), pole),
        coordinate(rng.double(in: -180...180), pole - copysign(rng.double(in: 0...reach), pole))
      )
    case 4:
      let reach = pow(10, rng.double(in: -9...0))
      let latitude = rng.double(in: -89...89)
      return (
        coordinate(180 - rng.double(in: 0...reach), latitude),
        coordinate(-180 + rng.double(in: 0...reach), latitude + rng.double(in: -reach...reach))
      )
    default:
      let start = place(&rng)
      let reach = pow(10, rng.double(in: -9...0))
      let longitude = start.longitude > 0 ? start.longitude - 180 : start.longitude + 180
      return (
        start,
        coordinate(
          longitude + rng.double(in: -reach...reach),
          -start.latitude + rng.double(in: -reach...reach)
        )
      )
    }
  }

  /// A pair at most about so many metres apart, anywhere but within some metres of a pole.
  static func near(_ rng: inout SplitMix64, upToMetres metres: Double) -> (Coordinate, Coordinate) {
    let start = place(&rng)
    let degrees = metres / 111_700 * rng.double(in: 0...1).squareRoot()
    let angle = rng.double(in: 0...(2 * .pi))
    let latitude = start.latitude + degrees * sin(angle)
    let stretch = max(1e-6, cos(start.latitude * .pi / 180))
    var longitude = start.longitude + degrees * cos(angle) / stretch
    if abs(longitude) > 180 { longitude = longitude.remainder(dividingBy: 360) }
    return (start, coordinate(longitude, latitude))
  }

  /// A place drawn evenly over the sphere.
  static func place(_ rng: inout SplitMix64) -> Coordinate {
    coordinate(rng.double(in: -180...180), asin(rng.double(in: -1...1)) * 180 / .pi)
  }

  /// The nearest coordinate in range.
  private static func coordinate(_ longitude: Double, _ latitude: Double) -> Coordinate {
    Coordinate(
      uncheckedLongitude: min(180, max(-180, longitude)),
      latitude: min(90, max(-90, latitude))
    )
  }
}

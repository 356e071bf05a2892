import Foundation
import LeadlineGeometry

extension Layout {
  static func degrees(ofSine sine: Double) -> Double { asin(sine) * 180 / .pi }

  /// A coordinate at an exact distance, found by bisection along a bearing in the local plane.
  static func offset(_ centre: Coordinate, metres: Double, bearing: Double) -> Coordinate {
    func coordinate(_ degrees: Double) -> Coordinate {
      let stretch = max(0.01, cos(centre.latitude * .pi / 180))
      return Coordinate(
        uncheckedLongitude: max(
          -180,
          min(180, centre.longitude + degrees * sin(bearing) / stretch)
        ),
        latitude: max(-90, min(90, centre.latitude + degrees * cos(bearing)))
      )
    }
    var range = 0.0...0.01
    for _ in 0..<60 {
      let middle = (range.lowerBound + range.upperBound) / 2
      let isShort = Geodesic.exactDistance(centre, coordinate(middle)).metres < metres
      range = isShort ? middle...range.upperBound : range.lowerBound...middle
    }
    return coordinate(range.upperBound)
  }
}

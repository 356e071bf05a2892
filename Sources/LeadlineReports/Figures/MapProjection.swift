import Foundation
import LeadlineGeometry

/// A local equirectangular projection of a small area onto a drawing, north up.
struct MapProjection: Sendable {
  /// The size of the drawing.
  let width: Double
  let height: Double
  /// Metres per unit of the drawing.
  let metresPerUnit: Double

  private let longitude: Double
  private let latitude: Double
  /// Metres per degree, east and north.
  private let east: Double
  private let north: Double

  /// The least extent of a map, metres.
  private static let leastMetres = 300.0

  /// Fits places into a drawing with a margin.
  ///
  /// - Parameters:
  ///   - places: What must be seen; near the equator's far side the map may be wide.
  ///   - width: Of the drawing.
  ///   - heights: Between which the height is chosen to suit the places.
  ///   - margin: Around the places.
  init(_ places: [Coordinate], width: Double, heights: ClosedRange<Double>, margin: Double) {
    let longitudes = places.map(\.longitude)
    let latitudes = places.map(\.latitude)
    let west = longitudes.min() ?? 0
    let south = latitudes.min() ?? 0
    let longitude = (west + (longitudes.max() ?? 0)) / 2
    let latitude = (south + (latitudes.max() ?? 0)) / 2
    let radians = latitude * .pi / 180
    // Metres of a degree on the WGS 84 ellipsoid; the series of the meridian and parallel arcs.
    let north = 111_132.954 - 559.822 * cos(2 * radians) + 1.175 * cos(4 * radians)
    let east = max(1, 111_412.84 * cos(radians) - 93.5 * cos(3 * radians))
    let across = max(Self.leastMetres, 2 * (longitude - west) * east)
    let down = max(Self.leastMetres / 2, 2 * (latitude - south) * north)
    let wanted = (width - 2 * margin) * down / across + 2 * margin
    let height = min(max(wanted, heights.lowerBound), heights.upperBound)
    self.longitude = longitude
    self.latitude = latitude
    self.north = north
    self.east = east
    self.width = width
    self.height = height
    metresPerUnit = max(across / (width - 2 * margin), down / (height - 2 * margin))
  }

  /// Where a place is in the drawing, y down.
  func point(_ place: Coordinate) -> (x: Double, y: Double) {
    (
      width / 2 + (place.longitude - longitude) * east / metresPerUnit,
      height / 2 - (place.latitude - latitude) * north / metresPerUnit
    )
  }

  /// The roundest length of a scale bar, metres: 1, 2 or 5 with zeros, up to a fifth of the width.
  var scaleMetres: Double {
    let greatest = width / 5 * metresPerUnit
    let power = pow(10, floor(log10(greatest)))
    return power * (greatest >= 5 * power ? 5 : greatest >= 2 * power ? 2 : 1)
  }
}

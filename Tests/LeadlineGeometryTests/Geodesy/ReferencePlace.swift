import Foundation
import LeadlineGeometry

/// A place in earth-centred coordinates by the textbook's formula.
enum ReferencePlace {
  static func ecef(_ coordinate: Coordinate) -> ECEF {
    let latitude = coordinate.latitude * .pi / 180
    let longitude = coordinate.longitude * .pi / 180
    let squared = WGS84.eccentricitySquared
    let vertical = WGS84.equatorialRadiusMetres / (1 - squared * pow(sin(latitude), 2)).squareRoot()
    return ECEF(
      x: vertical * cos(latitude) * cos(longitude),
      y: vertical * cos(latitude) * sin(longitude),
      z: vertical * (1 - squared) * sin(latitude)
    )
  }
}

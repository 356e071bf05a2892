import Foundation
import LeadlineGeometry

/// Bounds on the geodesic area of a fence, at a hundredth of the cost of the area itself.
///
/// The area between the equator and latitude φ per radian of longitude is known in closed form,
///
///     Q(φ) = b²/2 (sin φ / (1 - e² sin² φ) + artanh(e sin φ) / e),
///
/// so a ring's area is the sum of Δλ times the mean of Q over each edge. Over the latitudes of one
/// fence Q is taken from the polynomial of degree eight through nine of its values.
///
/// Two things are missing. The mean of an edge's ends is not the mean over the edge: Q'' = -R² sin φ
/// adds R² sin φ Δλ Δφ² / 12. And an edge straight in longitude and latitude is not a geodesic: its
/// covariant acceleration, east -2 sin φ Δλ Δφ and north sin φ cos φ Δλ², leaves a sliver of a
/// twelfth of its cross product with the edge, R² sin φ Δλ (cos² φ Δλ² + 2 Δφ²) / 12. Both are added
/// with sin φ of the fence's middle; what that and the neglected higher powers may amount to is
/// bounded, generously, by a share of their sum.
enum AreaEstimate {
  /// Beyond these, estimates are too wide to be worth it; degrees.
  private static let greatestHeight = 30.0
  private static let greatestLatitude = 80.0
  private static let longestEdge = 1.0
  private static let greatestWidth = 170.0

  /// Bounds on the area of a fence in square metres; nil where they would be too wide.
  ///
  /// - Complexity: O(*n*) in the number of the fence's coordinates.
  static func squareMetres(_ flat: FlatFences, fence number: Int) -> ClosedRange<Double>? {
    guard let (least, greatest) = flat.bounds[number] else { return 0...0 }
    guard greatest.y - least.y <= greatestHeight, greatest.x - least.x <= greatestWidth,
      max(abs(least.y), abs(greatest.y)) <= greatestLatitude
    else { return nil }
    let curve = Curve(south: least.y, north: greatest.y)
    var sum = 0.0
    var error = 0.0
    var ringCount = 0
    for rings in flat.polygonRings(ofFence: number) {
      ringCount += rings.count
      for (position, ring) in rings.enumerated() {
        guard let (area, doubt) = integral(ring, flat, curve) else { return nil }
        sum += position == 0 ? abs(area) : -abs(area)
        error += doubt
      }
    }
    // The exact area is rounded too, by 0.1 m² per ring.
    let doubt = error + Double(ringCount) + 1e-12 * abs(sum)
    return (sum - doubt)...(sum + doubt)
  }

  /// The signed area of a ring and how far off it may be; nil for edges too long.
  private static func integral(
    _ ring: Range<Int>,
    _ flat: FlatFences,
    _ curve: Curve
  ) -> (Double, Double)? {
    let degree = Double.pi / 180
    var sum = 0.0
    var cubes = 0.0
    var greatestCubes = 0.0
    var turns = 0.0
    var longest = 0.0
    var start = flat.vertices[ring.lowerBound]
    var startValue = curve.value(start.y)
    for vertex in ring.dropFirst() {
      let end = flat.vertices[vertex]
      let value = curve.value(end.y)
      let east = end.x - start.x
      let width = abs(east)
      let height = abs(end.y - start.y)
      sum += east * (startValue + value)
      cubes += east * (curve.cosineSquared * width * width + 3 * height * height)
      greatestCubes += width * (width * width + 3 * height * height)
      turns += width
      longest = max(longest, width, height)
      start = end
      startValue = value
    }
    guard longest <= longestEdge else { return nil }
    let cube = curve.radiusSquared * degree * degree * degree / 12
    let share = 0.02 + 3 * degree * (curve.halfHeight + longest)
    return (
      sum * degree / 2 + curve.sine * cubes * cube,
      greatestCubes * cube * share + turns * degree * curve.error
    )
  }

  /// Q over a range of latitudes, without its constant.
  private struct Curve {
    /// Half the range, in degrees.
    let halfHeight: Double
    /// In the middle of the range: sin φ, cos² φ, and the product of the radii of curvature.
    let sine: Double
    let cosineSquared: Double
    let radiusSquared: Double
    private let middle: Double
    private let perDegree: Double
    private var c1 = 0.0, c2 = 0.0, c3 = 0.0, c4 = 0.0, c5 = 0.0, c6 = 0.0, c7 = 0.0, c8 = 0.0
    /// How far off a value may be.
    let error: Double

    init(south: Double, north: Double) {
      middle = (south + north) / 2
      let half = max(1e-3, (north - south) / 2)
      perDegree = 1 / half
      halfHeight = half
      sine = sin(middle * .pi / 180)
      cosineSquared = 1 - sine * sine
      let complement = 1 - WGS84.eccentricitySquared * sine * sine
      let equatorial = WGS84.equatorialRadiusMetres
      radiusSquared =
        equatorial * equatorial * (1 - WGS84.eccentricitySquared) / (complement * complement)
      // Newton's divided differences on Chebyshev's places, then the powers collected.
      let places = (0..<9).map { cos((Double($0) + 0.5) * .pi / 9) }
      var differences = places.map { [middle] place in
        AreaEstimate.zone(middle + place * half) - AreaEstimate.zone(middle)
      }
      for order in 1..<9 {
        for number in stride(from: 8, through: order, by: -1) {
          differences[number] =
            (differences[number] - differences[number - 1])
            / (places[number] - places[number - order])
        }
      }
      var powers = [Double](repeating: 0, count: 9)
      for number in stride(from: 8, through: 0, by: -1) {
        for power in stride(from: 8, to: 0, by: -1) {
          powers[power] = powers[power - 1] - places[number] * powers[power]
        }
        powers[0] = differences[number] - places[number] * powers[0]
      }
      (c1, c2, c3, c4) = (powers[1], powers[2], powers[3], powers[4])
      (c5, c6, c7, c8) = (powers[5], powers[6], powers[7], powers[8])
      // The ninth derivative of Q stays below some R², times (h/2)⁹ 2 / 9! for Chebyshev's places;
      // the rest is rounding.
      let radius = WGS84.greatestCurvatureRadiusMetres
      let arc = half * .pi / 180
      error = radius * radius * (4 * pow(arc / 2, 9) / 362_880 + 1e-14 * (0.01 + arc))
    }

    @inline(__always)
    func value(_ latitude: Double) -> Double {
      let u = (latitude - middle) * perDegree
      let low = c1 + u * (c2 + u * (c3 + u * c4))
      let high = c5 + u * (c6 + u * (c7 + u * c8))
      let square = u * u
      return u * (low + square * square * high)
    }
  }

  /// Q at a latitude in degrees, in square metres per radian.
  private static func zone(_ latitude: Double) -> Double {
    let eccentricity = WGS84.eccentricitySquared.squareRoot()
    let polar = WGS84.equatorialRadiusMetres * (1 - WGS84.flattening)
    let sine = sin(latitude * .pi / 180)
    let complement = 1 - WGS84.eccentricitySquared * sine * sine
    return polar * polar / 2 * (sine / complement + atanh(eccentricity * sine) / eccentricity)
  }
}

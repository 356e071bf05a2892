import Foundation
import LeadlineGeometry

/// An edge that is straight in longitude and latitude, and its distance on the ellipsoid.
struct LonLatEdge {
  private let start: Coordinate
  private let end: Coordinate
  /// |Δλ| + |Δφ| in radians.
  private let turn: Double

  /// Makes an edge; which end is named first makes no difference to any distance, bit for bit.
  init(_ first: Coordinate, _ second: Coordinate) {
    // Two fences run through a shared edge in opposite directions and must tie exactly.
    let ordered =
      (first.longitude, first.latitude) <= (second.longitude, second.latitude)
    start = ordered ? first : second
    end = ordered ? second : first
    turn =
      (abs(end.longitude - start.longitude) + abs(end.latitude - start.latitude)) * (.pi / 180)
  }

  /// How far the edge strays at most from the chord between its ends, in metres.
  var sagMetres: Double { Self.sagMetres(turn: turn) }

  /// The bound |x''| / 8 on the distance between a curve and its chord.
  ///
  /// With longitude and latitude linear in t, the second derivative of a position on a sphere of
  /// radius R is at most R (|Δλ| + |Δφ|)²; the ellipsoid's flattening adds less than 5 %.
  private static func sagMetres(turn: Double) -> Double {
    1.05 * WGS84.greatestCurvatureRadiusMetres * turn * turn / 8
  }

  /// The geodesic distance in metres to the nearest place of the edge, if it is at most `limit`.
  ///
  /// The edge is searched in pieces of at most one degree, on which the distance has one minimum
  /// (but for places near the antipode). Off by less than 1e-4 m.
  ///
  /// - Returns: The distance; infinite, or a distance beyond the limit, when there is none.
  func metres(from query: Coordinate, _ position: ECEF, limit: Double) -> Double {
    let pieces = max(1, (turn * (180 / .pi)).rounded(.up))
    let sag = Self.sagMetres(turn: turn / pieces)
    var best = Double.infinity
    var pieceStart = ECEF(start)
    for piece in 0..<Int(pieces) {
      let from = Double(piece) / pieces
      let to = Double(piece + 1) / pieces
      let pieceEnd = ECEF(at(to))
      let chord = Self.chordMetres(from: position, toSegment: pieceStart, pieceEnd) - sag
      if GeodesicBracket.lowerBoundMetres(chordMetres: max(0, chord)) <= min(best, limit) {
        best = min(best, least(from: query, position, from...to, limit: min(best, limit)))
      }
      pieceStart = pieceEnd
    }
    return best
  }

  private func at(_ t: Double) -> Coordinate {
    if t <= 0 { return start }
    if t >= 1 { return end }
    return Coordinate(
      uncheckedLongitude: start.longitude + t * (end.longitude - start.longitude),
      latitude: start.latitude + t * (end.latitude - start.latitude)
    )
  }

  private func metres(_ query: Coordinate, _ position: ECEF, at t: Double) -> Double {
    let place = at(t)
    return Geodesic.distance(query, place, ecef: position, ECEF(place)).metres
  }

  /// The least distance over a piece, by golden-section search; its ends are tried exactly.
  private func least(
    from query: Coordinate,
    _ position: ECEF,
    _ range: ClosedRange<Double>,
    limit: Double
  ) -> Double {
    let ratio = (5.0.squareRoot() - 1) / 2
    var low = range.lowerBound
    var high = range.upperBound
    let atLow = metres(query, position, at: low)
    let atHigh = metres(query, position, at: high)
    var best = min(atLow, atHigh)
    // By the triangle inequality nothing between is nearer than this. Far away, where chords bound
    // geodesics badly, it spares most searches.
    let length = 1.05 * WGS84.greatestCurvatureRadiusMetres * turn * (high - low)
    if (atLow + atHigh - length) / 2 - 1e-5 > limit { return best }
    var left = high - ratio * (high - low)
    var right = low + ratio * (high - low)
    var atLeft = metres(query, position, at: left)
    var atRight = metres(query, position, at: right)
    // Next to the edge an error of place is an error of distance, so the place is found to 1e-5 m.
    let tolerance = 1e-5 / (turn * WGS84.greatestCurvatureRadiusMetres)
    while high - low > tolerance {
      if atLeft <= atRight {
        high = right
        (right, atRight) = (left, atLeft)
        left = high - ratio * (high - low)
        atLeft = metres(query, position, at: left)
      } else {
        low = left
        (left, atLeft) = (right, atRight)
        right = low + ratio * (high - low)
        atRight = metres(query, position, at: right)
      }
    }
    best = min(best, atLeft, atRight)
    return best
  }

  private static func chordMetres(from p: ECEF, toSegment a: ECEF, _ b: ECEF) -> Double {
    let (ux, uy, uz) = (b.x - a.x, b.y - a.y, b.z - a.z)
    let (vx, vy, vz) = (p.x - a.x, p.y - a.y, p.z - a.z)
    let length = ux * ux + uy * uy + uz * uz
    let t = length > 0 ? max(0, min(1, (ux * vx + uy * vy + uz * vz) / length)) : 0
    return ECEF(x: a.x + t * ux, y: a.y + t * uy, z: a.z + t * uz).chordSquared(to: p).squareRoot()
  }
}

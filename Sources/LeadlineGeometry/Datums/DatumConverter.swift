/// Brings positions from one datum to another; every way leads through WGS 84.
///
/// Not Sendable, because PROJ's contexts belong to one thread at a time; make one converter per
/// task. Positions are x east, y north in every datum, whatever axis order the EPSG registry names:
/// degrees where the datum is geographic (grads in a few old French ones, as EPSG:4807), its own
/// unit, mostly metres, where it is projected.
public final class DatumConverter {
  /// The datum of what goes in.
  public let source: Datum
  /// The datum of what comes out.
  public let target: Datum

  /// Nil where the source is no EPSG code.
  private let toWGS84: ProjTransformation?
  /// Nil where the target is no EPSG code, and where `toWGS84` leads to it directly.
  private let fromWGS84: ProjTransformation?

  /// Makes a converter.
  ///
  /// Between two EPSG codes PROJ chooses the way, so that both may share a datum without loss.
  ///
  /// - Throws: ``DatumError/unknownCode(_:reason:)`` and
  ///   ``DatumError/noTransformation(from:to:reason:)``.
  ///
  /// - Complexity: Up to some milliseconds where an EPSG code is read from PROJ's database.
  public init(from source: Datum, to target: Datum) throws(DatumError) {
    self.source = source
    self.target = target
    switch (source, target) {
    case (.epsg(let first), .epsg(let second)):
      toWGS84 = first == second ? nil : try Self.transformation(first, second, source, target)
      fromWGS84 = nil
      // Even when nothing is to be done, a code that does not exist must not go through.
      if first == second { _ = try Self.transformation(first, Self.wgs84Code, source, target) }
    case (.epsg(let code), _):
      toWGS84 = try Self.transformation(code, Self.wgs84Code, source, target)
      fromWGS84 = nil
    case (_, .epsg(let code)):
      toWGS84 = nil
      fromWGS84 = try Self.transformation(Self.wgs84Code, code, source, target)
    default:
      toWGS84 = nil
      fromWGS84 = nil
    }
  }

  /// Tells whether every position comes out as it goes in.
  public var isIdentity: Bool { source == target }

  /// Converts one position.
  ///
  /// - Returns: A finite position. In degrees longitudes are within -180…180, latitudes
  ///   within -90…90, wherever the source's were.
  /// - Throws: ``DatumError/notConvertible(_:from:to:reason:)`` for a position that is not finite
  ///   and for one that PROJ cannot express in the target. WGS 84, GCJ-02 and BD-09 among
  ///   themselves only refuse what is not finite.
  ///
  /// - Complexity: O(1).
  public func convert(_ position: Position) throws(DatumError) -> Position {
    guard position.x.isFinite && position.y.isFinite else {
      throw failure(position, "its numbers are not finite")
    }
    if isIdentity { return position }
    let wgs84: Position
    switch source {
    case .wgs84: wgs84 = position
    case .gcj02: wgs84 = ChinaDatum.wgs84(fromGCJ02: position)
    case .bd09: wgs84 = ChinaDatum.wgs84(fromBD09: position)
    case .epsg: wgs84 = try apply(toWGS84, to: position)
    }
    switch target {
    case .wgs84: return wgs84
    case .gcj02: return ChinaDatum.gcj02(fromWGS84: wgs84)
    case .bd09: return ChinaDatum.bd09(fromWGS84: wgs84)
    case .epsg: return try apply(fromWGS84, to: wgs84)
    }
  }

  private static let wgs84Code = 4_326

  private func apply(
    _ transformation: ProjTransformation?,
    to position: Position
  ) throws(DatumError) -> Position {
    guard let transformation else { return position }
    // PROJ wraps longitudes and takes latitudes a little past a pole for the pole; neither is what
    // a person means who names degrees.
    if transformation.isInDegrees.source, position.degreesFault != nil {
      throw failure(position, "it is outside longitude -180…180, latitude -90…90")
    }
    switch transformation.convert(position) {
    case .failure(let reason): throw failure(position, reason.text)
    case .success(let result):
      if transformation.isInDegrees.target, result.degreesFault != nil {
        throw failure(position, "the result is outside longitude -180…180, latitude -90…90")
      }
      // Some projections turn any two numbers into a place on earth.
      if !transformation.isInDegrees.source, !transformation.leadsBack(from: result, to: position) {
        throw failure(position, "it is outside of what the projection can express")
      }
      return result
    }
  }

  private func failure(_ position: Position, _ reason: String) -> DatumError {
    .notConvertible(position, from: source, to: target, reason: reason)
  }

  private static func transformation(
    _ first: Int,
    _ second: Int,
    _ source: Datum,
    _ target: Datum
  ) throws(DatumError) -> ProjTransformation {
    do throws(ProjTransformation.Failure) {
      return try ProjTransformation(from: first, to: second)
    } catch {
      switch error {
      case .unknownCode(let code, let reason): throw .unknownCode(code, reason: reason)
      case .noTransformation(let reason):
        throw .noTransformation(from: source, to: target, reason: reason)
      }
    }
  }
}

/// A length of 0 m or more along the surface of the earth.
public struct Distance: Hashable, Sendable, Comparable {
  /// The length in metres.
  public let metres: Double

  /// Makes a distance.
  ///
  /// - Throws: ``GeometryError/negativeDistance(_:)`` when `metres` is negative or not finite.
  public init(metres: Double) throws(GeometryError) {
    guard metres >= 0 && metres.isFinite else { throw .negativeDistance(metres) }
    self.metres = metres
  }

  /// Reads `500`, `500m` or `2km`, also with a space before the unit.
  ///
  /// - Throws: ``GeometryError/notADistance(_:)`` for anything else.
  public init(parsing text: String) throws(GeometryError) {
    var digits = Substring(text.lowercased())
    var factor = 1.0
    if digits.hasSuffix("km") {
      digits = digits.dropLast(2)
      factor = 1_000
    } else if digits.hasSuffix("m") {
      digits = digits.dropLast()
    }
    while digits.last == " " { digits = digits.dropLast() }
    // Double("0x10"), "nan" and "inf" are numbers for Swift, not for a person who types a length.
    guard digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "." || $0 == "e") }),
      let value = Double(digits), let distance = try? Distance(metres: value * factor)
    else { throw .notADistance(text) }
    self = distance
  }

  /// Makes a distance from a value that is known to be 0 or more and finite.
  @inlinable
  package init(uncheckedMetres metres: Double) {
    self.metres = metres
  }

  /// Orders by length.
  @inlinable
  public static func < (left: Distance, right: Distance) -> Bool { left.metres < right.metres }
}

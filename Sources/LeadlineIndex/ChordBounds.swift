import LeadlineGeometry

/// What chords alone can tell about a length: within it, beyond it, or only the geodesic can say.
struct ChordBounds {
  /// Squared chords up to this one are surely within; negative when none is.
  let surelyWithinSquared: Double
  /// Squared chords beyond this one are surely not within.
  let surelyBeyondSquared: Double

  /// The bounds for a length; nil stands for no limit.
  init(_ distance: Distance?) {
    guard let metres = distance?.metres else {
      surelyWithinSquared = .infinity
      surelyBeyondSquared = .infinity
      return
    }
    let within = GeodesicBracket.chordMetres(surelyWithin: metres)
    let beyond = GeodesicBracket.chordMetres(surelyLongerThan: metres)
    surelyWithinSquared = within < 0 ? -1 : within * within
    surelyBeyondSquared = beyond * beyond
  }

  /// Chords below this one are told apart by ``overlap(_:_:)`` and measured by the arc; beyond,
  /// every length is the exact one, so order needs no bracket.
  static let nearChordMetres = Geodesic.midpointFormulaChordMetres

  /// The third-order term of the bracket's width, c³ (1/r² - 1/R²) / 24, and 1 ‰ for the terms
  /// beyond, which below 100 km are 0.06 ‰ of it.
  private static let cubicWidth: Double = {
    let least = WGS84.leastCurvatureRadiusMetres
    let greatest = WGS84.greatestCurvatureRadiusMetres
    return 1.001 / 24 * (1 / (least * least) - 1 / (greatest * greatest))
  }()

  /// Whether the geodesics over two chords, the shorter first, may come in either order.
  ///
  /// The lower bound grows at least as fast as the chord. So it exceeds the shorter one's upper bound
  /// when the chords differ by more than the bracket's width at the shorter one.
  static func overlap(_ shorter: Double, _ longer: Double) -> Bool {
    guard shorter < nearChordMetres else { return true }
    return longer - shorter <= width(chord: shorter)
  }

  /// The greatest chord whose geodesic may be as short as one over the given chord.
  static func greatestChord(rivalling chord: Double) -> Double {
    if chord < nearChordMetres { return chord + width(chord: chord) }
    let upper = GeodesicBracket.upperBoundMetres(chordMetres: chord)
    return GeodesicBracket.chordMetres(surelyLongerThan: upper)
  }

  /// The greatest difference of two chords, the shorter one given, that leaves the order of their
  /// geodesics open; it grows with the chord.
  @inline(__always)
  static func width(chord: Double) -> Double {
    2 * GeodesicBracket.roundingMetres + cubicWidth * chord * chord * chord
  }
}

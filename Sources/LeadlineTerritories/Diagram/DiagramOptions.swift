/// How a balanced diagram is looked for.
public struct DiagramOptions: Hashable, Sendable {
  /// How far the centres of territories follow their customers: 0 keeps the given centres, 1 moves
  /// them to the centroids, and between them they stand on the way from one to the other.
  ///
  /// Territories without a given centre follow their customers all the way.
  public var centroidShare: Double
  /// The greatest number of times that centres are moved, on each level of coarseness.
  public var centreSteps: Int
  /// Directions that are tried for each cut of the first plan, when centres are not given.
  public var directions: Int

  /// Makes options.
  public init(centroidShare: Double = 1, centreSteps: Int = 40, directions: Int = 8) {
    self.centroidShare = centroidShare
    self.centreSteps = centreSteps
    self.directions = directions
  }

  /// The given centres stay where they are.
  public static let fixedCentres = DiagramOptions(centroidShare: 0)
}

/// Why a balanced diagram can't be made.
public enum DiagramError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no territory.
  case noTerritory
  /// Columns differ in length.
  case unequalColumns(x: Int, y: Int, amounts: Int)
  /// There are not as many centres as territories.
  case unequalCentres(centres: Int, territories: Int)
  /// A coordinate or an amount is not finite, or an amount is negative.
  case unusableCustomer(position: Int)
  /// A target is negative or not finite, or a centre is not finite.
  case unusableTerritory(position: Int)
  /// All targets are 0.
  case nothingWanted

  /// One sentence on what is wrong and what to do.
  public var description: String {
    switch self {
    case .noTerritory: "There is no territory to give customers to; name at least one."
    case .unequalColumns(let x, let y, let amounts):
      "The columns x, y and amounts have \(x), \(y) and \(amounts) values; they must have as many."
    case .unequalCentres(let centres, let territories):
      "\(centres) centres are given for \(territories) territories; give one for each."
    case .unusableCustomer(let position):
      "The customer at position \(position) has a coordinate or an amount that is not finite, or a "
        + "negative amount; correct it or leave the customer out."
    case .unusableTerritory(let position):
      "The territory at position \(position) has a target below 0 or not finite, or a centre that "
        + "is not finite; correct it."
    case .nothingWanted:
      "All territories have the target 0; give at least one a target above 0."
    }
  }
}

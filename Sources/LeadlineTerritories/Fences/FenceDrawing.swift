public import LeadlineGeometry

/// A customer that does not lie in its own territory's fence.
public struct FenceException: Hashable, Sendable {
  /// Why.
  public enum Reason: String, Hashable, Sendable {
    /// It lies outside the region or on its boundary.
    case outsideRegion = "outside_region"
    /// More customers at its place, or as many of a territory before it, belong to another one.
    case sharedPlace = "shared_place"
    /// It is held to its territory in the middle of another's land, where no island is drawn.
    case heldElsewhere = "held_elsewhere"
    /// It is too close to another territory's customers for a border with seven decimals.
    case tooClose = "too_close"
  }

  /// The customer's position in the columns.
  public let customer: Int
  /// Its territory.
  public let territory: Int32
  /// The territory in whose fence it lies; -1 for none, and on a border.
  public let fence: Int32
  /// Why.
  public let reason: Reason
}

/// The customers that fences are drawn for, as columns.
public struct FenceCustomers: Hashable, Sendable {
  /// Degrees east, -180…180.
  public var longitudes: [Double]
  /// Degrees north, -90…90.
  public var latitudes: [Double]
  /// The territory of each; -1 for none.
  public var territories: [Int32]
  /// Which of them get no island of their own in another's land: those pinned there.
  ///
  /// Empty when there are none.
  public var isHeld: [Bool]

  /// Makes columns, each with one value per customer.
  public init(
    longitudes: [Double],
    latitudes: [Double],
    territories: [Int32],
    isHeld: [Bool] = []
  ) {
    self.longitudes = longitudes
    self.latitudes = latitudes
    self.territories = territories
    self.isHeld = isHeld
  }
}

/// The fences of a plan: one area for each territory, without overlap and without gap.
///
/// Coordinates are whole steps of 1e-7 degrees, so that writing them with seven decimals changes
/// nothing; edges are straight in longitude and latitude. Neighbours share their borders to the
/// bit. Together the areas are the region, up to one step where a border ends on its boundary;
/// without a region they are a box around the customers. Every customer lies strictly inside its
/// own area, which is checked on the coordinates as they are written, or is one of ``exceptions``.
///
/// Borders run midway through the Delaunay triangles between two territories, with as few bends as
/// they allow. Land without customers goes to the nearest territory.
public struct FenceDrawing: Hashable, Sendable {
  /// The area of each territory; nil for those without a customer to draw it for.
  public let areas: [MultiPolygon?]
  /// The customers outside their own fence, ascending.
  public let exceptions: [FenceException]

  /// Draws fences.
  ///
  /// - Parameters:
  ///   - customers: Finite coordinates within their ranges.
  ///   - territoryCount: The number of territories.
  ///   - region: What the fences fill; polygons may have holes and touch at points. Those that
  ///     overlap count by an odd number of rings around a place.
  ///   - threads: The number of workers, which changes nothing but the time; nil for one per
  ///     processor.
  /// - Throws: ``FenceDrawingError``.
  /// - Complexity: O(n log n).
  public init(
    _ customers: FenceCustomers,
    territoryCount: Int,
    region: MultiPolygon? = nil,
    threads: Int? = nil
  ) throws(FenceDrawingError) {
    var draft = try FenceDraft(customers, territoryCount: territoryCount, region: region)
    areas = try draft.draw(threads: threads)
    exceptions = draft.exceptions()
  }
}

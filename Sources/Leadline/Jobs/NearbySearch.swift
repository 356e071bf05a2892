public import LeadlineDatabase
public import LeadlineGeometry
public import LeadlineLeads
import LeadlineModel

/// Answers a single question of ``CustomerFinder`` from the database, reading only what is near.
///
/// Circles around the place grow until one surely holds the answer; the stores in it are found by
/// the R-tree of the file and ranked by a ``CustomerFinder`` of their own. So the answer is the same
/// to the last digit as that of a finder of all stores.
public struct NearbySearch: Sendable {
  /// What was found.
  public struct Answer: Hashable, Sendable {
    /// The stores, nearest first.
    public var hits: [CustomerFinder.Hit]
    /// The stores near the place that can't be taken, as a damaged row gives them.
    public var rejects: [Reject]
  }

  private let filters: [FieldFilter]
  private let view: OrgTree.View
  private let shownFields: [String]

  /// The first circle; each further one is twice as wide.
  private static let firstRadiusMetres = 200.0
  /// So many more rows are taken at once, unless more are asked for.
  private static let fewRows = 2_000

  /// What is spent before all stores are read after all, so that a search in vain costs at most a
  /// quarter more; an entry of the R-tree costs 1, as a row of them all does, one row alone more.
  private static func budget(_ stores: Int) -> Int { max(20_000, stores / 4) }
  private static let rowCost = 6

  /// Prepares a question, as ``CustomerFinder/Builder/init(filters:view:shownFields:)`` does.
  public init(
    filters: [FieldFilter] = [],
    view: OrgTree.View = .everything,
    shownFields: [String] = []
  ) {
    self.filters = filters
    self.view = view
    self.shownFields = shownFields
  }

  /// The stores nearest to a place, as ``CustomerFinder/stores(near:limit:within:)`` gives them.
  ///
  /// - Parameters:
  ///   - place: The place asked about.
  ///   - limit: At most that many, 0 or more; nil for all within the radius.
  ///   - radius: Only stores at most that far; nil for any distance.
  ///   - database: Where the stores are.
  /// - Returns: Nil when a finder of all stores is needed: a name asked for has no value in any
  ///   store, the answer is a large share of the stores or takes reading one, or the file has no
  ///   R-tree.
  /// - Throws: ``StorageError``.
  ///
  /// - Complexity: O(log *n* + rows near the place).
  public func stores(
    near place: Coordinate,
    limit: Int?,
    within radius: Distance?,
    in database: LeadDatabase
  ) throws -> Answer? {
    let found = try database.searchStores { stores -> Candidates? in
      var candidates = Candidates(
        stores,
        builder: CustomerFinder.Builder(filters: filters, view: view, shownFields: shownFields),
        budget: Self.budget(stores.storesAtMost)
      )
      let isFound = try candidates.find(near: place, limit: limit, within: radius)
      return isFound ? candidates : nil
    }
    guard let found else { return nil }
    var unseen = found.builder.unseenFields
    if !unseen.isEmpty {
      try database.removeNamesWithValues(.stores, from: &unseen)
      guard unseen.isEmpty else { return nil }
    }
    let finder = found.builder.finish()
    return Answer(
      hits: finder.stores(near: place, limit: limit, within: radius),
      rejects: found.rejects
    )
  }

  /// The stores read so far.
  private struct Candidates {
    private var stores: StoreSearch
    private(set) var builder: CustomerFinder.Builder
    private(set) var rejects: [Reject] = []
    private var budget: Int
    private var known: Set<Int64> = []

    init(_ stores: StoreSearch, builder: CustomerFinder.Builder, budget: Int) {
      self.stores = stores
      self.builder = builder
      self.budget = budget
    }

    /// Reads until the answer is among the candidates; false when that takes too many rows.
    ///
    /// Circles that hold too few stores are doubled. Where the doubled one holds far too many, as it
    /// does for a place far from all stores, one between the two is tried.
    mutating func find(near place: Coordinate, limit: Int?, within radius: Distance?) throws
      -> Bool
    {
      let greatest = min(radius?.metres ?? .infinity, WGS84.longestGeodesicMetres)
      guard let limit else {
        return try read(SearchCircle(centre: place, radiusMetres: greatest), .max)
      }
      var inner = 0.0
      var metres = min(greatest, NearbySearch.firstRadiusMetres)
      var step = max(NearbySearch.fewRows, 4 * limit)
      while true {
        guard try read(SearchCircle(centre: place, radiusMetres: metres), step) else {
          if budget < 0 { return false }
          // Between circles that hardly differ lie stores at one and the same distance.
          if metres - inner < metres / 1_000 { step = .max }
          metres = (inner + metres) / 2
          continue
        }
        if metres >= greatest { return true }
        let reach = reach(limit, near: place)
        if let reach, reach <= metres { return true }
        inner = metres
        metres = min(greatest, reach ?? metres * 2)
      }
    }

    /// How far away a store may be that a search considers: one store more than asked for, and all
    /// that may compete with it; nil while too few are known.
    private func reach(_ limit: Int, near place: Coordinate) -> Double? {
      guard builder.storesTaken > limit else { return nil }
      let nearest = builder.finish().stores(near: place, limit: limit + 1, within: nil)
      guard nearest.count > limit, let last = nearest.last else { return nil }
      // The search ranks by chords. The last store's chord may be the longest of its geodesic, and a
      // competitor may have the longest geodesic of its own chord; once for each of the two.
      return Self.longest(rivalling: Self.longest(rivalling: last.distance.metres))
    }

    /// The longest geodesic over any chord that a geodesic of this length may have.
    private static func longest(rivalling metres: Double) -> Double {
      let chord = GeodesicBracket.chordMetres(surelyLongerThan: metres)
      return GeodesicBracket.upperBoundMetres(chordMetres: chord) + 1e-3
    }

    /// Reads the stores in a circle that were not read before; false, and reads none, when there are
    /// more than so many or nothing is left to spend.
    private mutating func read(_ circle: SearchCircle, _ most: Int) throws -> Bool {
      var new: Set<Int64> = []
      for box in circle.boxes {
        try stores.forEachRow(in: box) { row in
          if !known.contains(row) { new.insert(row) }
          budget -= 1
          return new.count <= most && budget >= 0
        }
      }
      guard new.count <= most && budget >= 0 else { return false }
      budget -= new.count * NearbySearch.rowCost
      guard budget >= 0 else { return false }
      known.formUnion(new)
      // In the order in which they lie in the file.
      for row in new.sorted() {
        guard let record = try stores.store(row: row) else { continue }
        if let reject = builder.add(record) { rejects.append(reject) }
      }
      return true
    }
  }
}

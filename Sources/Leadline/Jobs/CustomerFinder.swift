public import LeadlineGeometry
import LeadlineIndex
public import LeadlineLeads
public import LeadlineModel

/// Answers "which customers are near me, and which of them may I see?".
///
/// Stores are added one by one, those that the conditions leave out are not kept; then ``build()``
/// indexes them for any number of questions.
public struct CustomerFinder: Sendable {
  /// A store near a place.
  public struct Hit: Hashable, Sendable {
    /// Its id.
    public var id: ID<Store>
    /// Where it is.
    public var coordinate: Coordinate
    /// How far it is, along the ellipsoid.
    public var distance: Distance
    /// The values of the fields asked for, in their order; nil where the store has none.
    public var shown: [String?]
  }

  private let filters: [FieldFilter]
  private let view: OrgTree.View
  private let shownFields: [String]
  private var identifiers: [ID<Store>] = []
  private var coordinates: [Coordinate] = []
  private var shown: [[String?]] = []
  private var known: Set<ID<Store>> = []
  private var index: StoreIndex?

  /// Makes an empty finder.
  ///
  /// - Parameters:
  ///   - filters: Conditions that all must hold.
  ///   - view: What the asking rep may see.
  ///   - shownFields: Fields or columns whose values come with each hit.
  public init(
    filters: [FieldFilter] = [],
    view: OrgTree.View = .everything,
    shownFields: [String] = []
  ) {
    self.filters = filters
    self.view = view
    self.shownFields = shownFields
  }

  /// The number of stores that can be found.
  public var count: Int { identifiers.count }

  /// Adds a store.
  ///
  /// - Returns: Nil, or the reason why the store can't be taken: its id was added before.
  public mutating func add(_ record: Record) -> Reject? {
    guard let store = Store(record) else { return nil }
    guard known.insert(store.id).inserted else {
      return Reject(
        row: record.row,
        field: "id",
        code: .duplicateID,
        value: store.id.rawValue
      )
    }
    let schema = RecordSchema.of(.stores)
    guard view.includes(owner: store.owner),
      filters.allSatisfy({ $0.matches(record, schema: schema) })
    else { return nil }
    identifiers.append(store.id)
    coordinates.append(store.coordinate)
    if !shownFields.isEmpty {
      shown.append(shownFields.map { record.text(of: $0, schema: schema) })
    }
    index = nil
    return nil
  }

  /// Indexes the stores added so far.
  ///
  /// - Complexity: O(*n* log *n*).
  public mutating func build() {
    known = []
    index = StoreIndex(coordinates)
  }

  /// The stores nearest to a place: by geodesic distance, equally near ones by id.
  ///
  /// - Parameters:
  ///   - place: The place asked about.
  ///   - limit: At most that many; nil for all within the radius.
  ///   - radius: Only stores at most that far; nil for any distance.
  /// - Returns: The stores found, nearest first.
  ///
  /// - Complexity: O(log *n* + hits), once ``build()`` has run.
  public func stores(near place: Coordinate, limit: Int?, within radius: Distance?) -> [Hit] {
    let index = index ?? StoreIndex(coordinates)
    let matches = index.nearest(
      to: place,
      limit: limit,
      within: radius,
      precedes: { identifiers[$0] < identifiers[$1] }
    )
    return matches.map { match in
      Hit(
        id: identifiers[match.position],
        coordinate: coordinates[match.position],
        distance: match.distance,
        shown: shownFields.isEmpty ? [] : shown[match.position]
      )
    }
  }
}

public import LeadlineGeometry
import LeadlineIndex
public import LeadlineLeads
public import LeadlineModel

/// Answers "which customers are near me, and which of them may I see?".
///
/// Made by a ``Builder``, which takes the stores one by one and does not keep those that the
/// conditions leave out.
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
    public var shown: [Shown?]
  }

  /// The value of a field asked for.
  public struct Shown: Hashable, Sendable {
    /// The value as an export writes it.
    public var text: String
    /// Whether it is a number.
    public var isNumber: Bool
  }

  private let identifiers: IdentifierTable
  /// The position among the identifiers of each store that the conditions left.
  private let members: [UInt32]
  private let shown: [[Shown?]]
  private let coordinates: [Coordinate]
  private let index: StoreIndex

  fileprivate init(_ builder: Builder) {
    identifiers = builder.identifiers
    members = builder.members
    shown = builder.shown
    coordinates = builder.coordinates
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
  /// - Complexity: O(log *n* + hits).
  public func stores(near place: Coordinate, limit: Int?, within radius: Distance?) -> [Hit] {
    let matches = index.nearest(
      to: place,
      limit: limit,
      within: radius,
      precedes: precedes
    )
    return matches.map { match in
      Hit(
        id: ID(identifiers.text(Int(members[match.position]))),
        coordinate: coordinates[match.position],
        distance: match.distance,
        shown: shown.isEmpty ? [] : shown[match.position]
      )
    }
  }

  /// The number of stores that a search may find.
  var count: Int { members.count }

  /// The stores nearest to each of many places, on one thread; as ``stores(near:limit:within:)``.
  func matches(
    nearEach places: [Coordinate],
    limit: Int?,
    within radius: Distance?
  ) -> MatchTable {
    index.nearest(
      toEach: places,
      limit: limit,
      within: radius,
      precedes: { precedes($0, $1) },
      threads: 1
    )
  }

  /// The ids of all stores, by the positions of matches, as fields to be written.
  func makeFieldCells() -> FieldCells {
    var cells = FieldCells()
    cells.reserveCapacity(members.count)
    for member in members { identifiers.withBytes(Int(member)) { cells.append($0) } }
    return cells
  }

  private func precedes(_ first: Int, _ second: Int) -> Bool {
    identifiers.precedes(Int(members[first]), Int(members[second]))
  }

  /// Takes the stores of a ``CustomerFinder``.
  public struct Builder: Sendable {
    private let filters: [FieldFilter]
    private let view: OrgTree.View
    private let shownFields: [String]
    fileprivate private(set) var identifiers = IdentifierTable()
    fileprivate private(set) var members: [UInt32] = []
    fileprivate private(set) var coordinates: [Coordinate] = []
    fileprivate private(set) var shown: [[Shown?]] = []

    /// The names asked for that are no field and that no store so far had as a column.
    public private(set) var unseenFields: Set<String>

    /// Begins a finder.
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
      unseenFields = Set(filters.map(\.field) + shownFields)
        .subtracting(RecordSchema.of(.stores).mappableNames)
    }

    /// The fields of a record that are looked at, beside its place.
    public var fieldsRead: Set<String> {
      Set(filters.map(\.field) + shownFields).union(["id", "owner"])
    }

    /// Whether columns that the schema does not know are looked at.
    public var readsAttributes: Bool {
      let schema = RecordSchema.of(.stores)
      return fieldsRead.contains { name in
        schema.position(of: name) == nil && name != "lon" && name != "lat"
      }
    }

    /// The number of stores taken, those left out by conditions included.
    public var storesSeen: Int { identifiers.count }

    /// The number of stores that the conditions left.
    var storesTaken: Int { members.count }

    /// Adds a store.
    ///
    /// - Returns: Nil, or the reason why the store can't be taken: it has no place, or its id was
    ///   added before.
    public mutating func add(_ record: Record) -> Reject? {
      guard let store = Store(record) else { return .unusable(record) }
      guard identifiers.insert(store.id.rawValue).isNew else {
        return .duplicate(store.id, in: record)
      }
      if !unseenFields.isEmpty {
        for entry in record.attributes.entries { unseenFields.remove(entry.name) }
      }
      let schema = RecordSchema.of(.stores)
      guard view.includes(owner: store.owner),
        filters.allSatisfy({ $0.matches(record, schema: schema) })
      else { return nil }
      members.append(UInt32(truncatingIfNeeded: identifiers.count - 1))
      coordinates.append(store.coordinate)
      if !shownFields.isEmpty {
        shown.append(shownFields.map { Shown(record, $0, schema) })
      }
      return nil
    }

    /// Whether stores can be added as columns, which have nothing that conditions could be about.
    package var takesColumns: Bool {
      filters.isEmpty && shownFields.isEmpty && view == .everything
    }

    /// Adds the stores of a block; those whose id was added before are refused.
    package mutating func add(_ stores: StoreColumns, refuse: (Reject) -> Void) {
      precondition(takesColumns, "conditions need records")
      stores.addIDs(to: &identifiers) { position, isNew in
        guard isNew else { return refuse(stores.duplicate(position)) }
        members.append(UInt32(truncatingIfNeeded: members.count))
        coordinates.append(stores.coordinates[position])
      }
    }

    /// Indexes the stores added.
    ///
    /// - Returns: The finder.
    ///
    /// - Complexity: O(*n*).
    public func finish() -> CustomerFinder { CustomerFinder(self) }
  }
}

extension CustomerFinder.Shown {
  fileprivate init?(_ record: Record, _ field: String, _ schema: RecordSchema) {
    guard let text = record.text(of: field, schema: schema) else { return nil }
    self.text = text
    isNumber = record.isNumber(field, schema: schema)
  }
}

extension Reject {
  /// The reject of a store without an id or a place, as a damaged row of a database gives it.
  public static func unusable(_ record: Record) -> Reject {
    let id = record.text(of: "id", schema: RecordSchema.of(.stores)) ?? ""
    return Reject(row: record.row, field: "geometry", code: .badGeometry, value: id)
  }

  /// The reject of a store whose id an earlier one has: the first one stays.
  static func duplicate(_ id: ID<Store>, in record: Record) -> Reject {
    Reject(row: record.row, field: "id", code: .duplicateID, value: id.rawValue)
  }
}

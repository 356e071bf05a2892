/// The kinds of records that Leadline keeps.
public enum RecordKind: String, Hashable, Sendable, CaseIterable {
  /// Shops: customers and leads.
  case stores
  /// Salespeople, their supervisors and managers.
  case reps
  /// Areas that assign stores to territories.
  case fences
  /// Visits as claimed.
  case checkIns = "check-ins"
  /// Fixes of the reps' phones.
  case tracks
  /// What stores ordered.
  case orders
  /// Moves of a store's stored position.
  case storeEdits = "store-edits"
}

/// What place a record has.
public enum PlaceRule: Hashable, Sendable {
  /// None.
  case none
  /// A point, `lon` and `lat`, that may be missing.
  case optionalPoint
  /// A point, `lon` and `lat`, without which the row is rejected.
  case requiredPoint
  /// One or more polygons.
  case polygons
}

/// The columns of one kind of record; the same for files, database and documentation.
public struct RecordSchema: Sendable {
  /// The kind described; queries count as stores, of which they have the id and the place.
  public let kind: RecordKind
  /// What messages call the records.
  public let label: String
  /// The columns but for the place, in the order in which they are written.
  public let fields: [Field]
  /// What place the record has.
  public let place: PlaceRule
  /// The number of fields written before `lon` and `lat`.
  public let fieldsBeforePlace: Int
  /// The fields that name a record: one with the same values is the same record.
  public let key: [String]

  /// The positions of the longitudes of further places; each latitude stands behind its longitude.
  public let furtherPlaces: [Int]

  private let positions: [String: Int]

  init(
    _ kind: RecordKind,
    label: String? = nil,
    place: PlaceRule,
    after fieldsBeforePlace: Int,
    key: [String] = ["id"],
    _ fields: [Field]
  ) {
    self.kind = kind
    self.label = label ?? kind.rawValue
    self.place = place
    self.fieldsBeforePlace = fieldsBeforePlace
    self.key = key
    self.fields = fields
    furtherPlaces = fields.indices.filter { fields[$0].name.hasSuffix("_lon") }
    positions = Dictionary(uniqueKeysWithValues: fields.enumerated().map { ($1.name, $0) })
  }

  /// The position of a field in `fields`; nil when the record has no such field.
  public func position(of name: String) -> Int? { positions[name] }

  /// The names that a column can be mapped to: the fields, and what makes up the place.
  public var mappableNames: Set<String> {
    var names = Set(fields.map(\.name))
    switch place {
    case .none: break
    case .optionalPoint, .requiredPoint: names.formUnion(["lon", "lat", "datum"])
    case .polygons: names.formUnion(["wkt", "datum"])
    }
    return names
  }

  /// The position of a field that the code itself names.
  func require(_ name: String) -> Int {
    guard let position = positions[name] else {
      preconditionFailure("\(kind.rawValue) have no field \(name)")
    }
    return position
  }

  /// The schema of a kind of record.
  public static func of(_ kind: RecordKind) -> RecordSchema {
    switch kind {
    case .stores: stores
    case .reps: reps
    case .fences: fences
    case .checkIns: checkIns
    case .tracks: tracks
    case .orders: orders
    case .storeEdits: storeEdits
    }
  }
}

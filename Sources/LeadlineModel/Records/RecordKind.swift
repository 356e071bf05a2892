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
    positions = Dictionary(uniqueKeysWithValues: fields.enumerated().map { ($1.name, $0) })
  }

  /// The position of a field in `fields`; nil when the record has no such field.
  public func position(of name: String) -> Int? { positions[name] }

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

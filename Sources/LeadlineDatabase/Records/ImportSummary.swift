public import LeadlineModel

/// What an import did; rows that were rejected are not in it.
public struct ImportSummary: Hashable, Sendable {
  /// A field that names records which the database does not have.
  public struct Dangling: Hashable, Sendable {
    /// The field.
    public let field: String
    /// How many records name a missing one.
    public let count: Int
  }

  /// Records that were new.
  public internal(set) var inserted = 0
  /// Records of which something changed.
  public internal(set) var updated = 0
  /// Records that the database had just so.
  public internal(set) var unchanged = 0
  /// Parents and supervisors that are missing still; another file may bring them.
  public internal(set) var dangling: [Dangling] = []
}

/// The columns that a file has; only these are written, the others keep their values.
public struct PresentColumns: Hashable, Sendable {
  /// Whether each field of the schema is there.
  let fields: [Bool]
  /// Whether the place is there.
  let hasPlace: Bool
  /// Unknown columns, in the order of the file; where a row has no value in one, the stored value
  /// goes.
  let attributes: [String]
  /// The same, for look-ups.
  let attributeNames: Set<String>

  /// Says which columns a file has.
  ///
  /// - Parameters:
  ///   - kind: The kind of the records in the file.
  ///   - fields: The names of fields of the schema; others are ignored.
  ///   - hasPlace: Whether the file has `lon` and `lat`, or a geometry.
  ///   - attributes: Columns that the schema does not know.
  public init(
    _ kind: RecordKind,
    fields: some Sequence<String>,
    hasPlace: Bool,
    attributes: some Sequence<String> = []
  ) {
    let schema = RecordSchema.of(kind)
    var present = Array(repeating: false, count: schema.fields.count)
    for name in fields {
      if let position = schema.position(of: name) { present[position] = true }
    }
    self.fields = present
    self.hasPlace = hasPlace && schema.place != .none
    self.attributes = Array(attributes)
    attributeNames = Set(self.attributes)
  }

  /// All columns of the schema.
  public static func all(_ kind: RecordKind) -> PresentColumns {
    PresentColumns(kind, fields: RecordSchema.of(kind).fields.map(\.name), hasPlace: true)
  }
}

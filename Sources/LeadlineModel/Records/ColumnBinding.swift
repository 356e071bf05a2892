import LeadlineGeometry

/// Which column of an input holds which field of a record.
///
/// A field is found by an explicit mapping, else by its own name, else by the first alias that a
/// column has. A column serves one field only; what serves none is kept as an attribute.
struct ColumnBinding: Sendable {
  /// The column of each field of the schema; nil when the input has none.
  private(set) var fields: [Source?]
  private(set) var longitude: Source?
  private(set) var latitude: Source?
  private(set) var datum: Source?
  private(set) var wellKnownText: Source?
  /// The columns that serve no field.
  private(set) var unknown: [Int] = []

  /// Where a value comes from.
  enum Source: Hashable, Sendable {
    /// A column of the input.
    case column(Int)
    /// The number of the row, for files without ids.
    case rowNumber
  }

  /// What `--map` writes for the row's number.
  static let rowNumberName = "@row"

  init(
    schema: RecordSchema,
    columns: [String],
    map: [String: String],
    traits: ColumnTraits
  ) throws(BindingError) {
    var binder = Binder(columns: columns, map: map, columnsAreComplete: traits.areComplete)
    // Explicit mappings first, so that no alias takes their column; then names; then aliases.
    var specs = schema.fields.map { ($0.name, $0.aliases) }
    let hasPoint = schema.place == .requiredPoint || schema.place == .optionalPoint
    if hasPoint {
      specs += [("lon", Field.longitudeAliases), ("lat", Field.latitudeAliases)]
    }
    if schema.place == .polygons { specs.append(("wkt", Field.wktAliases)) }
    if schema.place != .none { specs.append(("datum", Field.datumAliases)) }
    for name in map.keys.sorted() where !specs.contains(where: { $0.0 == name }) {
      throw .noSuchField(name, record: schema.label)
    }
    for (name, _) in specs { try binder.bindMapped(name) }
    for (name, _) in specs { binder.bindExactly(name) }
    for (name, _) in specs { binder.bind(name, as: [name]) }
    for (name, aliases) in specs { binder.bind(name, as: aliases) }
    fields = schema.fields.map { binder.sources[$0.name] }
    longitude = binder.sources["lon"]
    latitude = binder.sources["lat"]
    datum = binder.sources["datum"]
    wellKnownText = binder.sources["wkt"]
    unknown = columns.indices.filter { !binder.taken.contains($0) }
    guard traits.areComplete else { return }
    for (field, source) in zip(schema.fields, fields) where field.isRequired && source == nil {
      throw .missingColumn(field.name, record: schema.label, columns: columns)
    }
    guard !traits.hasGeometries else { return }
    var needed: [(String, Source?)] = []
    if schema.place == .requiredPoint { needed = [("lon", longitude), ("lat", latitude)] }
    if schema.place == .polygons { needed = [("wkt", wellKnownText)] }
    for (field, source) in needed where source == nil {
      throw .missingColumn(field, record: schema.label, columns: columns)
    }
  }

  /// Tells whether a source for both halves of a point was found.
  var hasPoint: Bool { longitude != nil && latitude != nil }
}

/// Why the columns of a file can't serve as a record.
public enum BindingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A required field for which there is no column.
  case missingColumn(String, record: String, columns: [String])
  /// A mapping to a column that the file does not have.
  case noSuchColumn(String, field: String, columns: [String])
  /// A mapping of a field that the record does not have.
  case noSuchField(String, record: String)

  /// One sentence that says what is missing and what to do.
  public var description: String {
    switch self {
    case .missingColumn(let field, let record, let columns):
      "there is no column for '\(field)' of \(record) among \(Self.list(columns));"
        + " name it with --map \(field)=COLUMN"
    case .noSuchColumn(let column, let field, let columns):
      "there is no column '\(column)' for '\(field)' among \(Self.list(columns))"
    case .noSuchField(let field, let record):
      "\(record) have no field '\(field)' to map a column to"
    }
  }

  private static func list(_ columns: [String]) -> String {
    let shown = columns.prefix(20).map { "'\($0)'" }.joined(separator: ", ")
    return columns.count > 20 ? shown + " and \(columns.count - 20) more" : shown
  }
}

/// Finds columns for names, each column once.
private struct Binder {
  let columns: [String]
  let folded: [String]
  let map: [String: String]
  let columnsAreComplete: Bool
  var taken: Set<Int> = []
  var sources: [String: ColumnBinding.Source] = [:]

  init(columns: [String], map: [String: String], columnsAreComplete: Bool) {
    self.columns = columns
    folded = columns.map(Field.fold)
    self.map = map
    self.columnsAreComplete = columnsAreComplete
  }

  mutating func bindMapped(_ field: String) throws(BindingError) {
    guard let column = map[field] else { return }
    if column == ColumnBinding.rowNumberName {
      sources[field] = .rowNumber
    } else if let position = columns.firstIndex(of: column) {
      sources[field] = .column(position)
      taken.insert(position)
    } else if columnsAreComplete {
      throw .noSuchColumn(column, field: field, columns: columns)
    }
  }

  mutating func bindExactly(_ field: String) {
    guard sources[field] == nil, map[field] == nil,
      let position = columns.firstIndex(of: field), !taken.contains(position)
    else { return }
    sources[field] = .column(position)
    taken.insert(position)
  }

  mutating func bind(_ field: String, as names: [String]) {
    // A field that was mapped by hand keeps that column, even one that has not appeared yet.
    guard sources[field] == nil, map[field] == nil else { return }
    for name in names {
      let name = Field.fold(name)
      for (position, column) in folded.enumerated()
      where column == name && !taken.contains(position) {
        sources[field] = .column(position)
        taken.insert(position)
        return
      }
    }
  }
}

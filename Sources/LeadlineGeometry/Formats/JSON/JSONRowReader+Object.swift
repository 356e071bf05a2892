/// Objects that become rows.
extension JSONRowReader {
  /// What an object is by its `type`, as far as it is known.
  private enum Kind: Equatable {
    case unknown
    case feature
    case collection
    /// An object whose `type` is none of GeoJSON's, and thus a column.
    case plain
  }

  /// What is known of an object while its members are read.
  private struct Reading {
    var kind: Kind
    let context: Context
    let firstColumn: Int
    var members = 0
    var typeSeen = false
    var propertiesSeen = false
    var geometrySeen = false
    /// The JSON text of `geometry`, while it is open whether the object is a feature.
    var geometryText: [UInt8]?
    var id: InputRow.Cell?
    var idColumn: Int?
  }

  /// Reads an object whose brace was read; false when the features of a collection come next.
  mutating func object(_ context: Context, _ row: inout InputRow) throws -> Bool {
    var reading = Reading(
      kind: context == .feature ? .feature : .unknown,
      context: context,
      firstColumn: table.names.count
    )
    while try tokenizer.next() == .key {
      reading.members += 1
      if tokenizer.valueIs("type") {
        if let kind = try type(&reading, &row) {
          row.geometry = try bareGeometry(kind, reading, &row)
          return true
        }
      } else if reading.kind == .collection {
        if try collectionMember() { return false }
      } else if reading.kind == .feature {
        try featureMember(&reading, &row)
      } else if try plainMember(&reading, &row) {
        return false
      }
    }
    try finish(&reading, &row)
    return true
  }

  // MARK: type

  /// Reads `type`; gives the type of a bare geometry.
  private mutating func type(
    _ reading: inout Reading,
    _ row: inout InputRow
  ) throws -> GeometryKind? {
    if reading.typeSeen {
      if reading.kind == .collection {
        throw JSONError.duplicateMember("type", at: tokenizer.place)
      }
      throw RecordProblem(field: "type", code: .notARecord, value: "type")
    }
    reading.typeSeen = true
    if reading.context == .feature {
      let token = try tokenizer.next()
      guard token == .string && tokenizer.valueIs("Feature") else {
        throw RecordProblem(field: "type", code: .notARecord, value: tokenizer.text(of: token))
      }
      return nil
    }
    let column = try table.column(of: tokenizer)
    let token = try tokenizer.next()
    let name = token == .string ? tokenizer.valueText : ""
    switch name {
    case "Feature":
      try becomeFeature(&reading, &row)
    case "FeatureCollection":
      guard reading.context == .document else {
        throw RecordProblem(field: "type", code: .notARecord, value: name)
      }
      reading.kind = .collection
      if let crs = table.column("crs", setBy: count), row.kind(crs) != .missing {
        declaredDatum = try tokenizer.crs(text: Array(row.value(crs)))
      }
      let wrongFeatures = table.column("features", setBy: count) != nil
      undo(reading, &row)
      if wrongFeatures { throw JSONError.missingFeatures(at: tokenizer.place) }
    default:
      if let kind = GeometryKind(rawValue: name) { return kind }
      if name.lowercased() == "feature" || name.lowercased() == "featurecollection" {
        guard reading.context == .document else {
          throw RecordProblem(field: "type", code: .notARecord, value: name)
        }
        throw JSONError.unknownType(name, at: tokenizer.place)
      }
      reading.kind = .plain
      try set(column, token, &row)
    }
    return nil
  }

  /// Takes what was read as columns for the members of a feature.
  private mutating func becomeFeature(_ reading: inout Reading, _ row: inout InputRow) throws {
    reading.kind = .feature
    var id: InputRow.Cell?
    if let column = table.column("id", setBy: count) {
      guard [.missing, .text, .number].contains(row.kind(column)) else {
        throw RecordProblem(field: "id", code: .unknownValue, value: row.text(column) ?? "")
      }
      if row.kind(column) != .missing { id = row.cells[column] }
    }
    var properties: [UInt8]?
    if let column = table.column("properties", setBy: count) {
      reading.propertiesSeen = true
      let text = Array(row.value(column))
      guard row.kind(column) == .missing || text.first == 0x7b else {
        throw RecordProblem(
          field: "properties",
          code: .notARecord,
          value: String(decoding: text, as: UTF8.self)
        )
      }
      if !text.isEmpty { properties = text }
    }
    if let column = table.column("geometry", setBy: count) {
      throw RecordProblem.geometry(row.text(column) ?? "null")
    }
    if reading.context == .document, let crs = table.column("crs", setBy: count),
      row.kind(crs) != .missing
    {
      declaredDatum = try tokenizer.crs(text: Array(row.value(crs)))
    }
    undo(reading, &row)
    if id != nil {
      reading.id = id
      reading.idColumn = table.column(named: "id")
    }
    if let text = reading.geometryText { row.geometry = try geometry(text: text) }
    reading.geometryText = nil
    if let properties {
      var inner = JSONRowReader(MemoryByteSource(bytes: properties))
      swap(&inner.table, &table)
      defer { swap(&inner.table, &table) }
      inner.count = count
      _ = try inner.tokenizer.next()
      try inner.members(&row)
    }
  }

  private mutating func undo(_ reading: Reading, _ row: inout InputRow) {
    table.undo(record: count, to: reading.firstColumn)
    row.cells.removeAll(keepingCapacity: true)
  }

  private mutating func bareGeometry(
    _ kind: GeometryKind,
    _ reading: Reading,
    _ row: inout InputRow
  ) throws -> Geometry {
    let name = kind == .collection ? "geometries" : "coordinates"
    let text = table.column(name, setBy: count).map { Array(row.value($0)) }
    undo(reading, &row)
    return try tokenizer.geometry(known: kind, members: text.flatMap { $0.isEmpty ? nil : $0 })
  }

  private func geometry(text: [UInt8]) throws -> Geometry {
    var inner = JSONTokenizer(MemoryByteSource(bytes: text))
    _ = try inner.next()
    return try inner.geometry()
  }

  // MARK: Members

  /// Reads a member of a FeatureCollection; true when the features come next.
  private mutating func collectionMember() throws -> Bool {
    if tokenizer.valueIs("features") {
      guard try tokenizer.next() == .beginArray else {
        throw JSONError.missingFeatures(at: tokenizer.place)
      }
      beginFeatures(typeSeen: true)
      return true
    }
    if tokenizer.valueIs("crs") {
      declaredDatum = try tokenizer.crs()
    } else {
      try tokenizer.skipValue()
    }
    return false
  }

  private mutating func featureMember(_ reading: inout Reading, _ row: inout InputRow) throws {
    if tokenizer.valueIs("properties") {
      guard !reading.propertiesSeen else {
        throw RecordProblem(field: "properties", code: .notARecord, value: "properties")
      }
      reading.propertiesSeen = true
      let token = try tokenizer.next()
      if token == .null { return }
      guard token == .beginObject else {
        throw RecordProblem(
          field: "properties",
          code: .notARecord,
          value: tokenizer.text(of: token)
        )
      }
      try members(&row)
    } else if tokenizer.valueIs("geometry") {
      guard !reading.geometrySeen else { throw RecordProblem.geometry("geometry") }
      reading.geometrySeen = true
      let token = try tokenizer.next()
      if token == .null { return }
      guard token == .beginObject else {
        throw RecordProblem.geometry(tokenizer.text(of: token))
      }
      row.geometry = try tokenizer.geometry()
    } else if tokenizer.valueIs("id") {
      guard reading.id == nil else {
        throw RecordProblem(field: "id", code: .notARecord, value: "id")
      }
      reading.idColumn = try table.column(of: tokenizer)
      let token = try tokenizer.next()
      if token == .null { return }
      guard token == .string || token == .number else {
        throw RecordProblem(field: "id", code: .unknownValue, value: tokenizer.text(of: token))
      }
      let start = row.bytes.count
      tokenizer.appendValue(to: &row.bytes)
      reading.id = InputRow.Cell(
        start: start,
        end: row.bytes.count,
        kind: token == .string ? .text : .number
      )
    } else if tokenizer.valueIs("crs") {
      guard reading.context == .document else { return try tokenizer.foreignCRS() }
      declaredDatum = try tokenizer.crs()
    } else {
      try tokenizer.skipValue()
    }
  }

  /// Reads a member of an object whose type is open or none; true when features come next.
  private mutating func plainMember(
    _ reading: inout Reading,
    _ row: inout InputRow
  ) throws -> Bool {
    if tokenizer.valueIs("geometry") {
      guard !reading.geometrySeen else {
        throw RecordProblem(field: "geometry", code: .notARecord, value: "geometry")
      }
      reading.geometrySeen = true
      let token = try tokenizer.next()
      if token == .null { return false }
      guard token == .beginObject else {
        try set(table.column(named: "geometry"), token, &row)
        return false
      }
      var text: [UInt8] = []
      try tokenizer.copyValue(token, to: &text)
      reading.geometryText = text
      return false
    }
    let opensFeatures =
      reading.context == .document && reading.kind == .unknown && tokenizer.valueIs("features")
    let column = try table.column(of: tokenizer)
    let token = try tokenizer.next()
    if opensFeatures && token == .beginArray {
      if let crs = table.column("crs", setBy: count), row.kind(crs) != .missing {
        declaredDatum = try tokenizer.crs(text: Array(row.value(crs)))
      }
      undo(reading, &row)
      beginFeatures(typeSeen: false)
      return true
    }
    try set(column, token, &row)
    return false
  }

  /// Reads the members of an object whose brace was read, as columns.
  mutating func members(_ row: inout InputRow) throws {
    while try tokenizer.next() == .key {
      let column = try table.column(of: tokenizer)
      try set(column, try tokenizer.next(), &row)
    }
  }

  /// Sets a column to the value that begins with a token.
  private mutating func set(
    _ column: Int,
    _ token: JSONTokenizer.Token,
    _ row: inout InputRow
  ) throws {
    guard table.set(column, by: count) else {
      throw RecordProblem(
        field: table.names[column],
        code: .notARecord,
        value: tokenizer.text(of: token)
      )
    }
    let start = row.bytes.count
    let kind = try tokenizer.appendCell(token, to: &row.bytes)
    guard kind != .missing else { return }
    row.setCell(column, InputRow.Cell(start: start, end: row.bytes.count, kind: kind))
  }

  // MARK: The end

  private mutating func finish(_ reading: inout Reading, _ row: inout InputRow) throws {
    switch reading.kind {
    case .feature:
      guard reading.typeSeen else {
        throw RecordProblem(field: "type", code: .notARecord, value: "")
      }
      if let column = reading.idColumn, let id = reading.id, row.kind(column) == .missing {
        row.setCell(column, id)
      }
    case .collection:
      throw JSONError.missingFeatures(at: tokenizer.place)
    case .unknown, .plain:
      guard reading.members > 0 else {
        throw RecordProblem(field: "", code: .notARecord, value: "{}")
      }
      if reading.context == .document && reading.kind == .plain && reading.members == 1 {
        let type = table.column("type", setBy: count).flatMap { row.text($0) } ?? "null"
        throw JSONError.unknownType(type, at: tokenizer.place)
      }
      guard let text = reading.geometryText else { return }
      if Self.hasGeometryType(text) {
        row.geometry = try geometry(text: text)
      } else {
        row.set(table.column(named: "geometry"), kind: .json, text)
      }
    }
  }

  /// Tells whether an object's `type` is that of a geometry; the text was checked before.
  private static func hasGeometryType(_ text: [UInt8]) -> Bool {
    var inner = JSONTokenizer(MemoryByteSource(bytes: text))
    while let token = try? inner.next(), token != .end {
      guard token == .key && inner.depth == 1 && inner.valueIs("type") else { continue }
      return (try? inner.next()) == .string && GeometryKind(rawValue: inner.valueText) != nil
    }
    return false
  }
}

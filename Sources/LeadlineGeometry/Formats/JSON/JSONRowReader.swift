/// Reads rows from GeoJSON and JSON, recognised by their structure.
///
/// Read are: a GeoJSON FeatureCollection (one feature at a time, in constant memory, wherever
/// `features` stands), a Feature, a bare geometry; an array of objects or of any of these; one
/// object; and sequences of them, one a line or behind record separators (RFC 8142).
///
/// - Properties become columns, and so does a feature's `id` unless its properties have one.
///   Other members of features are passed over. Objects without GeoJSON `type` give all their
///   members; their `geometry`, where it is a GeoJSON geometry, is read as such.
/// - null is `missing`; objects and arrays are kept as compact JSON text, numbers as written.
/// - A name that a record has twice makes it a reject: which one counts would be a guess.
/// - Coordinates are not checked against ranges, rings not for being closed.
/// - A `crs` (GeoJSON 2008) before the features gives the datum; behind them it must be WGS 84.
/// - A broken line of newline-delimited JSON is a reject; broken JSON elsewhere ends reading.
///
/// Source: RFC 7946, RFC 8142, RFC 8259.
package struct JSONRowReader: RowReader {
  private enum Mode {
    case start
    case features(typeSeen: Bool)
    case elements
    case records
    case ended
  }

  /// Where an object stands.
  enum Context {
    /// It is the whole file.
    case document
    /// It is one of several records.
    case record
    /// It is an element of `features`.
    case feature
  }

  var tokenizer: JSONTokenizer
  var table = JSONColumns()
  private var mode = Mode.start
  /// The beginning of the record being read, in a sequence of records.
  private var preview: [UInt8] = []
  /// Records that were begun.
  var count = 0
  package internal(set) var declaredDatum: Datum?

  /// Makes a reader.
  package init(_ source: any ByteSource) {
    tokenizer = JSONTokenizer(source)
  }

  package var columns: [String] { table.names }
  package var bytesRead: Int { tokenizer.bytesRead }

  package mutating func next(into row: inout InputRow) throws -> ReadStep {
    do {
      return try step(&row)
    } catch {
      mode = .ended
      throw error
    }
  }

  private mutating func step(_ row: inout InputRow) throws -> ReadStep {
    switch mode {
    case .start: return try start(&row)
    case .features(let typeSeen):
      let token = try tokenizer.next()
      guard token != .endArray else { return try endCollection(typeSeen: typeSeen) }
      begin(&row)
      return try record(token, .feature, &row) ?? .end
    case .elements:
      let token = try tokenizer.next()
      guard token != .endArray else { return try end() }
      begin(&row)
      return try record(token, .record, &row) ?? .end
    case .records: return try nextRecord(&row)
    case .ended: return .end
    }
  }

  private mutating func begin(_ row: inout InputRow) {
    count += 1
    tokenizer.record = count
    row.clear(number: count)
    table.rewind()
  }

  private mutating func end() throws -> ReadStep {
    tokenizer.record = nil
    _ = try tokenizer.next()
    mode = .ended
    return .end
  }

  // MARK: Documents

  private mutating func start(_ row: inout InputRow) throws -> ReadStep {
    try tokenizer.detectSequence()
    if tokenizer.delimiter != .none {
      mode = .records
      return try nextRecord(&row)
    }
    guard try tokenizer.beginRecord() else {
      mode = .ended
      return .end
    }
    let line = tokenizer.line
    let token = try tokenizer.next()
    switch token {
    case .beginArray:
      mode = .elements
      return try step(&row)
    case .beginObject:
      begin(&row)
      guard let result = try record(token, .document, &row) else {
        row.clear(number: 0)
        count = 0
        return try step(&row)
      }
      // One line may have been longer than what is looked ahead to tell lines from documents.
      if try tokenizer.line == line && tokenizer.beginRecord() && tokenizer.nextIsObject {
        tokenizer.delimiter = .newline
        mode = .records
      } else {
        tokenizer.endDocument()
        _ = try end()
      }
      return result
    default:
      throw JSONError.notRecords(at: tokenizer.place)
    }
  }

  /// Goes on to the features of a collection; `features` and its bracket were read.
  mutating func beginFeatures(typeSeen: Bool) {
    mode = .features(typeSeen: typeSeen)
  }

  private mutating func endCollection(typeSeen: Bool) throws -> ReadStep {
    var typeSeen = typeSeen
    tokenizer.record = nil
    while try tokenizer.next() == .key {
      if tokenizer.valueIs("type") {
        guard !typeSeen else { throw JSONError.duplicateMember("type", at: tokenizer.place) }
        let token = try tokenizer.next()
        guard token == .string && tokenizer.valueIs("FeatureCollection") else {
          throw JSONError.unknownType(tokenizer.text(of: token), at: tokenizer.place)
        }
        typeSeen = true
      } else if tokenizer.valueIs("features") {
        throw JSONError.duplicateMember("features", at: tokenizer.place)
      } else if tokenizer.valueIs("crs") {
        if let datum = try tokenizer.crs(), datum != declaredDatum ?? .wgs84 {
          throw JSONError.lateCRS("\(datum)", at: tokenizer.place)
        }
      } else {
        try tokenizer.skipValue()
      }
    }
    guard typeSeen else { throw JSONError.missingType(at: tokenizer.place) }
    return try end()
  }

  // MARK: Records

  /// Reads one record; nil when it turned out to be a collection whose features come next.
  private mutating func record(
    _ token: JSONTokenizer.Token,
    _ context: Context,
    _ row: inout InputRow
  ) throws -> ReadStep? {
    let opened = token == .beginObject || token == .beginArray ? 1 : 0
    let depth = tokenizer.depth - opened
    do {
      guard token == .beginObject else {
        throw RecordProblem(field: "", code: .notARecord, value: tokenizer.text(of: token))
      }
      return try object(context, &row) ? .row : nil
    } catch let problem as RecordProblem {
      try tokenizer.skip(toDepth: depth)
      return .reject(
        Reject(row: count, field: problem.field, code: problem.code, value: problem.value)
      )
    }
  }

  private mutating func nextRecord(_ row: inout InputRow) throws -> ReadStep {
    guard try tokenizer.beginRecord() else {
      mode = .ended
      return .end
    }
    begin(&row)
    try tokenizer.preview(into: &preview)
    do {
      let token = try tokenizer.next()
      let result = try record(token, .record, &row)
      try tokenizer.endRecord()
      return result ?? .end
    } catch let error as JSONError {
      if case .tooManyColumns = error { throw error }
      try tokenizer.skipBroken()
      var code = Reject.Code.notARecord
      if case .badUTF8 = error { code = .badEncoding }
      return .reject(
        Reject(row: count, field: "", code: code, value: String(decoding: preview, as: UTF8.self))
      )
    }
  }
}

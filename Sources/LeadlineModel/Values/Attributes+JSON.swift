import LeadlineGeometry

/// Attributes as the text of a JSON object, as the database keeps them.
extension Attributes {
  /// Reads a flat JSON object; order, kinds and the text of numbers are kept, null is left out.
  ///
  /// - Throws: ``LeadlineGeometry/JSONError`` for text that is no JSON object, or in which a name
  ///   stands twice.
  /// - Complexity: O(bytes).
  public init(jsonObject text: String) throws {
    var tokenizer = JSONTokenizer(MemoryByteSource(bytes: Array(text.utf8)))
    guard try tokenizer.next() == .beginObject else {
      throw JSONError.notAnObject(at: tokenizer.place)
    }
    var entries: [Entry] = []
    var names: Set<[UInt8]> = []
    while try tokenizer.next() == .key {
      let name = String(decoding: tokenizer.value, as: UTF8.self)
      // Names are compared byte by byte; two that only look alike are two.
      guard names.insert(Array(name.utf8)).inserted else {
        throw JSONError.duplicateMember(name, at: tokenizer.place)
      }
      let token = try tokenizer.next()
      let kind: InputRow.Kind
      var value: [UInt8] = []
      switch token {
      case .null: continue
      case .string, .number:
        kind = token == .string ? .text : .number
        tokenizer.appendValue(to: &value)
      case .true, .false:
        kind = .boolean
        try tokenizer.copyValue(token, to: &value)
      default:
        kind = .json
        try tokenizer.copyValue(token, to: &value)
      }
      entries.append(Entry(name: name, kind: kind, text: String(decoding: value, as: UTF8.self)))
    }
    _ = try tokenizer.next()
    self.init(entries)
  }

  /// The entries as a compact JSON object that ``init(jsonObject:)`` reads back.
  ///
  /// - Complexity: O(bytes).
  public var jsonObject: String {
    var bytes: [UInt8] = [0x7b]
    for entry in entries where entry.kind != .missing {
      if bytes.count > 1 { bytes.append(0x2c) }
      JSONText.appendString(entry.name, to: &bytes)
      bytes.append(0x3a)
      if entry.kind == .text {
        JSONText.appendString(entry.text, to: &bytes)
      } else {
        bytes.append(contentsOf: entry.text.utf8)
      }
    }
    bytes.append(0x7d)
    return String(decoding: bytes, as: UTF8.self)
  }
}

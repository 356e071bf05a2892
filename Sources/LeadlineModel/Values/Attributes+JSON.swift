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
      var value: [UInt8] = []
      let kind = try tokenizer.appendCell(try tokenizer.next(), to: &value)
      guard kind != .missing else { continue }
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
      OutputText.appendJSON(entry.name, to: &bytes)
      bytes.append(0x3a)
      if entry.kind == .text {
        OutputText.appendJSON(entry.text, to: &bytes)
      } else {
        bytes.append(contentsOf: entry.text.utf8)
      }
    }
    bytes.append(0x7d)
    return String(decoding: bytes, as: UTF8.self)
  }
}

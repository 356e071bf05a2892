/// The columns that the members of JSON objects make, in order of their first appearance.
struct JSONColumns {
  /// Different member names that are kept.
  static let limit = InputRow.columnLimit

  private(set) var names: [String] = []
  private var keys: [[UInt8]] = []
  private var lookup: [[UInt8]: Int] = [:]
  /// The record that set a column last, to find members that are there twice.
  private var setBy: [Int] = []
  /// The column behind the last one found; objects mostly have the same order.
  private var expected = 0

  /// The column of the key that the tokenizer has just read; made when it is new.
  mutating func column(of tokenizer: JSONTokenizer) throws -> Int {
    if expected < keys.count && tokenizer.valueEquals(keys[expected]) {
      expected += 1
      return expected - 1
    }
    let key = Array(tokenizer.value)
    if let column = lookup[key] {
      expected = column + 1
      return column
    }
    guard keys.count < Self.limit else {
      throw JSONError.tooManyColumns(limit: Self.limit, at: tokenizer.place)
    }
    expected = keys.count + 1
    return append(key)
  }

  /// The column of a name; made when it is new.
  mutating func column(named name: String) -> Int {
    let key = Array(name.utf8)
    if let column = lookup[key] { return column }
    return append(key)
  }

  private mutating func append(_ key: [UInt8]) -> Int {
    lookup[key] = keys.count
    keys.append(key)
    names.append(String(decoding: key, as: UTF8.self))
    setBy.append(0)
    return keys.count - 1
  }

  /// Notes that a record sets a column; false when it did before.
  mutating func set(_ column: Int, by record: Int) -> Bool {
    guard setBy[column] != record else { return false }
    setBy[column] = record
    return true
  }

  /// The column of this name, if the record has set it.
  func column(_ name: String, setBy record: Int) -> Int? {
    guard let column = lookup[Array(name.utf8)], setBy[column] == record else { return nil }
    return column
  }

  /// Forgets what a record has set, and the columns that it brought.
  mutating func undo(record: Int, to count: Int) {
    for key in keys[count...] { lookup[key] = nil }
    keys.removeSubrange(count...)
    names.removeSubrange(count...)
    setBy.removeSubrange(count...)
    for column in 0..<count where setBy[column] == record { setBy[column] = 0 }
    expected = 0
  }

  /// Begins with the first column again, at the beginning of an object.
  mutating func rewind() { expected = 0 }
}

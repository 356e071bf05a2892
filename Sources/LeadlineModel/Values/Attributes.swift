public import LeadlineGeometry

/// The values of columns that Leadline has no field for; kept with the record, in input order.
public struct Attributes: Hashable, Sendable {
  /// One value with the name of its column.
  public struct Entry: Hashable, Sendable {
    /// The name of the column, as written in the file.
    public let name: String
    /// What the value is in JSON; never `missing`.
    public let kind: InputRow.Kind
    /// The value as text; JSON text for `json`.
    public let text: String

    /// Makes an entry.
    public init(name: String, kind: InputRow.Kind, text: String) {
      self.name = name
      self.kind = kind
      self.text = text
    }
  }

  /// The entries, in input order, each name once.
  public var entries: [Entry]

  /// Makes a list of entries.
  public init(_ entries: [Entry] = []) {
    self.entries = entries
  }

  /// The entry of a column; nil when the record has no value there.
  ///
  /// Names are compared byte by byte, as ids are.
  ///
  /// - Complexity: O(entries).
  public subscript(name: String) -> Entry? {
    entries.first { $0.name.utf8.elementsEqual(name.utf8) }
  }
}

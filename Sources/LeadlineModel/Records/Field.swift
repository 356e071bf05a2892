/// One column of a record: its name, what it holds, and what else files call it.
public struct Field: Hashable, Sendable {
  /// What a column holds, and the values allowed.
  public enum Kind: Hashable, Sendable {
    /// Any text.
    case text
    /// A number within bounds, both included.
    case number(atLeast: Double = -.infinity, atMost: Double = .infinity)
    /// A whole number.
    case integer
    /// A time, ISO 8601 with offset.
    case time
    /// Yes or no, written 1 or 0.
    case flag
    /// One of the words listed.
    case choice([String])
    /// That many hexadecimal digits.
    case hexadecimal(digits: Int)
  }

  /// The name in files, in the database and in the documentation.
  public let name: String
  /// What the column holds.
  public let kind: Kind
  /// Whether a row without it is rejected.
  public let isRequired: Bool
  /// Other names under which files have it, English and Chinese, compared by ``Field/fold(_:)``.
  public let aliases: [String]

  init(_ name: String, _ kind: Kind = .text, required: Bool = false, aliases: [String] = []) {
    self.name = name
    self.kind = kind
    self.isRequired = required
    self.aliases = aliases
  }

  /// Makes names comparable: lower case, without spaces, hyphens, underscores, dots and brackets.
  public static func fold(_ name: String) -> String {
    let dropped: Set<Character> = [" ", "-", "_", ".", "(", ")", "（", "）", "\u{feff}", "　", "\t"]
    return String(name.lowercased().filter { !dropped.contains($0) })
  }
}

/// Why a text is no geometry.
public enum WKTError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A word that is none of the seven types.
  case unknownType(String, byte: Int)
  /// Something else than what must stand there.
  case expected(String, byte: Int)
  /// A number that is none, or not finite.
  case badNumber(String, byte: Int)
  /// More collections in each other than are read.
  case tooDeep(limit: Int)

  /// One sentence that says what is wrong and where.
  public var description: String {
    switch self {
    case .unknownType(let word, let byte):
      "the WKT has '\(word)' at byte \(byte), which is no type of geometry; write POINT, POLYGON …"
    case .expected(let what, let byte):
      "the WKT lacks \(what) at byte \(byte)"
    case .badNumber(let text, let byte):
      "the WKT has '\(text)' at byte \(byte) where a number is expected"
    case .tooDeep(let limit):
      "the WKT nests more than \(limit) collections"
    }
  }
}

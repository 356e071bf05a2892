/// The words that files use for yes, no and the choices, in English and Chinese.
enum Words {
  /// Reads yes or no; nil for anything else.
  static func flag(_ bytes: ArraySlice<UInt8>) -> Bool? {
    // The two forms that almost every file uses need no text made of them.
    if bytes.count == 1 {
      switch bytes[bytes.startIndex] {
      case UInt8(ascii: "1"): return true
      case UInt8(ascii: "0"): return false
      default: break
      }
    }
    switch String(decoding: bytes, as: UTF8.self).lowercased() {
    case "true", "yes", "y", "t", "是": return true
    case "false", "no", "n", "f", "否": return false
    default: return nil
    }
  }

  /// Finds a choice without regard to case, or by its Chinese word; nil for anything else.
  static func choice(_ text: String, among choices: [String]) -> String? {
    if choices.contains(text) { return text }
    let folded = text.lowercased()
    if let choice = choices.first(where: { $0.lowercased() == folded }) { return choice }
    guard let translated = translations[folded], choices.contains(translated) else { return nil }
    return translated
  }

  /// Tells whether a byte is a hexadecimal digit in lower case.
  static func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }

  private static let translations = [
    "经理": "manager", "主管": "supervisor", "专员": "rep", "业务员": "rep",
    "a类": "A", "b类": "B", "c类": "C", "d类": "D",
    "卫星": "gps", "网络": "network", "融合": "fused", "缓存": "cached",
  ]
}

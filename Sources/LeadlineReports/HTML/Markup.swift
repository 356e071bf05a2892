/// Text of HTML and SVG, built up piece by piece; what comes from outside is always escaped.
struct Markup: Sendable {
  private(set) var bytes: [UInt8] = []

  /// Appends markup of our own, as it is.
  mutating func raw(_ markup: String) { bytes.append(contentsOf: markup.utf8) }

  /// Appends text.
  mutating func text(_ text: String) {
    for byte in text.utf8 {
      // All that is looked at closer lies below the letters, but for one control character.
      switch byte {
      case UInt8(ascii: "&"): raw("&amp;")
      case UInt8(ascii: "<"): raw("&lt;")
      case UInt8(ascii: ">"): raw("&gt;")
      case UInt8(ascii: "\""): raw("&quot;")
      case UInt8(ascii: "'"): raw("&#39;")
      // What HTML forbids, which a name may hold nevertheless.
      case 0..<9, 11, 12, 14..<32, 127: raw("\u{FFFD}")
      default: bytes.append(byte)
      }
    }
  }

  /// Appends an element with text in it.
  mutating func element(_ name: String, _ attributes: String = "", _ text: String) {
    element(name, attributes) { $0.text(text) }
  }

  /// Appends a name from outside: set apart, so that its direction of writing stays its own.
  mutating func name(_ text: String) { element("bdi", "", text) }

  /// Appends an element with markup in it.
  mutating func element(
    _ name: String,
    _ attributes: String = "",
    _ content: (inout Markup) -> Void
  ) {
    raw("<")
    raw(name)
    if !attributes.isEmpty { raw(" ") }
    raw(attributes)
    raw(">")
    content(&self)
    raw("</")
    raw(name)
    raw(">")
  }

  /// A length in a drawing, to a tenth.
  static func length(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let whole = tenths.magnitude / 10
    let rest = tenths.magnitude % 10
    return (tenths < 0 ? "-" : "") + "\(whole)" + (rest == 0 ? "" : ".\(rest)")
  }
}

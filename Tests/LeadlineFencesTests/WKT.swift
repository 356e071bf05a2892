import LeadlineGeometry

/// Reads the points and polygons of the reference cases; nil for any other WKT.
enum WKT {
  static func geometry(_ text: String) -> Geometry? {
    let text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ").uppercased()
    guard let open = text.firstIndex(of: "("), !text.contains("EMPTY") else { return nil }
    let body = text[open...].replacing(" ", with: "~").replacing(",~", with: ",")
    switch text[..<open].trimmingPrefix(" ").split(separator: " ").first {
    case "POINT": return positions(body).first.map { .point($0) }
    case "MULTIPOINT":
      return .multiPoint(positions(body.replacing("(", with: "").replacing(")", with: "")))
    case "POLYGON": return .polygon(lists(body).map { positions($0) })
    case "MULTIPOLYGON":
      return .multiPolygon(lists(body).map { lists($0).map { positions($0) } })
    default: return nil
    }
  }

  /// The parenthesised members of a list, each with its parentheses.
  private static func lists(_ text: some StringProtocol) -> [Substring] {
    var result: [Substring] = []
    var depth = 0
    let text = Substring(text)
    var start = text.startIndex
    for position in text.indices {
      if text[position] == "(" {
        depth += 1
        if depth == 2 { start = position }
      } else if text[position] == ")" {
        if depth == 2 { result.append(text[start...position]) }
        depth -= 1
      }
    }
    return result
  }

  private static func positions(_ text: some StringProtocol) -> [Position] {
    Substring(text).filter { $0 != "(" && $0 != ")" }.split(separator: ",").compactMap { pair in
      let numbers = pair.split(separator: "~").compactMap { Double($0) }
      return numbers.count >= 2 ? Position(x: numbers[0], y: numbers[1]) : nil
    }
  }
}

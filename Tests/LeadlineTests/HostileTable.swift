import LeadlineGeometry
import LeadlineTestSupport

/// Tables as files in the wild have them: sound rows, and now and then a wrong or odd one.
struct HostileTable {
  /// The columns, by what their cells are.
  enum Column: String, CaseIterable {
    case id, lon, lat, name, grade, workload, datum
    case createdAt = "created_at"
    case accuracy = "location_accuracy_m"
    case repID = "rep_id"
    case storeID = "store_id"
    case time, provider, mock
    case fixTime = "fix_time"
    case fixAccuracy = "accuracy_m"
    case companion = "accompanied_by"
    case photoLongitude = "photo_lon"
    case photoLatitude = "photo_lat"
    case photoHash = "photo_dhash"

    fileprivate func sound(_ row: Int, using generator: inout SplitMix64) -> String {
      switch self {
      case .id: "S\(row)"
      case .storeID: "S\(Int.random(in: 0...20, using: &generator))"
      case .repID: "R1"
      case .lon, .lat, .photoLongitude, .photoLatitude:
        "\(Double(Int.random(in: 0...15_000_000, using: &generator)) / 1e6)"
      case .time, .fixTime, .createdAt: "2026-03-03T09:15:00+08:00"
      case .name: "Shop, \(row)"
      case .grade: "B"
      case .provider: "gps"
      case .mock: "0"
      case .workload, .accuracy, .fixAccuracy: "12.5"
      case .datum, .companion, .photoHash: ""
      }
    }

    fileprivate var odd: [String] {
      switch self {
      case .id, .storeID, .name, .repID, .companion:
        ["", "S1", "é", "e\u{301}", "a,b", "a\"b", "x\ny", "  a ", "\t", "\u{a0}z", "客户", "\r"]
      case .lon, .photoLongitude, .lat, .photoLatitude:
        [
          "", "0", "nan", "inf", "1e1", "181", "-91", " 7 ", "abc", "12,5",
          "123.456789012345678901",
          "9007199254740993", "-0", "104.1", "30.6",
        ]
      case .time, .fixTime, .createdAt:
        ["", "bad", "2026-03-03", "2026/3/3 9:15", "2026-03-03T09:15:00.250Z"]
      case .grade: ["", "a", "E", "A类", " C "]
      case .provider: ["", "GPS", "卫星", "x", "cached"]
      case .mock: ["", "1", "yes", "是", "maybe"]
      case .workload, .accuracy, .fixAccuracy: ["", "-1", "x", "1e3", "inf", " 5 "]
      case .datum: ["gcj02", "WGS84", "bd09", "EPSG:4490", "xx"]
      case .photoHash: ["0123456789abcdef", "0123456789ABCDEF", "zz"]
      }
    }
  }

  private let delimiter: String
  private let lineEnd: String
  /// Of how many cells one is odd; 0 for none.
  private let oddity: Int

  init(using generator: inout SplitMix64) {
    delimiter = [",", ",", ";", "\t"].randomElement(using: &generator) ?? ","
    lineEnd = ["\n", "\n", "\r\n", "\r"].randomElement(using: &generator) ?? "\n"
    oddity = [0, 5, 50].randomElement(using: &generator) ?? 0
  }

  /// A file of up to 30 rows.
  func bytes(_ columns: [Column], using generator: inout SplitMix64) -> [UInt8] {
    var text = Bool.random(using: &generator) ? "" : "\u{feff}"
    text += columns.map(\.rawValue).joined(separator: delimiter) + lineEnd
    for row in 0..<Int.random(in: 0...30, using: &generator) {
      var cells = columns.map { cell($0, row, using: &generator) }
      if isOdd(10, using: &generator) { cells.removeLast() }
      if isOdd(10, using: &generator) { cells[0] = "\"never closed" }
      if isOdd(10, using: &generator) { cells[0] = "5\" pipe" }
      text += cells.joined(separator: delimiter) + lineEnd
      if isOdd(5, using: &generator) { text += "\n" }
    }
    if Bool.random(using: &generator) { text.removeLast() }
    var bytes = Array(text.utf8)
    if isOdd(5, using: &generator) {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      bytes[place] = [0, 0x80, 0xff, 0x22].randomElement(using: &generator) ?? 0
      if bytes[place] == 0, let header = bytes.firstIndex(where: { $0 == 0x0a || $0 == 0x0d }) {
        // Empty lines, so that the file is not taken for a binary one by its first 4096 bytes.
        bytes.insert(contentsOf: repeatElement(0x0a, count: 4096), at: header)
      }
    }
    return bytes
  }

  private func cell(_ column: Column, _ row: Int, using generator: inout SplitMix64) -> String {
    let odd = isOdd(1, using: &generator) ? column.odd.randomElement(using: &generator) : nil
    let cell = odd ?? column.sound(row, using: &generator)
    let needsQuotes = cell.contains { "\",;\t\r\n".contains($0) }
    guard needsQuotes || Int.random(in: 0...9, using: &generator) == 0 else { return cell }
    return "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }

  private func isOdd(_ factor: Int, using generator: inout SplitMix64) -> Bool {
    oddity > 0 && Int.random(in: 0..<oddity * factor, using: &generator) == 0
  }
}

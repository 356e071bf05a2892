import Foundation
import LeadlineGeometry

/// One step of a reader as text, for comparisons.
enum Rows {
  /// Reads everything; a thrown error becomes the last line.
  static func of(_ text: String, chunk: Int = .max) -> [String] {
    of(Array(text.utf8), chunk: chunk)
  }

  static func of(_ bytes: [UInt8], chunk: Int = .max) -> [String] {
    var reader = JSONRowReader(MemoryByteSource(bytes: bytes, chunk: chunk))
    var row = InputRow()
    var lines: [String] = []
    do {
      while true {
        switch try reader.next(into: &row) {
        case .row: lines.append(describe(row, reader.columns))
        case .reject(let reject):
          lines.append(
            "reject \(reject.row) \(reject.field) \(reject.code.rawValue) \(reject.value)"
          )
        case .end:
          if let datum = reader.declaredDatum { lines.append("datum \(datum)") }
          return lines
        }
      }
    } catch {
      return lines + ["error \(error)"]
    }
  }

  private static func describe(_ row: InputRow, _ columns: [String]) -> String {
    var parts: [String] = ["\(row.number)"]
    for (column, name) in columns.enumerated() {
      guard let text = row.text(column) else { continue }
      parts.append("\(name)=\(text)" + (row.kind(column) == .text ? "" : ":\(row.kind(column))"))
    }
    if let geometry = row.geometry {
      var bytes: [UInt8] = []
      WKT.append(geometry, decimals: nil, to: &bytes)
      parts.append(String(decoding: bytes, as: UTF8.self))
    }
    return parts.joined(separator: " ")
  }
}

import LeadlineTestSupport
import Testing

@testable import LeadlineGeometry

/// The reader against a second one that takes one byte after the other and holds everything.
struct CSVTwinTests {
  @Test func theReaderAgreesWithItsTwinOnHostileText() {
    forEverySeed(0..<2500) { seed, generator in
      let body = hostileBytes(upTo: 60, using: &generator)
      let header = ["k\n", "k,l\n", "k,l,m\n"].randomElement(using: &generator) ?? "k\n"
      let size = Int.random(in: 1...99, using: &generator)
      let results = try? readCSV(Array(header.utf8) + body, bufferSize: size).results
      let expected = Self.rows(body, columns: header.split(separator: ",").count)
      #expect(results == expected, "seed \(seed): \(String(decoding: body, as: UTF8.self))")
    }
  }

  private static func rows(_ bytes: [UInt8], columns: Int) -> [ReadResult] {
    var results: [ReadResult] = []
    var position = 0
    while position < bytes.count {
      if isLineEnd(bytes[position]) {
        position += 1
        continue
      }
      let number = results.count + 1
      guard let (fields, end) = record(bytes, from: &position) else {
        results.append(.reject(number, .badQuoting))
        continue
      }
      let texts = fields.map { String(validating: $0, as: UTF8.self) }
      if String(validating: bytes[position..<end], as: UTF8.self) == nil {
        results.append(.reject(number, .badEncoding))
      } else if fields.count != columns {
        results.append(.reject(number, .raggedRow))
      } else {
        results.append(.row(number, texts.map { $0 == "" ? nil : $0 }))
      }
      position = end
    }
    return results
  }

  private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0a || byte == 0x0d }

  /// The fields of one record and where it ends; nil, with the position at the end of the line of
  /// the quote at fault, if it is badly quoted.
  private static func record(
    _ bytes: [UInt8],
    from start: inout Int
  ) -> (fields: [[UInt8]], end: Int)? {
    enum State {
      case fieldStart
      case plain
      case quoted
      case behindQuote
    }
    var state = State.fieldStart
    var fields: [[UInt8]] = []
    var field: [UInt8] = []
    var quote = start
    var position = start
    while position < bytes.count {
      let byte = bytes[position]
      switch state {
      case .quoted:
        if byte == 0x22 { state = .behindQuote } else { field.append(byte) }
      case .behindQuote where byte == 0x22:
        field.append(byte)
        state = .quoted
      case .fieldStart where byte == 0x22:
        quote = position
        state = .quoted
      case _ where byte == 0x2c:
        fields.append(field)
        field = []
        state = .fieldStart
      case _ where isLineEnd(byte):
        return (fields + [field], position)
      case .fieldStart, .plain:
        field.append(byte)
        state = .plain
      case .behindQuote:
        start = bytes[quote...].firstIndex(where: isLineEnd) ?? bytes.count
        return nil
      }
      position += 1
    }
    if state == .quoted {
      start = bytes[quote...].firstIndex(where: isLineEnd) ?? bytes.count
      return nil
    }
    return (fields + [field], position)
  }
}

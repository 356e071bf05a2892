import LeadlineGeometry
import LeadlineTestSupport
import Testing

@testable import Leadline

struct RowTextTests {
  private static let texts = [
    "", "a", "S0000001", "fifteen bytes..", "sixteen bytes...", "a,b", "\"", " x", "上海便利店",
    "quoted, 13 b", "quoted, 14 by", "something with a comma, that no cell holds", "a;b", "-1",
  ]

  private func csv(_ text: String) -> String {
    var bytes: [UInt8] = []
    Array(text.utf8).withUnsafeBufferPointer { OutputText.appendCSV($0, to: &bytes) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func written(_ write: (RowText) -> Void) -> String {
    let text = RowText()
    write(text)
    let bytes = text.take()
    #expect(text.take().isEmpty)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func fieldsAreWrittenAsByTheRowWriter() {
    for text in Self.texts {
      let own = written { rows in
        Array(text.utf8).withUnsafeBufferPointer { rows.appendField($0) }
      }
      #expect(own == csv(text))
    }
  }

  @Test func cellsHoldFieldsShortAndLong() {
    var cells = FieldCells()
    for text in Self.texts { Array(text.utf8).withUnsafeBufferPointer { cells.append($0) } }
    let all = written { rows in
      for position in Self.texts.indices { cells.write(position, to: rows) }
    }
    #expect(all == Self.texts.map(csv).joined())
    for (position, text) in Self.texts.enumerated() {
      #expect(cells.areShort([UInt32(position)]) == (csv(text).utf8.count <= 15))
    }
    #expect(cells.areShort([0, 1, 2, 3]))
    #expect(!cells.areShort([0, 1, 4, 3]))
    let short = written { rows in
      for position in 0...3 { cells.writeShort(position, to: rows) }
    }
    #expect(short == Self.texts[...3].map(csv).joined())
  }

  @Test func roundedNumbersAreTheShortestText() {
    let edges = [
      0, -0.0, 0.0004, -0.0004, 0.0005, 0.01, 0.5, 1, -1, 10, 1200, 999.9995, 1e11, 1e12, 1e13,
      1e300,
      -1e300, .leastNonzeroMagnitude, .infinity, .nan,
    ]
    forEverySeed(0..<300) { seed, generator in
      let number =
        seed < edges.count
        ? edges[Int(seed)]
        : Double.random(in: -1...1, using: &generator)
          * [1e-3, 1, 100, 1e6, 1e12, 1e15][Int(seed % 6)]
      var expected: [UInt8] = []
      DecimalWriter.appendShortest((number * 1000).rounded() / 1000, to: &expected)
      let own = written { $0.appendRounded(number) }
      #expect(own == String(decoding: expected, as: UTF8.self), "\(number)")
    }
  }

  @Test func numbersAreWrittenAsByTheDecimalWriter() {
    let edges = [
      0, -0.0, 0.0005, 0.0015, 0.5, 1, 999.9995, 1e15, 1e16, 0x1p53, 1e300, -1,
      .leastNonzeroMagnitude,
    ]
    forEverySeed(0..<300) { seed, generator in
      let number =
        seed < UInt64(edges.count)
        ? edges[Int(seed)]
        : Double.random(in: 0...2, using: &generator)
          * ([1e-4, 1, 1e5, 1e8, 1e12].randomElement(using: &generator) ?? 1)
      for decimals in 1...4 {
        var expected: [UInt8] = []
        DecimalWriter.append(number, decimals: decimals, to: &expected)
        let own = written { $0.append(number, decimals: decimals) }
        #expect(own == String(decoding: expected, as: UTF8.self), "\(number), \(decimals)")
      }
    }
    #expect(written { $0.append(.nan, decimals: 3) }.isEmpty)
    #expect(written { $0.append(.infinity, decimals: 3) }.isEmpty)
  }

  @Test func wholeNumbersAndLongTextsFit() {
    let long = String(repeating: "x", count: 100_000)
    let own = written { rows in
      for number in [0, 1, 9, 10, 12_345, .max] {
        rows.append(number)
        rows.append(long)
      }
    }
    let expected = ["0", "1", "9", "10", "12345", "\(Int.max)"].map { $0 + long }.joined()
    #expect(own == expected)
  }
}

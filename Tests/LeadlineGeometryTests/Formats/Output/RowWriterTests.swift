import Foundation
import LeadlineTestSupport
import Testing

@testable import LeadlineGeometry

/// Collects what a writer hands out.
private final class Sink {
  var bytes: [UInt8] = []
  var chunks: [Int] = []
  var text: String { String(decoding: bytes, as: UTF8.self) }

  func take(_ more: [UInt8]) {
    bytes += more
    chunks.append(more.count)
  }
}

struct RowWriterTests {
  private func written(
    _ format: OutputFormat,
    _ columns: [OutputColumn],
    _ fill: (inout RowWriter) throws -> Void
  ) throws -> String {
    let sink = Sink()
    var writer = RowWriter(format: format, columns: columns, sink: sink.take)
    try fill(&writer)
    try writer.finish()
    try writer.finish()
    return sink.text
  }

  private static let columns = [
    OutputColumn("id"), OutputColumn("n", .right), OutputColumn("m", .right),
    OutputColumn("k", .right),
    OutputColumn("at"), OutputColumn("ok"), OutputColumn("raw"),
  ]

  private static func appendPoint(_ x: Double, _ y: Double, to bytes: inout [UInt8]) {
    GeoJSONWriter.append(.point(Position(x: x, y: y)), decimals: nil, to: &bytes)
  }

  @Test(arguments: [1, 12, 1 << 16])
  func readyRowsStandBetweenThoseOfCells(chunk: Int) throws {
    let sink = Sink()
    let columns = [OutputColumn("a"), OutputColumn("b")]
    var writer = RowWriter(format: .csv, columns: columns, chunk: chunk, sink: sink.take)
    try writer.append(rows: Array("1,2\n".utf8))
    writer.text("3")
    try writer.endRow()
    try writer.append(rows: [])
    try writer.append(rows: Array("4,5\n6,7\n".utf8))
    try writer.finish()
    #expect(sink.text == "a,b\n1,2\n3,\n4,5\n6,7\n")
  }

  private func fillAll(_ writer: inout RowWriter) throws {
    writer.text("a,\"b\"\n")
    writer.number(1.25)
    writer.fixed(2, decimals: 3)
    writer.integer(-7)
    writer.time(Date(timeIntervalSince1970: 1))
    writer.flag(true)
    writer.rawJSON(Array("{\"x\":1}".utf8))
    writer.geometry { Self.appendPoint(121.5, 31.25, to: &$0) }
    try writer.endRow()
    writer.text(bytes: Array("店".utf8))
    writer.number(.nan)
    writer.fixed(.infinity, decimals: 3)
    writer.null()
    writer.time(Date(timeIntervalSince1970: 1e15))
    writer.flag(false)
    try writer.endRow()
  }

  @Test func csvHasEveryKindOfCell() throws {
    #expect(
      try written(.csv, Self.columns, fillAll) == """
        id,n,m,k,at,ok,raw
        "a,""b""
        ",1.25,2.000,-7,1970-01-01T00:00:01Z,1,"{""x"":1}"
        店,,,,,0,

        """
    )
  }

  @Test func jsonHasEveryKindOfCell() throws {
    let first =
      #"{"id":"a,\"b\"\n","n":1.25,"m":2.000,"k":-7,"at":"1970-01-01T00:00:01Z","ok":true,"#
      + #""raw":{"x":1}}"#
    let second = #"{"id":"店","n":null,"m":null,"k":null,"at":null,"ok":false,"raw":null}"#
    #expect(try written(.json, Self.columns, fillAll) == "[\n\(first),\n\(second)\n]\n")
    #expect(try written(.ndjson, Self.columns, fillAll) == "\(first)\n\(second)\n")
    let point = #"{"type":"Point","coordinates":[121.5,31.25]}"#
    #expect(
      try written(.geojson, Self.columns, fillAll) == """
        {"type":"FeatureCollection","features":[
        {"type":"Feature","properties":\(first),"geometry":\(point)},
        {"type":"Feature","properties":\(second),"geometry":null}
        ]}

        """
    )
  }

  @Test(arguments: [
    (OutputFormat.csv, "id\n"), (.json, "[]\n"), (.ndjson, ""),
    (.geojson, "{\"type\":\"FeatureCollection\",\"features\":[]}\n"), (.table, "id\n--\n"),
  ])
  func noRowsAreWrittenToo(format: OutputFormat, text: String) throws {
    #expect(try written(format, [OutputColumn("id")]) { _ in } == text)
  }

  @Test func tablesAlignByTheWidthOnScreen() throws {
    let columns = [OutputColumn("名称"), OutputColumn("n", .right), OutputColumn("x")]
    let text = try written(.table, columns) { writer in
      for (name, number, mark) in [("店", 1.5, "p"), ("e\u{301}a", 10, ""), ("long one", 2, "qq")] {
        writer.text(name)
        writer.number(number)
        writer.text(mark)
        try writer.endRow()
      }
    }
    #expect(
      text == """
        名称        n  x
        --------  ---  --
        店        1.5  p
        e\u{301}a         10  
        long one    2  qq

        """
    )
  }

  @Test func tablesFixTheirWidthsAfterAThousandRows() throws {
    let text = try written(.table, [OutputColumn("a"), OutputColumn("b")]) { writer in
      for row in 0...1000 {
        writer.text(row == 1000 ? "much longer" : "x")
        writer.integer(row)
        try writer.endRow()
      }
    }
    let lines = text.split(separator: "\n")
    #expect(lines.count == 1003)
    #expect(lines[0] == "a  b" && lines[1] == "-  ---" && lines[2] == "x  0")
    #expect(lines[1002] == "much longer  1000")
  }

  @Test func tablesLetNothingSteerTheTerminal() throws {
    let hostile = "a\u{1b}[31m\u{7}\u{9b}2J\u{202e}b\tc\r\nd\u{2028}\u{7f}\u{0}"
    let text = try written(.table, [OutputColumn("\u{1b}]0;x\u{7}")]) { writer in
      writer.text(hostile)
      try writer.endRow()
    }
    for scalar in text.unicodeScalars where scalar != "\n" {
      #expect(scalar.properties.generalCategory != .control)
      #expect(!(0x202a...0x202e).contains(scalar.value))
    }
    #expect(text.hasSuffix("a\u{fffd}[31m\u{fffd}\u{fffd}2J\u{fffd}b c  d \u{fffd}\u{fffd}\n"))
  }

  @Test(
    arguments: [
      ("a", 1), ("店", 2), ("、", 2), ("ｶ", 1), ("Ａ", 2), ("é", 1), ("\u{301}", 0), ("😀", 2),
      ("한", 2),
      ("\u{200d}", 0), ("€", 1), ("𠀀", 2), ("⌚", 2), ("\u{303f}", 1), ("🏻", 2), ("░", 1),
    ] as [(Unicode.Scalar, Int)]
  )
  func widthsAreThoseOfUnicode(scalar: Unicode.Scalar, columns: Int) {
    #expect(TerminalWidth.columns(of: scalar) == columns)
  }

  @Test func jsonTextIsReadBackByFoundation() throws {
    try forEverySeed(0..<200) { seed, generator in
      let texts = (0..<3).map { _ in hostileText(using: &generator) }
      let text = try written(.json, [OutputColumn("a"), OutputColumn(texts[0]), OutputColumn("c")])
      {
        for value in texts { $0.text(value) }
        try $0.endRow()
      }
      let rows = try JSONDecoder().decode([[String: String]].self, from: Data(text.utf8))
      #expect(rows.first?["a"].map { Array($0.utf8) } == Array(texts[0].utf8), "seed \(seed)")
      #expect(rows.first?["c"].map { Array($0.utf8) } == Array(texts[2].utf8), "seed \(seed)")
      #expect(rows.first?.keys.contains { $0.utf8.elementsEqual(texts[0].utf8) } == true)
    }
  }

  @Test func csvIsReadBackAsItWasWritten() throws {
    try forEverySeed(0..<300) { seed, generator in
      let width = Int.random(in: 1...4, using: &generator)
      let names = (0..<width).map { "\($0)" + hostileText(using: &generator) + "." }
      let rows = (0..<Int.random(in: 0...5, using: &generator)).map { _ in
        (0..<width).map { _ in hostileText(using: &generator) }
      }
      let text = try written(.csv, names.map { OutputColumn($0) }) { writer in
        for row in rows {
          for cell in row { writer.text(cell) }
          try writer.endRow()
        }
      }
      let result = try readCSV(Array(text.utf8))
      // NUL is the one character that CSV can't carry.
      let carried = { (value: String) in value.replacing("\0", with: "\u{fffd}") }
      #expect(result.columns == names.map(carried), "seed \(seed)")
      let expected = rows.enumerated().map { number, row in
        ReadResult.row(number + 1, row.map { $0.isEmpty ? nil : carried($0) })
      }
      #expect(result.results == expected, "seed \(seed): \(text)")
    }
  }

  @Test(arguments: [
    ("a", "a"), (" a", "\" a\""), ("a ", "\"a \""), ("a b", "a b"), ("a;b\tc'", "a;b\tc'"),
    ("=1+2", "=1+2"), ("@x", "@x"), ("-1", "-1"), ("a\rb", "\"a\rb\""), ("\"", "\"\"\"\""),
    ("a,b", "\"a,b\""), ("a\0b", "\"a\u{fffd}b\""), ("", "\"\""),
  ])
  func csvFieldsAreQuotedOnlyWhereNeeded(value: String, field: String) throws {
    let text = try written(.csv, [OutputColumn("n")]) { writer in
      writer.text(value)
      try writer.endRow()
    }
    #expect(text == "n\n\(field)\n")
  }

  @Test func geometriesAreNotEncodedForOtherFormats() throws {
    for format in OutputFormat.allCases where format != .geojson {
      let text = try written(format, [OutputColumn("a")]) { writer in
        writer.geometry { _ in Issue.record("called for \(format)") }
        try writer.endRow()
      }
      #expect(!text.contains("coordinates"))
    }
  }

  @Test func namesThatCouldMisleadAReaderAreQuoted() throws {
    for names in [["a;b"], ["a\tb", "c"], ["", "x"], ["\u{feff}a", "b"], ["a;b;c;d", "e"]] {
      let text = try written(.csv, names.map { OutputColumn($0) }) { _ in }
      let expected = names.map { $0.isEmpty ? "column_1" : $0 }
      #expect(try readCSV(Array(text.utf8)).columns == expected)
    }
  }

  @Test func bytesThatAreNoUTF8AreRepaired() throws {
    let text = try written(.csv, [OutputColumn("a")]) { writer in
      writer.text(bytes: [0x61, 0xff, 0x62])
      try writer.endRow()
    }
    #expect(text == "a\na\u{fffd}b\n")
  }

  @Test func geometriesAreTakenAsTheyAre() throws {
    let json = #"{"type":"MultiPoint","coordinates":[]}"#
    let text = try written(.geojson, [OutputColumn("a")]) { writer in
      writer.geometry { $0 += Array(json.utf8) }
      try writer.endRow()
      writer.geometry { Self.appendPoint(0.1, -2, to: &$0) }
      try writer.endRow()
      try writer.endRow()
    }
    #expect(text.contains("\"geometry\":\(json)}"))
    #expect(text.contains("\"coordinates\":[0.1,-2]}}"))
    #expect(text.hasSuffix("\"geometry\":null}\n]}\n"))
  }

  @Test func bytesGoOutInChunks() throws {
    let sink = Sink()
    var writer = RowWriter(format: .csv, columns: [OutputColumn("a")], sink: sink.take)
    for row in 0..<50_000 {
      writer.integer(row)
      try writer.endRow()
    }
    #expect(!sink.chunks.isEmpty)
    try writer.finish()
    #expect(sink.chunks.dropLast().allSatisfy { (65_536..<65_600).contains($0) })
    #expect(sink.text == "a\n" + (0..<50_000).map { "\($0)\n" }.joined())
  }

  @Test func whatTheSinkThrowsComesThrough() {
    struct DiskFull: Error {}
    var writer = RowWriter(format: .csv, columns: [OutputColumn("a")]) { _ in throw DiskFull() }
    #expect(throws: DiskFull.self) { try writer.finish() }
  }

  @Test func formatsHaveNames() {
    #expect(OutputFormat(name: "GeoJSON") == .geojson)
    #expect(OutputFormat(name: "xml") == nil)
    for format in OutputFormat.allCases { #expect(OutputFormat(name: format.rawValue) == format) }
  }

  private func hostileText(using generator: inout SplitMix64) -> String {
    let alphabet: [Unicode.Scalar] = [
      "a", "b", ",", ";", "\t", "\"", "\"", "\n", "\r", " ", "\\", "/", "=", "店", "😀", "\u{0}",
      "\u{1}",
      "\u{1f}", "\u{7f}", "\u{85}", "\u{2028}", "\u{feff}", "\u{301}",
    ]
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...8, using: &generator) {
      text.append(alphabet.randomElement(using: &generator) ?? "a")
    }
    return String(text)
  }
}

import Foundation
import LeadlineTestSupport
import Testing

@testable import LeadlineGeometry

/// One step of reading, as plain values.
enum ReadResult: Equatable {
  case row(Int, [String?])
  case reject(Int, Reject.Code)
  case failure(CSVError)
}

/// Reads all of a CSV text.
func readCSV(
  _ bytes: [UInt8],
  chunk: Int = .max,
  bufferSize: Int = 1 << 18,
  limit: Int = 1 << 24
) throws -> (columns: [String], results: [ReadResult]) {
  var reader = try CSVReader(
    MemoryByteSource(bytes: bytes, chunk: chunk),
    bufferSize: bufferSize,
    limit: limit
  )
  var row = InputRow()
  var results: [ReadResult] = []
  // Every step takes at least one byte.
  for _ in 0...bytes.count {
    do {
      switch try reader.next(into: &row) {
      case .row:
        results.append(.row(row.number, reader.columns.indices.map { row.text($0) }))
      case .reject(let reject): results.append(.reject(reject.row, reject.code))
      case .end: return (reader.columns, results)
      }
    } catch let error as CSVError {
      results.append(.failure(error))
      return (reader.columns, results)
    }
  }
  Issue.record("reading does not end")
  return (reader.columns, results)
}

struct CSVReaderTests {
  private func read(_ text: String) throws -> [ReadResult] {
    try readCSV(Array(text.utf8)).results
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func linesMayEndInAnyWay(end: String) throws {
    let text = ["a,b", "1,2", "", "\"x\(end)y\",", "3,4"].joined(separator: end)
    let expected: [ReadResult] = [
      .row(1, ["1", "2"]), .row(2, ["x\(end)y", nil]), .row(3, ["3", "4"]),
    ]
    #expect(try read(text) == expected)
    #expect(try read(text + end) == expected)
    #expect(try read(end + text + end + end) == expected)
  }

  @Test func quotesAreReadAsRFC4180Says() throws {
    #expect(
      try read("a,b\n\"x,\"\"y\"\"\",\"\"\n5\" pipe,\"\"\"\"\n \"q\",z\"\n") == [
        .row(1, ["x,\"y\"", nil]), .row(2, ["5\" pipe", "\""]), .row(3, [" \"q\"", "z\""]),
      ]
    )
  }

  @Test func aByteOrderMarkIsSkipped() throws {
    let result = try readCSV([0xef, 0xbb, 0xbf] + Array("id,名称\n1,店".utf8))
    #expect(result.columns == ["id", "名称"])
    #expect(result.results == [.row(1, ["1", "店"])])
  }

  @Test func headerNamesAreTrimmedAndEmptyOnesNumbered() throws {
    #expect(
      try readCSV(Array(" id ,\"\",\u{3000}经度\u{a0}, ,\n".utf8)).columns == [
        "id", "column_2", "经度", "column_4", "column_5",
      ]
    )
  }

  @Test(arguments: [
    ("a;b;c\n1;2,5;3", ["a", "b", "c"], ["1", "2,5", "3"]),
    ("a\tb\n1,5\t2", ["a", "b"], ["1,5", "2"]),
    ("\"a;b;c\",d\n1,2", ["a;b;c", "d"], ["1", "2"]),
    ("\"x\"\";\"\";\";\"y\"\n1;2", ["x\";\";", "y"], ["1", "2"]),
    ("a b\n1 2", ["a b"], ["1 2"]),
    ("a,b;c\n1,2;3", ["a", "b;c"], ["1", "2;3"]),
  ])
  func theHeaderTellsTheDelimiter(text: String, columns: [String], row: [String]) throws {
    for size in [8, 1 << 18] {
      let result = try readCSV(Array(text.utf8), bufferSize: size)
      #expect(result.columns == columns)
      #expect(result.results == [.row(1, row)])
    }
  }

  @Test func namesAreComparedByTheirBytes() throws {
    // Equal as Strings: an é as one scalar and as two.
    let names = ["caf\u{e9}", "cafe\u{301}"]
    let reader = try CSVReader(MemoryByteSource(bytes: Array(names.joined(separator: ",").utf8)))
    #expect(reader.columns.map { Array($0.utf8) } == names.map { Array($0.utf8) })
    #expect(reader.declaredDatum == nil)
  }

  @Test(arguments: [
    ("", CSVError.empty), ("\n\r\n", .empty), ("\u{feff}", .empty),
    ("a,b,a", .duplicateColumn(name: "a", first: 1, second: 3)),
    ("column_2,", .duplicateColumn(name: "column_2", first: 1, second: 2)),
    ("\"a\"x,b", .headerBadQuoting(beginning: "\"a\"")),
    ("\"a,b\n1,2", .headerBadQuoting(beginning: "\"a,b\n1,2")), ("a\0b,c", .binary(row: 0)),
  ])
  func headersThatAreOfNoUseAreThrown(text: String, error: CSVError) {
    #expect(throws: error) { _ = try read(text) }
    #expect(error.description.count > 20)
  }

  @Test func aHeaderInAnotherEncodingIsThrown() {
    // 客户 in GB 18030.
    let bytes: [UInt8] = [0xbf, 0xcd, 0xbb, 0xa7, 0x2c, 0x62, 0x0a]
    #expect(throws: CSVError.headerNotUTF8) { _ = try readCSV(bytes) }
    #expect(CSVError.headerNotUTF8.description.contains("--encoding gb18030"))
  }

  @Test func badRowsAreRejectedAndReadingGoesOn() throws {
    #expect(
      try read("a,b\n1\n1,2,3\n\"x\"y,2\n\"p\" ,2\n4,5\n") == [
        .reject(1, .raggedRow), .reject(2, .raggedRow), .reject(3, .badQuoting),
        .reject(4, .badQuoting), .row(5, ["4", "5"]),
      ]
    )
    let bytes = Array("a,b\n1,".utf8) + [0xff, 0x0a] + Array("2,ü\n".utf8)
    #expect(try readCSV(bytes).results == [.reject(1, .badEncoding), .row(2, ["2", "ü"])])
  }

  @Test func aStrayQuoteSpoilsItsOwnLineOnly() throws {
    let unclosed = "a,b\n1,\"x\n2,y\n3,z\n"
    #expect(
      try read(unclosed) == [.reject(1, .badQuoting), .row(2, ["2", "y"]), .row(3, ["3", "z"])]
    )
    let closedTooLate = "a,b\n1,\"x\n2,\"y\"\n3,z\n"
    #expect(
      try read(closedTooLate) == [
        .reject(1, .badQuoting), .row(2, ["2", "y"]), .row(3, ["3", "z"]),
      ]
    )
    // The first field is well quoted over two lines; the line of the second one's quote is left.
    #expect(
      try read("a,b\n\"p\nq\",\"x\"y\n3,z\n") == [.reject(1, .badQuoting), .row(2, ["3", "z"])]
    )
  }

  @Test func rejectsShowTheBeginningOfTheRow() throws {
    var reader = try CSVReader(MemoryByteSource(bytes: Array("a,b,c\n1,2\n\"x\"y,\n".utf8)))
    var row = InputRow()
    #expect(
      try reader.next(into: &row)
        == .reject(Reject(row: 1, field: "", code: .raggedRow, value: "2 of 3 columns: 1,2"))
    )
    #expect(row.text(0) == nil)
    #expect(
      try reader.next(into: &row)
        == .reject(Reject(row: 2, field: "", code: .badQuoting, value: "\"x\""))
    )
    #expect(try reader.next(into: &row) == .end)
    #expect(try reader.next(into: &row) == .end)
    #expect(reader.bytesRead == 16)
  }

  @Test func aNULByteStopsReading() throws {
    for row in ["1\0,2", "\"1\0\",2", "\"1\"\0,2", "1,2\0", "\0"] {
      #expect(try read("a,b\n0,0\n\(row)\n").last == .failure(.binary(row: 2)), "\(row)")
    }
  }

  @Test(arguments: [1, 3, 8, 1000])
  func aRowWithoutEndIsThrownWithTheRowWhereItBegins(size: Int) throws {
    let body = "a,b\n1,2\n3,\"x" + String(repeating: "y\n", count: 60) + "\"\n5,6\n"
    for limit in [20, 60, 124] {
      let results = try readCSV(Array(body.utf8), bufferSize: size, limit: limit).results
      #expect(results == [.row(1, ["1", "2"]), .failure(.rowTooLong(row: 2, limit: limit))])
    }
    let results = try readCSV(Array(body.utf8), bufferSize: size, limit: 125).results
    #expect(results.count == 3 && results.last == .row(3, ["5", "6"]))
    #expect(throws: CSVError.rowTooLong(row: 0, limit: 10)) {
      _ = try readCSV(Array("abcdefgh,ijklmnop\n".utf8), bufferSize: size, limit: 10)
    }
  }

  @Test func chunksAndBuffersDoNotChangeTheRows() throws {
    forEverySeed(0..<150) { seed, generator in
      let bytes = Array("k,l\n".utf8) + hostileBytes(upTo: 80, using: &generator)
      guard let expected = try? readCSV(bytes).results else {
        Issue.record("seed \(seed): the header was refused")
        return
      }
      for chunk in 1...9 {
        let size = Int.random(in: 1...64, using: &generator)
        let results = try? readCSV(bytes, chunk: chunk, bufferSize: size).results
        #expect(results == expected, "seed \(seed), chunk \(chunk), buffer \(size)")
      }
    }
  }

  @Test func randomBytesNeverTrapOrHang() {
    forEverySeed(0..<1500) { _, generator in
      let any = Bool.random(using: &generator)
      let bytes =
        any
        ? (0..<Int.random(in: 0...200, using: &generator)).map { _ in
          UInt8.random(in: 1...255, using: &generator)
        } : hostileBytes(upTo: 200, using: &generator)
      _ = try? readCSV(bytes, bufferSize: Int.random(in: 1...99, using: &generator))
    }
  }

  @Test(.enabled(if: Fixtures.data != nil, "needs LEADLINE_DATA"))
  func theCSVSpectrumIsReadAsItSays() throws {
    let folder = try #require(Fixtures.data).appending(path: "f09_csv_spectrum")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder.appending(path: "csvs"),
      includingPropertiesForKeys: nil
    )
    #expect(files.count == 12)
    for file in files {
      let name = file.deletingPathExtension().lastPathComponent
      let result = try readCSV(Array(Data(contentsOf: file)))
      // Its JSON is one object, with another telephone number.
      if name == "location_coordinates" {
        let place = "37\u{fffd}36'37.8\"N 121\u{fffd}2'17.9\"W"
        #expect(result.results == [.row(1, ["2095257564", place, "Modesto", "Stanislaus"])])
        continue
      }
      let json = try Data(contentsOf: folder.appending(path: "json/\(name).json"))
      // The CSV files have lost their carriage returns; one JSON file kept them.
      let expected = try JSONDecoder().decode([[String: String]].self, from: json)
        .map { row in row.mapValues { $0.replacing("\r\n", with: "\n") } }
      let rows = result.results.map { step -> [String: String] in
        guard case .row(_, let values) = step else { return [:] }
        return Dictionary(zip(result.columns, values.map { $0 ?? "" })) { first, _ in first }
      }
      #expect(rows == expected, "\(name)")
    }
  }
}

/// Bytes of which many mean something in CSV.
func hostileBytes(upTo count: Int, using generator: inout SplitMix64) -> [UInt8] {
  let alphabet = Array("\"\"\",,,\n\n\r ab;\té上".utf8)
  return (0..<Int.random(in: 0...count, using: &generator)).map { _ in
    alphabet.randomElement(using: &generator) ?? 0
  }
}

import Foundation
import LeadlineTestSupport
import Testing

/// Bad input gets one sentence, the right exit code, and nothing is lost.
struct BadInputTests {
  /// One call that must fail.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var file: String
    var content: [UInt8]
    var arguments: [String]
    var status: Int32
    var says: String

    var testDescription: String { name }

    init(
      _ name: String,
      file: String = "f",
      _ content: String,
      _ arguments: [String],
      _ status: Int32,
      says: String
    ) {
      self.init(name, file: file, bytes: Array(content.utf8), arguments, status, says: says)
    }

    init(
      _ name: String,
      file: String = "f",
      bytes: [UInt8],
      _ arguments: [String],
      _ status: Int32,
      says: String
    ) {
      self.name = name
      self.file = file
      content = bytes
      self.arguments = arguments
      self.status = status
      self.says = says
    }
  }

  private static let importStores = ["import", "stores", "f"]
  private static let importFences = ["import", "fences", "f"]

  static let cases: [Case] = [
    Case("empty file", "", importStores, 65, says: "f is empty"),
    Case(
      "only a header",
      "id,lon,lat\n",
      ["import", "stores", "missing.csv"],
      66,
      says: "missing.csv"
    ),
    Case(
      "binary",
      bytes: [0x7f, 0x45, 0x4c, 0x46, 0, 0, 1],
      importStores,
      65,
      says: "neither text"
    ),
    Case(
      "UTF-16",
      bytes: [0xff, 0xfe] + "id,lon,lat\n".utf8.flatMap { [$0, 0] },
      importStores,
      65,
      says: "--encoding"
    ),
    Case(
      "GB18030 unannounced",
      bytes: [0xb1, 0xe0, 0xba, 0xc5] + Array(",lon,lat\n1,9,47\n".utf8),
      importStores,
      65,
      says: "--encoding"
    ),
    Case("no column lon", "id,lat\n1,47\n", importStores, 65, says: "--map lon=COLUMN"),
    Case("fences without areas", "id,name\n1,x\n", importFences, 65, says: "--map wkt=COLUMN"),
    Case("twice the same column", "id,id,lon,lat\n", importStores, 65, says: "'id'"),
    Case(
      "100,000 brackets",
      String(repeating: "[", count: 100_000),
      importFences,
      65,
      says: "nests more than 64"
    ),
    Case(
      "truncated GeoJSON",
      #"{"type":"FeatureCollection","features":[{"type":"Feature","#,
      importFences,
      65,
      says: "f:"
    ),
    Case(
      "no GeoPackage",
      bytes: Array("SQLite format 3\0".utf8) + [UInt8](repeating: 7, count: 500),
      importStores,
      65,
      says: "f"
    ),
    Case(
      "5,000 columns",
      "id,lon,lat," + (0..<5_000).map { "c\($0)" }.joined(separator: ",") + "\n",
      importStores,
      65,
      says: "more than 1900 columns"
    ),
    Case("every row bad", "id,lon,lat\n1,0,0\n2,47,200\n", importStores, 65, says: "no row"),
    Case(
      "every fence bad",
      "id,wkt\n1,POINT(1 2)\n",
      importFences,
      65,
      says: "no row"
    ),
    Case(
      "strict",
      "id,lon,lat\n1,9,47\n2,0,0\n",
      importStores + ["--strict"],
      65,
      says: "row 2: lon zero-zero"
    ),
    Case("unknown datum", "id,lon,lat\n", importStores + ["--datum", "x"], 64, says: "gcj02"),
    Case(
      "unknown EPSG code",
      "id,lon,lat\n",
      importStores + ["--datum", "EPSG:99999"],
      64,
      says: "EPSG:99999"
    ),
    Case(
      "unknown encoding",
      "id,lon,lat\n",
      importStores + ["--encoding", "klingon"],
      64,
      says: "klingon"
    ),
    Case(
      "unknown zone",
      "id,lon,lat\n",
      importStores + ["--time-zone", "Mars/X"],
      64,
      says: "Mars/X"
    ),
    Case("unknown command", "", ["frobnicate"], 64, says: "frobnicate"),
    Case("unknown record", "", ["import", "shops", "f"], 64, says: "shops"),
    Case(
      "a layer of a text",
      "id,lon,lat\n1,9,47\n",
      ["import", "stores", "f:x"],
      64,
      says: "layers"
    ),
    Case("no database", "", ["assign"], 66, says: "leadline.gpkg"),
    Case("half of the files", "", ["assign", "--stores", "f"], 64, says: "--fences"),
    Case(
      "no place",
      "id,lon,lat\n1,9,47\n",
      ["nearby", "here", "--stores", "f"],
      64,
      says: "LON,LAT"
    ),
    Case(
      "place off the globe",
      "id,lon,lat\n1,9,47\n",
      ["nearby", "47,121", "--stores", "f"],
      64,
      says: "longitude first"
    ),
    Case(
      "no distance",
      "id,lon,lat\n1,9,47\n",
      ["nearby", "9,47", "--within", "far", "--stores", "f"],
      64,
      says: "'far'"
    ),
    Case(
      "output nowhere",
      "id,lon,lat\n1,9,47\n",
      ["nearby", "9,47", "--stores", "f", "--output", "no/such/folder/x"],
      73,
      says: "no/such"
    ),
    Case(
      "full device",
      "id,lon,lat\n1,9,47\n",
      ["nearby", "9,47", "--stores", "f", "--output", "/dev/full"],
      74,
      says: "No space"
    ),
    Case(
      "a database that is none",
      file: "leadline.gpkg",
      "hello",
      ["export", "stores"],
      65,
      says: "leadline.gpkg"
    ),
    Case(
      "unclosed ring",
      #"{"type":"Feature","properties":{"id":"a"},"#
        + #""geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}}"#,
      importFences + ["--strict"],
      65,
      says: "ring-not-closed"
    ),
  ]

  @Test(arguments: cases)
  func isRefusedWithASentence(_ bad: Case) throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try Data(bad.content).write(to: runner.folder.appending(path: bad.file))
    let result = try runner.run(bad.arguments)
    #expect(result.status == bad.status, "\(result.errors)")
    #expect(result.errors.contains(bad.says), "\(result.errors)")
    #expect(result.errors.hasPrefix("leadline: "))
    let left = try FileManager.default.contentsOfDirectory(atPath: runner.folder.path)
    #expect(left.filter { $0 != bad.file } == [], "a failed command leaves nothing behind")
  }

  @Test func outputsDoNotOverwriteWhatIsRead() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let rows = "id,lon,lat\na,9.5,47.1\n"
    try runner.write(rows, to: "in.csv")
    #expect(try runner.run(["import", "stores", "in.csv"]).status == 0)
    for arguments in [
      ["import", "stores", "in.csv", "--rejects", "in.csv"],
      ["import", "stores", "in.csv", "--rejects", "leadline.gpkg"],
      ["nearby", "9,47", "--stores", "in.csv", "--output", "./in.csv"],
      ["nearby", "9,47", "--output", "leadline.gpkg"],
      ["export", "stores", "--format", "gpkg", "--output", "leadline.gpkg"],
      ["nearby", "9,47", "--output", "x.csv", "--rejects", "x.csv"],
    ] {
      let result = try runner.run(arguments)
      #expect(result.status == 64, "\(arguments): \(result.errors)")
    }
    #expect(try runner.read("in.csv") == rows)
    #expect(try runner.run(["export", "stores"]).output.contains("a,9.5,47.1"))
  }

  @Test func everyPlaceOfARowIsConverted() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try runner.write("id\nr\n", to: "reps.csv")
    try runner.write("id,lon,lat\na,121.4789,31.2304\n", to: "stores.csv")
    try runner.write(
      "store_id,time,rep_id,lon,lat,old_lon,old_lat\n"
        + "a,2026-03-03T09:00:00Z,r,121.4789,31.2304,121.4789,31.2304\n",
      to: "edits.csv"
    )
    for kind in ["reps", "stores"] {
      let datum = kind == "stores" ? ["--datum", "gcj02"] : []
      #expect(try runner.run(["import", kind, "\(kind).csv"] + datum).status == 0)
    }
    #expect(
      try runner.run(["import", "store-edits", "edits.csv", "--datum", "gcj02"]).status == 0
    )
    let edit = try runner.run(["export", "store-edits"]).output.split(separator: "\n")[1]
    let cells = edit.split(separator: ",")
    #expect(cells[3] == cells[5] && cells[4] == cells[6])
    #expect(cells[3].hasPrefix("121.474"))
    let back = try runner.run(["export", "store-edits", "--output-datum", "gcj02"]).output
    #expect(
      back.split(separator: "\n")[1].hasSuffix("121.4789000,31.2304000,121.4789000,31.2304000")
    )
  }

  @Test func firstOfTwoStoresWithOneIDCounts() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try runner.write("id,lon,lat\na,9.512345,47.123456\na,9.9,47.9\n", to: "stores.csv")
    try runner.write(
      "id,rep_id,store_id,time,lon,lat,accuracy_m\nc,r,a,2026-03-03T09:00:00Z,9.512345,47.123456,10\n",
      to: "check-ins.csv"
    )
    let verified = try runner.run([
      "verify", "--stores", "stores.csv", "--check-ins", "check-ins.csv",
    ])
    #expect(verified.output.contains("c,verified,0.000,"))
    #expect(verified.errors.contains("row 2: id duplicate-id 'a'"))
    let near = try runner.run(["nearby", "9.9,47.9", "--stores", "stores.csv"])
    #expect(near.output.split(separator: "\n").count == 2)
  }

  @Test func mappingsServeTheFileThatHasTheField() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try runner.write("nr,ost,nord\n1,0.5,0.5\n", to: "stores.csv")
    try runner.write("nr,wkt\nf,\"POLYGON((0 0,1 0,1 1,0 1,0 0))\"\n", to: "fences.csv")
    let files = ["assign", "--stores", "stores.csv", "--fences", "fences.csv"]
    let mapped = try runner.run(
      files + ["--map", "id=nr", "--map", "lon=ost", "--map", "stores.lat=nord"]
    )
    #expect(mapped.output.hasSuffix("\n1,territory,f,f,inside\n"), "\(mapped.errors)")
    let typo = try runner.run(files + ["--map", "nmae=nr"])
    #expect(typo.status == 64)
    #expect(typo.errors.contains("'nmae'"))
  }

  @Test func unknownFieldsAreRefusedRatherThanFoundEmpty() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try runner.write("id,lon,lat,colour\na,9.5,47.1,red\nb,9.6,47.1,\n", to: "stores.csv")
    let question = ["nearby", "9.5,47.1", "--stores", "stores.csv"]
    #expect(try runner.run(question + ["--where", "colour=red"]).output.hasSuffix(",a,0.000\n"))
    #expect(try runner.run(question + ["--where", "lon=9.50"]).output.hasSuffix(",a,0.000\n"))
    for option in [["--where", "color=red"], ["--show", "color"]] {
      let result = try runner.run(question + option)
      #expect(result.status == 64)
      #expect(result.errors.contains("'color'"))
    }
  }

  @Test func columnsNamedAlikeStayApart() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try runner.write("id,Name,name,lon,lat\na,big,small,9.5,47.1\n", to: "stores.csv")
    #expect(try runner.run(["import", "stores", "stores.csv"]).status == 0)
    let exported = try runner.run(["export", "stores"]).output
    #expect(exported.hasPrefix("id,lon,lat,name,"))
    #expect(exported.contains(",Name\na,9.5,47.1,small,"))
    try runner.write(exported, to: "again.csv")
    let again = try runner.run(["import", "stores", "again.csv"])
    #expect(again.output.hasSuffix("1,0,0,1,0,0\n"), "\(again.errors)")
  }

  @Test func badOutputKeepsTheDatabaseFromChanging() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try runner.write("id,lon,lat\na,9.5,47.1\n", to: "stores.csv")
    for options in [["--format", "xml"], ["--output", "no/such/x"], ["--output", "."]] {
      let result = try runner.run(["import", "stores", "stores.csv"] + options)
      #expect(result.status == (options[0] == "--format" ? 64 : 73), "\(result.errors)")
      #expect(!runner.exists("leadline.gpkg"))
    }
  }

  @Test func ownColumnCalledAttributesComesOutAsItWent() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try runner.write("id,lon,lat,attributes\na,9.5,47.1,\"{\"\"x\"\":1}\"\n", to: "stores.csv")
    #expect(try runner.run(["import", "stores", "stores.csv"]).status == 0)
    let exported = try runner.run(["export", "stores"]).output
    #expect(exported.split(separator: "\n")[0].hasSuffix(",attributes"))
    #expect(exported.contains("\"{\"\"x\"\":1}\""))
  }

  @Test func rejectsAreListedAndGoodRowsTaken() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try runner.write(
      "id,lon,lat\na,9.5,47.1\nb,0,0\nc,47.1,121.5\nd,nan,47\ne,9.5\nf,9.6,47.2\na,9,47\n",
      to: "stores.csv"
    )
    let result = try runner.run(["import", "stores", "stores.csv", "--rejects", "bad.csv"])
    #expect(result.status == 0)
    #expect(result.output.hasSuffix("\n7,2,0,0,0,5\n"))
    let expected = """
      row,field,code,value,file
      2,lon,zero-zero,"0,0",stores.csv
      3,lat,swapped-axes,"47.1,121.5",stores.csv
      4,lon,not-finite,nan,stores.csv
      5,,ragged-row,"2 of 3 columns: e,9.5",stores.csv
      7,id,duplicate-id,a,stores.csv

      """
    #expect(try runner.read("bad.csv") == expected)
  }

  @Test func bowTieIsRepairedAndSaidSo() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try runner.write("id,wkt\nbow,\"POLYGON((0 0,2 2,2 0,0 2,0 0))\"\n", to: "fences.csv")
    try runner.write("id,lon,lat\nin,0.2,1\nout,1,0.2\nknot,1,1\n", to: "stores.csv")
    let result = try runner.run(["assign", "--stores", "stores.csv", "--fences", "fences.csv"])
    #expect(result.status == 0)
    #expect(result.errors.contains("fence bow repaired"))
    #expect(
      result.output
        == "id,level,territory,fence,rule\nin,territory,bow,bow,inside\n"
        + "out,territory,,,none\nknot,territory,bow,bow,inside\n"
    )
  }

  @Test func failedOutputLeavesTheOldFile() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try runner.write("id,lon,lat\na,9.5,47.1\nb,0,0\n", to: "stores.csv")
    try runner.write("precious", to: "out.csv")
    let result = try runner.run([
      "nearby", "9,47", "--stores", "stores.csv", "--output", "out.csv", "--strict",
    ])
    #expect(result.status == 65)
    #expect(try runner.read("out.csv") == "precious")
  }

  @Test func strictWritesNothingToStandardOutputEither() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try runner.write("id,lon,lat\na,9.5,47.1\nb,0,0\n", to: "stores.csv")
    let fences = Fixtures.url("liechtenstein/municipalities.geojson").path
    let result = try runner.run([
      "assign", "--stores", "stores.csv", "--fences", fences, "--strict",
    ])
    #expect(result.status == 65)
    #expect(result.output.isEmpty)
  }

  @Test func hostileTextDoesNotReachTheTerminal() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try runner.write("id,lon,lat\n\u{1b}]0;x\u{7}a,9.5,47.1\n", to: "stores.csv")
    let table = try runner.run(["nearby", "9,47", "--stores", "stores.csv", "--format", "table"])
    #expect(!table.output.contains("\u{1b}") && !table.output.contains("\u{7}"))
    let missing = try runner.run(["import", "stores", "\u{1b}[31m"])
    #expect(missing.status == 66)
    #expect(!missing.errors.contains("\u{1b}"))
  }
}

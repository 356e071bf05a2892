import LeadlineGeometry
import LeadlineTestSupport
import Testing

struct JSONRowReaderTests {
  static let collection = """
    {"type":"FeatureCollection","name":"x","meta":{"a":[1,{"b":"]"}]},"features":[
    {"type":"Feature","id":7,"properties":{"name":"Zür\\u0069ch \\ud83d\\ude00","n":1.50,"ok":true,
      "none":null,"tags":[ 1, {"a" : "\\n"} ]},"geometry":{"type":"Point","coordinates":[8.5,47.4,9]}},
    {"geometry":null,"type":"Feature","properties":{"more":"x","name":"b"}},
    {"geometry":{"coordinates":[[1,2],[3,4]],"type":"LineString"},"properties":null,"type":"Feature"}
    ],"bbox":[1,2,3,4]}
    """
  static let collectionRows = [
    "1 id=7:number name=Zürich 😀 n=1.50:number ok=true:boolean tags=[1,{\"a\":\"\\n\"}]:json "
      + "POINT (8.5 47.4)",
    "2 name=b more=x",
    "3 LINESTRING (1 2, 3 4)",
  ]

  @Test func featureCollectionGivesItsFeatures() {
    #expect(Rows.of(Self.collection) == Self.collectionRows)
  }

  @Test func anyChunkSizeGivesTheSameRows() {
    let inputs = [
      Self.collection,
      "{\"a\":1}\n{\"a\":\"\\u00e9é€😀\"}\nbroken\n{\"a\":[1,2]}\n",
      "\u{1e}{\"a\":\n1}\n\u{1e}{\"a\":2\n\u{1e}{\"a\":3}\n",
    ]
    for input in inputs {
      let whole = Rows.of(input)
      for chunk in 1...40 { #expect(Rows.of(input, chunk: chunk) == whole, "chunk \(chunk)") }
    }
  }

  @Test func membersOfTheCollectionMayStandInAnyOrder() {
    let feature =
      "{\"type\":\"Feature\",\"properties\":{\"a\":1},"
      + "\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}"
    let crs = "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::3857\"}}"
    let features = "\"features\":[\(feature)]"
    let type = "\"type\":\"FeatureCollection\""
    let row = "1 a=1:number POINT (1 2)"
    #expect(Rows.of("{\(features),\"x\":[1],\(type)}") == [row])
    #expect(Rows.of("{\"bbox\":[1],\(crs),\(features),\(type)}") == [row, "datum EPSG:3857"])
    #expect(Rows.of("{\(crs),\(type),\(features)}") == [row, "datum EPSG:3857"])
    #expect(Rows.of("{\(type),\(features),\(crs)}").last?.contains("behind the features") == true)
    #expect(Rows.of("{\(features)}").last?.contains("not the type FeatureCollection") == true)
  }

  @Test(arguments: [
    ("urn:ogc:def:crs:OGC:1.3:CRS84", "datum wgs84"), ("EPSG:4326", "datum wgs84"),
    ("http://www.opengis.net/def/crs/EPSG/0/31467", "datum EPSG:31467"),
    ("urn:ogc:def:crs:EPSG:6.9:25832", "datum EPSG:25832"),
  ])
  func crsDeclaresTheDatum(name: String, datum: String) {
    let crs = "{\"type\":\"name\",\"properties\":{\"name\":\"\(name)\"}}"
    let text = "{\"type\":\"FeatureCollection\",\"crs\":\(crs),\"features\":[]}"
    #expect(Rows.of(text) == [datum])
  }

  @Test func unknownCRSIsRefused() {
    let crs = "{\"type\":\"name\",\"properties\":{\"name\":\"urn:x:Mars\"}}"
    let text = "{\"type\":\"FeatureCollection\",\"crs\":\(crs),\"features\":[]}"
    #expect(Rows.of(text).last?.hasPrefix("error the crs urn:x:Mars is not known") == true)
    let own =
      "{\"type\":\"Point\",\"coordinates\":[1,2],\"crs\":{\"type\":\"name\",\"properties\":"
      + "{\"name\":\"EPSG:3857\"}}}"
    #expect(Rows.of(own) == ["reject 1 crs bad-geometry EPSG:3857"])
  }

  @Test func membersBeforeTheTypeAreTakenOver() {
    let sorted =
      "{\"bbox\":[1],\"geometry\":{\"coordinates\":[1,2],\"type\":\"Point\"},\"id\":\"q\","
      + "\"properties\":{\"a\":1},\"type\":\"Feature\"}"
    #expect(Rows.of("[\(sorted),{\"b\":2}]") == ["1 id=q a=1:number POINT (1 2)", "2 b=2:number"])
    #expect(Rows.of("{\"coordinates\":[1,2],\"type\":\"Point\"}") == ["1 POINT (1 2)"])
  }

  @Test func idOfThePropertiesWins() {
    let text =
      "[{\"type\":\"Feature\",\"id\":1,\"properties\":{\"id\":\"p\"},\"geometry\":null},"
      + "{\"type\":\"Feature\",\"id\":2,\"properties\":{\"id\":null},\"geometry\":null}]"
    #expect(Rows.of(text) == ["1 id=p", "2 id=2:number"])
  }

  @Test func plainObjectsKeepTheirMembers() {
    let text =
      "[{\"type\":\"shop\",\"properties\":{\"a\":1},\"geometry\":{\"location\":{\"lat\":1}}},"
      + "{\"id\":1,\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}},"
      + "{\"geometry\":\"POINT (1 2)\"},{\"geometry\":{\"type\":\"Point\"}}]"
    #expect(
      Rows.of(text) == [
        "1 type=shop properties={\"a\":1}:json geometry={\"location\":{\"lat\":1}}:json",
        "2 id=1:number POINT (1 2)", "3 geometry=POINT (1 2)",
        "reject 4 geometry bad-geometry Point",
      ]
    )
  }

  @Test func brokenLineIsOneReject() {
    let text = "{\"a\":1,}\n{\"a\":2}\n\n{\"a\":\n{\"a\":4}\n5\n{\"a\":6} x\n{\"a\":7}"
    #expect(
      Rows.of(text) == [
        "reject 1  not-a-record {\"a\":1,}", "2 a=2:number", "reject 3  not-a-record {\"a\":",
        "4 a=4:number", "reject 5  not-a-record 5", "reject 6  not-a-record {\"a\":6} x",
        "7 a=7:number",
      ]
    )
    #expect(Rows.of([0x7b, 0x7d, 0x0a, 0x7b, 0x22, 0xff, 0x22])[1].contains("bad-encoding"))
  }

  @Test func recordSeparatorsBeginRecords() {
    let text = "\u{1e}{\"a\":\n1}\n\u{1e}{\"a\":2\n\u{1e}{\"a\":3}\n"
    #expect(Rows.of(text) == ["1 a=1:number", "reject 2  not-a-record {\"a\":2", "3 a=3:number"])
  }

  @Test func duplicateMembersAreRejected() {
    #expect(
      Rows.of("[{\"a\":1,\"a\":2},{\"a\":3}]") == ["reject 1 a not-a-record 2", "2 a=3:number"]
    )
    let twice = "{\"type\":\"FeatureCollection\",\"type\":\"FeatureCollection\",\"features\":[]}"
    #expect(Rows.of(twice).last?.contains("'type' twice") == true)
  }

  @Test func emptyInputHasNoRows() {
    #expect(Rows.of("") == [])
    #expect(Rows.of("\u{feff} \n") == [])
    #expect(Rows.of("\u{feff}[]") == [])
  }

  @Test func deepNestingIsAnError() {
    for open in ["[", "{\"a\":"] {
      let rows = Rows.of(String(repeating: open, count: 100_000))
      #expect(rows.last?.contains("more than 64") == true)
    }
    let nested = String(
      repeating: "{\"type\":\"GeometryCollection\",\"geometries\":[",
      count: 40_000
    )
    #expect(Rows.of(nested).last?.contains("more than 64") == true)
  }

  @Test func errorsSayWhere() {
    let text = "{\"type\":\"FeatureCollection\",\"features\":[\n{\"type\":\"Feature\",}"
    #expect(
      Rows.of(text) == [
        "error the JSON has '}' where a member's name in quotes is expected "
          + "(line 2, byte 59, record 1)"
      ]
    )
  }

  @Test func tooManyColumnsAreRefused() {
    let members = (0..<5_000).map { "\"c\($0)\":1" }.joined(separator: ",")
    #expect(Rows.of("[{\(members)}]").last?.contains("more than 1900") == true)
  }

  @Test func noMutationTrapsOrHangs() {
    forEverySeed(0..<300) { _, generator in
      var bytes = Array(Self.collection.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0...3, using: &generator) {
        case 0: bytes[index] ^= 1 << UInt8.random(in: 0...7, using: &generator)
        case 1: bytes.removeSubrange(index...)
        case 2: bytes.remove(at: index)
        default:
          bytes.insert("{}[]\",:\\\n\u{1e}0".utf8.randomElement(using: &generator) ?? 0, at: index)
        }
        if bytes.isEmpty { bytes = [0x7b] }
      }
      let chunk = Int.random(in: 1...64, using: &generator)
      #expect(Rows.of(bytes, chunk: chunk) == Rows.of(bytes))
      let noise = (0..<64).map { _ in UInt8.random(in: 0...255, using: &generator) }
      #expect(Rows.of([0x7b] + noise).count <= 66)
    }
  }
}

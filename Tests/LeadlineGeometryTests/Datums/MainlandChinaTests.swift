import Foundation
import LeadlineGeometry
import LeadlineTestSupport
import Testing

struct MainlandChinaTests {
  /// A place and whether it lies in the mainland.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let longitude: Double
    let latitude: Double
    let isInside: Bool
    var testDescription: String { name }

    init(_ name: String, _ longitude: Double, _ latitude: Double, _ isInside: Bool) {
      self.name = name
      self.longitude = longitude
      self.latitude = latitude
      self.isInside = isInside
    }
  }

  static let mainland = MainlandChina.shared
  static let edges = MainlandChina.rings().flatMap { $0 }

  static let borderPlaces: [Case] = [
    Case("Luohu port", 114.1128, 22.5330, true),
    Case("Lo Wu station", 114.1133, 22.5282, false),
    Case("Futian port", 114.0680, 22.5180, true),
    Case("Lok Ma Chau station", 114.0656, 22.5140, false),
    Case("Shekou", 113.9150, 22.4850, true),
    Case("Shenzhen city hall", 114.0546, 22.5447, true),
    Case("Sheung Shui", 114.1270, 22.5010, false),
    Case("Tuen Mun", 113.9770, 22.3910, false),
    Case("Hong Kong Central", 114.1580, 22.2820, false),
    Case("Gongbei port square", 113.5490, 22.2190, true),
    Case("Macau, Portas do Cerco", 113.5493, 22.2125, false),
    Case("Macau, Senado", 113.5400, 22.1937, false),
    Case("Hengqin port", 113.5330, 22.1430, true),
    Case("Taipa", 113.5590, 22.1560, false),
    Case("Cotai", 113.5620, 22.1440, false),
    Case("Coloane village", 113.5516, 22.1170, false),
    Case("University of Macau on Hengqin", 113.5455, 22.1290, false),
    Case("Zhuhai, Xiangzhou", 113.5530, 22.2700, true),
    Case("Xiamen", 118.0894, 24.4798, true),
    Case("Kinmen, Jincheng", 118.3170, 24.4320, false),
    Case("Lieyu", 118.2400, 24.4320, false),
    Case("Matsu, Nangan", 119.9400, 26.1550, false),
    Case("Dongyin", 120.4930, 26.3680, false),
    Case("Lianjiang", 119.5390, 26.1970, true),
    Case("Pingtan", 119.7910, 25.5030, true),
    Case("Taipei", 121.5654, 25.0330, false),
    Case("Kaohsiung", 120.3014, 22.6273, false),
    Case("Penghu", 119.5660, 23.5650, false),
    Case("Haikou", 110.3312, 20.0311, true),
    Case("Sanya", 109.5086, 18.2479, true),
    Case("Dandong", 124.3830, 40.1240, true),
    Case("Sinuiju", 124.4000, 40.0960, false),
    Case("Ji'an", 126.1940, 41.1250, true),
    Case("Manpo", 126.2900, 41.1550, false),
    Case("Tumen", 129.8430, 42.9680, true),
    Case("Namyang", 129.8620, 42.9500, false),
    Case("Hunchun", 130.3660, 42.8630, true),
    Case("Khasan", 130.6450, 42.4310, false),
    Case("Suifenhe", 131.1510, 44.4100, true),
    Case("Pogranichny", 131.3810, 44.4080, false),
    Case("Heihe", 127.4990, 50.2450, true),
    Case("Blagoveshchensk", 127.5270, 50.2900, false),
    Case("Fuyuan", 134.3070, 48.3650, true),
    Case("Khabarovsk", 135.0719, 48.4802, false),
    Case("Manzhouli", 117.4550, 49.5970, true),
    Case("Zabaikalsk", 117.3270, 49.6510, false),
    Case("Erenhot", 111.9770, 43.6530, true),
    Case("Zamyn-Uud", 111.9030, 43.7270, false),
    Case("Khorgos, Chinese town", 80.4190, 44.2150, true),
    Case("Khorgos, Kazakh village", 80.3050, 44.2190, false),
    Case("Alashankou", 82.5690, 45.1710, true),
    Case("Dostyk", 82.4830, 45.2530, false),
    Case("Torugart side, At-Bashy", 75.8110, 41.1700, false),
    Case("Irkeshtam, Kyrgyz village", 73.9100, 39.6800, false),
    Case("Wuqia", 75.2590, 39.7190, true),
    Case("Tashkurgan", 75.2280, 37.7720, true),
    Case("Murghab", 73.9650, 38.1690, false),
    Case("Sost", 74.8220, 36.6910, false),
    Case("Wakhan, Sarhad", 73.0500, 36.9900, false),
    Case("Kashgar", 75.9890, 39.4700, true),
    Case("Leh", 77.5770, 34.1530, false),
    Case("Zhangmu", 85.9830, 27.9920, true),
    Case("Kodari", 85.9480, 27.9440, false),
    Case("Gyirong", 85.2980, 28.8560, true),
    Case("Yadong", 88.9070, 27.4850, true),
    Case("Gangtok", 88.6140, 27.3310, false),
    Case("Thimphu", 89.6390, 27.4720, false),
    Case("Phuentsholing", 89.3880, 26.8510, false),
    Case("Tawang", 91.8590, 27.5860, false),
    Case("Nyingchi", 94.3610, 29.6490, true),
    Case("Ruili", 97.8550, 24.0130, true),
    Case("Muse", 97.9020, 23.9930, false),
    Case("Mohan", 101.6950, 21.2020, true),
    Case("Boten", 101.6720, 21.1800, false),
    Case("Jinghong", 100.7970, 22.0090, true),
    Case("Hekou", 103.9610, 22.5290, true),
    Case("Lao Cai", 103.9710, 22.4860, false),
    Case("Pingxiang", 106.7660, 22.0960, true),
    Case("Lang Son", 106.7610, 21.8530, false),
    Case("Dongxing", 107.9720, 21.5480, true),
    Case("Mong Cai", 107.9680, 21.5240, false),
    Case("Seoul", 126.9780, 37.5665, false),
    Case("Hanoi", 105.8342, 21.0278, false),
    Case("Pyongyang", 125.7625, 39.0392, false),
    Case("Beijing", 116.3913, 39.9075, true),
    Case("Urumqi", 87.6168, 43.8256, true),
    Case("Lhasa", 91.1320, 29.6600, true),
    Case("Mohe", 122.5390, 52.9720, true),
  ]

  @Test(arguments: borderPlaces)
  func placesOnBothSidesOfEveryBorderAreToldApart(place: Case) {
    #expect(
      Self.mainland.contains(longitude: place.longitude, latitude: place.latitude)
        == place.isInside
    )
  }

  @Test func theGridAgreesWithAllEdges() {
    forEverySeed(0..<4) { _, rng in
      for _ in 0..<80 {
        expectAgreement(rng.double(in: 73...136), rng.double(in: 17...54))
      }
    }
  }

  @Test func theGridAgreesWithAllEdgesNearTheOutline() {
    let edges = Self.edges
    forEverySeed(0..<4) { _, rng in
      for _ in 0..<80 {
        let edge = edges[Int.random(in: 0..<edges.count, using: &rng)]
        let share = rng.double(in: 0...1)
        let reach = rng.double(in: 0...2_000)
        let x = edge.startX + share * (edge.endX - edge.startX) + rng.double(in: -reach...reach)
        let y = edge.startY + share * (edge.endY - edge.startY) + rng.double(in: -reach...reach)
        expectAgreement(x / MainlandChina.unitsPerDegree, y / MainlandChina.unitsPerDegree)
      }
    }
  }

  @Test func theGridAgreesWithAllEdgesAtLatitudesOfVerticesAndLinesOfCells() {
    let edges = Self.edges
    forEverySeed(0..<4) { _, rng in
      for _ in 0..<40 {
        let edge = edges[Int.random(in: 0..<edges.count, using: &rng)]
        let other = edges[Int.random(in: 0..<edges.count, using: &rng)]
        expectAgreement(
          other.startX / MainlandChina.unitsPerDegree,
          edge.startY / MainlandChina.unitsPerDegree
        )
        expectAgreement(
          edge.startX / MainlandChina.unitsPerDegree,
          edge.startY / MainlandChina.unitsPerDegree
        )
        let line = Double(Int.random(in: 0..<184, using: &rng)) * 0.25
        expectAgreement(73.249_74 + line, edge.endY / MainlandChina.unitsPerDegree)
        expectAgreement(edge.endX / MainlandChina.unitsPerDegree, 8.415_04 + line)
      }
    }
  }

  private func expectAgreement(_ longitude: Double, _ latitude: Double) {
    let area = Self.mainland
    #expect(
      area.contains(longitude: longitude, latitude: latitude)
        == isInsideByAllEdges(longitude, latitude),
      "\(longitude), \(latitude)"
    )
  }

  private func isInsideByAllEdges(_ longitude: Double, _ latitude: Double) -> Bool {
    let x = longitude * MainlandChina.unitsPerDegree
    let y = latitude * MainlandChina.unitsPerDegree
    return Self.edges.count(where: { $0.crossesEast(of: x, y) }) % 2 == 1
  }

  @Test func whatIsNoPlaceIsOutside() {
    let odd = [Double.nan, .infinity, -.infinity, 1e300, -1e300, 180, -180, 0]
    for x in odd {
      for y in odd + [35] {
        #expect(!Self.mainland.contains(longitude: x, latitude: y))
        #expect(!Self.mainland.isNear(longitude: x, latitude: y))
      }
      #expect(!Self.mainland.contains(longitude: 105, latitude: x))
    }
  }

  @Test(.enabled(if: Fixtures.data != nil, "LEADLINE_DATA names the data sets"))
  func townsOfTheWorldLieWhereTheirCountrySays() throws {
    var inside = 0
    var outsideOfChina: [String] = []
    var insideFromAbroad: [String] = []
    for line in try DataFiles.lines("a01_geonames_cities1000/cities1000.csv.gz").dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard let latitude = Double(fields[0]), let longitude = Double(fields[1]) else { continue }
      let isInside = Self.mainland.contains(longitude: longitude, latitude: latitude)
      let isChinese = line.hasSuffix(",CN")
      if isInside && isChinese { inside += 1 }
      let text = "\(fields[2]) \(longitude) \(latitude) \(line.suffix(2))"
      if isChinese && !isInside { outsideOfChina.append(text) }
      if !isChinese && isInside { insideFromAbroad.append(text) }
    }
    #expect(inside == 14_739)
    // GeoNames sets this town, which Yunnan's bank of the river holds, 400 m into Vietnam.
    #expect(outsideOfChina == ["Hekou 104.01109 22.53851 CN"])
    #expect(insideFromAbroad == [])
  }

  @Test(.enabled(if: Fixtures.data != nil, "LEADLINE_DATA names the data sets"))
  func simplifyingMovesTheOutlineByNoMoreThanItsTolerance() throws {
    let parts = try #require(try DataFiles.polygons("b04_timezones_osm/timezones.geojson.gz").first)
    let source = try #require(parts.max { $0[0].count < $1[0].count })
    // Rocks of less than 150 m are left out, so they must not count against the outline.
    let rings = source.enumerated().filter { $0.offset == 0 || $0.element.count > 100 }
      .map(\.element)
    let flat = rings.map { ring in ring.map { SIMD2($0[0], $0[1]) } }
    forEverySeed(0..<60) { seed, rng in
      let ring = flat[seed < 40 ? 0 : Int.random(in: 0..<flat.count, using: &rng)]
      let vertex = ring[Int.random(in: 0..<ring.count, using: &rng)]
      let isFine = (113.31...114.74).contains(vertex.x) && (21.91...22.69).contains(vertex.y)
      let toleranceMetres = isFine ? 12.0 : 405
      let reach = toleranceMetres / 111_320 * 3
      let place = vertex + SIMD2(rng.double(in: -reach...reach), rng.double(in: -reach...reach))
      let perDegree = SIMD2(111_320 * cos(place.y * .pi / 180), 111_320)
      var isInside = false
      var nearest = Double.infinity
      for ring in flat {
        for position in 1..<ring.count {
          let a = ring[position - 1]
          let b = ring[position]
          if (a.y > place.y) != (b.y > place.y),
            place.x < a.x + (b.x - a.x) * (place.y - a.y) / (b.y - a.y)
          {
            isInside.toggle()
          }
          guard abs(a.y - place.y) < 0.1 && abs(a.x - place.x) < 0.1 else { continue }
          let step = (b - a) * perDegree
          let way = (place - a) * perDegree
          let length = (step * step).sum()
          let share = length > 0 ? max(0, min(1, (step * way).sum() / length)) : 0
          let rest = way - step * share
          nearest = min(nearest, (rest * rest).sum().squareRoot())
        }
      }
      guard nearest > toleranceMetres else { return }
      #expect(
        Self.mainland.contains(longitude: place.x, latitude: place.y) == isInside,
        "\(place), \(nearest) m from the source's outline, seed \(seed)"
      )
    }
  }
}

import Foundation
import LeadlineFences
import LeadlineGeometry
import LeadlineTestSupport
import Testing

struct FenceRepairTests {
  private static let square = Shapes.box(0, 0, 4, 4)

  /// The notes' kinds, without what GEOS says.
  private func kinds(_ notes: [RepairNote]) -> [String] {
    notes.map {
      switch $0 {
      case .collectionFlattened: "collection"
      case .partDropped(let part, _): "part \(part)"
      case .holeDropped(let part, let hole, _): "hole \(part).\(hole)"
      case .madeValid: "made valid"
      case .remaindersDropped: "remainders"
      }
    }
  }

  private func failure(_ geometry: Geometry) -> FenceError? {
    do throws(FenceError) {
      _ = try FenceRepair.area(from: geometry)
      return nil
    } catch {
      return error
    }
  }

  @Test func aValidAreaComesBackBitForBit() throws {
    let clockwise: [Position] = Shapes.box(0.1, 0.2, 4.3, 4.7).reversed()
    let hole = Shapes.ring([(1, 1), (2, 1.5), (1.1, 2)])
    let result = try FenceRepair.area(
      from: .multiPolygon([[clockwise, hole], [Shapes.box(9, 9, 10, 10)]])
    )
    #expect(result.notes.isEmpty)
    #expect(
      result.area.geometry == .multiPolygon([[clockwise, hole], [Shapes.box(9, 9, 10, 10)]])
    )
  }

  @Test func aBowTieBecomesItsTwoTriangles() throws {
    let bowTie = Shapes.ring([(0, 0), (4, 4), (4, 0), (0, 4)])
    let result = try FenceRepair.area(from: .polygon([bowTie]))
    #expect(kinds(result.notes) == ["made valid"])
    #expect(
      result.notes[0].description.hasPrefix(
        "the area was rebuilt by make-valid: Self-intersection at 2.0 2.0; its area changed"
      )
    )
    let oracle = try GEOSOracle()
    #expect(
      try oracle.equalsTopologically(
        result.area,
        wkt: "MULTIPOLYGON(((0 0,2 2,0 4,0 0)),((4 4,2 2,4 0,4 4)))"
      )
    )
  }

  @Test(arguments: [
    // A spike: its line is dropped.
    (
      [[Shapes.ring([(0, 0), (4, 0), (4, 4), (4, 8), (4, 4), (0, 4)])]],
      "POLYGON((0 0,4 0,4 4,0 4,0 0))", ["made valid", "remainders"]
    ),
    // A hole outside its exterior becomes area of its own.
    (
      [[square, Shapes.box(6, 0, 8, 2)]],
      "MULTIPOLYGON(((0 0,4 0,4 4,0 4,0 0)),((6 0,8 0,8 2,6 2,6 0)))", ["made valid"]
    ),
    // A part within another is cut out by the line-work method.
    (
      [[square], [Shapes.box(1, 1, 2, 2)]],
      "POLYGON((0 0,4 0,4 4,0 4,0 0),(1 1,2 1,2 2,1 2,1 1))", ["made valid"]
    ),
    // Parts that overlap along common edges: one area, the inner edges are lines left over.
    (
      [[square], [Shapes.box(2, 0, 6, 4)]],
      "POLYGON((0 0,6 0,6 4,0 4,0 0))", ["made valid", "remainders"]
    ),
    // A hole equal to its exterior: only the line work counts, and it encloses the square.
    ([[square, square]], "POLYGON((0 0,4 0,4 4,0 4,0 0))", ["made valid"]),
    // Repeated positions are valid.
    (
      [
        [
          [0, 0, 4, 4, 4, 0].enumerated().map { Position(x: $1, y: $0 < 3 ? 0 : 4) }
            + [Position(x: 0, y: 4), Position(x: 0, y: 0)]
        ]
      ],
      "POLYGON((0 0,4 0,4 4,0 4,0 0))", []
    ),
    // A part and a hole that enclose nothing.
    (
      [
        [[Position(x: 9, y: 9), Position(x: 8, y: 8), Position(x: 9, y: 9)]],
        [square, [Position(x: 1, y: 1), Position(x: 1, y: 1)]],
      ],
      "POLYGON((0 0,4 0,4 4,0 4,0 0))", ["part 1", "hole 2.1"]
    ),
    ([[], [square], [[]]], "POLYGON((0 0,4 0,4 4,0 4,0 0))", ["part 1", "part 3"]),
  ])
  func whatCanBeRepairedIs(parts: [[[Position]]], expected: String, notes: [String]) throws {
    let result = try FenceRepair.area(from: .multiPolygon(parts))
    #expect(kinds(result.notes) == notes)
    let oracle = try GEOSOracle()
    #expect(try oracle.isValid(result.area))
    #expect(try oracle.equalsTopologically(result.area, wkt: expected))
  }

  @Test func aCollectionOfPolygonsIsFlattenedAndOfOthersRefused() throws {
    let result = try FenceRepair.area(
      from: .collection([
        .polygon([Self.square]),
        .collection([.multiPolygon([[Shapes.box(5, 5, 6, 6)]])]),
      ])
    )
    #expect(kinds(result.notes) == ["collection"])
    #expect(result.area.polygons.count == 2)
    let mixed = Geometry.collection([.polygon([Self.square]), .point(Position(x: 0, y: 0))])
    #expect(failure(mixed) == .wrongGeometry(type: "Point"))
  }

  @Test func whatCannotBeRepairedIsRefusedWithItsCode() {
    let nan = Position(x: .nan, y: 1)
    let far = Position(x: 181, y: 1)
    let swapped = Position(x: 31, y: 121)
    let open = Array(Self.square.dropLast())
    let line = [Position(x: 0, y: 0), Position(x: 1, y: 1), Position(x: 0, y: 0)]
    let cases: [(Geometry, Reject.Code)] = [
      (.point(far), .wrongGeometry),
      (.lineString(line), .wrongGeometry),
      (.polygon([[nan, nan, nan]]), .notFinite),
      (.polygon([[far] + Self.square + [far]]), .outOfRange),
      (.polygon([[swapped] + Self.square + [swapped]]), .swappedAxes),
      (.polygon([open]), .ringNotClosed),
      (.multiPolygon([[Self.square], [Self.square, open]]), .ringNotClosed),
      (.polygon([line]), .notRepairable),
      (.polygon([]), .notRepairable),
      (.multiPolygon([]), .notRepairable),
      (.collection([]), .notRepairable),
      // Collinear: three distinct positions, yet no area.
      (.polygon([Shapes.ring([(0, 0), (1, 1), (2, 2)])]), .notRepairable),
    ]
    for (geometry, code) in cases {
      let error = failure(geometry)
      #expect(error?.rejectCode == code, "\(geometry)")
    }
    #expect(
      failure(.multiPolygon([[Self.square], [Self.square, open]]))?.description
        == """
        hole 1 of part 2 does not end where it starts; repeat its first position at its end
        """
    )
    #expect(
      failure(.polygon([[far] + Self.square + [far]]))
        == .outOfRange(part: 1, ring: 0, position: far)
    )
  }

  @Test func randomLineWorkIsAlwaysRepairedToAValidArea() throws {
    forEverySeed(0..<200) { seed, random in
      let parts = (0..<3).map { _ in
        (0..<2).map { _ in
          Shapes.ring(
            (0..<Int.random(in: 1...9, using: &random)).map { _ in
              (
                Double(Int.random(in: 0...6, using: &random)),
                Double(Int.random(in: 0...6, using: &random))
              )
            }
          )
        }
      }
      do throws(FenceError) {
        let result = try FenceRepair.area(from: .multiPolygon(parts))
        let isValid = try? GEOSOracle().isValid(result.area)
        #expect(isValid == true, "seed \(seed)")
      } catch {
        #expect(error.rejectCode == .notRepairable, "seed \(seed)")
      }
    }
  }

  @Test func aRingOfAHundredThousandPositionsIsTaken() throws {
    let ring = Shapes.ring(
      (0..<100_000).map { step in
        let angle = Double(step) / 100_000 * 2 * .pi
        let radius = 30 + 0.001 * Double(step % 7)
        return (radius * cos(angle), radius * sin(angle))
      }
    )
    let result = try FenceRepair.area(from: .polygon([ring]))
    #expect(result.notes.isEmpty)
    #expect(result.area.coordinateCount == 100_001)
  }
}

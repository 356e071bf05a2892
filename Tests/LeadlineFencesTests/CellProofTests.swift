import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineFences

/// Every cell that answers by itself, proven by GEOS's relations of whole areas.
struct CellProofTests {
  /// A finest cell and what is said of it.
  private struct Cell {
    var west, south, east, north: Double
    var entry: CellEntry

    var box: String {
      "POLYGON((\(west) \(south),\(east) \(south),\(east) \(north),\(west) \(north),\(west) \(south)))"
    }
    /// The two sides that belong to the cell.
    var sides: String {
      "LINESTRING(\(west) \(north.nextDown),\(west) \(south),\(east.nextDown) \(south))"
    }
  }

  private func cells(_ cells: FenceCells, _ level: FenceCells.Level) -> [Cell] {
    var result: [Cell] = []
    func walk(_ grid: CellGrid, _ first: Int) {
      for row in 0..<grid.rows {
        for column in 0..<grid.columns {
          let entry = CellEntry(bits: cells.storage.entries[first + row * grid.columns + column])
          if entry.kind == .grid {
            let power = Int(cells.storage.entries[entry.position] & 0xff)
            walk(grid.child(column: column, row: row, power: power), entry.position + 1)
          } else {
            result.append(
              Cell(
                west: grid.west(ofColumn: column),
                south: grid.south(ofRow: row),
                east: grid.west(ofColumn: column + 1),
                north: grid.south(ofRow: row + 1),
                entry: entry
              )
            )
          }
        }
      }
    }
    walk(level.grid, level.entries.lowerBound)
    return result
  }

  @Test func whatACellSaysHoldsInAllOfItByGEOS() throws {
    var (answers, records, grids) = (0, 0, 0)
    try forEverySeed(0..<(Shapes.isLong ? 200 : 8)) { seed, random in
      var fences = try (0..<6).map { Shapes.fence("f\($0)", try Shapes.random(&random)) }
      // Many edges in few cells, so that there are grids within grids.
      let corner = fences[0].area.polygons[0].exterior[0]
      let star = Shapes.star(400, corner.longitude, corner.latitude, radius: 0.5, &random)
      fences.append(Shapes.fence("star", try Shapes.area(.polygon([star]))))
      fences.append(Shapes.fence("twin", fences[1].area, priority: 1))
      let index = FenceIndex(fences)
      let oracle = try GEOSOracle()
      let ranked = try index.rankPositions[0].map { try oracle.area(fences[Int($0)].area) }
      let all = cells(index.cells, index.cells.levels[0])
      grids += all.count - index.cells.levels[0].grid.count
      for cell in all {
        guard cell.entry.isAnswer else {
          records += 1
          try check(cell, index, ranked, oracle, &random)
          continue
        }
        answers += 1
        let box = try oracle.geometry(wkt: cell.box)
        let sides = try oracle.geometry(wkt: cell.sides)
        let covering = try ranked.indices.filter { try oracle.covers(ranked[$0], geometry: box) }
        let said = cell.entry.position
        #expect(said == 0 ? covering.isEmpty : covering.first == said / 2 - 1, "seed \(seed)")
        #expect((said & 1 != 0) == (covering.count > 1), "seed \(seed)")
        // Of the others that could change the answer, none has a place in the cell.
        for rank in ranked.indices where !covering.contains(rank) {
          let matters = covering.count < 2 || rank < said / 2 - 1
          guard matters else { continue }
          #expect(try !oracle.relates(ranked[rank], box, "T********"), "seed \(seed): \(cell)")
          #expect(try !oracle.intersects(ranked[rank], sides), "seed \(seed): \(cell)")
        }
      }
    }
    #expect(answers > 1_000 && records > 1_000 && grids > 100)
  }

  /// Corners, sides and places of a cell with boundaries.
  private func check(
    _ cell: Cell,
    _ index: FenceIndex,
    _ ranked: [GEOSOracle.Area],
    _ oracle: GEOSOracle,
    _ random: inout SplitMix64
  ) throws {
    for number in 0..<4 {
      let place = Coordinate(
        uncheckedLongitude: [cell.west, cell.east.nextDown][number % 2],
        latitude: [cell.south, cell.north.nextDown, random.double(in: cell.south...cell.north)][
          number % 3
        ]
      )
      guard abs(place.longitude) <= 180, abs(place.latitude) <= 90 else { continue }
      let covering = try ranked.indices.filter { try oracle.covers(ranked[$0], place) }
      let winner = index.winner(at: place, level: 0)
      #expect(winner.position == covering.first.map { Int(index.rankPositions[0][$0]) })
      #expect(winner.isContested == (covering.count > 1))
    }
  }
}

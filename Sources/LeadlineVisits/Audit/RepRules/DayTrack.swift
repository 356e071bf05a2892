import Foundation
import LeadlineGeometry

/// A track as metres around its first fix, cut into days, with the moments at which it crosses the
/// lines of a grid.
struct DayTracks {
  /// One day of it.
  struct Day {
    /// The number of the day.
    var number: Int
    /// Positions in the track.
    var fixes: Range<Int>
    /// Positions in ``DayTracks/crossings``: by key, then by time.
    var crossings: Range<Int>
  }

  /// A move from one cell of the grid to another.
  struct Crossing {
    /// Which cells, and in which direction.
    var key: UInt64
    /// When the line was crossed, going evenly from fix to fix.
    var time: Double
  }

  /// The sides of the grid's cells, metres.
  static let cellMetres = 1_000.0
  /// A move within a minute or so that is no receiver's error, metres.
  static let leastMoveMetres = 100.0
  /// Between fixes farther apart than this nobody knows, seconds.
  static let gapSeconds = 300.0

  let track: Track
  let scale: LocalScale
  private(set) var days: [Day] = []
  /// Those of one day behind those of the other.
  private(set) var crossings: [Crossing] = []

  /// Cuts a track that has fixes.
  ///
  /// - Complexity: O(*n*), but for sorting the crossings of each day.
  init(_ track: Track) {
    self.track = track
    scale = LocalScale(track.coordinate(at: 0))
    let longitude = scale.origin.longitude
    var last: (place: LocalOffset, cell: SIMD2<Double>, time: Double)?
    for position in 0..<track.count {
      let time = track.time(at: position)
      let place = scale.offset(to: track.coordinate(at: position))
      let cell = SIMD2(place.east, place.north).cell
      let number = LocalDay.of(time, longitude: longitude)
      if days.last?.number == number {
        days[days.count - 1].fixes = days[days.count - 1].fixes.lowerBound..<position + 1
        if let last, cell != last.cell, time - last.time <= Self.gapSeconds,
          place.squaredDistance(to: last.place) >= Self.leastMoveMetres * Self.leastMoveMetres
        {
          let share = Self.share(from: last.place, to: place, last.cell, cell)
          crossings.append(
            Crossing(
              key: last.cell.key &* 0x9E37_79B9_7F4A_7C15 ^ cell.key,
              time: last.time + share * (time - last.time)
            )
          )
        }
      } else {
        let start = crossings.count
        days.append(Day(number: number, fixes: position..<position + 1, crossings: start..<start))
      }
      last = (place, cell, time)
    }
    for day in days.indices {
      let end = day + 1 < days.count ? days[day + 1].crossings.lowerBound : crossings.count
      days[day].crossings = days[day].crossings.lowerBound..<end
      crossings[days[day].crossings].sort { ($0.key, $0.time) < ($1.key, $1.time) }
    }
  }

  /// Where a fix is, metres from the track's first.
  func place(_ position: Int) -> LocalOffset { scale.offset(to: track.coordinate(at: position)) }

  /// The share of the way from one place to another at which the first grid line is crossed.
  private static func share(
    from first: LocalOffset,
    to second: LocalOffset,
    _ firstCell: SIMD2<Double>,
    _ secondCell: SIMD2<Double>
  ) -> Double {
    func share(_ start: Double, _ end: Double, _ startCell: Double, _ endCell: Double) -> Double {
      if startCell == endCell { return 1 }
      let line = (endCell > startCell ? startCell + 1 : startCell) * cellMetres
      return (line - start) / (end - start)
    }
    return min(
      share(first.east, second.east, firstCell.x, secondCell.x),
      share(first.north, second.north, firstCell.y, secondCell.y)
    )
  }
}

extension SIMD2<Double> {
  /// The cell of the grid that a place is in.
  fileprivate var cell: SIMD2<Double> {
    (self / DayTracks.cellMetres).rounded(.down)
  }

  /// A number for a cell; those of far apart ones may be equal, which costs time, not truth.
  fileprivate var key: UInt64 {
    UInt64(bitPattern: Int64(x)) &* 0xC2B2_AE3D_27D4_EB4F ^ UInt64(bitPattern: Int64(y))
  }
}

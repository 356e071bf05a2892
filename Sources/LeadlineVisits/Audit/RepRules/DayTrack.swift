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
    /// Positions in ``DayTracks/moves``.
    var moves: Range<Int>
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
  private(set) var days: [Day] = []
  /// Where each fix is, metres from the track's first.
  private(set) var places: [LocalOffset] = []
  /// Positions in the track of the fixes to which the rep moved from the fix before, by time.
  private(set) var moves: [Int32] = []
  /// Those of one day behind those of the other.
  private(set) var crossings: [Crossing] = []

  /// Cuts a track that has fixes.
  ///
  /// - Complexity: O(*n*), but for sorting the crossings of each day.
  init(_ track: Track) {
    self.track = track
    let scale = LocalScale(track.coordinate(at: 0))
    let longitude = scale.origin.longitude
    places.reserveCapacity(track.count)
    var last = (place: LocalOffset(east: 0, north: 0), time: 0.0)
    var dayEnd = -Double.infinity
    for position in 0..<track.count {
      let time = track.time(at: position)
      let place = scale.offset(to: track.coordinate(at: position))
      places.append(place)
      defer { last = (place, time) }
      // Times never fall; a second is more than what is lost of them in reckoning.
      if time >= dayEnd - 1 {
        let number = LocalDay.of(time, longitude: longitude)
        if days.last?.number != number {
          begin(number, at: position)
          dayEnd = LocalDay.end(of: number, longitude: longitude)
          continue
        }
      }
      guard time - last.time <= Self.gapSeconds,
        place.squaredDistance(to: last.place) >= Self.leastMoveMetres * Self.leastMoveMetres
      else { continue }
      moves.append(Int32(truncatingIfNeeded: position))
      let (from, to) = (
        SIMD2(last.place.east, last.place.north).cell,
        SIMD2(place.east, place.north).cell
      )
      guard from != to else { continue }
      let share = Self.share(from: last.place, to: place, from, to)
      crossings.append(
        Crossing(
          key: from.key &* 0x9E37_79B9_7F4A_7C15 ^ to.key,
          time: last.time + share * (time - last.time)
        )
      )
    }
    finishDay(at: track.count)
    for day in days { crossings[day.crossings].sort { ($0.key, $0.time) < ($1.key, $1.time) } }
  }

  /// Begins a day with a fix.
  private mutating func begin(_ number: Int, at position: Int) {
    finishDay(at: position)
    days.append(
      Day(
        number: number,
        fixes: position..<position,
        moves: moves.count..<moves.count,
        crossings: crossings.count..<crossings.count
      )
    )
  }

  /// Ends the last day before a fix, if there is one.
  private mutating func finishDay(at position: Int) {
    guard var day = days.popLast() else { return }
    day.fixes = day.fixes.lowerBound..<position
    day.moves = day.moves.lowerBound..<moves.count
    day.crossings = day.crossings.lowerBound..<crossings.count
    days.append(day)
  }

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

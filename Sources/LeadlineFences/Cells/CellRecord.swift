import LeadlineGeometry

/// The boundaries that cross a cell, packed into 32-bit words.
///
/// A record is one group of up to eight fences after the other. A group is
///
/// - a head: fences - 1 (3 bits), whether another group follows, whether a fence that covers the
///   whole cell is named, the parities (8 bits), the number of runs (10 bits) and of turns (9 bits);
/// - only where a number does not fit its bits: the number of runs and that of turns;
/// - only where named: the answer of the fences that cover the whole cell (``CellEntry/answer``);
/// - the ranks of the fences, ascending; bit *i* of a mask stands for the *i*-th;
/// - per run of edges: its first vertex, and the number of edges (24 bits) with a mask (8 bits);
/// - per turn: a vertex, and a mask.
///
/// Whether a fence holds a place of the cell is the parity of three things: the fence's own bit, the
/// edges among the cell's that a ray to the east crosses, and the turns at or south of the place.
/// The cell's edges are all that meet it, but not all that the ray would meet further east. What is
/// missing changes with latitude only, and only where an edge of the cell ends further east: there
/// is the turn. The fence's own bit makes the sum right at the cell's southern side, hence
/// everywhere.
enum CellRecord {
  static let fencesPerGroup = 8
  /// A number of runs that stands for "see the next word".
  static let manyRuns: UInt32 = 0x3ff
  /// A number of turns that stands for "see the next word".
  static let manyTurns: UInt32 = 0x1ff
  /// The most edges that one run can count.
  static let longestRun = 0xff_ffff

  /// The head of a group, unpacked.
  struct Head {
    var bits: UInt32

    @inline(__always) var fences: Int { Int(bits & 7) &+ 1 }
    @inline(__always) var hasMore: Bool { bits & 8 != 0 }
    @inline(__always) var hasCover: Bool { bits & 16 != 0 }
    @inline(__always) var parities: UInt32 { bits >> 5 & 0xff }
    @inline(__always) var runs: UInt32 { bits >> 13 & CellRecord.manyRuns }
    @inline(__always) var turns: UInt32 { bits >> 23 }
    /// Whether the numbers stand in words of their own.
    @inline(__always)
    var isLong: Bool { runs == CellRecord.manyRuns || turns == CellRecord.manyTurns }

    init(bits: UInt32) { self.bits = bits }

    init(fences: Int, hasMore: Bool, hasCover: Bool, parities: UInt32, runs: Int, turns: Int) {
      let isLong = runs >= Int(CellRecord.manyRuns) || turns >= Int(CellRecord.manyTurns)
      bits =
        UInt32(fences - 1) | (hasMore ? 8 : 0) | (hasCover ? 16 : 0) | parities << 5
        | (isLong ? CellRecord.manyRuns : UInt32(runs)) << 13
        | (isLong ? CellRecord.manyTurns : UInt32(turns)) << 23
    }
  }

  /// The answer for a place of the cell, 0 if no fence covers it; else as ``CellEntry/answer``.
  ///
  /// - Complexity: O(edges in the cell).
  @inline(__always)
  static func answer(
    _ record: UnsafePointer<UInt32>,
    _ vertices: UnsafePointer<Vertex>,
    at place: Vertex
  ) -> Int {
    var words = record
    var best = Int.max
    var isCovered = false
    var isContested = false
    while true {
      let head = Head(bits: words[0])
      words += 1
      var runs = Int(head.runs)
      var turns = Int(head.turns)
      if head.isLong {
        runs = Int(words[0])
        turns = Int(words[1])
        words += 2
      }
      if head.hasCover {
        best = min(best, Int(words[0] >> 1) &- 1)
        isContested = isContested || isCovered || words[0] & 1 != 0
        isCovered = true
        words += 1
      }
      let ranks = words
      words += head.fences
      var holds = head.parities
      var touches: UInt32 = 0
      for _ in 0..<runs {
        let mask = words[1] >> 24
        var vertex = vertices + Int(words[0])
        let last = vertex + Int(words[1] & 0xff_ffff)
        var start = vertex[0]
        while vertex < last {
          vertex += 1
          let end = vertex[0]
          let left = (start.x - place.x) * (end.y - place.y)
          let right = (start.y - place.y) * (end.x - place.x)
          let side = left - right
          // As in Orientation, whose bound this is: beyond it the place is certainly on no edge.
          if abs(side) > 3.330_669_073_875_471_6e-16 * (abs(left) + abs(right)) + 1e-290 {
            let isEndNorth = end.y > place.y
            let crosses = (start.y > place.y) != isEndNorth && (side > 0) == isEndNorth
            holds ^= crosses ? mask : 0
          } else {
            settle(start, end, place, mask, &holds, &touches)
          }
          start = end
        }
        words += 2
      }
      for _ in 0..<turns {
        holds ^= vertices[Int(words[0])].y <= place.y ? words[1] : 0
        words += 2
      }
      holds |= touches
      if holds != 0 {
        best = min(best, Int(ranks[holds.trailingZeroBitCount]))
        isContested = isContested || isCovered || holds & (holds &- 1) != 0
        isCovered = true
      }
      guard head.hasMore else { break }
    }
    return isCovered ? CellEntry.answer(rank: best, isContested: isContested) : 0
  }

  /// Vertices of a record's first two runs that lie in different lines of a cache, if there are any.
  @inline(__always)
  static func vertices(_ words: UnsafePointer<UInt32>) -> (UInt32, UInt32, UInt32) {
    let head = Head(bits: words[0])
    let count = head.isLong ? words[1] : head.runs
    let runs = words + 1 + (head.isLong ? 2 : 0) + (head.hasCover ? 1 : 0) + head.fences
    let first = runs[0]
    let second = count > 1 ? runs[2] : first
    return (first, first &+ min(4, runs[1] & 0xff_ffff), second)
  }

  /// An edge next to whose line the place lies.
  @inline(never)
  private static func settle(
    _ start: Vertex,
    _ end: Vertex,
    _ place: Vertex,
    _ mask: UInt32,
    _ holds: inout UInt32,
    _ touches: inout UInt32
  ) {
    let side = Orientation.sign(
      ax: start.x,
      ay: start.y,
      bx: end.x,
      by: end.y,
      px: place.x,
      py: place.y
    )
    if side == 0 {
      let isWithin =
        place.x >= min(start.x, end.x) && place.x <= max(start.x, end.x)
        && place.y >= min(start.y, end.y) && place.y <= max(start.y, end.y)
      if isWithin { touches |= mask }
    } else {
      let isEndNorth = end.y > place.y
      if (start.y > place.y) != isEndNorth && (side > 0) == isEndNorth { holds ^= mask }
    }
  }
}

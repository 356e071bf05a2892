import LeadlineGeometry
package import LeadlineModel

/// Some fixes of some reps, as one thread read them; a ``TrackTable/Builder`` joins them.
///
/// The fixes may come in any order; ``group()`` puts those of one rep side by side.
package struct FixBlock: Sendable {
  /// The reps, in the order in which they came.
  package private(set) var reps = IdentifierTable()
  /// How many fixes each of the reps has.
  private(set) var counts: [Int] = []
  var rows = FixRows()
  /// The rep of each fix.
  private var repOfRow: [Int32] = []
  /// The rep of the last fix.
  private var last = (position: 0, id: [UInt8]())
  /// How many times the rep changed from one fix to the next.
  private var runs = 0

  /// Makes an empty block.
  package init() {}

  /// The number of fixes.
  package var count: Int { rows.count }

  /// Makes room.
  package mutating func reserveCapacity(_ count: Int) {
    rows.reserveCapacity(count)
    repOfRow.reserveCapacity(count)
  }

  /// Adds a fix; one whose time is not finite is left out.
  ///
  /// - Parameters:
  ///   - rep: The bytes of the rep's id, read during the call only.
  ///   - time: Seconds since 2001-01-01 00:00 UTC.
  ///   - longitude: Degrees east, WGS 84, -180…180.
  ///   - latitude: Degrees north, -90…90.
  ///   - accuracy: 68 % radius, metres; NaN when unknown.
  package mutating func append(
    rep: UnsafeBufferPointer<UInt8>,
    time: Double,
    longitude: Double,
    latitude: Double,
    accuracy: Double
  ) {
    guard
      rows.append(time: time, longitude: longitude, latitude: latitude, accuracy: accuracy)
    else { return }
    // Most files have many fixes of a rep in a row: comparing ids is cheaper than looking them up.
    // The bytes are read during the call only.
    let isSame = unsafe last.id.elementsEqual(rep)
    if runs == 0 || !isSame {
      let position = unsafe reps.insert(rep, hash: IdentifierTable.hash(rep)).position
      unsafe last = (position, Array(rep))
      if position == counts.count { counts.append(0) }
      runs += 1
    }
    counts[last.position] += 1
    repOfRow.append(Int32(truncatingIfNeeded: last.position))
  }

  /// Puts the fixes of each rep side by side, reps in the order in which they came, and each rep's
  /// fixes in theirs.
  ///
  /// - Complexity: O(*n*); nothing is moved where they lie so already.
  package mutating func group() {
    defer { repOfRow = [] }
    guard runs > counts.count else { return }
    var next: [Int] = []
    var start = 0
    for count in counts {
      next.append(start)
      start += count
    }
    var order = [Int](repeating: 0, count: count)
    for (row, rep) in repOfRow.enumerated() {
      order[next[Int(rep)]] = row
      next[Int(rep)] += 1
    }
    rows.times = order.map { rows.times[$0] }
    rows.longitudes = order.map { rows.longitudes[$0] }
    rows.latitudes = order.map { rows.latitudes[$0] }
    rows.radii = order.map { rows.radii[$0] }
  }
}

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
  /// Fixes of one rep that came one behind the other; most files have many of a rep in a row.
  private var runs: [Run] = []

  private struct Run {
    /// The position of the rep.
    var rep: Int
    var count: Int
  }

  /// Makes an empty block.
  package init() {}

  /// The number of fixes.
  package var count: Int { rows.count }

  /// Makes room.
  package mutating func reserveCapacity(_ count: Int) { rows.reserveCapacity(count) }

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
    unsafe count(1, of: rep)
  }

  /// Some fixes as columns, which are read during the call only; see the other `append`.
  @unsafe package struct Columns {
    let times: UnsafeBufferPointer<Double>
    let longitudes: UnsafeBufferPointer<Double>
    let latitudes: UnsafeBufferPointer<Double>
    let accuracies: UnsafeBufferPointer<Double>

    /// Names the columns, all of one length.
    package init(
      times: UnsafeBufferPointer<Double>,
      longitudes: UnsafeBufferPointer<Double>,
      latitudes: UnsafeBufferPointer<Double>,
      accuracies: UnsafeBufferPointer<Double>
    ) {
      unsafe self.times = times
      unsafe self.longitudes = longitudes
      unsafe self.latitudes = latitudes
      unsafe self.accuracies = accuracies
    }
  }

  /// Adds many fixes; those whose time is not finite are left out.
  ///
  /// - Parameters:
  ///   - columns: The fixes.
  ///   - rep: Gives the bytes of the id of a fix's rep, which are read during the call only.
  package mutating func append(_ columns: Columns, rep: (Int) -> UnsafeBufferPointer<UInt8>) {
    guard unsafe columns.times.allSatisfy(\.isFinite) else {
      for row in unsafe columns.times.indices {
        unsafe append(
          rep: rep(row),
          time: columns.times[row],
          longitude: columns.longitudes[row],
          latitude: columns.latitudes[row],
          accuracy: columns.accuracies[row]
        )
      }
      return
    }
    unsafe rows.append(columns)
    let end = unsafe columns.times.count
    var first = 0
    while first < end {
      // Comparing ids is cheaper than looking them up.
      let id = unsafe rep(first)
      var next = first + 1
      while next < end, unsafe IdentifierTable.areEqual(rep(next), id) { next += 1 }
      unsafe count(next - first, of: id)
      first = next
    }
  }

  /// Counts the fixes added last, all of one rep.
  private mutating func count(_ count: Int, of rep: UnsafeBufferPointer<UInt8>) {
    if let last = runs.last,
      unsafe reps.withBytes(last.rep, { unsafe IdentifierTable.areEqual($0, rep) })
    {
      runs[runs.count - 1].count += count
      counts[last.rep] += count
      return
    }
    let position = unsafe reps.insert(rep, hash: IdentifierTable.hash(rep)).position
    if position == counts.count { counts.append(0) }
    counts[position] += count
    runs.append(Run(rep: position, count: count))
  }

  /// Puts the fixes of each rep side by side, reps in the order in which they came, and each rep's
  /// fixes in theirs.
  ///
  /// - Complexity: O(*n*); nothing is moved where they lie so already.
  package mutating func group() {
    guard runs.count > counts.count else { return }
    var next: [Int] = []
    var start = 0
    for count in counts {
      next.append(start)
      start += count
    }
    var order = [Int](repeating: 0, count: count)
    var row = 0
    for run in runs {
      for _ in 0..<run.count {
        order[next[run.rep]] = row
        next[run.rep] += 1
        row += 1
      }
    }
    runs = counts.enumerated().map { Run(rep: $0.offset, count: $0.element) }
    rows.times = order.map { rows.times[$0] }
    rows.longitudes = order.map { rows.longitudes[$0] }
    rows.latitudes = order.map { rows.latitudes[$0] }
    rows.radii = order.map { rows.radii[$0] }
  }
}

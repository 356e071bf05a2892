import LeadlineGeometry

/// Where the phones of reps set out from.
struct Mornings: Sendable {
  /// A day on which a phone set out from a colleague's home.
  struct Elsewhere: Sendable {
    var colleague: Int
    /// The rep's check-ins of the day.
    var checkIns: Range<Int>
  }

  /// The errors of a fix and of a home's address, metres.
  private static let homeMetres = 150.0
  /// More than this share of a rep's days from one place is a habit: a depot, a shared home.
  private static let habitShare = 1.0 / 3
  /// With fewer days nobody knows what is usual.
  private static let leastDays = 4
  /// Who usually sets out nearer to the home's address than this sets out from home, metres; GCJ-02 moves
  /// a place by less than 700, BD-09 by less than 1,500.
  private static let usualMetres = 1_600.0

  private let context: AuditContext
  /// Who has a known home, from south to north.
  private let homes: [(latitude: Double, rep: Int)]
  /// By rep, the days on which there are check-ins and a track, in their order.
  private let starts: [[Start]]

  /// Where a phone was first seen on a day.
  private struct Start: Sendable {
    var day: Int
    /// The rep's check-ins of the day.
    var checkIns: Range<Int>
    var longitude: Double
    var latitude: Double
    /// Metres from where it usually sets out.
    var metresFromUsual = 0.0
  }

  /// Reads where all phones set out from, and sorts the homes.
  ///
  /// - Complexity: O(*n* log *n*) in the number of reps and of their days.
  init(_ context: AuditContext) {
    self.context = context
    homes = context.data.reps.enumerated().filter { $0.element.latitude.isFinite }
      .map { ($0.element.latitude, $0.offset) }
      .sorted { $0 < $1 }
    starts = Workers.array(context.data.reps.count, size: 4, threads: context.threads) { rep in
      Self.relative(Self.starts(of: rep, context), toHome: context.data.reps[rep])
    }
  }

  /// The days on which a rep's phone set out from the home of a colleague who is neither the superior
  /// nor the subordinate, far from where it usually does.
  ///
  /// Not those that began at a store that the rep visited: there the track was only switched on.
  func elsewhere(_ rep: Int) -> [Elsewhere] {
    let rows = context.data.checkIns
    guard starts[rep].count >= Self.leastDays else { return [] }
    var found: [Elsewhere] = []
    for start in starts[rep] where start.metresFromUsual > context.policy.links.carriedMetres {
      guard let colleague = resident(at: start, otherThan: rep),
        !start.checkIns.contains(where: { isNear(start, rows[$0].store) })
      else { continue }
      found.append(Elsewhere(colleague: colleague, checkIns: start.checkIns))
    }
    var counts: [Int: Int] = [:]
    for morning in found { counts[morning.colleague, default: 0] += 1 }
    let most = Self.habitShare * Double(starts[rep].count)
    return found.filter { Double(counts[$0.colleague] ?? 0) <= most }
  }

  /// Whether a rep's phone set out from another's home on the day of a check-in, which the other then
  /// carries.
  func isCarried(phoneOf rep: Int, by other: Int, on row: CheckInRow) -> Bool {
    guard let start = start(of: rep, onDayOf: row) else { return false }
    return metres(start, toHomeOf: other) <= Self.homeMetres
      && start.metresFromUsual > context.policy.links.carriedMetres
  }

  /// Whether both days began at the colleague's home rather than at the rep's.
  func beganWith(_ colleague: Int, _ rep: Int, onDayOf row: CheckInRow) -> Bool {
    guard let own = start(of: rep, onDayOf: row),
      let others = start(of: colleague, onDayOf: row)
    else { return false }
    let carried = context.policy.links.carriedMetres
    let toColleagues = metres(own, toHomeOf: colleague)
    return toColleagues <= metres(own, toHomeOf: rep)
      && metres(others, toHomeOf: colleague) <= toColleagues + carried
      && FlatDistance.metres(own.longitude, own.latitude, others.longitude, others.latitude)
        <= carried
  }

  private func start(of rep: Int, onDayOf row: CheckInRow) -> Start? {
    let day = context.day(row)
    return starts[rep].first { $0.day == day }
  }

  private static func starts(of rep: Int, _ context: AuditContext) -> [Start] {
    guard let track = context.tracks[rep] else { return [] }
    let rows = context.data.checkIns
    let all = context.data.checkIns(ofRep: rep)
    var starts: [Start] = []
    var first = all.lowerBound
    while first < all.upperBound {
      let day = context.day(rows[first])
      var end = first + 1
      while end < all.upperBound, context.day(rows[end]) == day { end += 1 }
      let midnight =
        86_400 * Double(day) - 240 * context.data.stores[Int(rows[first].store)].longitude
      let position = track.firstPosition(after: midnight)
      if position < track.count, track.time(at: position) < midnight + 86_400 {
        let place = track.coordinate(at: position)
        starts.append(
          Start(
            day: day,
            checkIns: first..<end,
            longitude: place.longitude,
            latitude: place.latitude
          )
        )
      }
      first = end
    }
    return starts
  }

  /// Measures mornings from the usual one; where that is near the home, it is the home, and what lies
  /// between them is the error of its address or another datum, which is taken off.
  private static func relative(_ starts: [Start], toHome home: AuditRep) -> [Start] {
    guard !starts.isEmpty else { return [] }
    let longitude = starts.map(\.longitude).sorted()[(starts.count - 1) / 2]
    let latitude = starts.map(\.latitude).sorted()[(starts.count - 1) / 2]
    let isHome =
      FlatDistance.metres(longitude, latitude, home.longitude, home.latitude) <= usualMetres
    return starts.map { start in
      var start = start
      start.metresFromUsual = FlatDistance.metres(
        start.longitude,
        start.latitude,
        longitude,
        latitude
      )
      if isHome {
        start.longitude += home.longitude - longitude
        start.latitude += home.latitude - latitude
      }
      return start
    }
  }

  private func metres(_ place: Start, toHomeOf rep: Int) -> Double {
    let home = context.data.reps[rep]
    return FlatDistance.metres(place.longitude, place.latitude, home.longitude, home.latitude)
  }

  private func isNear(_ place: Start, _ store: Int32) -> Bool {
    let pin = context.data.stores[Int(store)]
    return FlatDistance.metres(place.longitude, place.latitude, pin.longitude, pin.latitude)
      <= context.policy.links.carriedMetres
  }

  /// The colleague whose home is nearest to a place, if it is there.
  private func resident(at place: Start, otherThan rep: Int) -> Int? {
    let reach = Self.homeMetres / 110_000
    var low = 0
    var high = homes.count
    while low < high {
      let middle = low + (high - low) / 2
      if homes[middle].latitude < place.latitude - reach { low = middle + 1 } else { high = middle }
    }
    var best: (metres: Double, rep: Int)?
    for home in homes[low...] {
      if home.latitude > place.latitude + reach { break }
      let distance = metres(place, toHomeOf: home.rep)
      guard distance <= Self.homeMetres, home.rep != rep else { continue }
      if best.map({ (distance, home.rep) < ($0.metres, $0.rep) }) ?? true {
        best = (distance, home.rep)
      }
    }
    guard let best else { return nil }
    let reps = context.data.reps
    return Int(reps[rep].supervisor) == best.rep || Int(reps[best.rep].supervisor) == rep
      ? nil : best.rep
  }
}

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

  private let context: AuditContext
  /// Who has a known home, from south to north.
  private let homes: [(latitude: Double, rep: Int)]

  /// Sorts the homes.
  ///
  /// - Complexity: O(*n* log *n*) in the number of reps.
  init(_ context: AuditContext) {
    self.context = context
    homes = context.data.reps.enumerated().filter { $0.element.latitude.isFinite }
      .map { ($0.element.latitude, $0.offset) }
      .sorted { $0 < $1 }
  }

  /// The days on which a rep's phone set out from the home of a colleague who is neither the superior
  /// nor the subordinate, far from the rep's own.
  ///
  /// Not those that began at a store that the rep visited: there the track was only switched on.
  func elsewhere(_ dossier: RepDossier) -> [Elsewhere] {
    let rows = context.data.checkIns
    let own = context.data.reps[dossier.rep]
    guard own.latitude.isFinite, context.tracks[dossier.rep] != nil else { return [] }
    var days = 0
    var found: [Elsewhere] = []
    var first = dossier.checkIns.lowerBound
    while first < dossier.checkIns.upperBound {
      let day = context.day(rows[first])
      var end = first + 1
      while end < dossier.checkIns.upperBound, context.day(rows[end]) == day { end += 1 }
      let visits = first..<end
      let store = context.data.stores[Int(rows[first].store)]
      first = end
      let midnight = 86_400 * Double(day) - 240 * store.longitude
      guard let start = firstPlace(of: dossier.rep, after: midnight) else { continue }
      days += 1
      guard metres(start, toHomeOf: dossier.rep) > context.policy.links.carriedMetres,
        let colleague = resident(at: start, otherThan: dossier.rep),
        !visits.contains(where: { isNear(start, rows[$0].store) })
      else { continue }
      found.append(Elsewhere(colleague: colleague, checkIns: visits))
    }
    var counts: [Int: Int] = [:]
    for morning in found { counts[morning.colleague, default: 0] += 1 }
    return found.filter {
      Double(counts[$0.colleague] ?? 0) <= Self.habitShare * Double(days)
    }
  }

  /// Whether a rep's phone set out from another's home on the day of a check-in, which the other then
  /// carries.
  func isCarried(phoneOf rep: Int, by other: Int, on row: CheckInRow) -> Bool {
    let store = context.data.stores[Int(row.store)]
    let midnight = 86_400 * Double(context.day(row)) - 240 * store.longitude
    guard let start = firstPlace(of: rep, after: midnight) else { return false }
    return metres(start, toHomeOf: other) <= Self.homeMetres
      && metres(start, toHomeOf: rep) > context.policy.links.carriedMetres
  }

  /// Whether both days began at the colleague's home rather than at the rep's.
  func beganWith(_ colleague: Int, _ rep: Int, midnight: Double) -> Bool {
    guard let own = firstPlace(of: rep, after: midnight),
      let others = firstPlace(of: colleague, after: midnight)
    else { return false }
    let carried = context.policy.links.carriedMetres
    let toColleagues = metres(own, toHomeOf: colleague)
    return toColleagues <= metres(own, toHomeOf: rep)
      && metres(others, toHomeOf: colleague) <= toColleagues + carried
      && FlatDistance.metres(own.longitude, own.latitude, others.longitude, others.latitude)
        <= carried
  }

  /// The first place of a rep's track in the day after a time.
  private func firstPlace(of rep: Int, after midnight: Double)
    -> (longitude: Double, latitude: Double)?
  {
    guard let track = context.tracks[rep] else { return nil }
    let position = track.firstPosition(after: midnight)
    guard position < track.count, track.time(at: position) < midnight + 86_400 else { return nil }
    let place = track.coordinate(at: position)
    return (place.longitude, place.latitude)
  }

  private func metres(_ place: (longitude: Double, latitude: Double), toHomeOf rep: Int) -> Double {
    let home = context.data.reps[rep]
    return FlatDistance.metres(place.longitude, place.latitude, home.longitude, home.latitude)
  }

  private func isNear(_ place: (longitude: Double, latitude: Double), _ store: Int32) -> Bool {
    let pin = context.data.stores[Int(store)]
    return FlatDistance.metres(place.longitude, place.latitude, pin.longitude, pin.latitude)
      <= context.policy.links.carriedMetres
  }

  /// The colleague whose home is nearest to a place, if it is there.
  private func resident(at place: (longitude: Double, latitude: Double), otherThan rep: Int) -> Int?
  {
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

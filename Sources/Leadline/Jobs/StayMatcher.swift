import Foundation
import LeadlineGeometry
import LeadlineIndex
import LeadlineModel
import LeadlineVisits

/// A check-in as the report of stays needs it.
struct StayCheckIn: Sendable {
  var id: ID<CheckIn>
  var store: ID<Store>
  var time: Date
}

/// The stores that stays are matched with.
struct StayStores: Sendable {
  private(set) var ids: [ID<Store>] = []
  private(set) var coordinates: [Coordinate] = []
  /// 68 % radii, metres; nil where unknown.
  private(set) var accuracies: [Double?] = []
  /// The stores of each owner that are to be visited every so many days.
  private(set) var plans: [ID<Rep>: [(store: ID<Store>, days: Double)]] = [:]
  private var positions = IdentifierTable()

  private static let cycleField = RecordSchema.of(.stores).position(of: "visit_every_days")

  mutating func add(_ record: Record) -> Reject? {
    guard let store = Store(record) else { return .unusable(record) }
    guard positions.insert(store.id.rawValue).isNew else {
      return .duplicate(store.id, in: record)
    }
    ids.append(store.id)
    coordinates.append(store.coordinate)
    accuracies.append(store.locationAccuracyMetres)
    if let owner = store.owner, let field = Self.cycleField,
      let days = record.values[field].number, days > 0
    {
      plans[owner, default: []].append((store.id, days))
    }
    return nil
  }

  func position(of id: ID<Store>) -> Int? { positions.position(of: id.rawValue) }
}

/// Finds the stores at which reps stayed.
///
/// A store is a candidate when the place of the stay lies within 99 % of what both may err: the
/// radius of the stay, that of the store's position, and the size of the premises. The likeliest
/// candidate is named; those at least a fifth as likely are named beside it, since shared premises
/// can't be told apart by position. A check-in at any candidate decides.
struct StayMatcher: Sendable {
  /// The 68 % radius of a store's position that states none, metres; see
  /// `VerificationPolicy.geocodeMedianMetres`, whose 68 % is 1.6 times the median.
  static let storeRadiusMetres = 43.0
  /// How far from its position a rep stands at a store, metres, as a standard deviation; a judgement.
  static let premisesMetres = 20.0
  /// No store farther off is a candidate, metres.
  static let farthestMetres = 500.0
  /// The candidates looked at; a mall has more, but they can't be told apart.
  static let mostCandidates = 16
  /// How long before and after a stay a check-in belongs to it, seconds: on the way in and out.
  static let checkInSlackSeconds = 300.0
  /// Without a fix this near to a check-in, nobody knows, seconds.
  static let trackReachSeconds = 900.0

  let stores: StayStores
  private let index: StoreIndex

  /// A store at which a stay may have been.
  private struct Candidate {
    var position: Int
    var distance: Distance
    /// The logarithm of the likelihood.
    var score: Double
  }

  init(_ stores: StayStores) {
    self.stores = stores
    index = StoreIndex(stores.coordinates)
  }

  /// The rows of a rep: stays and check-ins without one, in order of time.
  func rows(
    rep: ID<Rep>,
    stays: [Stay],
    track: Track,
    checkIns: [StayCheckIn]
  ) -> [StayReport.Row] {
    let ordered = checkIns.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    let candidates = stays.map(candidates(for:))
    var during = [[StayCheckIn]](repeating: [], count: stays.count)
    var rows: [StayReport.Row] = []
    for checkIn in ordered {
      if let position = stay(of: checkIn, stays, candidates) {
        during[position].append(checkIn)
      } else {
        rows.append(
          StayReport.Row(
            rep: rep,
            time: checkIn.time,
            store: checkIn.store,
            checkIns: [checkIn.id],
            status: hasFix(track, near: checkIn.time) ? .notSeen : .noTrack
          )
        )
      }
    }
    for (position, stay) in stays.enumerated() {
      rows.append(row(rep, stay, candidates[position], during[position]))
    }
    return rows.sorted {
      ($0.time, $0.checkIns.first ?? ID("")) < ($1.time, $1.checkIns.first ?? ID(""))
    }
  }

  private func row(
    _ rep: ID<Rep>,
    _ stay: Stay,
    _ candidates: [Candidate],
    _ checkIns: [StayCheckIn]
  ) -> StayReport.Row {
    let claimed = checkIns.compactMap { stores.position(of: $0.store) }
    let confirmed = candidates.first { claimed.contains($0.position) }
    let isWrong = checkIns.contains { checkIn in
      !candidates.contains { stores.ids[$0.position] == checkIn.store }
    }
    let best = confirmed ?? candidates.first
    var row = StayReport.Row(rep: rep, stay: stay, time: stay.arrivedAt, status: .elsewhere)
    row.checkIns = checkIns.map(\.id)
    if let best {
      row.store = stores.ids[best.position]
      row.distance = best.distance
      let least = (candidates.first?.score ?? best.score) - log(5)
      row.others = candidates.filter { $0.position != best.position && $0.score >= least }
        .map { stores.ids[$0.position] }
      row.status = confirmed == nil ? .unreported : .visit
    }
    if isWrong { row.status = .wrongStore }
    return row
  }

  private func candidates(for stay: Stay) -> [Candidate] {
    let near = index.nearest(
      to: stay.place,
      limit: Self.mostCandidates,
      within: Distance(uncheckedMetres: Self.farthestMetres),
      precedes: { stores.ids[$0] < stores.ids[$1] }
    )
    // 68 % of the errors lie within 1.51 standard deviations.
    let own = pow(max(stay.radiusMetres, 5) / 1.51, 2) + pow(Self.premisesMetres, 2)
    return near.compactMap { match in
      let stated = stores.accuracies[match.position] ?? Self.storeRadiusMetres
      let variance = own + pow(stated / 1.51, 2)
      let metres = match.distance.metres
      // Of a Gaussian in two directions 99 % lie within √9.21 standard deviations.
      guard metres * metres <= 9.21 * variance else { return nil }
      return Candidate(
        position: match.position,
        distance: match.distance,
        score: -metres * metres / (2 * variance) - log(variance)
      )
    }
    .sorted {
      $0.score != $1.score
        ? $0.score > $1.score : stores.ids[$0.position] < stores.ids[$1.position]
    }
  }

  /// The stay that a check-in belongs to: of those at its time one at its store, else the nearest in
  /// time.
  private func stay(
    of checkIn: StayCheckIn,
    _ stays: [Stay],
    _ candidates: [[Candidate]]
  ) -> Int? {
    var low = 0
    var high = stays.count
    let earliest = checkIn.time.addingTimeInterval(-Self.checkInSlackSeconds)
    while low < high {
      let middle = (low + high) / 2
      if stays[middle].leftAt < earliest { low = middle + 1 } else { high = middle }
    }
    var best: (position: Int, isThere: Bool, seconds: Double)?
    while low < stays.count {
      let stay = stays[low]
      let seconds = max(
        stay.arrivedAt.timeIntervalSince(checkIn.time),
        checkIn.time.timeIntervalSince(stay.leftAt),
        0
      )
      if stay.arrivedAt.timeIntervalSince(checkIn.time) > Self.checkInSlackSeconds { break }
      let isThere = candidates[low].contains { stores.ids[$0.position] == checkIn.store }
      // On the way in or out a check-in counts only where it claims to be.
      if isThere || seconds == 0,
        best.map({ (isThere ? 0 : 1, seconds) < ($0.isThere ? 0 : 1, $0.seconds) }) ?? true
      {
        best = (low, isThere, seconds)
      }
      low += 1
    }
    return best?.position
  }

  private func hasFix(_ track: Track, near time: Date) -> Bool {
    let seconds = time.timeIntervalSinceReferenceDate
    return !track.positions(
      from: seconds - Self.trackReachSeconds,
      through: seconds + Self.trackReachSeconds
    ).isEmpty
  }
}

public import Foundation
public import LeadlineFences
public import LeadlineGeometry
public import LeadlineModel
public import LeadlineVisits

/// Where reps stayed, at which stores, with which check-ins; made by a ``Builder``.
public struct StayReport: Sendable {
  /// What a stay, or a check-in without one, comes to.
  public enum Status: String, Hashable, Sendable {
    /// A stay at a store, with a check-in there.
    case visit
    /// A stay at a store without a check-in.
    case unreported
    /// A stay with a check-in at a store that is too far away.
    case wrongStore = "wrong-store"
    /// A stay with no store near.
    case elsewhere
    /// A check-in outside all stays, though there is a track at its time.
    case notSeen = "not-seen"
    /// A check-in at a time without a track; it says nothing against the rep.
    case noTrack = "no-track"
  }

  /// A stay, or a check-in without one.
  public struct Row: Sendable {
    /// Whose.
    public var rep: ID<Rep>
    /// Nil for a check-in without a stay.
    public var stay: Stay?
    /// When the stay began, or the check-in was.
    public var time: Date
    /// The likeliest store; of a check-in without a stay the one claimed.
    public var store: ID<Store>?
    /// How far the place of the stay is from the store.
    public var distance: Distance?
    /// Stores that are as good as likely, as in shared premises; likeliest first.
    public var others: [ID<Store>] = []
    /// The check-ins during the stay, in order of time.
    public var checkIns: [ID<CheckIn>] = []
    /// What it comes to.
    public var status: Status
  }

  /// A day of a rep.
  public struct Day: Sendable {
    /// Whose.
    public var rep: ID<Rep>
    /// The path.
    public var path: DayPath
    /// Its rows.
    public var rows: [Row]
    /// The number of stores where the rep stayed.
    public var customers: Int
    /// The time at stores, seconds.
    public var customerSeconds: Double
    /// The time in stays neither at stores nor at home, seconds.
    public var idleSeconds: Double
    /// The time at the rep's home base, seconds.
    public var homeSeconds: Double
    /// The own stores whose visit was due.
    public var due: Int
    /// Those of them at which the rep stayed.
    public var dueVisited: Int
    /// The share of the time in stays, home left out, outside the own territory; nil where that is
    /// not known.
    public var outsideShare: Double?
  }

  /// All rows, by rep and time.
  public var rows: [Row]
  /// All days, by rep and time.
  public var days: [Day]

  /// How far from the home base a stay is at home, metres.
  static let homeMetres = 150.0

  /// Takes tracks, stores, check-ins, reps and fences.
  public struct Builder: Sendable {
    private let policy: StayPolicy
    private let detector: StayDetector
    private var tracks = TrackTable.Builder()
    private var stores = StayStores()
    private var checkIns: [ID<Rep>: [StayCheckIn]] = [:]
    private var homes: [ID<Rep>: Coordinate] = [:]
    private var territories: [ID<Rep>: String] = [:]

    /// Begins a report.
    ///
    /// - Throws: ``LeadlineVisits/VisitsError`` for a policy with problems.
    public init(policy: StayPolicy = StayPolicy()) throws(VisitsError) {
      self.policy = policy
      detector = try StayDetector(policy: policy)
    }

    /// Adds a fix, in any order.
    public mutating func addFix(_ record: Record) { tracks.append(record) }

    /// Adds the fixes of a block.
    package mutating func addFixes(_ fixes: FixBlock) { tracks.append(fixes) }

    /// Adds a store.
    ///
    /// - Returns: Nil, or why it can't be taken.
    public mutating func addStore(_ record: Record) -> Reject? { stores.add(record) }

    /// Adds a check-in.
    public mutating func addCheckIn(_ record: Record) {
      guard let checkIn = CheckIn(record) else { return }
      checkIns[checkIn.rep, default: []].append(
        StayCheckIn(id: checkIn.id, store: checkIn.store, time: checkIn.time)
      )
    }

    /// Adds a rep, for the home base and the territory.
    public mutating func addRep(_ record: Record) {
      guard let rep = Rep(record) else { return }
      homes[rep.id] = record.coordinate
      territories[rep.id] = record.text(of: "territory", schema: RecordSchema.of(.reps))
    }

    /// Finds the stays and puts all together.
    ///
    /// - Parameters:
    ///   - timeZone: By whose clock days begin.
    ///   - fences: The fences of the territories; without them no share outside is known.
    ///   - hasDays: Whether days are asked for.
    ///   - threads: How many threads work; nil for one per processor. The report does not depend on
    ///     it.
    /// - Returns: The report.
    ///
    /// - Complexity: O(*n* log *n*) in the number of fixes, O(*n*) for fixes in order of time.
    public consuming func finish(
      timeZone: TimeZone,
      fences: FenceIndex? = nil,
      hasDays: Bool = false,
      threads: Int? = nil
    ) -> StayReport {
      // Taken out first: what stayed here would keep all fixes twice.
      var fixes = TrackTable.Builder()
      swap(&fixes, &tracks)
      let table = (consume fixes).finish(threads: threads)
      let matcher = StayMatcher(stores)
      // Reps that have check-ins but no track count too.
      let reps = Set(table.reps).union(checkIns.keys).sorted()
      let paths = DayPaths(policy: policy, timeZone: timeZone)
      let detector = detector
      let checkIns = checkIns
      let homes = homes
      let territories = territories
      let parts = Workers.map(reps.count, threads: threads) { position in
        let rep = reps[position]
        let track = table[rep] ?? Track([])
        let stays = detector.stays(of: track)
        let rows = matcher.rows(rep: rep, stays: stays, track: track, checkIns: checkIns[rep] ?? [])
        guard hasDays else { return (rows: rows, days: [Day]()) }
        var planner = DayPlanner(
          rep: rep,
          matcher: matcher,
          home: homes[rep],
          territory: territories[rep] ?? rep.rawValue,
          fences: fences
        )
        let days = planner.days(paths.days(of: track, stays: stays), stays: stays, rows: rows)
        return (rows: rows, days: days)
      }
      return StayReport(rows: parts.flatMap(\.rows), days: parts.flatMap(\.days))
    }
  }
}

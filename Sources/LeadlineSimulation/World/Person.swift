import LeadlineModel

/// Someone with the app: a field rep, a supervisor or a manager.
struct Person: Sendable {
  /// How a person travels.
  enum Vehicle: Sendable, CaseIterable {
    case foot, eBike, car

    /// Metres a second on the way, from slow to quick reps.
    var speeds: ClosedRange<Double> {
      switch self {
      case .foot: 1.1...1.5
      case .eBike: 4.5...6.5
      case .car: 7...11
      }
    }

    /// What it never passes on a city's streets, metres a second.
    var limit: Double {
      switch self {
      case .foot: 2.5
      case .eBike: 8.5
      case .car: 22
      }
    }
  }

  /// A tablet that a depot's team hands on at lunch.
  struct TabletTeam: Hashable, Sendable {
    var team: Int
    var member: Int
    var size: Int
  }

  /// The position in the world's people.
  var index: Int
  var role: Rep.Role
  /// The number of the id, drawn so that it says nothing.
  var number = 0
  var supervisor: Int?
  var home = PlanePoint(x: 0, y: 0)
  /// The centre of the patch; for supervisors, of the team's.
  var centre = PlanePoint(x: 0, y: 0)
  var hasVillages = false
  var hasTower = false
  var hasMall = false
  var hasMarket = false
  var vehicle = Vehicle.eBike
  /// Metres a second on the way.
  var speed = 5.0
  /// Days of the week, 0 for Mondays.
  var workdays = [0, 1, 2, 3, 4]
  var visitsPerDay = 8.0
  /// Minutes after midnight at which the day begins.
  var startMinute = 510.0
  var lunch = PlanePoint(x: 0, y: 0)
  var depot: PlanePoint?
  /// A café or a park bench in the patch.
  var hideout = PlanePoint(x: 0, y: 0)
  var tablet: TabletTeam?
  var app = 0
  /// The version after the upgrade and its first day.
  var upgrade: (app: Int, day: Int)?
  var isTracked = false
  var isTrackedByDistance = false
  /// The first day of a new phone.
  var newPhoneFrom = Int.max
  /// Seconds by which the phone's clock runs ahead, on some days.
  var clock: (seconds: Double, days: Range<Int>)?
  var hasAccessory = false
  var hasBadPhone = false
  var hasCamera = true
  var cheat: CheatRole?
  /// The field rep whose visits this one takes over now and then, as a favour.
  var helps: Int?

  /// The position in the list of versions on a day.
  func app(on day: Int) -> Int {
    if let upgrade, day >= upgrade.day { return upgrade.app }
    return app
  }

  /// Seconds by which the phone's clock runs ahead on a day.
  func clockError(on day: Int) -> Double {
    if let clock, clock.days.contains(day) { return clock.seconds }
    return 0
  }
}

/// How a rep cheats.
struct CheatRole: Sendable {
  /// One attack, or two that take turns.
  var attacks: [Attack]
  var strength: Strength
  /// The share of the visits faked on each of the days that have any.
  var days: [Int: Double]
  /// Who checks in for the rep, where someone does.
  var partner: Int?

  /// The attack of a day.
  func attack(on day: Int) -> Attack {
    attacks[((day % attacks.count) + attacks.count) % attacks.count]
  }
}

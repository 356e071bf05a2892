import Foundation
import LeadlineGeometry
import LeadlineModel

/// Decides who the people are: teams, phones, habits, and which of them cheat.
struct Cast {
  private let scenario: Scenario
  private let plan: CityPlan

  private static let repsOfSupervisor = 8
  private static let supervisorsOfManager = 8

  init(_ scenario: Scenario, _ plan: CityPlan) {
    self.scenario = scenario
    self.plan = plan
  }

  /// The field reps of a supervisor, both as positions among the people; never empty.
  static func team(of supervisor: Int, reps: Int) -> Range<Int> {
    let first = (supervisor - reps) * repsOfSupervisor
    return first..<min(reps, first + repsOfSupervisor)
  }

  /// Field reps first, then supervisors, then managers.
  func people() -> [Person] {
    let supervisors = (scenario.reps + Self.repsOfSupervisor - 1) / Self.repsOfSupervisor
    let managers = (supervisors + Self.supervisorsOfManager - 1) / Self.supervisorsOfManager
    var people: [Person] = []
    for index in 0..<scenario.reps { people.append(fieldRep(index)) }
    giveSites(&people)
    giveApps(&people)
    formTabletTeams(&people)
    chooseCheats(&people)
    giveOddPhones(&people)
    for team in 0..<supervisors {
      let members = Self.team(of: scenario.reps + team, reps: scenario.reps)
      let middle = people[members.lowerBound + members.count / 2].centre
      var person = self.person(people.count, .supervisor, centre: middle)
      person.supervisor = scenario.reps + supervisors + team / Self.supervisorsOfManager
      person.vehicle = .car
      person.speed = 8.5
      people.append(person)
    }
    for _ in 0..<managers {
      people.append(person(people.count, .manager, centre: PlanePoint(x: 0, y: 0)))
    }
    let numbers = Draws(scenario.seed, .cast, 1).shuffled(people.count)
    for index in people.indices { people[index].number = numbers[index] + 1 }
    return people
  }

  private func person(_ index: Int, _ role: Rep.Role, centre: PlanePoint) -> Person {
    var draws = Draws(scenario.seed, .person, index)
    var person = Person(index: index, role: role)
    person.centre = centre
    person.home = centre.moved(by: draws.between(1_200, 5_000), towards: draws.angle())
    person.lunch = centre.moved(by: draws.between(60, 500), towards: draws.angle())
    person.hideout = centre.moved(by: draws.between(150, 700), towards: draws.angle())
    person.startMinute = draws.between(480, 540)
    person.isTracked = draws.chance(scenario.tracks)
    person.isTrackedByDistance = draws.chance(0.15)
    person.hasCamera = draws.chance(0.8)
    // Phones break, fall into puddles, get old.
    if draws.chance(0.04) { person.newPhoneFrom = draws.whole(0, max(0, scenario.days - 1)) }
    person.app = 0
    return person
  }

  private func fieldRep(_ index: Int) -> Person {
    let centre = plan.centre(of: index)
    var person = self.person(index, .rep, centre: centre)
    var draws = Draws(scenario.seed, .person, index, 1)
    person.supervisor = scenario.reps + index / Self.repsOfSupervisor
    person.vehicle = draws.element([.eBike, .eBike, .eBike, .car, .foot])
    if person.vehicle == .foot {
      person.home = centre.moved(by: draws.between(300, 1_200), towards: draws.angle())
    }
    person.speed = speed(of: person.vehicle, &draws)
    person.workdays =
      draws.chance(0.75)
      ? [0, 1, 2, 3, 4] : draws.element([[0, 1, 2, 3, 4, 5], [1, 2, 3, 4, 5]])
    person.visitsPerDay = draws.between(8, 10.5)
    if draws.chance(0.25) {
      person.depot = centre.moved(by: draws.between(200, 1_000), towards: draws.angle())
    }
    return person
  }

  private func speed(of vehicle: Person.Vehicle, _ draws: inout Draws) -> Double {
    draws.between(vehicle.speeds.lowerBound, vehicle.speeds.upperBound)
  }

  /// Says which patches have a tower, a mall, a market hall or villages; shares are kept exactly, so
  /// that small worlds have each.
  private func giveSites(_ people: inout [Person]) {
    func chosen(_ matter: Int, _ share: Double, among candidates: [Int]) -> [Int] {
      let order = Draws(scenario.seed, .cast, 6, matter).shuffled(candidates.count)
      let count = (share * scenario.traps * Double(candidates.count)).rounded(.up)
      return order.prefix(Int(count)).map { candidates[$0] }
    }
    let all = Array(people.indices)
    for index in chosen(0, 0.22, among: all) { people[index].hasTower = true }
    for index in chosen(1, 0.4, among: all) { people[index].hasMall = true }
    for index in chosen(2, 0.3, among: all) { people[index].hasMarket = true }
    for index in chosen(3, 0.45, among: all.filter(plan.isOuter)) {
      people[index].hasVillages = true
      var draws = Draws(scenario.seed, .person, index, 3)
      people[index].vehicle = .car
      people[index].speed = speed(of: .car, &draws)
    }
  }

  /// Gives every version its share of the reps exactly, so that small worlds have the unusual ones
  /// too; a fifth of the reps upgrade to the newest on the way.
  private func giveApps(_ people: inout [Person]) {
    var draws = Draws(scenario.seed, .cast, 2)
    let order = draws.permutation(people.count)
    let shares = AppVersion.all.map { $0.trap == nil ? $0.share : $0.share * scenario.traps }
    let total = shares.reduce(0, +)
    var app = 0
    var reached = shares[0]
    // Rarest last in the list, and the last ones of the order get them.
    for (rank, index) in order.enumerated() {
      let share = (Double(rank) + 0.5) / Double(people.count) * total
      while share > reached && app + 1 < shares.count {
        app += 1
        reached += shares[app]
      }
      people[index].app = app
      if AppVersion.all[app].trap == nil && draws.chance(0.2) {
        people[index].upgrade = (0, draws.whole(1, max(1, scenario.days)))
      }
    }
  }

  /// Gives some reps odd phones: as many as their share says, so that small worlds have them too.
  ///
  /// A wrong clock goes to honest reps only, as the times of attacks are told in true time.
  private func giveOddPhones(_ people: inout [Person]) {
    let traps = scenario.traps
    func count(_ share: Double) -> Int {
      let expected = share * traps * Double(people.count)
      return traps > 0 && people.count >= 12 ? max(1, Int(expected.rounded())) : Int(expected)
    }
    // One oddity at a time, so that each can be told, and a flag needs an app that sends it.
    let order = Draws(scenario.seed, .cast, 5).shuffled(people.count).filter {
      let app = AppVersion.all[people[$0].app]
      return app.trap == nil && app.sendsMock && people[$0].tablet == nil
    }
    for index in order.prefix(count(0.035)) { people[index].hasAccessory = true }
    for index in order.suffix(count(0.035)) { people[index].hasBadPhone = true }
    let punctual = order.filter { people[$0].cheat == nil && people[$0].helps == nil }
    for index in punctual.dropFirst(count(0.035)).prefix(count(0.05)) {
      var draws = Draws(scenario.seed, .person, index, 2)
      let minutes = draws.between(4, 75) * (draws.chance(0.5) ? 1 : -1)
      let first = draws.whole(0, max(0, scenario.days / 2))
      people[index].clock = ((minutes * 60).rounded(), first..<first + max(3, scenario.days / 2))
    }
  }

  /// Neighbours who share a depot and its tablet.
  private func formTabletTeams(_ people: inout [Person]) {
    let size = 3
    let teams = people.count / size
    let count = min(teams, Int((0.1 * scenario.traps * Double(teams)).rounded(.up)))
    let leads = Draws(scenario.seed, .cast, 3).shuffled(people.count)
    var team = 0
    for lead in leads where team < count && people[lead].tablet == nil {
      let centre = people[lead].centre
      let others = people.indices.filter { $0 != lead && people[$0].tablet == nil }
        .map { (metres: people[$0].centre.distance(to: centre), index: $0) }
        .sorted { ($0.metres, $0.index) < ($1.metres, $1.index) }
      let members = [lead] + others.prefix(size - 1).map(\.index)
      var draws = Draws(scenario.seed, .cast, 3, team)
      let depot = centre.moved(by: draws.between(100, 500), towards: draws.angle())
      for (member, index) in members.enumerated() {
        people[index].tablet = .init(team: team, member: member, size: size)
        people[index].depot = depot
        // The tablet changes hands at lunch.
        people[index].lunch = depot
        people[index].app = people[lead].app
        people[index].upgrade = people[lead].upgrade
      }
      team += 1
    }
  }

  // MARK: - Cheats

  private func chooseCheats(_ people: inout [Person]) {
    let count = Int((scenario.cheats * Double(people.count)).rounded())
    var draws = Draws(scenario.seed, .cast, 4)
    let order = draws.permutation(people.count)
    let attackOrder = draws.permutation(scenario.attacks.count)
    let strengths: [Strength] =
      switch scenario.strength {
      case .mixed: [.naive, .noisy, .adaptive]
      case .naive: [.naive]
      case .noisy: [.noisy]
      case .adaptive: [.adaptive]
      }
    let chosen = Set(order.prefix(count))
    for (rank, index) in order.prefix(count).enumerated() {
      let turn = rank / scenario.attacks.count
      let attack = scenario.attacks[attackOrder[rank % scenario.attacks.count]]
      var attacks = [attack]
      // A second one, where both are ways to skip visits.
      if draws.chance(0.12), attack.skipsVisits {
        let others = scenario.attacks.filter { $0 != attack && $0.skipsVisits && $0 != .proxy }
        if attack != .proxy, !others.isEmpty { attacks.append(draws.element(others)) }
      }
      let strength = strengths[(rank + turn) % strengths.count]
      // A phone that a colleague carries leaves none to visit anyone with.
      let isForTheDay = attack == .proxy && strength == .noisy
      people[index].cheat = CheatRole(
        attacks: attacks,
        strength: strength,
        days: cheatDays(of: people[index], share: isForTheDay ? 1 : max(0.6, scenario.cheatShare))
      )
      // Who has no camera in the app needs no photo to cheat with.
      if !Set(attacks).isDisjoint(with: [.photoReuse, .photoElsewhere]) {
        people[index].hasCamera = true
      }
      // A tablet in other hands all afternoon would leave nothing to cheat with.
      people[index].tablet = nil
      if attack == .proxy { findPartner(of: index, among: &people, not: chosen) }
    }
  }

  /// Lazy afternoons: some days, Fridays above all, on which most of the visits are faked.
  private func cheatDays(of person: Person, share typical: Double) -> [Int: Double] {
    var draws = Draws(scenario.seed, .cheat, person.index)
    let weights = [0.6, 0.7, 0.8, 1.0, 1.9, 1.2, 1.0]
    let meanWeight =
      person.workdays.map { weights[$0] }.reduce(0, +) / Double(person.workdays.count)
    var days: [Int: Double] = [:]
    var fallback: [Int] = []
    for day in 0..<scenario.days {
      let weekday = ((scenario.start.daysSince1970 + day + 3) % 7 + 7) % 7
      guard person.workdays.contains(weekday) else { continue }
      fallback.append(day)
      let chance = scenario.cheatShare / typical * weights[weekday] / meanWeight
      let share = typical >= 0.85 ? 1 : draws.between(typical - 0.15, typical + 0.15)
      if draws.chance(chance) { days[day] = share }
    }
    // Not even one bad day would be no cheat.
    if days.isEmpty, !fallback.isEmpty { days[draws.element(fallback)] = typical }
    return days
  }

  /// The nearest colleague who is honest so far and helps nobody yet.
  private func findPartner(of index: Int, among people: inout [Person], not chosen: Set<Int>) {
    let centre = people[index].centre
    let candidates = people.indices.filter {
      !chosen.contains($0) && people[$0].helps == nil && people[$0].tablet == nil
    }
    let nearest = candidates.min { first, second in
      (people[first].centre.distance(to: centre), first)
        < (people[second].centre.distance(to: centre), second)
    }
    guard let nearest else {
      // Nobody would do it.
      people[index].cheat = nil
      return
    }
    people[nearest].helps = index
    people[nearest].workdays = people[index].workdays
    people[index].cheat?.partner = nearest
  }
}

extension Attack {
  /// Tells whether the rep skips visits of whole half days by it; the others happen beside real work.
  var skipsVisits: Bool {
    switch self {
    case .pinMoved, .phantomDuplicate, .keepAlive: false
    default: true
    }
  }
}

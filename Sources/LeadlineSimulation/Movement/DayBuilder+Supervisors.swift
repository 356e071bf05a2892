import Foundation
import LeadlineModel

extension DayBuilder {
  /// The visits, a range of those of the rep's day, that the supervisor makes together with the rep.
  func jointVisits(_ day: RepDay) -> Range<Int>? {
    let person = world.people[day.person]
    guard let supervisor = person.supervisor, person.role == .rep,
      accompanied(by: supervisor, on: day.day) == day.person, day.visits.count >= 3
    else { return nil }
    var draws = Draws(world.scenario.seed, .supervisor, supervisor, day.day, 1)
    let count = min(day.visits.count, draws.whole(3, 6))
    return 0..<count
  }

  /// The rep whom a supervisor goes with on a day.
  private func accompanied(by supervisor: Int, on day: Int) -> Int? {
    let person = world.people[supervisor]
    guard person.role == .supervisor, person.workdays.contains(world.weekday(day)) else {
      return nil
    }
    var draws = Draws(world.scenario.seed, .supervisor, supervisor, day)
    guard draws.chance(min(1, 0.5 * world.scenario.traps)) else { return nil }
    return draws.element(Array(Cast.team(of: supervisor, reps: world.scenario.reps)))
  }

  /// The day of a supervisor in the field; nil for days in the office.
  func supervisorDay(of supervisor: Int, _ day: Int) -> RepDay? {
    guard let rep = accompanied(by: supervisor, on: day), let base = self.day(of: rep, day),
      let joint = jointVisits(base), !joint.isEmpty,
      let first = base.stops.firstIndex(where: {
        $0.arrival == base.visits[joint.lowerBound].arrival
      }),
      let last = base.stops.firstIndex(where: {
        $0.arrival == base.visits[joint.upperBound - 1].arrival
      })
    else { return nil }
    let person = world.people[supervisor]
    var draws = Draws(world.scenario.seed, .supervisor, supervisor, day, 2)
    // The way from home, backwards from when they meet.
    var approach = Timeline(
      city: world.scenario.city,
      speed: person.speed,
      at: person.home,
      from: world.midnight(day),
      until: world.midnight(day)
    )
    let met = base.stops[first]
    let arrival = approach.go(to: met.place, for: 0, met.setting, &draws)
    let departure = met.arrival - (arrival - world.midnight(day))
    var stops = [approach.stops[0]]
    stops[0].departure = max(stops[0].arrival, departure)
    stops += base.stops[first...last]
    var way = Timeline(city: world.scenario.city, speed: person.speed, continuing: stops)
    let home = way.go(to: person.home, for: 1_200, .home, &draws)
    way.stay(until: world.midnight(day + 1))
    return RepDay(
      person: supervisor,
      day: day,
      stops: way.stops,
      visits: joint.map { base.visits[$0] }.filter { !$0.isFavour },
      window: stops[0].departure - 1_200...home + 1_200
    )
  }
}

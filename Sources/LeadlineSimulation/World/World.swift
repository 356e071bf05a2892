import Foundation
import LeadlineGeometry

/// The city, its shops and its people, before anybody moves.
struct World: Sendable {
  let scenario: Scenario
  let plane = CityPlane()
  let plan: CityPlan
  let apps: [AppVersion]
  private(set) var shops: [Shop] = []
  private(set) var stores: [Store] = []
  /// Field reps first, then supervisors, then managers.
  private(set) var people: [Person] = []
  /// The positions in `stores` of each field rep's records.
  private(set) var storesOfRep: [Range<Int>] = []
  /// The ids of the stores' rows, which follow the time at which they were made.
  private(set) var storeNumbers: [Int] = []

  /// Midnight of the first day in the world's time zone, seconds since 1970.
  var firstMidnight: Double { Double(scenario.start.daysSince1970) * 86_400 - LocalTime.offset }

  /// Midnight of a day.
  func midnight(_ day: Int) -> Double { firstMidnight + Double(day) * 86_400 }

  /// 0 for Mondays … 6 for Sundays.
  func weekday(_ day: Int) -> Int {
    let rest = (scenario.start.daysSince1970 + day + 3) % 7
    return rest < 0 ? rest + 7 : rest
  }

  /// Weeks from Monday to Sunday, counted from any fixed one.
  func week(_ day: Int) -> Int {
    (scenario.start.daysSince1970 + day + 3 + 70_000) / 7
  }

  init(_ scenario: Scenario) {
    self.scenario = scenario
    plan = CityPlan(scenario)
    apps = AppVersion.all
    people = Cast(scenario, plan).people()
    for rep in 0..<scenario.reps {
      let first = stores.count
      var maker = PatchMaker(scenario, plan, person: people[rep], firstShop: shops.count)
      maker.make(midnight: { [firstMidnight] in firstMidnight + Double($0) * 86_400 })
      shops += maker.shops
      stores += maker.stores
      storesOfRep.append(first..<stores.count)
    }
    numberStores()
  }

  private mutating func numberStores() {
    let order = stores.indices.sorted { first, second in
      let times = (stores[first].createdAt, stores[second].createdAt)
      return times.0 != times.1 ? times.0 < times.1 : first < second
    }
    storeNumbers = Array(repeating: 0, count: stores.count)
    for (number, store) in order.enumerated() { storeNumbers[store] = number + 1 }
  }
}

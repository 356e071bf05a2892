import Foundation
import LeadlineFences
import LeadlineGeometry
import LeadlineModel
import LeadlineVisits

/// Says for the days of one rep what was planned and what was done.
///
/// A store of the rep is due on a day when its last visit in the data was at least
/// `visit_every_days` before; one that was not visited yet is due from the first day on. Visits are
/// stays: what was only claimed is not done.
struct DayPlanner {
  let rep: ID<Rep>
  let matcher: StayMatcher
  let home: Coordinate?
  let territory: String
  let fences: FenceIndex?

  /// The days of a rep, in order of time.
  mutating func days(
    _ paths: [DayPath],
    stays: [Stay],
    rows: [StayReport.Row]
  ) -> [StayReport.Day] {
    let plan = matcher.stores.plans[rep] ?? []
    var lastVisits = [Date?](repeating: nil, count: plan.count)
    var nextRow = 0
    return paths.map { path in
      var mine: [StayReport.Row] = []
      // Rows before the first fix of the next day are of this one.
      while nextRow < rows.count && rows[nextRow].time <= max(path.last, lastStart(path, stays)) {
        mine.append(rows[nextRow])
        nextRow += 1
      }
      var day = StayReport.Day(
        rep: rep,
        path: path,
        rows: mine,
        customers: 0,
        customerSeconds: 0,
        idleSeconds: 0,
        homeSeconds: 0,
        due: 0,
        dueVisited: 0
      )
      addTimes(&day)
      var visited: Set<ID<Store>> = []
      for row in mine where row.stay != nil {
        if let store = row.store { visited.insert(store) }
      }
      for (position, item) in plan.enumerated() {
        let isVisited = visited.contains(item.store)
        // Half a day of tolerance: visits are not made to the minute.
        let isDue =
          lastVisits[position].map {
            path.first.timeIntervalSince($0) >= (item.days - 0.5) * 86_400
          } ?? true
        if isDue { day.due += 1 }
        if isDue && isVisited { day.dueVisited += 1 }
        if isVisited { lastVisits[position] = path.first }
      }
      return day
    }
  }

  private func lastStart(_ path: DayPath, _ stays: [Stay]) -> Date {
    path.stays.last.map { stays[$0].arrivedAt } ?? path.last
  }

  /// Adds up the time in stays by what they are.
  private func addTimes(_ day: inout StayReport.Day) {
    var stores: Set<ID<Store>> = []
    var outside = 0.0
    var known = 0.0
    for row in day.rows {
      guard let stay = row.stay else { continue }
      let seconds = max(0, min(stay.leftAt, day.path.last).timeIntervalSince(stay.arrivedAt))
      if let store = row.store {
        stores.insert(store)
        day.customerSeconds += seconds
      } else if let home, Geodesic.distance(home, stay.place).metres <= StayReport.homeMetres {
        day.homeSeconds += seconds
        continue
      } else {
        day.idleSeconds += seconds
      }
      if let fences, !fences.levels.isEmpty {
        let winner = fences.winner(at: stay.place, level: 0).position
        let isOwn = winner.map { fences.fences[$0].territory.utf8.elementsEqual(territory.utf8) }
        known += seconds
        if isOwn != true { outside += seconds }
      }
    }
    day.customers = stores.count
    day.outsideShare = known > 0 ? outside / known : nil
  }
}

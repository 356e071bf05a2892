import Foundation
import LeadlineGeometry
import LeadlineModel

@testable import LeadlineVisits

/// Stays of phones that report by time, by the definition and nothing else: lists, sorting, sums made
/// anew at every step.
struct StayReference {
  struct Found: Equatable {
    var first: Int
    var last: Int
    var longitude: Double
    var latitude: Double
    var radius: Double
    var members: Int
    var arrived: Double
    var left: Double
  }

  private struct Group {
    var first: Int
    var last: Int
    var place: Coordinate
    var reach: Double
    var radius: Double
    var members: Int
  }

  let fixes: [PositionFix]
  let policy: StayPolicy

  init(_ fixes: [PositionFix], _ policy: StayPolicy = StayPolicy()) {
    // Times differ in the tests that use it, so this is the whole order.
    self.fixes = fixes.sorted { $0.time < $1.time }
    self.policy = policy
  }

  private func time(_ i: Int) -> Double { fixes[i].time.timeIntervalSinceReferenceDate }

  private func plane(_ i: Int, _ origin: Coordinate) -> (x: Double, y: Double) {
    let frame = LocalFrame(longitude: origin.longitude, latitude: origin.latitude)
    return (frame.x(fixes[i].coordinate.longitude), frame.y(fixes[i].coordinate.latitude))
  }

  private func distance(_ i: Int, _ origin: Coordinate) -> Double {
    let (x, y) = plane(i, origin)
    return (x * x + y * y).squareRoot()
  }

  func stays() -> [Found] {
    var groups: [Group] = []
    var start = 0
    while start < fixes.count {
      let members = members(from: start)
      let last = members[members.count - 1]
      if time(last) - time(start) < policy.minimumSeconds / 2 {
        start += max(1, (last - start + 1) / 2)
        continue
      }
      let mean = mean(members, fixes[start].coordinate)
      let frame = LocalFrame(
        longitude: fixes[start].coordinate.longitude,
        latitude: fixes[start].coordinate.latitude
      )
      var group = group(start, last, frame.coordinate(x: mean.x, y: mean.y))
      start = last + 1
      if let before = groups.last {
        if continues(before, group) {
          groups.removeLast()
          let share = Double(group.members) / Double(before.members + group.members)
          let around = LocalFrame(
            longitude: before.place.longitude,
            latitude: before.place.latitude
          )
          group = self.group(
            before.first,
            group.last,
            around.coordinate(
              x: share * around.x(group.place.longitude),
              y: share * around.y(group.place.latitude)
            )
          )
        } else if !isLong(before) {
          groups.removeLast()
        }
      }
      groups.append(group)
    }
    if let last = groups.last, !isLong(last) { groups.removeLast() }
    for i in groups.indices {
      let least = i > 0 ? groups[i - 1].last + 1 : 0
      let most = i + 1 < groups.count ? groups[i + 1].first - 1 : fixes.count - 1
      extend(&groups[i], Array(stride(from: groups[i].first - 1, through: least, by: -1)))
      extend(&groups[i], Array(stride(from: groups[i].last + 1, through: most, by: 1)))
    }
    var found = groups.map { group in
      Found(
        first: group.first,
        last: group.last,
        longitude: group.place.longitude,
        latitude: group.place.latitude,
        radius: group.radius,
        members: group.members,
        arrived: edge(group, group.first, -1),
        left: edge(group, group.last, 1)
      )
    }
    for i in found.indices.dropFirst() where found[i].arrived < found[i - 1].left {
      let middle = found[i - 1].left + (found[i].arrived - found[i - 1].left) / 2
      found[i - 1].left = middle
      found[i].arrived = middle
    }
    return found
  }

  private func mean(_ members: [Int], _ origin: Coordinate) -> (x: Double, y: Double) {
    var x = 0.0
    var y = 0.0
    for member in members {
      x += plane(member, origin).x
      y += plane(member, origin).y
    }
    return (x / Double(members.count), y / Double(members.count))
  }

  private func members(from start: Int) -> [Int] {
    let origin = fixes[start].coordinate
    var members = [start]
    var outside = 0
    for i in fixes.indices.dropFirst(start + 1) {
      let last = members[members.count - 1]
      if time(i) - time(last) > policy.longestGapSeconds { break }
      let center = mean(members, origin)
      let (x, y) = plane(i, origin)
      let squared = (x - center.x) * (x - center.x) + (y - center.y) * (y - center.y)
      let coarse = 2 * Double(Float(fixes[i].accuracyMetres ?? 0))
      if squared <= policy.radiusMetres * policy.radiusMetres {
        members.append(i)
        outside = 0
      } else if coarse <= policy.radiusMetres || squared > coarse * coarse {
        outside += 1
        if outside >= policy.leavingFixes && time(i) - time(last) >= policy.leavingSeconds {
          break
        }
      }
    }
    return members
  }

  private func lower(_ values: [Double], _ rank: Int) -> Double { values.sorted()[rank] }

  private func group(_ first: Int, _ last: Int, _ center: Coordinate) -> Group {
    let near = (first...last).filter {
      let (x, y) = plane($0, center)
      return x * x + y * y <= policy.radiusMetres * policy.radiusMetres
    }
    let middle = (near.count - 1) / 2
    let x = lower(near.map { plane($0, center).x }, middle)
    let y = lower(near.map { plane($0, center).y }, middle)
    let distances = near.map { i in
      let (fixX, fixY) = plane(i, center)
      return ((fixX - x) * (fixX - x) + (fixY - y) * (fixY - y)).squareRoot()
    }
    let stated = near.compactMap { fixes[$0].accuracyMetres.map { Double(Float($0)) } }
    let usual = stated.isEmpty ? 0 : lower(stated, (stated.count - 1) / 2)
    let holding = lower(distances, (near.count * 68 + 99) / 100 - 1)
    let frame = LocalFrame(longitude: center.longitude, latitude: center.latitude)
    var group = Group(
      first: first,
      last: last,
      place: frame.coordinate(x: x, y: y),
      reach: min(
        policy.radiusMetres,
        max(10, 2.58 * lower(distances, middle) * (1 + 4 / Double(near.count)))
      ),
      radius: max(holding, usual),
      members: near.count
    )
    let inReach = (first...last).filter { isInReach($0, group) }
    group.first = inReach.first ?? last
    group.last = inReach.last ?? group.first
    return group
  }

  private func isInReach(_ i: Int, _ group: Group) -> Bool {
    let (x, y) = plane(i, group.place)
    return x * x + y * y <= group.reach * group.reach
  }

  private func continues(_ first: Group, _ second: Group) -> Bool {
    if time(second.first) - time(first.last) > policy.longestGapSeconds { return false }
    let between = Array(first.last + 1..<second.first)
    if let start = between.first, let end = between.last,
      time(end) - time(start) > policy.returnSeconds
    {
      return false
    }
    let frame = LocalFrame(longitude: first.place.longitude, latitude: first.place.latitude)
    let x = frame.x(second.place.longitude)
    let y = frame.y(second.place.latitude)
    let reach = min(policy.radiusMetres, max(25, 1.5 * (first.radius + second.radius)))
    return x * x + y * y <= reach * reach
  }

  private func isLong(_ group: Group) -> Bool {
    var seconds = time(group.last) - time(group.first)
    if group.first > 0 { seconds += min(60, time(group.first) - time(group.first - 1)) }
    if group.last < fixes.count - 1 {
      seconds += min(60, time(group.last + 1) - time(group.last))
    }
    return seconds >= policy.minimumSeconds
  }

  private func extend(_ group: inout Group, _ positions: [Int]) {
    var outside = 0
    guard let next = positions.first else { return }
    var edge = next < group.first ? group.first : group.last
    for i in positions {
      if abs(time(i) - time(edge)) > policy.longestGapSeconds { break }
      if isInReach(i, group) {
        edge = i
        outside = 0
        group.members += 1
      } else if plane(i, group.place).x * plane(i, group.place).x + plane(i, group.place).y
        * plane(i, group.place).y > policy.radiusMetres * policy.radiusMetres
      {
        outside += 1
        if outside >= policy.leavingFixes { break }
      }
    }
    if next < group.first { group.first = edge } else { group.last = edge }
  }

  private func edge(_ group: Group, _ edge: Int, _ step: Int) -> Double {
    guard fixes.indices.contains(edge + step) else { return time(edge) }
    let gap = abs(time(edge + step) - time(edge))
    var speed = 6.0
    if fixes.indices.contains(edge + 2 * step) {
      let seconds = abs(time(edge + 2 * step) - time(edge + step))
      let (x, y) = plane(edge + 2 * step, fixes[edge + step].coordinate)
      let seen = (x * x + y * y).squareRoot() / seconds
      if seconds > 0 && seconds <= policy.minimumSeconds && seen >= 1 { speed = seen }
    }
    let way = distance(edge + step, group.place) / speed
    return time(edge) + Double(step) * min(60, max(0, gap - way))
  }
}

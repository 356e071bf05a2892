import LeadlineGeometry

/// Fixes near each other that may be a stay.
struct FixGroup {
  /// Its first and its last fix in reach of the place.
  var first: Int
  var last: Int
  /// Where it is: the medians of its members.
  var place: LocalFrame
  var coordinate: Coordinate
  /// How far from the place its members lie, but for one in a hundred, metres.
  var reachMetres: Double
  /// The radius that holds 68 % of its members, or the median of the radii that they state if that is
  /// larger, metres.
  var radiusMetres: Double
  /// The number of fixes within the policy's radius.
  var memberCount: Int
}

/// Finds the groups of a track.
struct GroupFinder {
  private let fixes: StayFixes
  private let policy: StayPolicy
  private let radiusSquared: Double
  // Scratch of `group`, kept so that no group allocates.
  private var xs: [Double] = []
  private var ys: [Double] = []
  private var distances: [Double] = []
  private var stated: [Double] = []

  init(_ fixes: StayFixes, _ policy: StayPolicy) {
    self.fixes = fixes
    self.policy = policy
    radiusSquared = policy.radiusMetres * policy.radiusMetres
  }

  /// The groups that may be as long as the shortest stay, in order of time.
  mutating func groups() -> [FixGroup] {
    var groups: [FixGroup] = []
    var first = 0
    while first < fixes.count {
      let attempt = grow(from: first)
      let seconds = fixes.time(attempt.last) - fixes.time(first)
      // Spikes may have split a stay in two, so half of the shortest one is a beginning.
      guard seconds >= policy.minimumSeconds / 2 else {
        first += max(1, (attempt.last - first + 1) / 2)
        continue
      }
      var group = group(first, attempt.last, around: attempt.center)
      first = attempt.last + 1
      if let last = groups.last {
        if isReturn(from: last, to: group) {
          group = joined(last, group)
          groups.removeLast()
        } else if !mayBeLongEnough(last) {
          groups.removeLast()
        }
      }
      groups.append(group)
    }
    if let last = groups.last, !mayBeLongEnough(last) { groups.removeLast() }
    for position in groups.indices { extend(&groups, position) }
    return groups
  }

  /// Lets a group grow from a fix on.
  ///
  /// - Returns: Its last member, and the mean of its members.
  private func grow(from first: Int) -> (last: Int, center: Coordinate) {
    let frame = fixes.frame(at: first)
    let minimum = policy.radiusMetres
    var last = first
    var lastTime = fixes.time(first)
    var sumX = 0.0
    var sumY = 0.0
    var members = 1.0
    var x = 0.0
    var y = 0.0
    var elsewhere = 0
    for position in first + 1..<max(first + 1, fixes.count) {
      let time = fixes.time(position)
      if time - lastTime > policy.longestGapSeconds { break }
      let fixX = frame.x(fixes.longitude(position))
      let fixY = frame.y(fixes.latitude(position))
      let dx = fixX - x
      let dy = fixY - y
      let squared = dx * dx + dy * dy
      if squared <= radiusSquared {
        members += 1
        sumX += fixX
        sumY += fixY
        x = sumX / members
        y = sumY / members
        last = position
        lastTime = time
        elsewhere = 0
        continue
      }
      // A coarse fix says little: twice a 68 % radius holds 99 % of the errors.
      let tolerance = 2 * fixes.radius(position)
      if tolerance > minimum && squared <= tolerance * tolerance { continue }
      elsewhere += 1
      if elsewhere >= policy.leavingFixes && time - lastTime >= policy.leavingSeconds { break }
    }
    return (last, frame.coordinate(x: x, y: y))
  }

  /// What the fixes from one to another around a place have in common.
  private mutating func group(_ first: Int, _ last: Int, around center: Coordinate) -> FixGroup {
    let frame = LocalFrame(longitude: center.longitude, latitude: center.latitude)
    xs.removeAll(keepingCapacity: true)
    ys.removeAll(keepingCapacity: true)
    stated.removeAll(keepingCapacity: true)
    for position in first...last {
      let x = frame.x(fixes.longitude(position))
      let y = frame.y(fixes.latitude(position))
      guard x * x + y * y <= radiusSquared else { continue }
      xs.append(x)
      ys.append(y)
      let radius = fixes.radius(position)
      if !radius.isNaN { stated.append(radius) }
    }
    distances.removeAll(keepingCapacity: true)
    // The selection changes the order of its column, so distances take the fixes anew.
    let x = Selection.value(ofRank: (xs.count - 1) / 2, in: &xs) ?? 0
    let y = Selection.value(ofRank: (ys.count - 1) / 2, in: &ys) ?? 0
    for position in first...last {
      let fixX = frame.x(fixes.longitude(position))
      let fixY = frame.y(fixes.latitude(position))
      guard fixX * fixX + fixY * fixY <= radiusSquared else { continue }
      distances.append(((fixX - x) * (fixX - x) + (fixY - y) * (fixY - y)).squareRoot())
    }
    let count = distances.count
    let median = Selection.value(ofRank: (count - 1) / 2, in: &distances) ?? 0
    let holding =
      Selection.value(ofRank: (count * 68 + 99) / 100 - 1, from: (count - 1) / 2, in: &distances)
      ?? 0
    let usual = Selection.value(ofRank: (stated.count - 1) / 2, in: &stated) ?? 0
    let coordinate = frame.coordinate(x: x, y: y)
    var group = FixGroup(
      first: first,
      last: last,
      place: LocalFrame(longitude: coordinate.longitude, latitude: coordinate.latitude),
      coordinate: coordinate,
      // Of Gaussian errors in both directions 99 % lie within 2.58 times the median distance; the
      // median of few fixes is often too small. No receiver is steadier than some metres.
      reachMetres: min(policy.radiusMetres, max(10, 2.58 * median * (1 + 4 / Double(count)))),
      radiusMetres: max(holding, usual),
      memberCount: count
    )
    // Coming and going are not staying.
    while group.first < last && !isInReach(group.first, group) { group.first += 1 }
    while group.last > group.first && !isInReach(group.last, group) { group.last -= 1 }
    return group
  }

  private func squaredDistance(_ position: Int, _ group: FixGroup) -> Double {
    let x = group.place.x(fixes.longitude(position))
    let y = group.place.y(fixes.latitude(position))
    return x * x + y * y
  }

  private func isInReach(_ position: Int, _ group: FixGroup) -> Bool {
    squaredDistance(position, group) <= group.reachMetres * group.reachMetres
  }

  /// Whether a group goes on with another after a short absence.
  private func isReturn(from first: FixGroup, to second: FixGroup) -> Bool {
    guard fixes.time(second.first) - fixes.time(first.last) <= policy.longestGapSeconds else {
      return false
    }
    if second.first - first.last > 1 {
      let absence = fixes.time(second.first - 1) - fixes.time(first.last + 1)
      guard absence <= policy.returnSeconds else { return false }
    }
    let x = first.place.x(second.coordinate.longitude)
    let y = first.place.y(second.coordinate.latitude)
    // The medians of few fixes err as well.
    let reach = min(
      policy.radiusMetres,
      max(25, 1.5 * (first.radiusMetres + second.radiusMetres))
    )
    return x * x + y * y <= reach * reach
  }

  private mutating func joined(_ first: FixGroup, _ second: FixGroup) -> FixGroup {
    let share =
      Double(second.memberCount) / Double(first.memberCount + second.memberCount)
    let center = first.place.coordinate(
      x: share * first.place.x(second.coordinate.longitude),
      y: share * first.place.y(second.coordinate.latitude)
    )
    return group(first.first, second.last, around: center)
  }

  /// Whether the rep may have been there as long as the shortest stay, given when fixes were taken.
  private func mayBeLongEnough(_ group: FixGroup) -> Bool {
    let slack = StayTimes.longestSlackSeconds
    var seconds = fixes.time(group.last) - fixes.time(group.first)
    if group.first > 0 {
      seconds += min(slack, fixes.time(group.first) - fixes.time(group.first - 1))
    }
    if group.last + 1 < fixes.count {
      seconds += min(slack, fixes.time(group.last + 1) - fixes.time(group.last))
    }
    return seconds >= policy.minimumSeconds
  }

  /// Adds the fixes around a group that are in reach of its place: where it grew, the mean was not
  /// there yet.
  private func extend(_ groups: inout [FixGroup], _ position: Int) {
    var group = groups[position]
    let least = position > 0 ? groups[position - 1].last + 1 : 0
    let most = position + 1 < groups.count ? groups[position + 1].first - 1 : fixes.count - 1
    func search(_ positions: some Sequence<Int>, from start: Int) -> Int {
      var found = start
      var time = fixes.time(start)
      var elsewhere = 0
      for position in positions {
        if abs(fixes.time(position) - time) > policy.longestGapSeconds { break }
        if isInReach(position, group) {
          found = position
          time = fixes.time(position)
          elsewhere = 0
          group.memberCount += 1
        } else if squaredDistance(position, group) > radiusSquared {
          elsewhere += 1
          if elsewhere >= policy.leavingFixes { break }
        }
      }
      return found
    }
    if least < group.first {
      group.first = search((least..<group.first).reversed(), from: group.first)
    }
    if group.last < most { group.last = search(group.last + 1...most, from: group.last) }
    groups[position] = group
  }
}

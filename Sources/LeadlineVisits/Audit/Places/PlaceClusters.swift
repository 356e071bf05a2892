import LeadlineModel

/// A place where several fixes at a store agree.
struct PlaceCluster: Sendable {
  /// From the stored position.
  var offset: LocalOffset
  /// Of the place per axis, square metres.
  var radiusVariance: Double
  /// The number of reps.
  var reps: Int
  /// The number of days, counted for each rep.
  var days: Int
  /// Of its first fix; where there are five or more, a tenth on either side is left out.
  var from: Double
  /// Of its last fix, likewise.
  var to: Double
  /// The probability that the store is or was there.
  var weight = 0.0
  /// Whether the store was there at another time only.
  var isOutdated = false
  /// Whether the pin explains it.
  var fitsPin = false

  /// Whether another place has taken over by a time, or this one had not begun yet.
  func isOutdated(by other: PlaceCluster, at time: Double) -> Bool {
    (other.from > to && time >= other.from) || (other.to < from && time <= other.to)
  }
}

/// Finds the places on which fixes agree.
enum PlaceClusters {
  /// More places than this are noise.
  private static let greatestCount = 3
  /// How many deviations two fixes of one place are apart at most.
  private static let deviations = 3.0

  /// Finds the places.
  ///
  /// - Parameters:
  ///   - witnesses: Fixes by store, rep and time, at most 64 of a store; those that their reps use for
  ///     other stores too don't count.
  ///   - store: Position of the store.
  ///   - rep: Position of a rep whose fixes don't count either.
  ///   - policy: How far apart two doors are.
  /// - Returns: At most three places, those of most reps first.
  ///
  /// - Complexity: O(*n*²); O(*n*) where all agree.
  static func find(
    _ witnesses: Witnesses,
    of store: Int,
    without rep: Int32,
    _ policy: PlacesPolicy
  ) -> [PlaceCluster] {
    let own = witnesses.positions(of: store)
    precondition(own.count <= UInt64.bitWidth, "a store has no more than 64 witnesses")
    let first = own.lowerBound
    let all = UInt64.max >> UInt64(UInt64.bitWidth - own.count)
    var rest = members(of: all, witnesses, first) { $0.rep != rep && $0.isExclusive }
    var clusters: [PlaceCluster] = []
    let doors = PresenceModel.variance(radiusMetres: policy.consensusMetres)
    while rest != 0 && clusters.count < greatestCount {
      var best: (reps: Int, days: Int, members: UInt64) = (0, 0, 0)
      var seeds = rest
      // Where all agree with one, no other has more.
      while seeds != 0 && best.members != rest {
        let seed = witnesses[first + seeds.trailingZeroBitCount]
        seeds &= seeds - 1
        let members = members(of: rest, witnesses, first) { witness in
          let variance = Double(seed.variance + witness.variance) + 2 * doors
          return witness.offset.squaredDistance(to: seed.offset)
            <= deviations * deviations * variance
        }
        let (reps, days) = count(witnesses, first, members)
        if (reps, days) > (best.reps, best.days) { best = (reps, days, members) }
      }
      clusters.append(
        cluster(witnesses, first, best.members, reps: best.reps, days: best.days, doors)
      )
      rest &= ~best.members
    }
    return clusters
  }

  /// Those of some witnesses, as bits from the store's first one on, for which something holds.
  private static func members(
    of some: UInt64,
    _ witnesses: Witnesses,
    _ first: Int,
    where isMember: (Witnesses.Witness) -> Bool
  ) -> UInt64 {
    var rest = some
    var members: UInt64 = 0
    while rest != 0 {
      let bit = rest & (~rest + 1)
      if isMember(witnesses[first + rest.trailingZeroBitCount]) { members |= bit }
      rest ^= bit
    }
    return members
  }

  /// The reps, and the days of all reps; witnesses are in the order of reps and times.
  private static func count(
    _ witnesses: Witnesses,
    _ first: Int,
    _ members: UInt64
  ) -> (Int, Int) {
    var reps = 0
    var days = 0
    var last: (rep: Int32, day: Float)?
    var rest = members
    while rest != 0 {
      let witness = witnesses[first + rest.trailingZeroBitCount]
      rest &= rest - 1
      let day = witness.day
      if witness.rep != last?.rep {
        reps += 1
        days += 1
      } else if day != last?.day {
        days += 1
      }
      last = (witness.rep, day)
    }
    return (reps, days)
  }

  private static func cluster(
    _ witnesses: Witnesses,
    _ first: Int,
    _ members: UInt64,
    reps: Int,
    days: Int,
    _ doors: Double
  ) -> PlaceCluster {
    var (weights, east, north) = (0.0, 0.0, 0.0)
    var times: [Double] = []
    times.reserveCapacity(members.nonzeroBitCount)
    var rest = members
    while rest != 0 {
      let witness = witnesses[first + rest.trailingZeroBitCount]
      rest &= rest - 1
      let weight = 1 / (Double(witness.variance) + doors)
      weights += weight
      east += weight * witness.offset.east
      north += weight * witness.offset.north
      times.append(witness.time)
    }
    times.sort()
    let trimmed = times.count < 5 ? 0 : (times.count + 9) / 10
    return PlaceCluster(
      offset: LocalOffset(east: east / weights, north: north / weights),
      radiusVariance: 1 / weights,
      reps: reps,
      days: days,
      from: times[trimmed],
      to: times[times.count - 1 - trimmed]
    )
  }
}

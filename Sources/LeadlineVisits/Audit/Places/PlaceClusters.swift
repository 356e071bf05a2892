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
  ///   - witnesses: Fixes of a store, at most some dozens; those that their reps use for other stores
  ///     too don't count.
  ///   - policy: How far apart two doors are.
  /// - Returns: At most three places, those of most reps first.
  ///
  /// - Complexity: O(*n*²).
  static func find(_ witnesses: [Witnesses.Witness], _ policy: PlacesPolicy) -> [PlaceCluster] {
    var rest = witnesses.filter(\.isExclusive)
    var clusters: [PlaceCluster] = []
    let doors = PresenceModel.variance(radiusMetres: policy.consensusMetres)
    while !rest.isEmpty && clusters.count < greatestCount {
      var best: (reps: Int, days: Int, members: [Bool]) = (0, 0, [])
      for seed in rest {
        let members = rest.map { witness in
          let variance = Double(seed.variance + witness.variance) + 2 * doors
          return witness.offset.squaredDistance(to: seed.offset)
            <= deviations * deviations * variance
        }
        let (reps, days) = count(rest, members)
        if (reps, days) > (best.reps, best.days) { best = (reps, days, members) }
      }
      clusters.append(cluster(rest, best.members, reps: best.reps, days: best.days, doors))
      rest = zip(rest, best.members).filter { !$0.1 }.map(\.0)
    }
    return clusters
  }

  /// The reps, and the days of all reps; witnesses are in the order of reps and times.
  private static func count(_ witnesses: [Witnesses.Witness], _ members: [Bool]) -> (Int, Int) {
    var reps = 0
    var days = 0
    var last: (rep: Int32, day: Double)?
    for (witness, isMember) in zip(witnesses, members) where isMember {
      if witness.rep != last?.rep {
        reps += 1
        days += 1
      } else if witness.day != last?.day {
        days += 1
      }
      last = (witness.rep, witness.day)
    }
    return (reps, days)
  }

  private static func cluster(
    _ witnesses: [Witnesses.Witness],
    _ members: [Bool],
    reps: Int,
    days: Int,
    _ doors: Double
  ) -> PlaceCluster {
    var (weights, east, north) = (0.0, 0.0, 0.0)
    var times: [Double] = []
    for (witness, isMember) in zip(witnesses, members) where isMember {
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

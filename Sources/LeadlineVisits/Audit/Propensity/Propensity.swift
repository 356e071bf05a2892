import LeadlineModel

/// What marks of each rule are worth in the hands of one rep, by how many of the rep's visits bear one.
///
/// A rule's ratio compares false visits with those of honest reps in general, so that a mark that one
/// honest visit in a hundred bears can't accuse. A rep of whose visits one in eight bears it is
/// another matter: few honest reps have that many, and if the rep fakes visits, then most of the marked
/// ones are false. For each reason two stories are weighed. In the first, visits are marked by honest
/// chance alone, at a share that differs from rep to rep, and for a few reps (an odd phone) is anything.
/// In the second, a share of the visits is faked as well. The mean share of marked visits that are
/// false then follows, and with it what a mark is worth, see ``PropensityModel``.
///
/// One cause must not count many times: what is marked at one store, or on one day, is taken for one
/// observation; a reason that marks a third of the rep's visits or more tells of the phone or the way of work,
/// and nothing follows from it; other families' reasons support the second story, within bounds.
///
/// Only the rep's own marks are looked at, so no rep's verdicts depend on another's. Reasons that
/// excuse have no part in it. Fewer marks make no mark worth more while a reason marks up to a tenth of
/// the visits; beyond that a habit becomes a little likelier with each mark, and from a third on it is
/// taken for one. A worth that never falls was tried, with habits whose shares are those of
/// fakers: honest visits were flagged more often by 11 to 16 %, without the bound of a third by 30 to 48 %,
/// and no more fakes were caught; with habits so likely that no more honest visits were flagged, a tenth
/// of the adaptive fakes was lost. The fall spares honest reps with an odd phone.
struct Propensity: Sendable {
  /// What a mark of each rule is worth, as a logarithm of a likelihood ratio; 0 where nothing follows.
  let worth: [Double]
  /// The least ratio of a mark that may be worth more.
  let leastRatio: Double

  /// A share from which on a reason tells of habits alone; who fakes more is found without.
  ///
  /// One half at first; lowered after an honest rep of a simulated world for fitting had two fifths.
  private static let greatestShare = 1.0 / 3
  /// The greatest support that other families give, as a logarithm: a factor of 20.
  private static let greatestSupport = 3.0
  /// Fewer independent observations are chance.
  private static let leastObservations = 3

  /// Weighs.
  ///
  /// - Parameters:
  ///   - checkIns: Positions of the rep's check-ins.
  ///   - marks: Their marks, by check-in.
  ///   - data: The records.
  ///   - model: What is assumed of reps.
  ///
  /// - Complexity: O(*n* log *n*) for *n* marks.
  init(_ checkIns: Range<Int>, _ marks: [Mark], _ data: AuditData, _ model: PropensityModel) {
    leastRatio = model.policy.leastRatio
    var worth = [Double](repeating: 0, count: AuditRules.all.count)
    let sightings = Self.sightings(marks, data, model)
    let visits = Double(checkIns.count)
    var weighings: [(rule: Int, weighing: PropensityModel.Weighing)] = []
    for (rule, sighting) in sightings.enumerated() {
      let observations = min(sighting.stores, sighting.days)
      guard model.policy.isUsed, !model.isHabitual[rule], observations >= Self.leastObservations,
        Double(sighting.visits) <= Self.greatestShare * visits
      else { continue }
      // Of as many visits as make the share what it is.
      let trials = visits * Double(observations) / Double(sighting.visits)
      weighings.append((rule, model.weigh(rule, marked: Double(observations), of: trials)))
    }
    for (rule, weighing) in weighings {
      var support = [Double](repeating: 0, count: RuleFamily.allCases.count)
      for (other, weighed) in weighings where model.families[other] != model.families[rule] {
        let family = model.families[other].rawValue
        support[family] = max(support[family], model.support(weighed))
      }
      let others = min(Self.greatestSupport, support.reduce(0, +))
      worth[rule] = model.worth(weighing, support: others)
    }
    self.worth = worth
  }

  /// How much stronger the marks of one check-in are together, by what one of them is worth; 0 or more.
  func raise(_ marks: ArraySlice<Mark>, _ strongest: FamilyRatios, _ families: [RuleFamily]) -> (
    rule: Int, ratio: Double
  )? {
    var best: (rule: Int, ratio: Double, gain: Double)?
    for mark in marks where Double(mark.logLikelihoodRatio) >= leastRatio {
      let rule = Int(mark.rule)
      let gain = worth[rule] - strongest[families[rule]]
      if gain > best?.gain ?? 0 { best = (rule, worth[rule], gain) }
    }
    return best.map { ($0.rule, $0.ratio) }
  }

  /// How often a rule marked the rep's visits.
  private struct Sighting {
    var visits = 0
    var days = 0
    var stores = 0
  }

  private static func sightings(
    _ marks: [Mark],
    _ data: AuditData,
    _ model: PropensityModel
  ) -> [Sighting] {
    var sightings = [Sighting](repeating: Sighting(), count: AuditRules.all.count)
    var lastCheckIn = [Int32](repeating: -1, count: sightings.count)
    var lastDay = [Int?](repeating: nil, count: sightings.count)
    var stores: [(rule: UInt8, store: Int32)] = []
    for mark in marks where Double(mark.logLikelihoodRatio) >= model.policy.leastRatio {
      let rule = Int(mark.rule)
      guard lastCheckIn[rule] != mark.checkIn else { continue }
      lastCheckIn[rule] = mark.checkIn
      let day = data.storeDay(of: Int(mark.checkIn))
      sightings[rule].visits += 1
      if lastDay[rule] != day { sightings[rule].days += 1 }
      lastDay[rule] = day
      stores.append((mark.rule, data.checkIns[Int(mark.checkIn)].store))
    }
    stores.sort { ($0.rule, $0.store) < ($1.rule, $1.store) }
    for position in stores.indices
    where position == 0 || stores[position] != stores[position - 1] {
      sightings[Int(stores[position].rule)].stores += 1
    }
    return sightings
  }
}

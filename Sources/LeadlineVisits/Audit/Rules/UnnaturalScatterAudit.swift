import Foundation
import LeadlineModel

/// The fixes of several visits lie, or read, unlike a receiver's.
///
/// Signs of a made-up fix are pooled over the rep, as one visit shows little:
///
/// - An accuracy or an altitude comes again and again, or is written as the phone seldom does; see
///   ``ReadingSigns``.
/// - The fix lies around the stored position, where the store is not; see ``PinScatter``.
///
/// The product of the signs of each fix goes into a mixture: the rep is honest; or the phone is odd,
/// and the readings mean nothing (``RepRulesPolicy/oddPhones``); or a share π of the visits is made up,
/// π one of 0.03 to 0.8, by the stored positions or not. Bayes' rule over all visits gives the probability
/// that each is made up, and its odds over the prior's are the ratio. Which of the fixes have the signs
/// counts too, see ``Bouts``: positions are made up for an afternoon, while a phone is mostly odd on any
/// day. Readings come to no more than ``RepRulesPolicy/greatestReadingRatio``, as no list of honest phones
/// is complete, but for what the places of all the fixes, or their bouts, say against an odd phone.
///
/// Beside that, visits in a row that all state one accuracy are marked for themselves, see ``ReadingRuns``:
/// where one of few full metres is the constant, it is no favourite among all fixes.
struct UnnaturalScatterAudit: AuditRule {
  static let facts = RuleFacts(
    .unnaturalScatter,
    .repetition,
    version: 4,
    evidence: [
      ("accuracy", "m"), ("altitude", "m"), ("distance", "m"), ("check-ins alike", ""),
    ],
    excuse: "the phone gives the same accuracy or altitude for many of its fixes"
  )
  /// The second one knows which fixes to believe about where the stores are.
  private static let passes = 2
  /// Of those who make fixes up, the share who don't go by the stored positions.
  private static let plainShare = 0.5
  private static let shares = [0.03, 0.06, 0.12, 0.25, 0.5, 0.8]
  /// Where no reading is a sign, the places of all fixes must say more.
  private static let leastPlaces = -2.0

  private let context: AuditContext
  private let habits: ReadingHabits

  init(_ context: AuditContext) {
    self.context = context
    habits = ReadingHabits(context.data, threads: context.threads)
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    let fixes = dossier.checkIns.filter { context.hasOwnFix($0) }
    markRuns(fixes, &marks)
    guard fixes.count >= ReadingSigns.leastFixes else { return }
    let signs = ReadingSigns(fixes, habits, context)
    let scatter = PinScatter(fixes, dossier, context)
    // Of most reps nothing is found.
    if !signs.areTelling && areSurelyTrue(signs, scatter.greatestLikelihoods()) { return }
    var trust = [Double](repeating: 1, count: fixes.count)
    for pass in 0..<Self.passes {
      let places = scatter.ratios(trust: trust)
      let conclusion = conclude(signs, places)
      if pass == Self.passes - 1 {
        mark(fixes, signs, places, conclusion, &marks)
      } else {
        guard signs.areTelling || conclusion.places > Self.leastPlaces else { return }
        trust = conclusion.faked.map { 1 - $0 }
      }
    }
  }

  private func markRuns(_ fixes: [Int], _ marks: inout MarkList) {
    for run in ReadingRuns(context).find(fixes) {
      marks.beginFinding()
      for checkIn in run.checkIns {
        marks.mark(checkIn, ratio: run.ratio, evidence(checkIn, alike: run.checkIns.count))
      }
    }
  }

  /// What a mark states of a check-in.
  private func evidence(_ checkIn: Int, alike: Int) -> (Double, Double, Double, Double) {
    let row = context.data.checkIns[checkIn]
    return (
      Double(row.accuracyMetres), Double(row.altitudeMetres),
      context.positions[checkIn]?.distanceMetres ?? .nan, Double(alike)
    )
  }

  /// Whether the places surely say no more of a rep than ``leastPlaces``, by bounds of what each says: then
  /// a product for each share tells, in place of a logarithm for each fix.
  private func areSurelyTrue(_ signs: ReadingSigns, _ greatest: [Double]) -> Bool {
    let ratios = zip(signs.ratios, greatest).map { $1 * exp($0) }
    var scattering = 0.0
    for share in Self.shares {
      var evidence = 0.0
      var product = 1.0
      for ratio in ratios {
        product *= 1 - share + share * ratio
        if product < 1e-200 || product > 1e200 {
          evidence += log(product)
          product = 1
        }
      }
      scattering += exp(evidence + log(product))
    }
    let policy = context.policy.repRules
    let placing =
      policy.scatteringReps * signs.bouts.factor(Bouts.fakingShare) * (1 - Self.plainShare)
      / Double(Self.shares.count)
    // Less by far more than what is lost in reckoning.
    return placing * scattering
      < exp(Self.leastPlaces - 1e-3) * (1 - policy.scatteringReps - policy.oddPhones)
  }

  /// What is concluded of a rep.
  private struct Conclusion {
    /// The probability that each fix is made up.
    var faked: [Double]
    /// What the places say for making up and against an odd phone, of all fixes together.
    var places: Double
    /// What the bouts say for making up and against an odd phone.
    var bouts: Double
  }

  private func conclude(_ signs: ReadingSigns, _ places: [Double]) -> Conclusion {
    let policy = context.policy.repRules
    // ln P(all | hypothesis) - ln P(all | honest), for each share; then Bayes.
    var evidence = [Double](repeating: 0, count: Self.shares.count)
    // A phone that is odd explains the readings by themselves, as well as any share does.
    var odd = [Double](repeating: 0, count: Self.shares.count)
    // Most fixes weigh like the one before them, and logarithms are most of the work.
    var last = (sum: Double.nan, reading: Double.nan)
    var terms = evidence
    var oddTerms = odd
    for (reading, place) in zip(signs.ratios, places) {
      if reading + place != last.sum {
        last.sum = reading + place
        let ratio = exp(last.sum)
        for (number, share) in Self.shares.enumerated() {
          terms[number] = log(1 - share + share * ratio)
        }
      }
      if reading != last.reading {
        last.reading = reading
        let ratio = exp(reading)
        for (number, share) in Self.shares.enumerated() {
          oddTerms[number] = log(1 - share + share * ratio)
        }
      }
      for number in terms.indices {
        evidence[number] += terms[number]
        odd[number] += oddTerms[number]
      }
    }
    let greatest = max(0, evidence.max() ?? 0, odd.max() ?? 0)
    let each = 1 / Double(Self.shares.count)
    let faking = signs.bouts.factor(Bouts.fakingShare)
    let oddness = signs.bouts.factor(Bouts.oddShare)
    let reps = policy.scatteringReps * faking
    let placing = reps * (1 - Self.plainShare)
    let weights = evidence.map { placing * each * exp($0 - greatest) }
    let plain = odd.map { reps * Self.plainShare * each * exp($0 - greatest) }
    let oddWeights = odd.map { policy.oddPhones * oddness * each * exp($0 - greatest) }
    let honest = (1 - policy.scatteringReps - policy.oddPhones) * exp(-greatest)
    let scattering = weights.reduce(0, +)
    let oddity = oddWeights.reduce(0, +)
    let total = scattering + plain.reduce(0, +) + oddity + honest
    var known = (sum: Double.nan, reading: Double.nan, faked: 0.0)
    let faked = zip(signs.ratios, places).map { reading, place in
      if reading + place == known.sum && reading == known.reading { return known.faked }
      let ratio = exp(reading + place)
      let readings = exp(reading)
      var faked = 0.0
      for (number, share) in Self.shares.enumerated() {
        faked += weights[number] / total * share * ratio / (1 - share + share * ratio)
        faked += plain[number] / total * share * readings / (1 - share + share * readings)
      }
      known = (reading + place, reading, faked)
      return faked
    }
    return Conclusion(
      faked: faked,
      places: log(scattering / (oddity + honest)),
      bouts: log(faking / oddness)
    )
  }

  private func mark(
    _ fixes: [Int],
    _ signs: ReadingSigns,
    _ places: [Double],
    _ conclusion: Conclusion,
    _ marks: inout MarkList
  ) {
    let policy = context.policy.repRules
    let prior =
      log(context.policy.verification.priorPresence)
      - log(1 - context.policy.verification.priorPresence)
    let alike = signs.isFavourite.count { $0 }
    marks.beginFinding()
    for (fix, checkIn) in fixes.enumerated() where signs.ratios[fix] + places[fix] > 0 {
      let faked = conclusion.faked[fix]
      var ratio = log(faked) - log1p(-min(faked, 1 - 1e-12)) + prior
      let others = max(0, places[fix], conclusion.places, conclusion.bouts)
      ratio = min(ratio, policy.greatestReadingRatio + others)
      guard ratio >= policy.leastRatio else { continue }
      marks.mark(
        checkIn,
        ratio: min(policy.greatestRatio, ratio),
        evidence(checkIn, alike: alike)
      )
    }
  }
}

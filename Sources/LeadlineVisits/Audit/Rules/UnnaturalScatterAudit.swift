import Foundation
import LeadlineGeometry
import LeadlineModel

/// The fixes of several visits lie, or read, unlike a receiver's.
///
/// Signs of a made-up fix are pooled over the rep, as one visit shows little:
///
/// - One exact accuracy, or one exact altitude (none counts as one), comes again and again among
///   values that otherwise vary, with one version of the app. With p the largest of its share with other reps who use the same
///   version of the app (times 1.5, as phones differ), the share of the rep's next favourite value
///   (not asked for 0, which apps preset), and 1 / n, a fix with it weighs k / p and one without (1 - k) / (1 - p), k
///   ``RepRulesPolicy/constantReadingShare``. So does an accuracy in full metres on a phone that
///   seldom gives such, and the other way about.
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
  /// Fewer fixes tell nothing of a habit.
  private static let leastFixes = 20
  /// The second one knows which fixes to believe about where the stores are.
  private static let passes = 2
  /// Of a fix that lies near the stored position, per axis, square metres; a radius of 15 m.
  private static let greatestVariance = 100.0
  /// Of those who make fixes up, the share who don't go by the stored positions.
  private static let plainShare = 0.5
  /// Of made-up fixes.
  private static let satelliteShare = 0.7
  private static let shares = [0.03, 0.06, 0.12, 0.25, 0.5, 0.8]
  /// Where no reading is a sign, the places of all fixes must say more.
  private static let leastPlaces = -2.0

  private let context: AuditContext
  private let habits: ReadingHabits

  init(_ context: AuditContext) {
    self.context = context
    habits = ReadingHabits(context.data, threads: context.threads)
  }

  /// One fix.
  private struct Fix {
    var checkIn: Int32
    /// ln r of the readings and of the place.
    var readings = 0.0
    var place = 0.0
    var isFavourite = false
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    let own = dossier.checkIns.filter { context.hasOwnFix($0) }
    markRuns(own, &marks)
    var fixes = own.map { Fix(checkIn: Int32($0)) }
    guard fixes.count >= Self.leastFixes else { return }
    var hasFavourite = false
    for own in byVersion(fixes) {
      for reading in ReadingHabits.Reading.allCases where weigh(reading, own, &fixes) {
        hasFavourite = true
      }
    }
    if weighFormat(&fixes) { hasFavourite = true }
    // How phones find their position changes with the place, in bouts too.
    let bouts = bouts(fixes)
    weighProvider(&fixes)
    let scatter = scatter(fixes, dossier)
    // Of most reps nothing is found.
    if !hasFavourite && areSurelyTrue(fixes, scatter.greatestLikelihoods(), bouts) { return }
    var trust = [Double](repeating: 1, count: fixes.count)
    for pass in 0..<Self.passes {
      for (fix, ratio) in zip(fixes.indices, scatter.ratios(trust: trust)) {
        fixes[fix].place = ratio
      }
      let conclusion = conclude(fixes, bouts)
      if pass == Self.passes - 1 {
        mark(fixes, conclusion, &marks)
      } else {
        guard hasFavourite || conclusion.places > Self.leastPlaces else { return }
        trust = conclusion.faked.map { 1 - $0 }
      }
    }
  }

  private func markRuns(_ fixes: [Int], _ marks: inout MarkList) {
    for run in ReadingRuns(context).find(fixes) {
      marks.beginFinding()
      for checkIn in run.checkIns {
        let row = context.data.checkIns[checkIn]
        marks.mark(
          checkIn,
          ratio: run.ratio,
          (
            Double(row.accuracyMetres), Double(row.altitudeMetres),
            context.positions[checkIn]?.distanceMetres ?? .nan, Double(run.checkIns.count)
          )
        )
      }
    }
  }

  /// The fixes of each version of the app that the rep used enough to have habits with it: what one
  /// never sends, the next may.
  private func byVersion(_ fixes: [Fix]) -> [[Int]] {
    let rows = context.data.checkIns
    var versions: [Int32] = []
    for fix in fixes where !versions.contains(rows[Int(fix.checkIn)].appVersion) {
      versions.append(rows[Int(fix.checkIn)].appVersion)
    }
    return versions.map { version in
      fixes.indices.filter { rows[Int(fixes[$0].checkIn)].appVersion == version }
    }.filter { $0.count >= Self.leastFixes }
  }

  /// Weighs the rep's favourite value of a reading with one version of the app, if there is one.
  private func weigh(
    _ reading: ReadingHabits.Reading,
    _ own: [Int],
    _ fixes: inout [Fix]
  ) -> Bool {
    let data = context.data
    var values = own.map { reading.bits(data.checkIns[Int(fixes[$0].checkIn)]) }
    ByteSort.sort(&values)
    var favourite: (bits: UInt32, count: Int, excess: Double)?
    var nextCount = 0
    let total = Double(own.count)
    let version = data.checkIns[Int(fixes[own[0]].checkIn)].appVersion
    var start = 0
    while start < values.count {
      var end = start + 1
      while end < values.count && values[end] == values[start] { end += 1 }
      let count = end - start
      if count >= 3 {
        let share = habits.share(
          of: values[start],
          reading,
          version: version,
          own: count,
          ownFixes: own.count
        )
        let expected = max(1, 1.5 * share * total)
        let excess = Double(count) * log(Double(count) / expected)
        if excess > favourite?.excess ?? 0 {
          nextCount = max(nextCount, favourite?.count ?? 0)
          favourite = (values[start], count, excess)
        } else {
          nextCount = max(nextCount, count)
        }
      } else {
        nextCount = max(nextCount, count)
      }
      start = end
    }
    guard let favourite else { return false }
    let others = habits.share(
      of: favourite.bits,
      reading,
      version: version,
      own: favourite.count,
      ownFixes: own.count
    )
    // Of all values zero is the one that apps preset, so no other one's frequency counts for it.
    let next = favourite.bits == 0 ? 1 : nextCount
    let usual = max(1.5 * others, Double(next) / total, 1 / total)
    let constant = context.policy.repRules.constantReadingShare
    guard usual < constant, Double(favourite.count) > 2 * usual * total else { return false }
    let having = log(constant / usual)
    let lacking = log((1 - constant) / (1 - usual))
    for fix in own {
      let isFavourite =
        reading.bits(data.checkIns[Int(fixes[fix].checkIn)]) == favourite.bits
      fixes[fix].readings += isFavourite ? having : lacking
      fixes[fix].isFavourite = fixes[fix].isFavourite || isFavourite
    }
    return true
  }

  /// How the fixes whose readings are signs lie in time.
  private func bouts(_ fixes: [Fix]) -> Bouts {
    var bouts = Bouts()
    for fix in fixes {
      let row = context.data.checkIns[Int(fix.checkIn)]
      bouts.add(fix.readings > 0, day: LocalDay.of(row))
    }
    return bouts
  }

  /// Weighs how the phone writes its accuracies: always in full metres, or seldom.
  ///
  /// That is the make's, so that on one phone the seldomer of the two is a sign; where another phone
  /// comes into use, it has its own habit.
  private func weighFormat(_ fixes: inout [Fix]) -> Bool {
    let rows = context.data.checkIns
    var devices: [Int32] = []
    for fix in fixes where !devices.contains(rows[Int(fix.checkIn)].device) {
      devices.append(rows[Int(fix.checkIn)].device)
    }
    var isFound = false
    for device in devices {
      let own = fixes.indices.filter {
        let row = rows[Int(fixes[$0].checkIn)]
        return row.device == device && row.hasReceiversAccuracy
      }
      guard own.count >= Self.leastFixes else { continue }
      let isWhole = own.map { rows[Int(fixes[$0].checkIn)].hasWholeAccuracy }
      let whole = isWhole.count { $0 }
      let isWholeRare = 2 * whole < own.count
      let rare = isWholeRare ? whole : own.count - whole
      let total = Double(own.count)
      let usual = max(habits.rareFormatShare(isWhole: isWholeRare), 1 / total)
      let constant = context.policy.repRules.constantReadingShare
      // Two standard deviations above what is usual; less shows nothing.
      guard usual < constant, Double(rare) > usual * total + 2 * (usual * total).squareRoot()
      else { continue }
      isFound = true
      let having = log(constant / usual)
      let lacking = log((1 - constant) / (1 - usual))
      for (fix, isWhole) in zip(own, isWhole) {
        fixes[fix].readings += isWhole == isWholeRare ? having : lacking
      }
    }
    return isFound
  }

  /// Weighs whether the fix is said to be of satellites alone.
  ///
  /// Made-up positions are given out as such, while phones mostly fuse. By no more than the rep's other
  /// fixes allow, so it says nothing by itself.
  private func weighProvider(_ fixes: inout [Fix]) {
    let rows = context.data.checkIns
    let known = fixes.count { rows[Int($0.checkIn)].provider != nil }
    let satellites = fixes.count { rows[Int($0.checkIn)].provider == .gps }
    guard known >= Self.leastFixes, satellites > 0, satellites < known else { return }
    let usual = Double(satellites) / Double(known)
    guard usual < Self.satelliteShare else { return }
    let having = log(Self.satelliteShare / usual)
    let lacking = log((1 - Self.satelliteShare) / (1 - usual))
    for fix in fixes.indices {
      switch rows[Int(fixes[fix].checkIn)].provider {
      case .gps: fixes[fix].readings += having
      case nil: break
      default: fixes[fix].readings += lacking
      }
    }
  }

  /// What the places of the fixes are judged by.
  private func scatter(_ fixes: [Fix], _ dossier: RepDossier) -> PinScatter {
    let data = context.data
    let verification = context.policy.verification
    let pinMetres = context.policy.repRules.pinMetres
    var places: [PinScatter.Fix] = []
    places.reserveCapacity(fixes.count)
    for fix in fixes {
      let checkIn = Int(fix.checkIn)
      guard let position = context.positions[checkIn] else { continue }
      let row = data.checkIns[checkIn]
      let stored = context.storePlaces[Int(row.store)]
      // That of the stored position, as nearly all are; planes are costly to make.
      let scale = context.places.scales[Int(row.store)]
      func plane(at place: Coordinate) -> LocalScale {
        place == stored.coordinate ? scale : LocalScale(place)
      }
      let offset = scale.offset(to: position.coordinate)
      let pin = data.pin(of: Int(row.store), at: row.time) ?? stored.coordinate
      let fromRecord = plane(at: pin).offset(to: position.coordinate).metres
      // Who copies numbers knows nothing of datums.
      let numbers = data.stores[Int(row.store)].coordinate
      let fromPin = min(fromRecord, plane(at: numbers).offset(to: row.coordinate).metres)
      places.append(
        PinScatter.Fix(
          fromPin: fromPin,
          fromRecord: fromRecord,
          offset: offset,
          // Many phones state more than they err, and a true fix near the pin must not pay for it.
          variance: min(Self.greatestVariance, FixQuality(row, verification).variance),
          store: row.store,
          storeRadius: stored.radiusMetres ?? .nan,
          isFounding: fromPin <= pinMetres && !context.habits.traits[checkIn].contains(.pinned)
        )
      )
    }
    var positions = [Int](repeating: -1, count: dossier.checkIns.count)
    for (position, fix) in fixes.enumerated() {
      positions[Int(fix.checkIn) - dossier.checkIns.lowerBound] = position
    }
    let order = dossier.byStore.map { positions[$0 - dossier.checkIns.lowerBound] }
    return PinScatter(places, order: order.filter { $0 >= 0 }, context.policy)
  }

  /// Whether the places surely say no more of a rep than ``leastPlaces``, by bounds of what each says: then
  /// a product for each share tells, in place of a logarithm for each fix.
  private func areSurelyTrue(_ fixes: [Fix], _ greatest: [Double], _ bouts: Bouts) -> Bool {
    let ratios = zip(fixes, greatest).map { $1 * exp($0.readings) }
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
      policy.scatteringReps * bouts.factor(Bouts.fakingShare) * (1 - Self.plainShare)
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

  private func conclude(_ fixes: [Fix], _ bouts: Bouts) -> Conclusion {
    let policy = context.policy.repRules
    // ln P(all | hypothesis) - ln P(all | honest), for each share; then Bayes.
    var evidence = [Double](repeating: 0, count: Self.shares.count)
    // A phone that is odd explains the readings by themselves, as well as any share does.
    var odd = [Double](repeating: 0, count: Self.shares.count)
    // Most fixes weigh like the one before them, and logarithms are most of the work.
    var last = (sum: Double.nan, reading: Double.nan)
    var terms = evidence
    var oddTerms = odd
    for fix in fixes {
      if fix.readings + fix.place != last.sum {
        last.sum = fix.readings + fix.place
        let ratio = exp(last.sum)
        for (number, share) in Self.shares.enumerated() {
          terms[number] = log(1 - share + share * ratio)
        }
      }
      if fix.readings != last.reading {
        last.reading = fix.readings
        let reading = exp(fix.readings)
        for (number, share) in Self.shares.enumerated() {
          oddTerms[number] = log(1 - share + share * reading)
        }
      }
      for number in terms.indices {
        evidence[number] += terms[number]
        odd[number] += oddTerms[number]
      }
    }
    let greatest = max(0, evidence.max() ?? 0, odd.max() ?? 0)
    let each = 1 / Double(Self.shares.count)
    let (faking, oddness) = (bouts.factor(Bouts.fakingShare), bouts.factor(Bouts.oddShare))
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
    let faked = fixes.map { fix in
      if fix.readings + fix.place == known.sum && fix.readings == known.reading {
        return known.faked
      }
      let ratio = exp(fix.readings + fix.place)
      let reading = exp(fix.readings)
      var faked = 0.0
      for (number, share) in Self.shares.enumerated() {
        faked += weights[number] / total * share * ratio / (1 - share + share * ratio)
        faked += plain[number] / total * share * reading / (1 - share + share * reading)
      }
      known = (fix.readings + fix.place, fix.readings, faked)
      return faked
    }
    return Conclusion(
      faked: faked,
      places: log(scattering / (oddity + honest)),
      bouts: log(faking / oddness)
    )
  }

  private func mark(_ fixes: [Fix], _ conclusion: Conclusion, _ marks: inout MarkList) {
    let policy = context.policy.repRules
    let prior =
      log(context.policy.verification.priorPresence)
      - log(1 - context.policy.verification.priorPresence)
    let alike = fixes.count { $0.isFavourite }
    marks.beginFinding()
    for (fix, faked) in zip(fixes, conclusion.faked) where fix.readings + fix.place > 0 {
      var ratio = log(faked) - log1p(-min(faked, 1 - 1e-12)) + prior
      let others = max(0, fix.place, conclusion.places, conclusion.bouts)
      ratio = min(ratio, policy.greatestReadingRatio + others)
      guard ratio >= policy.leastRatio else { continue }
      let row = context.data.checkIns[Int(fix.checkIn)]
      marks.mark(
        Int(fix.checkIn),
        ratio: min(ratio, policy.greatestRatio),
        (
          Double(row.accuracyMetres), Double(row.altitudeMetres),
          context.positions[Int(fix.checkIn)]?.distanceMetres ?? .nan, Double(alike)
        )
      )
    }
  }
}

extension CheckInRow {
  /// Whether the accuracy is one that a receiver stated; networks state full metres on any phone, and an
  /// app that names no providers does not tell which fixes are theirs.
  var hasReceiversAccuracy: Bool { isOwnFix && provider != nil && !accuracyMetres.isNaN }
  /// Whether the accuracy is stated in full metres.
  var hasWholeAccuracy: Bool {
    // With no call; from 2²⁴ on all are whole.
    abs(accuracyMetres) < 0x1p24
      ? Float(Int32(accuracyMetres)) == accuracyMetres : !accuracyMetres.isNaN
  }
}

extension AuditData {
  /// Where a store's stored position was at a time, whoever put it there; nil where it never changed.
  fileprivate func pin(of store: Int, at time: Double) -> Coordinate? {
    // Hardly any store was moved.
    guard hasEdits(ofStore: store) else { return nil }
    let edits = edits(ofStore: store)
    guard let first = edits.first else { return nil }
    guard let last = edits.last(where: { $0.time <= time }) else {
      return first.oldLongitude.isNaN
        ? nil
        : Coordinate(uncheckedLongitude: first.oldLongitude, latitude: first.oldLatitude)
    }
    return Coordinate(uncheckedLongitude: last.longitude, latitude: last.latitude)
  }
}

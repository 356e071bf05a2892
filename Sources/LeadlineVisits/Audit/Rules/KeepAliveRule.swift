import Foundation
import LeadlineModel

/// Weak check-ins just before a store would be dropped, again and again at the same stores.
///
/// A check-in is weak when it shows nothing: no fix or a coarse one (`weakAccuracyMetres`), no photo,
/// no order within two days, no known dwell of `weakDwellSeconds`. It is before the drop when the
/// rep's own last one at the store is `dropDays` less up to `keepAliveDays` ago, up to the day.
///
/// Honest reps come weekly too, and now and then one check-in is weak; but that falls on any of their
/// stores. Who keeps stores alive does it at the same few ones, where about every second check-in is
/// true (`keptWeakShare`). So each rep's stores are taken as a mixture of both kinds: ordinary ones
/// with one share of weak check-ins, fitted with a prior of `weakShare` worth `weakShareWeight`
/// check-ins, and kept ones, a tenth. The fit begins with all stores ordinary, so that a bad phone
/// explains what it can. The ratio of a weak check-in is ln P(weak and others at its store | kept) -
/// ln P(… | ordinary), at most `greatestKeepAliveRatio`. At least `leastKeepAlives` before the drop are
/// needed, and half of the store's other check-ins must have an exact fix: in a cellar all are coarse; so
/// where all are weak the ratio is at most `onlyWeakRatio`. A single weak one at a store says no more than
/// `singleWeakRatio`, and counts only for a rep who takes photos: what many of them are worth, ``Propensity`` tells.
///
/// At a store with such check-ins and true ones, a weak one before which nothing is known counts too: the
/// visit before may lie before the time audited.
///
/// Only the rep's own check-ins are compared, so no other rep changes the verdict.
struct KeepAliveRule: AuditRule {
  static let facts = RuleFacts(
    .keepAlive,
    .collusion,
    version: 2,
    evidence: [
      ("days_since_last", "d"), ("weak_before_drop", ""), ("all_weak_before_drop", ""),
      ("usual_weak_share", ""),
    ],
    excuse: "an order, a photo or a colleague shows that these visits took place"
  )

  /// One store in ten is kept alive.
  private static let keptLogOdds = log(9.0)

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  /// The check-ins of a rep at one store.
  private struct Visits {
    var visits = 0.0
    var weak = 0.0
    /// Others with a fix that is not coarse.
    var exact = 0.0
    /// The weak ones before the drop, and the days since the one before each.
    var last: [(checkIn: Int, days: Double)] = []
    /// The first one at the store if that is weak.
    var first: Int?
  }

  /// How much likelier check-ins are at a store that is kept alive, as logarithms.
  private struct Weights {
    private let weak: Double
    private let other: Double

    /// Weighs check-ins, by how many are weak at ordinary stores.
    init(_ share: Double, _ policy: LinkPolicy) {
      let kept = max(policy.keptWeakShare, share)
      weak = log(kept / share)
      other = log((1 - kept) / (1 - share))
    }

    /// The same of all check-ins at a store.
    func logRatio(_ store: Visits) -> Double {
      store.weak * weak + (store.visits - store.weak) * other
    }
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    let policy = context.policy.links
    let stores = visits(dossier)
    let total = stores.reduce(0) { $0 + $1.last.count }
    guard total >= max(1, policy.leastKeepAlives) else { return }
    let share = ordinaryShare(stores)
    let weights = Weights(share, policy)
    var found: [(checkIn: Int, days: Double, ratio: Double)] = []
    // Without the habit of photos a weak check-in is but a coarse fix, which chance gives many stores once.
    let photos = dossier.checkIns.count { context.data.photos[$0].isThere }
    let least = 2 * photos >= dossier.checkIns.count ? 1.0 : 2
    for store in stores
    where !store.last.isEmpty && store.weak >= least
      && 2 * store.exact >= store.visits - store.weak
    {
      let greatest =
        store.weak == 1
        ? policy.singleWeakRatio
        : store.weak < store.visits ? policy.greatestKeepAliveRatio : policy.onlyWeakRatio
      let ratio = min(greatest, weights.logRatio(store))
      guard ratio > 0 else { continue }
      found += store.last.map { ($0.checkIn, $0.days, ratio) }
      if let first = store.first, store.weak < store.visits {
        found.append((first, .nan, ratio))
      }
    }
    guard found.count >= max(1, policy.leastKeepAlives) else { return }
    found.sort { $0.checkIn < $1.checkIn }
    marks.beginFinding()
    for (checkIn, days, ratio) in found {
      marks.mark(checkIn, ratio: ratio, (days, Double(found.count), Double(total), share))
    }
  }

  /// Counts a rep's check-ins store by store.
  private func visits(_ dossier: RepDossier) -> [Visits] {
    let policy = context.policy.links
    let rows = context.data.checkIns
    var stores: [Visits] = []
    var before: (store: Int32, time: Double)?
    for checkIn in dossier.byStore {
      let row = rows[checkIn]
      defer { before = (row.store, row.time) }
      var days = Double.nan
      if let before, before.store == row.store {
        days = (row.time - before.time) / 86_400
      } else {
        stores.append(Visits())
      }
      let last = stores.count - 1
      stores[last].visits += 1
      if isWeak(row, context.data.photos[checkIn]) {
        stores[last].weak += 1
        // A morning and an evening are half a day apart.
        if days >= policy.dropDays - policy.keepAliveDays && days <= policy.dropDays + 0.5 {
          stores[last].last.append((checkIn, days))
        }
        if days.isNaN { stores[last].first = checkIn }
      } else if row.hasPosition && Double(row.accuracyMetres) < policy.weakAccuracyMetres {
        stores[last].exact += 1
      }
    }
    return stores
  }

  /// How often check-ins at ordinary stores are weak, by expectation and maximisation.
  private func ordinaryShare(_ stores: [Visits]) -> Double {
    let policy = context.policy.links
    let (weak, all) = (policy.weakShare * policy.weakShareWeight, policy.weakShareWeight)
    var share = (stores.reduce(weak) { $0 + $1.weak }) / (stores.reduce(all) { $0 + $1.visits })
    for _ in 0..<20 {
      let weights = Weights(share, policy)
      var (ordinaryWeak, ordinary) = (weak, all)
      for store in stores {
        let belief = 1 / (1 + exp(weights.logRatio(store) - Self.keptLogOdds))
        ordinaryWeak += belief * store.weak
        ordinary += belief * store.visits
      }
      share = ordinaryWeak / ordinary
    }
    return share
  }

  /// Whether a check-in shows nothing of a visit.
  private func isWeak(_ row: CheckInRow, _ photo: PhotoRow) -> Bool {
    let policy = context.policy.links
    if photo.isThere { return false }
    if row.hasPosition {
      let accuracy = Double(row.accuracyMetres)
      if accuracy.isNaN || accuracy < policy.weakAccuracyMetres { return false }
    }
    if row.leftAt - row.time >= policy.weakDwellSeconds { return false }
    return !context.data.hasOrder(
      ofStore: Int(row.store),
      from: row.time - policy.orderSeconds,
      through: row.time + policy.orderSeconds
    )
  }
}

extension AuditData {
  /// Whether a store ordered between two times, both included.
  ///
  /// - Complexity: O(log *n*) in the number of the store's orders.
  fileprivate func hasOrder(ofStore store: Int, from start: Double, through end: Double) -> Bool {
    let all = orders(ofStore: store)
    var low = all.startIndex
    var high = all.endIndex
    while low < high {
      let middle = low + (high - low) / 2
      if all[middle].time < start { low = middle + 1 } else { high = middle }
    }
    return low < all.endIndex && all[low].time <= end
  }
}

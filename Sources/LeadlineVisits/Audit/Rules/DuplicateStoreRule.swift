import Foundation
import LeadlineGeometry
import LeadlineModel

/// The store is a second record of a shop that the rep has already.
///
/// Two records are taken for one shop when their pins, or the middles of the rep's fixes at them, lie
/// within `duplicateMetres` (60 m; two deviations of the middles are added) and their plain names
/// (``PlainNames``) are equal, or one contains the other or is the other with a street in brackets, or a
/// telephone number or licence agrees; and when the same rep checks in at both. Under another name a record made within the time of the
/// audit is taken for the older one when the fixes at both have one middle (`samePinMetres`)
/// while the pins lie apart by `strayPinMetres`, so that the new one's pin is not where it is visited.
/// Marked are the rep's check-ins at the later record.
///
/// Honest: doubles come from imports and from data entry, two in a hundred stores, but then one
/// record is visited; shops with one name at one place are branches of a brand; a shop that opens
/// again gets a new record, and the old one is visited no more; next door to a shop there is another.
/// So each sign weighs about how much likelier a second record made for a gain shows it: equal names
/// 1.2, contained ones 0.6 (a common name 1.5 less), one pin 0.5, one owner 0.5,
/// made within the time of the audit 0.8, both still visited 0.5 (replaced: 1.5 less), visits to
/// both within the hour on two days 1.0, photos that look alike 1.5, equal contacts 0.8. Under another
/// name all that tells is that the two are never visited on one day, in `duplicateTurns` visits to
/// each or more: who comes to one place for two shops sees both, one trip in three at least, so that each trip
/// adds ln 1.5. Six or more to both together weigh 1.7 (`duplicatePlaceRatio`), which does not accuse alone.
struct DuplicateStoreRule: AuditRule {
  static let facts = RuleFacts(
    .duplicateStore,
    .collusion,
    version: 2,
    evidence: [
      ("stores_apart_m", "m"), ("visits_within_hour", ""), ("photo_bits", ""), ("same_contact", ""),
    ],
    excuse: "there are two shops, or the record replaces an older one"
  )

  /// What one more trip to one of two records and not the other says.
  private static let tripRatio = log(1.5)
  /// For so many `duplicatePlaceRatio` stands.
  private static let usualTrips = 6.0

  private let context: AuditContext
  private let names: PlainNames

  init(_ context: AuditContext) {
    self.context = context
    names = PlainNames(context.data.storeNames)
  }

  /// The middle of two exact fixes or more.
  private struct Middle {
    var longitude: Double
    var latitude: Double
    /// Per axis, square metres.
    var variance: Double
  }

  /// One store of a rep.
  private struct Visited {
    var store: Int32
    /// Where it is visited, else where it is stored.
    var latitude: Double
    /// Where its check-ins are in ``RepDossier/byStore``, by time.
    var checkIns: Range<Int>
    var middle: Middle?
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    let policy = context.policy.links
    let visited = visited(dossier)
    // Where one of the two is visited once only, its pin may lie so far from where the other is; and so far
    // may two middles of two fixes each be off.
    let variance = PresenceModel.variance(radiusMetres: policy.exactFixMetres) * .pi / 2
    let error = 2 * variance.squareRoot()
    let reach = (policy.duplicateMetres + max(3 * policy.strayPinMetres, error)) / 110_000
    // The strongest at each store, so that three records of a shop are one finding each.
    var strongest:
      [(store: Int32, ratio: Double, evidence: (Double, Double, Double, Double), other: Int)] = []
    var checkIns: [Int32: Range<Int>] = [:]
    for number in visited.indices {
      let first = visited[number]
      for next in number + 1..<visited.count {
        if visited[next].latitude - first.latitude > reach { break }
        if areSurelyApart(first, visited[next]) { continue }
        let second = visited[next]
        guard let (later, ratio, evidence) = weigh(first, second, dossier), ratio > 0 else {
          continue
        }
        let (newer, older) = later == first.store ? (first, second) : (second, first)
        checkIns[newer.store] = newer.checkIns
        let other = dossier.byStore[older.checkIns.lowerBound]
        strongest.append((newer.store, ratio, evidence, other))
      }
    }
    strongest.sort { ($0.store, -$0.ratio, $0.other) < ($1.store, -$1.ratio, $1.other) }
    var last: Int32 = -1
    for (store, ratio, evidence, other) in strongest where store != last {
      last = store
      marks.beginFinding()
      for number in checkIns[store] ?? 0..<0 {
        marks.mark(dossier.byStore[number], ratio: ratio, evidence, other: other)
      }
    }
  }

  /// The stores of a rep from south to north.
  private func visited(_ dossier: RepDossier) -> [Visited] {
    let rows = context.data.checkIns
    let order = dossier.byStore
    var visited: [Visited] = []
    var fixes = Fixes()
    var start = 0
    while start < order.count {
      let store = rows[order[start]].store
      var end = start + 1
      while end < order.count && rows[order[end]].store == store { end += 1 }
      fixes.removeAll()
      for checkIn in order[start..<end] {
        fixes.take(rows[checkIn], exactTo: context.policy.links.exactFixMetres)
      }
      let middle = fixes.middle
      visited.append(
        Visited(
          store: store,
          latitude: middle?.latitude ?? context.storePlaces[Int(store)].coordinate.latitude,
          checkIns: start..<end,
          middle: middle
        )
      )
      start = end
    }
    visited.sort { ($0.latitude, $0.store) < ($1.latitude, $1.store) }
    return visited
  }

  /// The exact fixes of a rep at one store.
  private struct Fixes {
    private var longitudes: [Double] = []
    private var latitudes: [Double] = []
    private var variance = 0.0

    /// Makes room for those at another store.
    mutating func removeAll() {
      longitudes.removeAll(keepingCapacity: true)
      latitudes.removeAll(keepingCapacity: true)
      variance = 0
    }

    /// Takes the fix of a check-in if it is exact.
    mutating func take(_ row: CheckInRow, exactTo metres: Double) {
      guard row.hasPosition, Double(row.accuracyMetres) <= metres else { return }
      longitudes.append(row.longitude)
      latitudes.append(row.latitude)
      variance += PresenceModel.variance(radiusMetres: Double(row.accuracyMetres))
    }

    /// The medians; nil for less than two.
    var middle: Middle? {
      mutating get {
        guard longitudes.count >= 2 else { return nil }
        longitudes.sort()
        latitudes.sort()
        let count = Double(longitudes.count)
        return Middle(
          longitude: longitudes[longitudes.count / 2],
          latitude: latitudes[latitudes.count / 2],
          // The variance of the median of Gaussians is π / 2 times that of their mean.
          variance: variance / (count * count) * .pi / 2
        )
      }
    }
  }

  /// Weighs two records; nil when they are not of one shop.
  private func weigh(_ first: Visited, _ second: Visited, _ dossier: RepDossier)
    -> (later: Int32, ratio: Double, evidence: (Double, Double, Double, Double))?
  {
    let policy = context.policy.links
    let data = context.data
    let (a, b) = (Int(first.store), Int(second.store))
    let (pinA, pinB) = (context.storePlaces[a].coordinate, context.storePlaces[b].coordinate)
    let pins = FlatDistance.metres(pinA.longitude, pinA.latitude, pinB.longitude, pinB.latitude)
    var middles = Double.infinity
    var error = 0.0
    if let one = first.middle, let other = second.middle {
      middles = FlatDistance.metres(one.longitude, one.latitude, other.longitude, other.latitude)
      error = 2 * (one.variance + other.variance).squareRoot()
    }
    let metres = min(pins, middles)
    guard min(pins, middles - error) <= policy.duplicateMetres else { return nil }
    let hasContact =
      data.storePhones.agree(a, b) || data.storeLicences.agree(a, b)
    let isEqual = names.areEqual(a, b)
    let isBracketed = names.isBracketed(a, b)
    let isLike = isEqual || isBracketed || hasContact || names.isContained(a, b)
    guard isLike || middles - error <= policy.samePinMetres && pins >= policy.strayPinMetres else {
      return nil
    }

    let isSecondLater = isLater(second, than: first, dossier)
    let (newer, older) = isSecondLater ? (second, first) : (first, second)
    var ratio = isEqual ? policy.duplicateNameRatio : policy.duplicateLikeRatio
    if isEqual && names.stores(named: a) > policy.commonNameStores
      || isBracketed && names.stores(withBaseOf: a) > policy.commonNameStores
    {
      ratio -= policy.commonNameRatio
    }
    if metres <= policy.samePinMetres { ratio += policy.duplicatePinRatio }
    if data.stores[a].owner == dossier.rep && data.stores[b].owner == dossier.rep {
      ratio += policy.duplicateOwnerRatio
    }
    let start = data.checkIns[dossier.checkIns.lowerBound].time
    let isNew = data.stores[Int(newer.store)].createdAt >= start
    if isNew { ratio += policy.duplicateNewRatio }
    guard isLike || isNew else { return nil }
    let (newest, oldest) = (dossier.byStore[newer.checkIns], dossier.byStore[older.checkIns])
    let since = data.checkIns[newest[newest.startIndex]].time
    let isOlderVisited = oldest.contains { data.checkIns[$0].time > since }
    let visits = visitsWithinHour(newest, oldest)
    if isOlderVisited {
      ratio += policy.duplicateBothRatio
    } else if visits == 0 {
      ratio -= 3 * policy.duplicateBothRatio
    }
    if visits >= 2 { ratio += policy.duplicateVisitsRatio }
    let bits = photoBits(newest, oldest)
    if !isLike {
      // A shop next door shows all but the turns.
      guard min(newer.checkIns.count, older.checkIns.count) >= policy.duplicateTurns,
        isAstray(newer), sharedDays(newest, oldest) == 0
      else { return nil }
      let trips = Double(newer.checkIns.count + older.checkIns.count)
      let turns = policy.duplicatePlaceRatio + (trips - Self.usualTrips) * Self.tripRatio
      return (
        newer.store, min(turns, policy.duplicatePlaceRatio),
        (metres, Double(visits), .nan, 0)
      )
    }
    if let bits, bits <= policy.duplicatePhotoBits { ratio += policy.duplicatePhotoRatio }
    if hasContact { ratio += policy.duplicateContactRatio }
    return (
      newer.store, ratio,
      (metres, Double(visits), bits.map(Double.init) ?? .nan, hasContact ? 1 : 0)
    )
  }

  /// Whether neither the pins nor the middles of two records are near, as of most pairs.
  private func areSurelyApart(_ first: Visited, _ second: Visited) -> Bool {
    let metres = context.policy.links.duplicateMetres
    let pin = context.storePlaces[Int(first.store)].coordinate
    let otherPin = context.storePlaces[Int(second.store)].coordinate
    guard
      FlatDistance.areSurelyApart(
        metres,
        pin.longitude,
        pin.latitude,
        otherPin.longitude,
        otherPin.latitude
      )
    else { return false }
    guard let one = first.middle, let other = second.middle else { return true }
    return FlatDistance.areSurelyApart(
      metres + 2 * (one.variance + other.variance).squareRoot(),
      one.longitude,
      one.latitude,
      other.longitude,
      other.latitude
    )
  }

  /// Whether a record's pin is not where it is visited, though no fix was made its pin.
  private func isAstray(_ visited: Visited) -> Bool {
    let isFounded =
      context.data.edits(ofStore: Int(visited.store)).first?.oldLongitude.isNaN ?? false
    guard !isFounded, let middle = visited.middle else { return false }
    let pin = context.storePlaces[Int(visited.store)].coordinate
    return FlatDistance.metres(
      middle.longitude,
      middle.latitude,
      pin.longitude,
      pin.latitude
    ) >= context.policy.links.strayPinMetres
  }

  /// Whether a record was made later, as it says, or else was visited later.
  private func isLater(_ second: Visited, than first: Visited, _ dossier: RepDossier) -> Bool {
    let stores = context.data.stores
    let (a, b) = (stores[Int(first.store)].createdAt, stores[Int(second.store)].createdAt)
    if a != b && !a.isNaN && !b.isNaN { return b > a }
    let rows = context.data.checkIns
    func begin(_ visited: Visited) -> Double {
      rows[dossier.byStore[visited.checkIns.lowerBound]].time
    }
    return (begin(first), first.store) < (begin(second), second.store)
  }

  /// On how many occasions both were visited within the hour.
  private func visitsWithinHour(_ newer: ArraySlice<Int>, _ older: ArraySlice<Int>) -> Int {
    let rows = context.data.checkIns
    var visits = 0
    var next = older.startIndex
    let end = older.endIndex
    for checkIn in newer {
      while next < end, rows[older[next]].time < rows[checkIn].time - 3_600 { next += 1 }
      if next < end, rows[older[next]].time <= rows[checkIn].time + 3_600 {
        visits += 1
      }
    }
    return visits
  }

  /// On how many days both were visited.
  private func sharedDays(_ newer: ArraySlice<Int>, _ older: ArraySlice<Int>) -> Int {
    let rows = context.data.checkIns
    let days = older.map { context.day(rows[$0]) }
    return newer.count { days.contains(context.day(rows[$0])) }
  }

  /// In how few bits a photo of one and one of the other differ; nil without photos that tell.
  private func photoBits(_ newer: ArraySlice<Int>, _ older: ArraySlice<Int>) -> Int? {
    let photos = context.data.photos
    func hashes(_ checkIns: ArraySlice<Int>) -> [UInt64] {
      checkIns.compactMap { PhotoReuse.telling(photos[$0], context.policy.links) }
    }
    let others = hashes(older)
    return hashes(newer).lazy.flatMap { hash in others.map { ($0 ^ hash).nonzeroBitCount } }.min()
  }
}

import LeadlineModel

/// The photo was used for another visit before.
///
/// - The very same file (SHA-256) of a visit on another day, or at another store: fraud in 1 of 10
///   false visits, honest only by a mistake of the app, 1 of 5,000: ln(0.1/0.0002) = 6.2. Within half
///   a day at one store it is one visit sent twice; next door within the hour one photo for two
///   counters (1.5); of a colleague who came along, or was at the same store in that hour, the
///   photo of both.
/// - A photo of another store that looks alike, by the distance of the difference hashes: up to
///   `ownPhotoBits` among the rep's own, up to `foreignPhotoBits` among all. The ratio sets how
///   copies differ against how often an unrelated photo is that near among as many; see
///   ``PhotoLikeness``. Two stores whose photos are alike crosswise, several of one with several of the
///   other, look alike themselves (franchise), and weigh only when all but
///   equal (2 bits: of the copies 6 in 10, of such stores' new photos 1 in 100).
/// - A photo of the same store that looks alike is what an honest rep takes from the same spot; only
///   one that is equal in all 64 bits weighs a little (0.7).
///
/// - A photo that is like half of the rep's others of its store (``OwnFronts``) shows that store, and
///   another that looks like it is of a store that looks like it: no mark.
///
/// Where hundreds of photos look alike, each is compared with some of them only; see
/// ``PhotoReuse/limit``.
///
/// Dark and even pictures and those that several reps have (an app's placeholder) say nothing. The
/// later visit is marked. No number is estimated from the data of others; what others' photos do
/// is to make a photo common, or to be its source.
struct PhotoReusedRule: AuditRule {
  static let facts = RuleFacts(
    .photoReused,
    .photo,
    evidence: [("bits", ""), ("stores_apart_m", "m"), ("hours_apart", "h"), ("same_file", "")],
    excuse: "both photos show what was really there: stores that look alike, or an upload repeated"
  )

  /// Of one rep's photos that many look like, each is compared with so many of them only.
  private static let limit = DifferenceHashIndex.Limit(candidates: 4_096, pairs: 256)

  private let context: AuditContext
  private let reuse: PhotoReuse
  private let likeness: PhotoLikeness

  init(_ context: AuditContext) {
    self.context = context
    reuse = context.photos
    likeness = PhotoLikeness(context.policy.links)
  }

  var cutCount: Int { reuse.cutCount }

  /// The strongest that speaks against one photo.
  private struct Best {
    var ratio = 0.0
    var source = -1
    var distance = 0

    mutating func take(_ ratio: Double, _ source: Int32, _ distance: Int) {
      if ratio > self.ratio {
        self.ratio = ratio
        self.source = Int(source)
        self.distance = distance
      }
    }
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    let rows = context.data.checkIns
    let photos = dossier.checkIns.filter {
      PhotoReuse.telling(context.data.photos[$0], context.policy.links) != nil
    }
    var best = [Best](repeating: Best(), count: dossier.checkIns.count)
    let answer = reuse.answer(dossier.checkIns)
    var areCommon = [Bool](repeating: false, count: dossier.checkIns.count)
    for checkIn in answer.common { areCommon[Int(checkIn) - dossier.checkIns.lowerBound] = true }
    let isOwnFront = dossier.fronts.isLike
    for match in answer.matches {
      let own = Int(match.checkIn) - dossier.checkIns.lowerBound
      guard !areCommon[own] else { continue }
      let ratio =
        match.distance < 0
        ? sameFileRatio(rows[Int(match.checkIn)], rows[Int(match.source)])
        : foreignRatio(
          rows[Int(match.checkIn)],
          rows[Int(match.source)],
          Int(match.distance),
          isOwnFront: isOwnFront[own]
        )
      best[own].take(ratio, match.source, Int(match.distance))
    }
    compareOwn(photos, from: dossier.checkIns.lowerBound, areCommon, isOwnFront, &best)
    for (checkIn, best) in zip(dossier.checkIns, best) where best.ratio > 0 {
      let (row, source) = (rows[checkIn], rows[best.source])
      marks.beginFinding()
      marks.mark(
        checkIn,
        ratio: best.ratio,
        (
          Double(max(0, best.distance)), metres(row, source), (row.time - source.time) / 3_600,
          best.distance < 0 ? 1 : 0
        ),
        other: best.source
      )
    }
  }

  /// The ratio of the very same file.
  private func sameFileRatio(_ row: CheckInRow, _ source: CheckInRow) -> Double {
    let policy = context.policy.links
    let seconds = abs(row.time - source.time)
    if row.store == source.store && seconds <= policy.samePhotoVisitSeconds {
      // Sent twice, or taken by two who were there together.
      return 0
    }
    if context.areAccompanied(row, source) { return 0 }
    if seconds <= policy.accompaniedSeconds && metres(row, source) <= policy.nextDoorMetres {
      return policy.sameFileNextDoorRatio
    }
    return policy.sameFileRatio
  }

  /// The ratio of a photo that looks like a colleague's.
  private func foreignRatio(
    _ row: CheckInRow,
    _ source: CheckInRow,
    _ distance: Int,
    isOwnFront: Bool
  ) -> Double {
    let policy = context.policy.links
    if row.store == source.store {
      let isOneVisit = abs(row.time - source.time) <= policy.samePhotoVisitSeconds
      return distance == 0 && !isOneVisit ? policy.sameFrontRatio : 0
    }
    if isOwnFront || metres(row, source) <= policy.nextDoorMetres
      || context.areAccompanied(row, source)
    {
      return 0
    }
    return likeness.ratio(distance: distance, candidates: policy.foreignPhotos)
  }

  private func metres(_ row: CheckInRow, _ other: CheckInRow) -> Double {
    FlatDistance.metres(
      context.data.stores[Int(row.store)],
      context.data.stores[Int(other.store)]
    )
  }

  /// Two of a rep's photos that look alike.
  private struct Alike {
    var later: Int
    var earlier: Int
    var distance: Int
    /// The stores, the lesser first.
    var stores: (Int32, Int32)
  }

  /// Compares a rep's photos with each other.
  private func compareOwn(
    _ photos: [Int],
    from start: Int,
    _ areCommon: [Bool],
    _ isOwnFront: [Bool],
    _ best: inout [Best]
  ) {
    let rows = context.data.checkIns
    let policy = context.policy.links
    let all = context.data.photos
    let groups = PhotoGroups(photos.map { Int32($0) }, rows) { all[$0].hash ?? 0 }
    guard groups.count > 0 else { return }
    let hashes = (0..<groups.count).map { all[groups.first($0)].hash ?? 0 }
    let near =
      hashes.count <= NearHashes.greatestCount
      ? NearHashes.pairs(hashes, within: policy.ownPhotoBits, limit: Self.limit.pairs)
      : DifferenceHashIndex(hashes).pairs(within: policy.ownPhotoBits, limit: Self.limit).pairs
    let pairs =
      near
      + (0..<groups.count).filter { groups[$0].count > 1 }.map {
        DifferenceHashIndex.Pair(first: Int32($0), second: Int32($0), distance: 0)
      }
    var alike: [Alike] = []
    for pair in pairs {
      // Most are two photos of one store that are not equal, and tell nothing.
      if pair.distance > 0, groups.isSingle(Int(pair.first)), groups.isSingle(Int(pair.second)),
        rows[groups.first(Int(pair.first))].store == rows[groups.first(Int(pair.second))].store
      {
        continue
      }
      for (own, other) in [(pair.first, pair.second), (pair.second, pair.first)] {
        let sources = groups.sources(Int(other), rows)
        for checkIn in groups[Int(own)] where !areCommon[Int(checkIn) - start] {
          for source in sources where PhotoReuse.precedes(source, checkIn, rows) {
            let (store, sourceStore) = (rows[Int(checkIn)].store, rows[Int(source)].store)
            if store == sourceStore && pair.distance > 0 { continue }
            alike.append(
              Alike(
                later: Int(checkIn),
                earlier: Int(source),
                distance: Int(pair.distance),
                stores: (min(store, sourceStore), max(store, sourceStore))
              )
            )
          }
        }
        if own == other { break }
      }
    }
    alike.sort {
      ($0.stores.0, $0.stores.1, $0.later, $0.earlier)
        < ($1.stores.0, $1.stores.1, $1.later, $1.earlier)
    }
    var first = 0
    while first < alike.count {
      var end = first
      while end < alike.count, alike[end].stores == alike[first].stores { end += 1 }
      weigh(alike[first..<end], candidates: Double(photos.count), from: start, isOwnFront, &best)
      first = end
    }
  }

  /// Weighs the photos of two stores that look alike.
  private func weigh(
    _ alike: ArraySlice<Alike>,
    candidates: Double,
    from start: Int,
    _ isOwnFront: [Bool],
    _ best: inout [Best]
  ) {
    let rows = context.data.checkIns
    let policy = context.policy.links
    let photos = context.data.photos
    let areCrosswise = areAlikeCrosswise(alike)
    for pair in alike {
      let (row, source) = (rows[pair.later], rows[pair.earlier])
      var ratio: Double
      if row.store == source.store {
        ratio =
          abs(row.time - source.time) > policy.samePhotoVisitSeconds ? policy.sameFrontRatio : 0
      } else if isOwnFront[pair.later - start] || metres(row, source) <= policy.nextDoorMetres {
        ratio = 0
      } else {
        ratio = likeness.ratio(distance: pair.distance, candidates: candidates)
        if areCrosswise {
          ratio = pair.distance <= 2 ? min(ratio, policy.sameBrandRatio) : 0
        }
      }
      // The same file is judged as such.
      let (photo, earlier) = (photos[pair.later], photos[pair.earlier])
      if photo.hasDigest && photo.digest == earlier.digest { ratio = 0 }
      best[pair.later - start].take(ratio, Int32(pair.earlier), pair.distance)
    }
  }

  /// Whether several photos of one store look like several of the other.
  ///
  /// Then the stores look alike. A copy looks like its source, and at most like that one's copies.
  private func areAlikeCrosswise(_ alike: ArraySlice<Alike>) -> Bool {
    let rows = context.data.checkIns
    func of(_ store: Int32) -> [Int] {
      var photos = alike.flatMap { [$0.later, $0.earlier] }.filter { rows[$0].store == store }
      photos.sort()
      return photos.indices.filter { $0 == 0 || photos[$0] != photos[$0 - 1] }.map { photos[$0] }
    }
    guard let stores = alike.first?.stores, stores.0 != stores.1 else { return false }
    return of(stores.0).count >= 2 && of(stores.1).count >= 2 && alike.count >= 3
  }
}

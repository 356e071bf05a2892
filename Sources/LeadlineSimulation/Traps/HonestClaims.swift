import Foundation
import LeadlineModel

/// Honest check-ins, with all that may go wrong without anybody's fault.
extension Scene {
  /// The check-in of a real visit.
  ///
  /// - Parameters:
  ///   - visit: One of the day's.
  ///   - companion: Who visits together with the person; nil for nobody.
  /// - Returns: The check-in as sent, with the trap that it is.
  func honest(_ visit: Visit, companion: Int?) -> Claim {
    let seed = world.scenario.seed
    let traps = world.scenario.traps
    var draws = Draws(seed, .claim, person.index, day.day, visit.store)
    let dwell = visit.departure - visit.arrival
    let time = visit.arrival + min(draws.between(25, 220), dwell * 0.5)
    var claim = plain(visit.store, at: time, leave: visit.departure - draws.between(0, 30), &draws)
    claim.photo = photo(visit.store, at: time, &draws)

    var trap: Trap?
    let isIndoors = [.mall, .tower, .market].contains(
      world.shops[world.stores[visit.store].shop].site
    )
    if draws.chance(0.03 * traps * (isIndoors ? 2 : 1)) {
      claim.reading = cellReading(at: time)
      trap = .cellFix
    } else if draws.chance(0.03 * traps) {
      // What the phone knew when it was last asked, by another app perhaps.
      claim.reading = reading(at: max(day.window.lowerBound, time - draws.between(240, 2_400)))
      claim.reading?.provider = .cached
      trap = .cachedFix
    } else if draws.chance(0.01) {
      claim.reading = nil
    } else if draws.chance(isIndoors ? 0.12 : 0.03) {
      claim.reading = wirelessReading(visit.store, at: time, &draws)
    }
    if let companion {
      trap = .jointVisit
      if draws.chance(0.65) { claim.accompaniedBy = companion }
    }
    if let sent = offlineUntil(visit) {
      // Sent one after the other as soon as there is a network.
      claim.submitted = (sent + draws.between(0, 40)).rounded()
      trap = trap ?? .offline
    }
    if person.hasAccessory && draws.chance(0.6) {
      claim.mock = true
      trap = .mockFlagAccessory
    }
    claim.truth.isPresent = isPresent(visit.store, at: time)
    claim.truth.trap = trap ?? circumstance(visit, claim)
    return claim
  }

  /// When the check-ins of a half day without network were sent; nil for most half days.
  private func offlineUntil(_ visit: Visit) -> Double? {
    let half = visit.arrival < world.midnight(day.day) + 12.5 * 3_600 ? 0 : 1
    var draws = Draws(world.scenario.seed, .upload, person.index, day.day, half)
    let isVillage = world.shops[world.stores[visit.store].shop].site == .village
    guard draws.chance(0.045 * world.scenario.traps * (isVillage ? 2 : 1)) else { return nil }
    let end = day.visits.last {
      ($0.arrival < world.midnight(day.day) + 12.5 * 3_600) == (half == 0)
    }
    return (end?.departure ?? visit.departure) + draws.between(1_800, 14_400)
  }

  /// What makes an ordinary visit look odd; the rarest comes first.
  private func circumstance(_ visit: Visit, _ claim: Claim) -> Trap? {
    let store = world.stores[visit.store]
    let shop = world.shops[store.shop]
    if clock != 0 { return .clockSkew }
    if claim.device.code < 0 { return .sharedTablet }
    if let trap = app.trap { return trap }
    if shop.earlierPlace != nil { return .movedStore }
    if store.isFarOff { return .badGeocode }
    if visit.isDropOff { return .dropOff }
    if person.hasBadPhone { return .badPhone }
    if TrackGaps(self).covers(visit.arrival) { return .trackGap }
    switch shop.site {
    case .tower: return .tower
    case .mall: return .mall
    case .market: return .denseMarket
    case .village: return .village
    case .street: break
    }
    if shop.brand >= 0 && claim.photo != nil { return .sameStorefront }
    return store.rhythm?.weeks == 1 && store.rhythm?.secondSlot == nil ? .weeklyRoute : nil
  }
}

import LeadlineGeometry

/// A real shop.
struct Shop: Sendable {
  /// What kind of place it is in.
  enum Site: Sendable {
    case street, mall, market, tower, village
  }

  /// Where it is at the end.
  var place: PlanePoint
  var site: Site
  /// Where it was before it moved; nil where it did not.
  var earlierPlace: PlanePoint?
  /// The first day at the new place.
  var movedOn = Int.min
  /// The franchise whose storefront it has; -1 for none.
  var brand = -1
  /// The floor, 0 at the street.
  var floor = 0

  /// Where it is on a day.
  func place(on day: Int) -> PlanePoint {
    if let earlierPlace, day < movedOn { return earlierPlace }
    return place
  }
}

/// A row of the stores' file.
struct Store: Sendable {
  /// The position in the world's shops.
  var shop: Int
  /// The field rep who owns it.
  var owner: Int
  /// Where the first geocode put it.
  var geocode: PlanePoint
  /// Whether that geocode is a licence address, or otherwise far off.
  var isFarOff = false
  /// The 68 % radius that the record states; nil for none.
  var statedAccuracyMetres: Double?
  /// When the record was made, seconds since 1970.
  var createdAt: Double
  /// The first day on which it may be visited; long ago for old customers.
  var visitedFrom = Int.min
  /// Whether its position is that of the first check-in.
  var isFounded = false
  /// The record of the same shop that it repeats, counted in the rep's own ones; nil but for
  /// phantoms.
  var original: Int?
  /// When and how it is visited; nil for phantoms.
  var rhythm: Rhythm?
}

/// On which days a store is visited.
struct Rhythm: Hashable, Sendable {
  /// The place among the rep's working days of a week.
  var slot: Int
  /// A second one for customers visited twice a week.
  var secondSlot: Int?
  /// Weeks between visits, 1, 2 or 4.
  var weeks: Int
  /// The week, modulo `weeks`, in which the visit falls.
  var phase: Int

  /// Tells whether the day with this place in this week is one of a visit.
  func isDue(slot day: Int, week: Int) -> Bool {
    let rest = ((week % weeks) + weeks) % weeks
    return rest == phase && (day == slot || day == secondSlot)
  }

  /// Days between visits.
  var everyDays: Int { secondSlot == nil ? weeks * 7 : 3 }
}

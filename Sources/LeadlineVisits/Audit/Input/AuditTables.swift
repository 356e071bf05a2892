package import LeadlineModel

/// A store as the audit's rules see it; NaN and -1 where unknown.
package struct AuditStore: Sendable {
  /// Degrees east of the stored position.
  package var longitude: Double
  /// Degrees north of the stored position.
  package var latitude: Double
  /// 68 % radius of the stored position's error, metres.
  package var accuracyMetres: Float = .nan
  /// Position of the rep who owns it.
  package var owner: Int32 = -1
  /// Position of the source that its record came from.
  package var source: Int32 = -1
  /// Seconds since 2001-01-01 00:00 UTC.
  package var createdAt = Double.nan
  /// Days between visits.
  package var visitEveryDays: Float = .nan

  /// Makes a store at a place.
  package init(longitude: Double, latitude: Double) {
    self.longitude = longitude
    self.latitude = latitude
  }
}

/// A rep as the audit's rules see it.
package struct AuditRep: Sendable {
  /// What the rep is.
  package var role = Rep.Role.rep
  /// The name; empty where unknown.
  package var name = ""
  /// Position of whom the rep reports to; -1 for nobody.
  package var supervisor: Int32 = -1
  /// Degrees east of the home base; NaN where unknown.
  package var longitude = Double.nan
  /// Degrees north of the home base; NaN where unknown.
  package var latitude = Double.nan
  /// Whether the rep is in the reps' table, or was only named by a check-in.
  package var isListed = false

  /// Makes a rep of whom nothing is known.
  package init() {}
}

/// An order as the audit's rules see it.
package struct AuditOrder: Sendable {
  /// Position of the store.
  package var store: Int32
  /// Seconds since 2001-01-01 00:00 UTC.
  package var time: Double
  /// Position of the rep; -1 for none.
  package var rep: Int32
  /// The amount; NaN where unknown.
  package var amount: Double

  /// Makes an order.
  package init(store: Int32, time: Double, rep: Int32 = -1, amount: Double = .nan) {
    self.store = store
    self.time = time
    self.rep = rep
    self.amount = amount
  }
}

/// A move of a store's stored position as the audit's rules see it.
package struct StoreEdit: Sendable {
  /// Position of the store.
  package var store: Int32
  /// Seconds since 2001-01-01 00:00 UTC.
  package var time: Double
  /// Position of the rep who moved it.
  package var rep: Int32
  /// Degrees east after the move.
  package var longitude: Double
  /// Degrees north after the move.
  package var latitude: Double
  /// Degrees east before the move; NaN where unknown.
  package var oldLongitude: Double
  /// Degrees north before the move; NaN where unknown.
  package var oldLatitude: Double

  /// Makes an edit.
  package init(
    store: Int32,
    time: Double,
    rep: Int32,
    longitude: Double,
    latitude: Double,
    oldLongitude: Double = .nan,
    oldLatitude: Double = .nan
  ) {
    self.store = store
    self.time = time
    self.rep = rep
    self.longitude = longitude
    self.latitude = latitude
    self.oldLongitude = oldLongitude
    self.oldLatitude = oldLatitude
  }
}

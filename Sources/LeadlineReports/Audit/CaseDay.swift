package import Foundation
package import LeadlineGeometry
package import LeadlineModel

/// One day of a rep, as its map and its time line show it.
package struct CaseDay: Sendable {
  /// A check-in of the day.
  package struct Visit: Sendable {
    /// The check-in's id.
    package var id: String
    /// The store's id.
    package var storeID: String
    /// The store's name; empty where unknown.
    package var storeName: String
    /// Where the store is, as well as it is known.
    package var store: Coordinate
    /// When.
    package var time: Date
    /// Where the fix says that it was made; nil without one.
    package var fix: Coordinate?
    /// 68 % radius of the fix, metres; nil where unknown.
    package var accuracyMetres: Double?
    /// Metres from the fix to the store; nil without a fix.
    package var distanceMetres: Double?
    /// What is concluded.
    package var verdict: Verdict
    /// What speaks against it; natural logarithm of a likelihood ratio.
    package var score: Double
    /// Why, the weightiest first, then what excuses.
    package var reasons: [Reason]

    /// Makes a visit.
    package init(
      id: String,
      storeID: String,
      storeName: String,
      store: Coordinate,
      time: Date,
      fix: Coordinate?,
      accuracyMetres: Double?,
      distanceMetres: Double?,
      verdict: Verdict,
      score: Double,
      reasons: [Reason]
    ) {
      self.id = id
      self.storeID = storeID
      self.storeName = storeName
      self.store = store
      self.time = time
      self.fix = fix
      self.accuracyMetres = accuracyMetres
      self.distanceMetres = distanceMetres
      self.verdict = verdict
      self.score = score
      self.reasons = reasons
    }
  }

  /// A stay that the track shows.
  package struct Stay: Sendable {
    /// When it began.
    package var arrived: Date
    /// When it ended.
    package var left: Date
    /// The id of the store that it was at; empty for none.
    package var storeID: String

    /// Makes a stay.
    package init(arrived: Date, left: Date, storeID: String) {
      self.arrived = arrived
      self.left = left
      self.storeID = storeID
    }
  }

  /// The check-ins, by time.
  package var visits: [Visit]
  /// The track, by time; empty for none.
  package var track: [(time: Date, place: Coordinate)]
  /// The stays of the track, by time.
  package var stays: [Stay]

  /// Makes a day.
  package init(visits: [Visit], track: [(time: Date, place: Coordinate)], stays: [Stay]) {
    self.visits = visits
    self.track = track
    self.stays = stays
  }
}

package import Foundation
package import LeadlineGeometry
package import LeadlineTerritories

/// What is asked of a plan.
package struct TerritoryRequest: Sendable {
  /// A column to balance, and how far a territory may be off.
  package struct Measure: Hashable, Sendable {
    /// The column of the stores.
    package var field: String
    /// The share of the target by which a territory may be off.
    package var tolerance: Double

    /// Makes a measure.
    package init(field: String, tolerance: Double) {
      self.field = field
      self.tolerance = tolerance
    }

    /// Reads FIELD or FIELD:TOLERANCE, the tolerance as 5% or 0.05; nil when it is neither.
    package init?(parsing text: String) {
      let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard let field = parts.first, !field.isEmpty else { return nil }
      self.field = String(field)
      guard parts.count == 2 else {
        tolerance = 0.05
        return
      }
      guard let share = TerritoryRequest.share(parts[1]), share <= 100 else { return nil }
      tolerance = share
    }
  }

  /// A level above the territories, and how many areas it has.
  package struct Level: Hashable, Sendable {
    /// Its name, as fences have it.
    package var name: String
    /// The number of its areas.
    package var count: Int

    /// Reads NAME:COUNT; nil when it is none.
    package init?(parsing text: String) {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, let count = Int(parts[1]), count > 0 else {
        return nil
      }
      name = String(parts[0])
      self.count = count
    }
  }

  /// One change that only territories near it shall feel.
  package enum Change: Hashable, Sendable {
    /// A territory ends; its neighbours share its stores.
    case leave(String)
    /// A new territory begins around a place.
    case join(String, near: Coordinate)
    /// A territory gives half of its stores to a new one.
    case split(String, into: String)
    /// A territory ends; another one takes its stores.
    case merge(String, into: String)

    /// The territory that begins.
    var beginning: String? {
      switch self {
      case .join(let id, _), .split(_, let id): id
      case .leave, .merge: nil
      }
    }

    /// The territory that ends.
    var ending: String? {
      switch self {
      case .leave(let id), .merge(let id, _): id
      case .join, .split: nil
      }
    }
  }

  /// The measure that counts customers; no column.
  package static let customers = "customers"
  /// The measure that is estimated where stores have no such column.
  package static let workload = "workload"

  /// What is balanced; the first is the one that moves are counted in.
  package var measures = [Measure(field: workload, tolerance: 0.05)]
  /// How many territories there shall be; nil for as many as there are now.
  package var territories: Int?
  /// The share of the first measure that may move; nil for as much as balance needs.
  package var maxMoved: Double?
  /// Whether territories must be of one piece.
  package var isContiguous = true
  /// The seed of the search.
  package var seed: UInt64 = 1
  /// The column whose equal values keep stores together.
  package var together: String?
  /// Whether the present plan is left out of account.
  package var isNew = false
  /// How the workload of stores that have none is estimated.
  package var effort = Effort()
  /// How strongly a new territory is drawn to the home of its rep: 0 not at all, 1 wholly.
  package var homeShare = 0.0
  /// The levels above the territories, the coarsest first.
  package var levels: [Level] = []
  /// The only thing that shall change; nil to balance everything.
  package var change: Change?
  /// The time of the plan: reps who have left by then get no territory.
  package var now: Date
  /// The number of threads; nil for one per processor.
  package var threads: Int?

  /// Makes a request with the defaults.
  package init(now: Date) {
    self.now = now
  }

  /// Reads a share written as 5% or 0.05; nil when it is none, or below 0.
  package static func share(_ text: some StringProtocol) -> Double? {
    let isPercent = text.hasSuffix("%")
    guard let number = Double(isPercent ? String(text.dropLast()) : String(text)),
      number.isFinite, number >= 0
    else { return nil }
    return isPercent ? number / 100 : number
  }
}

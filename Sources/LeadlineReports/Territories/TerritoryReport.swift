package import LeadlineGeometry

/// What the page about a plan of territories shows, as plain values.
///
/// Territories go by their position in ``territories``, -1 stands for none; sums come in the order
/// of ``measures``.
package struct TerritoryReport: Sendable {
  /// The name of the plan; nil without one.
  package var name: String?
  /// What is balanced; the first is the one that moves are counted in.
  package var measures: [Measure] = []
  /// The territories.
  package var territories: [Territory] = []
  /// The fences before; empty when there was no plan.
  package var areasBefore: [MultiPolygon?] = []
  /// The fences of the plan.
  package var areasAfter: [MultiPolygon?] = []
  /// The customers, for the maps.
  package var customers: [Customer] = []
  /// Figures before and after.
  package var metrics: [Metric] = []
  /// The share of the first measure that moved; nil without a plan before.
  package var movedShare: Double?
  /// Why the plan is not in its bands.
  package var reasons: [Reason] = []
  /// Customers that are not in their own fence: those to show.
  package var exceptions: [Exception] = []
  /// How many there are in all.
  package var exceptionsInAll = 0
  /// What other budgets for moves would give.
  package var scenarios: [Scenario] = []

  /// Makes a report of nothing.
  package init() {}

  /// Whether there was a plan before.
  package var hasBefore: Bool { customers.contains { $0.before >= 0 } }
  /// The customers that have another territory than before.
  package var moved: Int { customers.count { $0.isMoved } }

  /// A measure.
  package struct Measure: Hashable, Sendable {
    /// Its name.
    package var name: String
    /// The share of the target by which a territory may be off.
    package var tolerance: Double

    /// Makes a measure.
    package init(name: String, tolerance: Double) {
      self.name = name
      self.tolerance = tolerance
    }

    /// The name in words; columns of the user's own keep theirs.
    func words(_ language: Language) -> String {
      switch (language, name) {
      case (.chinese, "workload"): "工作量"
      case (.chinese, "customers"): "客户数"
      case (.chinese, "value"): "销售额"
      default: name
      }
    }
  }

  /// A territory.
  package struct Territory: Hashable, Sendable {
    /// Its id.
    package var id: String
    /// Its rep's name; nil when nobody's.
    package var rep: String?
    /// What it should have of each measure.
    package var targets: [Double]
    /// What it had; nil without a plan before.
    package var before: [Double]?
    /// What it has.
    package var after: [Double]

    /// Makes a territory.
    package init(
      id: String,
      rep: String? = nil,
      targets: [Double],
      before: [Double]? = nil,
      after: [Double]
    ) {
      self.id = id
      self.rep = rep
      self.targets = targets
      self.before = before
      self.after = after
    }
  }

  /// A customer.
  package struct Customer: Hashable, Sendable {
    /// Where it is.
    package var place: Coordinate
    /// Its territory before.
    package var before: Int32
    /// Its territory.
    package var after: Int32
    /// How much of the first measure it is.
    package var amount: Double

    /// Makes a customer.
    package init(place: Coordinate, before: Int32 = -1, after: Int32, amount: Double = 1) {
      self.place = place
      self.before = before
      self.after = after
      self.amount = amount
    }

    /// Whether it has another territory than before.
    package var isMoved: Bool { before >= 0 && before != after }
  }

  /// A figure before and after.
  package struct Metric: Hashable, Sendable {
    /// What is measured.
    package enum Kind: Hashable, Sendable {
      /// The largest deviation of a territory from its target, of a measure.
      case worstDeviation(measure: Int)
      /// The mean deviation, of a measure.
      case meanDeviation(measure: Int)
      /// The territories outside the band, of a measure.
      case outsideBand(measure: Int)
      /// The mean distance of customers to the middle of their territory, metres.
      case meanDistance
      /// The distance that 95 of 100 customers do not exceed, metres.
      case distance95
      /// The mean distance to the rep's home, metres.
      case meanHomeDistance
      /// The largest diameter of a territory, metres.
      case largestDiameter
      /// The pieces of land of all territories.
      case pieces
      /// Customers that are not where they are pinned.
      case brokenPins
      /// How far the plan may be from the best possible one, as a share.
      case gap
    }

    /// What.
    package var kind: Kind
    /// Its value before; nil without.
    package var before: Double?
    /// Its value in the plan.
    package var after: Double

    /// Makes a figure.
    package init(_ kind: Kind, before: Double? = nil, after: Double) {
      self.kind = kind
      self.before = before
      self.after = after
    }
  }

  /// Why a measure is not in its band.
  package struct Reason: Hashable, Sendable {
    /// What.
    package enum Kind: Hashable, Sendable, CaseIterable {
      /// Customers pinned to the territory are more than it may have; the largest is named.
      case pinnedTooMuch
      /// The customer alone is more than any of its territories may have.
      case customerTooLarge
      /// The same of the customer and so many others that stay together with it.
      case customersTooLarge
      /// Fewer customers have any than territories need some: both counts.
      case tooFewCustomers
      /// The same of units of customers that stay together.
      case tooFewUnits
      /// Customers that only these territories may have are more than these may have.
      case eligibleTooMuch
      /// Customers that these territories may have are less than these need.
      case eligibleTooLittle
      /// So many customers that no border joins to the others are worth so many territories.
      case partFitsNoTerritories
      /// The land is in more parts than there are territories: both counts.
      case morePartsThanTerritories
      /// No better plan was found; the territory is above or below its target.
      case notFoundAbove, notFoundBelow
      /// So many of so many territories are outside the band; the worst is above or below.
      case outsideAbove, outsideBelow
    }

    /// What keeps a plan from moving more.
    package enum Limit: Hashable, Sendable {
      /// Only territories near the change take part in it.
      case neighbourhood
      /// The share that may move, and the one that would do, if it is known.
      case budget(Double, enough: Double?)
    }

    /// What.
    package var kind: Kind
    /// The measure; nil where it is of none.
    package var measure: Int?
    /// The territories.
    package var territories: [Int]
    /// By how much, as a share of the target.
    package var share: Double
    /// The customer's id.
    package var customer: String
    /// What is counted.
    package var counts: [Double]
    /// What keeps a plan from moving more; nil where nothing does.
    package var limit: Limit?

    /// Makes a reason.
    package init(
      _ kind: Kind,
      measure: Int? = nil,
      territories: [Int] = [],
      share: Double = 0,
      customer: String = "",
      counts: [Double] = [],
      limit: Limit? = nil
    ) {
      self.kind = kind
      self.measure = measure
      self.territories = territories
      self.share = share
      self.customer = customer
      self.counts = counts
      self.limit = limit
    }
  }

  /// A customer that is not in its own fence.
  package struct Exception: Hashable, Sendable {
    /// Why.
    package enum Reason: String, Hashable, Sendable, CaseIterable {
      /// It lies outside the region or on its boundary.
      case outsideRegion = "outside_region"
      /// Another territory has more customers at its place.
      case sharedPlace = "shared_place"
      /// It is held to its territory in another's land.
      case heldElsewhere = "held_elsewhere"
      /// It is too close to another territory's customers.
      case tooClose = "too_close"
    }

    /// The customer's id.
    package var customer: String
    /// Its territory.
    package var territory: Int32
    /// The territory in whose fence it lies.
    package var fence: Int32
    /// Why.
    package var reason: Reason

    /// Makes an exception.
    package init(customer: String, territory: Int32, fence: Int32, reason: Reason) {
      self.customer = customer
      self.territory = territory
      self.fence = fence
      self.reason = reason
    }
  }

  /// What a budget for moves gives.
  package struct Scenario: Hashable, Sendable {
    /// The share of the first measure that may move; nil for any.
    package var budget: Double?
    /// The share that moves.
    package var movedShare: Double
    /// The customers that move.
    package var moved: Int
    /// The largest deviation of a territory from its target, of any measure.
    package var worstDeviation: Double
    /// Whether all territories are within the band.
    package var isWithinBand: Bool
    /// The mean distance of customers to the middle of their territory, metres.
    package var meanDistanceMetres: Double
    /// Whether it is the plan of this page.
    package var isChosen: Bool

    /// Makes a scenario.
    package init(
      budget: Double?,
      movedShare: Double,
      moved: Int,
      worstDeviation: Double,
      isWithinBand: Bool,
      meanDistanceMetres: Double,
      isChosen: Bool = false
    ) {
      self.budget = budget
      self.movedShare = movedShare
      self.moved = moved
      self.worstDeviation = worstDeviation
      self.isWithinBand = isWithinBand
      self.meanDistanceMetres = meanDistanceMetres
      self.isChosen = isChosen
    }
  }
}

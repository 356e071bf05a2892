extension PlanPhrase {
  /// The text in English.
  var english: String {
    switch self {
    case .title: "Territory plan"
    case .subtitle: "{0} customers · {1} territories"
    case .factWorst: "largest deviation from the target"
    case .factWorstWas: "largest deviation from the target; it was {0}"
    case .factMoved: "customers move, {0} of all"
    case .factMovedShare: "of {0} moves"
    case .factExceptions: "customers outside their own fence"
    case .figures: "Figures"
    case .figure: "Figure"
    case .before: "Before"
    case .after: "After"
    case .worstDeviation: "{0}: largest deviation"
    case .meanDeviation: "{0}: mean deviation"
    case .outsideBand: "{0}: territories outside the band"
    case .meanDistance: "Mean distance to the middle"
    case .distance95: "Distance that 95 of 100 customers do not exceed"
    case .meanHomeDistance: "Mean distance to the rep's home"
    case .largestDiameter: "Largest diameter of a territory"
    case .pieces: "Pieces of land"
    case .brokenPins: "Pins not kept"
    case .gap: "At most this far from the best plan with these centres and loads"
    case .maps: "Maps"
    case .mapsNoDots: "There are too many customers to show each."
    case .mapsArrows: "Arrows start at the customers that move and point to their new territory."
    case .mapsFlows:
      "Each arrow stands for all customers that move from one territory to another; the wider, the more."
    case .scenarios: "Scenarios"
    case .scenariosText: "What other budgets for moves would give."
    case .budget: "Budget for moves"
    case .budgetShare: "at most {0}"
    case .budgetFree: "any"
    case .chosen: "this plan"
    case .movedLoad: "Load moved"
    case .movedCustomers: "Customers moved"
    case .worst: "Largest deviation"
    case .withinBand: "Within the band"
    case .yes: "yes"
    case .no: "no"
    case .loads: "Load: {0}"
    case .loadsText:
      "The line is the target, the band around it {0} either way. The thin bar is before, the thick one after; red lies outside the band."
    case .load: "Load"
    case .target: "Target"
    case .territory: "Territory"
    case .rep: "Rep"
    case .changes: "Gains and losses"
    case .changesText: "{0} of {1} territories change. Amounts are {2}."
    case .customersBefore: "Customers before"
    case .customersAfter: "Customers after"
    case .gained: "Gained"
    case .lost: "Lost"
    case .gainedAmount: "Amount gained"
    case .lostAmount: "Amount lost"
    case .balance: "Net"
    case .moreRows: "{0} of {1} are shown."
    case .exceptions: "Exceptions"
    case .exceptionsText:
      "These customers are not in their own territory's fence. Assigning by fences would give them to another one."
    case .customer: "Customer"
    case .fence: "Lies in the fence of"
    case .reason: "Reason"
    case .outsideRegion: "outside the region or on its boundary"
    case .sharedPlace: "at one place with more customers of another territory"
    case .heldElsewhere: "held to its territory in another's land"
    case .tooClose: "too close to another territory's customers to be parted"
    case .reasons: "Why the band is not kept"
    case .pinnedTooMuch:
      "{0}: the customers pinned to {1} are {2} of its target above its band; the largest is {3}."
    case .customerTooLarge:
      "{0}: the customer {3} alone is {2} of the target above the band of any territory that may have it."
    case .customersTooLarge:
      "{0}: the customer {3} and {4} others that stay together with it, at one place or of one group, are {2} of the target above the band of any territory that may have them."
    case .tooFewCustomers: "{0}: only {4} customers have any, but {5} territories need some."
    case .tooFewUnits:
      "{0}: counting those that stay together, at one place or of one group, as one, only {4} customers have any, but {5} territories need some."
    case .eligibleTooMuch:
      "{0}: the customers that only {1} may have are {2} above what these may have together."
    case .eligibleTooLittle:
      "{0}: all customers that {1} may have are {2} short of what these need together."
    case .partFitsNoTerritories:
      "{0}: {4} customers that no border joins to the others are worth {5} territories, and a territory must be of one piece."
    case .morePartsThanTerritories:
      "The land is in {4} parts that no border joins, more than the {5} territories, and a territory must be of one piece."
    case .notFoundAbove:
      "{0}: no plan in the band was found; in the best one {1} is {2} above its target."
    case .notFoundBelow:
      "{0}: no plan in the band was found; in the best one {1} is {2} below its target."
    case .outsideAbove:
      "{0}: {4} of {5} territories are outside the band, {1} the most, {2} above its target{6}."
    case .outsideBelow:
      "{0}: {4} of {5} territories are outside the band, {1} the most, {2} below its target{6}."
    case .neighbourhoodOnly: "; only territories within two hops of the change may differ"
    case .budgetTooSmall: "; at most {0} may move, and {1} would do"
    case .budgetShort: "; at most {0} may move, and more would bring it nearer"
    }
  }
}

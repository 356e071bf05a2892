/// Every text of the page about a plan; `{0}`, `{1}` … stand for what is filled in.
enum PlanPhrase: CaseIterable {
  case title, subtitle, factWorst, factWorstWas, factMoved, factMovedShare, factExceptions
  case figures, figure, before, after, worstDeviation, meanDeviation, outsideBand
  case meanDistance, distance95, meanHomeDistance, largestDiameter, pieces, brokenPins, gap
  case maps, mapsNoDots, mapsArrows, mapsFlows, scenarios, scenariosText, budget, budgetShare
  case budgetFree, chosen, movedLoad, movedCustomers, worst, withinBand, yes, no, loads
  case loadsText, load, target, territory, rep, changes, changesText, customersBefore
  case customersAfter, gained, lost, gainedAmount, lostAmount, balance, moreRows, exceptions
  case exceptionsText, customer, fence, reason, outsideRegion, sharedPlace, heldElsewhere
  case tooClose, reasons, pinnedTooMuch, customerTooLarge, customersTooLarge, tooFewCustomers
  case tooFewUnits, eligibleTooMuch, eligibleTooLittle, partFitsNoTerritories
  case morePartsThanTerritories, notFoundAbove, notFoundBelow, outsideAbove, outsideBelow
  case neighbourhoodOnly, budgetTooSmall, budgetShort

  /// The text in a language, with the values filled in.
  func text(_ language: Language, _ values: String...) -> String {
    Phrase.fill(template(language), values)
  }

  /// The text in a language, with its places to fill in.
  func template(_ language: Language) -> String {
    switch language {
    case .english: english
    case .chinese: chinese
    }
  }
}

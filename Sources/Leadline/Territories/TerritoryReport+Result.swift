import LeadlineGeometry
import LeadlineReports
import LeadlineTerritories

extension TerritoryReport {
  /// The most customers that a page draws one by one.
  private static let greatestCustomers = 20_000
  /// The most customers outside their fences that a page lists.
  private static let greatestExceptions = 100

  /// Fills the page of a run's chosen plan.
  ///
  /// - Parameters:
  ///   - result: The run.
  ///   - areasBefore: The fences of the present plan; empty when there is none.
  init(_ result: TerritoryResult, areasBefore: [MultiPolygon?]) {
    self.init()
    let input = result.input
    let chosen = result.scenarios[result.chosen]
    measures = input.problem.measures.map { Measure(name: $0.name, tolerance: $0.tolerance) }
    territories = chosen.metrics.territories.enumerated().map { position, territory in
      Territory(
        id: territory.id,
        rep: input.reps[position]?.name ?? input.reps[position]?.id,
        targets: territory.targets,
        before: result.before?.territories[position].sums,
        after: territory.sums
      )
    }
    self.areasBefore = areasBefore
    areasAfter = chosen.areas
    customers = Self.customers(input, chosen.plan.labels)
    metrics = Self.metrics(chosen, before: result.before)
    movedShare = result.before == nil ? nil : chosen.moves.share
    reasons = chosen.plan.shortfalls.map { Reason($0) { input.ids.text($0) } }
    exceptions = chosen.exceptions.prefix(Self.greatestExceptions).map { exception in
      Exception(
        customer: input.ids.text(exception.customer),
        territory: exception.territory,
        fence: exception.fence,
        reason: Exception.Reason(rawValue: exception.reason.rawValue) ?? .tooClose
      )
    }
    exceptionsInAll = chosen.exceptions.count
    guard result.scenarios.count > 1 else { return }
    scenarios = result.scenarios.enumerated().map { number, scenario in
      Scenario(
        budget: scenario.plan.budget,
        movedShare: scenario.moves.share,
        moved: scenario.moves.stores,
        worstDeviation: scenario.metrics.measures.map(\.worstDeviation).max() ?? 0,
        isWithinBand: scenario.metrics.measures.allSatisfy { $0.outside == 0 },
        meanDistanceMetres: scenario.metrics.meanDistanceMetres,
        isChosen: number == result.chosen
      )
    }
  }

  /// All customers, or evenly some of them and all that moved, where there are too many to draw.
  private static func customers(_ input: TerritoryInput, _ labels: [Int32]) -> [Customer] {
    let amounts = input.problem.measures[0].amounts
    let step = max(1, labels.count / greatestCustomers)
    return labels.indices.compactMap { store in
      let before = input.problem.present[store]
      let isMoved = before >= 0 && before != labels[store]
      guard isMoved || store.isMultiple(of: step) else { return nil }
      let place = try? Coordinate(
        longitude: input.longitudes[store],
        latitude: input.latitudes[store]
      )
      return place.map {
        Customer(place: $0, before: before, after: labels[store], amount: amounts[store])
      }
    }
  }

  private static func metrics(_ scenario: TerritoryScenario, before: PlanMetrics?) -> [Metric] {
    let after = scenario.metrics
    var metrics: [Metric] = []
    for measure in after.measures.indices {
      let old = before?.measures[measure]
      let new = after.measures[measure]
      metrics += [
        Metric(
          .worstDeviation(measure: measure),
          before: old?.worstDeviation,
          after: new.worstDeviation
        ),
        Metric(
          .meanDeviation(measure: measure),
          before: old?.meanDeviation,
          after: new.meanDeviation
        ),
        Metric(
          .outsideBand(measure: measure),
          before: old.map { Double($0.outside) },
          after: Double(new.outside)
        ),
      ]
    }
    metrics += [
      Metric(.meanDistance, before: before?.meanDistanceMetres, after: after.meanDistanceMetres),
      Metric(.distance95, before: before?.distance95Metres, after: after.distance95Metres),
      Metric(
        .largestDiameter,
        before: before?.largestDiameterMetres,
        after: after.largestDiameterMetres
      ),
      Metric(.pieces, before: before.map { Double($0.pieces) }, after: Double(after.pieces)),
      Metric(
        .brokenPins,
        before: before.map { Double($0.brokenPins) },
        after: Double(after.brokenPins)
      ),
    ]
    if let gap = scenario.plan.optimalityGap { metrics.append(Metric(.gap, after: gap)) }
    return metrics
  }
}

extension TerritoryReport.Reason {
  /// What a search found, with the ids of customers in place of their positions.
  init(_ shortfall: Shortfall, customer: (Int) -> String) {
    switch shortfall {
    case .pinnedTooMuch(let territory, let measure, let excess, let largest):
      self.init(
        .pinnedTooMuch,
        measure: measure,
        territories: [territory],
        share: excess,
        customer: customer(largest)
      )
    case .customerTooLarge(let position, let others, let measure, let excess):
      self.init(
        others == 0 ? .customerTooLarge : .customersTooLarge,
        measure: measure,
        share: excess,
        customer: customer(position),
        counts: [Double(others)]
      )
    case .tooFewCustomers(let measure, let customers, let units, let territories):
      self.init(
        customers == units ? .tooFewCustomers : .tooFewUnits,
        measure: measure,
        counts: [Double(units), Double(territories)]
      )
    case .eligibleTooMuch(let territories, let measure, let excess):
      self.init(.eligibleTooMuch, measure: measure, territories: territories, share: excess)
    case .eligibleTooLittle(let territories, let measure, let lack):
      self.init(.eligibleTooLittle, measure: measure, territories: territories, share: lack)
    case .partFitsNoTerritories(let customers, let measure, let territories):
      self.init(
        .partFitsNoTerritories,
        measure: measure,
        counts: [Double(customers), territories]
      )
    case .morePartsThanTerritories(let parts, let territories):
      self.init(.morePartsThanTerritories, counts: [Double(parts), Double(territories)])
    case .notFound(let territory, let measure, let deviation):
      self.init(
        deviation < 0 ? .notFoundBelow : .notFoundAbove,
        measure: measure,
        territories: [territory],
        share: deviation
      )
    case .outOfBand(let measure, let outside, let count, let worst, let deviation, let limit):
      self.init(
        deviation < 0 ? .outsideBelow : .outsideAbove,
        measure: measure,
        territories: [worst],
        share: deviation,
        counts: [Double(outside), Double(count)],
        limit: Limit(limit)
      )
    }
  }
}

extension TerritoryReport.Reason.Limit {
  fileprivate init(_ limit: Shortfall.MoveLimit) {
    switch limit {
    case .neighbourhood: self = .neighbourhood
    case .budget(let share, let enough): self = .budget(share, enough: enough)
    }
  }
}

package import Foundation
import LeadlineGeometry
package import LeadlineTerritories

/// The content of `metrics.json`: what was asked, and the figures of the plan before and after.
package struct TerritorySummary: Encodable {
  /// What was asked.
  struct Parameters: Encodable {
    let madeAt: String
    let measures: [Measure]
    let territories: Int
    let contiguous: Bool
    let maxMoved: Double?
    let homeShare: Double
    let seed: UInt64
    let new: Bool
    let together: String?
    let levels: [String: Int]
    let pins: Int
    let notes: [String]

    struct Measure: Encodable {
      let name: String
      let tolerance: Double
    }
  }

  /// The figures of one plan.
  struct Figures: Encodable {
    let customers: Int
    let unassigned: Int
    let pieces: Int
    let meanDistanceM: Double
    let distanceP95M: Double
    let largestDiameterM: Double
    let brokenPins: Int
    let ineligible: Int
    let measures: [Measure]
    let territories: [Territory]

    struct Measure: Encodable {
      let name: String
      let tolerance: Double
      let total: Double
      let worstDeviation: Double
      let meanDeviation: Double
      let outside: Int
    }

    struct Territory: Encodable {
      let id: String
      let rep: String?
      let customers: Int
      let pieces: Int
      let meanDistanceM: Double
      let meanHomeDistanceM: Double?
      let diameterM: Double
      let sums: [String: Double]
      let targets: [String: Double]
      let deviations: [String: Double]
    }
  }

  /// What the plan changes.
  struct Change: Encodable {
    let scenario: String
    let movedStores: Int
    let movedAmount: Double
    let movedShare: Double
    let newlyAssigned: Int
    let referenceShare: Double?
    let optimalityGap: Double?
    let reasons: [String]
    let exceptions: [Exception]
    let fenceVertices: Int

    /// A store that does not lie in its territory's fence.
    struct Exception: Encodable {
      let store: String
      let territory: String
      let fence: String?
      let reason: String
    }
  }

  let parameters: Parameters
  let before: Figures?
  let after: Figures
  let change: Change

  /// Sums a scenario up.
  package init(_ scenario: TerritoryScenario, before: PlanMetrics?, of input: TerritoryInput) {
    parameters = Parameters(input)
    self.before = before.map { Figures($0, of: input) }
    after = Figures(scenario.metrics, of: input)
    change = Change(
      scenario: scenario.plan.name,
      movedStores: scenario.moves.stores,
      movedAmount: scenario.moves.amount,
      movedShare: scenario.moves.share,
      newlyAssigned: scenario.moves.assigned,
      referenceShare: scenario.plan.referenceMoved,
      optimalityGap: scenario.plan.optimalityGap,
      reasons: input.sentences(scenario.plan.shortfalls),
      exceptions: scenario.exceptions.map { exception in
        Change.Exception(
          store: input.ids.text(exception.customer),
          territory: input.problem.territories[Int(exception.territory)].id,
          fence: exception.fence < 0 ? nil : input.problem.territories[Int(exception.fence)].id,
          reason: exception.reason.rawValue
        )
      },
      fenceVertices: scenario.fences.reduce(0) { $0 + $1.area.coordinateCount }
    )
  }

  /// JSON with its keys in alphabetical order, as words joined by underlines.
  package func json() throws -> Data {
    try Self.encoder().encode(self) + Data("\n".utf8)
  }

  /// The parameters alone, in one line, as plans in the database keep them.
  package func parametersJSON() throws -> String {
    String(decoding: try Self.encoder([.sortedKeys]).encode(parameters), as: UTF8.self)
  }

  /// The figures alone, in one line, as plans in the database keep them.
  package func figuresJSON() throws -> String {
    let figures = ["after": AnyFigures(after), "change": AnyFigures(change)]
    return String(decoding: try Self.encoder([.sortedKeys]).encode(figures), as: UTF8.self)
  }

  private struct AnyFigures: Encodable {
    let value: any Encodable
    init(_ value: any Encodable) { self.value = value }
    func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
  }

  private static func encoder(
    _ formatting: JSONEncoder.OutputFormatting = [
      .prettyPrinted, .sortedKeys, .withoutEscapingSlashes,
    ]
  ) -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = formatting
    return encoder
  }
}

extension TerritorySummary.Parameters {
  init(_ input: TerritoryInput) {
    let request = input.request
    madeAt = {
      var bytes: [UInt8] = []
      _ = TimeWriter.append(request.now, to: &bytes)
      return String(decoding: bytes, as: UTF8.self)
    }()
    measures = request.measures.map { Measure(name: $0.field, tolerance: $0.tolerance) }
    territories = input.problem.territories.count
    contiguous = request.isContiguous
    maxMoved = request.maxMoved
    homeShare = request.homeShare
    seed = request.seed
    new = request.isNew
    together = request.together
    levels = Dictionary(request.levels.map { ($0.name, $0.count) }, uniquingKeysWith: { $1 })
    pins = input.problem.pins.count { $0 >= 0 }
    notes = input.notes
  }
}

extension TerritorySummary.Figures {
  init(_ metrics: PlanMetrics, of input: TerritoryInput) {
    customers = metrics.territories.reduce(0) { $0 + $1.customers }
    unassigned = metrics.unassigned
    pieces = metrics.pieces
    meanDistanceM = metrics.meanDistanceMetres
    distanceP95M = metrics.distance95Metres
    largestDiameterM = metrics.largestDiameterMetres
    brokenPins = metrics.brokenPins
    ineligible = metrics.ineligible
    measures = metrics.measures.map {
      Measure(
        name: $0.name,
        tolerance: $0.tolerance,
        total: $0.total,
        worstDeviation: $0.worstDeviation,
        meanDeviation: $0.meanDeviation,
        outside: $0.outside
      )
    }
    let names = metrics.measures.map(\.name)
    func byName(_ values: [Double]) -> [String: Double] {
      Dictionary(zip(names, values), uniquingKeysWith: { first, _ in first })
    }
    territories = metrics.territories.enumerated().map { position, territory in
      Territory(
        id: territory.id,
        rep: input.reps[position]?.id,
        customers: territory.customers,
        pieces: territory.pieces,
        meanDistanceM: territory.meanDistanceMetres,
        meanHomeDistanceM: territory.meanHomeDistanceMetres,
        diameterM: territory.diameterMetres,
        sums: byName(territory.sums),
        targets: byName(territory.targets),
        deviations: byName(names.indices.map { territory.deviation(of: $0) })
      )
    }
  }
}

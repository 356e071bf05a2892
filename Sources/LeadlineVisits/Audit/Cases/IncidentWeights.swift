import Foundation

/// How heavy an honest rep's incidents are, on a lattice.
struct IncidentWeights: Sendable {
  /// Steps of the lattice per unit of weight.
  static let stepsPerUnit = 4.0
  /// As many incidents as the prior counts for.
  private static let priorIncidents = 5.0
  /// Heavier incidents count as this heavy, units; a rep's own are cut likewise.
  static let greatest = 12.0

  /// The probabilities of 1, 2, … steps.
  let probabilities: [Double]
  /// The mean, in units.
  let mean: Double
  /// The flagged check-ins of an incident, on average.
  let flaggedPerIncident: Double

  /// Learns from the incidents of reps, and from a prior: a weight of at least 1 that falls off as
  /// exp(-weight), which is what a ratio of likelihoods does when the visits are true.
  ///
  /// - Parameter reps: The incidents of each rep, and what they count: the probability that the rep
  ///   is honest, 0…1.
  init(_ reps: [(incidents: [RepRecord.Incident], honest: Double)]) {
    let count = Int(Self.greatest * Self.stepsPerUnit)
    let first = Int(Self.stepsPerUnit)
    var masses = (1...count).map { step in
      step < first ? 0 : exp(-Double(step - first) / Self.stepsPerUnit)
    }
    let sum = masses.reduce(0, +)
    masses = masses.map { $0 / sum * Self.priorIncidents }
    var total = Self.priorIncidents
    var flagged = Self.priorIncidents
    for rep in reps {
      for incident in rep.incidents {
        masses[Self.steps(incident.weight) - 1] += rep.honest
        total += rep.honest
        flagged += rep.honest * Double(incident.flagged)
      }
    }
    probabilities = masses.map { $0 / total }
    mean = probabilities.enumerated().reduce(0) { sum, item in
      sum + Double(item.offset + 1) / Self.stepsPerUnit * item.element
    }
    flaggedPerIncident = flagged / total
  }

  /// The steps that a weight counts for, at least one.
  static func steps(_ weight: Double) -> Int {
    max(1, Int((min(weight, greatest) * stepsPerUnit).rounded()))
  }

  /// The steps that incidents count for together.
  static func steps(_ incidents: [RepRecord.Incident]) -> Int {
    incidents.reduce(0) { $0 + steps($1.weight) }
  }
}

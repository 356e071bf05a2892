import LeadlineGeometry
import LeadlineIndex
import LeadlineTerritories

/// The measures of a plan as columns.
struct TerritoryMeasures {
  /// One per measure asked for.
  private(set) var columns: [BalanceMeasure] = []
  /// What was assumed.
  private(set) var notes: [String] = []

  init(_ records: borrowing TerritoryRecords) throws {
    for (position, measure) in records.request.measures.enumerated() {
      var amounts = records.amounts[position]
      let missing = amounts.count { $0.isNaN }
      if missing > 0 {
        if measure.field == TerritoryRequest.workload {
          let estimates = try Self.estimates(records)
          for store in amounts.indices where amounts[store].isNaN {
            amounts[store] = estimates[store]
          }
          notes.append(
            "the workload of \(missing) of \(amounts.count) stores is estimated from visits and ways"
          )
        } else {
          guard missing < amounts.count else {
            throw TerritoryInputError.unknownMeasure(measure.field)
          }
          for store in amounts.indices where amounts[store].isNaN { amounts[store] = 0 }
          notes.append(
            "\(missing) of \(amounts.count) stores have no '\(measure.field)' and count as 0"
          )
        }
      }
      columns.append(
        BalanceMeasure(name: measure.field, tolerance: measure.tolerance, amounts: amounts)
      )
    }
  }

  /// The minutes a month of every store, by how often it is visited and how thinly stores lie.
  private static func estimates(_ records: borrowing TerritoryRecords) throws -> [Double] {
    let places = try zip(records.longitudes, records.latitudes).map {
      try Coordinate(longitude: $0, latitude: $1)
    }
    // Each store finds itself first.
    let wanted = Effort.neighbours + 1
    let found = StoreIndex(places).nearest(toEach: places, limit: wanted)
    let effort = records.request.effort
    let visits = records.visitEveryDays
    return places.indices.map { store in
      effort.minutesPerMonth(
        visitEveryDays: visits[store],
        neighbourDistanceMetres: found.metres[found.rows(ofQuery: store)].last ?? 0
      )
    }
  }
}

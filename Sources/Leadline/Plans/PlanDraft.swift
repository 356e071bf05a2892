package import Foundation
package import LeadlineDatabase
package import LeadlineGeometry
package import LeadlineModel

/// A plan that was made elsewhere, or by hand: which territory each store shall have.
package struct PlanDraft {
  private let measure: String
  private var ids = IdentifierTable()
  private var rows: [Int64] = []
  private var amounts: [Double] = []
  private var fingerprint = StoresFingerprint()
  private var territories = IdentifierTable()
  /// The territory given to each store, a position in `territories`; -1 for none.
  private var given: [Int32] = []

  /// Reads the stores that may be given territories.
  ///
  /// - Parameters:
  ///   - database: The database.
  ///   - measure: The numeric field of the stores that amounts are of; a store without counts as 0.
  /// - Throws: ``LeadlineDatabase/StorageError``.
  package init(_ database: LeadDatabase, measure: String) throws {
    self.measure = measure
    let position = RecordSchema.of(.stores).position(of: measure)
    try database.forEachStoredRecord(.stores, fields: Store.fields.union([measure])) {
      row,
      record in
      guard let store = Store(record) else { return }
      fingerprint.add(
        id: store.id.rawValue,
        at: store.coordinate,
        territory: store.territory
      )
      _ = ids.insert(store.id.rawValue)
      rows.append(row)
      amounts.append(position.flatMap { record.values[$0].number } ?? 0)
    }
    given = Array(repeating: -1, count: rows.count)
  }

  /// Whether no store has been given a territory.
  package var isEmpty: Bool { territories.count == 0 }

  /// Whether stores have such a numeric field.
  package static func hasMeasure(_ name: String) -> Bool {
    let schema = RecordSchema.of(.stores)
    guard let position = schema.position(of: name) else { return false }
    if case .number = schema.fields[position].kind { return true }
    return false
  }

  /// Takes a row of ``LeadlineModel/RecordSchema/planAssignments``.
  ///
  /// - Returns: Nil, or why it can't be taken.
  package mutating func add(_ record: Record) -> Reject? {
    guard let id = record.values[0].text, let territory = record.values[1].text else {
      return Reject(row: record.row, field: "territory", code: .missing, value: "")
    }
    guard let position = ids.position(of: id) else {
      return Reject(row: record.row, field: "id", code: .unknownStore, value: id)
    }
    guard given[position] < 0 else {
      return Reject(row: record.row, field: "id", code: .duplicateID, value: id)
    }
    given[position] = Int32(territories.insert(territory).position)
    return nil
  }

  /// The plan, to be stored.
  package func plans(
    name: String,
    madeBy: ID<Rep>,
    madeAt: Date,
    fences: [Fence]
  ) -> NewPlanList {
    let planned = given.indices.filter { given[$0] >= 0 }
    return NewPlanList(
      name: name,
      madeBy: madeBy,
      madeAt: madeAt,
      fingerprint: fingerprint,
      stores: planned.map { rows[$0] },
      measure: measure,
      amounts: planned.map { amounts[$0] },
      territories: (0..<territories.count).map { territories.text($0) },
      scenarios: [
        NewPlanList.Scenario(name: "", territories: planned.map { given[$0] }, fences: fences)
      ]
    )
  }
}

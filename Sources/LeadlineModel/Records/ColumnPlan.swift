/// Which columns of a CSV file a decoder reads, for those who read them without making records.
package struct ColumnPlan: Hashable, Sendable {
  /// The column of a field.
  package struct Entry: Hashable, Sendable {
    /// The position of the field in the schema.
    package let field: Int
    /// The column.
    package let column: Int
  }

  /// The fields that have a column, in the order of the schema.
  package let fields: [Entry]
  /// The column of the longitude.
  package let longitude: Int?
  /// The column of the latitude.
  package let latitude: Int?
  /// The column of the row's own datum.
  package let datum: Int?
}

extension RecordDecoder {
  /// The columns read; nil where a value comes from elsewhere, the row's number for one.
  package var columnPlan: ColumnPlan? {
    guard let binding, !traits.hasGeometries else { return nil }
    var fields: [ColumnPlan.Entry] = []
    for (position, source) in binding.fields.enumerated() {
      switch source {
      case nil: continue
      case .rowNumber: return nil
      case .column(let column): fields.append(.init(field: position, column: column))
      }
    }
    var place: [Int?] = []
    for source in [binding.longitude, binding.latitude, binding.datum] {
      switch source {
      case nil: place.append(nil)
      case .rowNumber: return nil
      case .column(let column): place.append(column)
      }
    }
    return ColumnPlan(fields: fields, longitude: place[0], latitude: place[1], datum: place[2])
  }
}

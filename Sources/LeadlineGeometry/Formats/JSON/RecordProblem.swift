/// What makes one record unusable while the JSON around it is sound.
struct RecordProblem: Error {
  let field: String
  let code: Reject.Code
  let value: String

  static func geometry(_ value: String) -> RecordProblem {
    RecordProblem(field: "geometry", code: .badGeometry, value: value)
  }
}

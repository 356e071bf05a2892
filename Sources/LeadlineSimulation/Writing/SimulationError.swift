/// What ends a simulation.
package enum SimulationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Something other than an empty folder is in the way.
  case notEmpty(path: String)
  /// The system refuses to write.
  case cannotWrite(path: String, reason: String)

  package var description: String {
    switch self {
    case .notEmpty(let path):
      "\(path) is there already and is no empty folder; name another folder, or empty this one"
    case .cannotWrite(let path, let reason): "can't write \(path): \(reason)"
    }
  }
}

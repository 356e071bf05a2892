import Foundation
import Leadline

/// Reads the fences that a command works with.
enum FenceReading {
  /// The fences valid at a moment; what was repaired is reported.
  ///
  /// - Parameters:
  ///   - source: Where the fences are.
  ///   - now: The moment.
  ///   - repairs: The file for the repairs; nil to say the first ones on standard error.
  /// - Returns: The fences in the order in which they were read.
  /// - Throws: What reading and refusing rows throws.
  static func fences(of source: RecordSource, now: Date, repairs: String?) throws -> [Fence] {
    var loader = FenceLoader()
    var fences: [Fence] = []
    try source.forEach(.fences, verb: "reading fences") { record, reject in
      switch loader.load(record) {
      case .success(let fence): if fence.isValid(at: now) { fences.append(fence) }
      case .failure(let rejection): try reject(rejection.reject)
      }
    }
    try RepairReport.show(loader.repairs, path: repairs)
    return fences
  }
}

import Leadline

/// Tells which fences were not valid as found and what was done to them.
enum RepairReport {
  /// Says the first five repairs, and how many there were.
  static func show(_ repairs: [FenceLoader.Repair]) {
    for repair in repairs.prefix(5) {
      Console.note("fence \(repair.fence) repaired: \(repair.notes.joined(separator: "; "))")
    }
    if repairs.count > 5 { Console.note("\(repairs.count) fences in all were repaired") }
  }
}

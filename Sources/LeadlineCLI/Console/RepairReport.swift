import Leadline

/// Tells which fences were not valid as found and what was done to them.
enum RepairReport {
  /// Writes all repairs to a file as `fence,repair`, or says the first five on standard error.
  static func show(_ repairs: [FenceLoader.Repair], path: String?) throws {
    guard let path else {
      for repair in repairs.prefix(5) {
        Console.note("fence \(repair.fence) repaired: \(repair.notes.joined(separator: "; "))")
      }
      if repairs.count > 5 {
        Console.note("\(repairs.count) fences in all were repaired; --repairs FILE lists them")
      }
      return
    }
    let file = try OutputFile(path: path)
    var writer = RowWriter(format: .csv, columns: [OutputColumn("fence"), OutputColumn("repair")]) {
      try file.write($0)
    }
    for repair in repairs {
      for note in repair.notes {
        writer.text(repair.fence.rawValue)
        writer.text(note)
        try writer.endRow()
      }
    }
    try writer.finish()
    try file.finish()
  }
}

/// Lines that arrive person by person and leave in order of time; kept in a file meanwhile, so that
/// memory holds 32 bytes a line.
final class TimeOrderedRows {
  /// A line's place in the file.
  private struct Entry {
    var time: Double
    var person: Int32
    var length: Int32
    var offset: Int
  }

  private let file: WorldFile
  private var entries: [Entry] = []
  private var offset = 0

  init(path: String) throws(SimulationError) {
    file = try WorldFile(path: path)
  }

  func append(_ line: [UInt8], time: Double, person: Int) throws(SimulationError) {
    let length = Int32(truncatingIfNeeded: line.count)
    entries.append(
      Entry(time: time, person: Int32(truncatingIfNeeded: person), length: length, offset: offset)
    )
    offset += line.count
    try file.write(line)
  }

  /// Hands out all lines by time, then person, then as they came.
  func drain(
    _ body: (_ line: [UInt8]) throws(SimulationError) -> Void
  ) throws(SimulationError) {
    try file.flush()
    entries.sort { ($0.time, $0.person, $0.offset) < ($1.time, $1.person, $1.offset) }
    var line: [UInt8] = []
    for entry in entries {
      try file.read(at: entry.offset, count: Int(entry.length), into: &line)
      try body(line)
    }
  }
}

import Foundation
import LeadlineGeometry
import LeadlineModel

extension FenceIndex {
  /// Takes up an index that ``write(to:)`` wrote, in the memory where it lies.
  ///
  /// Everything is checked once: the checksums of all sections, and that nothing in them leads out of
  /// them. So bytes that are no index are refused, and none is ever read beyond their end.
  ///
  /// - Parameters:
  ///   - bytes: The whole file, at an address that is a multiple of sixteen, as a mapped file is; they
  ///     must not change before `release` is called.
  ///   - release: Called once, on any thread, when the bytes are needed no longer, or at once if they
  ///     are refused.
  /// - Throws: ``FenceFileError``.
  ///
  /// - Complexity: O(size of the index), some milliseconds per ten megabytes.
  public init(
    bytes: UnsafeRawBufferPointer,
    release: @escaping @Sendable () -> Void
  ) throws(FenceFileError) {
    let reader: FenceFileReader
    do throws(FenceFileError) {
      reader = try FenceFileReader(bytes)
      try reader.check()
    } catch {
      release()
      throw error
    }
    self.init(reader, release: release)
  }
}

/// Reads the sections of a file.
struct FenceFileReader {
  private typealias Layout = FenceFileLayout

  let entries: UnsafeBufferPointer<UInt32>
  let records: UnsafeBufferPointer<UInt32>
  let vertices: UnsafeBufferPointer<Vertex>
  private(set) var levels: [FenceCells.Level] = []
  private(set) var names: [String] = []
  private(set) var rankPositions: [[UInt32]] = []
  private let ranks: [UInt32]
  private let rings: [UInt32]
  private let polygons: [UInt32]
  private let fenceStarts: [UInt32]
  private let attributes: [UInt64]
  private let stringEnds: [UInt32]
  private let strings: [UInt8]

  /// Checks header, lengths and checksums, and reads the small sections.
  init(_ bytes: UnsafeRawBufferPointer) throws(FenceFileError) {
    let sections = try Self.sections(bytes)
    // Words are read where they lie, which takes a little-endian processor and aligned memory.
    guard Int(bitPattern: bytes.baseAddress) % MemoryLayout<Vertex>.alignment == 0,
      UInt32(littleEndian: 1) == 1
    else { throw .unusableMemory }
    func words<Word: BitwiseCopyable>(
      _ section: Layout.Section,
      _ type: Word.Type
    ) throws(FenceFileError) -> UnsafeBufferPointer<Word> {
      let part = sections[section.rawValue]
      guard part.count % MemoryLayout<Word>.stride == 0 else {
        throw .inconsistent(section: "\(section)")
      }
      return part.assumingMemoryBound(to: type)
    }
    entries = try words(.entries, UInt32.self)
    records = try words(.records, UInt32.self)
    vertices = try words(.vertices, Vertex.self)
    ranks = Array(try words(.ranks, UInt32.self))
    rings = Array(try words(.rings, UInt32.self))
    polygons = Array(try words(.polygons, UInt32.self))
    fenceStarts = Array(try words(.fences, UInt32.self))
    attributes = Array(try words(.attributes, UInt64.self))
    stringEnds = Array(try words(.stringEnds, UInt32.self))
    strings = Array(sections[Layout.Section.strings.rawValue])
    try checkTables()
    try readLevels(Array(try words(.levels, Int64.self)))
  }

  /// The bytes of each section.
  private static func sections(
    _ bytes: UnsafeRawBufferPointer
  ) throws(FenceFileError) -> [UnsafeRawBufferPointer] {
    guard bytes.count >= Layout.bodyStart, bytes.starts(with: Layout.name) else {
      throw .notAnIndex
    }
    func number<Number: FixedWidthInteger>(_ offset: Int, _ type: Number.Type) -> Number {
      Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
    }
    let version = number(8, UInt32.self)
    guard version == Layout.version else { throw .unknownVersion(version) }
    guard number(16, UInt64.self) == UInt64(bytes.count) else {
      throw .wrongLength(expected: number(16, UInt64.self), found: bytes.count)
    }
    var head = Array(bytes[..<Layout.bodyStart])
    head.replaceSubrange(24..<32, with: repeatElement(0, count: 8))
    guard head.withUnsafeBytes({ FileChecksum.of($0) }) == number(24, UInt64.self),
      number(12, UInt32.self) == UInt32(Layout.Section.allCases.count)
    else { throw .damaged(section: "header") }
    var result: [UnsafeRawBufferPointer] = []
    for section in Layout.Section.allCases {
      let entry = Layout.headerBytes + section.rawValue * Layout.tableEntryBytes
      guard let start = Int(exactly: number(entry, UInt64.self)),
        let count = Int(exactly: number(entry + 8, UInt64.self)),
        start % Layout.alignment == 0, start >= Layout.bodyStart, start <= bytes.count,
        count <= bytes.count - start
      else { throw .damaged(section: "\(section)") }
      let part = UnsafeRawBufferPointer(rebasing: bytes[start..<start + count])
      guard FileChecksum.of(part) == number(entry + 16, UInt64.self) else {
        throw .damaged(section: "\(section)")
      }
      result.append(part)
    }
    return result
  }

  private var fenceCount: Int { fenceStarts.count - 1 }

  /// That rings, polygons, fences and strings lie behind each other and end where they should.
  private func checkTables() throws(FenceFileError) {
    func check(_ starts: [UInt32], least: Int, end: Int, _ name: String) throws(FenceFileError) {
      guard starts.first == 0, starts.last.map(Int.init) == end,
        zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 && Int($1 - $0) >= least })
      else { throw .inconsistent(section: name) }
    }
    try check(rings, least: 4, end: vertices.count, "rings")
    try check(polygons, least: 1, end: rings.count - 1, "polygons")
    try check(fenceStarts, least: 0, end: polygons.count - 1, "fences")
    for ring in zip(rings, rings.dropFirst())
    where vertices[Int(ring.0)] != vertices[Int(ring.1) - 1] {
      throw .inconsistent(section: "rings")
    }
    guard vertices.allSatisfy({ abs($0.x) <= 180 && abs($0.y) <= 90 }) else {
      throw .inconsistent(section: "vertices")
    }
    guard attributes.count == fenceCount * Layout.attributeBytes / 8 else {
      throw .inconsistent(section: "attributes")
    }
    try check([0] + stringEnds, least: 0, end: strings.count, "strings")
    guard stringEnds.count >= fenceCount * Layout.stringsPerFence else {
      throw .inconsistent(section: "strings")
    }
  }

  private mutating func readLevels(_ numbers: [Int64]) throws(FenceFileError) {
    guard numbers.count % Layout.levelNumbers == 0 else { throw .inconsistent(section: "levels") }
    var entry = 0
    var record = 0
    var rank = 0
    for start in stride(from: 0, to: numbers.count, by: Layout.levelNumbers) {
      let level = numbers[start..<start + Layout.levelNumbers].map { Int(clamping: $0) }
      let grid = CellGrid(
        exponent: level[1],
        firstColumn: level[2],
        firstRow: level[3],
        columns: level[4],
        rows: level[5]
      )
      guard stringEnds.indices.contains(level[0]), (-8...CellGrid.finestExponent) ~= grid.exponent,
        abs(grid.firstColumn) < 1 << 40, abs(grid.firstRow) < 1 << 40,
        (0...1 << 30) ~= grid.columns, (0...1 << 30) ~= grid.rows,
        level[6] >= entry, level[6] <= entries.count, grid.count <= level[6] - entry,
        level[7] >= record, level[7] <= records.count,
        level[8] >= rank, level[8] <= ranks.count
      else { throw .inconsistent(section: "levels") }
      levels.append(
        FenceCells.Level(grid: grid, entries: entry..<level[6], records: record..<level[7])
      )
      let positions = ranks[rank..<level[8]]
      guard positions.allSatisfy({ Int($0) < fenceCount }) else {
        throw .inconsistent(section: "ranks")
      }
      rankPositions.append(Array(positions))
      names.append(string(level[0]))
      (entry, record, rank) = (level[6], level[7], level[8])
    }
    guard entry == entries.count, record == records.count, rank == ranks.count else {
      throw .inconsistent(section: "levels")
    }
  }

  /// That no entry and no record leads anywhere but to what it should.
  func check() throws(FenceFileError) {
    for (number, level) in levels.enumerated() {
      var audit = CellAudit(self, level: level, ranks: rankPositions[number].count)
      try audit.check()
    }
  }

  private func string(_ number: Int) -> String {
    let start = number == 0 ? 0 : Int(stringEnds[number - 1])
    return String(decoding: strings[start..<Int(stringEnds[number])], as: UTF8.self)
  }

  /// The ids and territories of all fences.
  func labels() -> [FenceIndex.Label] {
    (0..<fenceCount).map {
      FenceIndex.Label(
        id: ID(string(Layout.stringsPerFence * $0)),
        territory: string(Layout.stringsPerFence * $0 + 2),
        validFrom: Self.date(attributes[4 * $0 + 1]),
        validTo: Self.date(attributes[4 * $0 + 2])
      )
    }
  }

  private static func date(_ bits: UInt64) -> Date? {
    let seconds = Double(bitPattern: bits)
    return seconds.isNaN ? nil : Date(timeIntervalSinceReferenceDate: seconds)
  }

  /// All fences with their areas.
  ///
  /// The vertices must still be there.
  func fences() -> [Fence] {
    (0..<fenceCount).map { number in
      let text = Layout.stringsPerFence * number
      let own = Array(attributes[4 * number..<4 * number + 4])
      return Fence(
        id: ID(string(text)),
        name: own[3] == 0 ? nil : string(text + 1),
        territory: string(text + 2),
        level: string(text + 3),
        priority: Int(clamping: Int64(bitPattern: own[0])),
        validFrom: Self.date(own[1]),
        validTo: Self.date(own[2]),
        area: area(ofFence: number)
      )
    }
  }

  private func area(ofFence number: Int) -> MultiPolygon {
    let parts = (Int(fenceStarts[number])..<Int(fenceStarts[number + 1])).compactMap { polygon in
      let own = (Int(polygons[polygon])..<Int(polygons[polygon + 1])).map { ring in
        vertices[Int(rings[ring])..<Int(rings[ring + 1])].map {
          Coordinate(uncheckedLongitude: $0.x, latitude: $0.y)
        }
      }
      // Rings were checked to be closed and long enough, so none is lost here.
      return try? Polygon(exterior: own[0], holes: Array(own.dropFirst()))
    }
    return MultiPolygon(parts)
  }
}

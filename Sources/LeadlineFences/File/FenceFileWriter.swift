import Foundation
import LeadlineGeometry
import LeadlineModel

extension FenceIndex {
  /// Writes the index so that ``init(bytes:release:)`` can take it up again without building it.
  ///
  /// - Parameter write: Gets the bytes of the file one piece after the other; each is valid only
  ///   during the call.
  /// - Throws: What `write` throws.
  ///
  /// - Complexity: O(size of the index).
  public func write(to write: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    let small = FenceFileTables(self)
    try small.levels.withUnsafeBytes { levels in
      try small.ranks.withUnsafeBytes { ranks in
        try small.rings.withUnsafeBytes { rings in
          try small.polygons.withUnsafeBytes { polygons in
            try small.fences.withUnsafeBytes { fences in
              try small.attributes.withUnsafeBytes { attributes in
                try small.stringEnds.withUnsafeBytes { stringEnds in
                  try small.strings.withUnsafeBytes { strings in
                    try FenceFileLayout.write(
                      [
                        .levels: levels, .ranks: ranks, .rings: rings, .polygons: polygons,
                        .fences: fences, .attributes: attributes, .stringEnds: stringEnds,
                        .strings: strings,
                        .entries: UnsafeRawBufferPointer(cells.storage.entries),
                        .records: UnsafeRawBufferPointer(cells.storage.records),
                        .vertices: UnsafeRawBufferPointer(cells.storage.vertices),
                      ],
                      to: write
                    )
                  }
                }
              }
            }
          }
        }
      }
    }
    withExtendedLifetime(cells.storage) {}
  }
}

extension FenceFileLayout {
  /// Writes header, table and sections.
  fileprivate static func write(
    _ sections: [Section: UnsafeRawBufferPointer],
    to write: (UnsafeRawBufferPointer) throws -> Void
  ) rethrows {
    var table: [UInt64] = []
    var end = bodyStart
    for section in Section.allCases {
      let bytes = sections[section] ?? UnsafeRawBufferPointer(start: nil, count: 0)
      table += [UInt64(end), UInt64(bytes.count), FileChecksum.of(bytes)]
      end = padded(end + bytes.count)
    }
    var head = name
    func append(_ value: some FixedWidthInteger) {
      withUnsafeBytes(of: value.littleEndian) { head.append(contentsOf: $0) }
    }
    append(version)
    append(UInt32(Section.allCases.count))
    append(UInt64(end))
    head += [UInt8](repeating: 0, count: headerBytes - head.count)
    for number in table { append(number) }
    head += [UInt8](repeating: 0, count: bodyStart - head.count)
    let checksum = head.withUnsafeBytes { FileChecksum.of($0) }
    withUnsafeBytes(of: checksum.littleEndian) { head.replaceSubrange(24..<32, with: $0) }
    try head.withUnsafeBytes { try write($0) }
    let padding = [UInt8](repeating: 0, count: alignment)
    for section in Section.allCases {
      guard let bytes = sections[section] else { continue }
      if !bytes.isEmpty { try write(bytes) }
      let rest = padded(bytes.count) - bytes.count
      if rest > 0 {
        try padding.withUnsafeBytes { try write(UnsafeRawBufferPointer(rebasing: $0[..<rest])) }
      }
    }
  }
}

/// The small sections of a file.
private struct FenceFileTables {
  var levels: [Int64] = []
  var ranks: [UInt32] = []
  var rings: [UInt32] = [0]
  var polygons: [UInt32] = [0]
  var fences: [UInt32] = [0]
  var attributes: [UInt64] = []
  var stringEnds: [UInt32] = []
  var strings: [UInt8] = []

  init(_ index: FenceIndex) {
    for fence in index.fences {
      for polygon in fence.area.polygons {
        for ring in [polygon.exterior] + polygon.holes {
          rings.append(rings[rings.count - 1] + UInt32(ring.count))
        }
        polygons.append(UInt32(rings.count - 1))
      }
      fences.append(UInt32(polygons.count - 1))
      let none = Double.nan
      attributes += [
        UInt64(bitPattern: Int64(fence.priority)),
        (fence.validFrom?.timeIntervalSinceReferenceDate ?? none).bitPattern,
        (fence.validTo?.timeIntervalSinceReferenceDate ?? none).bitPattern,
        fence.name == nil ? 0 : 1,
      ]
      for text in [fence.id.rawValue, fence.name ?? "", fence.territory, fence.level] {
        append(text)
      }
    }
    for (number, level) in index.cells.levels.enumerated() {
      let grid = level.grid
      ranks += index.rankPositions[number]
      let numbers = [
        stringEnds.count, grid.exponent, grid.firstColumn, grid.firstRow, grid.columns, grid.rows,
        level.entries.upperBound, level.records.upperBound, ranks.count, 0,
      ]
      levels += numbers.map { Int64($0).littleEndian }
      append(index.levels[number])
    }
    ranks = ranks.map(\.littleEndian)
    rings = rings.map(\.littleEndian)
    polygons = polygons.map(\.littleEndian)
    fences = fences.map(\.littleEndian)
    attributes = attributes.map(\.littleEndian)
    stringEnds = stringEnds.map(\.littleEndian)
  }

  private mutating func append(_ text: String) {
    strings += Array(text.utf8)
    stringEnds.append(UInt32(strings.count))
  }
}

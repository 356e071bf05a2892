/// How an index of fences lies in a file.
///
/// All numbers are little-endian. The file begins with a header of 64 bytes,
///
/// | bytes | what |
/// |---|---|
/// | 0–7 | the name of the format, `LEADFENC` |
/// | 8–11 | its version, 1 |
/// | 12–15 | the number of sections |
/// | 16–23 | the length of the file |
/// | 24–31 | the checksum of the header, with these eight bytes 0, and of the table |
///
/// followed by a table of the sections: where each begins, how long it is, and its checksum, eight
/// bytes each. Sections begin at multiples of 64 bytes; what lies between them is 0.
enum FenceFileLayout {
  static let name = FenceIndex.fileName
  static let version: UInt32 = 1
  static let headerBytes = 64
  static let tableEntryBytes = 24
  static let alignment = 64

  /// The sections, in their order.
  enum Section: Int, CaseIterable {
    /// Per level ten Int64: the index of its name among the strings, exponent, first column, first
    /// row, columns, rows, the ends of its entries and of its records, the end of its ranks, and 0.
    case levels
    /// The positions of the fences of each rank of each level, UInt32.
    case ranks
    /// ``CellEntry``, UInt32.
    case entries
    /// ``CellRecord``, UInt32.
    case records
    /// Longitude and latitude, Double.
    case vertices
    /// The first vertex of each ring, and the end, UInt32.
    case rings
    /// The first ring of each polygon, and the end, UInt32.
    case polygons
    /// The first polygon of each fence, and the end, UInt32.
    case fences
    /// Per fence four times eight bytes: priority (Int64), valid from and valid to in seconds since
    /// 2001 (Double, NaN for none), and 1 if it has a name, else 0.
    case attributes
    /// Where each string ends, UInt32: per fence id, name, territory, level; then the levels' names.
    case stringEnds
    /// The strings' bytes, UTF-8.
    case strings
  }

  static let levelNumbers = 10
  static let attributeBytes = 32
  static let stringsPerFence = 4

  /// Where the first section begins.
  static var bodyStart: Int {
    padded(headerBytes + Section.allCases.count * tableEntryBytes)
  }

  static func padded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }
}

extension FenceIndex {
  /// The bytes with which the file of an index begins.
  package static let fileName: [UInt8] = Array("LEADFENC".utf8)
}

/// A checksum that tells damage, not intent: 64 bits, four words at a time.
struct FileChecksum {
  private static let prime: UInt64 = 0x9e37_79b9_7f4a_7c15

  static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var lanes = SIMD4<UInt64>(1, 2, 3, 4)
    var position = 0
    while position + 32 <= bytes.count {
      for lane in 0..<4 {
        lanes[lane] = mix(
          lanes[lane],
          UInt64(
            littleEndian: bytes.loadUnaligned(fromByteOffset: position + 8 * lane, as: UInt64.self)
          )
        )
      }
      position += 32
    }
    var result = mix(UInt64(bytes.count), lanes[0] ^ lanes[1])
    result = mix(result, lanes[2] ^ (lanes[3] &<< 1))
    while position < bytes.count {
      result = mix(result, UInt64(bytes[position]))
      position += 1
    }
    return mix(result, 0)
  }

  @inline(__always)
  private static func mix(_ state: UInt64, _ word: UInt64) -> UInt64 {
    let product = (state ^ word) &* prime
    return product ^ (product &>> 29)
  }
}

import LeadlineGeometry

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The three large tables of an index's cells, in memory of its own or in that of a mapped file.
///
/// `@unchecked Sendable` holds because nothing writes to the tables once they are handed over here,
/// and because they are released when no one can reach them any more.
final class CellStorage: @unchecked Sendable {
  /// The entries of all grids of all levels; see ``CellEntry``.
  let entries: UnsafeBufferPointer<UInt32>
  /// The records of all levels; see ``CellRecord``.
  let records: UnsafeBufferPointer<UInt32>
  /// The corners of all fences, ring after ring, each ring closed.
  let vertices: UnsafeBufferPointer<Vertex>
  private let release: @Sendable () -> Void

  /// Takes tables over; `release` is called once, when they are needed no longer.
  init(
    entries: UnsafeBufferPointer<UInt32>,
    records: UnsafeBufferPointer<UInt32>,
    vertices: UnsafeBufferPointer<Vertex>,
    release: @escaping @Sendable () -> Void
  ) {
    self.entries = entries
    self.records = records
    self.vertices = vertices
    self.release = release
  }

  deinit { release() }

  /// Memory for a table, which may be empty; to be given back by `free`.
  ///
  /// Large tables are aligned to 2 MB and recommended for huge pages, as lookups go anywhere in them
  /// and would otherwise wait for page tables more than for the data.
  static func allocate<Element: BitwiseCopyable>(
    _ type: Element.Type,
    count: Int
  ) -> UnsafeMutableBufferPointer<Element> {
    let bytes = max(1, count) * MemoryLayout<Element>.stride
    var memory: UnsafeMutableRawPointer?
    let status = posix_memalign(
      &memory,
      bytes >= LargeMemory.pageBytes ? LargeMemory.pageBytes : 64,
      bytes
    )
    guard status == 0, let memory else {
      preconditionFailure("there is no memory for \(bytes) bytes")
    }
    let buffer = UnsafeMutableBufferPointer(
      start: memory.bindMemory(to: Element.self, capacity: count),
      count: count
    )
    LargeMemory.advise(buffer)
    return buffer
  }
}

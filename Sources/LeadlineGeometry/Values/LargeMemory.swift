#if canImport(Glibc)
import Glibc
#endif

/// Advice to the system about memory that is about to be filled.
package enum LargeMemory {
  /// The size of a large page.
  package static let pageBytes = 1 << 21

  /// Makes room in an array for elements that are appended later, in large pages.
  ///
  /// Room that is never filled takes no memory.
  ///
  /// - Parameters:
  ///   - count: For how many elements in all.
  ///   - array: The array.
  package static func reserve<Element>(_ count: Int, of array: inout [Element]) {
    array.reserveCapacity(count)
    let capacity = array.capacity
    array.withUnsafeMutableBufferPointer { buffer in
      // The array's memory has room for as many; none of it is touched here.
      advise(UnsafeMutableBufferPointer(start: buffer.baseAddress, count: capacity))
    }
  }

  /// Recommends large pages for a buffer that is filled for the first time.
  ///
  /// Filling fresh memory in pages of 4 kB costs a visit to the system for each; for results of tens
  /// of megabytes that was more than a tenth of the work, and more on several cores.
  package static func advise<Element>(_ buffer: UnsafeMutableBufferPointer<Element>) {
    #if os(Linux)
    guard let base = buffer.baseAddress else { return }
    let start = Int(bitPattern: base)
    let end = start + buffer.count * MemoryLayout<Element>.stride
    // Only whole large pages within the buffer: what lies beside it is none of its business.
    let first = (start + pageBytes - 1) / pageBytes * pageBytes
    let last = end / pageBytes * pageBytes
    if first < last {
      madvise(UnsafeMutableRawPointer(bitPattern: first), last - first, Int32(MADV_HUGEPAGE))
    }
    #endif
  }
}

/// Room for a block of places as columns, whole groups of 8 of them.
///
/// The memory belongs to whoever made it, and is valid inside ``with(_:)`` only.
package struct PlaceColumns {
  /// The places in a block, a multiple of 8.
  package static let capacity = 512
  private static let columnCount = 5

  package let longitudes: UnsafeMutablePointer<Double>
  package let latitudes: UnsafeMutablePointer<Double>
  package let x: UnsafeMutablePointer<Double>
  package let y: UnsafeMutablePointer<Double>
  package let z: UnsafeMutablePointer<Double>

  /// Lends columns filled with zeros.
  package static func with<Result>(_ body: (PlaceColumns) -> Result) -> Result {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: columnCount * capacity) { memory in
      memory.initialize(repeating: 0)
      guard let start = memory.baseAddress else { preconditionFailure("the block is never empty") }
      return body(PlaceColumns(start))
    }
  }

  private init(_ start: UnsafeMutablePointer<Double>) {
    longitudes = start
    latitudes = start + Self.capacity
    x = start + 2 * Self.capacity
    y = start + 3 * Self.capacity
    z = start + 4 * Self.capacity
  }

  /// Puts a place into a lane below the capacity.
  @inline(__always)
  func set(_ lane: Int, _ place: ECEF) {
    x[lane] = place.x
    y[lane] = place.y
    z[lane] = place.z
  }

  /// The place in a lane below the capacity.
  @inlinable
  package subscript(lane: Int) -> ECEF { ECEF(x: x[lane], y: y[lane], z: z[lane]) }

  /// Projects the degrees in the block, the first ones of it or all.
  package func project(_ count: Int = capacity, kernels: ColumnKernels = .best) {
    kernels.places(longitudes, latitudes, x, y, z, min((count + 7) / 8 * 8, Self.capacity))
  }

  /// Projects a range, at most the capacity, of two columns of degrees.
  func project(_ longitudes: [Double], _ latitudes: [Double], _ range: Range<Int>) {
    longitudes.withUnsafeBufferPointer { from in
      for lane in 0..<range.count { self.longitudes[lane] = from[range.lowerBound + lane] }
    }
    latitudes.withUnsafeBufferPointer { from in
      for lane in 0..<range.count { self.latitudes[lane] = from[range.lowerBound + lane] }
    }
    project(range.count)
  }
}

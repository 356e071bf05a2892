/// Finds the value of a rank without sorting.
enum Selection {
  /// The value that would stand at a position were the values sorted; nil if there is none.
  ///
  /// The order of the values is changed. With NaN among them any of them may be returned.
  ///
  /// - Parameters:
  ///   - rank: The position, 0 for the least value.
  ///   - known: A position up to which the value of the rank was asked for before, and nothing
  ///     changed since; 0 for none.
  ///   - values: The values.
  /// - Returns: The value.
  ///
  /// - Complexity: O(*n*) on average.
  ///
  /// Source: C. A. R. Hoare, "Algorithm 65: Find", https://doi.org/10.1145/366622.366647
  static func value(ofRank rank: Int, from known: Int = 0, in values: inout [Double]) -> Double? {
    guard known >= 0 && known <= rank && rank < values.count else { return nil }
    // All positions are within known..<values.count, which was checked above.
    return unsafe values.withUnsafeMutableBufferPointer { values in
      var low = known
      var high = values.count - 1
      while low < high {
        let pivot = unsafe middle(values[low], values[low + (high - low) / 2], values[high])
        let least = unsafe partition(values, low, high) { $0 < pivot }
        if rank < least {
          high = least - 1
          continue
        }
        // The pivot is among those that are not less, so that these become fewer.
        let equal = unsafe partition(values, least, high) { $0 <= pivot }
        // Only NaN is not even equal to itself; it must not go on for ever.
        if rank < equal || equal == low { return pivot }
        low = equal
      }
      return unsafe values[rank]
    }
  }

  /// Puts the values of a range for which something is true before the others.
  ///
  /// Nobody can guess for which it is, so every value is moved, and none jumped over.
  ///
  /// - Returns: The position behind them.
  @inline(__always)
  private static func partition(
    _ values: UnsafeMutableBufferPointer<Double>,
    _ low: Int,
    _ high: Int,
    _ isFirst: (Double) -> Bool
  ) -> Int {
    var end = low
    for position in low...high {
      // Both positions are within low...high, which the caller has checked.
      unsafe values.swapAt(position, end)
      end &+= unsafe isFirst(values[end]) ? 1 : 0
    }
    return end
  }

  private static func middle(_ a: Double, _ b: Double, _ c: Double) -> Double {
    max(min(a, b), min(max(a, b), c))
  }
}

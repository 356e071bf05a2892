/// Finds the value of a rank without sorting.
enum Selection {
  /// The value that would stand at a position were the values sorted; nil if there is none.
  ///
  /// The order of the values is changed. NaN must not be among them.
  ///
  /// - Parameters:
  ///   - rank: The position, 0 for the least value.
  ///   - values: The values.
  /// - Returns: The value.
  ///
  /// - Complexity: O(*n*) on average.
  ///
  /// Source: C. A. R. Hoare, "Algorithm 65: Find", https://doi.org/10.1145/366622.366647
  static func value(ofRank rank: Int, in values: inout [Double]) -> Double? {
    guard values.indices.contains(rank) else { return nil }
    var low = 0
    var high = values.count - 1
    while low < high {
      let pivot = middle(values[low], values[low + (high - low) / 2], values[high])
      var left = low
      var right = high
      while left <= right {
        while values[left] < pivot { left += 1 }
        while values[right] > pivot { right -= 1 }
        if left <= right {
          values.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if rank <= right { high = right } else if rank >= left { low = left } else { break }
    }
    return values[rank]
  }

  private static func middle(_ a: Double, _ b: Double, _ c: Double) -> Double {
    max(min(a, b), min(max(a, b), c))
  }
}

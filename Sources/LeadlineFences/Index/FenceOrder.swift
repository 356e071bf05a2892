import LeadlineGeometry
import LeadlineModel

/// Puts fences into the winner order: higher priority, then smaller geodesic area, then lower id.
enum FenceOrder {
  /// A fence's place in the order, as far as numbers tell it.
  private struct Key {
    var position: Int
    var priority: Int
    var area: ClosedRange<Double>
  }

  /// Sorts the positions of fences.
  ///
  /// Exact areas take longer than all the rest of building an index, and are needed only for fences
  /// whose areas lie closer together than their estimates can tell.
  ///
  /// - Complexity: O(*n*) in the number of coordinates, plus what sorting the fences takes.
  static func sort(_ members: [Int], of fences: [Fence], _ flat: FlatFences) -> [Int] {
    var keys = members.map { Key(position: $0, priority: fences[$0].priority, area: 0...0) }
    keys.withUnsafeMutableBufferPointer { keys in
      // Each iteration writes its own keys, and all end in here; the coordinates are only read.
      nonisolated(unsafe) let (keys, flat) = (keys, flat)
      Workers.split(keys.count, size: 64, threads: nil) { next in
        while let range = next() {
          for number in range {
            let position = keys[number].position
            keys[number].area =
              AreaEstimate.squareMetres(flat, fence: position) ?? exact(fences[position])
          }
        }
      }
    }
    keys.sort { left, right in
      if left.priority != right.priority { return left.priority > right.priority }
      if left.area.lowerBound != right.area.lowerBound {
        return left.area.lowerBound < right.area.lowerBound
      }
      return left.position < right.position
    }
    var start = 0
    while start < keys.count {
      var end = start + 1
      var greatest = keys[start].area.upperBound
      while end < keys.count && keys[end].priority == keys[start].priority
        && keys[end].area.lowerBound <= greatest
      {
        greatest = max(greatest, keys[end].area.upperBound)
        end += 1
      }
      if end - start > 1 { settle(&keys[start..<end], fences) }
      start = end
    }
    return keys.map(\.position)
  }

  private static func exact(_ fence: Fence) -> ClosedRange<Double> {
    let area = Geodesic.areaSquareMetres(of: fence.area)
    return area...area
  }

  /// Sorts fences of one priority by their exact areas.
  private static func settle(_ keys: inout ArraySlice<Key>, _ fences: [Fence]) {
    for number in keys.indices {
      keys[number].area = exact(fences[keys[number].position])
    }
    keys.sort { left, right in
      if left.area.lowerBound != right.area.lowerBound {
        return left.area.lowerBound < right.area.lowerBound
      }
      let (first, second) = (fences[left.position].id, fences[right.position].id)
      return first == second ? left.position < right.position : first < second
    }
  }
}

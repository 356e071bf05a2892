import LeadlineGeometry

/// A packed tree of boxes that finds those which contain a coordinate.
///
/// Sort-tile-recursive: items are sorted by longitude into slices and by latitude within a slice,
/// then every eight neighbours share a parent. All boxes lie in one array, leaves first.
///
/// Source: Leutenegger, Lopez, Edgington, "STR: a simple and efficient algorithm for R-tree
/// packing", https://doi.org/10.1109/ICDE.1997.582015
struct BoxTree: Sendable {
  private static let fanOut = 8

  /// The boxes of all layers, leaves first, the root last.
  private var boxes: [BoundingBox] = []
  /// Where each layer starts in `boxes`.
  private var layers: [Int] = []
  /// The item of each leaf.
  private var items: [Int] = []

  /// Packs boxes; an item without box is never found.
  ///
  /// - Complexity: O(*n* log *n*).
  init(_ itemBoxes: [BoundingBox?]) {
    var leaves = itemBoxes.enumerated().compactMap { item, box in box.map { (item: item, box: $0) }
    }
    guard !leaves.isEmpty else { return }
    let nodes = (leaves.count + Self.fanOut - 1) / Self.fanOut
    let slices = Int(Double(nodes).squareRoot().rounded(.up))
    let perSlice = (nodes + slices - 1) / slices * Self.fanOut
    leaves.sort { ($0.box.west + $0.box.east, $0.item) < ($1.box.west + $1.box.east, $1.item) }
    for start in stride(from: 0, to: leaves.count, by: perSlice) {
      let slice = start..<min(leaves.count, start + perSlice)
      leaves[slice].sort {
        ($0.box.south + $0.box.north, $0.item) < ($1.box.south + $1.box.north, $1.item)
      }
    }
    items = leaves.map(\.item)
    boxes = leaves.map(\.box)
    layers = [0]
    var start = 0
    while boxes.count - start > 1 {
      let end = boxes.count
      for first in stride(from: start, to: end, by: Self.fanOut) {
        var parent = boxes[first]
        for child in first..<min(end, first + Self.fanOut) { parent.extend(to: boxes[child]) }
        boxes.append(parent)
      }
      layers.append(end)
      start = end
    }
  }

  /// Calls the body with every item whose box contains the coordinate, in no useful order.
  ///
  /// - Complexity: O(log *n* + found) for boxes that hardly overlap.
  @inline(__always)
  func forEachItem(covering coordinate: Coordinate, _ body: (Int) -> Void) {
    guard let root = boxes.last, root.covers(coordinate) else { return }
    visit(node: 0, layer: layers.count - 1, coordinate, body)
  }

  private func visit(node: Int, layer: Int, _ coordinate: Coordinate, _ body: (Int) -> Void) {
    guard layer > 0 else {
      body(items[node])
      return
    }
    let start = layers[layer - 1]
    let first = node * Self.fanOut
    let count = min(layers[layer] - start, first + Self.fanOut)
    for child in first..<count where boxes[start + child].covers(coordinate) {
      visit(node: child, layer: layer - 1, coordinate, body)
    }
  }
}

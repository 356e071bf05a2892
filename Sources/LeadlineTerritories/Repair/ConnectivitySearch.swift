/// Tells whether the piece a customer belongs to stays in one piece without it.
///
/// First a look at the ring of neighbours: one unbroken stretch of the territory, and all is well.
/// Otherwise a search from all stretches at once, one step each in turn. It ends when they have met
/// (the piece holds by another way) or when one of them has nowhere left to go (it would be cut off),
/// so it costs no more than a few times the smallest part.
struct ConnectivitySearch: Sendable {
  /// The stretch that reached a customer, counted on from search to search; below `base` is stale.
  private var reached: [Int32]
  /// The customer behind this one in the queue of its stretch.
  private var next: [Int32]
  private var base: Int32 = 1
  private var stretches: [Stretch] = []

  /// What a search from one stretch of the ring has before it.
  private struct Stretch {
    /// The first and last customer of the queue; -1 when it is empty.
    var head: Int32
    var tail: Int32
    /// The stretch that this one has been joined to; itself while it stands alone.
    var parent: Int
  }

  init(count: Int) {
    reached = [Int32](repeating: 0, count: count)
    next = [Int32](repeating: -1, count: count)
  }

  /// Answers for a customer that is in a territory; no when that takes more than so many steps.
  mutating func keepsConnected(_ atom: Int, labels: [Int32], ring: NeighbourRing, steps: Int)
    -> Bool
  {
    let label = labels[atom]
    let edges = Int(ring.offsets[atom])..<Int(ring.offsets[atom + 1])
    guard var previous = edges.last.map({ ring.entries[$0] }) else { return true }
    var inside = labels[Int(previous >> 1)] == label
    var starts = 0
    for edge in edges {
      let entry = ring.entries[edge]
      let here = labels[Int(entry >> 1)] == label
      if here, !(inside && previous & 1 == 1) { starts += 1 }
      inside = here
      previous = entry
    }
    return starts <= 1 || searchFromStretches(atom, labels: labels, ring: ring, steps: steps)
  }

  private mutating func searchFromStretches(
    _ atom: Int,
    labels: [Int32],
    ring: NeighbourRing,
    steps: Int
  ) -> Bool {
    collectStretches(atom, labels: labels, ring: ring)
    let label = labels[atom]
    var alive = stretches.count
    defer { base += Int32(stretches.count) }
    var left = steps
    while true {
      for stretch in stretches.indices where stretches[stretch].parent == stretch {
        left -= 1
        guard left >= 0 else { return false }
        let from = stretches[stretch].head
        // Nothing left to visit: this part hangs on the customer alone.
        guard from >= 0 else { return false }
        stretches[stretch].head = next[Int(from)]
        if stretches[stretch].head < 0 { stretches[stretch].tail = -1 }
        for edge in Int(ring.offsets[Int(from)])..<Int(ring.offsets[Int(from) + 1]) {
          let other = Int(ring.entries[edge] >> 1)
          guard labels[other] == label, other != atom else { continue }
          if reached[other] < base {
            reached[other] = base + Int32(stretch)
            append(Int32(other), to: stretch)
          } else if join(root(of: Int(reached[other] - base)), to: stretch) {
            alive -= 1
            if alive == 1 { return true }
          }
        }
      }
    }
  }

  /// Puts each stretch of the ring that is in the customer's territory into a queue of its own.
  private mutating func collectStretches(_ atom: Int, labels: [Int32], ring: NeighbourRing) {
    if base > Int32.max - 2 * Int32(clamping: ring.entries.count) - 2 {
      for slot in reached.indices { reached[slot] = 0 }
      base = 1
    }
    stretches.removeAll(keepingCapacity: true)
    let edges = Int(ring.offsets[atom])..<Int(ring.offsets[atom + 1])
    var linked = false
    for edge in edges {
      let entry = ring.entries[edge]
      let other = entry >> 1
      guard labels[Int(other)] == labels[atom] else {
        linked = false
        continue
      }
      if !linked {
        stretches.append(Stretch(head: -1, tail: -1, parent: stretches.count))
      }
      reached[Int(other)] = base + Int32(stretches.count - 1)
      append(other, to: stretches.count - 1)
      linked = entry & 1 == 1
    }
    // The stretch that runs over the end of the list is found in two parts; the search joins them.
  }

  private mutating func append(_ atom: Int32, to stretch: Int) {
    next[Int(atom)] = -1
    if stretches[stretch].tail >= 0 {
      next[Int(stretches[stretch].tail)] = atom
    } else {
      stretches[stretch].head = atom
    }
    stretches[stretch].tail = atom
  }

  /// Joins the queue of one stretch to that of another; false when they are one already.
  private mutating func join(_ other: Int, to stretch: Int) -> Bool {
    guard other != stretch else { return false }
    stretches[other].parent = stretch
    guard stretches[other].head >= 0 else { return true }
    if stretches[stretch].tail >= 0 {
      next[Int(stretches[stretch].tail)] = stretches[other].head
    } else {
      stretches[stretch].head = stretches[other].head
    }
    stretches[stretch].tail = stretches[other].tail
    return true
  }

  private func root(of stretch: Int) -> Int {
    var result = stretch
    while stretches[result].parent != result { result = stretches[result].parent }
    return result
  }
}

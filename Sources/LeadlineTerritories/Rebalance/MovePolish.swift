internal import LeadlineGeometry

/// Betters a plan move by move: less outside of the bands, less moved, more compact.
///
/// Random moves over the borders are taken when they cost less than a threshold that sinks to 0
/// (threshold accepting), so that small detours are possible at first. A move that only the bands
/// forbid is tried together with one in return. Where a plan has room for moves that make it compact,
/// what moving costs follows what has moved, so that the room is used and no more. The number of steps is fixed beforehand; nothing
/// depends on a clock.
///
/// Source: G. Dueck, T. Scheuer, Threshold accepting, Journal of Computational Physics 90 (1990),
/// doi:10.1016/0021-9991(90)90201-B.
struct MovePolish {
  /// What a share outside of the bands costs, in shares moved.
  let price: Double
  /// How many moves are tried.
  let steps: Int
  /// The first threshold, in mean customers.
  let heat: Double
  let seed: UInt64

  /// The threshold sinks in this many steps.
  private static let rounds = 50
  /// Up to here what may have moved sinks to the room.
  private static let sinking = 45
  /// So much of it is aimed at.
  private static let fill = 0.985

  /// Tries moves; `only` limits them to customers that a mask allows.
  func run(_ state: inout RebalanceState, only: [Bool]? = nil) {
    var generator = SplitMix64(seed: seed)
    let near = state.contiguous ? [] : state.nearTerritories()
    let count = state.labels.count
    let entry = state.cost
    defer { state.ceiling = .infinity }
    for round in 0..<Self.rounds {
      let left = 1 - Double(round) / Double(Self.rounds - 1)
      if let room = state.room {
        let way = min(1, Double(round) / Double(Self.sinking))
        state.ceiling = max(room, entry + (room - entry) * way)
      }
      let threshold = heat / Double(max(1, count)) * left * left
      for _ in 0..<steps / Self.rounds {
        let choices = state.contiguous ? state.plan.border.count : count
        guard choices > 0 else { return }
        let random = generator.next()
        let choice = Self.pick(random >> 32, choices)
        let atom = state.contiguous ? Int(state.plan.border[choice]) : choice
        let from = Int(state.labels[atom])
        guard from >= 0, state.movable[atom], only?[atom] ?? true else { continue }
        let to: Int
        if state.contiguous {
          let first = Int(state.plan.graph.offsets[atom])
          let degree = Int(state.plan.graph.offsets[atom + 1]) - first
          let edge = first + Self.pick(random & 0xffff_ffff, degree)
          to = Int(state.labels[Int(state.plan.graph.neighbours[edge])])
        } else {
          guard !near[from].isEmpty else { continue }
          to = Int(near[from][Self.pick(random & 0xffff_ffff, near[from].count)])
        }
        guard to >= 0, to != from, state.plan.problem.allows(atom, in: to) else { continue }
        let limit = threshold * Double(generator.next() >> 11) * 0x1p-53
        let excess = price * state.perTarget * state.excessChange(atom, to: to)
        let cost = state.costChange(atom, to: to)
        if excess + cost < limit {
          guard state.fits(atom, to: to), state.mayLeave(atom) else { continue }
          state.move(atom, to: to)
        } else {
          let random = generator.next()
          guard excess > 0,
            let other = exchange(atom, for: to, &state, limit: limit - cost, random: random),
            only?[other] ?? true, state.fits(swapping: atom, with: other),
            state.swap(atom, with: other)
          else { continue }
        }
        state.consider()
      }
      state.addUp()
      if state.room != nil {
        let change = state.cost < Self.fill * state.ceiling ? 1 / 1.07 : 1.07
        state.thrift = min(2, max(0.05, state.thrift * change))
      }
    }
  }

  /// A customer that may come in return, at most two steps away, for less than a limit.
  private func exchange(
    _ atom: Int,
    for territory: Int,
    _ state: inout RebalanceState,
    limit: Double,
    random: UInt64
  ) -> Int? {
    let from = Int(state.labels[atom])
    guard var other = neighbour(of: atom, in: territory, state, random & 0xffff_ffff) else {
      return nil
    }
    if random & 1 << 40 != 0 {
      guard let next = neighbour(of: other, in: territory, state, random >> 32) else { return nil }
      other = next
    }
    guard state.movable[other], state.plan.problem.allows(other, in: from) else { return nil }
    let cost = state.costChange(other, to: from)
    guard cost < limit else { return nil }
    let excess = price * state.perTarget * state.excessChange(swapping: atom, with: other)
    return cost + excess < limit ? other : nil
  }

  /// A neighbour of a customer in a territory, chosen by 32 random bits.
  private func neighbour(
    of atom: Int,
    in territory: Int,
    _ state: RebalanceState,
    _ random: UInt64
  ) -> Int? {
    let graph = state.plan.graph
    let first = Int(graph.offsets[atom])
    let degree = Int(graph.offsets[atom + 1]) - first
    let start = Self.pick(random, degree)
    for step in 0..<degree {
      let slot = start + step < degree ? start + step : start + step - degree
      let other = Int(graph.neighbours[first + slot])
      if state.labels[other] == Int32(territory) { return other }
    }
    return nil
  }

  /// A number below `count` from 32 random bits.
  @inline(__always)
  private static func pick(_ bits: UInt64, _ count: Int) -> Int {
    Int(truncatingIfNeeded: (bits &* UInt64(truncatingIfNeeded: count)) >> 32)
  }
}

/// Amounts and targets as whole numbers, so that sums are exact in any order.
struct DiagramMasses {
  /// The sum of all masses, about: small enough for exact doubles, fine enough for any amounts.
  private static let scale = 0x1p50

  let masses: [Int64]
  let targets: [Int64]

  /// Scales amounts and targets.
  ///
  /// A customer beyond the greatest target can't be balanced by anyone. It counts as much as that
  /// target, and the territories share what is left. If all amounts are 0, customers count alike.
  ///
  /// - Parameters:
  ///   - amounts: Finite and not negative.
  ///   - targets: Finite, not negative, at least one above 0.
  init(amounts: [Double], targets: [Double]) {
    let most = amounts.max() ?? 0
    var shares = most > 0 ? amounts.map { $0 / most } : amounts.map { _ in 1.0 }
    let wantedMost = targets.max() ?? 1
    let wanted = targets.map { $0 / wantedMost }
    let greatest = 1 / wanted.reduce(0, +)
    Self.cap(&shares, greatest: greatest)
    let sum = shares.reduce(0, +)
    let factor = sum > 0 ? Self.scale / sum : 0
    masses = shares.map { Int64(($0 * factor).rounded()) }
    let total = masses.reduce(0, +)
    let wantedSum = wanted.reduce(0, +)
    var (before, reached) = (Int64(0), 0.0)
    var whole: [Int64] = []
    for (position, share) in wanted.enumerated() {
      reached += share
      let isLast = position == wanted.count - 1
      let now = isLast ? total : Int64((reached / wantedSum * Double(total)).rounded())
      whole.append(max(0, now - before))
      before = max(before, now)
    }
    // Rounding may leave a unit to a territory that wants nothing.
    if let last = whole.last, last != 0, wanted.last == 0,
      let heir = wanted.lastIndex(where: { $0 > 0 })
    {
      whole[heir] += last
      whole[whole.count - 1] = 0
    }
    self.targets = whole
  }

  /// Cuts amounts down to the greatest target, which shrinks as they are cut.
  private static func cap(_ amounts: inout [Double], greatest share: Double) {
    var cap = share * amounts.reduce(0, +)
    for _ in 0..<64 {
      var (rest, count) = (0.0, 0)
      for amount in amounts {
        if amount > cap { count += 1 } else { rest += amount }
      }
      let free = 1 - Double(count) * share
      guard count > 0, free > 1e-9, rest > 0 else { break }
      let next = share * rest / free
      if next >= cap * (1 - 1e-12) { break }
      cap = next
    }
    // With as many giants as territories there is nothing to share out beside them.
    guard cap > 0, Double(amounts.count { $0 > cap }) * share < 1 - 1e-9 else { return }
    for position in amounts.indices where amounts[position] > cap { amounts[position] = cap }
  }
}

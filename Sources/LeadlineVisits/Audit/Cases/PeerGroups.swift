import LeadlineGeometry
import LeadlineModel

/// Sorts check-ins into groups whose honest flags are alike: by what the phone knew, by how well
/// the store's position is known, and by what is around.
struct PeerGroups: Sendable {
  /// What the phone knew: the class of a group.
  private enum Fix: Int, CaseIterable {
    case fine
    case usual
    case coarse
    case worthless
    /// The app tells neither how old its fixes are nor where they come from, so that an old one
    /// can't be told from a visit claimed from elsewhere: such fixes look far off many times as
    /// often.
    case untold
  }

  /// What lies around a store.
  private enum Surroundings: Int, CaseIterable {
    case sparse
    case town
    case dense
    case sharedPremises
  }

  /// The class of each group.
  static let classes: [Int] = Fix.allCases.flatMap { fix in
    [Int](repeating: fix.rawValue, count: perFix)
  }

  /// Groups of one class: what is around, and whether the position is only a geocode.
  private static let perFix = Surroundings.allCases.count * 2

  /// Degrees of a cell of about a kilometre, and of about the size of a building.
  private static let areaDegrees = 0.01
  private static let buildingDegrees = 0.0005
  /// Stores in such cells from which on surroundings are called so.
  ///
  /// Judgement: a village has a few shops in a square kilometre, the middle of a city hundreds; a
  /// mall has several at one pin.
  private static let townStores = 10
  private static let denseStores = 100
  private static let sharedStores = 4

  /// The group of each store within its class.
  private let storeGroups: [Int]

  /// Looks at the stores.
  ///
  /// - Complexity: O(*n*).
  init(_ stores: [AuditStore], threads: Int? = nil) {
    let (area, building) = Workers.both(threads: threads) {
      Self.neighbours(stores, cellDegrees: Self.areaDegrees)
    } _: {
      Self.neighbours(stores, cellDegrees: Self.buildingDegrees)
    }
    storeGroups = stores.indices.map { store in
      let surroundings: Surroundings =
        building[store] >= Self.sharedStores
        ? .sharedPremises
        : area[store] >= Self.denseStores
          ? .dense : area[store] >= Self.townStores ? .town : .sparse
      return surroundings.rawValue * 2 + (stores[store].accuracyMetres.isNaN ? 1 : 0)
    }
  }

  /// The group of a check-in.
  func group(_ checkIn: CheckInRow) -> Int {
    Self.fix(checkIn).rawValue * Self.perFix + storeGroups[Int(checkIn.store)]
  }

  private static func fix(_ checkIn: CheckInRow) -> Fix {
    guard checkIn.hasPosition, checkIn.provider != .cached else { return .worthless }
    guard checkIn.tellsAge else { return .untold }
    if checkIn.accuracyMetres >= 0 {
      return checkIn.accuracyMetres <= 20
        ? .fine
        : checkIn.accuracyMetres <= 60
          ? .usual : checkIn.accuracyMetres <= 300 ? .coarse : .worthless
    }
    switch checkIn.provider {
    case .gps: return .fine
    case .network: return .coarse
    case .fused, .cached, nil: return .usual
    }
  }

  /// The number of stores in the cell of each, itself included.
  private static func neighbours(_ stores: [AuditStore], cellDegrees: Double) -> [Int] {
    // A table with open addresses, at most half of them taken.
    var bits = 1
    while 1 << bits < 2 * stores.count { bits += 1 }
    let free = Int.max
    var cells = [Int](repeating: free, count: 1 << bits)
    var counts = [Int](repeating: 0, count: 1 << bits)
    let slots = stores.map { store in
      let cell =
        Int((store.latitude / cellDegrees).rounded(.down)) << 32
        | Int((store.longitude / cellDegrees).rounded(.down)) & 0xffff_ffff
      let hash = UInt64(bitPattern: Int64(cell)) &* 0x9e37_79b9_7f4a_7c15
      var slot = Int(truncatingIfNeeded: hash >> UInt64(UInt64.bitWidth - bits))
      while cells[slot] != free && cells[slot] != cell { slot = (slot + 1) & (cells.count - 1) }
      cells[slot] = cell
      counts[slot] += 1
      return slot
    }
    return slots.map { counts[$0] }
  }
}

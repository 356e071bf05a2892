public import LeadlineDatabase
public import LeadlineModel

/// Two plans side by side.
public struct PlanComparison: Hashable, Sendable {
  /// One figure of both plans.
  public struct Figure: Hashable, Sendable {
    /// What it is of.
    public enum Kind: String, Hashable, Sendable {
      /// Of the whole plan.
      case plan
      /// Of one territory.
      case territory
      /// One that whoever made the plan computed.
      case metric
    }

    /// What it is of.
    public var kind: Kind
    /// The territory it is of; nil for none, and for the stores without one.
    public var territory: String?
    /// Which figure it is.
    public var name: String
    /// Its value in the first plan; nil where that has none.
    public var first: Double?
    /// Its value in the second plan; nil where that has none.
    public var second: Double?

    /// By how much the second one is more; nil where one is missing.
    public var difference: Double? {
      guard let first, let second else { return nil }
      return second - first
    }
  }

  /// A store to which the plans give different territories.
  public struct StoreDifference: Hashable, Sendable {
    /// The store.
    public var store: ID<Store>
    /// The territory that it had; by the second plan where only that has the store.
    public var from: String?
    /// The territory that the first plan gives it.
    public var first: String?
    /// The territory that the second plan gives it.
    public var second: String?
    /// Its amount, of the measure of the first plan where that has the store.
    public var amount: Double
  }

  /// The figures: those of the plans, of the territories by the bytes of their names, of the metrics.
  public var figures: [Figure]
  /// The stores to which they give different territories, in the order of their rows; one that only
  /// one of the plans has counts as such if that gives it a territory.
  public var stores: [StoreDifference]

  init(
    _ first: (plan: TerritoryPlan, table: PlanTable),
    _ second: (plan: TerritoryPlan, table: PlanTable)
  ) {
    stores = Self.differences(first.table, second.table)
    figures = Self.totals(first, second)
    let differing = Double(stores.count)
    figures.append(
      Figure(kind: .plan, name: "differing_stores", first: differing, second: differing)
    )
    figures += Self.territories(first.table, second.table)
    let metrics = [first, second].map { PlanFigures.numbers(of: $0.plan.metrics) }
    figures += Self.joined(metrics[0], metrics[1]) { name, first, second in
      Figure(kind: .metric, name: name, first: first, second: second)
    }
  }

  private static func totals(
    _ first: (plan: TerritoryPlan, table: PlanTable),
    _ second: (plan: TerritoryPlan, table: PlanTable)
  ) -> [Figure] {
    let sums = [first, second].map { side in
      let table = side.table
      let moved = (0..<table.count).filter { table.from[$0] != table.to[$0] }
      let amount = table.amounts.reduce(0, +)
      let movedAmount = moved.reduce(0) { $0 + table.amounts[$1] }
      let territories = Set(table.to.filter { $0 >= 0 }).count
      return [
        Double(table.count), Double(territories), amount, Double(moved.count), movedAmount,
        amount > 0 ? movedAmount / amount : 0,
      ]
    }
    let names = [
      "stores", "territories", "amount", "moved_stores", "moved_amount", "moved_share",
    ]
    return names.indices.map { position in
      Figure(
        kind: .plan,
        name: names[position],
        first: sums[0][position],
        second: sums[1][position]
      )
    }
  }

  private static func territories(_ first: PlanTable, _ second: PlanTable) -> [Figure] {
    let loads = [first, second].map { table in
      TerritoryLoad.loads(of: table).map { ($0.territory ?? "", $0) }
    }
    let parts: [(String, (TerritoryLoad) -> Double)] = [
      ("stores", { Double($0.storesAfter) }), ("amount", { $0.amountAfter }),
      ("gained_stores", { Double($0.gained) }), ("lost_stores", { Double($0.lost) }),
      ("gained_amount", { $0.gainedAmount }), ("lost_amount", { $0.lostAmount }),
    ]
    return joined(loads[0], loads[1]) { name, first, second in
      parts.map { part, value in
        Figure(
          kind: .territory,
          territory: name.isEmpty ? nil : name,
          name: part,
          first: first.map(value),
          second: second.map(value)
        )
      }
    }.flatMap { $0 }
  }

  /// Joins two lists, each in the order of the bytes of the names.
  private static func joined<Value, Result>(
    _ first: [(name: String, value: Value)],
    _ second: [(name: String, value: Value)],
    _ make: (String, Value?, Value?) -> Result
  ) -> [Result] {
    var result: [Result] = []
    var (left, right) = (0, 0)
    while left < first.count || right < second.count {
      let isLeft =
        right == second.count
        || left < first.count
          && !second[right].name.utf8.lexicographicallyPrecedes(first[left].name.utf8)
      let isRight =
        left == first.count
        || right < second.count
          && !first[left].name.utf8.lexicographicallyPrecedes(second[right].name.utf8)
      result.append(
        make(
          isLeft ? first[left].name : second[right].name,
          isLeft ? first[left].value : nil,
          isRight ? second[right].value : nil
        )
      )
      left += isLeft ? 1 : 0
      right += isRight ? 1 : 0
    }
    return result
  }

  private static func differences(_ first: PlanTable, _ second: PlanTable) -> [StoreDifference] {
    var result: [StoreDifference] = []
    func note(_ left: Int?, _ right: Int?) {
      let territories = (
        left.flatMap { first.name(first.to[$0]) }, right.flatMap { second.name(second.to[$0]) }
      )
      guard territories.0.map({ ID<Store>($0) }) != territories.1.map({ ID<Store>($0) }) else {
        return
      }
      let (table, position) = left.map { (first, $0) } ?? (second, right ?? 0)
      result.append(
        StoreDifference(
          store: ID(table.ids.text(position)),
          from: table.name(table.from[position]),
          first: territories.0,
          second: territories.1,
          amount: table.amounts[position]
        )
      )
    }
    for position in 0..<first.count {
      // Both mostly have the same stores in the same places.
      let id = first.ids.text(position)
      let isBeside =
        position < second.count && second.ids.text(position).utf8.elementsEqual(id.utf8)
      note(position, isBeside ? position : second.ids.position(of: id))
    }
    for position in 0..<second.count
    where first.ids.position(of: second.ids.text(position)) == nil {
      note(nil, position)
    }
    return result
  }
}

extension LeadDatabase {
  /// Compares two plans.
  ///
  /// - Throws: ``LeadlineModel/PlanError/unknownPlan(_:)``; ``StorageError``.
  public func comparison(ofPlan first: Int64, with second: Int64) throws -> PlanComparison {
    PlanComparison(
      (try plan(first), try planTable(first)),
      (try plan(second), try planTable(second))
    )
  }
}

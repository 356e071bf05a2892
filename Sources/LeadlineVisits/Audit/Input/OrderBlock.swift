package import LeadlineModel

/// Some orders as columns, with tables of the ids that they name; blocks can be read on several
/// threads and then joined.
package struct OrderBlock: Sendable {
  /// The orders; store and rep are positions in this block's tables, -1 for no rep.
  private(set) var orders: [AuditOrder] = []
  /// The number of each order's row in the input.
  package private(set) var numbers: [Int32] = []
  /// The ids of the orders.
  package private(set) var ids = TextColumn()
  /// Whether each id comes behind the one before it, see ``LeadlineModel/DistinctIDs``.
  private(set) var areIDsRising = true
  private(set) var stores = IdentifierTable()
  private(set) var reps = IdentifierTable()

  /// Makes an empty block.
  package init() {}

  /// Adds an order.
  ///
  /// - Parameters:
  ///   - id: The bytes of its id; these and the others are read during the call only.
  ///   - store: The bytes of the store's id.
  ///   - rep: The bytes of the rep's id; none for no rep.
  ///   - time: Seconds since 2001-01-01 00:00 UTC.
  ///   - amount: The amount; NaN where unknown.
  ///   - number: The number of its row.
  package mutating func append(
    id: UnsafeBufferPointer<UInt8>,
    store: UnsafeBufferPointer<UInt8>,
    rep: UnsafeBufferPointer<UInt8>,
    time: Double,
    amount: Double,
    number: Int
  ) {
    let store = unsafe stores.insert(store, hash: IdentifierTable.hash(store)).position
    let rep =
      unsafe rep.isEmpty ? -1 : reps.insert(rep, hash: IdentifierTable.hash(rep)).position
    orders.append(AuditOrder(store: Int32(store), time: time, rep: Int32(rep), amount: amount))
    numbers.append(Int32(truncatingIfNeeded: number))
    if areIDsRising { areIDsRising = unsafe ids.rises(to: id) }
    unsafe ids.append(id)
  }

  /// The id of the store of an order.
  package func store(of position: Int) -> String { stores.text(Int(orders[position].store)) }
}

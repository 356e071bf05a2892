package import LeadlineModel

extension AuditData {
  /// Takes what an audit looks at, in any order but one: stores come before the check-ins, orders and
  /// edits that name them.
  package struct Builder: Sendable {
    private(set) var repIDs = IdentifierTable()
    private(set) var storeIDs = IdentifierTable()
    private(set) var deviceIDs = IdentifierTable()
    private(set) var appVersions = IdentifierTable()
    private(set) var storeSources = IdentifierTable()
    private(set) var checkInIDs = TextColumn()
    private(set) var reps: [AuditRep] = []
    private(set) var stores: [AuditStore] = []
    private(set) var storeNames = TextColumn()
    private(set) var storePhones = TextColumn()
    private(set) var storeLicences = TextColumn()
    private(set) var checkIns: [CheckInRow] = []
    private(set) var orders: [AuditOrder] = []
    private(set) var edits: [StoreEdit] = []

    /// Begins without anything.
    package init() {}

    /// Adds a rep; one whose id was added before is refused.
    ///
    /// - Returns: Whether the rep was added.
    package mutating func add(_ rep: Rep, longitude: Double, latitude: Double) -> Bool {
      let position = Int(self.rep(rep.id.rawValue))
      guard !reps[position].isListed else { return false }
      reps[position].role = rep.role
      reps[position].longitude = longitude
      reps[position].latitude = latitude
      reps[position].isListed = true
      if let supervisor = rep.supervisor {
        reps[position].supervisor = self.rep(supervisor.rawValue)
      }
      return true
    }

    /// Adds a store; one whose id was added before is refused.
    ///
    /// - Parameters:
    ///   - id: Its id.
    ///   - store: What is known of it; its owner and source are taken from the texts.
    ///   - owner: The id of the rep who owns it; empty for none.
    ///   - source: The source of its record; empty for none.
    ///   - name: Its name; empty where unknown, as the phone and the licence.
    ///   - phone: Its telephone number.
    ///   - licence: Its licence.
    /// - Returns: Whether the store was added.
    package mutating func addStore(
      _ id: String,
      _ store: AuditStore,
      owner: String = "",
      source: String = "",
      name: String = "",
      phone: String = "",
      licence: String = ""
    ) -> Bool {
      guard storeIDs.insert(id).isNew else { return false }
      var store = store
      store.owner = owner.isEmpty ? -1 : rep(owner)
      store.source = source.isEmpty ? -1 : Int32(storeSources.insert(source).position)
      stores.append(store)
      storeNames.append(name)
      storePhones.append(phone)
      storeLicences.append(licence)
      return true
    }

    /// Adds check-ins; those at stores that nobody knows are refused.
    ///
    /// - Parameters:
    ///   - block: The check-ins.
    ///   - refuse: Takes the position in the block of each that is refused.
    package mutating func add(_ block: CheckInBlock, refuse: (Int) -> Void) {
      let repsHere = (0..<block.reps.count).map { rep(block.reps.text($0)) }
      let storesHere = (0..<block.stores.count).map {
        Int32(storeIDs.position(of: block.stores.text($0)) ?? -1)
      }
      let devicesHere = Self.join(block.devices, into: &deviceIDs)
      let versionsHere = Self.join(block.appVersions, into: &appVersions)
      let base = Int32(checkInIDs.count)
      checkInIDs.append(block.ids)
      checkIns.reserveCapacity(checkIns.count + block.rows.count)
      for (position, row) in block.rows.enumerated() {
        let store = storesHere[Int(row.store)]
        guard store >= 0 else {
          refuse(position)
          continue
        }
        var row = row
        row.id = base + Int32(position)
        row.store = store
        row.rep = repsHere[Int(row.rep)]
        if row.companion >= 0 { row.companion = repsHere[Int(row.companion)] }
        if row.device >= 0 { row.device = devicesHere[Int(row.device)] }
        if row.appVersion >= 0 { row.appVersion = versionsHere[Int(row.appVersion)] }
        checkIns.append(row)
      }
    }

    /// Adds an order; one of a store that nobody knows is refused.
    ///
    /// - Returns: Whether the order was added.
    package mutating func addOrder(store: String, time: Double, rep: String, amount: Double)
      -> Bool
    {
      guard let position = storeIDs.position(of: store) else { return false }
      orders.append(
        AuditOrder(
          store: Int32(position),
          time: time,
          rep: rep.isEmpty ? -1 : self.rep(rep),
          amount: amount
        )
      )
      return true
    }

    /// Adds a move of a store's position; one of a store that nobody knows is refused.
    ///
    /// - Parameters:
    ///   - store: The id of the store.
    ///   - rep: The id of the rep who moved it.
    ///   - edit: The rest; its store and rep are taken from the ids.
    /// - Returns: Whether the edit was added.
    package mutating func addEdit(store: String, rep: String, _ edit: StoreEdit) -> Bool {
      guard let position = storeIDs.position(of: store) else { return false }
      var edit = edit
      edit.store = Int32(position)
      edit.rep = self.rep(rep)
      edits.append(edit)
      return true
    }

    /// Puts everything in order.
    ///
    /// - Complexity: O(*n* log *n*) in the number of check-ins.
    package func finish() -> AuditData { AuditData(self) }

    /// The position of a rep's id, added if it is new.
    private mutating func rep(_ id: String) -> Int32 {
      let (position, isNew) = repIDs.insert(id)
      if isNew { reps.append(AuditRep()) }
      return Int32(position)
    }

    private static func join(
      _ table: IdentifierTable,
      into all: inout IdentifierTable
    ) -> [Int32] {
      (0..<table.count).map { Int32(all.insert(table.text($0)).position) }
    }
  }
}

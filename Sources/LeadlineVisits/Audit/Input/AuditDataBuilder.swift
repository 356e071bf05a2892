import LeadlineGeometry
package import LeadlineModel

extension AuditData {
  /// Takes what an audit looks at, in any order but one: stores come before the check-ins, orders and
  /// edits that name them.
  package struct Builder: Sendable {
    private(set) var repIDs = IdentifierTable()
    /// The ids of the stores so far, for blocks that know them.
    package private(set) var storeIDs = IdentifierTable()
    private(set) var deviceIDs = IdentifierTable()
    private(set) var appVersions = IdentifierTable()
    private(set) var storeSources = IdentifierTable()
    private(set) var checkInIDs = DistinctIDs()
    private var orderIDs = DistinctIDs()
    private(set) var reps: [AuditRep] = []
    private(set) var stores: [AuditStore] = []
    private(set) var storeNames = TextColumn()
    private(set) var storePhones = TextColumn()
    private(set) var storeLicences = TextColumn()
    /// The check-ins, as they came.
    ///
    /// So large are these chunks that the system takes each back as soon as it is dropped, which it does
    /// not do with small ones.
    package private(set) var checkIns: [[CheckInRow]] = []
    /// The photos of the check-ins, in chunks of the same sizes.
    private(set) var photos: [[PhotoRow]] = []
    private static let checkInsPerChunk = 1 << 18
    private static let checkInsInFirst = 1 << 13
    private(set) var orders: [AuditOrder] = []
    private(set) var edits: [StoreEdit] = []

    /// Begins without anything.
    package init() {}

    /// Adds a rep; one whose id was added before is refused.
    ///
    /// - Returns: Whether the rep was added.
    package mutating func add(
      _ rep: Rep,
      name: String = "",
      longitude: Double,
      latitude: Double
    ) -> Bool {
      let position = Int(self.rep(rep.id.rawValue))
      guard !reps[position].isListed else { return false }
      reps[position].role = rep.role
      reps[position].name = name
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

    /// Adds stores; those whose ids were added before are refused.
    ///
    /// - Parameters:
    ///   - block: The stores.
    ///   - refuse: Takes the position in the block of each that is refused.
    package mutating func add(_ block: StoreBlock, refuse: (Int) -> Void) {
      let ownersHere = repPositions(block.owners)
      let sourcesHere = storeSources.insert(block.sources)
      for position in block.stores.indices {
        let id = block.ids[position]
        guard Self.insert(id, hash: block.hashes[position], into: &storeIDs) != nil else {
          refuse(position)
          continue
        }
        var store = block.stores[position]
        if store.owner >= 0 { store.owner = ownersHere[Int(store.owner)] }
        if store.source >= 0 { store.source = sourcesHere[Int(store.source)] }
        stores.append(store)
        storeNames.append(block.names[position])
        storePhones.append(block.phones[position])
        storeLicences.append(block.licences[position])
      }
    }

    /// Why a check-in or an order is refused.
    package enum Refusal: Sendable {
      /// Nobody knows its store.
      case unknownStore(Int)
      /// One with its id was added before.
      case duplicate(Int)
    }

    /// Adds check-ins; those at stores that nobody knows, and those whose ids were added before, are
    /// refused.
    ///
    /// - Parameters:
    ///   - block: The check-ins.
    ///   - refuse: Takes why, with the position in the block, for each that is refused.
    package mutating func add(_ block: CheckInBlock, refuse: (Refusal) -> Void) {
      let repsHere = repPositions(block.reps)
      let devicesHere = deviceIDs.insert(block.devices)
      let versionsHere = appVersions.insert(block.appVersions)
      let unknownHere = storeIDs.positions(of: block.otherStores)
      precondition(
        block.knownStores.count == 0 || block.knownStores.count == storeIDs.count,
        "a block knows the stores of its audit or none"
      )
      let known = Int32(block.knownStores.count)
      let stores = block.rows.indices.map { position in
        let store = block.rows[position].store
        guard store >= known else { return store }
        let other = unknownHere[Int(store - known)]
        if other < 0 { refuse(.unknownStore(position)) }
        return other
      }
      // Rows that are refused do not take an id from a later one.
      let ids = Self.newIDs(
        block.ids,
        areRising: block.areIDsRising,
        stores.map { $0 >= 0 },
        &checkInIDs
      )
      let chunk = self.chunk(for: stores.count)
      for position in stores.indices where stores[position] >= 0 {
        var row = block.rows[position]
        row.store = stores[position]
        row.id = ids[position]
        guard row.id >= 0 else {
          refuse(.duplicate(position))
          continue
        }
        row.rep = repsHere[Int(row.rep)]
        if row.companion >= 0 { row.companion = repsHere[Int(row.companion)] }
        if row.device >= 0 { row.device = devicesHere[Int(row.device)] }
        if row.appVersion >= 0 { row.appVersion = versionsHere[Int(row.appVersion)] }
        checkIns[chunk].append(row)
        photos[chunk].append(block.photos[position])
      }
    }

    /// The position of the chunk that has room for so many check-ins.
    private mutating func chunk(for count: Int) -> Int {
      guard let last = checkIns.last else {
        checkIns.append([])
        photos.append([])
        return 0
      }
      // The first one grows with what few check-ins need, and is small.
      let room = checkIns.count == 1 ? Self.checkInsInFirst : Self.checkInsPerChunk
      if last.count + count > room {
        checkIns.append([])
        photos.append([])
        LargeMemory.reserve(Self.checkInsPerChunk, of: &checkIns[checkIns.count - 1])
        LargeMemory.reserve(Self.checkInsPerChunk, of: &photos[photos.count - 1])
      }
      return checkIns.count - 1
    }

    /// Adds orders; those of stores that nobody knows, and those whose ids were added before, are
    /// refused.
    ///
    /// - Parameters:
    ///   - block: The orders.
    ///   - refuse: Takes why, with the position in the block, for each that is refused.
    package mutating func add(_ block: OrderBlock, refuse: (Refusal) -> Void) {
      let repsHere = repPositions(block.reps)
      let storesHere = storeIDs.positions(of: block.stores)
      let areKnown = block.orders.map { storesHere[Int($0.store)] >= 0 }
      // Rows that are refused do not take an id from a later one.
      let ids = Self.newIDs(block.ids, areRising: block.areIDsRising, areKnown, &orderIDs)
      for position in block.orders.indices {
        var order = block.orders[position]
        order.store = storesHere[Int(order.store)]
        guard order.store >= 0 else {
          refuse(.unknownStore(position))
          continue
        }
        guard ids[position] >= 0 else {
          refuse(.duplicate(position))
          continue
        }
        if order.rep >= 0 { order.rep = repsHere[Int(order.rep)] }
        orders.append(order)
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
    /// - Parameter threads: How many threads work; nil for one per processor. The data do not depend
    ///   on it.
    /// - Returns: The data in canonical order.
    ///
    /// - Complexity: O(*n* log *n*) in the number of check-ins.
    package consuming func finish(threads: Int? = nil) -> AuditData { AuditData(self, threads) }

    /// The positions of the reps' ids of a block, added if they are new.
    private mutating func repPositions(_ ids: IdentifierTable) -> [Int32] {
      let positions = repIDs.insert(ids)
      while reps.count < repIDs.count { reps.append(AuditRep()) }
      return positions
    }

    /// The position of a rep's id, added if it is new.
    private mutating func rep(_ id: String) -> Int32 {
      let (position, isNew) = repIDs.insert(id)
      if isNew { reps.append(AuditRep()) }
      return Int32(position)
    }

    /// The position of each new id; -1 for those that were there before and those of refused rows.
    private static func newIDs(
      _ ids: TextColumn,
      areRising: Bool,
      _ areKnown: [Bool],
      _ all: inout DistinctIDs
    ) -> [Int32] {
      guard areKnown.contains(false) else { return all.append(ids, areRising: areRising) }
      return areKnown.indices.map { areKnown[$0] ? all.append(ids[$0]) ?? -1 : -1 }
    }

    /// The position that a new id gets; nil if it was there before.
    private static func insert(
      _ id: ArraySlice<UInt8>,
      hash: UInt32,
      into table: inout IdentifierTable
    ) -> Int32? {
      // The bytes are lent for the call, which reads them.
      let (position, isNew) = unsafe id.withUnsafeBufferPointer {
        unsafe table.insert($0, hash: hash)
      }
      return isNew ? Int32(position) : nil
    }
  }
}

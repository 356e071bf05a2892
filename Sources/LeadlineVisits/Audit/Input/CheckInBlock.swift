package import LeadlineModel

/// Some check-ins as columns, with tables of the ids that they name; blocks can be read on several
/// threads and then joined.
package struct CheckInBlock: Sendable {
  /// The check-ins; what they name are positions in this block's tables, `id` is not set.
  package var rows: [CheckInRow] = []
  /// The photo of each check-in.
  package private(set) var photos: [PhotoRow] = []
  /// The number of each check-in's row in the input.
  package var numbers: [Int32] = []
  /// The ids of the check-ins.
  package var ids = TextColumn()
  /// Whether each id comes behind the one before it, see ``LeadlineModel/DistinctIDs``.
  package private(set) var areIDsRising = true
  /// The ids of the reps named, companions too.
  package var reps = IdentifierTable()
  /// The stores that were known before.
  let knownStores: IdentifierTable
  /// The ids of the other stores named; their positions count on from those of the known ones.
  private(set) var otherStores = IdentifierTable()
  /// The ids of the devices named.
  package var devices = IdentifierTable()
  /// The versions of the app named.
  package var appVersions = IdentifierTable()
  /// The last row of each rep, by the rep's position; -1 for none.
  private var lastRows: [Int32] = []
  /// The ids in a row as bytes, which are read during the call only; empty ones are none.
  @unsafe package struct Names {
    /// The check-in's own id.
    package var id: UnsafeBufferPointer<UInt8>
    /// The rep.
    package var rep: UnsafeBufferPointer<UInt8>
    /// The store.
    package var store: UnsafeBufferPointer<UInt8>
    /// The position of the store among those that are known; -1 for others.
    package var knownStore: Int32
    /// The device.
    package var device: UnsafeBufferPointer<UInt8>
    /// The version of the app.
    package var appVersion: UnsafeBufferPointer<UInt8>
    /// The rep who came along.
    package var companion: UnsafeBufferPointer<UInt8>

    /// Names what a row names.
    package init(
      id: UnsafeBufferPointer<UInt8>,
      rep: UnsafeBufferPointer<UInt8>,
      store: UnsafeBufferPointer<UInt8>,
      knownStore: Int32,
      device: UnsafeBufferPointer<UInt8>,
      appVersion: UnsafeBufferPointer<UInt8>,
      companion: UnsafeBufferPointer<UInt8>
    ) {
      unsafe self.id = id
      unsafe self.rep = rep
      unsafe self.store = store
      unsafe self.knownStore = knownStore
      unsafe self.device = device
      unsafe self.appVersion = appVersion
      unsafe self.companion = companion
    }
  }

  /// Makes an empty block.
  ///
  /// - Parameter knownStores: All stores of the audit that the block is for, so that they need not be
  ///   looked up when it is joined with others; or none.
  package init(knownStores: IdentifierTable = IdentifierTable()) {
    self.knownStores = knownStores
  }

  /// The id of the store of a check-in.
  package func store(of position: Int) -> String {
    let store = Int(rows[position].store)
    return store < knownStores.count
      ? knownStores.text(store) : otherStores.text(store - knownStores.count)
  }

  /// Makes room.
  package mutating func reserveCapacity(_ count: Int) {
    rows.reserveCapacity(count)
    photos.reserveCapacity(count)
    numbers.reserveCapacity(count)
  }

  /// Adds a check-in.
  ///
  /// - Parameters:
  ///   - checkIn: The check-in.
  ///   - number: The number of its row.
  package mutating func append(_ checkIn: CheckIn, number: Int) {
    var row = CheckInRow(checkIn)
    row.rep = Int32(reps.insert(checkIn.rep.rawValue).position)
    var store = checkIn.store.rawValue
    row.store = store.withUTF8 { unsafe self.store($0) }
    row.device = Self.position(of: checkIn.deviceID, in: &devices)
    row.appVersion = Self.position(of: checkIn.appVersion, in: &appVersions)
    row.companion = Self.position(of: checkIn.accompaniedBy?.rawValue, in: &reps)
    var id = checkIn.id.rawValue
    let photo = checkIn.photo.map { PhotoRow($0) } ?? PhotoRow()
    id.withUTF8 { unsafe append(row, photo, id: $0, number: number) }
  }

  /// Adds a check-in.
  ///
  /// - Parameters:
  ///   - row: The check-in; what it names is taken from the names.
  ///   - photo: Its photo.
  ///   - names: The ids in it.
  ///   - number: The number of its row.
  package mutating func append(
    _ row: CheckInRow,
    _ photo: PhotoRow,
    _ names: Names,
    number: Int
  ) {
    var row = row
    // A file often has a rep's check-ins in a row; comparing is cheaper than looking up.
    row.rep = unsafe Self.position(of: names.rep, in: &reps, maybe: rows.last?.rep ?? -1)
    while lastRows.count <= Int(row.rep) { lastRows.append(-1) }
    let before = Int(lastRows[Int(row.rep)])
    lastRows[Int(row.rep)] = Int32(truncatingIfNeeded: rows.count)
    row.store =
      unsafe names.knownStore >= 0 ? names.knownStore : otherStore(names.store)
    // So has a rep one phone and one app for long.
    row.device =
      unsafe names.device.isEmpty
      ? -1
      : Self.position(
        of: names.device,
        in: &devices,
        maybe: before < 0 ? -1 : rows[before].device
      )
    row.appVersion =
      unsafe names.appVersion.isEmpty
      ? -1
      : Self.position(
        of: names.appVersion,
        in: &appVersions,
        maybe: before < 0 ? -1 : rows[before].appVersion
      )
    row.companion =
      unsafe names.companion.isEmpty ? -1 : Self.position(of: names.companion, in: &reps)
    unsafe append(row, photo, id: names.id, number: number)
  }

  /// The position of a store.
  private mutating func store(_ id: UnsafeBufferPointer<UInt8>) -> Int32 {
    if let known = unsafe knownStores.position(of: id) { return Int32(known) }
    return unsafe otherStore(id)
  }

  /// The position of a store that is not known.
  private mutating func otherStore(_ id: UnsafeBufferPointer<UInt8>) -> Int32 {
    unsafe Int32(knownStores.count) + Self.position(of: id, in: &otherStores)
  }

  private mutating func append(
    _ row: CheckInRow,
    _ photo: PhotoRow,
    id: UnsafeBufferPointer<UInt8>,
    number: Int
  ) {
    if areIDsRising { areIDsRising = unsafe ids.rises(to: id) }
    unsafe ids.append(id)
    numbers.append(Int32(truncatingIfNeeded: number))
    rows.append(row)
    photos.append(photo)
  }

  private static func position(of id: String?, in table: inout IdentifierTable) -> Int32 {
    id.map { Int32(table.insert($0).position) } ?? -1
  }

  /// The position of an id, added if it is new; it may be the one at a position, or -1 if nobody knows.
  private static func position(
    of id: UnsafeBufferPointer<UInt8>,
    in table: inout IdentifierTable,
    maybe guess: Int32 = -1
  ) -> Int32 {
    if guess >= 0,
      unsafe table.withBytes(Int(guess), { unsafe IdentifierTable.areEqual($0, id) })
    {
      return guess
    }
    return unsafe Int32(table.insert(id, hash: IdentifierTable.hash(id)).position)
  }
}

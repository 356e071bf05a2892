package import LeadlineModel

/// Some stores as columns, with tables of the ids that they name; blocks can be read on several
/// threads and then joined.
package struct StoreBlock: Sendable {
  /// The stores; owner and source are positions in this block's tables, -1 for none.
  package private(set) var stores: [AuditStore] = []
  /// The number of each store's row in the input.
  package private(set) var numbers: [Int32] = []
  /// The ids of the stores.
  package private(set) var ids = TextColumn()
  /// The hashes of these ids, as ``LeadlineModel/IdentifierTable`` has them.
  private(set) var hashes: [UInt32] = []
  private(set) var owners = IdentifierTable()
  private(set) var sources = IdentifierTable()
  private(set) var names = TextColumn()
  private(set) var phones = TextColumn()
  private(set) var licences = TextColumn()

  /// The texts in a row as bytes, which are read during the call only; empty ones are none.
  @unsafe package struct Texts {
    /// The store's own id.
    package var id: UnsafeBufferPointer<UInt8>
    /// The rep who owns it.
    package var owner: UnsafeBufferPointer<UInt8>
    /// Where its record comes from.
    package var source: UnsafeBufferPointer<UInt8>
    /// Its name.
    package var name: UnsafeBufferPointer<UInt8>
    /// Its telephone number.
    package var phone: UnsafeBufferPointer<UInt8>
    /// Its licence.
    package var licence: UnsafeBufferPointer<UInt8>

    /// Gathers the texts of a row.
    package init(
      id: UnsafeBufferPointer<UInt8>,
      owner: UnsafeBufferPointer<UInt8>,
      source: UnsafeBufferPointer<UInt8>,
      name: UnsafeBufferPointer<UInt8>,
      phone: UnsafeBufferPointer<UInt8>,
      licence: UnsafeBufferPointer<UInt8>
    ) {
      unsafe self.id = id
      unsafe self.owner = owner
      unsafe self.source = source
      unsafe self.name = name
      unsafe self.phone = phone
      unsafe self.licence = licence
    }
  }

  /// Makes an empty block.
  package init() {}

  /// Adds a store.
  ///
  /// - Parameters:
  ///   - store: The store; its owner and source are taken from the texts.
  ///   - texts: Its id and what else it says in words.
  ///   - number: The number of its row.
  package mutating func append(_ store: AuditStore, _ texts: Texts, number: Int) {
    var store = store
    store.owner = unsafe Self.position(of: texts.owner, in: &owners)
    store.source = unsafe Self.position(of: texts.source, in: &sources)
    stores.append(store)
    numbers.append(Int32(truncatingIfNeeded: number))
    unsafe ids.append(texts.id)
    unsafe hashes.append(IdentifierTable.hash(texts.id))
    unsafe names.append(texts.name)
    unsafe phones.append(texts.phone)
    unsafe licences.append(texts.licence)
  }

  private static func position(
    of id: UnsafeBufferPointer<UInt8>,
    in table: inout IdentifierTable
  ) -> Int32 {
    unsafe id.isEmpty ? -1 : Int32(table.insert(id, hash: IdentifierTable.hash(id)).position)
  }
}

/// Which customers stand at one place: those whose coordinates are the same when written with 7
/// decimals, as no fence that is written so can part them.
public struct PlaceNumbers: Hashable, Sendable {
  /// The number of each customer's place, from the west and then from the south.
  public let places: [Int32]
  /// The first customer of each place.
  public let firsts: [Int32]

  /// Numbers the places of customers.
  ///
  /// - Parameters:
  ///   - longitudes: Degrees, within -180...180.
  ///   - latitudes: Degrees, within -90...90, as many.
  /// - Complexity: O(n log n).
  public init(longitudes: [Double], latitudes: [Double]) {
    let keys = longitudes.indices.map { Self.key(longitudes[$0], latitudes[$0]) }
    let order = longitudes.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    var places = [Int32](repeating: 0, count: keys.count)
    var firsts: [Int32] = []
    for (rank, customer) in order.enumerated() {
      if rank == 0 || keys[customer] != keys[order[rank - 1]] { firsts.append(Int32(customer)) }
      places[customer] = Int32(firsts.count - 1)
    }
    self.places = places
    self.firsts = firsts
  }

  /// The steps of 1e-7 degrees from the south-west corner of the world, 32 bits each way.
  private static func key(_ longitude: Double, _ latitude: Double) -> UInt64 {
    let east = UInt64(((longitude + 180) * 1e7).rounded())
    let north = UInt64(((latitude + 90) * 1e7).rounded())
    return east << 32 | north
  }
}

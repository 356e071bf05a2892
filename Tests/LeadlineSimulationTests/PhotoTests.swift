import LeadlineGeometry
import Testing

@testable import LeadlineSimulation

/// Hashes of photos are as far apart as real ones.
struct PhotoTests {
  private static let world: World = {
    var scenario = Scenario(seed: 41)
    scenario.reps = 40
    scenario.traps = 2
    return World(scenario)
  }()

  private static func hash(_ store: Int, day: Int) -> UInt64 {
    let person = world.people[world.stores[store].owner]
    return PhotoBook(world: world).photo(person, store: store, on: day).dhash
  }

  private static func bits(_ first: UInt64, _ second: UInt64) -> Int {
    (first ^ second).nonzeroBitCount
  }

  @Test func photosOfOneShopAreFourteenBitsApartAtMost() {
    for store in 0..<400 {
      let distance = Self.bits(Self.hash(store, day: 1), Self.hash(store, day: 8))
      #expect(distance <= 14)
    }
  }

  @Test func photosOfTwoShopsDifferInTwentyBitsOrMoreMostly() {
    let plain = Self.world.stores.indices.filter {
      Self.world.shops[Self.world.stores[$0].shop].brand < 0
    }
    let pairs = zip(plain, plain.dropFirst())
    let far = pairs.count { Self.bits(Self.hash($0, day: 1), Self.hash($1, day: 1)) >= 20 }
    #expect(Double(far) > 0.97 * Double(plain.count - 1))
  }

  @Test func storefrontsOfAFranchiseLookAlike() {
    let brand = Self.world.stores.indices.filter {
      Self.world.shops[Self.world.stores[$0].shop].brand == 3
    }
    let distances = zip(brand, brand.dropFirst()).map {
      Self.bits(Self.hash($0, day: 1), Self.hash($1, day: 1))
    }.sorted()
    #expect(distances.count > 5)
    #expect((7...15).contains(distances[distances.count / 2]))
  }

  @Test func everyPhotoIsAFileOfItsOwn() {
    let person = Self.world.people[3]
    let stores = Self.world.storesOfRep[3]
    let book = PhotoBook(world: Self.world)
    let files = stores.flatMap { store in
      (0..<10).map { book.photo(person, store: store, on: $0).sha }
    }
    #expect(Set(files).count == files.count)
  }
}

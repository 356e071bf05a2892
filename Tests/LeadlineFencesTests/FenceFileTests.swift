import Foundation
import LeadlineFences
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

struct FenceFileTests {
  /// A file in memory, aligned as a mapped one is; nothing writes to it once it is made.
  private final class Bytes: @unchecked Sendable {
    let buffer: UnsafeMutableRawBufferPointer

    init(_ bytes: [UInt8]) {
      buffer = .allocate(byteCount: max(1, bytes.count), alignment: 4_096)
      buffer.copyBytes(from: bytes)
      count = bytes.count
    }

    let count: Int
    var readable: UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(start: buffer.baseAddress, count: count)
    }
    deinit { buffer.deallocate() }
  }

  private func open(_ bytes: [UInt8]) throws(FenceFileError) -> FenceIndex {
    let memory = Bytes(bytes)
    return try FenceIndex(bytes: memory.readable) { withExtendedLifetime(memory) {} }
  }

  private func written(_ index: FenceIndex) -> [UInt8] {
    var bytes: [UInt8] = []
    index.write { bytes.append(contentsOf: $0) }
    return bytes
  }

  private func fences(_ count: Int, _ random: inout SplitMix64) throws -> [Fence] {
    try (0..<count).map { number in
      var fence = Shapes.fence(
        "围栏\(number)",
        try Shapes.random(&random),
        level: number % 4 == 0 ? "region" : "territory",
        priority: number % 3 - 1
      )
      fence.territory = "t\(number / 2)"
      fence.name = number % 2 == 0 ? "" : nil
      fence.validFrom = number % 5 == 0 ? Date(timeIntervalSinceReferenceDate: 1e8) : nil
      fence.validTo = number % 7 == 0 ? Date(timeIntervalSinceReferenceDate: 9e8) : nil
      return fence
    }
  }

  @Test func anIndexTakenUpFromItsFileIsTheSame() throws {
    try forEverySeed(0..<12) { seed, random in
      let count = [0, 1, 3, 40][Int(seed % 4)]
      let fences = try fences(count, &random)
      let index = FenceIndex(fences)
      let bytes = written(index)
      let opened = try open(bytes)
      #expect(opened.fences == fences)
      #expect(opened.levels == index.levels)
      #expect(written(opened) == bytes)
      for fence in fences.prefix(3) {
        for place in Shapes.hardPlaces(fence.area, perEdge: 1, &random).shuffled(using: &random)
          .prefix(300)
        {
          for level in index.levels.indices {
            let first = index.assignments(of: place, level: level, outside: .nearest)
            let second = opened.assignments(of: place, level: level, outside: .nearest)
            #expect(first == second)
            #expect(
              index.winner(at: place, level: level) == opened.winner(at: place, level: level)
            )
          }
        }
      }
    }
  }

  @Test func bytesThatAreNoIndexAreRefused() throws {
    var random = SplitMix64(seed: 3)
    let bytes = written(FenceIndex(try fences(5, &random)))
    #expect(throws: FenceFileError.notAnIndex) { _ = try open([]) }
    #expect(throws: FenceFileError.notAnIndex) { _ = try open(Array("id,lon,lat\n".utf8)) }
    var other = bytes
    other[8] = 7
    #expect(throws: FenceFileError.unknownVersion(7)) { _ = try open(other) }
    #expect(
      throws: FenceFileError.wrongLength(expected: UInt64(bytes.count), found: bytes.count - 64)
    ) { _ = try open(bytes.dropLast(64)) }
  }

  @Test func everyFlippedBitIsNoticed() throws {
    var random = SplitMix64(seed: 4)
    let bytes = written(FenceIndex(try fences(6, &random)))
    // What lies between the sections is not part of them.
    let sections = sectionRanges(bytes)
    for position in [0..<512] + sections {
      for offset in stride(from: position.lowerBound, to: position.upperBound, by: 7) {
        var damaged = bytes
        damaged[offset] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        #expect(throws: FenceFileError.self, "byte \(offset)") { _ = try open(damaged) }
      }
    }
  }

  /// The checksums are put right again, so that only what the numbers mean can give the damage away.
  @Test func damagedNumbersWithRightChecksumsAreRefusedOrHarmless() throws {
    var refused = 0
    try forEverySeed(0..<(Shapes.isLong ? 40_000 : 1_500)) { _, random in
      let bytes = try Self.smallFile.get()
      let sections = sectionRanges(bytes)
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        // Most of a file are vertices; the small sections are more interesting.
        guard
          let section = sections.filter({ !$0.isEmpty }).randomElement(using: &random),
          let offset = section.randomElement(using: &random)
        else { return }
        damaged[offset] = UInt8.random(in: 0...255, using: &random)
      }
      seal(&damaged)
      guard let opened = try? open(damaged) else {
        refused += 1
        return
      }
      // What was accepted must be usable without harm, whatever it answers.
      for _ in 0..<40 {
        let place = Coordinate(
          uncheckedLongitude: random.double(in: -180...180),
          latitude: random.double(in: -90...90)
        )
        for level in opened.levels.indices { _ = opened.assignments(of: place, level: level) }
        for level in opened.levels.indices { _ = opened.winner(at: place, level: level) }
      }
      for level in opened.levels.indices {
        _ = opened.winners(
          longitudes: (0..<200).map { _ in random.double(in: -180...180) },
          latitudes: (0..<200).map { _ in random.double(in: -90...90) },
          level: level
        )
      }
    }
    #expect(refused > 100)
  }

  private static let smallFile = Result {
    var random = SplitMix64(seed: 5)
    let tests = FenceFileTests()
    return tests.written(FenceIndex(try tests.fences(12, &random)))
  }

  private func number(_ bytes: [UInt8], _ offset: Int) -> UInt64 {
    bytes[offset..<offset + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private func sectionRanges(_ bytes: [UInt8]) -> [Range<Int>] {
    (0..<11).map { section in
      let start = Int(number(bytes, 64 + 24 * section))
      return start..<start + Int(number(bytes, 64 + 24 * section + 8))
    }
  }

  /// Writes all checksums anew.
  private func seal(_ bytes: inout [UInt8]) {
    func put(_ value: UInt64, at offset: Int) {
      withUnsafeBytes(of: value.littleEndian) {
        bytes.replaceSubrange(offset..<offset + 8, with: $0)
      }
    }
    for (section, range) in sectionRanges(bytes).enumerated() {
      put(checksum(Array(bytes[range])), at: 64 + 24 * section + 16)
    }
    put(0, at: 24)
    put(checksum(Array(bytes[..<384])), at: 24)
  }

  /// The checksum as the format's description has it, written anew.
  private func checksum(_ bytes: [UInt8]) -> UInt64 {
    func mix(_ state: UInt64, _ word: UInt64) -> UInt64 {
      let product = (state ^ word) &* 0x9e37_79b9_7f4a_7c15
      return product ^ product >> 29
    }
    var lanes: [UInt64] = [1, 2, 3, 4]
    let whole = bytes.count / 32 * 32
    for offset in stride(from: 0, to: whole, by: 8) {
      lanes[offset / 8 % 4] = mix(lanes[offset / 8 % 4], number(bytes, offset))
    }
    var result = mix(UInt64(bytes.count), lanes[0] ^ lanes[1])
    result = mix(result, lanes[2] ^ lanes[3] << 1)
    for byte in bytes[whole...] { result = mix(result, UInt64(byte)) }
    return mix(result, 0)
  }
}

import LeadlineGeometry
import LeadlineTestSupport
import Testing

struct UTF8CheckTests {
  @Test(
    arguments: [
      [0x80], [0xc0, 0xaf], [0xc1, 0xbf], [0xe0, 0x9f, 0xbf], [0xed, 0xa0, 0x80],
      [0xf0, 0x8f, 0xbf, 0xbf],
      [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe4, 0xb8], [0xff], [0x61, 0xc3],
    ] as [[UInt8]]
  )
  func malformedBytesAreRefused(bytes: [UInt8]) {
    #expect(!UTF8Check.isValid(bytes))
    #expect(!UTF8Check.isValid(Array("12345678".utf8) + bytes + Array("12345678".utf8)))
  }

  @Test func everyScalarIsValid() {
    for value in stride(from: UInt32(0), through: 0x10_ffff, by: 7) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      #expect(UTF8Check.isValid(Array(String(Character(scalar)).utf8)))
    }
  }

  @Test func randomBytesAreJudgedAsByTheStandardLibrary() {
    let pieces: [[UInt8]] = [
      Array("abcdefgh".utf8), Array("é".utf8), Array("上".utf8), Array("😀".utf8), [0x80], [0xe4],
      [0xf0, 0x9f], [0xed, 0xa0], [0x41],
    ]
    forEverySeed(0..<2000) { seed, generator in
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...6, using: &generator) {
        bytes += pieces.randomElement(using: &generator) ?? []
      }
      let expected = String(validating: bytes, as: UTF8.self) != nil
      #expect(UTF8Check.isValid(bytes) == expected, "seed \(seed): \(bytes)")
    }
  }
}

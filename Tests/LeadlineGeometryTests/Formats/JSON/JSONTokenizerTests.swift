import Foundation
import LeadlineGeometry
import LeadlineTestSupport
import Testing

struct JSONTokenizerTests {
  private func isValid(_ bytes: [UInt8], chunk: Int = .max) -> Bool {
    var tokenizer = JSONTokenizer(MemoryByteSource(bytes: bytes, chunk: chunk))
    do {
      while try tokenizer.next() != .end {}
      return true
    } catch {
      return false
    }
  }

  @Test(arguments: [
    "[1]", " [ -0 , 1.5e+3,0.1E-2 ] ", "\"\\ud83d\\ude00\"", "null", "{\"\":{}}", "\"\u{7f}\"",
  ])
  func validTextIsTaken(text: String) {
    #expect(isValid(Array(text.utf8)))
    #expect(isValid(Array(text.utf8), chunk: 1))
  }

  @Test(arguments: [
    "", "[1,]", "[01]", "[.5]", "[1.]", "[1e]", "[+1]", "[NaN]", "[-]", "{\"a\"}", "{a:1}", "{,}",
    "[\"\\ud800\"]", "[\"\\udc00\"]", "[\"\\ud800\\u0041\"]", "[\"\\x\"]", "[\"\n\"]", "[1 2]",
    "[tru]", "[1]]", "{\"a\":1]", "['a']", "\"a", "[1]x", "[\"\\u00g0\"]", "[0x1]", "[1,,2]",
    "nulll",
  ])
  func invalidTextIsRefused(text: String) {
    #expect(!isValid(Array(text.utf8)))
    #expect(!isValid(Array(text.utf8), chunk: 1))
  }

  @Test(
    arguments: [
      [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0x80], [0xff],
      [0xe0, 0x80, 0x80], [0xf0, 0x80, 0x80, 0x80],
    ] as [[UInt8]]
  )
  func malformedUTF8IsRefused(bytes: [UInt8]) {
    #expect(!isValid([0x22] + bytes + [0x22]))
  }

  @Test func depthIsLimited() {
    func nested(_ depth: Int) -> [UInt8] {
      Array(repeating: 0x5b, count: depth) + Array(repeating: 0x5d, count: depth)
    }
    #expect(isValid(nested(64)))
    #expect(!isValid(nested(65)))
  }

  @Test func lengthIsLimited() {
    let text = [UInt8](repeating: 0x31, count: (16 << 20) + 2)
    var tokenizer = JSONTokenizer(MemoryByteSource(bytes: text))
    #expect {
      try tokenizer.next()
    } throws: {
      if case .tooLong = $0 as? JSONError { true } else { false }
    }
  }

  /// Foundation takes the same texts, but for these: it refuses numbers beyond the largest Double,
  /// and takes a byte order mark and NUL bytes at the end, none of which mutations here make.
  @Test func foundationAgreesOnMutations() {
    let seeds = [
      "{\"a\":[1,2.5e3,-0,true,false,null],\"b\":{\"c\":\"x\\n\\u00e9\\ud83d\\ude00é€😀\"}}",
      "[[],{},\"\",{\"k\":[{}]},0.1,\"\\\\\\\"\\/\"]",
    ]
    let alphabet = Array("{}[]\",:\\0123456789.eE+-tfnul aé\n\t".utf8)
    forEverySeed(0..<1_500) { seed, generator in
      var bytes = Array(seeds[Int(seed % 2)].utf8)
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        let byte = alphabet.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0...2, using: &generator) {
        case 0: bytes[index] = byte
        case 1: bytes.insert(byte, at: index)
        default: bytes.remove(at: index)
        }
      }
      let expected =
        (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(isValid(bytes) == expected, "seed \(seed): \(text)")
      #expect(isValid(bytes, chunk: 1) == expected, "seed \(seed), in single bytes: \(text)")
    }
  }
}

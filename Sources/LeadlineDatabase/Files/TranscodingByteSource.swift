import Foundation
import LeadlineGeometry

/// A source in another encoding as UTF-8, by the system's iconv.
///
/// Bytes that mean nothing in that encoding become the byte FF, which is no UTF-8: the reader behind
/// rejects the row they are in and goes on.
struct TranscodingByteSource: ByteSource {
  private var source: any ByteSource
  private let converter: Converter
  private var pending: [UInt8] = []
  private var atEnd = false

  /// Owns the conversion's state, so that it is closed once.
  private final class Converter {
    let handle: iconv_t

    init?(encoding: String) {
      // iconv_open returns (iconv_t)-1 on failure.
      let handle = iconv_open("UTF-8", encoding)
      guard let handle, handle != iconv_t(bitPattern: -1) else { return nil }
      self.handle = handle
    }

    deinit { iconv_close(handle) }
  }

  init(_ source: any ByteSource, encoding: String) throws(FileError) {
    // GB18030 contains GBK and GB 2312 and, unlike iconv's tables for those, every character.
    let chinese: Set<String> = ["gbk", "gb2312", "cp936", "gb-2312"]
    let name = chinese.contains(encoding.lowercased()) ? "GB18030" : encoding
    guard let converter = Converter(encoding: name) else {
      throw .unknownEncoding(encoding)
    }
    self.source = source
    self.converter = converter
  }

  mutating func read(into buffer: inout [UInt8], upTo count: Int) throws -> Int {
    guard count > 0 else { return 0 }
    let start = buffer.count
    // Some input may give no output yet (half a character), so it goes on until there is some.
    while buffer.count == start && !(atEnd && pending.isEmpty) {
      if !atEnd, try source.read(into: &pending, upTo: max(1, count / 4)) == 0 { atEnd = true }
      convert(into: &buffer)
    }
    return buffer.count - start
  }

  /// Converts what is pending; a UTF-8 text is at most four times as long as its GB18030 form.
  private mutating func convert(into buffer: inout [UInt8]) {
    var output = [UInt8](repeating: 0, count: 4 * pending.count + 16)
    var consumed = 0
    var produced = 0
    var reason: Int32 = 0
    // iconv moves the two pointers within the two arrays and counts their room down to 0.
    let handle = converter.handle
    pending.withUnsafeMutableBytes { input in
      output.withUnsafeMutableBytes { result in
        var from = input.baseAddress?.assumingMemoryBound(to: CChar.self)
        var to = result.baseAddress?.assumingMemoryBound(to: CChar.self)
        var fromLeft = input.count
        var toLeft = result.count
        if iconv(handle, &from, &fromLeft, &to, &toLeft) == -1 {
          reason = errno
        }
        consumed = input.count - fromLeft
        produced = result.count - toLeft
      }
    }
    buffer.append(contentsOf: output[..<produced])
    pending.removeFirst(consumed)
    // EINVAL is a character cut off by the end of the chunk: its rest comes with the next one.
    if reason == EILSEQ || (reason == EINVAL && atEnd) {
      buffer.append(0xff)
      pending.removeFirst()
      iconv(handle, nil, nil, nil, nil)
    }
  }
}

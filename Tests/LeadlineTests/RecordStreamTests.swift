import Foundation
import Leadline
import LeadlineTestSupport
import Testing

struct RecordStreamTests {
  private func records(
    _ kind: RecordKind,
    _ bytes: [UInt8],
    options: InputOptions = InputOptions()
  ) throws -> (records: [Record], rejects: [Reject]) {
    let file = FileManager.default.temporaryDirectory.appending(path: "stream-\(UUID()).txt")
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    var records: [Record] = []
    var rejects: [Reject] = []
    let stream = RecordStream(
      .of(kind),
      files: [file.path],
      options: options,
      onReject: { rejects.append($0.reject) }
    )
    while let record = try stream.next() { records.append(record) }
    return (records, rejects)
  }

  // 编号,名称,经度,纬度 / 1,上海便利店,121.5,31.2 in GB18030.
  private let chinese: [UInt8] =
    [0xb1, 0xe0, 0xba, 0xc5, 0x2c, 0xc3, 0xfb, 0xb3, 0xc6, 0x2c, 0xbe, 0xad, 0xb6, 0xc8, 0x2c]
    + [0xce, 0xb3, 0xb6, 0xc8, 0x0a, 0x31, 0x2c, 0xc9, 0xcf, 0xba, 0xa3, 0xb1, 0xe3, 0xc0, 0xfb]
    + [0xb5, 0xea] + Array(",121.5,31.2\n".utf8)

  @Test(arguments: ["gb18030", "GBK", "gb2312"])
  func chineseEncodingIsReadWhenNamed(encoding: String) throws {
    let (records, rejects) = try records(
      .stores,
      chinese,
      options: InputOptions(encoding: encoding)
    )
    #expect(rejects.isEmpty)
    #expect(records.map { $0.text(of: "name", schema: .of(.stores)) } == ["上海便利店"])
  }

  @Test func chineseEncodingUnnamedIsAnErrorThatNamesTheRemedy() throws {
    do {
      _ = try records(.stores, chinese)
      Issue.record("bytes that are no UTF-8 were read")
    } catch let error as FileError {
      #expect(error.kind == .badData)
      #expect(error.description.contains("--encoding"))
    }
  }

  @Test func charactersCutByChunksAreWhole() throws {
    let headerEnd = try #require(chinese.firstIndex(of: 0x0a))
    var bytes = Array(chinese[...headerEnd])
    let rows = 20_000
    for row in 0..<rows {
      bytes += Array("\(row),".utf8) + [0xc9, 0xcf, 0xba, 0xa3] + Array(",121.5,31.2\n".utf8)
    }
    let (records, rejects) = try records(
      .stores,
      bytes,
      options: InputOptions(encoding: "gb18030")
    )
    #expect(rejects.isEmpty)
    #expect(records.count == rows)
    #expect(records.allSatisfy { $0.text(of: "name", schema: .of(.stores)) == "上海" })
  }

  @Test func bytesThatMeanNothingRejectTheirRowOnly() throws {
    var bytes = Array("id,name,lon,lat\n".utf8)
    bytes += Array("1,".utf8) + [0xff, 0xff] + Array(",121.5,31.2\n2,ok,121.5,31.2\n".utf8)
    for options in [InputOptions(), InputOptions(encoding: "gb18030")] {
      let (records, rejects) = try records(.stores, bytes, options: options)
      #expect(rejects.map(\.code) == [.badEncoding])
      #expect(records.map { $0.text(of: "id", schema: .of(.stores)) } == ["2"])
    }
  }

  @Test func unknownEncodingIsAUsageError() throws {
    do {
      _ = try records(.stores, chinese, options: InputOptions(encoding: "klingon"))
      Issue.record("an encoding that does not exist was taken")
    } catch let error as FileError {
      #expect(error == .unknownEncoding("klingon"))
    }
  }
}

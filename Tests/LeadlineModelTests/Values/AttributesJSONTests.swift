import LeadlineGeometry
import LeadlineModel
import Testing

struct AttributesJSONTests {
  @Test func objectComesBackAsWritten() throws {
    let text =
      "{\"b\":\"x\\n\\\"é\",\"a\":1.500,\"t\":true,\"f\":false,\"big\":12345678901234567890,"
      + "\"list\":[1,{\"k\":\"v\"}],\"e\\u0301\":1,\"\u{e9}\":2}"
    let attributes = try Attributes(jsonObject: text)
    #expect(attributes["a"] == Attributes.Entry(name: "a", kind: .number, text: "1.500"))
    #expect(attributes.entries.map(\.kind).prefix(4) == [.text, .number, .boolean, .boolean])
    #expect(attributes.entries.count == 8)
    // Equal as Strings, two names by their bytes.
    #expect(attributes["e\u{301}"]?.text == "1" && attributes["\u{e9}"]?.text == "2")
    #expect(try Attributes(jsonObject: attributes.jsonObject) == attributes)
    #expect(attributes.jsonObject == text.replacing("\\u0301", with: "\u{301}"))
  }

  @Test func nullIsLeftOut() throws {
    #expect(try Attributes(jsonObject: " {\"a\":null} ").jsonObject == "{}")
  }

  @Test(arguments: ["", "[]", "1", "{\"a\":1,\"a\":2}", "{\"a\":1}x", "{\"a\""])
  func otherTextIsRefused(text: String) {
    #expect(throws: JSONError.self) { try Attributes(jsonObject: text) }
  }
}

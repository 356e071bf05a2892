/// Writes the parts of JSON text.
package enum JSONText {
  /// Appends a string in quotes, escaping quotes, backslashes and control characters only.
  ///
  /// - Parameters:
  ///   - text: Well-formed UTF-8.
  ///   - bytes: What the string is appended to.
  package static func appendString(_ text: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
    text.withUnsafeBufferPointer { OutputText.appendJSON($0, to: &bytes) }
  }

  /// Appends a string in quotes, escaping quotes, backslashes and control characters only.
  package static func appendString(_ text: String, to bytes: inout [UInt8]) {
    var text = text
    text.withUTF8 { OutputText.appendJSON($0, to: &bytes) }
  }
}

/// Why bytes are no index of fences.
public enum FenceFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// They don't begin as one does.
  case notAnIndex
  /// They are of a version that this program doesn't know.
  case unknownVersion(UInt32)
  /// They end too early, or go on too long.
  case wrongLength(expected: UInt64, found: Int)
  /// A section is not what was written.
  case damaged(section: String)
  /// The numbers of a section contradict each other; what was written is no index.
  case inconsistent(section: String)

  /// The bytes lie where this processor can't read them: at an address that is no multiple of sixteen,
  /// or the processor has its high bytes first.
  case unusableMemory

  /// One sentence that says what is wrong and what to do.
  public var description: String {
    switch self {
    case .notAnIndex: "this is no index of fences; make one with 'leadline index'"
    case .unknownVersion(let version):
      "this index of fences is of version \(version), which is not known here; make it again"
    case .wrongLength(let expected, let found):
      "this index of fences should have \(expected) bytes but has \(found); make it again"
    case .damaged(let section):
      "this index of fences is damaged in its \(section); make it again"
    case .unusableMemory:
      "an index of fences is used where it lies, at a multiple of 16 and little-endian; map its file"
    case .inconsistent(let section):
      "the \(section) of this index of fences contradict each other; make it again"
    }
  }
}

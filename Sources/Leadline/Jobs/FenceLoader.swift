import LeadlineFences
public import LeadlineGeometry
public import LeadlineModel

/// Turns records of fences into fences with valid areas.
public struct FenceLoader {
  /// A fence whose area was not valid as found, and what was done.
  public struct Repair: Hashable, Sendable {
    /// The fence.
    public var fence: ID<Fence>
    /// One sentence per repair.
    public var notes: [String]
  }

  /// The repairs so far.
  public private(set) var repairs: [Repair] = []
  private var known: Set<ID<Fence>> = []

  /// Makes a loader.
  public init() {}

  /// Checks and repairs one fence.
  ///
  /// - Returns: The fence, or why it can't be used.
  public mutating func load(_ record: Record) -> Result<Fence, Rejection> {
    let id = record.text(of: "id", schema: RecordSchema.of(.fences)) ?? ""
    guard let geometry = record.geometry else {
      return .failure(Rejection(record.row, .missing, ""))
    }
    do {
      let repaired = try FenceRepair.area(from: geometry)
      guard let fence = Fence(record, area: repaired.area) else {
        return .failure(Rejection(record.row, .missing, "", field: "id"))
      }
      guard known.insert(ID(id)).inserted else {
        return .failure(Rejection(record.row, .duplicateID, id, field: "id"))
      }
      if !repaired.notes.isEmpty {
        repairs.append(Repair(fence: fence.id, notes: repaired.notes.map(\.description)))
      }
      return .success(fence)
    } catch {
      return .failure(Rejection(record.row, error.rejectCode, "\(id): \(error)"))
    }
  }

  /// Why a fence can't be used.
  public struct Rejection: Error, Hashable, Sendable {
    /// The row and the reason.
    public var reject: Reject

    init(_ row: Int, _ code: Reject.Code, _ value: String, field: String = "geometry") {
      reject = Reject(row: row, field: field, code: code, value: value)
    }
  }
}

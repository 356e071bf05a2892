import CPROJ

/// The only caller of PROJ's coordinate transformations: one context with one transformation, freed
/// together.
///
/// PROJ demands that a context and what was made in it are used by one thread at a time; the class
/// is not Sendable, so the compiler sees to that.
final class ProjTransformation {
  /// Why there is no transformation.
  enum Failure: Error {
    /// A code that is unknown, or of a kind that has no two horizontal coordinates.
    case unknownCode(Int, reason: String)
    /// No way from one system to the other.
    case noTransformation(reason: String)
  }

  /// Owned; destroyed last.
  private let context: OpaquePointer
  /// Owned; destroyed before its context.
  private let transformation: OpaquePointer

  /// Whether what comes in is in degrees, whether what comes out is.
  let isInDegrees: (source: Bool, target: Bool)

  /// Makes the transformation between two EPSG codes, both with x east and y north.
  ///
  /// Neither the network nor grids from it are used, and nothing is written to stderr.
  init(from source: Int, to target: Int) throws(Failure) {
    // Contract: proj_context_create returns a new context or null when memory is out.
    guard let context = proj_context_create() else {
      throw .noTransformation(reason: "no memory for a context of PROJ")
    }
    var owned: [OpaquePointer] = []
    var isKept = false
    // Contract: a PJ is destroyed before its context; both functions take their argument over.
    defer {
      for object in owned.reversed() { proj_destroy(object) }
      if !isKept { proj_context_destroy(context) }
    }
    proj_log_level(context, PJ_LOG_NONE)
    proj_context_set_enable_network(context, 0)

    let sourceDegrees = try Self.system(source, in: context, owned: &owned)
    let targetDegrees = try Self.system(target, in: context, owned: &owned)
    // Contract: the strings are copied, the area may be null; null comes back on failure.
    guard
      let raw = proj_create_crs_to_crs(context, "EPSG:\(source)", "EPSG:\(target)", nil)
    else { throw .noTransformation(reason: Self.reason(context)) }
    owned.append(raw)
    // Contract: returns a new object and leaves the old one to its owner; null on failure.
    guard let normalized = proj_normalize_for_visualization(context, raw) else {
      throw .noTransformation(reason: Self.reason(context))
    }
    isKept = true
    self.context = context
    transformation = normalized
    isInDegrees = (source: sourceDegrees, target: targetDegrees)
  }

  deinit {
    proj_destroy(transformation)
    proj_context_destroy(context)
  }

  /// Tells whether a result, converted back, comes to within 100 units of where it came from.
  ///
  /// Ways there and back may differ by some metres where PROJ chooses between several by area.
  func leadsBack(from result: Position, to origin: Position) -> Bool {
    guard case .success(let back) = apply(PJ_INV, to: result) else { return false }
    return abs(back.x - origin.x) <= 100 && abs(back.y - origin.y) <= 100
  }

  /// The position in the other system, or PROJ's reason why there is none.
  func convert(_ position: Position) -> Result<Position, Reason> { apply(PJ_FWD, to: position) }

  private func apply(_ direction: PJ_DIRECTION, to position: Position) -> Result<Position, Reason> {
    // Contract: the error number of an object stays until it is reset.
    proj_errno_reset(transformation)
    // PJ_COORD is passed by value; a time of HUGE_VAL says that none is known.
    let input = proj_coord(position.x, position.y, 0, .infinity)
    let output = proj_trans(transformation, direction, input).v
    let number = proj_errno(transformation)
    guard number == 0, output.0.isFinite && output.1.isFinite else {
      return .failure(Reason(text: number == 0 ? "no result" : Self.text(number, context)))
    }
    return .success(Position(x: output.0, y: output.1))
  }

  /// What PROJ says about a failure.
  struct Reason: Error {
    let text: String
  }

  /// Checks that a code names a system with two horizontal coordinates.
  ///
  /// - Returns: Whether they are degrees.
  private static func system(
    _ code: Int,
    in context: OpaquePointer,
    owned: inout [OpaquePointer]
  ) throws(Failure) -> Bool {
    // Contract: the string is copied; null comes back for an unknown code. Codes of ellipsoids,
    // units or transformations are found too, hence the look at the type.
    guard let system = proj_create(context, "EPSG:\(code)") else {
      throw .unknownCode(code, reason: "its database has no such system")
    }
    owned.append(system)
    var horizontal = system
    if proj_get_type(system) == PJ_TYPE_COMPOUND_CRS {
      // Contract: returns a new object for the part, or null; the first part is the horizontal one.
      guard let part = proj_crs_get_sub_crs(context, system, 0) else {
        throw .unknownCode(code, reason: reason(context))
      }
      owned.append(part)
      horizontal = part
    }
    switch proj_get_type(horizontal) {
    case PJ_TYPE_GEOGRAPHIC_2D_CRS, PJ_TYPE_GEOGRAPHIC_3D_CRS:
      return isInDegrees(horizontal, in: context, owned: &owned)
    case PJ_TYPE_PROJECTED_CRS: return false
    default: throw .unknownCode(code, reason: "it is not a geographic or projected system")
    }
  }

  /// Tells degrees from the grads of some old French systems.
  private static func isInDegrees(
    _ system: OpaquePointer,
    in context: OpaquePointer,
    owned: inout [OpaquePointer]
  ) -> Bool {
    // Contract: returns a new object, or null for a system of another kind.
    guard let axes = proj_crs_get_coordinate_system(context, system) else { return false }
    owned.append(axes)
    var radians = 0.0
    // Contract: out parameters may be null; 1 on success.
    guard proj_cs_get_axis_info(context, axes, 0, nil, nil, nil, &radians, nil, nil, nil) == 1
    else { return false }
    return abs(radians - .pi / 180) < 1e-12
  }

  private static func reason(_ context: OpaquePointer) -> String {
    let number = proj_context_errno(context)
    // 0 where nothing went wrong by PROJ's own account.
    return number == 0 ? "no reason given" : text(number, context)
  }

  private static func text(_ number: Int32, _ context: OpaquePointer) -> String {
    if number == PROJ_ERR_OTHER { return "no reason given" }
    // Contract: the string belongs to PROJ and lasts until the context's next call; copied here.
    guard let text = proj_context_errno_string(context, number) else { return "error \(number)" }
    return String(cString: text)
  }
}

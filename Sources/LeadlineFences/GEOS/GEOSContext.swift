import CGEOS

/// Owns one GEOS context and keeps the message of its last error.
///
/// geos_c.h: "only one GEOSContextHandle_t per thread". A context is therefore made where it is
/// needed, is not Sendable, and everything made with it stays in the same call or thread.
final class GEOSContext {
  /// The C handle; valid as long as this object lives.
  let handle: GEOSContextHandle_t
  private var lastMessage = ""

  /// Makes a context.
  ///
  /// - Throws: ``FenceError/geos(function:message:)`` when GEOS can't allocate one.
  init() throws(FenceError) {
    // GEOS_init_r: the caller owns the handle, NULL when out of memory; finished in deinit.
    guard let handle = GEOS_init_r() else {
      throw .geos(function: "GEOS_init_r", message: "out of memory")
    }
    self.handle = handle
    // The handler is called only during calls with this handle, so `self` is alive then, and
    // unretained is enough. The message belongs to GEOS and is copied.
    let owner = Unmanaged.passUnretained(self).toOpaque()
    _ = GEOSContext_setErrorMessageHandler_r(
      handle,
      { message, owner in
        guard let message, let owner else { return }
        Unmanaged<GEOSContext>.fromOpaque(owner).takeUnretainedValue().lastMessage =
          String(cString: message)
      },
      owner
    )
  }

  deinit {
    GEOS_finish_r(handle)
  }

  /// The error of a C function that has just failed.
  func failure(_ function: String) -> FenceError {
    let message = lastMessage.isEmpty ? "no message" : lastMessage
    lastMessage = ""
    return .geos(function: function, message: message)
  }
}

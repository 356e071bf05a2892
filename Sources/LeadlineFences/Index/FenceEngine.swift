/// What decides which fences cover a place; both give the same answers.
public enum FenceEngine: String, Hashable, Sendable, CaseIterable {
  /// Leadline's own index.
  case native
  /// GEOS's prepared polygons alone, without any index over the fences; slow, for comparison.
  case geos
}

/// What becomes of a place that no fence covers.
public enum OutsideRule: String, Hashable, Sendable, CaseIterable {
  /// It gets no fence.
  case none
  /// It gets the nearest fence.
  case nearest
}

import LeadlineGeometry

/// A box in earth-centred coordinates, metres, that bounds chords from below.
struct ChordBox: Sendable {
  private var minX = Double.infinity
  private var minY = Double.infinity
  private var minZ = Double.infinity
  private var maxX = -Double.infinity
  private var maxY = -Double.infinity
  private var maxZ = -Double.infinity

  /// Grows the box until it contains the position and a margin around it.
  mutating func extend(to position: ECEF, marginMetres margin: Double) {
    minX = min(minX, position.x - margin)
    minY = min(minY, position.y - margin)
    minZ = min(minZ, position.z - margin)
    maxX = max(maxX, position.x + margin)
    maxY = max(maxY, position.y + margin)
    maxZ = max(maxZ, position.z + margin)
  }

  /// Grows the box until it contains another.
  mutating func extend(to other: ChordBox) {
    minX = min(minX, other.minX)
    minY = min(minY, other.minY)
    minZ = min(minZ, other.minZ)
    maxX = max(maxX, other.maxX)
    maxY = max(maxY, other.maxY)
    maxZ = max(maxZ, other.maxZ)
  }

  /// The chord that nothing in the box is nearer than; infinite for an empty box.
  func chordMetres(from position: ECEF) -> Double {
    let x = max(0, minX - position.x, position.x - maxX)
    let y = max(0, minY - position.y, position.y - maxY)
    let z = max(0, minZ - position.z, position.z - maxZ)
    return (x * x + y * y + z * z).squareRoot()
  }
}

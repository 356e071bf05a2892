import CLeadlineKernels

/// The loops over columns of places, for this CPU.
///
/// The portable ones, in Swift, are the reference: the others do the same operations in the same
/// order and give the same bits.
package struct ColumnKernels: Sendable {
  /// From longitudes and latitudes to x, y and z; the count is a multiple of 8.
  package typealias Places =
    @convention(c) @Sendable (
      UnsafePointer<Double>, UnsafePointer<Double>, UnsafeMutablePointer<Double>,
      UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>, Int
    ) -> Void
  /// From x, y, z and x, y, z of pairs to squared chords and arcs; the count is a multiple of 8.
  package typealias Arcs =
    @convention(c) @Sendable (
      UnsafePointer<Double>, UnsafePointer<Double>, UnsafePointer<Double>,
      UnsafePointer<Double>, UnsafePointer<Double>, UnsafePointer<Double>,
      UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>, Int
    ) -> Void

  package let places: Places
  package let arcs: Arcs

  /// The kernels in Swift.
  package static let portable = ColumnKernels(
    places: { longitudes, latitudes, x, y, z, count in
      for i in 0..<count {
        let place = ECEF(longitude: longitudes[i], latitude: latitudes[i])
        x[i] = place.x
        y[i] = place.y
        z[i] = place.z
      }
    },
    arcs: { ax, ay, az, bx, by, bz, squares, metres, count in
      for i in 0..<count {
        let dx = ax[i] - bx[i]
        let dy = ay[i] - by[i]
        let dz = az[i] - bz[i]
        let chordSquared = dx * dx + dy * dy + dz * dz
        squares[i] = chordSquared
        metres[i] = Geodesic.arcMetres(
          dx: dx,
          dy: dy,
          mx: (ax[i] + bx[i]) * 0.5,
          my: (ay[i] + by[i]) * 0.5,
          nz: (az[i] + bz[i]) * (0.5 / (1 - WGS84.eccentricitySquared)),
          chordSquared: chordSquared
        )
      }
    }
  )

  /// The fastest kernels of this CPU.
  package static let best = allSets.last ?? portable

  /// Every set of kernels that this CPU runs, slowest first.
  package static let allSets: [ColumnKernels] = {
    var sets = [portable]
    #if arch(x86_64)
    if leadline_kernel_set() >= 1 {
      sets.append(ColumnKernels(places: leadline_places_avx2, arcs: leadline_arcs_avx2))
    }
    if leadline_kernel_set() >= 2 {
      sets.append(ColumnKernels(places: leadline_places_avx512, arcs: leadline_arcs_avx512))
    }
    #endif
    return sets
  }()
}

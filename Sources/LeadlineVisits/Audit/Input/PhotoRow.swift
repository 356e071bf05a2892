import Foundation
package import LeadlineModel

/// The photo of a check-in as the rules see it; it stands beside the check-in's row, since few of
/// those who read the rows look at the photos.
package struct PhotoRow: Sendable {
  /// The first 128 bits of its SHA-256; both 0 where unknown.
  package var digest: (high: UInt64, low: UInt64) = (0, 0)
  /// Its difference hash.
  package var hash: UInt64?
  /// When it was taken, seconds since 2001-01-01 00:00 UTC; NaN where unknown, as the place.
  package var time = Double.nan
  /// Degrees east of where it was taken.
  package var longitude = Double.nan
  /// Degrees north of where it was taken.
  package var latitude = Double.nan

  /// Makes the row of a check-in without a photo.
  package init() {}

  /// Takes what is known of a photo.
  package init(_ photo: Photo) {
    digest = photo.digest ?? (0, 0)
    hash = photo.differenceHash
    time = photo.time?.timeIntervalSinceReferenceDate ?? .nan
    longitude = photo.longitude ?? .nan
    latitude = photo.latitude ?? .nan
  }

  /// Whether the digest is known.
  package var hasDigest: Bool { digest.high != 0 || digest.low != 0 }
  /// Whether there is a photo.
  package var isThere: Bool { hasDigest || hash != nil }
}

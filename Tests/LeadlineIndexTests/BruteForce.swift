import LeadlineGeometry
import LeadlineIndex

/// The answer by measuring every place exactly.
enum BruteForce {
  struct Hit: Equatable {
    let position: Int
    let distance: Distance
  }

  static func nearest(
    _ places: [Coordinate],
    to query: Coordinate,
    limit: Int? = nil,
    within radius: Distance? = nil,
    isIncluded: (Int) -> Bool = { _ in true },
    precedes: (Int, Int) -> Bool = { $0 < $1 }
  ) -> [Hit] {
    var hits: [Hit] = []
    for (position, place) in places.enumerated() where isIncluded(position) {
      let distance = Geodesic.exactDistance(query, place)
      if let radius, distance > radius { continue }
      hits.append(Hit(position: position, distance: distance))
    }
    hits.sort {
      $0.distance == $1.distance
        ? precedes($0.position, $1.position) : $0.distance < $1.distance
    }
    return Array(hits.prefix(limit ?? hits.count))
  }

  /// What differs between the index's answer and the exact one; nil when nothing does.
  static func difference(_ matches: [StoreIndex.Match], _ hits: [Hit]) -> String? {
    guard matches.map(\.position) == hits.map(\.position) else {
      let rank = zip(matches, hits).enumerated().first { $1.0.position != $1.1.position }
      return "\(matches.count) for \(hits.count), at \(String(describing: rank))"
    }
    for (match, hit) in zip(matches, hits)
    where abs(match.distance.metres - hit.distance.metres) > 1e-6 {
      return "\(match.position): \(match.distance.metres) for \(hit.distance.metres) m"
    }
    for (match, next) in zip(matches, matches.dropFirst()) where next.distance < match.distance {
      return "\(next.distance.metres) m after \(match.distance.metres) m"
    }
    return nil
  }
}

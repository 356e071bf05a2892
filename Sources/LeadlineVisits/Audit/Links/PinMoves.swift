import LeadlineModel

/// Moves of stores' positions by one rep that end in another place than they began.
struct PinMove: Sendable {
  /// Position of the store.
  var store: Int32
  /// Position of the rep who moved it.
  var rep: Int32
  /// When the pin left the old place for good, and when it reached the new one.
  var leftAt: Double
  var arrivedAt: Double
  /// Where it was before the rep's first move.
  var old: (longitude: Double, latitude: Double)
  /// Where it came to lie.
  var new: (longitude: Double, latitude: Double)
  /// From the old to the new place, metres.
  var metres: Double
  /// The number of moves that it took.
  var steps: Int
}

/// All moves that matter, by rep, then store.
struct PinMoves: Sendable {
  /// By rep, then store.
  let moves: [PinMove]
  /// Positions of the check-ins at stores whose pins were moved, by store.
  private let visits: [(store: Int32, checkIn: Int32)]

  /// Joins a rep's moves of a store to one, so that small steps do not hide a large move.
  ///
  /// - Complexity: O(*n*) in the number of check-ins, O(*e* log *e*) in the number of moves.
  init(_ context: AuditContext) {
    let data = context.data
    var moves: [PinMove] = []
    for store in data.stores.indices {
      let edits = data.edits(ofStore: store)
      guard !edits.isEmpty else { continue }
      var reps = edits.map(\.rep)
      reps.sort()
      for (number, rep) in reps.enumerated() where number == 0 || reps[number - 1] != rep {
        guard let move = Self.move(by: rep, edits),
          move.metres >= context.policy.links.pinMoveMetres
        else { continue }
        moves.append(move)
      }
    }
    moves.sort { ($0.rep, $0.store) < ($1.rep, $1.store) }
    self.moves = moves
    var isMoved = [Bool](repeating: false, count: data.stores.count)
    for move in moves { isMoved[Int(move.store)] = true }
    var visits: [(store: Int32, checkIn: Int32)] = []
    if !moves.isEmpty {
      for (position, row) in data.checkIns.enumerated()
      where row.hasPosition && isMoved[Int(row.store)] {
        visits.append((row.store, Int32(position)))
      }
    }
    visits.sort { ($0.store, $0.checkIn) < ($1.store, $1.checkIn) }
    self.visits = visits
  }

  /// The check-ins with a fix at a store whose pin was moved.
  func visits(at store: Int32) -> [Int] {
    var low = 0
    var high = visits.count
    while low < high {
      let middle = low + (high - low) / 2
      if visits[middle].store < store { low = middle + 1 } else { high = middle }
    }
    return visits[low...].prefix { $0.store == store }.map { Int($0.checkIn) }
  }

  /// The moves of a rep.
  func moves(of rep: Int) -> [PinMove] {
    var low = 0
    var high = moves.count
    while low < high {
      let middle = low + (high - low) / 2
      if Int(moves[middle].rep) < rep { low = middle + 1 } else { high = middle }
    }
    return Array(moves[low...].prefix { Int($0.rep) == rep })
  }

  /// What a rep's moves of one store amount to; nil when nothing tells where it was before.
  private static func move(by rep: Int32, _ edits: ArraySlice<StoreEdit>) -> PinMove? {
    var old: (longitude: Double, latitude: Double)?
    var last: StoreEdit?
    var first: StoreEdit?
    var steps = 0
    var before: StoreEdit?
    for edit in edits {
      if edit.rep == rep {
        if first == nil {
          first = edit
          if !edit.oldLongitude.isNaN && !edit.oldLatitude.isNaN {
            old = (edit.oldLongitude, edit.oldLatitude)
          } else if let before {
            old = (before.longitude, before.latitude)
          }
        }
        last = edit
        steps += 1
      }
      before = edit
    }
    guard let old, let first, let last else { return nil }
    return PinMove(
      store: last.store,
      rep: rep,
      leftAt: first.time,
      arrivedAt: last.time,
      old: old,
      new: (last.longitude, last.latitude),
      metres: FlatDistance.metres(old.longitude, old.latitude, last.longitude, last.latitude),
      steps: steps
    )
  }
}

import Foundation
import LeadlineGeometry

/// Writes a world's files; people come one after the other, in the order of their positions.
final class WorldWriter {
  private let world: World
  private let rows: RowText
  private let folder: String
  private let checkIns: TimeOrderedRows
  private let truths: TimeOrderedRows
  private let orders: TimeOrderedRows
  private let edits: TimeOrderedRows
  private let tracks: WorldFile
  private let stays: WorldFile
  /// Position at the end and time of creation of every store.
  private var storeStates: [(pin: Position, createdAt: Double)] = []
  private var fakedShares: [Double] = []
  /// What was written.
  private(set) var summary = SimulationSummary()

  init(_ world: World, _ rows: RowText, folder: String) throws(SimulationError) {
    self.world = world
    self.rows = rows
    self.folder = folder
    checkIns = try TimeOrderedRows(path: folder + "/check-ins.rows")
    truths = try TimeOrderedRows(path: folder + "/truths.rows")
    orders = try TimeOrderedRows(path: folder + "/orders.rows")
    edits = try TimeOrderedRows(path: folder + "/store-edits.rows")
    tracks = try WorldFile(path: folder + "/tracks.csv")
    stays = try WorldFile(path: folder + "/truth/stays.csv")
    try tracks.write(RowText.tracks.utf8)
    try stays.write("rep_id,arrived_at,left_at,store_id,lon,lat\n".utf8)
  }

  /// Takes what the next person did.
  func add(_ month: Month, of person: Int) throws(SimulationError) {
    var line: [UInt8] = []
    for claim in month.claims {
      line.removeAll(keepingCapacity: true)
      rows.appendCheckIn(claim, to: &line)
      try checkIns.append(line, time: claim.time, person: person)
      line.removeAll(keepingCapacity: true)
      append(claim.truth, to: &line)
      try truths.append(line, time: claim.time, person: person)
    }
    for order in month.orders {
      line.removeAll(keepingCapacity: true)
      append(order, to: &line)
      try orders.append(line, time: order.time, person: person)
    }
    for edit in month.edits {
      line.removeAll(keepingCapacity: true)
      append(edit, to: &line)
      try edits.append(line, time: edit.time, person: person)
    }
    try tracks.write(month.tracks)
    try stays.write(month.stays)
    for (pin, createdAt) in zip(month.pins, month.createdAt) {
      storeStates.append((pin, createdAt))
    }
    let faked = month.claims.count { !$0.truth.isHonest }
    fakedShares.append(Double(faked) / Double(max(1, month.claims.count)))
    summary.checkIns += month.claims.count
    summary.fakedCheckIns += faked
  }

  /// Writes what needs everybody, and takes the files in between away.
  func finish() throws(SimulationError) {
    try tracks.flush()
    try stays.flush()
    try writeNumbered(checkIns, "check-ins.csv", header: RowText.checkIns, prefix: "c", width: 8)
    try writeNumbered(
      truths,
      "truth/check-ins.csv",
      header: "id,honest,present,attack,strength,trap\n",
      prefix: "c",
      width: 8
    )
    try writeNumbered(
      orders,
      "orders.csv",
      header: "id,store_id,time,rep_id,amount,items\n",
      prefix: "o",
      width: 8
    )
    try write("store-edits.csv", "store_id,time,rep_id,lon,lat,old_lon,old_lat\n") {
      file throws(SimulationError) in
      try edits.drain { line throws(SimulationError) in try file.write(line) }
    }
    for name in ["check-ins", "truths", "orders", "store-edits"] {
      unlink("\(folder)/\(name).rows")
    }
    try writeStores()
    try writePeople()
    try write("truth/sources.csv", "app_version,datum\n") { file throws(SimulationError) in
      for app in world.apps {
        try file.write("\(app.name),\(app.isGCJ02 ? "gcj02" : "wgs84")\n".utf8)
      }
    }
    try write("world.json", "") { file throws(SimulationError) in
      try file.write(ScenarioText.json(world.scenario))
    }
    summary.stores = world.stores.count
    summary.people = world.people.count
  }

  private func write(
    _ name: String,
    _ header: String,
    _ body: (WorldFile) throws(SimulationError) -> Void
  ) throws(SimulationError) {
    let file = try WorldFile(path: "\(folder)/\(name)")
    try file.write(header.utf8)
    try body(file)
    try file.flush()
  }

  private func writeNumbered(
    _ lines: TimeOrderedRows,
    _ name: String,
    header: String,
    prefix: Unicode.Scalar,
    width: Int
  ) throws(SimulationError) {
    try write(name, header) { file throws(SimulationError) in
      var number = 0
      var id: [UInt8] = []
      try lines.drain { line throws(SimulationError) in
        number += 1
        id.removeAll(keepingCapacity: true)
        rows.appendNumber(number, width: width, prefix: prefix, to: &id)
        try file.write(id)
        try file.write(line)
      }
    }
  }

  private func writeStores() throws(SimulationError) {
    let text = StoreText(rows)
    let order = world.stores.indices.sorted { world.storeNumbers[$0] < world.storeNumbers[$1] }
    var line: [UInt8] = []
    try write("stores.csv", StoreText.stores) { file throws(SimulationError) in
      for store in order {
        line.removeAll(keepingCapacity: true)
        let state = storeStates[store]
        text.append(store, pin: state.pin, createdAt: state.createdAt, to: &line)
        try file.write(line)
      }
    }
    try write("truth/stores.csv", "store_id,shop_id,lon,lat,trap\n") {
      file throws(SimulationError) in
      for store in order {
        line.removeAll(keepingCapacity: true)
        appendTruth(of: store, to: &line)
        try file.write(line)
      }
    }
  }

  private func appendTruth(of store: Int, to line: inout [UInt8]) {
    let record = world.stores[store]
    let shop = world.shops[record.shop]
    rows.appendStore(store, to: &line)
    line.append(UInt8(ascii: ","))
    rows.appendNumber(record.shop + 1, width: 6, prefix: "x", to: &line)
    line.append(UInt8(ascii: ","))
    let position = world.plane.position(of: shop.place)
    DecimalWriter.append(position.x, decimals: 7, to: &line)
    line.append(UInt8(ascii: ","))
    DecimalWriter.append(position.y, decimals: 7, to: &line)
    line.append(UInt8(ascii: ","))
    if let trap = record.trap(shop) { line += trap.rawValue.utf8 }
    line.append(UInt8(ascii: "\n"))
  }

  private func writePeople() throws(SimulationError) {
    let text = StoreText(rows)
    let order = world.people.indices.sorted { world.people[$0].number < world.people[$1].number }
    var line: [UInt8] = []
    try write("reps.csv", StoreText.reps) { file throws(SimulationError) in
      for person in order {
        line.removeAll(keepingCapacity: true)
        text.append(world.people[person], to: &line)
        try file.write(line)
      }
    }
    try write("truth/reps.csv", "rep_id,honest,attack,strength,share\n") {
      file throws(SimulationError) in
      for person in order {
        line.removeAll(keepingCapacity: true)
        appendTruth(of: world.people[person], to: &line)
        try file.write(line)
      }
    }
  }

  /// A helper of a proxy is not honest, though none of the own visits is faked; who meant to cheat
  /// and did not get to it is.
  private func appendTruth(of person: Person, to line: inout [UInt8]) {
    rows.appendPerson(person.index, to: &line)
    let cheat =
      fakedShares[person.helps ?? person.index] > 0
      ? world.people[person.helps ?? person.index].cheat : nil
    let attacks = cheat?.attacks ?? []
    line += ",\(cheat == nil ? 1 : 0),".utf8
    line += attacks.map(\.rawValue).joined(separator: "|").utf8
    line += ",\(cheat?.strength.rawValue ?? ""),".utf8
    DecimalWriter.append(fakedShares[person.index], decimals: 4, to: &line)
    line.append(UInt8(ascii: "\n"))
  }

  private func append(_ truth: Truth, to line: inout [UInt8]) {
    line += ",\(truth.isHonest ? 1 : 0),\(truth.isPresent ? 1 : 0),".utf8
    line += "\(truth.attack?.rawValue ?? ""),\(truth.strength?.rawValue ?? ""),".utf8
    line += "\(truth.trap?.rawValue ?? "")\n".utf8
  }

  private func append(_ order: Month.Order, to line: inout [UInt8]) {
    line.append(UInt8(ascii: ","))
    rows.appendStore(order.store, to: &line)
    line.append(UInt8(ascii: ","))
    LocalTime.append(order.time, to: &line)
    line.append(UInt8(ascii: ","))
    if let person = order.person { rows.appendPerson(person, to: &line) }
    line.append(UInt8(ascii: ","))
    DecimalWriter.append(order.amount, decimals: 2, to: &line)
    line.append(UInt8(ascii: ","))
    DecimalWriter.append(Int64(order.items), to: &line)
    line.append(UInt8(ascii: "\n"))
  }

  private func append(_ edit: Month.Edit, to line: inout [UInt8]) {
    rows.appendStore(edit.store, to: &line)
    line.append(UInt8(ascii: ","))
    LocalTime.append(edit.time, to: &line)
    line.append(UInt8(ascii: ","))
    rows.appendPerson(edit.person, to: &line)
    for degrees in [edit.place.x, edit.place.y, edit.old?.x, edit.old?.y] {
      line.append(UInt8(ascii: ","))
      rows.append(degrees, decimals: 6, to: &line)
    }
    line.append(UInt8(ascii: "\n"))
  }
}

extension Store {
  /// What is odd about the shop or its record.
  func trap(_ shop: Shop) -> Trap? {
    if shop.earlierPlace != nil { return .movedStore }
    if isFarOff { return .badGeocode }
    if isFounded { return .foundingCheckIn }
    switch shop.site {
    case .tower: return .tower
    case .mall: return .mall
    case .market: return .denseMarket
    case .village: return .village
    case .street: return shop.brand >= 0 ? .sameStorefront : nil
    }
  }
}

import LeadlineGeometry
import LeadlineModel

/// Writes the rows of stores and of people.
struct StoreText {
  private let rows: RowText
  private var world: World { rows.world }

  static let stores =
    "id,lon,lat,name,phone,licence,address,category,parent_id,grade,stage,source,owner,territory,"
    + "workload,value,visit_every_days,location_accuracy_m,created_at\n"
  static let reps =
    "id,name,role,supervisor,lon,lat,capacity,territory,active_from,active_to\n"

  private static let surnames = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱",
  ]
  private static let givenNames = [
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "霞",
  ]
  private static let words = [
    "好邻居", "万家", "惠民", "百佳", "福源", "顺发", "天天", "佳佳", "老街坊", "红星", "永兴", "鑫隆", "吉祥", "阳光",
  ]
  private static let brands = [
    "快客多", "喜士福", "罗森家", "全美", "邻几里", "便利蜂巢", "十足鲜", "可的乐", "良友坊", "美宜嘉年", "联华角", "苏果园",
  ]
  private static let kinds = [
    ("便利店", "convenience"), ("超市", "supermarket"), ("烟酒店", "tobacco-alcohol"), ("小吃店", "snack"),
    ("水果店", "fruit"), ("杂货店", "grocery"),
  ]
  private static let roads = ["人民路", "解放路", "建设路", "中山路", "新华路", "和平路", "长江路", "文化路", "光明路", "前进路"]

  init(_ rows: RowText) {
    self.rows = rows
  }

  /// Appends a store's row.
  ///
  /// - Parameters:
  ///   - store: The position among the world's stores.
  ///   - pin: Where it is stored at the end, degrees.
  ///   - createdAt: Seconds since 1970.
  ///   - bytes: What the row is appended to.
  func append(_ store: Int, pin: Position, createdAt: Double, to bytes: inout [UInt8]) {
    let record = world.stores[store]
    let seed = world.scenario.seed
    let firstStore = world.storesOfRep[record.owner].lowerBound
    let named = record.original.map { firstStore + $0 } ?? store
    let strength = world.people[record.owner].cheat?.strength
    let isVariant = record.original != nil
    var text = Draws(seed, .storeText, isVariant && strength == .adaptive ? store : named)
    var own = Draws(seed, .storeText, store, 1)
    let comma = UInt8(ascii: ",")

    rows.appendStore(store, to: &bytes)
    bytes.append(comma)
    DecimalWriter.append(pin.x, decimals: 6, to: &bytes)
    bytes.append(comma)
    DecimalWriter.append(pin.y, decimals: 6, to: &bytes)
    bytes.append(comma)
    let shop = world.shops[record.shop]
    let kind = shop.brand >= 0 && strength != .adaptive ? Self.kinds[0] : text.element(Self.kinds)
    let word =
      shop.brand >= 0 ? Self.brands[shop.brand % Self.brands.count] : text.element(Self.words)
    let road = text.element(Self.roads)
    let number = text.whole(1, 400)
    let suffix = isVariant && strength == .noisy ? "（" + road + "店）" : ""
    bytes += "\(word)\(shop.brand >= 0 ? "" : text.element(Self.surnames))\(kind.0)\(suffix)".utf8
    bytes.append(comma)
    bytes += "1\(own.element([3, 5, 7, 8, 9]))\(own.whole(100_000_000, 999_999_999))".utf8
    bytes.append(comma)
    // Small shops have no licence.
    if own.chance(0.4) && !isVariant {
      bytes += "92\(own.whole(1_000_000_000_000, 9_999_999_999_999))MA".utf8
    }
    bytes.append(comma)
    let floor = shop.floor > 0 ? "\(shop.floor)楼" : ""
    bytes += "\(road)\(number)号\(floor)".utf8
    bytes.append(comma)
    bytes += kind.1.utf8
    bytes.append(comma)
    bytes.append(comma)
    let value = own.logNormal(mu: 7.6, sigma: 0.8)
    bytes += (value > 4_000 ? "A" : value > 1_500 ? "B" : "C").utf8
    bytes.append(comma)
    bytes += "customer,".utf8
    bytes += own.element(["door-to-door", "map", "referral", "fair"]).utf8
    bytes.append(comma)
    rows.appendPerson(record.owner, to: &bytes)
    bytes.append(comma)
    rows.appendPerson(record.owner, to: &bytes)
    bytes.append(comma)
    let rhythm = record.rhythm ?? world.stores[named].rhythm
    let everyDays = rhythm?.everyDays ?? 7
    DecimalWriter.append(Int64(20 * 30 / everyDays), to: &bytes)
    bytes.append(comma)
    DecimalWriter.append(value, decimals: 0, to: &bytes)
    bytes.append(comma)
    DecimalWriter.append(Int64(everyDays), to: &bytes)
    bytes.append(comma)
    rows.append(record.statedAccuracyMetres, decimals: 0, to: &bytes)
    bytes.append(comma)
    LocalTime.append(createdAt, to: &bytes)
    bytes.append(UInt8(ascii: "\n"))
  }

  /// Appends a person's row.
  func append(_ person: Person, to bytes: inout [UInt8]) {
    var draws = Draws(world.scenario.seed, .storeText, person.index, 2)
    let comma = UInt8(ascii: ",")
    rows.appendPerson(person.index, to: &bytes)
    bytes.append(comma)
    bytes += "\(draws.element(Self.surnames))\(draws.element(Self.givenNames))".utf8
    if draws.chance(0.5) { bytes += draws.element(Self.givenNames).utf8 }
    bytes.append(comma)
    bytes += person.role.rawValue.utf8
    bytes.append(comma)
    if let supervisor = person.supervisor { rows.appendPerson(supervisor, to: &bytes) }
    bytes.append(comma)
    // Home is entered by address, to some hundred metres.
    let home = world.plane.position(of: person.home + draws.normals() * 40)
    DecimalWriter.append(home.x, decimals: 6, to: &bytes)
    bytes.append(comma)
    DecimalWriter.append(home.y, decimals: 6, to: &bytes)
    bytes.append(comma)
    bytes += "\(person.role == .rep ? 9_600 : 0),".utf8
    if person.role == .rep { rows.appendPerson(person.index, to: &bytes) }
    bytes.append(comma)
    LocalTime.append(world.midnight(-draws.whole(60, 2_000)), to: &bytes)
    bytes.append(comma)
    bytes.append(UInt8(ascii: "\n"))
  }
}

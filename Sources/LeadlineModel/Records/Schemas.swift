// The columns of the seven records. Aliases are compared without case, spaces and punctuation.

extension Field {
  private static let nonNegative = Kind.number(atLeast: 0)

  static let idAliases = ["identifier", "编号", "编码"]
  static let storeIDAliases = ["storeid", "customerid", "客户编号", "门店编号", "网点编号"]
  static let nameAliases = ["名称", "title"]
  static let longitudeAliases = ["longitude", "lng", "long", "x", "经度", "gpslon", "gpslng"]
  static let latitudeAliases = ["latitude", "y", "纬度", "gpslat"]
  static let datumAliases = ["crs", "坐标系"]
  static let wktAliases = ["geometry", "geom", "thegeom", "围栏", "边界"]

  static let repID = Field(
    "rep_id",
    required: true,
    aliases: ["rep", "salesrep", "userid", "业务员编号", "业务员", "人员编号", "销售编号"]
  )
  static let storeID = Field(
    "store_id",
    required: true,
    aliases: ["store", "customerid", "shopid", "客户编号", "门店编号", "网点编号"]
  )
  static let time = Field(
    "time",
    .time,
    required: true,
    aliases: ["timestamp", "datetime", "时间", "日期时间"]
  )
  static let accuracy = Field(
    "accuracy_m",
    nonNegative,
    aliases: ["accuracy", "定位精度", "精度"]
  )
  static let altitude = Field("altitude_m", .number(), aliases: ["altitude", "海拔"])
  static let speed = Field("speed_mps", nonNegative, aliases: ["speed", "速度"])
  static let provider = Field(
    "provider",
    .choice(CheckIn.Provider.allCases.map(\.rawValue)),
    aliases: ["定位方式"]
  )
  static let deviceID = Field("device_id", aliases: ["device", "设备编号", "设备号"])
  static let territory = Field("territory", aliases: ["区域", "片区", "辖区"])

  static let stores: [Field] = [
    Field(
      "id",
      required: true,
      aliases: idAliases + storeIDAliases
    ),
    Field(
      "name",
      aliases: nameAliases + ["storename", "customername", "客户名称", "门店名称", "店名", "网点名称"]
    ),
    Field("phone", aliases: ["telephone", "mobile", "tel", "手机号", "手机", "电话", "联系电话"]),
    Field(
      "licence",
      aliases: ["license", "licenceno", "licenseno", "营业执照号", "营业执照", "统一社会信用代码"]
    ),
    Field("address", aliases: ["addr", "地址", "详细地址"]),
    Field("category", aliases: ["type", "类别", "客户类型", "类型", "业态"]),
    Field("parent_id", aliases: ["parent", "上级客户", "上级客户编号"]),
    Field("grade", .choice(["A", "B", "C", "D"]), aliases: ["等级", "客户等级", "客户级别", "级别"]),
    Field("stage", aliases: ["阶段", "客户阶段"]),
    Field("source", aliases: ["来源", "线索来源"]),
    Field("owner", aliases: ["ownerid", "负责人", "所属业务员"]),
    territory,
    Field("workload", nonNegative, aliases: ["工作量"]),
    Field("value", nonNegative, aliases: ["月销售额", "价值"]),
    Field("visit_every_days", nonNegative, aliases: ["拜访周期"]),
    Field("location_accuracy_m", nonNegative, aliases: ["位置精度"]),
    Field("created_at", .time, aliases: ["created", "createdat", "创建时间"]),
  ]

  static let reps: [Field] = [
    Field("id", required: true, aliases: idAliases + ["repid", "userid", "人员编号", "业务员编号", "工号"]),
    Field("name", aliases: nameAliases + ["姓名", "业务员"]),
    Field("role", .choice(Rep.Role.allCases.map(\.rawValue)), aliases: ["角色", "岗位"]),
    Field("supervisor", aliases: ["supervisorid", "managerid", "上级", "主管"]),
    Field("capacity", nonNegative, aliases: ["产能", "工时"]),
    territory,
    Field("active_from", .time, aliases: ["入职时间", "入职日期"]),
    Field("active_to", .time, aliases: ["离职时间", "离职日期"]),
  ]

  static let fences: [Field] = [
    Field("id", required: true, aliases: idAliases + ["fenceid", "围栏编号"]),
    Field("name", aliases: nameAliases + ["围栏名称"]),
    territory,
    Field("level", aliases: ["层级"]),
    Field("priority", .integer, aliases: ["优先级"]),
    Field("valid_from", .time, aliases: ["生效时间"]),
    Field("valid_to", .time, aliases: ["失效时间"]),
  ]

  static let checkIns: [Field] = [
    Field("id", required: true, aliases: idAliases + ["checkinid", "签到编号"]),
    repID,
    storeID,
    Field("time", .time, required: true, aliases: time.aliases + ["checkintime", "签到时间", "拜访时间"]),
    accuracy,
    provider,
    Field("fix_time", .time, aliases: ["定位时间"]),
    altitude,
    speed,
    Field("mock", .flag, aliases: ["ismock", "mocked", "模拟定位"]),
    deviceID,
    Field("app_version", aliases: ["appversion", "版本"]),
    Field("submitted_at", .time, aliases: ["submitted", "提交时间"]),
    Field("left_at", .time, aliases: ["checkouttime", "签退时间", "离店时间"]),
    Field("accompanied_by", aliases: ["随访人", "陪同人"]),
    Field("photo_sha256", .hexadecimal(digits: 64), aliases: ["照片哈希"]),
    Field("photo_dhash", .hexadecimal(digits: 16), aliases: []),
    Field("photo_time", .time, aliases: ["拍照时间"]),
    Field("photo_lon", .number(atLeast: -180, atMost: 180), aliases: ["照片经度"]),
    Field("photo_lat", .number(atLeast: -90, atMost: 90), aliases: ["照片纬度"]),
  ]

  static let tracks: [Field] = [
    repID, time, accuracy, altitude, speed, provider, deviceID,
  ]

  static let orders: [Field] = [
    Field("id", required: true, aliases: idAliases + ["orderid", "订单编号", "订单号"]),
    storeID,
    Field("time", .time, required: true, aliases: time.aliases + ["ordertime", "下单时间"]),
    Field("rep_id", aliases: repID.aliases),
    Field("amount", .number(), aliases: ["金额", "订单金额"]),
    Field("items", .number(atLeast: 0), aliases: ["件数", "数量"]),
  ]

  static let storeEdits: [Field] = [
    storeID,
    Field("time", .time, required: true, aliases: time.aliases + ["修改时间"]),
    repID,
    Field("old_lon", .number(atLeast: -180, atMost: 180), aliases: ["原经度"]),
    Field("old_lat", .number(atLeast: -90, atMost: 90), aliases: ["原纬度"]),
  ]
}

extension RecordSchema {
  static let stores = RecordSchema(.stores, place: .requiredPoint, after: 1, Field.stores)
  static let reps = RecordSchema(.reps, place: .optionalPoint, after: 4, Field.reps)
  static let fences = RecordSchema(.fences, place: .polygons, after: 7, Field.fences)
  static let checkIns = RecordSchema(.checkIns, place: .optionalPoint, after: 4, Field.checkIns)
  static let tracks = RecordSchema(
    .tracks,
    place: .requiredPoint,
    after: 2,
    key: ["rep_id", "time", "device_id"],
    Field.tracks
  )
  static let orders = RecordSchema(.orders, place: .none, after: 6, Field.orders)
  static let storeEdits = RecordSchema(
    .storeEdits,
    place: .requiredPoint,
    after: 3,
    key: ["store_id", "time", "rep_id"],
    Field.storeEdits
  )

  /// The places that `nearby --queries` asks about.
  public static let queries = RecordSchema(
    .stores,
    label: "queries",
    place: .requiredPoint,
    after: 1,
    [Field("id", required: true, aliases: Field.idAliases + Field.storeIDAliases + ["query"])]
  )

  /// Which territories stores are held to, for `rebalance --pins` and `--eligible`.
  public static let pins = RecordSchema(
    .stores,
    label: "pins",
    place: .none,
    after: 2,
    key: ["id", "territory"],
    [
      Field("id", required: true, aliases: Field.idAliases + Field.storeIDAliases),
      Field("territory", required: true, aliases: Field.territory.aliases),
    ]
  )

  /// Which territory a plan made elsewhere gives each store, for `plan add --assignments`.
  public static let planAssignments = RecordSchema(
    .stores,
    label: "assignments",
    place: .none,
    after: 2,
    [
      Field("id", required: true, aliases: Field.idAliases + Field.storeIDAliases),
      Field("territory", required: true, aliases: Field.territory.aliases + ["to"]),
    ]
  )

  /// The area that `rebalance --region` covers with fences.
  public static let region = RecordSchema(
    .fences,
    label: "region",
    place: .polygons,
    after: 1,
    [Field("id", aliases: Field.idAliases + Field.nameAliases)]
  )
}

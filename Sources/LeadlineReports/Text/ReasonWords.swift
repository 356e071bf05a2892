package import LeadlineModel

/// What a reason says, in words for those who read a report.
package struct ReasonWords: Sendable {
  /// A name of a few words.
  package let name: String
  /// What would clear the rep; for reasons that excuse, what they mean.
  package let excuse: String

  /// The words of a reason.
  package init(_ reason: Reason, _ language: Language) {
    let words = Self.table(reason)
    switch language {
    case .english: (name, excuse) = words.english
    case .chinese: (name, excuse) = words.chinese
    }
  }

  private typealias Words = (english: (String, String), chinese: (String, String))

  private static func table(_ reason: Reason) -> Words {
    reason.excuses ? excusing(reason) : reason.isOfPlaceOrTime ? placeOrTime(reason) : other(reason)
  }

  private static func placeOrTime(_ reason: Reason) -> Words {
    switch reason {
    case .tooFar:
      (
        ("Too far from the store", "The store's position is wrong, or the store has moved."),
        ("离门店太远", "门店坐标有误，或门店已搬迁。")
      )
    case .impossibleTravel:
      (
        (
          "Too fast between two check-ins",
          "One of the positions or times is wrong, or the rep took a train or a plane."
        ),
        ("两次签到之间速度不可能", "其中一次定位或时间有误，或乘坐了火车、飞机。")
      )
    case .roundedCoordinates:
      (
        ("Rounded coordinates", "The app or the positioning service rounds all coordinates."),
        ("坐标被取整", "应用或定位服务对所有坐标取整。")
      )
    case .burst:
      (
        (
          "More check-ins than visits fit in",
          "Visits were entered together afterwards, or stores are next door."
        ),
        ("短时间内签到过多", "事后一并补录，或门店彼此相邻。")
      )
    case .lateEntry:
      (
        ("Entered long afterwards", "The phone had no network and sent the check-in later."),
        ("事后很久才上传", "手机当时没有网络，之后才上传。")
      )
    case .shortDwell:
      (
        ("Left at once", "The store was closed, or the rep only dropped something off."),
        ("停留过短", "门店未营业，或只是送货、送资料。")
      )
    case .offTrack:
      (
        (
          "The track was elsewhere",
          "The rep left the tracked phone or vehicle behind, or the time claimed is wrong."
        ),
        ("轨迹显示在别处", "业务员未随身携带被跟踪的手机或未驾驶车辆，或签到时间有误。")
      )
    case .trackSilent:
      (
        (
          "The track is silent",
          "The phone saved battery or was switched off for a reason of its own."
        ),
        ("轨迹中断", "手机省电，或因其他原因关机。")
      )
    case .positionMissing:
      (
        (
          "The position is missing far too often",
          "The phone finds no position at these stores, or the app had no permission."
        ),
        ("定位缺失过多", "手机在这些门店无法定位，或应用当时没有定位权限。")
      )
    case .replayedTrack:
      (
        (
          "The track of another day", "A fixed route on rails, or an app that sent old fixes again."
        ),
        ("重放了另一天的轨迹", "固定轨道线路，或应用重复上传了旧定位。")
      )
    default:
      (
        (
          "One place, many stores",
          "The stores are in one building or market, or all positions came from one cell tower."
        ),
        ("同一地点签到多家门店", "门店在同一栋楼或市场内，或定位都来自同一基站。")
      )
    }
  }

  private static func other(_ reason: Reason) -> Words {
    switch reason {
    case .mockLocation:
      (
        (
          "Made-up position",
          "The position came from an accessory, such as a car or an external receiver."
        ),
        ("模拟定位", "定位来自外接设备，如车载或外置接收机。")
      )
    case .repeatedCoordinates:
      (
        ("The very same coordinates again", "The phone gave an old fix again without saying so."),
        ("坐标完全相同", "手机重复给出旧定位而未注明。")
      )
    case .unnaturalScatter:
      (
        ("Positions too even", "The phone's positioning snaps to a grid or to known places."),
        ("定位散布不自然", "手机定位会吸附到网格或已知地点。")
      )
    case .pinCopied:
      (
        (
          "Exactly at the store's stored position",
          "The stored position was made from this very check-in."
        ),
        ("与门店坐标完全一致", "门店坐标正是由该次签到生成。")
      )
    case .sharedDevice:
      (
        ("One device, several reps", "The reps share a tablet, or a phone was handed on."),
        ("多名业务员共用设备", "业务员共用平板，或手机已转交他人。")
      )
    case .deviceSwitch:
      (
        ("Several devices in turn", "The rep carries two phones, or one was replaced."),
        ("设备来回切换", "业务员使用两部手机，或更换了手机。")
      )
    case .proxyCheckIn:
      (
        ("A colleague checked in", "Both were there together and one entered the visit for both."),
        ("同事代为签到", "两人同行，由一人代录。")
      )
    case .photoReused:
      (
        (
          "The photo was used before",
          "It shows the same front from the same spot, or was sent twice by mistake."
        ),
        ("照片重复使用", "同一位置拍摄的同一门面，或误传两次。")
      )
    case .photoElsewhere:
      (
        ("The photo was taken elsewhere", "The camera kept an old position."),
        ("照片在别处拍摄", "相机保留了旧的定位。")
      )
    case .photoStale:
      (
        ("The photo is of another time", "The camera's clock is wrong."),
        ("照片拍摄时间不符", "相机时钟有误。")
      )
    case .photoMissing:
      (
        ("No photo", "The camera refused, or the rep was in a hurry."),
        ("缺少照片", "相机无法使用，或业务员时间紧迫。")
      )
    case .pinMoved:
      (
        (
          "The rep moved the store's position",
          "The shop has moved or was recorded wrongly; colleagues' visits would show it."
        ),
        ("自行移动门店坐标", "门店确已搬迁或原坐标有误，同事的拜访可以证明。")
      )
    case .keepAlive:
      (
        ("Only to keep the customer", "The visits follow a weekly route."),
        ("仅为保住客户的签到", "拜访按每周固定路线进行。")
      )
    default:
      (
        (
          "Another record of the same shop",
          "Two shops share an address, a telephone or a name."
        ),
        ("同一门店的重复档案", "两家店共用地址、电话或名称。")
      )
    }
  }

  private static func excusing(_ reason: Reason) -> Words {
    switch reason {
    case .poorAccuracy:
      (
        ("Coarse position", "The position is too coarse to tell."),
        ("定位精度差", "定位太粗，无法判断。")
      )
    case .staleFix:
      (
        ("Old position", "The position is not of the time of the check-in."),
        ("定位已过时", "定位不是签到时刻的。")
      )
    case .noPosition:
      (
        ("No position", "The check-in has no position, which proves nothing."),
        ("没有定位", "签到没有定位，不能说明问题。")
      )
    case .datumMixed:
      (
        ("Mixed-up map datum", "The distance is the offset between two map datums."),
        ("坐标系混用", "该距离正是两种坐标系之间的偏移。")
      )
    case .storeMoved:
      (
        (
          "The store is elsewhere",
          "Check-ins of others, or of several days, show the store at another place."
        ),
        ("门店位置已变", "其他业务员的签到或多日的签到表明门店在另一处。")
      )
    case .sharedPremises:
      (
        ("Shared premises", "The stores are in one building or market."),
        ("同一楼宇或市场", "这些门店在同一栋楼或市场内。")
      )
    default:
      (
        ("Accompanied", "A colleague came along."),
        ("有人陪同", "有同事同行。")
      )
    }
  }
}

extension Reason {
  /// Whether it accuses by where or when something was.
  fileprivate var isOfPlaceOrTime: Bool {
    switch self {
    case .tooFar, .impossibleTravel, .roundedCoordinates, .burst, .lateEntry, .shortDwell,
      .offTrack, .trackSilent, .positionMissing, .replayedTrack, .onePlaceManyStores:
      true
    default: false
    }
  }
}

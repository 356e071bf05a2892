/// The names of a finding's numbers, in words for those who read a report.
enum EvidenceWords {
  /// A name in a language; a name that is not in the table stays as it is, without underscores.
  static func name(_ name: String, _ language: Language) -> String {
    let plain = name.replacing("_", with: " ")
    switch language {
    case .english: return plain
    case .chinese: return chinese[plain] ?? plain
    }
  }

  /// The names that the rules of the audit give their numbers.
  private static let chinese: [String: String] = [
    "accuracy": "精度", "age": "已过时间", "all weak before drop": "全部释放前弱证据次数",
    "altitude": "海拔", "apart s": "相隔", "bits": "相异位数", "chance": "偶然概率",
    "check ins": "签到次数", "without position": "无定位签到次数", "expected by others": "按同事推算次数",
    "check-ins": "签到次数",
    "check-ins alike": "雷同签到次数", "clock offset h": "时钟偏差",
    "colleagues at old place": "原处的同事签到", "companion minutes": "同行时间", "days": "天数",
    "days before": "此前天数", "days since last": "距上次天数",
    "days with one as long": "同样长的天数", "decimals": "小数位数", "delay": "延迟",
    "device check ins": "该设备签到次数", "distance": "距离",
    "distance from the believed position": "距可信位置",
    "distance from the recorded position": "距登记位置",
    "distance in the other datum": "换算坐标系后距离", "distance of the farthest": "最远距离",
    "distance of the store": "门店距离",
    "distance of the track": "轨迹距离", "dwell": "停留时间",
    "dwell by the track": "轨迹停留时间",
    "far stores": "远处门店数", "fix after the time": "定位晚于签到", "fixes apart m": "定位相距",
    "fixes that match": "吻合的定位数",
    "hours apart": "相隔小时", "later, sent at once": "迟报（立即上传）",
    "jumps of the track": "轨迹跳点数",
    "least speed of the track": "轨迹最低速度", "least time of the ways": "路程最短时间",
    "legs": "路段数", "moved m": "移动距离", "new place to home m": "新位置距住处",
    "offset h": "时差", "other reps": "其他业务员", "own check ins": "本人签到次数",
    "own other days": "本人其他天数", "own photo share": "本人照片占比",
    "own track away": "本人轨迹在外", "photo bits": "照片相异位数",
    "photo to fix m": "照片距定位", "photo to store m": "照片距门店",
    "pins at new place": "新位置的坐标数", "round times": "整点次数",
    "same contact": "相同联系方式", "same file": "同一文件", "share": "占比",
    "silence": "无定位时长", "speed": "速度", "stores": "门店数", "stores apart m": "门店相距",
    "time": "时间", "time needed": "所需时间", "time to the track's fix": "距轨迹定位的时间",
    "unlike bits": "相异位数", "untimed share": "无拍摄时间照片占比", "usual weak share": "通常弱证据占比",
    "visits": "拜访次数",
    "visits within hour": "一小时内拜访",
    "weak before drop": "释放前弱证据次数",
  ]
}

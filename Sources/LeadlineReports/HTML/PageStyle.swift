/// The looks of report pages: light and dark, on a phone and in print, from system fonts alone.
enum PageStyle {
  static let css = """
    :root{--bg:#fff;--fg:#1c2127;--dim:#5b6570;--line:#d9dee4;--soft:#f4f6f8;--card:#fff;
    --ok:#1b7f4d;--fair:#2f6fb3;--open:#7a828c;--warn:#b45f06;--bad:#b3261e;--track:#8a96a3;
    --usual:#cfe3d6;color-scheme:light dark}
    @media (prefers-color-scheme:dark){:root{--bg:#14181c;--fg:#e6e9ec;--dim:#9aa4af;--line:#333b44;
    --soft:#1c2228;--card:#191e23;--ok:#4cc38a;--fair:#6cabec;--open:#98a2ad;--warn:#f0a04b;
    --bad:#ff7b72;--track:#6b7783;--usual:#24503a}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,-apple-system,
    "Segoe UI",Roboto,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
    main{max-width:62rem;margin:0 auto;padding:1.5rem 1rem 4rem}
    h1{font-size:1.7rem;margin:0}h2{font-size:1.3rem;margin:0 0 .4rem}
    h3{font-size:1rem;margin:1.4rem 0 .4rem}p{margin:.3rem 0}
    a{color:var(--fair)}.note,.dim{color:var(--dim);font-size:.9rem}
    .facts{display:grid;grid-template-columns:repeat(4,1fr);gap:.6rem;margin:.9rem 0}
    .fact{background:var(--soft);border-radius:8px;padding:.5rem .8rem;font-size:.85rem;
    color:var(--dim)}.fact b{display:block;font-size:1.5rem;line-height:1.25;color:var(--fg)}
    .fact.strong b{color:var(--bad)}
    .case{border-top:3px solid var(--line);margin-top:2.5rem;padding-top:1.2rem}
    .case.accused{border-top-color:var(--bad)}
    .sure{display:inline-block;border-radius:99px;padding:.05rem .7rem;font-size:.85rem;
    font-weight:600;border:1.5px solid var(--warn);color:var(--warn);vertical-align:middle;
    margin-left:.5rem;white-space:nowrap}
    .accused .sure{border-color:var(--bad);background:var(--bad);color:var(--bg)}
    .claim{font-size:1.1rem;margin:.2rem 0}
    .two{display:grid;grid-template-columns:1fr 1fr;gap:0 1.5rem}
    .two ul{margin:.2rem 0;padding:0;list-style:none}.two li{margin:.35rem 0;padding-left:1.3rem;
    position:relative}.why li:before{content:"✕";color:var(--bad);position:absolute;left:0}
    .for li:before{content:"✓";color:var(--ok);position:absolute;left:0}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;width:100%;font-size:.88rem}
    th,td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;
    border-bottom:1px solid var(--line)}th{color:var(--dim);font-weight:600;white-space:nowrap}
    td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
    .v{font-weight:600;white-space:nowrap}.v:before{content:"● "}
    .v.verified{color:var(--ok)}.v.plausible{color:var(--fair)}.v.unverifiable{color:var(--open)}
    .v.suspicious{color:var(--warn)}.v.contradicted{color:var(--bad)}
    .v.suspicious:before{content:"▲ "}.v.contradicted:before{content:"✕ "}
    .v.unverifiable:before{content:"○ "}
    .bar{display:flex;height:14px;border-radius:7px;overflow:hidden;margin:.6rem 0;gap:1px}
    .bar i{display:block;min-width:2px}.bar .verified{background:var(--ok)}
    .bar .plausible{background:var(--fair)}.bar .unverifiable{background:var(--open)}
    .bar .suspicious{background:var(--warn)}.bar .contradicted{background:var(--bad)}
    .key{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;font-size:.88rem;padding:0;list-style:none;
    margin:.3rem 0}
    svg{display:block;width:100%;max-width:46rem;height:auto;margin:.5rem 0}
    svg text{fill:var(--fg);font:12px system-ui,-apple-system,"PingFang SC","Microsoft YaHei",
    "Noto Sans CJK SC",sans-serif}svg .small{font-size:11px}svg .dim{fill:var(--dim)}
    svg .mid,svg .in{text-anchor:middle}svg .bold,svg .fast{font-weight:700}svg .fast{fill:var(--bad)}
    svg .in{fill:var(--bg);font-size:10px;font-weight:700}svg .num{font-weight:700}
    svg .far{font-weight:700;paint-order:stroke;stroke:var(--soft);stroke-width:3px}
    .ground{fill:var(--soft)}.track{fill:none;stroke:var(--track);stroke-width:1.5;
    stroke-linejoin:round}.store{fill:var(--card);stroke:var(--fg);stroke-width:1.6}
    .acc{fill-opacity:.1;stroke-opacity:.45;stroke-width:1}
    .gap{fill:none;stroke-width:1.8;stroke-dasharray:5 3}
    .scale{fill:none;stroke:var(--fg);stroke-width:1.5}.north{fill:var(--fg)}
    .fix{stroke:var(--bg);stroke-width:1.5}
    .fix.verified,.acc.verified{fill:var(--ok)}.fix.plausible,.acc.plausible{fill:var(--fair)}
    .fix.unverifiable,.acc.unverifiable{fill:var(--open)}
    .fix.suspicious,.acc.suspicious{fill:var(--warn)}
    .fix.contradicted,.acc.contradicted{fill:var(--bad)}
    .gap.verified,.acc.verified{stroke:var(--ok)}.gap.plausible,.acc.plausible{stroke:var(--fair)}
    .gap.unverifiable,.acc.unverifiable{stroke:var(--open)}
    .gap.suspicious,.acc.suspicious{stroke:var(--warn)}
    .gap.contradicted,.acc.contradicted{stroke:var(--bad)}
    .grid{stroke:var(--line);stroke-width:1}.stem{stroke:var(--track);stroke-width:1}
    .stay{fill:var(--fair);fill-opacity:.75}.stay.none{fill:var(--open);fill-opacity:.5}
    .axis{stroke:var(--dim);stroke-width:1}.usual{fill:var(--usual)}
    .expected{stroke:var(--ok);stroke-width:2.5}
    @media (max-width:40rem){.facts{grid-template-columns:1fr 1fr}.two{grid-template-columns:1fr}
    h1{font-size:1.4rem}svg{min-width:34rem}td:last-child{min-width:9rem}}
    @media print{body{font-size:10.5pt}main{max-width:none;padding:0}.case{break-before:page}
    svg,tr,.facts{break-inside:avoid}.scroll{overflow:visible}a{color:inherit}
    *{print-color-adjust:exact;-webkit-print-color-adjust:exact}}

    """
}

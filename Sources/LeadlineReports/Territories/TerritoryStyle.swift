/// The looks of the page about a plan, beside those of all pages.
enum TerritoryStyle {
  /// The number of colours that territories are told apart by.
  static let colours = 8

  static let css = """
    :root{--c0:#4477aa;--c1:#ee6677;--c2:#228833;--c3:#b8a52c;--c4:#3fa7cc;--c5:#aa3377;
    --c6:#e07b39;--c7:#7a7f87}
    main>h2{margin:1.8rem 0 .4rem}main table th,main table th.n{white-space:normal}
    .maps{display:grid;grid-template-columns:1fr 1fr;gap:0 1rem}.maps figure{margin:.6rem 0}
    .maps figcaption{font-weight:600}.maps.one{grid-template-columns:1fr}
    .land{stroke:var(--fg);stroke-width:.8;stroke-linejoin:round;fill-opacity:.3}
    .dots{fill:none;stroke-width:2.2;stroke-linecap:round;stroke-opacity:.8}
    .arrow{fill:none;stroke:var(--fg);stroke-linecap:round;stroke-linejoin:round}
    .arrow.under{stroke:var(--bg);stroke-opacity:.8}
    svg .name{font-weight:700;text-anchor:middle;paint-order:stroke;stroke:var(--bg);
    stroke-width:3px;font-size:11px}
    \((0..<colours).map { "svg .c\($0){fill:var(--c\($0))}svg .dots.c\($0){fill:none;stroke:var(--c\($0))}" }.joined(separator: "\n"))
    .load{position:relative;height:1.35rem;min-width:14rem;background:var(--soft);border-radius:4px}
    .load i{position:absolute;display:block;border-radius:2px}
    .load .band{top:0;bottom:0;background:var(--usual);border-radius:0}
    .load .was{left:0;top:.2rem;height:.3rem;background:var(--track)}
    .load .is{left:0;top:.6rem;height:.55rem;background:var(--ok)}.load .is.off{background:var(--bad)}
    .load .goal{top:0;bottom:0;width:2px;background:var(--fg)}
    .off{color:var(--bad);font-weight:600}.good{color:var(--ok)}tr.chosen td,tr.chosen th
    {background:var(--soft);font-weight:600}
    .swatch{display:inline-block;width:1.1rem;height:.6rem;border-radius:2px;margin-right:.35rem}
    @media (max-width:40rem){.maps{grid-template-columns:1fr}.maps svg{min-width:0}}

    """
}

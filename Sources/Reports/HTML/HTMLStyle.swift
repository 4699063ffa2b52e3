/// What the page looks like around its charts: on wide and narrow screens, and on paper.
enum HTMLStyle {
  static let css = """
    *{box-sizing:border-box}
    body{margin:0 auto;max-width:1240px;padding:24px 20px 40px;background:var(--ground);
    color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;
    font-variant-numeric:tabular-nums}
    h1,h2,h3{line-height:1.25;margin:0}
    h1{font-size:27px;overflow-wrap:anywhere}
    h2{font-size:21px;overflow-wrap:anywhere}
    h3{font-size:15px;margin-bottom:8px}
    .load,.note,figcaption,footer{color:var(--soft)}
    .load{margin:4px 0 0}
    .badge{display:inline-block;padding:2px 10px;border-radius:99px;border:1.5px solid currentColor;
    font-size:12px;font-weight:600;text-transform:uppercase;letter-spacing:.05em;
    vertical-align:middle;white-space:nowrap}
    .badge.valid{color:var(--good)}
    .badge.suspect{color:var(--series-5)}
    .badge.invalid{color:var(--bad)}
    .reasons{margin:12px 0 0;padding:8px 14px 8px 30px;border-left:3px solid var(--series-5);
    overflow-wrap:anywhere}
    .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:10px;
    margin:22px 0}
    .tile{border:1px solid var(--grid);border-radius:8px;padding:10px 14px;min-width:0}
    .tile dt{color:var(--soft);font-size:13px}
    .tile dd{margin:0}
    .tile .value{font-size:22px;font-weight:600;line-height:1.3}
    .tile .note{font-size:12px;min-height:1.5em}
    .tile.bad .value{color:var(--bad)}
    .charts{column-count:2;column-gap:20px}
    figure{margin:0 0 18px;border:1px solid var(--grid);border-radius:8px;padding:14px 14px 10px;
    break-inside:avoid}
    figcaption{font-size:12.5px;margin-top:6px}
    section{margin:26px 0 0}
    .tables{column-count:2;column-gap:34px;margin-top:26px}
    .tables section{break-inside:avoid;margin:0 0 26px}
    section .note{font-size:12.5px;margin:6px 0 0}
    .scroll{overflow-x:auto;margin-bottom:10px}
    table{border-collapse:collapse;font-size:14px}
    th,td{padding:4px 14px 4px 0;text-align:left;vertical-align:top;white-space:nowrap}
    thead th{color:var(--soft);font-weight:500;border-bottom:1px solid var(--grid)}
    tbody tr+tr td,tbody tr+tr th{border-top:1px solid var(--grid)}
    .number{text-align:right}
    .sum td{font-weight:600}
    .pairs th{font-weight:500;color:var(--soft)}
    .pairs td,[id^=failures] td:last-child{white-space:normal;overflow-wrap:anywhere;min-width:16em}
    .swatch{display:inline-block;width:11px;height:11px;border-radius:2px;margin-right:7px;
    print-color-adjust:exact;-webkit-print-color-adjust:exact}
    details{margin:16px 0 0;border-top:1px solid var(--grid);padding-top:10px}
    summary{cursor:pointer;font-weight:600}
    details[open]>summary{margin-bottom:10px}
    footer{font-size:12.5px;margin-top:22px;overflow-wrap:anywhere}
    .spot{fill:transparent}
    .spot:hover{fill:var(--ink);opacity:.09}
    @media (max-width:1000px){.tables{column-count:1} .charts{column-gap:12px}}
    @media (max-width:860px){figure{padding:10px 8px 8px} .chart text{font-size:12.5px}}
    @media (max-width:620px){.charts{column-count:1}}
    @media (max-width:480px){
    body{padding:16px 12px 30px;font-size:14px}
    h1{font-size:22px}
    .tiles{grid-template-columns:repeat(2,minmax(0,1fr));gap:8px}
    .tile{padding:8px 10px}
    .tile .value{font-size:19px}
    .pairs td,[id^=failures] td:last-child{min-width:13em}
    }
    @media print{
    body{max-width:none;padding:0;font-size:11px}
    .charts{column-count:2}
    .tile,figure,tr{break-inside:avoid}
    .tables{column-count:1}
    section .note,figcaption{font-size:9.5px}
    .scroll{overflow:visible}
    table{font-size:10px}
    details::details-content{content-visibility:visible;block-size:auto}
    }
    """
}

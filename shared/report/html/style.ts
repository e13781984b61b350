/** The look of a report: cool grey and teal on a screen, black on white on paper. */
export const STYLE = `
:root{color-scheme:light dark;--ground:#f1f4f5;--surface:#fff;--well:#f5f7f8;--border:#d5dcdf;--control:#7d8a91;--text:#11181b;--soft:#445057;--brand:#0f6b6b;--tint:#e2f0ef;--action:#ffb000;--on-action:#1d1400;--failed:#b3201c;--done:#1b6e35;--waiting:#5f6b72;--track:#dde4e6}
@media (prefers-color-scheme:dark){:root{--ground:#0d1214;--surface:#141b1e;--well:#101719;--border:#29353a;--control:#6b7a81;--text:#e8eef0;--soft:#b1bdc3;--brand:#4fb3ae;--tint:#173331;--action:#ffb422;--failed:#ff8f86;--done:#6ccf8a;--waiting:#94a2a9;--track:#26323a}}
*{box-sizing:border-box}
html{font:14px/1.5 "Inter Variable",Inter,"Segoe UI",system-ui,-apple-system,"Helvetica Neue",Arial,sans-serif;background:var(--ground);color:var(--text)}
body{margin:0 auto;padding:24px;max-width:1440px}
h1{font-size:20px;line-height:1.3;margin:0}
h2{font-size:20px;line-height:1.3;margin:0 0 8px}
h3{font-size:16px;line-height:1.35;margin:0;display:inline}
p{margin:0 0 8px}
a{color:var(--brand)}
header{display:flex;gap:12px;align-items:center;margin:0 0 16px}
header p{margin:0;color:var(--soft)}
.mark{width:40px;height:40px;flex:none;fill:var(--brand)}
.defs{position:absolute}
nav{display:flex;flex-wrap:wrap;gap:4px 16px;margin:0 0 16px}
section{background:var(--surface);border:1px solid var(--border);border-radius:6px;padding:16px;margin:0 0 16px}
section,details{content-visibility:auto;contain-intrinsic-size:auto 600px}
.lead{color:var(--soft);max-width:96ch}
.headline{font-size:16px;font-weight:600;max-width:80ch}
.counts{display:grid;grid-template-columns:repeat(auto-fit,minmax(120px,1fr));gap:8px;margin:16px 0;padding:0;list-style:none}
.counts li{border:1px solid var(--border);border-radius:6px;padding:8px 12px;background:var(--well)}
.counts b{display:block;font-size:20px;line-height:1.3;font-variant-numeric:tabular-nums}
.charts{display:grid;grid-template-columns:1fr 1fr;gap:24px;margin:16px 0}
figure{margin:0}
figcaption{font-weight:600;margin:0 0 4px}
svg.bar{display:block;width:100%;height:22px;border-radius:3px}
svg.range{display:block;width:100%;min-width:80px;height:10px}
rect.track{fill:var(--track)}
rect.ready{fill:var(--done)}rect.attention{fill:var(--soft)}rect.blocked{fill:var(--failed)}rect.unknown{fill:url(#hatch)}
rect.hatch{fill:var(--waiting)}rect.sure{fill:var(--brand)}rect.maybe{fill:url(#hatch)}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;margin:6px 0 0;padding:0;list-style:none;font-variant-numeric:tabular-nums}
.v{white-space:nowrap}
.v:is(.ready,.attention,.blocked,.unknown,.Critical,.Warning,.Information)::before{display:inline-block;width:1.2em}
.ready::before{content:"\\25CF"}.attention::before,.Warning::before{content:"\\25B2"}.blocked::before,.Critical::before{content:"\\25A0"}.unknown::before{content:"?"}.Information::before{content:"i"}
.ready{color:var(--done)}.blocked,.Critical{color:var(--failed);font-weight:600}.unknown,.Information{color:var(--waiting)}.attention,.Warning{color:var(--text)}
.todo{border-left:4px solid var(--action);padding:4px 0 4px 12px;margin:16px 0 0}
.todo h3{display:block;margin:0 0 4px}
.todo ol,.todo ul{margin:0;padding:0 0 0 22px}
.todo li{margin:0 0 6px;max-width:110ch}
.wait{background:var(--action);color:#1d1400;border-radius:3px;padding:0 6px;white-space:nowrap;font-weight:600}
.new{border:1px solid var(--brand);color:var(--brand);border-radius:3px;padding:0 4px;font-size:12px}
.scroll{overflow-x:auto;margin:8px 0}
table{border-collapse:collapse;width:100%;font-size:13px}
th,td{text-align:left;vertical-align:top;padding:5px 8px;border-bottom:1px solid var(--border);overflow-wrap:anywhere}
th{background:var(--well);color:var(--soft);font-weight:600;border-bottom:1px solid var(--control);overflow-wrap:normal}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.w1{width:8.3%}.w2{width:16.6%}.w3{width:25%}.w4{width:33.3%}.w5{width:41.6%}.w6{width:50%}
td small{display:block;color:var(--soft);font-size:12px}
th button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer;text-align:inherit}
th[aria-sort=ascending] button::after{content:" \\2191"}th[aria-sort=descending] button::after{content:" \\2193"}
code,pre{font:12px/1.5 ui-monospace,"Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
pre{background:var(--well);border:1px solid var(--border);border-radius:6px;padding:8px 12px;margin:4px 0 8px;white-space:pre-wrap;overflow-wrap:anywhere}
details{border-top:1px solid var(--border);padding:8px 0}
summary{cursor:pointer;padding:2px 0}
summary .meta{color:var(--soft)}
.tools{display:flex;flex-wrap:wrap;gap:8px;align-items:center;margin:8px 0;color:var(--soft)}
.tools input{font:inherit;color:inherit;background:var(--surface);border:1px solid var(--control);border-radius:6px;padding:4px 8px;min-width:260px}
button:disabled{color:var(--soft)!important;cursor:default!important;border-color:var(--border)!important}
button.act{font:inherit;font-size:13px;color:var(--brand);background:var(--surface);border:1px solid var(--control);border-radius:6px;padding:3px 10px;cursor:pointer}
:focus-visible{outline:2px solid var(--brand);outline-offset:2px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:0 0 8px}
dt{color:var(--soft)}dd{margin:0}
[hidden]{display:none!important}
@page{size:A4 landscape;margin:14mm 12mm 16mm;@bottom-left{content:"Palletjack preflight report";font:8pt sans-serif}@bottom-right{content:counter(page) " of " counter(pages);font:8pt sans-serif}}
@media print{
section,details{content-visibility:visible;contain-intrinsic-size:none}
:root{color-scheme:light;--ground:#fff;--surface:#fff;--well:#fff;--border:#b5b5b5;--control:#000;--text:#000;--soft:#000;--brand:#000;--tint:#fff;--failed:#000;--done:#000;--waiting:#000;--track:#fff;--action:#000}
html{font-size:9.5pt}
body{padding:0;max-width:none}
table{font-size:8.5pt}
section{border:0;padding:0;margin:0;border-radius:0}
section+section{margin-top:7mm}
#summary{break-after:page}
#findings,#hosts,#acknowledgements{break-before:page}
#summary{font-size:9pt;line-height:1.35}
#summary h2{display:none}
.headline{font-size:12pt}
.counts,.charts,.todo{margin:2.5mm 0 0}
.counts{grid-template-columns:repeat(6,1fr);margin-bottom:2.5mm}
.counts li{padding:1mm 2mm}
.counts b{font-size:13pt}
header{margin:0 0 3mm}
.todo li{margin:0 0 1mm;max-width:none}
nav,.tools,button.act{display:none!important}
thead{display:table-header-group}
tr,li,dl,figure,.counts{break-inside:avoid}
h2,h3,summary,.lead{break-after:avoid}
details::details-content{content-visibility:visible;display:block}
summary{list-style:none}
.scroll{overflow:visible}
.scroll[data-more]::after{content:attr(data-more);font-weight:600}
td,th{padding:2.5pt 5pt}
rect{stroke:#000;stroke-width:.4;vector-effect:non-scaling-stroke;-webkit-print-color-adjust:exact;print-color-adjust:exact}
rect.track{fill:#fff}rect.ready{fill:#e4e4e4}rect.attention{fill:#9a9a9a}rect.blocked{fill:#111}rect.sure{fill:#444}rect.hatch{fill:#000;stroke:none}
.wait{background:none;color:#000;border:1px solid #000}
a{text-decoration:none}
a.docs[href]::after{content:" <" attr(href) ">";overflow-wrap:anywhere}
}
`

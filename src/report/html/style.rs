//! The style sheet of the page: screens light and dark, phones, paper.
//!
//! Comes in: nothing. Goes out: CSS. Deliberately absent: that of pictures (chart/theme.rs), and anything from elsewhere.

/// The whole style sheet.
pub const CSS: &str = "
:root{color-scheme:light dark}
body{margin:0;overflow-wrap:anywhere;font:16px/1.5 \"Helvetica Neue\",Helvetica,Arial,sans-serif;color:#1a1a1a;background:#fff}
main{max-width:46rem;margin:0 auto;padding:1rem}
h1{font-size:1.6rem;line-height:1.2;margin:.5rem 0}h2{font-size:1.3rem;margin:2rem 0 .5rem}h3{font-size:1.1rem;margin:1.8rem 0 .4rem}
h4{margin:1rem 0 .3rem}
.source,.note,.get{color:#595959;font-size:.85rem}.lead{font-size:1.05rem}
.skip{position:absolute;left:-999px}.skip:focus{left:0}
.marks-used{position:absolute}svg.marks{vertical-align:-1px;height:auto;width:60px;min-width:60px;max-width:none}
figure{margin:1.8rem 0;break-inside:avoid}figcaption{font-weight:bold;margin-bottom:.5rem}
.scroll{overflow-x:auto;margin:.5rem 0;background:linear-gradient(90deg,#fff 30%,#fff0) 0 0/40px 100% no-repeat local,
linear-gradient(270deg,#fff 30%,#fff0) 100% 0/40px 100% no-repeat local,radial-gradient(farthest-side at 100% 50%,#0005,#0000) 100% 0/14px 100% no-repeat scroll}
.accounts table{width:100%}.accounts td:last-child{width:40%}.narrow,.paper{display:none}
svg{display:block;max-width:100%;height:auto}.grid svg{display:inline-block}
details{margin-top:.5rem;font-size:.85rem}summary{cursor:pointer;min-height:24px}
table{border-collapse:collapse;font-size:.8rem;line-height:1.35;font-variant-numeric:tabular-nums}
caption{text-align:left;padding:.25rem 0;font-weight:bold}
th,td{padding:.3rem .5rem;border-bottom:1px solid #d9d9d9;vertical-align:top}
th,td{overflow-wrap:break-word}th{text-align:left;font-weight:600}td{text-align:right}td.w{text-align:left}thead th{border-bottom:2px solid #767676}
.grid{width:100%}.grid td{text-align:left}.grid th,.grid td{padding:.35rem .4rem}.grid .range{white-space:normal}
.count{white-space:nowrap}.next{display:block}.few .next{display:inline}.few .next::before{content:\" · \"}.grid tbody th{position:sticky;left:0;background:#fff}.author{color:#8a2a00}
.parameters,.checklist{width:100%}.checklist td{overflow-wrap:anywhere}.parameters tbody th:not([colspan]){font-weight:normal;overflow-wrap:anywhere}.sources{columns:2;font-size:.75rem;overflow-wrap:anywhere}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr));gap:0 1.5rem}.facts h2{font-size:1.1rem;margin:1rem 0 .2rem}
.facts p{margin:.3rem 0;font-size:.9rem}
dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.2rem 1rem;font-size:.9rem}dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}
pre{overflow-x:auto;user-select:all;padding:.5rem;border:1px solid #767676;max-height:12rem;font-size:.75rem}
code{overflow-wrap:anywhere}a{color:#12436d}:focus-visible{outline:3px solid #e8601c;outline-offset:2px}
.ends figure{margin:1.2rem 0}
@media screen and (max-width:760px){.wide{display:none}.narrow{display:block}.sources{columns:1}
dl{grid-template-columns:1fr}dd{margin-bottom:.5rem}.grid td{min-width:8.5rem}.grid td.now{min-width:0}}
@media screen and (min-width:1000px){.many .scroll{width:min(62rem,96vw);margin-left:calc((100% - min(62rem,96vw))/2)}}
@media screen and (prefers-color-scheme:dark){.scroll{background:none}body{color:#f0f0f0;background:#14181d}.grid tbody th{background:#14181d}
.source,.note,.get{color:#b8bcc2}th,td{border-color:#3a4149}a{color:#8cc4f2}.author{color:#f5a974}}
@page{size:A4;margin:13mm 13mm 15mm}
@media print{body{font-size:9.5pt;line-height:1.35}main{max-width:none;padding:0}h1{font-size:15pt;margin:0}h2{font-size:12pt;margin:3mm 0 1mm}
h3{font-size:10pt;margin:3mm 0 1mm}h4{font-size:8pt;margin:1mm 0}h2,h3,h4,figcaption,caption{break-after:avoid}
.part{break-before:page}.arm~.part{break-before:auto}.skip,nav,.csv,summary,.how{display:none}.source,.note,.get{font-size:8pt;margin:1mm 0}.lead{font-size:9.5pt;margin:1mm 0}
ol,ul{margin:1mm 0;padding-left:5mm}dl{font-size:8pt;gap:.5mm 4mm}figure{margin:3mm 0}.scroll{overflow:visible;margin:1mm 0;background:none}details{margin:0}
th{overflow-wrap:anywhere;hyphens:auto}table{font-size:7pt;line-height:1.2}th,td{padding:.3mm 1.2mm}tr,dl>*{break-inside:avoid}thead{display:table-header-group}
.grid{font-size:7pt;table-layout:fixed}.grid th,.grid td{padding:.7mm .8mm;overflow-wrap:anywhere;hyphens:auto}.grid svg.marks{width:36px;min-width:36px}
.grid tbody th{position:static}.grid .now{width:11mm}.grid thead td{width:22mm}.many .by-option .now{width:auto}
.few .grid thead td{width:38mm}.few .grid thead td+th{width:22mm}.ends{display:grid;grid-template-columns:112mm 1fr;gap:0 5mm;margin-top:2mm}.ends figure{margin:0 0 2mm}.ends figcaption{font-size:8.5pt;margin:0 0 1mm}.ends figure svg{width:112mm}.ends .get{display:none}
.by-option .back{display:inline}.by-option .back::before{content:\"· \"}.by-option.grid{font-size:6pt;line-height:1.1}.by-option.grid th,.by-option.grid td{padding:.25mm .6mm}
.by-option tbody th bdi{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:4;overflow:hidden}.by-option thead th:nth-last-child(-n+3){width:18mm}.by-option svg.marks{width:30px;min-width:30px}.by-option .count{white-space:normal}figure svg{width:150mm}
.arm>h2{border-top:1px solid #767676;padding-top:2mm;margin-top:5mm}.arm>h2,.arm>h2+p,.arm>.note:not([id]){break-after:avoid}
.arm>.lead,.arm>p{margin:.5mm 0}.arm figure{display:grid;grid-template-columns:112mm 1fr;column-gap:3mm;margin:0 0 2.5mm;break-inside:avoid}.arm figcaption{grid-column:1/3;font-size:8.5pt;margin:0 0 1mm}
.arm figure svg{width:112mm}.arm table{font-size:6pt;line-height:1.15;width:100%}.arm th,.arm td{padding:.2mm .6mm}.arm caption{font-size:6pt}.arm figure .get{font-size:6pt}
.arm figure[id^=states]>details{grid-column:1/3}.arm tbody th{min-width:17.5mm}.arm thead th{font-size:5.4pt}.arm figure:not([id^=flows]) thead th:first-child:nth-last-child(-n+6)~th{box-sizing:border-box;min-width:8.6mm}.arm figure[id^=flows] tbody th{min-width:0}.arm figure[id^=states] tbody th{white-space:nowrap;min-width:0}
.facts{grid-template-columns:1fr 1fr 1fr;gap:0 5mm}.ends .facts{grid-template-columns:1fr;align-content:start}.facts h2{font-size:10pt;margin:1mm 0}.facts p{font-size:8pt;margin:.5mm 0}
.abreast{columns:2;column-gap:6mm}.abreast table{font-size:6pt;width:100%}.abreast tbody th{min-width:34mm}.abreast th,.abreast td{padding:.2mm .6mm}.of-parameters{columns:2;column-gap:5mm}
.parameters{font-size:5.8pt;line-height:1.15;table-layout:fixed}.parameters th,.parameters td{padding:.15mm .5mm}
.parameters th:first-child{width:38%}.parameters th:nth-child(n+2){width:11%}.parameters th:nth-child(5){width:13%}.parameters th:nth-child(6){width:5%}
.checklist{font-size:6pt;line-height:1.15}.checklist th,.checklist td{padding:.2mm 1.2mm}.checklist tbody th{font-weight:normal;width:38%}
.sources{columns:3;font-size:6pt;line-height:1.2}.accounts table{font-size:6.5pt}svg{max-width:100%;height:auto}
.paper{display:block}.arm figure[id^=flows] tbody tr:nth-child(n+13),.arm figure[id^=states] tbody tr:nth-child(n+5):not(:nth-child(3n+1)){display:none}
details::details-content{display:block;content-visibility:visible}}
";

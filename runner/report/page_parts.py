"""What the page is made of besides its figures: its sections' names, its style, its words."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
SECTIONS = {
    "summary": "What a merge would do",
    "timeline": "Launches",
    "hours": "Local hours",
    "campaigns": "Campaigns by zone",
    "countries": "Countries",
    "findings": "Findings",
}
CAVEAT = (
    "A zone is likely, not certain. How long a run takes is a forecast: nobody has measured calls here. That no check "
    "failed is no legal advice; docs/calling-hours.md says what can't be checked."
)
KEY = (
    '<p class="key"><span class="box run"></span> at the least <span class="box late"></span> at the most '
    '<span class="box clash"></span> <b>!</b> outside calling hours</p>'
)
STYLE = """
:root{color-scheme:light dark;--back:#fff;--text:#1b1f24;--soft:#57606a;--line:#d0d7de;--panel:#f6f8fa;--link:#0550ae;
--run:#0a5a9c;--late:#9cc7ee;--clash:#b3261e;--open:#bfe3c8;--quiet:#e6e8eb;--warn:#7a4d00;
--h1:#ddeeff;--h2:#b3d6f7;--h3:#7fb8ec;--h4:#1f6fb8;--h5:#0b4a86;--on:#fff}
@media (prefers-color-scheme:dark){:root{--back:#0d1117;--text:#e6edf3;--soft:#9aa6b2;--line:#3a424c;--panel:#161b22;
--link:#79b8ff;--run:#6cb6ff;--late:#28507a;--clash:#ff8a80;--open:#1f4d2c;--quiet:#262c34;--warn:#f0b949;
--h1:#12304d;--h2:#17426c;--h3:#1d5690;--h4:#7fb8ec;--h5:#b3d6f7;--on:#0d1117}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1040px;padding:0 16px 40px;background:var(--back);color:var(--text);
font:15px/1.45 system-ui,sans-serif}h1{font-size:1.5rem;margin:20px 0 4px}h2{font-size:1.1rem;margin:28px 0 8px}
header p,caption,small,.axis{color:var(--soft);fill:var(--soft)}
header p{margin:0}a{color:var(--link)}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--back);padding:6px}
nav ul{display:flex;flex-wrap:wrap;gap:4px 16px;list-style:none;padding:0;margin:10px 0}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.figures{display:flex;flex-wrap:wrap;gap:10px;margin:0}.figures div{display:flex;flex-direction:column;
background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:8px 14px}
.figures dd{margin:0;font-size:1.4rem;font-weight:600;font-variant-numeric:tabular-nums}.figures dt{color:var(--soft)}
.wide{overflow-x:auto}.chart{min-width:640px;width:100%;height:auto}.label{font-size:12px;fill:var(--text)}
.axis{font-size:11px}.tick{stroke:var(--line)}.run{fill:var(--run)}.late{fill:var(--late)}.clash{fill:var(--clash)}
.mark{font-weight:700;fill:var(--clash);font-size:13px}.open{fill:var(--open)}.quiet{fill:var(--quiet)}
.key{margin:4px 0}.box{display:inline-block;width:12px;height:12px;border:1px solid var(--line);vertical-align:-1px}
.box.run{background:var(--run)}.box.late{background:var(--late)}.box.clash{background:var(--clash)}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}caption{text-align:left;padding:4px 0}
th,td{text-align:left;padding:4px 8px;border-bottom:1px solid var(--line);vertical-align:top;font-weight:400}
thead th{font-weight:600}.day{width:160px;height:12px;display:block;margin-top:5px}
.heat tbody th{position:sticky;left:0;background:var(--back)}
.heat th,.heat td{padding:3px 2px;text-align:center;font-size:12px}.heat tbody th{text-align:left;white-space:nowrap}
.h0 span{color:var(--soft)}.h1{background:var(--h1)}.h2{background:var(--h2)}.h3{background:var(--h3)}
.h4{background:var(--h4);color:var(--on)}.h5{background:var(--h5);color:var(--on)}
details{border:1px solid var(--line);border-radius:6px;margin:6px 0;padding:6px 12px}summary{cursor:pointer}
.error{color:var(--clash);font-weight:700}.warning{color:var(--warn);font-weight:600}
footer{border-top:1px solid var(--line);margin-top:32px;color:var(--soft)}
@media print{body{max-width:none}nav,.skip{display:none}details{border:0;padding:0}section{break-inside:avoid-page}
.wide{overflow:visible}}
"""


def short(number: int) -> str:
    """Write a number of people in a cell: `950`, `12k`, `1.2M`."""
    if number < 1_000:
        return str(number)
    if number < 1_000_000:
        return f"{number // 1_000}k"
    return f"{number / 1_000_000:.1f}M"

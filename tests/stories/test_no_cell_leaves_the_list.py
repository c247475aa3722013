"""No cell of a contact list is in any output, whatever is wrong with the list."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import fake_api
from tests.project import Project

FORMATS = {
    "validate": ("text", "json", "markdown", "github", "sarif", "junit", "gitlab"),
    "plan": ("text", "json", "markdown", "github"),
    "apply": ("text", "json"),
    "status": ("text", "json"),
}
REPAIR = ("--default-region", "US", "--encoding", "windows-1252")
CANARY = "zq{}xv"
GOOD = "Phone Number,customer_name\n+14155550101,{0}\n+14155550102,{1}\n"
BROKEN = {
    "good": GOOD,
    "repeated": "Phone Number,a\n+14155550101,{0}\n+14155550101,{1}\n",
    "two spellings": "Phone Number,a\n+5214155550101,{0}\n+524155550101,{1}\n",
    "satellite": "Phone Number,a\n+881155550101,{0}\n+447055550101,{1}\n",
    "letters": "Phone Number,a\n{0},{1}\n",
    "scientific": "Phone Number,a\n4.41555E+11,{0}\n",
    "ragged": "Phone Number,a\n+14155550101,{0},{1}\n+14155550102\n",
    "unclosed quote": 'Phone Number,a\n+14155550101,"{0}\n{1}\n',
    "text behind a quote": 'Phone Number,a\n+14155550101,"{0}"{1}\n',
    "no header": "{0},+14155550101\n{1},+14155550102\n",
    "no header but an e-mail": "{0}@example.com,{1}\nx,y\n",
    "nul": "Phone Number,a\n+14155550101,{0}\0{1}\n",
    "not utf-8": "Phone Number,a\n+14155550101,{0}\udce9{1}\n",
    "semicolons": "Phone Number;a\n+14155550101;{0}\n{1};x\n",
    "suspicious cells": 'Phone Number,a\n+14155550101,={0}\n+14155550102,"{{{{{1}\nignore instructions"\n',
    "suppressed": GOOD,
    "suppressed by a table": GOOD,
    "suppressed in another spelling": "Phone Number,a\n+5214155550101,{0}\n",
    "mended": "Phone Number,a\n(415) 555-0101,{0}\n(415) 555-0101,{0}\n\n0014155550102,{1}\n",
    "plus lost": "Phone Number,a\n4155550101,{0}\n4792345678,{1}\n6592345678,{0}\n447911555010,{1}\n",
    "labels and several numbers": "Phone Number,a\ntel:+14155550101,{0}\n+14155550102/03,{1}\n{0}: +14155550103,x\n",
    "ghost columns": "Phone Number,a,,\n+14155550101,{0},,\n+14155550102,{1},,\n",
    "space before a quote": 'Phone Number,a\n+14155550101, "{0}"\n+14155550102, "{1}"\n',
    "impossible left": "Phone Number,a\n+1 (415) 555-01,{0}\n+14155550,{1}\n",
    "footer": GOOD + "{0} of {1}\nConfidential, {0}\n",
    "footer of one line": GOOD + "{0}\n",
    "total": GOOD + "Total,{0}\nTotal contacts: 2,{1}\n",
    "header again": "Phone Number,a\n+14155550101,{0}\nphone number,A\n+14155550102,{1}\n",
    "comma too many": "Phone Number,a\n+14155550101,{0},\n+14155550102,{1},,\n",
    "other delimiter": "Phone Number,a\n+14155550101,x\n{0};{1}\n",
    "unreadable places": "Phone Number,timezone,State,zip\n+14155550101,{0},{1},{0}\n+14155550102,,{0},{1}\n",
    "places that disagree": "Phone Number,timezone,State,zip,a\n+14155550101,ET,CA,{0},{1}\n",
    "pipes": "Phone Number|a\n+14155550101|{0}\n{1}|x\n",
    "long first row": "{0} of a long name and address in a street,{1}" + " and so on" * 9 + ",x\n+14155550101,x,y\n",
    "extensions": "Phone Number,a\n+14155550101 ext. 12,{0}\n1-800-{1},x\np:+14155550102,y\n",
    "invisible characters": "\u200bPhone Number,a\n+14155550101,{0}\n{1},x\n\x1a",
    "missing variable": "Phone Number,customer_name,a\n+14155550101,,{0}\n{1},,\n",
}

pytestmark = pytest.mark.slow


def outputs(project: Project) -> str:
    written = []
    for command, formats in FORMATS.items():
        for form in formats:
            result = project.run(command, "--format", form)
            assert result.code != 70
            written.append(result.out + result.err)
    for name in project.recorded:
        stem = project.root / "receipt"
        result = project.run("history", name, "--export", str(stem))
        receipt, page = stem.with_suffix(".json"), stem.with_suffix(".html")
        written += [result.out + result.err, receipt.read_text(), page.read_text()]
        receipt.unlink()
        page.unlink()
    page = project.root / "plan.html"
    assert project.run("report", "--html", str(page)).code == 0
    written += [page.read_text(), project.run("calendar", "--windows").out]
    for list_ in sorted(project.directory.rglob("*.csv")):
        for args in (("check", str(list_)), ("stats", str(list_)), ("fix", str(list_), *REPAIR), ("pin",)):
            for form in ("text", "json"):
                result = project.run("contacts", *args, "--format", form)
                assert result.code in (0, 1)
                written.append(result.out + result.err)
                list_.with_name("q4.fixed.csv").unlink(missing_ok=True)
    state = project.state_file.read_text() if project.state_file.exists() else ""
    return "\n".join([*written, state])


@pytest.mark.parametrize("broken", BROKEN)
def test_no_cell_is_in_any_output(project: Project, broken: str) -> None:
    cells = [CANARY.format(number) for number in range(2)]
    contacts = {"path": "contacts/q4.csv", "requiredVariables": ["customer_name"]}
    project.add(contacts=contacts if "variable" in broken else "contacts/q4.csv")
    project.write("contacts/q4.csv", BROKEN[broken].format(*cells).encode(errors="surrogateescape"))
    if broken.startswith("suppressed"):
        table = f"Name,Phone,Mobile\n{cells[0]},{cells[1]},Home: +14155550101 / +524155550101\n"
        lines = f"+14155550101,{cells[0]}\n+524155550101\n{cells[1]}\n"
        project.write("lists/dnc.txt", table if "table" in broken else lines)
        project.write("policy.yaml", "suppression: [{path: lists/dnc.txt}]\n")
    errors = [f"Row 2: {cells[0]} is odd", f"Row 3: invalid phone number '{cells[1]}'"]
    project.api.on_post = [fake_api.makes(errors=errors)]

    text = outputs(project)

    assert "q4.yaml" in text
    assert not [cell for cell in cells if cell in text]
    assert not re.search(r"155550[0-9]{3}|92345678|911555010", text.replace("+14155550100", ""))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(
            st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8).map(
                lambda text: f"zq{text}xv"
            ),
            max_size=4,
        ),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from([",", ";", "\t", '"', "\n", '",', '"x']),
)
def test_no_cell_of_any_list_is_in_any_finding(project: Project, rows: list[list[str]], between: str) -> None:
    project.add()
    project.csv(text="Phone Number,customer_name\n" + "\n".join(between.join(row) for row in rows))

    result = project.run("validate", "--format", "json")

    assert result.code in (0, 1)
    said = json.dumps([(f["message"], f["hint"]) for f in result.json["findings"]], ensure_ascii=False)
    assert "zq" not in said
    assert "xv" not in said

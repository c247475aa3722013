"""A list reads the same packed, encrypted by sops, or out of a pipe; what can't be had of it is a finding."""

import base64
import gzip
import hashlib
import io
import json
import os
import random
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from runner.contacts.csvfile import compression
from runner.contacts.csvfile import sops as sops_module
from runner.contacts.csvfile.compression import DecompressedFile
from runner.contacts.csvfile.errors import OpenError
from tests.contacts.reading import places, read, sent
from tests.project import Project

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CAMPAIGNS = Path(sys.executable).parent / "campaigns"
LIST = b"Phone Number,name\n" + b"".join(b"+1415555%04d,n%d\n" % (n, n * n) for n in range(101, 201))
REPEATED = b"Phone Number\r\n+14155550101\r\n\r\n+14155550101\r\n"
Pack = Callable[[bytes], bytes]


def zstd_pack(data: bytes) -> bytes:
    """Pack as the program `zstd` does, with a checksum."""
    return zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1})


PACKS = pytest.mark.parametrize("pack", [gzip.compress, zstd_pack], ids=["gzip", "zstd"])

SOPS = """#!{python} -S
import base64, json, os, sys, time
assert sys.argv[1:] == ["decrypt", "--input-type", "binary", "--output-type", "binary", "/dev/stdin"], sys.argv
time.sleep(float(os.environ.get("FAKE_SLEEP", "0")))
data = json.loads(open(sys.argv[-1], "rb").read())["data"]
plain = base64.b64decode(data.split(":")[1].split(",")[0])
if "FAKE_EXIT" in os.environ:
    sys.stderr.write(plain.decode())
    sys.exit(int(os.environ["FAKE_EXIT"]))
sys.stdout.buffer.write(plain)
"""


@pytest.fixture
def sops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pack:
    """A `sops` on the PATH, and what it is given: the list in base64, in the form that sops writes."""
    program = tmp_path / "bin" / "sops"
    program.parent.mkdir()
    program.write_text(SOPS.format(python=sys.executable))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    return as_sops


def as_sops(plain: bytes) -> bytes:
    data = f"ENC[AES256_GCM,data:{base64.b64encode(plain).decode()},iv:x,tag:x,type:str]"
    return json.dumps({"data": data, "sops": {"version": "3.11.0"}}, indent="\t").encode()


@PACKS
@pytest.mark.parametrize("data", [LIST, REPEATED], ids=["good", "bad"])
def test_a_packed_list_reads_as_the_list(tmp_path: Path, pack: Pack, data: bytes) -> None:
    plain, findings = read(tmp_path / "q4.csv", data)
    unpacked, same = read(tmp_path / "q4.csv.gz", pack(data))

    assert list(same) == list(findings)
    assert (unpacked and unpacked.digest) == (plain and plain.digest)
    assert (unpacked and list(unpacked.numbers)) == (plain and list(plain.numbers))


@PACKS
def test_the_pins_of_a_packed_list_are_of_its_own_bytes_and_the_contacts_in_it(tmp_path: Path, pack: Pack) -> None:
    own = hashlib.sha256(pack(LIST)).hexdigest()

    contacts, findings = read(tmp_path / "q4.csv.gz", pack(LIST), sha256=own, rows=100)

    assert not list(findings)
    assert contacts
    assert (contacts.sha256, contacts.rows) == (own, 100)
    assert places(read(tmp_path / "q4.csv", LIST, sha256=own)[1]) == [("pin-mismatch", 1, None)]


@PACKS
def test_what_is_sent_of_a_packed_list_is_the_list(tmp_path: Path, pack: Pack) -> None:
    assert sent(tmp_path / "q4.csv.gz", pack(LIST[:999]) + pack(LIST[999:])) == LIST


@PACKS
@given(place=st.integers(0, 2000), byte=st.integers(0, 255), cut=st.booleans())
@example(0, 0, True)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_packed_list_that_was_damaged_is_a_finding_or_reads_the_same(
    tmp_path: Path, pack: Pack, place: int, byte: int, cut: bool
) -> None:
    whole = pack(LIST)
    place %= len(whole)
    damaged = whole[:place] if cut else whole[:place] + bytes([byte]) + whole[place + 1 :]

    contacts, findings = read(tmp_path / "q4.csv.gz", damaged)

    intact, _ = read(tmp_path / "q4.csv", LIST)
    assert intact
    assert contacts.digest == intact.digest if contacts else findings.has_errors


@PACKS
def test_a_list_that_unpacks_to_far_more_than_a_list_does_is_refused(
    tmp_path: Path, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compression, "FREE", 1_000_000)
    filler = b"+14155550101\n" * 1_000_000

    _, findings = read(tmp_path / "q4.csv.gz", pack(b"Phone Number\n" + filler))

    (finding,) = (each for each in findings if each.code == "csv-packed")
    assert finding.message.endswith("decompresses to over 200 times its size, so it isn't a real list")


@PACKS
@given(steps=st.lists(st.tuples(st.booleans(), st.integers(0, 3000)), max_size=8))
@settings(deadline=None)
def test_a_packed_file_is_read_from_any_place_as_if_it_were_not(pack: Pack, steps: list[tuple[bool, int]]) -> None:
    ours, plain = io.BufferedReader(DecompressedFile(io.BytesIO(pack(LIST)), pack(b"")), 100), io.BytesIO(LIST)

    for seek, number in steps:
        if seek:
            assert ours.seek(min(number, len(LIST))) == plain.seek(min(number, len(LIST)))
        assert ours.read(number) == plain.read(number)
        assert ours.tell() == plain.tell()


def test_what_goes_on_behind_what_was_packed_is_damage(tmp_path: Path) -> None:
    _, findings = read(tmp_path / "q4.csv.gz", gzip.compress(LIST) + b"+14155550199\n")

    assert [(each.code, each.message) for each in findings] == [("csv-packed", "the gzip file is damaged")]


def test_without_zstd_the_finding_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, zstd.__name__, None)
    monkeypatch.delattr(sys.modules[zstd.__name__.rpartition(".")[0]], "zstd", raising=False)

    _, findings = read(tmp_path / "q4.csv.zst", zstd.compress(LIST))

    (finding,) = findings
    assert (finding.code, finding.message) == (
        "csv-packed",
        "the list is compressed with zstd, which this Python can't decompress",
    )


@pytest.mark.slow
def test_memory_does_not_grow_with_what_is_unpacked(tmp_path: Path) -> None:
    cell = base64.b64encode(random.Random(1).randbytes(700))
    rows = b"".join(b"+1415%07d,%b\n" % (n, cell[n % 100 :]) for n in range(2_000_000, 2_060_000))
    few, many = tmp_path / "few.csv.gz", tmp_path / "many.csv.gz"
    # Both are worth NumPy; the one is 40 MB longer.
    few.write_bytes(gzip.compress(b"Phone Number,x\n" + rows[:10_000_000], 1))
    many.write_bytes(gzip.compress(b"Phone Number,x\n" + rows, 1))

    assert peak(many) - peak(few) < 10 * 1024


def peak(path: Path) -> int:
    """Check a list in a process of its own; give the most memory that it had, in KiB."""
    process = subprocess.Popen([CAMPAIGNS, "contacts", "check", path], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return used.ru_maxrss if sys.platform != "darwin" else used.ru_maxrss // 1024


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed"])
@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
def test_a_list_is_read_from_a_pipe(pack: Pack, name: str) -> None:
    done = piped(name, stdin=pack(REPEATED))

    assert [(each["code"], each["path"], each["row"]) for each in done["findings"]] == [
        ("csv-blank-row", "-", 3),
        ("phone-repeated", "-", 4),
    ]


def test_a_list_is_read_from_a_named_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "list"
    os.mkfifo(pipe)
    with subprocess.Popen(["sh", "-c", 'cat > "$1"', "sh", pipe], stdin=subprocess.PIPE) as writer:
        assert writer.stdin
        writer.stdin.write(LIST)
        writer.stdin.close()
        done = piped(str(pipe))

    assert (done["contacts"], done["findings"]) == (100, [])


def test_a_list_is_read_from_a_process_substitution() -> None:
    receiver, sender = os.pipe()
    with os.fdopen(sender, "wb") as out:
        out.write(LIST)
    done = piped(f"/dev/fd/{receiver}", pass_fds=[receiver])
    os.close(receiver)

    assert (done["contacts"], done["findings"]) == (100, [])


def piped(name: str, stdin: bytes = b"", **kwargs: Any) -> Any:
    """Check a list in a process of its own."""
    command = [str(CAMPAIGNS), "contacts", "check", "--format", "json", name]
    return json.loads(subprocess.run(command, input=stdin, capture_output=True, **kwargs).stdout)


def test_a_list_from_a_pipe_is_mended_only_where_its_copy_has_a_name(project: Project) -> None:
    result = project.run("contacts", "fix", "-")

    assert (result.code, result.err) == (
        2,
        "error: a list from a pipe has no file name to derive the copy's name from\n  hint: name the copy with --out\n",
    )


def test_a_packed_list_is_counted_and_mended(project: Project) -> None:
    project.write("contacts/q4.csv.gz", gzip.compress(b"Phone Number,a\n+1 415 555 0101,x\n+14155550102,\n"))
    path = str(project.directory / "contacts" / "q4.csv.gz")

    counted = project.run("contacts", "stats", path)
    mended = project.run("contacts", "fix", path)

    assert (counted.code, mended.code) == (0, 0)
    assert "2 rows, 1 different number" in counted.out
    copy = project.directory / "contacts" / "q4.fixed.csv"
    assert copy.read_bytes() == b"Phone Number,a\n+14155550101,x\n+14155550102,\n"


@pytest.mark.parametrize("action", ["check", "stats", "fix"])
def test_a_list_that_is_cut_off_is_a_finding_of_each_action(project: Project, action: str) -> None:
    project.write("contacts/q4.csv.gz", gzip.compress(LIST)[:-4])

    result = project.run("contacts", action, str(project.directory / "contacts" / "q4.csv.gz"))

    assert result.code == 1
    assert "error[csv-packed]: the gzip file is truncated" in result.out
    assert [path.name for path in (project.directory / "contacts").iterdir()] == ["q4.csv.gz"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed"])
def test_an_encrypted_list_is_sent_and_pinned(project: Project, sops: Pack, pack: Pack) -> None:
    own = sops(pack(LIST))
    project.write("contacts/q4.sops.csv", own)
    project.add(contacts={"path": "contacts/q4.sops.csv", "sha256": hashlib.sha256(own).hexdigest(), "rows": 100})

    result = project.apply()

    assert result.json["summary"]["created"] == 1
    assert project.api.lists == [LIST.decode()]
    assert project.state["campaigns"]["Q4 Outreach Campaign"]["contacts"]["sha256"] == hashlib.sha256(own).hexdigest()
    lying = (path.read_bytes() for path in project.root.parent.rglob("*") if path.is_file())
    assert not any(b"+1415555" + b"0150" in data for data in lying)


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"FAKE_EXIT": "128"}, "`sops` can't decrypt the list: no key for this list (exit 128)"),
        ({"FAKE_EXIT": "51"}, "`sops` can't decrypt the list: it was altered after it was encrypted (exit 51)"),
        ({"FAKE_EXIT": "1"}, "`sops` can't decrypt the list (exit 1)"),
        ({"FAKE_SLEEP": "9"}, "`sops` took over 0.1 seconds"),
        ({"PATH": ""}, "the list is encrypted with sops, and `sops` isn't installed"),
    ],
)
def test_where_sops_fails_its_words_are_not_shown(
    project: Project, sops: Pack, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], message: str
) -> None:
    monkeypatch.setattr(sops_module, "SECONDS", 0.1 if "FAKE_SLEEP" in environ else 60)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    project.write("contacts/q4.sops.csv", sops(LIST))

    result = project.run("contacts", "check", str(project.directory / "contacts" / "q4.sops.csv"), "--format", "json")

    (finding,) = result.json["findings"]
    assert (finding["code"], finding["message"]) == ("csv-encrypted", message)
    assert "+1415" not in result.out + result.err


def test_a_sops_that_is_no_program_is_a_finding(project: Project, sops: Pack, tmp_path: Path) -> None:
    (tmp_path / "bin" / "sops").write_text("#!/no/such/interpreter\n")
    project.write("contacts/q4.sops.csv", sops(LIST))

    result = project.run("contacts", "stats", str(project.directory / "contacts" / "q4.sops.csv"))

    assert "error[csv-encrypted]: `sops` can't be run: No such file or directory" in result.out


def test_no_plain_copy_is_made_of_an_encrypted_list(project: Project, sops: Pack) -> None:
    project.write("contacts/q4.sops.csv", sops(LIST))

    result = project.run("contacts", "fix", str(project.directory / "contacts" / "q4.sops.csv"))

    assert result.code == 1
    assert "error[csv-encrypted]: the list is encrypted, and a fixed copy would be plain text" in result.out
    assert [path.name for path in (project.directory / "contacts").iterdir()] == ["q4.sops.csv"]


def test_an_open_error_reads_as_any_other_of_the_system() -> None:
    error = OpenError("csv-packed", "it is damaged", "pack it again")

    assert isinstance(error, OSError)
    assert error.strerror == "it is damaged"


def test_damage_within_a_block_is_told_from_an_end() -> None:
    whole = bytearray(gzip.compress(LIST))
    whole[len(whole) // 2] ^= 0xFF

    with pytest.raises(OpenError, match="damaged") as raised:
        DecompressedFile(io.BytesIO(bytes(whole)), bytes(whole)).seek(len(LIST) + 1)

    assert isinstance(raised.value.__cause__, zlib.error | gzip.BadGzipFile)

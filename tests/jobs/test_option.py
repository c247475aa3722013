"""What `--jobs` takes."""

from pathlib import Path

import pytest

from runner.errors import UsageError
from runner.jobs.option import Jobs, parse_jobs, usable_cores


def test_a_number_and_an_address_are_taken_as_they_are() -> None:
    assert parse_jobs("1") == Jobs(1)
    assert parse_jobs("16") == Jobs(16)
    assert parse_jobs("tcp://scheduler.internal:8786") == Jobs(address="tcp://scheduler.internal:8786")
    assert parse_jobs("tcp://[::1]:8786") == Jobs(address="tcp://[::1]:8786")


def test_auto_is_the_cores_that_may_be_used() -> None:
    assert parse_jobs("auto") == Jobs(usable_cores())


@pytest.mark.parametrize(
    "text", ["", "0", "-1", "many", "1.5", "513", "99999", "٣", "http://scheduler:8786", "tcp://scheduler", "tcp://:1"]
)
def test_anything_else_is_a_mistake_in_the_command_line(text: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_jobs(text)

    assert "auto" in (error.value.hint or "")


@pytest.mark.parametrize(("quota", "cores"), [("100000 100000", 1), ("1000 100000", 1), ("max 100000", None)])
def test_a_container_may_use_as_many_cores_as_its_quota_has(quota: str, cores: int | None, tmp_path: Path) -> None:
    file = tmp_path / "cpu.max"
    file.write_text(quota)

    assert usable_cores(file) == (cores or usable_cores(tmp_path / "none"))

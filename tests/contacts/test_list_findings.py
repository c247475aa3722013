"""What a finding about a list proposes."""

import pytest

from runner.contacts.list_findings import fix_command


@pytest.mark.parametrize(
    ("path", "options", "command"),
    [
        ("campaigns/q4.csv", (), "`campaigns contacts fix campaigns/q4.csv`"),
        ("Q4 list's.csv", (), """`campaigns contacts fix 'Q4 list'"'"'s.csv'`"""),
        ("q4.csv", ("--default-region", "GB"), "`campaigns contacts fix q4.csv --default-region GB`"),
    ],
)
def test_the_command_that_fixes_a_list_can_be_pasted_into_a_shell(
    path: str, options: tuple[str, ...], command: str
) -> None:
    assert fix_command(path, *options) == command

"""Which headers tell who must not be called, and which cells of such a column say so."""

import pytest

from runner.contacts.vocabulary.opt_out import is_clear, is_opt_out, opts_out

OPT_OUT = (
    *("Do Not Call", "DNC", "Opt Out", "opted_out_at", "HasOptedOutOfCall", "DoNotCall__c", "Do not allow phone calls"),
    *("DoNotBulkPhone", "Phone Number DNC", "Mobile Number Opt Out", "Do not call this number", "DNCR", "unsub"),
    *("Stop calling", "Never call again", "No Telemarketing", "Do Not Solicit", "Consent Revoked", "Consent Withdrawn"),
    *("Exclude", "Excluded", "Is Blocked", "TCPA Litigator", "Telephone Preference Service", "Don't call"),
    *("Nicht mehr anrufen", "Keine Werbung", "Kontaktverbot", "Telefon gesperrt", "Widerspruch", "Werbewiderspruch"),
    *(
        "Ne plus appeler",
        "Ne plus contacter",
        "Opposition t\u00e9l\u00e9phone",
        "Liste rouge",
        "Opposition d\u00e9marchage",
    ),
    *("No llamar", "Lista negra", "Excluido", "No contactar", "N\u00e3o ligar", "Bloqueado", "N\u00e3o perturbe"),
    *("Registro pubblico delle opposizioni", "Niet meer bellen", "Bel-me-niet", "Zakaz kontaktu", "Nie dzwoni\u0107"),
    *(
        "NIX-sp\u00e4rr",
        "Ring ej",
        "Reservert mot telefonsalg",
        "Markkinointikielto",
        "Nevolejte",
        "Neh\u00edvhat\u00f3",
    ),
    *("Aramay\u0131n", "Aranmas\u0131n", "Nu suna\u021bi", "\u041d\u0435 \u0437\u0432\u043e\u043d\u0438\u0442\u044c"),
    *("\u041d\u0435 \u0431\u0435\u0441\u043f\u043e\u043a\u043e\u0438\u0442\u044c", "\u041e\u0442\u043a\u0430\u0437"),
    *("\u0427\u0435\u0440\u043d\u044b\u0439 \u0441\u043f\u0438\u0441\u043e\u043a", "\u67b6\u96fbNG"),
    *("\u9023\u7d61\u4e0d\u53ef", "\u55b6\u696d\u96fb\u8a71\u304a\u65ad\u308a", "\u8bf7\u52ff\u6253\u7535\u8bdd"),
    *("\uc218\uc2e0\uac70\ubd80", "\uc804\ud654\uae08\uc9c0", "\u05dc\u05d0 \u05dc\u05d4\u05ea\u05e7\u05e9\u05e8"),
    *("\u0644\u0627 \u062a\u062a\u0635\u0644", "\u041d\u0435\u00a0\u0437\u0432\u043e\u043d\u0438\u0442\u044c"),
)
OTHERS = (
    *("Opportunity", "Stop Date", "Bus Stop", "Adopted", "Optional", "Options", "Nixon", "Stopover", "Co-op Outlet"),
    *("Tel\u00e9fono contacto", "Telefono llamada", "Telefono contatto", "Turno contacto", "A\u00f1o contacto"),
    *("Casino Contact", "Piano Contact", "Volcano Callback", "Correo no contacto", "Plano ligado", "Uno contacto"),
    *("Email Opt Out", "HasOptedOutOfEmail", "Unsubscribe URL", "Opt-Out Number", "Number of opt outs", "Opt In"),
    *("Call Outcome", "Last Contacted", "Ultimo contacto", "Do Not Email", "Stage"),
)


@pytest.mark.parametrize("header", OPT_OUT)
def test_a_header_that_says_whom_not_to_call_is_one(header: str) -> None:
    assert is_opt_out(header)


@pytest.mark.parametrize("header", OTHERS)
def test_a_header_that_only_looks_like_one_is_none(header: str) -> None:
    assert not is_opt_out(header)


@pytest.mark.parametrize(
    "cell",
    [
        *"1YyXx",
        "TRUE",
        "Yes",
        "Do Not Allow",
        "WAHR",
        "s\u00ed",
        "-1",
        "2024-05-01",
        "Opted Out",
        "Registered",
        "\u2713",
    ],
)
def test_a_cell_that_says_so_opts_out(cell: str) -> None:
    assert opts_out(cell)


@pytest.mark.parametrize("cell", ["Unknown", "?", "TBD", "#REF!", "#VALUE!", "maybe", "42"])
def test_a_cell_that_says_nothing_clear_opts_out(cell: str) -> None:
    assert opts_out(cell)
    assert not is_clear(cell)


@pytest.mark.parametrize(
    "cell",
    [
        *("", " ", "0", "No", "FALSE", "NULL", "N/A", "#N/A", "-", "Allow", "Clean", "Not Registered", "Not found"),
        *(
            "0000-00-00",
            "0000-00-00 00:00:00",
            "FALSKT",
            "EP\u00c4TOSI",
            "Nu",
            "\u041b\u041e\u0416\u042c",
            "\u306a\u3057",
        ),
    ],
)
def test_a_cell_that_allows_calls_or_is_blank_does_not(cell: str) -> None:
    assert not opts_out(cell)

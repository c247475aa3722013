"""Which headers could mean a phone number, in the languages and exports that lists come from."""

# ruff: noqa: RUF001 - letters of other scripts

import pytest

from runner.contacts.csvfile.header import FURTHER_PHONE_ALIASES, PHONE_ALIASES, could_mean_phone

COULD = """
Mobile Phone Number|Home Phone|Business Phone|Work Phone 2|phone2|Phone 3|alt_phone|Direct Dial
WhatsApp Phone Number|WhatsApp|whatsapp_number|Whats App No|Mobilnummer|Handy|Handynr.
Rufnummer|Telefon|Téléphone|Portable|Celular|Móvil|Movil|Teléfono|Telefone|Cellulare|Telefono
Mobiel|Telefoon|GSM|MSISDN|GSM Number|E.164|phone_e164|Number 2|Contact Number 2|MobilePhone
HomePhone|OtherPhone|AssistantPhone|Phone__c|Mobile_Phone__c|Asst Phone|Other Phone
PersonMobilePhone|Phone - Work|Phone - Mobile|Phone 1 - Value|Phone 2 - Value|Home Phone 2
Car Phone|Company Main Phone|Assistant's Phone|Primary Phone|Radio Phone|TTY/TDD Phone
Business Phone 2|Calculated Phone Number|hs_calculated_mobile_number|work_phone_number
Work Direct Phone|Corporate Phone|Company HQ Phone|Direct Phone Number|Wireless 1|Landline 2
Land Line|Billing Phone|shipping_phone|Default Address Phone|SMS Phone Number|SMS Number
Text Number|phoneNumber|PHONE_NO|PhoneNo2|homephone|HOMEPHONE2|cellphone|cellno|customerphone
leadPhone2|mobile2|tel1|Tel. (Work)|Ph No|Ph.|Ph#|Cell #|Work #|Mob.|Home No.|Daytime Phone
Day Time Phone|Evening phone|Emergency contact phone|Owner Phone|Agent Phone|Phone (Company)
Spouse Mobile|Phone number to call|Best number to reach you by phone|What is your phone number?
Mobile number (with country code)|WhatsApp number with country code|Phone (incl. country code)
Phone/Fax|Tel. & Fax|Phone or email|Verified Phone Number|wa_id|Telefonnummer|Telefon-Nr.
Telefon privat|Telefon geschäftlich|Telefon 2|Privattelefon|Diensthandy|Mobiltelefonnummer
Handynummer|Mobilfunknummer|Festnetz|Festnetznummer|Telefon (Durchwahl)|Haupttelefon
Rückrufnummer Telefon|Natel|telefonprivat|Téléphone fixe|Tél.|Tel portable|Numéro de téléphone
N° de téléphone|Téléphone domicile|Numéro de portable|Ligne directe|Teléfono móvil
Número de teléfono|Tlf.|Telf.|Nº de celular|Teléfono casa|Telefone celular|Telemóvel
Número de contato|Celular 2|Numero di telefono|Telefono cellulare|Telefono ufficio
Mobiel nummer|Telefoonnummer|gsmnummer|Telefoon werk|Vast telefoon|Mobiltelefon|Mobilnr|Tlf
Hjemmetelefon|Telefonnummer hem|Matkapuhelin|Puhelinnumero|Työpuhelin|Farsími|Mobiiltelefon
Numer telefonu|Telefon komórkowy|Nr telefonu|Telefonní číslo|Mobilní telefon|Telefónne číslo
Telefonszám|Mobil|Mobitel|Număr de telefon|Telefonas|Tālrunis|Телефон|Мобильный телефон
Моб. тел.|Номер телефона|Τηλέφωνο|Κινητό|Cep Telefonu|Cep No|Telefon Numarası|Nomor Telepon
No. HP|No Telp|No. WhatsApp|Số điện thoại|SĐT|電話番号|携帯電話|自宅電話番号|手机号码|联系电话|手機|전화번호|휴대폰 번호
เบอร์โทรศัพท์|มือถือ|رقم الهاتف|رقم الجوال|تلفن همراه|טלפון נייד|मोबाइल नंबर|फ़ोन
"""
COULD_NOT = """
Phone Type|Phone Country|phone_code|Phone Country Code|Phone Extension|Phone Ext|Ext.
Phone Verified|Phone Valid|Is Phone Valid|Phone Opt Out|Phone Opt-In|Phone consent|SMS Consent
Do Not Phone|Do not call|DoNotCall|HasOptedOutOfFax|Don't phone|No Phone|Phone status
Phone Number Status|Carrier|Mobile Carrier|Phone Carrier|Mobile OS|Mobile App|Mobile Device
Device|Phone Number Label|Phone 1 - Type|Phone 1 - Label|Has Phone|has_mobile|isMobile
Cancelled|cancelled_at|Fax|Fax Number|Home Fax|Telefax|Business Fax|Phone - Fax|Contact Owner
Contact ID|Number of Employees|No. of phones|Number of Phones|Account Number|Order number
Policy No|Customer Number|House Number|Business Number|Personal number|Invoice #|First Name
Customer Name|Name|Email|Company|City|Mobile Home|Phone Owner|Phone Name|Phone Provider
Phone Plan|Phone Model|iPhone|iPhone model|Headphones|Microphone|Automobile|Megaphone|Excellent
Phone Call Date|Last Phone Call|Phone Calls|Phone Score|Phone 1 DNC|Phone 1 Line Type
Phone 1 Last Seen|Phone1 Prepaid|Phone 1 Litigator|Phone hash|phone_sha256|Phone ID|Phone notes
Phone area code|Area code|Time zone|Phone Time Zone|T-Mobile|Mobile visits
Preferred contact method|Phone Preference|May we phone you?|I agree to receive phone calls
Phone bank|Phone interview|Phone Support|Typ Telefon|Telefonart|Telefontyp|Telefonstatus
Telefonanbieter|Handyvertrag|Handymodell|Mobilfunkanbieter|Ländervorwahl|Vorwahl
Type de téléphone|Indicatif téléphonique|Opérateur mobile|Tipo de teléfono|Código de teléfono
País del teléfono|Operadora celular|Tipo telefono|Prefisso telefono|Consenso telefono|CEP
Code postal|PLZ|Postleitzahl|Hausnummer|Kundennummer|Straße|Nom|Apellidos|Cellar|Handyman
Mobility|Telephony provider|Phonetic name|Telegram|Telecom|Hotel|Model|Modell|Status|Region
Language|Notes
"""


@pytest.mark.parametrize("name", [*PHONE_ALIASES, *FURTHER_PHONE_ALIASES, *COULD.strip().replace("\n", "|").split("|")])
def test_a_header_that_could_mean_a_phone_number(name: str) -> None:
    assert could_mean_phone(name)
    assert could_mean_phone(f" {name.upper()} ")


@pytest.mark.parametrize("name", COULD_NOT.strip().replace("\n", "|").split("|"))
def test_a_header_that_means_something_else_than_a_phone_number(name: str) -> None:
    assert not could_mean_phone(name)

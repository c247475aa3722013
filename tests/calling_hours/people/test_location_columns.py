"""Which headers say where somebody is."""

import pytest

from runner.calling_hours.people.location_columns import Kind, kind_of, location_columns

ZONES = (
    "Organization - Time zone,IANA Time Zone Name,timezone,time_zone,Time Zone,tz,TZ,zone,IANA,Contact Time Zone,"
    "Contact's Time Zone,hs_timezone,TimeZoneSidKey,gmt_offset_now,GMTOFF,DSTOFF,UTC Offset,Time_Zone__c,"
    "Person Time Zone,Local Time Zone,IP Timezone,Zeitzone,Zona horaria,Fuso horário,fuseau horaire,"
    "Timezone (Contact),Preferred Time Zone,Dialer Time Zone,Call Timezone,UTC Offset (hours),TZ Abbr,Time Zones,"
    "Country Timezone,Area Code TZ,Dialer TZ,callback_tz,Timezone (from phone),Region/Timezone,State Time Zone,"
    "Timezone__pc,properties.hs_timezone,zoneinfo,tz_database,GMT Offset (hours),Preferred TZ,Phone TZ,Huso"
)
STATES = (
    "Cust_State,State Cd,Organization - State/county of Address,state,State/Region,State/Region Code,"
    "Mailing State/Province,MailingState,MailingStateCode,Billing State,Other State,province,Province Code,region,"
    "Address 1 - Region,State/county of Address,Inferred State Region,ToState,Home State,Company State,"
    "State (Billing),STATE - MAILING,ST,estado,provincia,UF,Bundesland,stateOrRegion,State of residence,"
    "State/Prov,State/Prov.,St/Province,State Abbrev,ST_CD,st_abbr,MAIL_ST,CUST_ST,Region/Province,Reg State,"
    "Mailing State/Province (text only),Prop State,Domicile State,"
    "FromState,Caller State,Resident State,properties.state,Comunidad Autónoma"
)
POSTAL_CODES = (
    "zip,ZIP code,zip_code,Zipcode,postal_code,Post Code,postcode,Mailing Zip/Postal Code,Mailing Zip,"
    "BillingPostalCode,Zip/Postal Code,ZIP/Postal code of Address,Address 1 - Postal Code,ZIP+4,zip5,ToZip,"
    "Work Zip,Prop Zip,RegZip,Cod. Postal,Zip Codes,PLZ,CP,C.P.,Código Postal,code postal,CEP,PIN Code,"
    "FromZip,Caller Zip"
)
OTHERS = (
    "Status,Estate,Statement,Country,City,Phone,Zip4,Name,Local Time,1st,Zip file,interstate,customer_name,offset,"
    "Code,Territory,postal_address,Home,Address,Street,timestamp,Civil state,Last call,Call State,Lead Status,"
    "ZIP3,Zip 3,zip code 3,ZIP3 code,Phone State,Calling State,Country/Region,Country,"
    "State of Incorporation,Birth State,"
    "Agent Timezone,Server timezone,Preferred Time,Phone Region,Call Time,Best Time to Call"
)


@pytest.mark.parametrize(
    ("headers", "kind"), [(ZONES, Kind.ZONE), (STATES, Kind.STATE), (POSTAL_CODES, Kind.POSTAL_CODE), (OTHERS, None)]
)
def test_headers_of_a_kind(headers: str, kind: Kind | None) -> None:
    assert {name: kind_of(name) for name in headers.split(",")} == dict.fromkeys(headers.split(","), kind)


@pytest.mark.parametrize("letter", ["c", "to", "address", "1", "é"])
def test_a_long_header_takes_no_time(letter: str) -> None:
    assert kind_of(letter * 2_000) is None


def test_a_column_may_be_two_things_by_its_header_and_the_name_that_it_is_sent_as() -> None:
    columns = location_columns(["Phone", "State", "Local Time"], {"State": "timezone", "Local Time": "zip"})

    assert [(column.name, column.kinds) for column in columns] == [
        ("State", (Kind.ZONE, Kind.STATE)),
        ("Local Time", (Kind.POSTAL_CODE,)),
    ]

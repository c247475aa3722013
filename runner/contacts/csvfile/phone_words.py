"""Words of headers that could mean a phone number, in the languages and the CRM exports that lists come from.

They are compared in lower case and without accents. The columns of HubSpot, Salesforce, Zoho, Pipedrive, Google
Contacts, Outlook, VICIdial, Apollo, Shopify and Meta's lead ads are in the tests.
"""

# ruff: noqa: RUF001 - letters of other scripts

PHONES = (
    # English, and what many languages use
    "phone phones telephone telephones tel ph phn mobile mobiles mob cell cellular cellphone cellphones landline "
    "msisdn e164 gsm whatsapp viber smartphone wireless "
    # German, Dutch, Nordic languages, Estonian
    "telefon telefone telefonnummern telephon fon handy mobil mobilfunk mobilfunknummer mobiltelefon rufnummer "
    "festnetz festnetznummer natel telefoon mobiel tlf tlfnr fastnett sími farsími puhelin matkapuhelin kännykkä "
    "mobiiltelefon mobiil telefoni "
    # French, Spanish, Catalan, Portuguese, Italian, Romanian
    "téléphone téléphones portable teléfono teléfonos telèfon telf tfno tlfno cel celular celulares móvil móviles "
    "mòbil telefones telemóvel telemóveis telefono telefoni cellulare cellulari telefonino telefonul telefoane "
    # Polish, Czech, Slovak, Slovene, Croatian, Hungarian, Baltic languages, Albanian
    "telefonu telefony telefonów komórka komórkowy telefónne telefonní telefón mobilní mobilný mobitel telefonska "
    "telefonszám mobilszám telefonas telefona tālrunis tālruņa telefonit celulari "
    # Russian, Ukrainian, Bulgarian, Serbian, Greek
    "телефон телефона телефоны телефонний телефонен тел моб мобильный мобильного мобільний мобилен мобилни сотовый "
    "τηλέφωνο τηλέφωνα τηλεφώνου τηλ κινητό κινητού "
    # Turkish, Indonesian, Malay, Filipino, Vietnamese, Swahili
    "telefonum telefonunuz telepon telp telpon handphone ponsel bimbit thoại sđt sdt simu "
    # Hebrew, Arabic, Persian, Urdu, Hindi, Bengali
    "טלפון נייד פלאפון هاتف الهاتف هاتفك جوال الجوال موبايل الموبايل تليفون التليفون محمول المحمول تلفن موبایل فون "
    "फोन फ़ोन मोबाइल दूरभाष ফোন মোবাইল"
)

UNSPACED_PHONES = (
    *("電話", "电话", "手机", "手機", "携帯", "ケータイ", "スマホ", "移动电话", "座机"),
    *("전화", "휴대폰", "핸드폰", "연락처", "โทรศัพท์", "เบอร์โทร", "มือถือ"),
)
"""Words of languages that put no space between words."""

PHONE_PHRASES = (
    *("land line", "direct dial", "direct line", "main line", "home line", "ligne directe", "ligne fixe"),
    *("wa id", "whatsapp id", "di động", "cep tel", "numer kontaktowy"),
)
"""Words that mean a phone number together."""

NUMBER_WORDS = (
    "number numbers num nbr no nos nr nrs numéro numéros número números nummer nummern numer numeru numara numarası "
    "număr numărul numurs číslo čísla szám szama broj številka номер номера број αριθμός nomor nombor so số رقم "
    "شماره מספר नंबर"
)

NUMBER_QUALIFIERS = (
    "contact to call callback caller direct main home work office daytime day evening emergency primary secondary "
    "alternate alternative alt other private sms text dial wa hp cep de di du of kontakt contacto contato contatto "
    "recado casa"
)
"""What makes a number a phone number: `Contact Number 2`, `Home No.`. (`Business Number` can be a tax ID.)"""

QUALIFIERS = (
    "home work business office company main direct daytime evening night emergency primary secondary alternate "
    "alternative alt other private personal preferred best first second third additional assistant assistants car "
    "radio billing shipping customer client lead user owner agent contact value international privat dienstlich "
    "geschäftlich büro arbeit zuhause zentrale haupt weitere domicile bureau travail fixe perso personnel "
    "professionnel principal secondaire de du di of secundario particular casa trabajo oficina trabalho comercial "
    "residencial contacto contato contatto fijo fixo fisso ufficio lavoro abitazione prive werk zakelijk vast thuis"
)
"""What says only which phone it is."""

OTHER_MEANINGS = (
    # What kind of number it is, and where it belongs
    "type types typ tipo art soort rodzaj türü tyyppi linetype label labels category kind description rank priority "
    "country countries land pays país pais paese kraj ülke region area code codes código codice kod kode prefix "
    "prefijo prefisso prefixo préfixe vorwahl landesvorwahl indicatif ext extn extension extensions ramal anexo "
    "poste toestel dahili timezone "
    # Whether it works, and since when
    "status statut estado stato state verification validation validity invalid inactive disconnected date datum "
    "fecha time timestamp seen activity usage score quality confidence grade count counts anzahl attempts duration "
    "calls called bounced error errors reason result results outcome prepaid litigator vérifié verificado "
    "verificato verifiziert geverifieerd gültig válido valide "
    # Whether one may call or write there
    "opt opted optin optout consent consented permission permissions einwilligung zustimmung consentimiento "
    "consentimento consentement consenso toestemming samtykke samtycke agree agreed unsubscribe unsubscribed "
    "subscribed subscription dnc dncr tps tcpa blocked blocklist blacklist suppressed suppression allowed allow "
    "preference preferences method channel not dont never "
    # Who carries it, and on what
    "carrier carriers provider operator operadora operador opérateur operatore anbieter network os app apps "
    "application device devices model modell modelo brand make marke tariff tarif tarifa vertrag browser version "
    "visits sessions clicks traffic imei imsi sim wallet "
    # What else is written of it
    "id ids uuid guid hash hashed md5 sha masked encrypted note notes comment comments remark remarks script format "
    "language locale log history recording transcript"
)
"""Words with which a header means something else than the number, wherever they are in it."""

OTHER_MEANINGS_AFTER = (
    "owner name names agent user users rep holder address verified verify valid validated confirmed active "
    "connected reachable match matched marketing service services support survey screen screening interview bank "
    "banking banker insurance payment payments web website url page system contract plan bill software platform "
    "game games source data"
)
"""Words that mean something else only behind the phone: `Phone Owner`, but not `Owner Phone`."""

QUESTIONS = (
    "is are was has have had do does did can could may might should shall would will ist sind hat haben darf dürfen "
    "kann est peut es tiene puede posso pode ha heeft mag er har kan"
)
"""First words of a header that asks for yes or no."""

COUNTS = ("number of", "no of", "num of", "count of", "anzahl", "no phone", "no mobile", "no cell", "no landline")
"""Beginnings of a header that counts phones, or says that there is none."""

EXPLANATIONS = (
    "with without including incl include inc inkl mit ohne avec sans sin con com sem senza met zonder eg example"
)
"""Words that begin an explanation of how to write the number: `Mobile (with country code)`."""

NOT_PHONES = (
    *(
        "iphone",
        "headphone",
        "headphones",
        "earphone",
        "earphones",
        "microphone",
        "megaphone",
        "saxophone",
        "xylophone",
    ),
    *("gramophone", "speakerphone", "francophone", "anglophone", "homophone", "automobile", "immobile", "snowmobile"),
    *("oldsmobile", "tmobile", "t mobile", "mobile home", "mobile homes", "phone call", "phone book", "phone bank"),
    *("stem cell", "fuel cell", "solar cell"),
)
"""Words that only look like a phone."""

LAST_PARTS = (
    *("phone", "telefon", "telephon", "telefoon", "telefono", "telefone", "handy", "rufnummer", "puhelin", "mobile"),
)
"""What a longer word may end with: `homephone`, `diensthandy`."""

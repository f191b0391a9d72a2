"""The cast of our stories and of the golden scenarios, as the lists have them."""

from dataclasses import dataclass, field

# Person numbers of the cast; the persons drawn by chance are numbered from FIRST_DRAWN on.
MARIA, YOHANIS, ROSDIANA, MARTEN, AGATHA, FLORIDA, FLORENTINA, FATHER, SON, KODI, JOSE = range(
    1, 12
)
FIRST_DRAWN = 1000


@dataclass(frozen=True)
class Said:
    """What one list says of one person; keys are our field names, dates are day-month-year."""

    listed: str
    person: int
    values: dict[str, str] = field(default_factory=dict)


def _said(listed: str, person: int, **values: str) -> Said:
    return Said(listed, person, values)


DIRUN = {
    "village": "Dirun",
    "district": "Lamaknen",
    "regency": "Belu",
    "place_code": "53.04.01.2008",
}
KATERI = {"village": "Kateri", "district": "Malaka Tengah", "regency": "Malaka", "place_code": "53.21.01.2003"}  # fmt: skip
MARIAS_NIK = "5304014903989901"
YOHANIS_NIK = "5321011203859902"
AGATHAS_NIK = "5304074411909903"

CAST: tuple[Said, ...] = (
    # Maria Yasinta Taneo of Belu: under six names, with and without NIK, her date turned and defaulted.
    _said(
        "placement",
        MARIA,
        full_name="MARIA Y. TANEO",
        nik=MARIAS_NIK,
        born_on="09-03-1998",
        sex="F",
        phone="081234509901",
        passport="C9900001",
        **DIRUN,
    ),
    _said(
        "bank",
        MARIA,
        full_name="YASINTA TANEO",
        born_on="03-09-1998",
        sex="F",
        mother_name="Agnes Hoar Bete",
        phone="+6281234509901",
        **DIRUN,
    ),
    _said(
        "training",
        MARIA,
        full_name="Maria Yasinta Taneo",
        born_on="01-07-1998",
        sex="F",
        birthplace="Atambua",
        phone="0812-3450-9901",
        **DIRUN,
    ),
    _said(
        "parish",
        MARIA,
        full_name="Mr. Yasintha Taneo",
        born_on="09-03-1998",
        sex="F",
        father_name="Yakobus Taneo",
        mother_name="Agnes Hoar Bete",
        **DIRUN,
    ),
    _said(
        "passport",
        MARIA,
        full_name="MARIA YASINTA TANEO",
        nik=MARIAS_NIK,
        born_on="09-03-1998",
        sex="F",
        passport="C9900001",
        birthplace="Belu",
    ),
    _said(
        "village_dirun",
        MARIA,
        full_name="Maria Yasinta Taneo",
        nik=MARIAS_NIK,
        born_on="09-03-1998",
        sex="F",
        father_name="Yakobus Taneo",
        mother_name="Agnes H. Bete",
        family_card="5304011405169901",
        phone="081234509901",
        **DIRUN,
    ),
    _said(
        "arrivals",
        MARIA,
        full_name="MARIA JASINTA TANEO",
        born_on="09-03-1998",
        sex="F",
        passport="C9900001",
        regency="Belu",
    ),
    # Scenario 12: these two are one man or two; only a person may say so.
    _said(
        "village_kateri",
        YOHANIS,
        full_name="Yohanis Nahak Bria",
        nik=YOHANIS_NIK,
        born_on="12-03-1985",
        sex="M",
        father_name="Petrus Nahak",
        **KATERI,
    ),
    _said(
        "deportee",
        YOHANIS,
        full_name="YOH. NAHAK",
        born_on="01-07-1985",
        sex="M",
        regency="Malaka",
        district="Malaka Tengah",
    ),
    # Scenario 16: born on a plantation in Sabah, no NIK, her mother unknown.
    _said(
        "deportee",
        ROSDIANA,
        full_name="ROSDIANA",
        born_on="2004",
        sex="F",
        birthplace="Tawau, Sabah",
        father_name="Boli (alm.)",
        regency="Flores Timur",
    ),
    _said(
        "shelter", ROSDIANA, full_name="Rosdiana Boli", born_on="2004", sex="F", birthplace="Tawau"
    ),
    # Scenario 10: three villages of TTS are called Oinlasi; the list does not say which.
    _said(
        "placement",
        MARTEN,
        full_name="MARTEN TEFA",
        born_on="17-02-1992",
        sex="M",
        nik="5302081702929904",
        village="Oinlasi",
        regency="Timor Tengah Selatan",
    ),
    # Scenario 11: at home in Malaka with a number from the time when Malaka was Belu.
    _said(
        "village_kateri",
        AGATHA,
        full_name="Agatha Hoar Seran",
        nik=AGATHAS_NIK,
        born_on="04-11-1990",
        sex="F",
        mother_name="Maria Bete",
        **KATERI,
    ),
    _said(
        "bank",
        AGATHA,
        full_name="AGATA HOAR SERAN",
        nik=AGATHAS_NIK,
        born_on="04-11-1990",
        sex="F",
        mother_name="MARIA BETE",
        **KATERI,
    ),
    # Twins: one birth date, one mother, one phone, two women.
    _said(
        "village_kateri",
        FLORIDA,
        full_name="Maria Florida Klau",
        nik="5321014508999905",
        born_on="05-08-1999",
        sex="F",
        mother_name="Ursula Bria",
        phone="082144009905",
        **KATERI,
    ),
    _said(
        "village_kateri",
        FLORENTINA,
        full_name="Maria Florentina Klau",
        nik="5321014508999906",
        born_on="05-08-1999",
        sex="F",
        mother_name="Ursula Bria",
        phone="082144009905",
        **KATERI,
    ),
    _said(
        "training",
        FLORIDA,
        full_name="Maria F. Klau",
        born_on="05-08-1999",
        sex="F",
        birthplace="Betun",
        phone="082144009905",
        **KATERI,
    ),
    _said(
        "placement",
        FLORENTINA,
        full_name="MARIA FLORENTINA KLAU",
        nik="5321014508999906",
        born_on="05-08-1999",
        sex="F",
        phone="082144009905",
        **KATERI,
    ),
    # Father and son of one name, one phone in the house.
    _said(
        "village_dirun",
        FATHER,
        full_name="Agustinus Mau",
        nik="5304011108709907",
        born_on="11-08-1970",
        sex="M",
        phone="081339009907",
        family_card="5304010203109902",
        **DIRUN,
    ),
    _said(
        "village_dirun",
        SON,
        full_name="Agustinus Mau",
        nik="5304012806959908",
        born_on="28-06-1995",
        sex="M",
        father_name="Agustinus Mau",
        phone="081339009907",
        family_card="5304010203109902",
        **DIRUN,
    ),
    _said(
        "deportee",
        SON,
        full_name="AGUSTINUS MAU",
        born_on="28-06-1995",
        sex="M",
        father_name="Agustinus Mau",
        **DIRUN,
    ),
    # She has told nobody her name (R7.7).
    _said(
        "shelter",
        KODI,
        full_name="",
        born_on="± 20 th",
        sex="F",
        district="Kodi",
        regency="Sumba Barat Daya",
        note="Perempuan ±20 th, dari Kodi",
    ),
    # Letters that only an old Windows code page holds.
    _said(
        "passport",
        JOSE,
        full_name="JOSÉ DA CONCEIÇÃO",
        nik="5304121902889909",
        born_on="19-02-1988",
        sex="M",
        passport="C9900011",
        birthplace="Maliana",
    ),
)


def said_in(listed: str) -> list[Said]:
    """The cast's rows of one list."""
    return [said for said in CAST if said.listed == listed]

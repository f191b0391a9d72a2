"""How agencies head their columns: the words of each canonical field, normalised (see `plain_header`)."""

import re
import unicodedata
from functools import lru_cache

_WORDS: dict[str, str] = {
    "full_name": (
        "nama|nama lengkap|nama cpmi|nama pmi|nama tki|nama tkw|nama pekerja|nama peserta|nama siswa"
        "|nama nasabah|nama debitur|nama penduduk|nama warga|nama anggota|nama pemegang|nama umat"
        "|nama pemegang paspor|nama deportan|nama korban|nama baptis dan nama keluarga|nama orang"
        "|nama baptis dan keluarga|nama baptis nama keluarga|nama sesuai ktp|nama sesuai paspor"
        "|nama ktp|nama di ktp|nama paspor|nama asli|nama penerima|nama jemaat|nama permandian"
        "|nama anggota keluarga|nama pendaftar|nama pemohon|nama calon|nama calon pmi|nm|nm lengkap"
        "|nama serani|nama dan gelar|name|full name|fullname|complete name|worker name|person name"
        "|name of worker|name of person|name of deportee|passenger name|passenger|customer name"
        "|applicant name|name of applicant|participant|participant name|nama peserta pelatihan"
        "|nama klien|nama santri|nama almarhum|deceased name|nama pasien|client name|member name"
    ),
    "first_name": (
        "nama depan|given name|given names|first name|firstname|givenname|forename|forenames"
        "|nama kecil|nama baptis|nama pertama|name first|fname|christian name|first names"
    ),
    "last_name": (
        "nama belakang|surname|last name|lastname|family name|familyname|nama keluarga|marga|fam"
        "|nama fam|nama marga|nama akhir|name last|lname|sur name|fam marga|family names"
    ),
    "sex": (
        "jk|l p|p l|lp|l p jk|jk l p|jenis kelamin|jenis kelamin l p|jns kelamin|jns kel|jenis kel"
        "|kelamin|sex|gender|m f|f m|seks|jkel|j k|sex m f|gender m f|kel|jenis klmn|jenis"
    ),
    "born_on": (
        "tgl lahir|tanggal lahir|tgl lhr|tgl lhir|tanggal kelahiran|dob|date of birth|birth date"
        "|birthdate|born|born on|d o b|tahun lahir|thn lahir|lahir|lahir tgl|lahir tanggal|birthday"
        "|hari lahir|tarikh lahir|dateofbirth|tgllahir|tanggallahir|year of birth|birth year|yob"
        "|tgl bln thn lahir|birth"
    ),
    "birthplace": (
        "tempat lahir|tmp lahir|tmpt lahir|birthplace|place of birth|birth place|pob|kota lahir"
        "|tempat kelahiran|tpt lahir|lahir di|placeofbirth|tempat asal lahir|kab lahir"
    ),
    "birthplace_and_date": (
        "ttl|t t l|tempat tgl lahir|tempat tanggal lahir|tempat dan tanggal lahir|tmp tgl lahir"
        "|tempat dan tgl lahir|tmpt tgl lahir|tmpt tgl lhr|place and date of birth|lahir di pada"
        "|place date of birth|tempat tgl lhr|tpt tgl lahir|tempat lahir tanggal lahir|kelahiran"
    ),
    "nik": (
        "nik|no nik|nomor nik|no ktp|nomor ktp|ktp|no induk kependudukan|nomor induk kependudukan"
        "|no identitas|nomor identitas|identitas|id number|national id|national id number|nin"
        "|identity number|identity no|e ktp|no e ktp|nik ktp|ktp nik|no ktp nik|no nik ktp|id card"
        "|id card no|id card number|nik no ktp|no kependudukan|nik cpmi|nik pmi|national identity"
        "|nik paspor|no id ktp|nomor kependudukan|nationalid|nik nomor ktp|no nik e ktp"
    ),
    "family_card": (
        "kk|no kk|nomor kk|no kartu keluarga|nomor kartu keluarga|kartu keluarga|family card"
        "|family card no|family card number|nokk|no k k|household card"
    ),
    "passport": (
        "paspor|no paspor|nomor paspor|no passport|nomor passport|passport|passport no|pasport"
        "|passport number|travel document|travel document no|splp|no splp|passport splp|ppt no"
        "|paspor splp|no paspor splp|dokumen perjalanan|no dokumen perjalanan|travel doc"
        "|travel doc no|no pasport|no dokumen|document no|document number|passportno|pp no"
    ),
    "phone": (
        "hp|no hp|nomor hp|no handphone|handphone|telepon|no telepon|nomor telepon|no telp|telp"
        "|tlp|no tlp|wa|no wa|nomor wa|no hp wa|hp wa|whatsapp|no whatsapp|phone|phone number"
        "|phone no|mobile|mobile no|mobile number|mobile phone|contact|contact number|contact no"
        "|kontak|no kontak|telp hp|no telp hp|hp telp|cell|cell phone|cellphone|telephone|tel"
        "|no hp aktif|no seluler|telepon seluler|family contact|kontak keluarga|no hp keluarga"
        "|telp keluarga|tel no|hp keluarga|no hp nasabah|nomor handphone|nope|no ponsel|ponsel"
    ),
    "address": (
        "alamat|alamat lengkap|alamat rumah|alamat asal|alamat ktp|alamat sesuai ktp|address"
        "|alamat domisili|home address|jalan|dusun|domisili|street|street address|alamat tinggal"
        "|alamat tempat tinggal|full address|residence|tempat tinggal|address 1|alamat sekarang"
    ),
    "village": (
        "desa|kelurahan|desa kel|desa kelurahan|kel desa|desa asal|village|kampung|stasi|ds"
        "|kelurahan desa|nama desa|nama desa kelurahan|village name|ds kel|home village|desa lurah"
        "|village of origin|nama kelurahan|kampung desa|desa kampung|lingkungan stasi"
    ),
    "district": (
        "kec|kecamatan|district|subdistrict|sub district|paroki kecamatan|distrik|nama kecamatan"
        "|kecamatan asal|district of origin|kec asal|kecamatan paroki|subdistrict name"
    ),
    "regency": (
        "kab|kabupaten|kab kota|kota kab|kabupaten kota|kota kabupaten|kota|regency|daerah asal"
        "|asal kabupaten|kabupaten asal|regency city|city|municipality|asal daerah|kab asal"
        "|nama kabupaten|nama kabupaten kota|regency of origin|kab kota asal|home regency"
        "|city regency|asal kab|asal"
    ),
    "place_code": (
        "kode desa|kode wilayah|kode kelurahan|kode kemendagri|kode bps|village code|region code"
        "|id desa|kode desa kel|kode desa kelurahan|kd desa|kdwil|kode tempat|place code|kode kec"
        "|kode kecamatan|kode kabupaten|admin code|pcode"
    ),
    "mother_name": (
        "nama ibu|ibu|ibu kandung|nama ibu kandung|nama gadis ibu kandung|gadis ibu kandung"
        "|nama gadis ibu|mother|mother name|mothers name|mother s name|mothers maiden name|nm ibu"
        "|mother s maiden name|mother maiden name|nama mama|mama|name of mother|nama lengkap ibu"
    ),
    "father_name": (
        "nama ayah|ayah|bapak|nama bapak|nama bapak kandung|nama ayah kandung|ayah kandung|father"
        "|father name|fathers name|father s name|bin binti|nm ayah|name of father|nama lengkap ayah"
    ),
    "spouse_name": (
        "nama suami|suami|nama istri|istri|suami istri|nama pasangan|pasangan|spouse|spouse name"
        "|husband|husband name|husbands name|wife|wife name|nama suami istri|nama istri suami"
        "|name of spouse|spouse s name|nm suami|nama isteri"
    ),
    "stated_on": (
        "tgl daftar|tanggal daftar|tanggal pendaftaran|tgl pendaftaran|tgl registrasi|tgl masuk"
        "|tanggal registrasi|tgl tiba|tanggal tiba|tanggal kedatangan|tgl kedatangan|arrival date"
        "|date of arrival|tanggal baptis|tgl baptis|tgl permandian|tgl buka rekening|tanggal masuk"
        "|tanggal pembukaan|tanggal terbit|tgl terbit|issue date|date of issue|registration date"
        "|date|tanggal|tgl|tgl berangkat|tanggal berangkat|tanggal keberangkatan|tgl keberangkatan"
        "|departure date|tgl deportasi|tanggal deportasi|deportation date|tgl lapor|tanggal lapor"
        "|tgl input|tanggal data|tgl data|arrived|arrived on|registered on|opened on|tgl pulang"
    ),
    "external_id": (
        "id|id cpmi|id pmi|no registrasi|no reg|nomor registrasi|reg no|nis|cif|no cif|no rekening"
        "|rekening|no rek|kode|kode peserta|id peserta|no peserta|nomor peserta|registration no"
        "|registration number|record id|rec id|member id|customer id|account number|account no"
        "|no anggota|nomor anggota|id anggota|no pendaftaran|nomor pendaftaran|no induk|kode cpmi"
        "|nomor induk|id data|uid|uuid|key|row id|no buku baptis|no kasus|case id|case no"
    ),
}

ROW_COUNTERS = frozenset(
    [
        "no",
        "nomor",
        "no urut",
        "nomor urut",
        "nr",
        "urut",
        "number",
        "num",
        "row",
        "baris",
        "index",
        "s n",
        "sn",
        "",
    ]
)
"""Headers of a running number: they number the sheet, not the person."""

NOT_A_PERSON = frozenset(
    [
        "perusahaan",
        "pt",
        "p3mi",
        "pptkis",
        "majikan",
        "employer",
        "agen",
        "agency",
        "agent",
        "company",
        "bank",
        "kapal",
        "sponsor",
        "petugas",
        "kades",
        "saksi",
        "wali",
        "kejuruan",
        "pelatihan",
        "barang",
        "sekolah",
        "lembaga",
        "cabang",
        "pekerjaan",
        "jabatan",
        "negara",
        "tujuan",
        "sektor",
        "penerbangan",
        "flight",
        "pastor",
        "imam",
        "bapak",
        "ibu",
        "ayah",
        "suami",
        "istri",
        "baptis",
        "file",
        "darurat",
        "country",
        "destination",
        "occupation",
        "job",
        "branch",
        "officer",
        "guardian",
        "program",
        "jurusan",
        "paroki",
        "gereja",
        "maskapai",
        "pelabuhan",
        "bandara",
        "instansi",
        "kantor",
    ]
)
"""Words beside 'nama' or 'name' that make it somebody else's."""

NOISE = frozenset(
    [
        "calon",
        "data",
        "pmi",
        "cpmi",
        "tki",
        "tkw",
        "ctki",
        "peserta",
        "pekerja",
        "migran",
        "worker",
        "sesuai",
        "asal",
        "lengkap",
        "wajib",
        "yang",
        "dan",
        "di",
        "ke",
        "dari",
        "the",
        "of",
        "and",
        "or",
        "isi",
        "kolom",
        "text",
        "teks",
        "dd",
        "mm",
        "yyyy",
        "yy",
        "hh",
        "bb",
        "tttt",
        "digit",
        "angka",
        "format",
        "required",
        "optional",
        "deportan",
        "nasabah",
        "siswa",
        "umat",
        "warga",
        "penduduk",
        "kandung",
        "pemegang",
        "your",
        "his",
        "her",
        "full",
        "jelas",
        "terang",
        "contoh",
        "contohnya",
        "misal",
        "mis",
        "seperti",
        "as",
        "in",
        "per",
        "person",
        "s",
        "field",
        "column",
        "kandungnya",
        "orang",
        "huruf",
        "kapital",
        "cetak",
    ]
)
"""Words of a header that say nothing about its meaning."""

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")


def plain_header(header: str) -> str:
    """Return a header as bare words: `NO_PASPOR` and `No. Paspor` are both `no paspor`."""
    text = unicodedata.normalize("NFKD", _CAMEL.sub(" ", header)).encode("ascii", "ignore").decode()
    return " ".join(_NOT_WORD.sub(" ", text.lower()).split())


def without_brackets(header: str) -> str:
    """Return a header without its hints: `Jenis Kelamin (L/P)` is `Jenis Kelamin`."""
    return _BRACKETS.sub(" ", header).strip() or header


@lru_cache(maxsize=1)
def fields_by_phrase() -> dict[str, str]:
    """Return phrase → field, for every phrase above."""
    return {phrase: field for field, words in _WORDS.items() for phrase in words.split("|")}


@lru_cache(maxsize=1)
def fields_by_words() -> dict[frozenset[str], str]:
    """Return set of telling words → field: order and noise words do not matter."""
    found: dict[frozenset[str], str] = {}
    for phrase, field in fields_by_phrase().items():
        words = frozenset(phrase.split()) - NOISE
        if words:
            found.setdefault(words, field)
    return found


@lru_cache(maxsize=4096)
def known(header: str) -> str:
    """Return the field a header names outright, '' when none: used to find the header row too."""
    for text in (header, without_brackets(header), header.rsplit("/", 1)[-1]):
        field = fields_by_phrase().get(plain_header(text), "")
        if field:
            return field
    return ""


def is_row_counter(header: str) -> bool:
    """Tell whether a header is that of a running number (No., No. urut)."""
    return plain_header(header) in ROW_COUNTERS

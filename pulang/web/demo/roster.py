"""Who takes part in the demo province: organisations, the lists they keep, and one account per role."""

from dataclasses import dataclass

DOMAIN = "demo.pulang.test"
"""A name that no mail can ever reach (RFC 2606)."""


@dataclass(frozen=True)
class DemoOrganisation:
    """An organisation; `key` is how the roster speaks of it, `area` Kemendagri digits."""

    key: str
    kind: str
    name: str
    area: str = ""


@dataclass(frozen=True)
class DemoList:
    """A list of an organisation: its short name is the name of its file's list, trust out of a hundred."""

    listed: str
    organisation: str
    name: str
    trust: int
    area: str = ""


@dataclass(frozen=True)
class DemoAccount:
    """An account; the first word of the address says the role to a newcomer."""

    address: str
    name: str
    role: str
    organisation: str
    area: str = ""

    @property
    def email(self) -> str:
        """The address with which she signs in."""
        return f"{self.address}@{DOMAIN}"


ORGANISATIONS = (
    DemoOrganisation("secretariat", "provincial", "Sekretariat Gugus Tugas NTT (contoh)", "53"),
    DemoOrganisation("disnaker", "provincial", "Dinas Koperasi, Tenaga Kerja dan Transmigrasi NTT (contoh)", "53"),
    DemoOrganisation("belu", "kabupaten", "Dinas Tenaga Kerja Kabupaten Belu (contoh)", "5304"),
    DemoOrganisation("malaka", "kabupaten", "Dinas Tenaga Kerja Kabupaten Malaka (contoh)", "5321"),
    DemoOrganisation("dirun", "village", "Desa Dirun, Lamaknen (contoh)", "5304012008"),
    DemoOrganisation("kateri", "village", "Desa Kateri, Malaka Tengah (contoh)", "5321012003"),
    DemoOrganisation("oinlasi", "village", "Desa Oinlasi, Amanatun Selatan (contoh)", "5302082001"),
    DemoOrganisation("wano_talla", "village", "Desa Wano Talla, Wewewa Utara (contoh)", "5318022002"),
    DemoOrganisation("p3mi", "placement_company", "PT Flobamora Contoh Mandiri", "53"),
    DemoOrganisation("bank", "bank", "Bank Contoh NTT", "53"),
    DemoOrganisation("polda", "police", "Polda NTT, Subdit Renakta (contoh)", "53"),
    DemoOrganisation("shelter", "shelter", "Rumah Aman Harapan (contoh)", "53"),
    DemoOrganisation("parish", "church_ngo", "Paroki Santa Maria Contoh, Belu", "5304"),
    DemoOrganisation("blk", "training_centre", "UPTD BLK Provinsi NTT (contoh)", "53"),
    DemoOrganisation("kanim", "checkpoint", "Kantor Imigrasi Kupang (contoh)", "53"),
    DemoOrganisation("nunukan", "checkpoint", "Pos BP3MI Nunukan (contoh)", "53"),
    DemoOrganisation("eltari", "checkpoint", "Pos El Tari dan Tenau, Kupang (contoh)", "53"),
)  # fmt: skip

LISTS = (
    DemoList("village_dirun", "dirun", "Register Desa Dirun", 80, "5304012008"),
    DemoList("village_kateri", "kateri", "Register Desa Kateri", 80, "5321012003"),
    DemoList("village_oinlasi", "oinlasi", "Register Desa Oinlasi", 80, "5302082001"),
    DemoList("village_wano_talla", "wano_talla", "Register Desa Wano Talla", 80, "5318022002"),
    DemoList("passport", "kanim", "Daftar paspor", 90),
    DemoList("placement", "p3mi", "Data penempatan P3MI", 70),
    DemoList("bank", "bank", "Nasabah PMI", 85),
    DemoList("training", "blk", "Peserta pelatihan BLK", 60),
    DemoList("parish", "parish", "Buku baptis", 75),
    DemoList("deportee", "nunukan", "Manifes deportan Nunukan", 50),
    DemoList("police", "polda", "Laporan TPPO", 65),
    DemoList("shelter", "shelter", "Penghuni rumah aman", 45),
    DemoList("arrivals", "eltari", "Kedatangan El Tari dan Tenau", 50),
)

LEFT_FOR_THE_NEWCOMER = "arrivals"

ACCOUNTS = (
    DemoAccount("steward", "Dessy Ndun", "data_steward", "secretariat", "53"),
    DemoAccount("steward2", "Marten Tefa", "data_steward", "secretariat", "53"),
    DemoAccount("maria", "Maria Yasinta Taneo", "worker", "dirun", "5304012008"),
    DemoAccount("kades", "Pak Yos", "village_officer", "dirun", "5304012008"),
    DemoAccount("suster", "Suster Ina", "field_volunteer", "parish", "5304"),
    DemoAccount("kabupaten", "Nona Klau", "kabupaten_officer", "belu", "5304"),
    DemoAccount("provinsi", "Frans Nope", "provincial_officer", "disnaker", "53"),
    DemoAccount("pos", "Ermi Tukan", "checkpoint_officer", "eltari", "53"),
    DemoAccount("adi", "Adi", "case_worker", "shelter", "53"),
    DemoAccount("polisi", "Lukas Manafe", "police_liaison", "polda", "53"),
    DemoAccount("rosa", "Bu Rosa", "bank_officer", "bank", "53"),
    DemoAccount("bank2", "Anton Riwu", "bank_approver", "bank", "53"),
    DemoAccount("pelatih", "Wati Lenggu", "trainer", "blk", "53"),
    DemoAccount("pendamping", "Goris Keraf", "adviser", "blk", "53"),
    DemoAccount("tika", "Tika", "coordinator", "secretariat", "53"),
    DemoAccount("auditor", "Daud Radja", "auditor", "secretariat", "53"),
    DemoAccount("admin", "Elias Taopan", "administrator", "secretariat", "53"),
)

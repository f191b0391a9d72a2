"""What due reminders say. Who glances at her phone reads nothing about money."""

from pulang.notices.queries import templates

BEFORE, TODAY, AFTER = "lending.before", "lending.today", "lending.after"


def register() -> None:
    """Hand the texts to notices; a text that is not safe stops the start."""
    templates.register(
        BEFORE,
        {
            "id": "Halo, semoga sehat selalu. Sekadar pengingat ramah untuk tanggal {day}: angsuran"
            " {amount} ke rekening virtual {account}. Sulit membayar? Beri tahu kami lebih awal.",
            "en": "Hello, we hope you are well. Just a friendly reminder for the date {day}:"
            " instalment {amount} to the virtual account {account}. Difficult? Tell us early.",
        },
        neutral={
            "id": "Halo, semoga sehat selalu. Sekadar pengingat ramah untuk tanggal {day}.",
            "en": "Hello, we hope you are well. Just a friendly reminder for the date {day}.",
        },
    )
    templates.register(
        TODAY,
        {
            "id": "Halo, semoga sehat selalu. Sekadar pengingat ramah untuk hari ini, {day}: angsuran"
            " {amount} ke rekening virtual {account}. Sudah dibayar? Abaikan pesan ini.",
            "en": "Hello, we hope you are well. Just a friendly reminder for today, {day}: instalment"
            " {amount} to the virtual account {account}. Paid already? Then all is well.",
        },
        neutral={
            "id": "Halo, semoga sehat selalu. Sekadar pengingat ramah untuk hari ini, {day}.",
            "en": "Hello, we hope you are well. Just a friendly reminder for today, {day}.",
        },
    )
    templates.register(
        AFTER,
        {
            "id": "Halo, semoga sehat selalu. Kami ingin tahu keadaanmu, dan soal tanggal {day}:"
            " angsuran {amount} belum kami terima. Balas di sini, kita cari jalan bersama.",
            "en": "Hello, we hope you are well. We would like to hear how you are; about {day}:"
            " the instalment {amount} has not arrived. Answer here, we find a way together.",
        },
        neutral={
            "id": "Halo, semoga sehat selalu. Kami ingin tahu keadaanmu, dan soal tanggal {day}.",
            "en": "Hello, we hope you are well. We would like to hear how you are; about {day}.",
        },
    )

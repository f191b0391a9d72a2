"""What messages of check-ins say. The first words are harmless on a locked screen."""

from pulang.notices.queries import templates

ASK, REMIND, SECOND, FAMILY = "abroad.ask", "abroad.remind", "abroad.second", "abroad.family"
HEARD, WILL_CALL, UNKNOWN = "abroad.heard", "abroad.will_call", "abroad.unknown"
HOTLINE = "+62 21 2924 4800"
"""KP2MI, from abroad [V S53]: what everybody may call when nobody of ours is known."""


def register() -> None:
    """Hand the texts to notices; a text that is not safe stops the start."""
    templates.register(
        ASK,
        {
            "id": "Halo, apa kabar hari ini? Balas 1 = saya baik, 2 = saya perlu bantuan, 3 = telepon"
            " saya. Atau buka {link}",
            "en": "Hello, how are you today? Answer 1 = I am fine, 2 = I need support, 3 = call me."
            " Or open {link}",
        },
        neutral={
            "id": "Halo, apa kabar? Balas dengan angka seperti biasa, atau buka {link}",
            "en": "Hello, how are you? Answer with a number as usual, or open {link}",
        },
    )
    templates.register(
        REMIND,
        {
            "id": "Halo, kami belum dengar kabarmu. Semoga sehat. Balas 1 = saya baik, 2 = saya perlu"
            " bantuan, 3 = telepon saya. Atau buka {link}",
            "en": "Hello, we have not heard from you. Answer 1 = I am fine, 2 = I need support, 3 ="
            " call me. Or open {link}",
        },
        neutral={
            "id": "Halo, semoga sehat. Balas dengan angka seperti biasa, atau buka {link}",
            "en": "Hello, we hope you are well. Answer with a number as usual, or open {link}",
        },
    )
    templates.register(
        SECOND,
        {
            "id": "Halo, apa kabar? Bila bertemu temanmu, sampaikan bahwa kami menunggu kabarnya."
            " Balas di sini bila tahu keadaannya.",
            "en": "Hello, how are you? If you meet your friend, please say that we wait for news."
            " Answer here if you know how things are.",
        },
    )
    templates.register(
        FAMILY,
        {
            "id": "Salam. Apakah ada kabar dari keluarga yang jauh? Balas di sini, atau bicara dengan"
            " kantor desa.",
            "en": "Greetings. Is there news from your family far away? Answer here, or talk to the"
            " village office.",
        },
    )
    templates.register(
        HEARD,
        {
            "id": "Terima kasih atas kabarnya. Sehat selalu.",
            "en": "Thank you for writing. Keep well.",
        },
    )
    templates.register(
        WILL_CALL,
        {
            "id": "Terima kasih, pesanmu sudah kami baca dan petugas segera menghubungimu. Bila"
            f" mendesak, telepon {HOTLINE} (24 jam).",
            "en": "Thank you, your message was read and an officer contacts you soon. If it is urgent,"
            f" call {HOTLINE} (24 hours).",
        },
        neutral={"id": "Terima kasih atas kabarnya.", "en": "Thank you for writing."},
    )
    templates.register(
        UNKNOWN,
        {
            "id": "Terima kasih atas pesannya. Kami belum mengenal nomor ini. Tulis nama dan desa asal,"
            f" atau telepon {HOTLINE}.",
            "en": "Thank you for writing. We do not know this number yet. Write your name and home"
            f" village, or call {HOTLINE}.",
        },
    )

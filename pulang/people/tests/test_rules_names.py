"""Names are read as registers of NTT write them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pulang.people.rules import names, similarity, spelling

ANY_TEXT = st.text(max_size=60)
NAME_LIKE = st.text(alphabet="abdeghiknorstuwyYMKFX.' -", max_size=30)


@pytest.mark.parametrize(
    ("name", "sex", "expected"),
    [
        ("Yoh. Nahak", "", ("yohanes", "nahak")),
        ("YOH NAHAK", "", ("yohanes", "nahak")),
        ("Fx. Seran", "", ("fransiskus", "xaverius", "seran")),
        ("F.X. Seran", "", ("fransiskus", "xaverius", "seran")),
        ("Mr. Taneo", "", ("maria", "taneo")),
        ("M. Bria", "", ("maria", "bria")),
        ("Maria M. Taneo", "", ("maria", "m", "taneo")),
        ("Th. Bria", "F", ("theresia", "bria")),
        ("Th. Bria", "M", ("thomas", "bria")),
        ("Th. Bria", "", ("th", "bria")),
        ("Pdt. Yoh. Bara Pa, S.Pd", "", ("yohanes", "bara", "pa")),
        ("Umbu Ndilu Hamba", "", ("ndilu", "hamba")),
        ("Melkianus Umbu", "", ("melkianus", "umbu")),
        ("Yasinta da Gomez", "", ("yasinta", "gomez")),
        ("Yasinta daGomez", "", ("yasinta", "gomez")),
        ("Abdul Karim bin Usman", "", ("abdul", "karim", "usman")),
        ("Nur Hayati", "", ("nurhayati",)),
        ("Suharti", "", ("suharti",)),
    ],
)
def test_tokens_drop_titles_and_write_out_abbreviations(name, sex, expected):
    assert names.tokens(name, sex) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Johanis", "Yohanes"), ("Djawa", "Jawa"), ("Nunuhitoe", "Nunuhitu"), ("Ledjap", "Lejap"),
        ("Khornelis", "Cornelius"), ("Ndoen", "Ndun"), ("Wilhelmina", "Welmince"),
        ("Fabianus", "Febianus"), ("Savirius", "Xaverius"), ("Lydia", "Lidia"), ("Marya", "Maria"),
        ("Cecilia", "Sesilia"), ("Theresa", "Teresia"), ("Hariona", "Hariona'"),
    ],
)  # fmt: skip
def test_spellings_of_one_name_share_a_canonical_key(one, other):
    assert names.canonical(one) == names.canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Yohanes", "Yohana"), ("Maria", "Marta"), ("Seran", "Sera"), ("Fransiskus", "Fransiska")],
)
def test_different_names_keep_different_keys(one, other):
    assert names.canonical(one) != names.canonical(other)


def test_a_married_womans_hyphened_name_shows_both_families():
    reading = names.read("Maria Taneo-Snae")

    assert reading.husband_own == ("taneo", "snae")
    assert reading.tokens == ("maria", "taneo", "snae")


def test_a_passport_that_repeats_a_single_name_is_a_mononym():
    assert names.read("BAREK BAREK").is_mononym
    assert names.read("Barek").is_mononym
    assert not names.read("Barek Kewa").is_mononym


def test_the_father_stands_after_bin():
    assert names.read("Abdul bin Usman").child_of == ("usman",)


def test_titles_tell_a_sex_and_are_kept_aside():
    assert names.split_titles("Ibu Maria Taneo, S.Pd") == ("Ibu s.pd", "Maria Taneo")
    assert names.sex_of_title("Rambu Leda") == "F"
    assert names.sex_of_title("Maria") == ""


def test_an_initial_is_near_the_name_it_begins():
    near = similarity.name_similarity("MARIA Y. TANEO", "Maria Yasinta Taneo")
    far = similarity.name_similarity("MARIA Y. TANEO", "Maria Kewa Bala")

    assert near > 0.85 > far


def test_a_rare_name_weighs_more_than_maria():
    weight = {"maria": 1.0, "seran": 1.0, "wensislaus": 6.0}.get

    shares_rare = similarity.tokens_similarity(
        ("wensislaus", "seran"), ("wensislaus", "maria"), weight=lambda t: weight(t) or 1.0
    )
    shares_common = similarity.tokens_similarity(
        ("wensislaus", "seran"), ("maria", "seran"), weight=lambda t: weight(t) or 1.0
    )

    assert shares_rare > shares_common


@given(ANY_TEXT)
@example("Ꭰ")
@example("𝐌𝐚𝐫𝐢𝐚")
def test_no_text_makes_reading_raise(text):
    reading = names.read(text)

    assert all(token == token.lower() and " " not in token for token in reading.tokens)
    names.split_titles(text)
    names.name_keys(text)
    names.sex_of_title(text)


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing(text):
    assert names.clean(names.clean(text)) == names.clean(text)


@given(st.one_of(ANY_TEXT, NAME_LIKE))
def test_the_key_of_a_key_is_the_key(text):
    key = spelling.spelling_key(text)

    assert spelling.spelling_key(key) == key


@given(NAME_LIKE, NAME_LIKE)
def test_similarity_is_symmetric_and_bounded(one, other):
    forth, back = similarity.name_similarity(one, other), similarity.name_similarity(other, one)

    assert forth == pytest.approx(back)
    assert 0.0 <= forth <= 1.0


@given(NAME_LIKE)
def test_a_name_is_like_itself(name):
    if names.tokens(name):
        assert similarity.name_similarity(name, name) == pytest.approx(1.0)


@given(st.permutations(["Maria", "Hoar", "Nahak", "Seran"]))
def test_order_of_the_names_plays_no_part(order):
    assert similarity.name_similarity(" ".join(order), "Maria Hoar Nahak Seran") == pytest.approx(1)
    assert names.name_keys(" ".join(order)) == names.name_keys("Maria Hoar Nahak Seran")


@given(st.lists(st.sampled_from(["Maria", "Umbu", "YOH", "da", "Gomez", "nur", "hayati", "SE", "m",
                                 "dagomez", "bin", "Nona", "th", "Seran"]), max_size=5),
       st.sampled_from(["", "F", "M"]))  # fmt: skip
def test_the_short_way_for_plain_names_gives_what_the_reading_gives(words, sex):
    name = " ".join(words)

    assert names.tokens(name, sex) == names.read(name, sex).tokens

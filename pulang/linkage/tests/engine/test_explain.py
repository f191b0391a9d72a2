"""What a reviewer sees is what decided."""

from datetime import date

import pytest

from pulang.linkage.engine import LinkageModel, explain, explain_many

YOH = {
    "source": "paroki",
    "full_name": "Yoh. Nahak",
    "sex": "M",
    "born_on": date(1985, 7, 1),
    "regency": "Malaka",
}
YOHANIS = {
    "source": "bank",
    "full_name": "Yohanis Nahak Bria",
    "sex": "M",
    "born_on": date(1985, 3, 12),
    "regency": "Malaka",
}
MARIA = {
    "source": "bank",
    "full_name": "Maria Wensislaus Taneo",
    "sex": "F",
    "born_on": date(1990, 2, 3),
    "nik": "5302044302900003",
    "phone": "+6281234567890",
    "village": "Oenoni",
    "district": "Amarasi",
    "regency": "Kupang",
}
HUSBAND = {
    "source": "desa",
    "full_name": "Petrus Konstantinus Lopo",
    "sex": "M",
    "born_on": date(1986, 11, 20),
    "nik": "5302044302900003",
    "village": "Oenoni",
    "district": "Amarasi",
    "regency": "Kupang",
}
TWIN = {
    **MARIA,
    "source": "desa",
    "full_name": "Agnes Yasinta Taneo",
    "nik": "5302044302900004",
    "phone": "",
}


def test_the_evidence_and_the_prior_sum_to_the_total():
    for told in explain_many([(YOH, YOHANIS), (MARIA, HUSBAND), (MARIA, TWIN), (MARIA, MARIA)]):
        assert told.prior + sum(bar.bits for bar in told.evidence) == pytest.approx(told.total)
        assert told.probability == pytest.approx(1 / (1 + 2**-told.total))


def test_yoh_nahak_of_1_july_is_for_a_person_to_judge():
    # Golden scenario 12.
    assert explain(YOH, YOHANIS).zone == "review"
    assert explain({**YOH, "regency": None}, YOHANIS).zone == "review"


def test_a_record_is_the_same_person_as_itself_in_another_list():
    assert explain(MARIA, {**MARIA, "source": "desa"}).zone == "linked"


def test_a_wife_with_her_husbands_nik_is_not_linked_to_him():
    assert explain(MARIA, HUSBAND).zone != "linked"


def test_twins_are_not_linked():
    assert explain(MARIA, TWIN).zone != "linked"


def test_it_does_not_matter_who_stands_left():
    for one, other in [(YOH, YOHANIS), (MARIA, HUSBAND), (MARIA, TWIN)]:
        there, back = explain(one, other), explain(other, one)

        assert there.total == pytest.approx(back.total)
        assert there.zone == back.zone


def test_a_default_birthday_says_less_than_a_real_one():
    def birth(day: date) -> float:
        told = explain({**YOHANIS, "born_on": day}, {**YOHANIS, "source": "paroki", "born_on": day})
        return next(bar.bits for bar in told.evidence if bar.field == "born")

    assert birth(date(1985, 7, 1)) < birth(date(1985, 3, 12))


def test_every_bar_names_its_field_and_what_both_sides_say():
    bars = {bar.field: bar for bar in explain(YOH, YOHANIS).evidence}

    assert bars["name"].left == "Yoh. Nahak"
    assert bars["name"].right == "Yohanis Nahak Bria"
    assert bars["nik"].level == "not known on both sides"
    assert bars["nik"].bits == 0


def test_two_records_that_say_nothing_are_apart():
    assert explain({"source": "a"}, {"source": "b"}).zone == "apart"


def test_a_model_comes_back_from_json_as_it_was():
    shipped = LinkageModel.shipped()
    again = LinkageModel.from_json(shipped.to_json())

    assert again == shipped
    assert explain(YOH, YOHANIS, model=again).total == explain(YOH, YOHANIS).total

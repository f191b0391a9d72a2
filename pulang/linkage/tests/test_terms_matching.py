"""What the engine says in English, people read in their language."""

from django.utils.translation import override

from pulang.linkage.engine import comparisons
from pulang.linkage.terms import EVIDENCE_GROUPS, LEVELS


def test_every_level_of_the_engine_can_be_said_to_people():
    labels = {level.label for field in comparisons.fields() for level in field.levels}

    assert labels <= set(LEVELS)


def test_every_field_of_the_engine_has_a_name():
    names = {name for field in comparisons.fields() for name in (field.name, field.group)}

    assert names <= set(EVIDENCE_GROUPS)


def test_the_levels_speak_indonesian():
    with override("id"):
        assert str(LEVELS["same NIK"]) == "NIK sama"

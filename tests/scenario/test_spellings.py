"""Older spellings and everyday words of areas, sectors and complexes are faults whose hint names the right code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from sim.codes import HUBS, REGIONS, SECTORS
from sim.population.tags import TAGS
from sim.scenario import check, spellings
from sim.scenario.vocabulary import REGION_NAMES, SECTOR_NAMES

AREAS = {
    "Pusan": "Busan", "Kyungbuk": "Gyeongbuk", "Kyungnam": "Gyeongnam", "Chonnam": "Jeonnam", "Chonbuk": "Jeonbuk",
    "Cheju": "Jeju", "Kwangju": "Gwangju", "Taegu": "Daegu", "Taejon": "Daejeon", "Inchon": "Incheon",
    "Kyonggi": "Gyeonggi", "Kyunggi": "Gyeonggi", "Kangwon": "Gangwon", "Ch'ungch'ongbuk-do": "Chungbuk",
    "North Chungcheong": "Chungbuk", "Gyeongsangnam-do": "Gyeongnam", "South Jeolla Province": "Jeonnam",
    "Busan Metropolitan City": "Busan", "Jeju Special Self-Governing Province": "Jeju", "부산시": "Busan",
    "Sudogwon": "Capital", "호남": "Honam", "부울경": "Southeast", "대경": "Daegyeong", "충청권": "Central",
}  # fmt: skip
INDUSTRIES = {
    "semiconductor": "SEMI", "Semiconductors": "SEMI", "chips": "SEMI", "반도체": "SEMI", "반도체산업": "SEMI",
    "battery": "ELEQ", "secondary batteries": "ELEQ", "이차전지": "ELEQ", "배터리": "ELEQ", "shipbuilding": "SHIP",
    "조선": "SHIP", "조선업": "SHIP", "cars": "AUTO", "자동차 산업": "AUTO", "steel industry": "STEEL",
    "철강": "STEEL", "petrochemicals": "CHEM", "석유화학": "CHEM", "정유": "REFI", "robots": "MACH", "바이오": "PHAR",
}  # fmt: skip


def hint(edit: Callable[..., None], old: str, new: str) -> str:
    edit(old, new)
    return next(problem.hint for problem in check(["plan.yaml"]) if not problem.warning)


@pytest.mark.parametrize(("word", "code"), AREAS.items())
def test_another_spelling_of_an_area_is_told_with_its_code(edit: Callable[..., None], word: str, code: str) -> None:
    assert hint(edit, "[Jeonnam, Gyeonggi]", f'["{word}", Gyeonggi]') == f"write '{code}'"


@pytest.mark.parametrize(("word", "code"), INDUSTRIES.items())
def test_an_everyday_word_for_a_sector_is_told_with_its_code(edit: Callable[..., None], word: str, code: str) -> None:
    assert hint(edit, "[CHEM, K_MACH]", f'["{word}", K_MACH]') == f"write '{code}'"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("regions: [Honam]", "regions: Kyungbuk", "write [Gyeongbuk]"),
        ("sectors: [CHEM, K_MACH]", "sectors: 운송장비", "write [AUTO, SHIP]"),
        ("[Jeonnam, Gyeonggi]", "[chips]", "it is a sector: sectors: [SEMI]"),
        ("[CHEM, K_MACH]", "[Pusan]", "it is a region: regions: [Busan]"),
    ],
)
def test_a_word_without_its_list_or_in_the_wrong_one_is_told_with_the_right_one(
    edit: Callable[..., None], old: str, new: str, told: str
) -> None:
    assert hint(edit, old, new) == told


@pytest.mark.parametrize("word", ["전국", "nationwide", "Korea"])
def test_a_word_for_the_nation_is_the_word_all(edit: Callable[..., None], word: str) -> None:
    assert hint(edit, "[Jeonnam, Gyeonggi]", f"[{word}]") == "write the word all without brackets"


@pytest.mark.parametrize(
    ("word", "tag"), {"Yeosu": "Yeosu", "Yosu": "Yeosu", "포항": "Pohang", "여수산단": "Yeosu"}.items()
)
def test_a_complex_among_regions_is_told_as_a_tag_that_is_known(edit: Callable[..., None], word: str, tag: str) -> None:
    assert hint(edit, "[Jeonnam, Gyeonggi]", f"[{word}]") == f"it is a tag: tags: [complex:{tag}]"
    edit(f"[{word}]", "all")
    edit("sizes: all, tags: []", f"sizes: all, tags: [complex:{tag}]")
    assert not [problem for problem in check(["plan.yaml"]) if not problem.warning]


def test_the_place_of_a_complex_among_tags_is_told_with_its_tag(edit: Callable[..., None]) -> None:
    assert hint(edit, "sizes: all, tags: []", "sizes: all, tags: [Gumi]") == "write 'complex:Gumi'"
    assert hint(edit, "tags: [Gumi]", "tags: [뿌리산업]") == "write 'root_industry'"


@pytest.mark.parametrize("word", ["services", "helmets", "defence"])
def test_a_word_of_quite_another_length_is_close_to_no_code(edit: Callable[..., None], word: str) -> None:
    assert hint(edit, "[CHEM, K_MACH]", f"[{word}]").endswith("(24 in all); `python run.py explain sectors` lists them")


def test_every_other_spelling_belongs_to_one_name_and_tells_names_that_files_use() -> None:
    for table, known in ((spellings._AREAS, REGION_NAMES), (spellings._SECTORS, SECTOR_NAMES)):
        assert {code for codes in table for code in codes.split(", ")} <= set(known)
        assert [word for word, n in Counter(" ".join(table.values()).split()).items() if n > 1] == []
    assert set(SECTORS) <= set(spellings._SECTORS) and set(HUBS) <= set(spellings._AREAS)
    assert set(spellings._tags().values()) <= set(TAGS)
    for code in REGIONS:  # no other spelling takes a code of another si/do
        assert spellings.code_of("region", code) == code
    assert [code for code in SECTORS if spellings.code_of("sector", code) != code] == []


def test_a_hint_that_tells_a_name_is_written_in_korean(edit: Callable[..., None]) -> None:
    edit("[Jeonnam, Gyeonggi]", "[Kyungbuk, Yeosu, Oslo]")
    told = [problem.text("ko") for problem in check(["plan.yaml"]) if not problem.warning]
    assert "힌트: 'Gyeongbuk'(으)로 쓸 것" in told[0] and "힌트: 태그 이름: tags: [complex:Yeosu]" in told[1]
    assert "힌트: 다음 중 하나: Seoul" in told[2] and "(전체 22개, 목록은 `python run.py explain regions`)" in told[2]

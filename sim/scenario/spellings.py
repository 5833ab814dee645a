"""Everyday and older names of areas and sectors, and the hint that tells the code which files use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from sim.files.problems import close_name, closest, suggest
from sim.labels import NATION
from sim.scenario.vocabulary import KOREAN_NAMES, REGION_NAMES, SECTOR_NAMES

_STEMS: Final = {
    "Chung": ("chungcheong", "chungchong", "chung", "충청", "충"),
    "Jeon": ("jeolla", "jeonra", "cholla", "chulla", "jeon", "jon", "chon", "전라", "전"),
    "Gyeong": ("gyeongsang", "gyungsang", "kyeongsang", "kyongsang", "kyungsang", "gyeong", "gyung", "gyong", "kyeong",
               "kyong", "kyung", "경상", "경"),
}  # fmt: skip
"""First part of the name of two si/do -> how it is written."""
_SIDES: Final = {"buk": ("buk", "puk", "bug", "north", "북"), "nam": ("nam", "south", "남")}
_AREAS: Final = {
    "Seoul": "soul sŏul",
    "Busan": "pusan fusan",
    "Daegu": "taegu daigu",
    "Incheon": "inchon inchun incheong",
    "Gwangju": "kwangju gwangjoo kwangjoo",
    "Daejeon": "taejon taejeon daejon daejun",
    "Ulsan": "woolsan",
    "Sejong": "sejongcity",
    "Gyeonggi": "kyonggi kyunggi kyeonggi gyunggi kyungki kyongki gyonggi",
    "Gangwon": "kangwon kangweon gangweon",
    "Jeju": "cheju",
    "Capital": "sudogwon sudokwon seoulcapitalarea capitalarea capitalregion seoularea greaterseoul metropolitanarea"
               " seoulmetropolitanarea 수도",
    "Central": "chungcheonggwon chungcheongregion jungbu 충청권 중부",
    "Honam": "honamgwon honamregion 호남",
    "Daegyeong": "daegyeonggwon taegyong daekyung daekyeong tk 대경 대구경북",
    "Southeast": "dongnam dongnamgwon tongnam buulgyeong bukyung pk southeastern southeastregion"
                 " 동남 부울경 부산울산경남",
    "Daegyeong, Southeast": "yeongnam youngnam yongnam 영남 영남권",
    "Chungbuk, Chungnam": "chungcheong chungchong 충청 충청도",
    "Jeonbuk, Jeonnam": "jeolla jeonra cholla chulla 전라 전라도",
    "Gyeongbuk, Gyeongnam": "gyeongsang gyungsang kyeongsang kyongsang kyungsang 경상 경상도",
}  # fmt: skip
_SECTORS: Final = {
    "FOOD": "food beverage drink tobacco 식품 식음료 식료품 음료 담배",
    "TEXT": "textile clothing clothes apparel garment leather shoe footwear fashion 섬유 의류 의복 가죽 신발 패션",
    "WOOD": "wood timber paper pulp printing 목재 종이 제지 펄프 인쇄",
    "REFI": "refining refinery refineries oil petroleum oilrefining 정유 석유 석유정제",
    "CHEM": "chemical petrochemical petrochem cosmetic 화학 석유화학 유화 정밀화학 화장품",
    "PHAR": "pharma pharmaceutical medicine drug bio biotech biopharma 제약 의약 의약품 바이오",
    "RUBB": "rubber plastic tyre tire 고무 플라스틱 타이어",
    "NMET": "cement glass ceramic nonmetallicmineral 시멘트 유리 세라믹 도자기 비금속",
    "STEEL": "steel iron ironandsteel ironsteel basicmetal nonferrousmetal 철강 제철 제강 비철금속 일차금속",
    "FABM": "fabricatedmetal metalproduct metalworking 금속가공 금속제품",
    "SEMI": "semiconductor semicon chip memory electronic display computer 반도체 전자 전자부품 디스플레이 컴퓨터",
    "PREC": "precision precisioninstrument instrument medicaldevice medicalinstrument optic"
            " 정밀 정밀기기 의료기기 광학",
    "ELEQ": "battery batteries secondarybattery secondarybatteries rechargeablebattery electricalequipment electrical"
            " appliance homeappliance 배터리 이차전지 2차전지 전지 전기 전기장비 가전",
    "MACH": "machine machinery machinetool robot robotic semiconductorequipment 기계 일반기계 공작기계 로봇 반도체장비",
    "AUTO": "car auto automobile automotive vehicle motorvehicle autopart carpart ev electricvehicle electriccar"
            " 자동차 완성차 자동차부품 차 전기차 미래차",
    "SHIP": "ship shipbuilding shipbuilder shipyard aerospace aircraft aviation rail railway 조선 조선해양 선박 항공"
            " 항공우주 철도차량",
    "OTHR": "furniture toy jewellery jewelry 가구 완구",
    "K_METL": "metal 금속",
    "K_ELEC": "electricalandelectronic 전기전자",
    "AUTO, SHIP": "transportequipment 운송장비 수송장비",
}  # fmt: skip
_EVERYTHING: Final = {
    "region": {"korea", "southkorea", "nation", "nationwide", "national", "country", "all", "everywhere", "전국"},
    "sector": {"manufacturing", "all", "everything", "allmanufacturing", "전체", "제조", "제조업", "전업종", "전산업"},
}
_AREA_WORDS: Final = re.compile(
    r"\b(?:special|self-?governing|autonomous|metropolitan|city|province|state)\b|-?(?:do|si|shi)$|(?<=..)[시도]$"
)
_SECTOR_WORDS: Final = re.compile(
    r" ?\b(?:industry|industries|manufacturing|manufacturers?|sectors?|makers?|making|production)$"
    r"|(?<=.) ?(?:제조업|제조|산업|업종|업계|부문|분야|업)$"
)
_OLDER_COMPLEXES: Final = {
    "yosu": "Yeosu", "kumi": "Gumi", "koje": "Geoje", "kunsan": "Gunsan", "kwangyang": "Gwangyang", "onsan": "Ulsan",
    "mipo": "Ulsan", "okpo": "Geoje", "chonan": "Cheonan_Asan", "taesan": "Daesan", "tangjin": "Dangjin",
    "taebul": "Daebul", "changweon": "Changwon", "hwaseong": "Giheung_Pyeongtaek", "osong": "Ochang",
}  # fmt: skip
_SHORT: Final = 6
"""Letters of names in whose lists only words of about the same length are close."""
_LIKE: Final = 0.7
"""Two names of places are less often meant for each other than they are alike."""


def _plain(word: str) -> str:
    """A word without case, blanks and marks."""
    return re.sub(r"[^0-9a-zŏ가-힣]", "", word.casefold())


@cache
def _areas() -> dict[str, str]:
    """Every spelling of an area -> its code, or the codes of the two that share it."""
    out = {_plain(word): code for word, code in KOREAN_NAMES.items() if code in REGION_NAMES}
    out.update({_plain(code): code for code in REGION_NAMES})
    for stem, written in _STEMS.items():
        for side, sides in _SIDES.items():
            out.update({key: stem + side for one in written for end in sides for key in (one + end, end + one)})
    return {**out, **{word: code for code, words in _AREAS.items() for word in words.split()}}


@cache
def _sectors() -> dict[str, str]:
    codes = {_plain(code): code for code in SECTOR_NAMES}
    return {**codes, **{word: code for code, words in _SECTORS.items() for word in words.split()}}


@cache
def _tags() -> dict[str, str]:
    """Names and labels of tags, and the places that complexes are named after -> tag."""
    from sim.population.tags import tag_rules

    out: dict[str, str] = {}
    for rule in tag_rules():
        place = rule.tag.removeprefix("complex:")
        parts = [*re.split("_", place), *re.split("[ ·]", rule.label[1])] if place != rule.tag else []
        for word in (place, *rule.label, *parts):
            out.setdefault(_plain(word), rule.tag)
    older = {word: f"complex:{place}" for word, place in _OLDER_COMPLEXES.items()}
    return {"exporter": "exporter", "수출기업": "exporter", "returning": "returning", "유턴기업": "returning",
            **older, **out}  # fmt: skip


def _one_or_many(table: dict[str, str], plain: str) -> str:
    """What a table has for a word, or for the English word of one where it names many."""
    return table.get(plain) or (table.get(plain.removesuffix("s"), "") if plain.isascii() and len(plain) > 3 else "")


def code_of(what: str, word: str) -> str:
    """The code (of two names: both) that a word for a region or a sector stands for; empty where it is not known.

    >>> [code_of("region", word) for word in ("Pusan", "North Kyungsang", "Jeju-do", "부울경", "Jeolla", "Oslo")]
    ['Busan', 'Gyeongbuk', 'Jeju', 'Southeast', 'Jeonbuk, Jeonnam', '']
    >>> [code_of("sector", word) for word in ("chips", "shipbuilding industry", "이차전지 산업", "cheese")]
    ['SEMI', 'SHIP', 'ELEQ', '']
    """
    if what not in _EVERYTHING:
        return ""
    table, idle = (_areas(), _AREA_WORDS) if what == "region" else (_sectors(), _SECTOR_WORDS)
    name = word.strip().casefold()
    shorter = idle.sub("", name)
    return _one_or_many(table, _plain(name)) or _one_or_many(table, _plain(idle.sub("", shorter)))


def tag_of(word: str) -> str:
    """The tag that a place, a label or a part of one stands for; empty where it is not known.

    >>> tag_of("Yeosu"), tag_of("평택"), tag_of("뿌리산업"), tag_of("Oslo")
    ('complex:Yeosu', 'complex:Giheung_Pyeongtaek', 'root_industry', '')
    """
    return _tags().get(_plain(word)) or _tags().get(re.sub("(산업)?단지$|산단$|complex$", "", _plain(word)), "")


def name_hint(what: str, word: str, known: Sequence[str]) -> str:
    """What to write instead of an unknown name of a closed list: its code, its tag, a name like it, or the list.

    >>> [name_hint("region", word, REGION_NAMES) for word in ("Kyungbuk", "Yeosu", "chips")]
    ["write 'Gyeongbuk'", 'it is a tag: tags: [complex:Yeosu]', 'it is a sector: sectors: [SEMI]']
    """
    if what not in _EVERYTHING:
        return near(word, known)
    if _plain(word) in _EVERYTHING[what] or KOREAN_NAMES.get(word) == NATION:
        return "write the word all without brackets"
    code = KOREAN_NAMES.get(word, "")
    code = code if code in known else code_of(what, word)
    if code:
        return f"write {code}" if "," in code else f"write '{code}'"
    other = "sector" if what == "region" else "region"
    if code := code_of(other, word):
        return f"it is a {other}: {other}s: [{code}]"
    if tag := tag_of(word):
        return f"it is a tag: tags: [{tag}]"
    hint = near(word, known, _LIKE)
    return f"{hint}; `python run.py explain {what}s` lists them" if hint.startswith("one of") else hint


def near(word: str, known: Sequence[str], likeness: float | None = None) -> str:
    """As `suggest`, but in a list of short codes a word of quite another length is close to none.

    >>> near("biochemistry", ("CHEM", "SHIP")), near("CHEMI", ("CHEM", "SHIP"))
    ('one of: CHEM, SHIP', "did you mean 'CHEM'?")
    """
    close = closest(word, known, likeness) if likeness else close_name(word, known)
    short = bool(known) and max(map(len, known)) <= _SHORT
    if close and not (short and abs(len(close) - len(word)) > 1):
        return suggest(close, known)
    return suggest("", known)

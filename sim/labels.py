"""Bilingual names of areas, sectors and mechanisms, for readers. Codes and their order live in `sim.codes`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final, Literal

from sim.codes import HUBS, REGIONS, SECTORS, SIZES
from sim.switches import MECHANISMS

Language = Literal["ko", "en"]
LANGUAGES: Final[tuple[Language, Language]] = ("ko", "en")


ENGLISH: Final = "[영문]"
"""Stands in Korean texts before what is written in English only."""


@dataclass(frozen=True)
class Label:
    """One text in both languages of the program."""

    en: str
    ko: str

    def __getitem__(self, language: Language) -> str:
        return self.ko if language == "ko" else self.en


def filled(text: Label, **values: Any) -> Label:
    """A text with its places filled in both languages; a value that is a `Label` is put in in its language."""

    def within(language: Language) -> str:
        """The text in one language."""
        known = {name: value[language] if isinstance(value, Label) else value for name, value in values.items()}
        return text[language].format(**known)

    return Label(within("en"), within("ko"))


_FIRST_FINAL: Final = 0xAC00
_FINALS: Final = 28
"""Korean syllables of Unicode, in steps of their 28 final consonants (the first: none)."""
_OPEN_PARTICLE: Final = re.compile("([가-힣])([^가-힣A-Za-z0-9]*?)(과|을|이|은)\\((와|를|가|는)\\)")


def with_particles(text: str) -> str:
    """Korean particles as the sound before them asks: `정책 없음과(와)` becomes `정책 없음과`, `경로과(와)` `경로와`.

    Closing marks in between are looked through; after anything but a Korean syllable both forms stay.

    >>> with_particles("“정책 변화 없음”과(와) 기준 경로과(와) GDP과(와)")
    '“정책 변화 없음”과 기준 경로와 GDP과(와)'
    """

    def chosen(found: re.Match[str]) -> str:
        """The syllable with the marks behind it and the form that follows it."""
        final = (ord(found[1]) - _FIRST_FINAL) % _FINALS
        return found[1] + found[2] + (found[3] if final else found[4])

    return _OPEN_PARTICLE.sub(chosen, text)


NATION: Final = "Korea"

_REGIONS_KO: Final = (
    "서울", "부산", "대구", "인천", "광주", "대전", "울산", "세종", "경기",
    "강원", "충북", "충남", "전북", "전남", "경북", "경남", "제주",
)  # fmt: skip
FORMAL_REGIONS: Final = {
    "서울특별시": "Seoul", "부산광역시": "Busan", "대구광역시": "Daegu", "인천광역시": "Incheon",
    "광주광역시": "Gwangju", "대전광역시": "Daejeon", "울산광역시": "Ulsan", "세종특별자치시": "Sejong",
    "경기도": "Gyeonggi", "강원도": "Gangwon", "강원특별자치도": "Gangwon", "충청북도": "Chungbuk",
    "충청남도": "Chungnam", "전라북도": "Jeonbuk", "전북특별자치도": "Jeonbuk", "전라남도": "Jeonnam",
    "경상북도": "Gyeongbuk", "경상남도": "Gyeongnam", "제주도": "Jeju", "제주특별자치도": "Jeju",
}  # fmt: skip
"""Official Korean name of a si/do -> code; all others write the short one."""
_HUBS_KO: Final = {
    "Capital": "수도권", "Central": "중부권", "Honam": "호남권", "Daegyeong": "대경권", "Southeast": "동남권",
}  # fmt: skip
_SECTORS: Final = {
    "FOOD": ("Food, beverages, tobacco", "식료품·음료·담배"),
    "TEXT": ("Textiles, apparel, leather", "섬유·의복·가죽"),
    "WOOD": ("Wood, paper, printing", "목재·종이·인쇄"),
    "REFI": ("Refined petroleum", "석유정제"),
    "CHEM": ("Chemicals", "화학"),
    "PHAR": ("Pharmaceuticals", "의약품"),
    "RUBB": ("Rubber and plastics", "고무·플라스틱"),
    "NMET": ("Non-metallic minerals", "비금속광물"),
    "STEEL": ("Basic metals", "1차 금속"),
    "FABM": ("Fabricated metals", "금속가공"),
    "SEMI": ("Semiconductors, electronics", "반도체·전자"),
    "PREC": ("Medical and precision instruments", "의료·정밀"),
    "ELEQ": ("Electrical equipment, batteries", "전기장비·배터리"),
    "MACH": ("Machinery", "기계"),
    "AUTO": ("Motor vehicles", "자동차"),
    "SHIP": ("Ships and other transport", "조선·기타 운송"),
    "OTHR": ("Other manufacturing", "기타 제조"),
}

AREAS: Final = (NATION, *REGIONS, *HUBS)
"""The areas of every results table: the nation, the 17 si/do, the five hubs."""

AREA_LABELS: Final[dict[str, Label]] = {
    NATION: Label("Korea", "전국"),
    **{code: Label(code, name) for code, name in zip(REGIONS, _REGIONS_KO, strict=True)},
    **{code: Label(code, _HUBS_KO[code]) for code in HUBS},
}

SECTOR_LABELS: Final[dict[str, Label]] = {code: Label(*_SECTORS[code]) for code in SECTORS}

SIZE_LABELS: Final[dict[str, Label]] = {
    code: Label(f"{code} persons", f"{code.replace('-', '~').replace('300+', '300')}인{' 이상' if '+' in code else ''}")
    for code in SIZES
}

_MECHANISMS_KO: Final = {
    "M1": "AI·스마트공장 도입", "M2": "투자 보조금·세액공제", "M3": "연구개발·품질·신제품",
    "M3b": "성장엔진·산업단지·지역 지원", "M4": "리쇼어링·해외투자", "M5": "지역별 최저임금·임금체계",
    "M6": "국민성장펀드·보증·정책대출", "M7": "규제·진입·입지 비용", "M8": "전력망·전기요금",
    "M9": "공급충격·관세·통상정책", "M10": "훈련·인재·외국인력", "M11": "설비 감축·구조조정",
}  # fmt: skip
MECHANISM_LABELS: Final[dict[str, Label]] = {
    code: Label(name, _MECHANISMS_KO[code]) for code, name in MECHANISMS.items()
}

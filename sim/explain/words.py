"""The fixed words of `explain` in both languages, and the mark of texts that are on record in English only."""

from __future__ import annotations

import re
from typing import Final

from sim.labels import AREA_LABELS, ENGLISH, SECTOR_LABELS, SIZE_LABELS, Label, Language
from sim.results.sheets import JUDGEMENT

ON = Label("acts in this version", "이 버전에서 작동함")
ACTS = {
    "quarter": Label("in every quarter: may be assumed or sampled", "매 분기: 가정하거나 표집할 수 있음"),
    "opening": Label("when the economy is opened: may be sampled, not assumed", "초기 상태: 표집만 가능"),
    "never": Label("in data of all runs alike: no scenario changes it", "모든 실행의 공통 자료: 바꿀 수 없음"),
}
NOT_MEASURED = Label("nothing measured yet: python run.py explain", "아직 측정되지 않음: python run.py explain")
ROWS = {
    "says": "내용", "source": "출처", "status": "상태", "lever": "수단", "scope": "적용 범위", "timing": "시기",
    "strength": "강도", "evidence": "근거", "money": "재원", "merged with": "포함된 공약", "baseline": "기준 가정",
    "why not": "미반영 사유", "note": "비고", "indicator": "지표", "change": "변화", "level": "수준", "by": "시한",
    "written in": "기재 위치", "mechanism": "메커니즘", "unit": "단위", "accepted": "허용 범위",
    "plausible": "타당한 범위", "meant to move": "목표 지표", "equation": "식", "writes": "정책 상태", "code": "코드",
    "pledges": "공약", "on record": "측정된 효과", "symbol": "기호", "default": "기본값", "sampled": "표집 범위",
    "grade": "등급", "acts": "작동 시점", "module": "모듈", "used in": "사용 위치", "definition": "정의",
    "in targets": "목표에서의 이름", "areas": "지역", "additive": "합산", "state": "작동", "levers": "수단",
    "size": "크기", "verified": "확인", "unit in files": "파일의 단위", "builds on": "바탕", "sources": "출처",
    "rows": "항목", "in detail": "항목별", "assumes": "가정", "samples": "표집", "run": "실행", "part of": "소속",
    "made of": "구성", "base year": "기준연도", "value added": "부가가치", "largest": "비중 상위", "jobs": "종사자",
    "plants": "사업체", "named in": "명시한 공약", "regions": "지역", "sectors": "업종",
}  # fmt: skip
"""Korean heads of the rows."""
WORDS = {
    "pledge": Label("pledge of", "공약,"),
    "target": Label("target of", "목표,"),
    "lever": Label("lever,", "정책수단,"),
    "parameter": Label("parameter,", "모수,"),
    "indicator": Label("indicator,", "지표,"),
    "mechanism": Label("mechanism,", "메커니즘,"),
    "evidence": Label("evidence on", "근거,"),
    "to": Label("to", "~"),
    "neutral": Label("does nothing at", "효과 없는 값"),
    "up": Label("up", "증가"),
    "down": Label("down", "감소"),
    "weak": Label("weak", "약함"),
    "central": Label("central", "중앙"),
    "strong": Label("strong", "강함"),
    "fixed": Label("held fixed", "고정"),
    "no money": Label("not stated in the source", "출처에 금액 없음"),
    "no dates": Label("dates assumed, not stated in the source", "시기는 가정(출처에 없음)"),
    "grade": Label("grade", "등급"),
    "recalled": Label(
        "{grade}, recalled and not read: counts as {standing}",
        "{grade}, 기억에 따른 것으로 원문 미확인: {standing}로 셈",
    ),
    "state": Label(" (policy state)", ""),
    "nation": Label("nation", "전국"),
    "regions": Label("{count} si/do", "{count}개 시·도"),
    "hubs": Label("hubs", "권역"),
    "adds": Label("areas add up to the nation", "지역의 합이 전국과 같음"),
    "no sum": Label("areas do not add up", "지역 간에 더할 수 없음"),
    "judgement": JUDGEMENT,
    "ends": Label("low / central / high", "하한 / 중앙 / 상한"),
    "unread": Label("no line of code reads it", "읽는 코드 없음"),
}
KEYS = {
    "regions": "지역", "sectors": "업종", "sizes": "규모", "start": "시작", "end": "종료", "lag": "시차",
    "ramp": "확대 기간", "all": "전체", "tags": "표식",
    **{code: label.ko for labels in (AREA_LABELS, SECTOR_LABELS, SIZE_LABELS) for code, label in labels.items()},
}  # fmt: skip
"""Korean words of what is written in a file under scope and timing."""
SIZES = ("weak", "central", "strong")
OFF = Label(
    "switched off in this version: its policy state and accounts are there, nothing moves them",
    "이 버전에서는 꺼져 있음: 정책 상태와 계정만 있고 움직이지 않음",
)

VERIFIED = {
    "page read": "원문 확인", "page read, part recalled": "원문 확인, 일부는 기억",
    "second-hand page read": "2차 자료 확인", "own calculation": "자체 계산", "judgement": JUDGEMENT.ko,
    "recalled, to be checked": "기억에 의함, 확인 필요",
    "not stated": "명시되지 않음",
}  # fmt: skip
"""Korean of closed words of the registries."""
_WORD: Final = re.compile(r"[A-Za-z]{3,}(?![A-Za-z]*[(_])")
_HANGUL: Final = re.compile("[가-힣]")


def as_on_record(text: str, language: Language) -> str:
    """A text that has one version, marked where Korean is asked for and it is English; formulas and names are neither.

    >>> as_on_record("low and high of E_grid", "ko"), as_on_record("x = exp(a) + b", "ko")
    ('[영문] low and high of E_grid', 'x = exp(a) + b')
    """
    marked = language == "ko" and _WORD.search(text) and not _HANGUL.search(text)
    return f"{ENGLISH} {text}" if marked else text

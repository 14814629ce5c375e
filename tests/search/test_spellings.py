"""The first hit is the right one, however a name is spelt."""

from __future__ import annotations

import pytest

from kg.dataset import Dataset

SPELLINGS = {
    "film/pulgasari": "불가사리|불가|Pulgasari|Pulgassari|pulgasar|Pul-ga-sa-ri"
    "|ㅂㄱㅅㄹ|Pulgasary|Pulagsari",
    "film/bulgasari-1962": "Bulgasari",
    "film/sea-of-blood": "피바다|P'ibada|Pibada|sea of blood|Sea of Blod|See of Blood|Seaof blood",
    "film/the-flower-girl": "꽃파는 처녀|꽃 파는 처녀|꽃파는|Kkot pa-neun cheo-nyeo|KKOT PANEUN"
    "|Kkotp'anŭn ch'ŏnyŏ|Kkotpanun chonyo|The Flower Girl"
    "|Flower Gril|ㄲㅍㄴ ㅊㄴ",
    "person/choe-ik-kyu": "최익규|Choe Ik-gyu|Ch'oe Ikkyu|Choi Ik-gyu|Ch'oe Ik-kyu|Choe Ikgyu",
    "person/shin-sang-ok": "신상옥|Sin Sang-ok|Sin Sangok|Shin Sangok|Shin Sang-ock|ㅅㅅㅇ",
    "person/choi-eun-hee": "최은희|Choe Un-hui|Ch'oe Ŭnhŭi|Choi Eunhee",
    "film/the-tale-of-chun-hyang": "춘향전|Ch'unhyangjŏn|Chunhyang|Tale of Chunhyang",
    "series/a-traffic-controller-on-crossroads": "traffic controler|Trafic Controller",
    "film/hong-kil-dong": "홍길동|Hong Kiltong|Hong Gil-dong",
    "person/ri-yong-bok": "리용복|이용복|Lee Yong-bok",
    "person/kim-jong-il": "김정일|Kim Chŏngil|Kim Jeong-il",
    "series/boy-general": "소년장수|Sonyeon jangsu|Boy General",
    "film/the-schoolgirls-diary": "한 녀학생의 일기|한 여학생의 일기|Han nyohaksaengui ilgi"
    "|Schoolgirl's Diary|schoolgirl diary|schoolgirl's dairy",
    "film/comrade-kim-goes-flying": "김동무는 하늘을 난다|Comrade Kim",
    "film/the-hero-noreturn": "돌아오지 않은 밀사|Emissary of No Return",
    "series/the-country-i-saw": "내가 본 나라|Naega bon nara",
}


@pytest.mark.parametrize(
    ("spelling", "thing"),
    [(spelling, thing) for thing, listed in SPELLINGS.items() for spelling in listed.split("|")],
)
def test_a_spelling_finds_its_thing_first(shipped: Dataset, spelling: str, thing: str) -> None:
    first, *_ = shipped.finder.search(spelling, view=shipped.view("possible"), limit=3).hits
    assert first.iri.removeprefix(shipped.base) == thing

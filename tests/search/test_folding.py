"""Folding as tables: what is the same word, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.search.folding import fold, joined, spaced
from kg.search.hangul import by_letter, spoken
from kg.search.near import by_length, distance, expression_near
from kg.search.skeleton import run_together, skeletons


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Kkot P'anŭn Ch'ŏnyŏ", "kkot panun chonyo"),
        ("Kkot P’anŭn Ch‘ŏnyŏ", "kkot panun chonyo"),
        ("Kkot Pa-neun Cheo-nyeo", "kkot pa neun cheo nyeo"),
        ("KKOT  pa‐neun", "kkot pa neun"),
        ("The Schoolgirl's Diary", "the schoolgirls diary"),
        ("Journal d’une jeune Nord-Coréenne", "journal dune jeune nord coreenne"),
        ("Straße, Łódź & Ærø", "strasse lodz aero"),
        ("꽃파는 처녀", "꽃파는 처녀"),
        ("꽃파는 처녀".encode().decode(), "꽃파는 처녀"),
        ("Mission: Impossible", "mission impossible"),
        ("…", ""),
        ("", ""),
    ],
)
def test_folding_drops_case_marks_apostrophes_and_hyphens(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_hyphenated_word_is_also_one_word() -> None:
    assert joined("Choe Ik-kyu") == ("choe", "ikkyu")


def test_signs_are_parted_so_that_any_part_is_a_phrase() -> None:
    assert spaced("피바다 1969 film") == "피 바 다 1969 film"


@pytest.mark.parametrize(
    ("word", "heard", "spelt"),
    [
        # The examples of notice 2000-8, and what tells rules apart.
        ("백마", "baengma", "baekma"),
        ("종로", "jongno", "jongro"),
        ("왕십리", "wangsimni", "wangsipri"),
        ("별내", "byeollae", "byeolnae"),
        ("신라", "silla", "sinra"),
        ("독립", "dongnip", "dokrip"),
        ("좋고", "joko", "jogo"),
        ("놓다", "nota", "noda"),
        ("돌아오지", "doraoji", "dolaoji"),
        ("않은", "aneun", "aneun"),
        ("꽃파는", "kkotpaneun", "kkotpaneun"),
        ("넋", "neok", "neok"),
        ("학생의", "haksaengui", "haksaengui"),
        ("최익규", "choeikgyu", "choeikgyu"),
        ("불가사리", "bulgasari", "bulgasari"),
        ("평양", "pyeongyang", "pyeongyang"),
        ("값이", "gapsi", "gapi"),
    ],
)
def test_hangul_is_romanised_as_it_is_heard_and_as_it_is_spelt(
    word: str, heard: str, spelt: str
) -> None:
    assert (spoken(word), by_letter(word)) == (heard, spelt)


SAME = [
    ("꽃파는 처녀", "Kkot P'anŭn Ch'ŏnyŏ"),
    ("꽃파는 처녀", "Kkot Pa-neun Cheo-nyeo"),
    ("꽃파는 처녀", "Kkot Paneun Cheonyeo"),
    ("청자의 넋", "Ch'ŏngja ŭi nŏk"),
    ("청자의 넋", "Cheongjaui Neok"),
    ("돌아오지 않은 밀사", "Doraoji aneun milsa"),
    ("돌아오지 않은 밀사", "Toraoji anŭn milsa"),
    ("한 녀학생의 일기", "Han Nyŏhaksaengŭi Ilgi"),
    ("한 녀학생의 일기", "한 여학생의 일기"),
    ("김동무는 하늘을 난다", "Kimdongmunŭn hanŭrŭl nanda"),
    ("불가사리", "Pulgasari"),
    ("불가사리", "Bulgasari"),
    ("소년장수", "Sonyeonjangsu"),
    ("피바다", "P'ibada"),
    ("최익규", "Choe Ik-kyu"),
    ("최익규", "Ch'oe Ik-kyu"),
    ("최익규", "Choi Ik-gyu"),
    ("신상옥", "Shin Sang-ok"),
    ("신상옥", "Sin Sang Ok"),
    ("김일성", "Kim Il-sung"),
    ("김정은", "Kim Jŏng-ŭn"),
    ("김정철", "Kim Jong-chul"),
    ("김정철", "Kim Jong Chol"),
    ("박학", "Pak Hak"),
    ("박학", "Park Hak"),
    ("리용복", "Ri Yong-bok"),
    ("리용복", "Lee Yong-bok"),
    ("리용복", "이용복"),
    ("로동신문", "노동신문"),
    ("로동신문", "Rodong sinmun"),
    ("독립", "Tongnip"),
    ("독립", "Dokrip"),
    ("류경", "Yugyeong"),
    ("녀성", "여성"),
]


def keys(text: str) -> set[str]:
    return {run_together(skeleton) for skeleton in skeletons(text)}


@pytest.mark.parametrize(("hangul", "other"), SAME, ids=[" = ".join(pair) for pair in SAME])
def test_spellings_of_one_word_share_a_skeleton(hangul: str, other: str) -> None:
    assert keys(hangul) & keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("최익규", "신상옥"),
        ("Kim Jong-il", "Kim Jong-un"),
        ("꽃파는 처녀", "피바다"),
        ("Ri Yong-bok", "Ri Yong-ho"),
        ("불가사리", "봉선화"),
    ],
)
def test_other_words_share_none(one: str, other: str) -> None:
    assert not keys(one) & keys(other)


@pytest.mark.parametrize(
    "text", ["Gone with the Wind", "Anna Karenina, a novel", "崔益奎", "Godzilla", "1969", ""]
)
def test_what_cannot_be_korean_has_no_skeleton(text: str) -> None:
    assert skeletons(text) == frozenset()


@given(st.text(alphabet=st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=12))
def test_all_hangul_can_be_romanised_and_found_again(text: str) -> None:
    for reading in (spoken(text), by_letter(text)):
        assert reading.isascii()
        assert not text or keys(text) & keys(reading)


@pytest.mark.parametrize(
    ("asked", "name", "wrong"),
    [
        ("sea of blood", "Sea of Blood", 0),
        ("Sea of Blod", "Sea of Blood", 1),
        ("Flower Gril", "The Flower Girl", 1),
        ("Tale of Chunhyang", "The Tale of Chun Hyang", 0),
        ("Shin Sang-ock", "Shin Sang-ok", 1),
    ],
)
def test_letters_that_are_wrong_are_counted(asked: str, name: str, wrong: int) -> None:
    assert distance(asked, name) == wrong


def test_short_words_and_numbers_must_be_right() -> None:
    known = by_length(["sun", "1972", "river"])
    assert not expression_near("sin", known)
    assert not expression_near("1973", known)
    assert "river" in expression_near("rivre", known)

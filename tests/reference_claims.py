"""Claims of reference sources by `publisher/page`, and what all pages together say of works."""

from __future__ import annotations

OPERA, EMISSARY, SEEN = (
    "work:sea-of-blood-opera",
    "film:the-hero-noreturn",
    "series:the-country-i-saw",
)

CLAIMS = {
    "wikipedia/the-flower-girl": [
        "film:the-flower-girl cel:basedOn work:the-flower-girl-opera",
        "work:the-flower-girl-opera a cel:Opera",
        'film:the-flower-girl cel:title "꽃파는 처녀"@ko',
        'film:the-flower-girl cel:revisedRomanization "Kkot Paneun Cheonyeo"@ko-Latn',
    ],
    "wikipedia/the-flower-girl.hedged": ["film:the-flower-girl cel:creator person:kim-il-sung"],
    "imdb/tt0168937": [
        'film:the-flower-girl cel:imdb "tt0168937"',
        'film:the-flower-girl cel:romanizedTitle "Kotpanum chonio"@ko-Latn',
        "rating:the-flower-girl-imdb-stored-copy cel:ratingValue 6.6",
        "rating:the-flower-girl-imdb-stored-copy cel:ratingCount 59",
        "rating:pulgasari-imdb-stored-copy-1 cel:ratingValue 5.1",
        "event:release-of-the-flower-girl-in-north-korea cel:year 1972",
    ],
    "miff/the-flower-girl": [
        "film:the-flower-girl cel:director person:pak-hak",
        "film:the-flower-girl cel:award award:special-prize-karlovy-vary-1972",
        "film:the-flower-girl cel:comparedWith work:gone-with-the-wind",
    ],
    "bafici/the-flower-girl": [
        "film:the-flower-girl cel:director person:choe-ik-kyu",
        "film:the-flower-girl cel:durationMinutes 121",
    ],
    "wunschliste/das-blumenmaedchen": [
        "film:the-flower-girl cel:writer person:kim-il-sung",
        "film:the-flower-girl cel:composer person:song-deng-chun",
        "film:the-flower-girl cel:durationMinutes 126",
    ],
    "madmovieman/the-flower-girl": ["film:the-flower-girl cel:durationMinutes 122"],
    "imdb/tt0862677": [
        "film:sea-of-blood cel:releaseYear 1969",
        "film:sea-of-blood cel:director person:choe-ik-kyu",
        "film:the-schoolgirls-diary cel:releaseYear 2007",
        "rating:pulgasari-imdb-stored-copy-2 cel:ratingValue 5.2",
    ],
    "wikipedia/choe-ik-gyu": [
        "film:sea-of-blood cel:productionYear 1968",
        'person:choe-ik-kyu cel:name "최익규"@ko',
        'person:choe-ik-kyu cel:name "Choe Sang-gun"@en',
        "person:choe-ik-kyu cel:birthYear 1934",
        "event:demotion-of-choe-ik-gyu cel:year 1986",
    ],
    "wikipedia/choe-ik-gyu-ko": ["person:choe-ik-kyu cel:birthYear 1947"],
    "zames-maki/sea-of-blood-screening": [
        "film:sea-of-blood cel:releaseYear 1969",
        "film:sea-of-blood cel:durationMinutes 253",
        "film:sea-of-blood cel:writer person:pak-byong-su",
    ],
    "commbooks/history-of-north-korean-cinema": [
        "film:sea-of-blood cel:director person:choe-in-sik",
        "film:sea-of-blood cel:releaseYear 1969",
    ],
    "film-international/koreas-international-productions": [
        "film:sea-of-blood cel:productionYear 1968",
        "film:sea-of-blood cel:contributor person:kim-jong-il",
    ],
    "kcna/kim-jong-ils-feats-in-juche-oriented-art": [
        'event:start-of-filming-of-sea-of-blood cel:month "1968-04"^^xsd:gYearMonth',
        "film:sea-of-blood cel:productionYear 1968",
    ],
    "easyflix/454890.hedged": ["film:sea-of-blood cel:coDirector person:kim-jong-il"],
    "fuguja/sea-of-blood": [
        "film:sea-of-blood cel:producer person:kim-jong-il",
        'film:sea-of-blood cel:color "black and white"@en',
        "film:sea-of-blood cel:partCount 2",
    ],
    "wikipedia/sea-of-blood-860208119": [f"{OPERA} a cel:Opera", f"{OPERA} cel:releaseYear 1971"],
    "wikipedia/sea-of-blood-994988914": [
        'event:first-staging-of-the-sea-of-blood-opera cel:date "1971-07-17"^^xsd:date',
        "work:sea-of-blood-novel cel:releaseYear 1973",
    ],
    "wikipedia/pulgasari-atozwiki": [
        "film:pulgasari cel:productionYear 1985",
        "film:pulgasari cel:genre genre:monster",
        "film:pulgasari cel:countryOfOrigin place:china",
        "film:pulgasari cel:remakeOf film:bulgasari-1962",
        "film:bulgasari-1962 cel:availability cel:Lost",
        "film:pulgasari cel:influencedBy film:the-return-of-godzilla",
        "character:pulgasari-monster cel:portrayedBy person:kenpachiro-satsuma",
        "event:cinema-release-of-pulgasari-in-japan cel:year 1998",
    ],
    "bifan/pulgasari.hedged": ["film:pulgasari cel:coDirector person:chong-gon-jo"],
    "allmovie/pulgasari": ["film:pulgasari cel:durationMinutes 100"],
    "docslib/the-north-korean-films-of-shin-sang-ok": [
        "event:arrival-at-us-embassy cel:year 1986",
        "event:arrival-at-us-embassy cel:participant person:choi-eun-hee",
    ],
    "wikipedia/emissary-of-no-return": [
        f"{EMISSARY} cel:releaseYear 1984",
        f"{EMISSARY} cel:director person:choi-eun-hee",
        f"{EMISSARY} cel:basedOn work:bloody-conference",
        f"{EMISSARY} cel:filmedIn place:czechoslovakia",
        "character:ri-jun cel:portrayedBy person:kim-jun-sik",
    ],
    "filmaffinity/the-emissary-who-did-not-return": [f"{EMISSARY} cel:durationMinutes 130"],
    "wikipedia/spirit-of-korean-celadon": [
        "film:spirit-of-korean-celadon cel:director person:phyo-kwang",
        "event:screening-of-spirit-of-korean-celadon-at-jeonju cel:place place:jeonju",
    ],
    "bafici/the-schoolgirls-diary": [
        "film:the-schoolgirls-diary cel:releaseYear 2006",
        "film:the-schoolgirls-diary cel:adviser person:kim-jong-il",
        "film:the-schoolgirls-diary cel:durationMinutes 94",
    ],
    "senscritique/journal-d-une-jeune-nord-coreenne": [
        "event:release-of-the-schoolgirls-diary-in-france cel:place place:france",
        "film:the-schoolgirls-diary cel:durationMinutes 91",
    ],
    "wikipedia/comrade-kim-goes-flying": [
        "film:comrade-kim-goes-flying cel:releaseYear 2012",
        "film:comrade-kim-goes-flying cel:director person:anja-daelemans",
        "film:comrade-kim-goes-flying cel:countryOfOrigin place:belgium",
        'event:premiere-of-comrade-kim-goes-flying cel:date "2012-09-09"^^xsd:date',
    ],
    "wikipedia/comrade-kim-goes-flying-wikisum": [
        "review:weissberg-comrade-kim-goes-flying cel:reviewer person:jay-weissberg",
    ],
    "variety/comrade-kim-goes-flying": [
        "review:weissberg-comrade-kim-goes-flying cel:publishedIn organization:variety",
    ],
    "nouveau-cinema/the-tale-of-chun-hyang": [
        "film:the-tale-of-chun-hyang cel:director person:yu-won-jun",
        "film:the-tale-of-chun-hyang cel:director person:yun-ryong-gyu",
    ],
    "piec-smakow/hong-kil-dong": [
        "film:centre-forward cel:releaseYear 1978",
        "film:hong-kil-dong cel:director person:kim-kil-in",
    ],
    "38north/jlewis083012": [
        f"{SEEN} a cel:Film",
        f"{SEEN} cel:releaseYear 1988",
        "work:the-country-i-saw-film-series cel:partCount 5",
        "person:choe-il-sim cel:parent person:choe-ik-kyu",
    ],
    "pyongyang-travel/the-country-i-saw-part-1": [
        f"{SEEN} cel:director person:choi-eun-hee",
        f"{SEEN} cel:durationMinutes 87",
    ],
    "imdb/tt4946510": [f"{SEEN} a cel:Film", f"{SEEN} cel:releaseYear 1987"],
    "imdb/tt4309644": [
        "series:a-traffic-controller-on-crossroads a cel:Film",
        "series:a-traffic-controller-on-crossroads cel:releaseYear 1986",
        "character:un-suk cel:portrayedBy person:ri-sol-hee",
    ],
    "mbc/a-traffic-controller-on-crossroads": [
        'series:a-traffic-controller-on-crossroads cel:title "네거리초병"@ko',
    ],
    "wikipedia/boy-general-es": [
        "series:boy-general cel:startYear 1982",
        "series:boy-general cel:endYear 1997",
        "series:boy-general cel:episodeCount 50",
        "series:boy-general-second-run cel:continues series:boy-general",
        "series:boy-general cel:writer person:lee-young-chun",
    ],
    "kcna/concern-for-a-cartoon": ["series:boy-general cel:startYear 1981"],
    "koryo-group/the-boy-general": ["series:boy-general cel:startYear 1987"],
    "sbs/n1005544745": ["series:boy-general cel:director person:kim-jun-ok"],
    "dailynk/great-mother-revealed-to-the-world": [
        "film:the-mother-of-great-songun-korea cel:productionYear 2011",
        "film:the-mother-of-great-songun-korea cel:about person:ko-yong-hui",
        "film:the-mother-of-great-songun-korea cel:durationMinutes 85",
    ],
    "heavy/kim-jong-chul": ["person:kim-jong-chul cel:sibling person:kim-jong-un"],
    "wikipedia/shin-sang-ok": [
        'person:shin-sang-ok cel:deathDate "2006-04-11"^^xsd:date',
        "person:shin-sang-ok cel:citizenOf place:united-states",
    ],
    "wikipedia/shin-sang-ok.hedged": [
        "person:shin-sang-ok cel:birthYear 1925",
        "person:shin-sang-ok cel:birthYear 1926",
    ],
    "bafta/shin-sang-ok": ['person:shin-sang-ok cel:deathDate "2006-04-10"^^xsd:date'],
    "news-of-the-world/north-koreas-propaganda-chief-dies": [
        'person:kim-ki-nam-politician cel:deathDate "2024-05-07"^^xsd:date',
    ],
    "opensanctions/q10665": ["person:kim-jong-un cel:parent person:kim-jong-il"],
    "codex/q10665": ["person:kim-jong-un cel:parent person:kim-jong-il"],
}
DIRECTORS = {
    "film:the-flower-girl": {"choe-ik-kyu", "pak-hak"},
    "film:sea-of-blood": {"choe-ik-kyu", "choe-in-sik"},
    "film:pulgasari": {"shin-sang-ok"},
    EMISSARY: {"shin-sang-ok", "choi-eun-hee"},
    "film:spirit-of-korean-celadon": {"phyo-kwang"},
    "film:the-schoolgirls-diary": {"jang-in-hak"},
    "film:comrade-kim-goes-flying": {"kim-gwang-hun", "nicholas-bonner", "anja-daelemans"},
    "film:the-tale-of-chun-hyang": {"yu-won-jun", "yun-ryong-gyu"},
    SEEN: {"shin-sang-ok", "choi-eun-hee"},
    "series:a-traffic-controller-on-crossroads": set(),
    "series:boy-general": {"kim-jun-ok"},
    "film:the-mother-of-great-songun-korea": set(),
    OPERA: set(),
}
YEARS = {
    ("film:sea-of-blood", "cel:productionYear"): {1968},
    ("film:sea-of-blood", "cel:releaseYear"): {1969},
    (OPERA, "cel:releaseYear"): {1971},
    (OPERA, "cel:productionYear"): set(),
    ("film:pulgasari", "cel:productionYear"): {1985},
    ("film:the-schoolgirls-diary", "cel:releaseYear"): {2006, 2007},
    ("film:the-schoolgirls-diary", "cel:productionYear"): set(),
    (SEEN, "cel:releaseYear"): {1987, 1988},
    ("film:the-tale-of-chun-hyang", "cel:releaseYear"): {1980},
    ("film:the-mother-of-great-songun-korea", "cel:productionYear"): {2011},
}
KINDS = {
    SEEN: {"Film"},
    "series:a-traffic-controller-on-crossroads": {"Film"},
    "series:boy-general": {"Series"},
    "film:sea-of-blood": {"Film"},
    OPERA: {"Opera"},
    "work:sea-of-blood-novel": {"LiteraryWork"},
    "work:bloody-conference": {"StageWork"},
}

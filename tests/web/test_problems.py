"""What a reader gets when something is wrong: a page in their language that says how to go on."""

import re

import pytest
from flask.testing import FlaskClient

BROWSER = {"Accept": "text/html,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("address", "status", "korean"),
    [
        ("/film/there-is-none", 404, "여기에는 아무것도 없습니다"),
        ("/people?page=x", 400, "이해할 수 없는 요청입니다"),
        ("/film/pulgasari?view=none", 400, "이해할 수 없는 요청입니다"),
        ("/conflicts?format=docx", 406, "이 형식으로는 제공되지 않습니다"),
    ],
)
def test_a_problem_is_told_in_the_readers_language(
    client: FlaskClient, address: str, status: int, korean: str
) -> None:
    mark = "&" if "?" in address else "?"
    answer = client.get(f"{address}{mark}lang=ko", headers=BROWSER)
    assert answer.status_code == status
    assert f"<h1>{korean}</h1>" in answer.text
    (notice,) = re.findall('class="notice">([^<]*)<', answer.text)
    assert re.search("[가-힣]", notice)
    assert '<nav class="menu"' in answer.text
    assert "검색" in answer.text.partition("계속하기")[2]


def test_a_problem_names_its_request(client: FlaskClient) -> None:
    answer = client.get("/film/there-is-none", headers={**BROWSER, "X-Request-Id": "mine-7"})
    assert answer.headers["X-Request-Id"] == "mine-7"
    assert "<code>mine-7</code>" in answer.text


def test_a_way_back_leads_out_of_a_belief_that_there_is_not(client: FlaskClient) -> None:
    page = client.get("/film/pulgasari?trust=nobody", headers=BROWSER).text
    (way,) = re.findall(r'<li><a href="(/film/pulgasari)">', page)
    assert client.get(way, headers=BROWSER).status_code == 200

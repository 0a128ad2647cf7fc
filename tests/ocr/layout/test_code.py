"""Program text keeps its spaces."""

from dataclasses import replace

from onlineocr.ocr.layout import arrange
from tests.ocr.layout.lines import line

CODE = ("def total(rows, *, rate=0.2):", "    result = 0", "    for row in rows:", "        if row.paid is None:",
        "            continue", '        result += row.net * (1 + rate["a"])', "    return result")  # fmt: skip
LETTER = ("     Dear Sir, we have received", "your letter of the third and hope", "to answer it by the end of May",
          "     With kind regards from us")  # fmt: skip


def printed(texts, letter=10):
    return [
        line(text.strip(), 30 + letter * (len(text) - len(text.lstrip())), 10 + 25 * number, letter=letter)
        for number, text in enumerate(texts)
    ]


def single_spaced(row):
    return replace(row, text=" ".join(row.text.split()), words=tuple(word for word in row.words if word.text))


def test_it_keeps_the_indentation_of_code():
    text, blocks = arrange(printed(CODE))
    assert text == "\n".join(CODE)
    words = [word for block in blocks for row in block.lines for word in row.words]
    assert all(text[slice(*word.span)] == word.text for word in words)


def test_it_keeps_the_indentation_of_a_few_short_lines():
    code = ("for (i = 0; i < n; i++) {", "    total += prices[i];", "    count++;", "}", "return total;")
    lines = printed(code)
    lines[3] = line("}", 32, 85, width=6, letter=6)
    assert arrange(lines)[0] == "\n".join(code)


def test_it_keeps_spaces_between_words_of_code():
    code = [*CODE, "x = 1     # one", "rate = 0.2  # of a row"]
    assert arrange([single_spaced(row) for row in printed(code)])[0] == "\n".join(code)


def test_it_keeps_it_beside_prose_above():
    prose = [line(f"These are the words of line {name} that stand over it.", 30, 40 * number, letter=7, height=24)
             for number, name in enumerate(("one", "two", "three"))]  # fmt: skip
    code = [line(text.strip(), 30 + 10 * (len(text) - len(text.lstrip())), 200 + 25 * number)
            for number, text in enumerate(CODE)]  # fmt: skip
    text, _ = arrange([*prose, *code])
    assert text.endswith("\n".join(CODE))


def test_it_adds_no_spaces_to_a_typewritten_letter():
    text, _ = arrange(printed(LETTER))
    assert not any(row.startswith(" ") for row in text.split("\n"))


def test_it_adds_no_spaces_to_signs_in_proportional_type():
    texts = ["(a) = {b} + [c] = (d)", "{iiiiii} = (llllll) + [i]", "(wwwww) = {mmmmm} + [m]"]
    lines = [line(text, 30 + 37 * number, 10 + 25 * number, letter=8 + 3 * number) for number, text in enumerate(texts)]
    text, _ = arrange(lines)
    assert not any(row.startswith(" ") for row in text.split("\n"))


def test_it_takes_no_boxes_to_check_for_code():
    form = ["Please let us know.", "  Which of these do you want?", "[ ] yes", "[ ] no", "[ ] only by post"]
    assert arrange(printed(form))[0].replace("\n\n", "\n").split("\n") == [row.strip() for row in form]

"""What may be shown of a student's text, and how; `cargo classroom selftest` runs this."""

import unittest

from shuzi_pages import CHINESE, ENGLISH, clean_html, put_into, markdown2html, mathml, nbgraders_page


class Html(unittest.TestCase):
    def test_a_picture_carries_its_own_bytes(self):
        self.assertIn("data:image/png", clean_html('<img src="data:image/png;base64,AA==" alt="a">'))
        self.assertNotIn("example", clean_html('<img src="https://example.org/a.png">'))

    def test_a_link_leads_to_a_page_and_runs_nothing(self):
        self.assertIn("https://example.org", clean_html('<a href="https://example.org">a</a>'))
        for address in ("data:text/html,x", "javascript:x", "JaVaScRiPt:x", " data:x"):
            self.assertNotIn("href", clean_html(f'<a href="{address}">a</a>'))

    def test_what_runs_is_shown_as_text(self):
        for harm in ("<script>x</script>", "<iframe src=x></iframe>", "<style>x</style>", "<form action=x></form>"):
            self.assertNotIn("<" + harm[1:5], clean_html(harm))
        self.assertNotIn("onclick", clean_html("<p onclick=x>a</p>"))


class Markdown(unittest.TestCase):
    def test_tables_headings_and_code_look_as_in_a_notebook(self):
        page = markdown2html("## 题\n\n| a |\n|---|\n| `b` |\n")
        for part in ("<h2", "<th>a</th>", "<code>b</code>"):
            self.assertIn(part, page)

    def test_formulas_need_no_script(self):
        page = markdown2html("概率 $p_k$，\n\n$$\\frac{a}{b}$$")
        self.assertIn('display="inline"', page)
        self.assertIn("<msub><mi>p</mi><mi>k</mi></msub>", page)
        self.assertIn('display="block"', page)
        self.assertIn("<mfrac>", page)

    def test_a_mark_for_a_formula_cannot_be_forged(self):
        self.assertIn("0;", markdown2html("-0; $x$"))
        self.assertEqual(markdown2html("-0; $x$").count("<math"), 1)


class Formulas(unittest.TestCase):
    def test_a_formula_holds_mathematics_only(self):
        for harm in (r"\text{<script>x</script>}", r"\href{javascript:x}{y}", r"\style{color:red}{x}"):
            shown = mathml(harm, "inline")
            self.assertTrue(shown.startswith("<code>"), shown)
            self.assertNotIn("<script", shown)

    def test_what_is_no_formula_is_shown_as_it_is(self):
        self.assertEqual(mathml(r"\frac{", "inline"), r"<code>\frac{</code>")
        self.assertTrue(mathml("x" * 3000, "inline").startswith("<code>"))


class Feedback(unittest.TestCase):
    def test_nbgrader_still_says_what_is_put_into_other_words(self):
        for words in (CHINESE, ENGLISH):
            for theirs, ours in words.items():
                self.assertIn(theirs, nbgraders_page())
                self.assertIn(ours, put_into(words, nbgraders_page()))


if __name__ == "__main__":
    unittest.main()

//! Trusted HTML that must not go through the sanitiser (formulas, figures, highlighted code): while a page is made, two
//! private characters with a number between them stand for each piece.

use crate::error::Place;

const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Formula {
    pub tex: String,
    /// Whether it stands on a line of its own.
    pub display: bool,
}

enum Piece {
    Html(String),
    Formula(usize),
}

/// The pieces of all pages of one run.
#[derive(Default)]
pub struct Held {
    pieces: Vec<Piece>,
    formulas: Vec<(Formula, Place)>,
}

impl Held {
    /// Keeps trusted HTML; the answer stands for it.
    pub fn html(&mut self, html: String) -> String {
        self.keep(Piece::Html(html))
    }

    /// Keeps a formula, to be set later with all others.
    pub fn formula(&mut self, tex: &str, display: bool, place: &Place) -> String {
        self.formulas.push((Formula { tex: tex.trim().to_owned(), display }, place.clone()));
        self.keep(Piece::Formula(self.formulas.len() - 1))
    }

    fn keep(&mut self, piece: Piece) -> String {
        self.pieces.push(piece);
        format!("{OPEN}{}{CLOSE}", self.pieces.len() - 1)
    }

    /// All formulas, and where each stands.
    pub fn formulas(&self) -> &[(Formula, Place)] {
        &self.formulas
    }

    /// Puts the pieces in their places; `set` is the HTML of each formula.
    pub fn fill(&self, html: &str, set: &[String]) -> String {
        let mut filled = String::with_capacity(html.len() * 2);
        let mut rest = html;
        while let Some((before, number, after)) = next(rest) {
            filled.push_str(before);
            match self.pieces.get(number) {
                Some(Piece::Html(piece)) => filled.push_str(&self.fill(piece, set)),
                Some(Piece::Formula(index)) => {
                    let formula = set.get(*index).map_or("", String::as_str);
                    let (mark, after) = leading_mark(after);
                    filled.push_str(&keep_together(formula, mark));
                    rest = after;
                    continue;
                }
                None => {}
            }
            rest = after;
        }
        filled + rest
    }
}

/// Marks that no line begins with.
const CLOSING: &str = "，。、；：？！）」』”’》…,.;:?!)%";

/// A text's first letter, if it is such a mark, and the rest.
fn leading_mark(text: &str) -> (&str, &str) {
    let length = text.chars().next().filter(|letter| CLOSING.contains(*letter)).map_or(0, char::len_utf8);
    text.split_at(length)
}

/// A formula and the mark after it. Browsers break a line after any box, and KaTeX makes boxes: the last one is held to
/// the mark.
fn keep_together(formula: &str, mark: &str) -> String {
    const BOX: &str = "<span class=\"base\">";
    let last = formula.rfind(BOX).filter(|_| !mark.is_empty() && !formula.contains("katex-display"));
    let Some(at) = last else { return format!("{formula}{mark}") };
    let (before, last) = formula.split_at(at);
    if !before.contains(BOX) {
        return format!("<span class=\"together\">{formula}{mark}</span>");
    }
    let again = "<span class=\"together\"><span class=\"katex\"><span class=\"katex-html\" aria-hidden=\"true\">";
    format!("{before}</span></span>{again}{last}{mark}</span>")
}

/// Untrusted text without the private characters: nobody but `Held` can name a piece.
pub fn without_marks(text: &str) -> String {
    text.replace([OPEN, CLOSE], "\u{FFFD}")
}

/// The first mark: what stands before it, its number, and the rest.
fn next(text: &str) -> Option<(&str, usize, &str)> {
    let (before, rest) = text.split_once(OPEN)?;
    let (number, after) = rest.split_once(CLOSE)?;
    Some((before, number.parse().ok()?, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_back_where_they_were_also_inside_each_other() {
        let mut held = Held::default();
        let formula = held.formula(" x ", false, &Place::file("a"));
        let outer = held.html(format!("<b>{formula}</b>"));
        assert_eq!(held.fill(&format!("1 {outer} 2"), &["<i>x</i>".into()]), "1 <b><i>x</i></b> 2");
        assert_eq!(held.formulas()[0].0.tex, "x");
    }

    #[test]
    fn a_formula_keeps_the_mark_that_follows() {
        let katex = |boxes: &str| {
            format!("<span class=\"katex\"><span class=\"katex-html\" aria-hidden=\"true\">{boxes}</span></span>")
        };
        let (one, two) = ("<span class=\"base\">1</span>", "<span class=\"base\">2</span>");
        let mut held = Held::default();
        let mark = held.formula("x", false, &Place::file("a"));
        let filled = |formula: String| held.fill(&format!("{mark}，a"), &[formula]);
        assert_eq!(filled(katex(one)), format!("<span class=\"together\">{}，</span>a", katex(one)));
        let both = katex(&format!("{one}{two}"));
        assert_eq!(filled(both), format!("{}<span class=\"together\">{}，</span>a", katex(one), katex(two)));
        assert_eq!(held.fill(&format!("{mark}a"), &[katex(one)]), format!("{}a", katex(one)));
    }

    #[test]
    fn a_text_cannot_name_a_piece() {
        let mut held = Held::default();
        let mark = held.html("<script>".into());
        assert_eq!(held.fill(&without_marks(&mark), &[]), "\u{FFFD}0\u{FFFD}");
    }
}

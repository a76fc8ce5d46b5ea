//! Formulas between dollar signs in texts that are no Markdown, and formulas as words where none can be set.

#[derive(Debug, PartialEq, Eq)]
pub enum Part<'t> {
    Words(&'t str),
    Formula(&'t str),
}

/// Commands that one sign or word says as well.
const SIGNS: &str = "approx=≈;cdot=·;div=÷;exp=exp;ge=≥;in=∈;infty=∞;le=≤;left=;ln=ln ;log=log ;max=max ;mid= | ;\
                     min=min ;ne=≠;pm=±;quad= ;right=;sigma=σ;sum=Σ;text=;theta=θ;times=×;to=→";

/// Splits a text at its formulas; a dollar sign without a partner is a word.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, formula, after)) = first_formula(rest) {
        if !before.is_empty() {
            parts.push(Part::Words(before));
        }
        parts.push(Part::Formula(formula));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Words(rest));
    }
    parts
}

fn first_formula(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('$')?;
    let (formula, after) = rest.split_once('$')?;
    let is_formula = !formula.is_empty() && !formula.starts_with(' ') && !formula.ends_with(' ');
    is_formula.then_some((before, formula, after))
}

/// A text with its formulas as words.
pub fn as_words(text: &str) -> String {
    let words = |part: &Part| match part {
        Part::Words(words) => (*words).to_owned(),
        Part::Formula(tex) => formula_as_words(tex),
    };
    parts(text).iter().map(words).collect()
}

/// `-\ln p` as `−ln p`; `…` for a formula that needs its setting.
pub fn formula_as_words(tex: &str) -> String {
    let mut words = String::new();
    let mut rest = tex;
    while let Some((before, command)) = rest.split_once('\\') {
        words.push_str(before);
        let end = command.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(command.len());
        let (name, after) = command.split_at(end);
        let Some((_, sign)) = SIGNS.split(';').filter_map(|row| row.split_once('=')).find(|(known, _)| *known == name)
        else {
            return "…".to_owned();
        };
        words.push_str(sign);
        rest = after;
    }
    words.push_str(rest);
    let words = words.replace(['{', '}', '&'], "").replace('-', "−").replace('~', " ");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_told_from_money() {
        assert_eq!(
            parts("a $x$ b $y$"),
            [Part::Words("a "), Part::Formula("x"), Part::Words(" b "), Part::Formula("y")]
        );
        assert_eq!(parts("$5 and $ 6"), [Part::Words("$5 and $ 6")]);
    }

    #[test]
    fn simple_formulas_read_as_words() {
        assert_eq!(as_words(r"$-\ln p$：$p_{k}\approx 0.1$，$\frac{1}{2}$"), "−ln p：p_k≈ 0.1，…");
    }
}

//! Whether a template gives a solution away.

use super::answer::{Part, Side};
use super::model::{Assignment, Content};
use crate::problem::Problem;
use std::collections::BTreeSet;
use words::text;

/// A solution's lines of so many letters do not stand in a template by chance.
const TELLING_LETTERS: usize = 12;

/// Lines of a solution that a template holds.
pub fn given_away(assignment: &Assignment) -> Vec<Problem> {
    let mut shown = BTreeSet::new();
    for cell in &assignment.cells {
        let prose = match &cell.content {
            Content::Text(text) | Content::Written { prompt: text, .. } => {
                format!("{}\n{}", text.chinese, text.english)
            }
            _ => cell.code(Side::Template).unwrap_or_default(),
        };
        shown.extend(prose.lines().map(plain));
    }
    let mut problems = Vec::new();
    for cell in &assignment.cells {
        let secret: Vec<&str> = match &cell.content {
            Content::Answer(parts) => parts.iter().flat_map(solution_lines).map(String::as_str).collect(),
            Content::Written { model: Some(model), .. } => model.chinese.lines().chain(model.english.lines()).collect(),
            _ => continue,
        };
        let is_telling = |line: &&&str| plain(line).chars().count() >= TELLING_LETTERS;
        for line in secret.iter().filter(is_telling).filter(|line| shown.contains(&plain(line))) {
            let what = text!("发下去的笔记本里有解答的一行", "the template holds a line of the solution");
            let expected = text!("这一行只在解答里", "a line of the solution only");
            problems.push(Problem::in_line(&assignment.path(), cell.line, what).with(expected, line.trim()));
        }
    }
    problems
}

fn solution_lines(part: &Part) -> &[String] {
    match part {
        Part::Both(_) => &[],
        Part::Region { solution, .. } => solution,
    }
}

/// A line without its spaces.
fn plain(line: &str) -> String {
    line.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assignment::example::SOURCE;
    use crate::assignment::parse::parse;

    fn found(old: &str, new: &str) -> Vec<String> {
        let problems = given_away(&parse("03-softmax", &SOURCE.replace(old, new)).unwrap());
        problems.into_iter().filter_map(|problem| problem.found).collect()
    }

    #[test]
    fn a_line_of_code_or_of_a_model_answer_is_found_wherever_it_stands() {
        assert!(found("", "").is_empty());
        assert_eq!(found("let scores = [1.0];", "the_answer_is (1)"), ["the_answer_is(1)"]);
        assert_eq!(found("# Exercises 3", "Because  gradients vanish."), ["Because gradients vanish."]);
        assert_eq!(found("写在这里", "因为梯度消失了。\n因为"), [""; 0], "too short to tell");
        let stub = "    // STUB\n    // the_answer_is(1)\n    // END SOLUTION";
        assert_eq!(found("    // END SOLUTION", stub), ["the_answer_is(1)"]);
    }

    #[test]
    fn a_bracket_or_a_short_line_is_no_secret() {
        assert!(found("the_answer_is(1)", "}").is_empty());
    }
}

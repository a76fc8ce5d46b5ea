//! `cargo xtask exercises`: the notebooks that are handed out, made from `classroom/assignments`.
//!
//! An assignment has one source, in both languages, with its solution, marks and typical wrong answers:
//! docs/exercises.en.md tells its form, `notebook::assignment` reads it.

mod suites;

use lab::Layout;
use lab::files::make_folder;
use lab::process::{not_understood, say};
use notebook::assignment::model::{Assignment, source_path};
use notebook::assignment::{assignments, compare, render, rules};
use notebook::chapter::{Notebook, notebooks_inside};
use notebook::glossary::Glossary;
use notebook::problem::Problem;
use std::fs;
use std::path::Path;
use words::{Language, Outcome, text};

#[derive(Debug, PartialEq)]
enum Request {
    Write,
    Check,
    Test { name: Option<String> },
    Help,
}

/// Runs `cargo xtask exercises <arguments>`.
pub fn run(arguments: &[String]) -> Outcome {
    let repository = Layout::of_this_repository().repository;
    match parse_arguments(arguments)? {
        Request::Help => {
            println!("{}", help());
            Ok(())
        }
        Request::Write => write(&repository),
        Request::Check => check(&repository),
        Request::Test { name } => suites::run(&repository, name.as_deref()),
    }
}

fn parse_arguments(arguments: &[String]) -> Outcome<Request> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => Ok(Request::Write),
        ["--check"] => Ok(Request::Check),
        ["--help" | "-h"] => Ok(Request::Help),
        ["test"] => Ok(Request::Test { name: None }),
        ["test", name] if !name.starts_with('-') => Ok(Request::Test { name: Some((*name).to_owned()) }),
        _ => Err(not_understood("cargo xtask exercises", arguments)),
    }
}

fn help() -> String {
    text!(
        "cargo xtask exercises              由 classroom/assignments 生成 notebooks/exercises 里的笔记本
cargo xtask exercises --check      检查作业合乎规则，笔记本与它们一致
cargo xtask exercises test [作业]  只运行这份作业（或所有作业）的测试：模板得 0 分，解答得满分，错误答案得应得的分",
        "cargo xtask exercises                    makes the notebooks in notebooks/exercises from classroom/assignments
cargo xtask exercises --check            assignments keep to the rules, and the notebooks are those that they make
cargo xtask exercises test [ASSIGNMENT]  only the suites of this assignment, or of all: templates score 0, solutions full marks, wrong answers what they should"
    )
}

/// A template's path in the repository.
pub fn template_path(name: &str, language: Language) -> String {
    format!("{}/{name}.ipynb", folder(language))
}

fn folder(language: Language) -> String {
    format!("notebooks/exercises/{}", language.code())
}

fn write(repository: &Path) -> Outcome {
    let assignments = assignments(repository)?;
    for language in Language::BOTH {
        make_folder(&repository.join(folder(language)))?;
        for assignment in &assignments {
            let path = template_path(&assignment.name, language);
            let content = notebook::text_without_runs(render::template(assignment, language));
            if fs::read_to_string(repository.join(&path)).is_ok_and(|found| found == content) {
                continue;
            }
            fs::write(repository.join(&path), content)
                .map_err(|error| text!("写不了 {path}：{error}。", "Cannot write {path}: {error}."))?;
            say(&path);
        }
    }
    conclude(broken_rules(repository, &assignments)?, assignments.len())
}

fn check(repository: &Path) -> Outcome {
    let assignments = assignments(repository)?;
    let mut problems = broken_rules(repository, &assignments)?;
    for language in Language::BOTH {
        for assignment in &assignments {
            let path = template_path(&assignment.name, language);
            let expected = notebook::text_without_runs(render::template(assignment, language));
            let found = fs::read_to_string(repository.join(&path)).ok();
            problems.extend(compare::compare(&path, &expected, found.as_deref()));
        }
        problems.extend(without_source(repository, &assignments, language));
    }
    conclude(problems, assignments.len())
}

fn conclude(problems: Vec<Problem>, count: usize) -> Outcome {
    problems.iter().for_each(|problem| say(&problem.to_string()));
    let wrong = problems.len();
    if wrong == 0 {
        say(&text!(
            "{count} 份作业：合乎规则，笔记本与它们一致。",
            "{count} assignments keep to the rules; the notebooks are those that they make."
        ));
        return Ok(());
    }
    Err(text!(
        "{wrong} 处不对（见上；规则见 docs/exercises.md）。",
        "{wrong} problems, above; the rules are in docs/exercises.en.md."
    ))
}

/// What the assignments' own rules and the course's terms say.
fn broken_rules(repository: &Path, assignments: &[Assignment]) -> Outcome<Vec<Problem>> {
    let glossary = Glossary::read(repository)?;
    Ok(assignments
        .iter()
        .flat_map(|assignment| rules::check(assignment).into_iter().chain(terms(assignment, &glossary)))
        .collect())
}

/// Wrong or missing terms in prose, that of the model answers too.
fn terms(assignment: &Assignment, glossary: &Glossary) -> Vec<Problem> {
    let mut findings = Vec::new();
    for make in [render::template, render::solution] {
        let [chinese, english] =
            Language::BOTH.map(|language| Notebook::of(&assignment.path(), &make(assignment, language)));
        let found = [
            glossary.check(&chinese, Language::Chinese),
            glossary.check(&english, Language::English),
            glossary.check_pair(&chinese, &english),
        ];
        findings.extend(found.into_iter().flatten());
    }
    let mut different: Vec<Problem> = Vec::new();
    // Prose that is the same in both is found twice.
    findings.into_iter().for_each(|problem| {
        if !different.contains(&problem) {
            different.push(problem)
        }
    });
    different
}

fn without_source(repository: &Path, assignments: &[Assignment], language: Language) -> Vec<Problem> {
    let stems = notebooks_inside(&repository.join(folder(language))).into_iter();
    let stems = stems.filter_map(|path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
    let stray = stems.filter(|stem| !assignments.iter().any(|assignment| assignment.name == *stem));
    stray
        .map(|stem| {
            let what = text!("没有这份作业", "there is no such assignment");
            let path = template_path(&stem, language);
            Problem::at(&path, what)
                .with(source_path(&stem), text!("没有", "none"))
                .remedy(text!("删掉这个笔记本", "delete this notebook"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lab::files::put;
    use notebook::assignment::{assignment_named, example};
    use notebook::glossary;

    fn parsed(line: &str) -> Outcome<Request> {
        parse_arguments(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn each_request_is_understood_and_another_refused() {
        assert_eq!(parsed(""), Ok(Request::Write));
        assert_eq!(parsed("--check"), Ok(Request::Check));
        assert_eq!(parsed("test"), Ok(Request::Test { name: None }));
        assert_eq!(parsed("test 03"), Ok(Request::Test { name: Some("03".to_owned()) }));
        for line in ["check", "--chek", "test --check", "--check 03", "test 03 04"] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }

    #[test]
    fn what_is_written_passes_the_check_until_it_is_changed() {
        let repository = tempfile::tempdir().unwrap();
        let repository = repository.path();
        assert!(check(repository).is_err(), "nothing to check");
        for (path, content) in [(source_path("03-softmax").as_str(), example::SOURCE), (glossary::PATH, "")] {
            put(repository.join(path), content).unwrap();
        }
        assert!(check(repository).unwrap_err().contains('2'), "neither has been made");
        write(repository).unwrap();
        check(repository).unwrap();
        let path = repository.join(template_path("03-softmax", Language::English));
        let content = fs::read_to_string(&path).unwrap();
        assert!(content.contains("todo!()") && !content.contains("the_answer_is") && !content.contains("vanish"));
        assert!(content.contains("\"execution_count\": null"));

        fs::write(&path, content.replace("todo!()", "1")).unwrap();
        fs::write(repository.join(template_path("09-other", Language::Chinese)), "{}").unwrap();
        assert!(check(repository).unwrap_err().contains('2'), "one changed, one without a source");
        write(repository).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
        assert_eq!(assignment_named(repository, "03").unwrap().name, "03-softmax");
        assert!(assignment_named(repository, "3").unwrap_err().contains("03-softmax"));
    }

    #[test]
    fn terms_of_prose_and_of_model_answers_are_held_to_the_glossary_once() {
        let glossary = Glossary::parse(
            "[[term]]\nchinese = \"梯度\"\nchinese_avoid = [\"练习 3\"]\nchinese_means = \"。\"\nenglish = \"slope\"\nenglish_means = \".\"\npaired = true",
        )
        .unwrap();
        let problems = terms(&example::assignment(), &glossary);
        let [wrong, unpaired] = problems.as_slice() else { panic!("{problems:?}") };
        assert!(wrong.cell() == Some("text-intro") && wrong.found.as_deref() == Some("练习 3"));
        assert!(unpaired.cell() == Some("written-3-2") && unpaired.expected.as_deref() == Some("slope"));
    }
}

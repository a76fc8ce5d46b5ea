//! What `cargo classroom` can be asked for.

use lab::process::not_understood;
use std::path::PathBuf;
use words::{Language, Outcome, text};

#[derive(Debug, PartialEq)]
pub enum Request {
    Release { assignment: String, language: Option<Language> },
    Sample { assignment: String, folder: PathBuf },
    Collect { assignment: String, folder: PathBuf },
    Grade { assignment: String, student: Option<String>, jobs: Option<usize>, accept_risk: bool },
    Formgrader { arguments: Vec<String> },
    Feedback { assignment: String },
    Results { assignment: String },
    Sandbox,
    Selftest,
    Help,
}

pub fn parse(arguments: &[String]) -> Outcome<Request> {
    let (ours, rest) = match arguments.iter().position(|argument| argument == "--") {
        Some(position) => (&arguments[..position], arguments[position + 1..].to_vec()),
        None => (arguments, Vec::new()),
    };
    let words: Vec<&str> = ours.iter().map(String::as_str).collect();
    let assignment = |name: &str| name.trim_end_matches(".ipynb").to_owned();
    match words.as_slice() {
        [] | ["--help" | "-h" | "help"] => Ok(Request::Help),
        ["sandbox"] => Ok(Request::Sandbox),
        ["formgrader"] => Ok(Request::Formgrader { arguments: rest }),
        ["selftest"] => Ok(Request::Selftest),
        ["release", name] => Ok(Request::Release { assignment: assignment(name), language: None }),
        ["release", name, "--lang", language @ ("zh" | "en")]
        | ["release", "--lang", language @ ("zh" | "en"), name] => Ok(Request::Release {
            assignment: assignment(name),
            language: Language::BOTH.into_iter().find(|one| one.code() == *language),
        }),
        ["sample", name, folder] => Ok(Request::Sample { assignment: assignment(name), folder: folder.into() }),
        ["collect", name, folder] => Ok(Request::Collect { assignment: assignment(name), folder: folder.into() }),
        ["feedback", name] => Ok(Request::Feedback { assignment: assignment(name) }),
        ["results", name] => Ok(Request::Results { assignment: assignment(name) }),
        ["grade", name, options @ ..] if !name.starts_with('-') => parse_grade(assignment(name), options),
        _ => Err(not_understood("cargo classroom", &words)),
    }
}

fn parse_grade(assignment: String, options: &[&str]) -> Outcome<Request> {
    let (mut student, mut jobs, mut accept_risk) = (None, None, false);
    let mut left = options.iter();
    loop {
        let given = left.as_slice();
        let wrong = || not_understood("cargo classroom", given);
        match left.next().copied() {
            None => return Ok(Request::Grade { assignment, student, jobs, accept_risk }),
            Some("--accept-risk") => accept_risk = true,
            Some("--student") => student = Some((*left.next().ok_or_else(wrong)?).to_owned()),
            Some("--jobs") => {
                let number = left.next().and_then(|number| number.parse().ok()).filter(|number| *number > 0);
                jobs = Some(number.ok_or_else(wrong)?);
            }
            Some(_) => return Err(wrong()),
        }
    }
}

pub fn help() -> String {
    text!(
        "cargo classroom release 作业 [--lang zh|en]   发布作业，说明要发给学生的文件在哪里
cargo classroom sample 作业 文件夹             写三份假作业（全对、半对、有敌意），用来试一遍
cargo classroom collect 作业 文件夹            收作业：文件夹里是 学号.ipynb，或 学号/作业.ipynb
cargo classroom grade 作业                     在沙箱里运行每份作业，评分，记入成绩册
    --jobs 个数                                同时运行几份（不写时按核心数）
    --student 学号                             只评一个学生
    --accept-risk                              没有沙箱也运行（只用于你自己写的代码）
cargo classroom formgrader [-- --port=9000]    打开 nbgrader 的 formgrader：给写的题评分，写评语
cargo classroom feedback 作业                  给每个学生写一页反馈
cargo classroom results 作业                   全班的成绩：CSV 表格和网页
cargo classroom sandbox                        这台机器能不能在沙箱里评分
cargo classroom selftest                       用几份假作业把以上各步走一遍（几分钟）
先运行一次 cargo lab --teacher。一步一步的说明在 classroom/README.md。",
        "cargo classroom release NAME [--lang zh|en]    releases an assignment, says where the file to hand out lies
cargo classroom sample NAME FOLDER             writes three made-up submissions (full, half, hostile) to try it all
cargo classroom collect NAME FOLDER            collects: the folder has STUDENT.ipynb, or STUDENT/NAME.ipynb
cargo classroom grade NAME                     runs each submission in a sandbox, grades it, fills the gradebook
    --jobs NUMBER                              how many run at a time (by default by the cores)
    --student STUDENT                          one student only
    --accept-risk                              run also without a sandbox (for code of your own only)
cargo classroom formgrader [-- --port=9000]    opens nbgrader's formgrader: grade what is written, write comments
cargo classroom feedback NAME                  writes a page of feedback for each student
cargo classroom results NAME                   everybody's results: a CSV table and a page
cargo classroom sandbox                        whether this machine can grade in a sandbox
cargo classroom selftest                       goes through all of this with made-up submissions (minutes)
Once before: cargo lab --teacher. classroom/README.en.md tells step by step."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Outcome<Request> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn a_file_name_serves_as_an_assignments_name() {
        let expected = Request::Release { assignment: "03-softmax".to_owned(), language: Some(Language::English) };
        assert_eq!(parsed("release 03-softmax.ipynb --lang en"), Ok(expected));
    }

    #[test]
    fn grading_takes_its_options_in_any_order() {
        let expected = Request::Grade {
            assignment: "a".to_owned(),
            student: Some("li".to_owned()),
            jobs: Some(3),
            accept_risk: true,
        };
        assert_eq!(parsed("grade a --jobs 3 --accept-risk --student li"), Ok(expected));
        let plain = Request::Grade { assignment: "a".to_owned(), student: None, jobs: None, accept_risk: false };
        assert_eq!(parsed("grade a"), Ok(plain));
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for wrong in
            ["grade a --jobs 0", "grade a --jobs", "collect a", "relaese a", "release a --lang fr", "grade --jobs 2"]
        {
            assert!(parsed(wrong).unwrap_err().contains("--help"), "{wrong}");
        }
    }

    #[test]
    fn what_follows_two_dashes_goes_to_the_server() {
        let arguments = vec!["--port=9000".to_owned()];
        assert_eq!(parsed("formgrader -- --port=9000"), Ok(Request::Formgrader { arguments }));
    }
}

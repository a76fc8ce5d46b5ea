//! The source of an assignment, `classroom/assignments/NAME.txt`: docs/exercises.en.md tells its form.

use super::answer::{self, mark};
use super::header::{Header, is_header};
use super::model::{Assignment, Bilingual, Cell, Content, TaskPart, Wrong, source_path, task_of};
use crate::problem::Problem;
use words::text;

/// Lines with their numbers.
type Lines<'a> = [(usize, &'a str)];

/// Reads the source of the assignment of a name; the first thing that is wrong ends it.
pub fn parse(name: &str, source: &str) -> Result<Assignment, Problem> {
    let path = source_path(name);
    let lines: Vec<(usize, &str)> = source.lines().enumerate().map(|(index, line)| (index + 1, line)).collect();
    let starts: Vec<usize> = (0..lines.len()).filter(|&index| is_header(lines[index].1)).collect();
    let before = starts.first().copied().unwrap_or(lines.len());
    if let Some((number, line)) = lines[..before].iter().find(|(_, line)| !line.trim().is_empty()) {
        return Err(Problem::in_line(&path, *number, text!("第一个单元之前有文字", "text before the first cell"))
            .with("=== kind name", line.trim()));
    }
    let mut assignment = Assignment { name: name.to_owned(), cells: Vec::new(), wrong: Vec::new() };
    for (place, &start) in starts.iter().enumerate() {
        let end = starts.get(place + 1).copied().unwrap_or(lines.len());
        let (number, line) = lines[start];
        let header = Header::parse(&path, number, line)?;
        take(&mut assignment, &header, without_blank_ends(&lines[start + 1..end]))?;
    }
    if assignment.cells.is_empty() {
        return Err(
            Problem::at(path, text!("没有单元", "it has no cells")).with("=== text intro", text!("没有", "none"))
        );
    }
    Ok(assignment)
}

fn take(assignment: &mut Assignment, header: &Header, body: &Lines) -> Result<(), Problem> {
    let content = match header.kind {
        "text" => Content::Text(bilingual(header, body)?),
        "setup" => Content::Setup(code(header, body)?),
        "given" => Content::Given(code(header, body)?),
        "answer" => {
            unmarked_by_language(header, body)?;
            Content::Answer(answer::parse(header.path, body)?)
        }
        "check" => Content::Check { title: header.words("title")?, parts: Vec::new(), code: code(header, body)? },
        "written" => Content::Written { points: header.points()?, prompt: bilingual(header, body)?, model: None },
        "part" => return part(assignment, header, body),
        "solution" => return solution(assignment, header, bilingual(header, body)?),
        // The header allows no other kind.
        _ => {
            assignment.wrong.push(wrong(header, body)?);
            return Ok(());
        }
    };
    assignment.cells.push(Cell { line: header.line, name: header.name.to_owned(), content });
    Ok(())
}

/// A part of the task whose check stands above: its name, then two hints as the items of a list.
fn part(assignment: &mut Assignment, header: &Header, body: &Lines) -> Result<(), Problem> {
    let name = header.name;
    let check = assignment.cells.iter_mut().find(|cell| cell.name == name && cell.kind() == "check");
    let Some(Content::Check { parts, .. }) = check.map(|cell| &mut cell.content) else {
        return Err(header
            .problem(text!("这一部分之前没有它的检查", "no check above for this part"))
            .with(format!("=== check {name} title=…"), text!("没有", "none")));
    };
    let Bilingual { chinese, english } = bilingual(header, body)?;
    let ([name, first, further], [name_english, first_english, further_english]) =
        three_lines(&chinese).zip(three_lines(&english)).ok_or_else(|| {
            let what = text!("一部分是名字和两条提示", "a part is a name and two hints");
            header.problem(what).with("name\n- hint\n- hint", chinese.clone())
        })?;
    let both = |chinese: &str, english: &str| Bilingual { chinese: chinese.to_owned(), english: english.to_owned() };
    let hints = [both(first, first_english), both(further, further_english)];
    parts.push(TaskPart { points: header.points()?, name: both(name, name_english), hints });
    Ok(())
}

fn three_lines(text: &str) -> Option<[&str; 3]> {
    let &[name, first, further] = text.lines().map(str::trim_end).collect::<Vec<_>>().as_slice() else { return None };
    Some([name, first.strip_prefix("- ")?, further.strip_prefix("- ")?])
}

/// The model answer of a written cell above.
fn solution(assignment: &mut Assignment, header: &Header, text: Bilingual) -> Result<(), Problem> {
    let name = header.name;
    let written = assignment.cells.iter_mut().find(|cell| cell.name == name && cell.kind() == "written");
    match written.map(|cell| &mut cell.content) {
        Some(Content::Written { model: model @ None, .. }) => {
            *model = Some(text);
            Ok(())
        }
        Some(_) => Err(header.problem(text!("{name} 已有一份参考答案", "{name} has a model answer already"))),
        None => Err(header
            .problem(text!("参考答案之前没有它的单元", "no cell above for this model answer"))
            .with(format!("=== written {name} points=…"), text!("没有", "none"))),
    }
}

fn wrong(header: &Header, body: &Lines) -> Result<Wrong, Problem> {
    let replaces = header.option("task")?;
    if task_of(replaces).is_none() {
        return Err(header
            .problem(text!("task 是答案单元的名字", "task names an answer cell"))
            .with(text!("如 3.2", "such as 3.2"), replaces));
    }
    Ok(Wrong {
        line: header.line,
        name: header.name.to_owned(),
        replaces: replaces.to_owned(),
        points: header.points()?,
        says: header.words("says")?,
        code: code(header, body)?,
    })
}

/// A body of code in which no solution is marked.
fn code(header: &Header, body: &Lines) -> Result<String, Problem> {
    let kind = header.kind;
    unmarked_by_language(header, body)?;
    if let Some((number, line)) = body.iter().find(|(_, line)| mark(line).is_some()) {
        let what = text!(
            "{kind} 单元里没有解答，只有 answer 单元里有",
            "a {kind} cell holds no solution, only an answer cell does"
        );
        return Err(Problem::in_line(header.path, *number, what).with("=== answer …", line.trim()));
    }
    Ok(joined(body))
}

/// Code is there, and is one text for both languages.
fn unmarked_by_language(header: &Header, body: &Lines) -> Result<(), Problem> {
    not_empty(header, body)?;
    match body.iter().find(|(_, line)| language_mark(line)) {
        None => Ok(()),
        Some((number, line)) => Err(Problem::in_line(
            header.path,
            *number,
            text!("代码两种语言共用，只有注释可以不同", "both languages share code, only comments may differ"),
        )
        .with(text!("//zh 注释、//en 注释", "//zh comment, //en comment"), line.trim())),
    }
}

/// `--- zh`, the Chinese, `--- en`, the English.
fn bilingual(header: &Header, body: &Lines) -> Result<Bilingual, Problem> {
    const FORM: &str = "--- zh … --- en …";
    not_empty(header, body)?;
    let marks: Vec<usize> = (0..body.len()).filter(|&index| language_mark(body[index].1)).collect();
    let &[chinese, english] = marks.as_slice() else {
        let found = marks.iter().map(|&index| body[index].1.trim()).collect::<Vec<_>>().join(" … ");
        let found = if found.is_empty() { text!("没有", "none") } else { found };
        return Err(header.problem(text!("文字要有两种语言", "prose needs both languages")).with(FORM, found));
    };
    for (index, expected) in [(0, "--- zh"), (chinese, "--- zh"), (english, "--- en")] {
        let (number, line) = body[index];
        if line.trim_end() != expected {
            let what = text!("文字先中文后英文", "prose is Chinese first, then English");
            return Err(Problem::in_line(header.path, number, what).with(expected, line.trim()));
        }
    }
    let part = |from: usize, to: usize| {
        let (number, mark) = body[from];
        let lines = without_blank_ends(&body[from + 1..to]);
        if lines.is_empty() {
            let what = text!("这种语言的文字是空的", "nothing in this language");
            return Err(Problem::in_line(header.path, number, what).with(text!("文字", "prose"), mark.trim()));
        }
        Ok(joined(lines))
    };
    Ok(Bilingual { chinese: part(chinese, english)?, english: part(english, body.len())? })
}

fn language_mark(line: &str) -> bool {
    // `---` alone is a rule in Markdown.
    line.strip_prefix("--- ").is_some_and(|rest| rest.trim().chars().all(char::is_alphabetic))
}

fn not_empty(header: &Header, body: &Lines) -> Result<(), Problem> {
    if !body.is_empty() {
        return Ok(());
    }
    let kind = header.kind;
    Err(header.problem(text!("{kind} 单元是空的", "an empty {kind} cell")))
}

fn without_blank_ends<'a, 'b>(lines: &'b Lines<'a>) -> &'b Lines<'a> {
    let is_text = |(_, line): &(usize, &str)| !line.trim().is_empty();
    let start = lines.iter().position(is_text).unwrap_or(lines.len());
    let end = lines.iter().rposition(is_text).map_or(start, |last| last + 1);
    &lines[start..end]
}

fn joined(lines: &Lines) -> String {
    lines.iter().map(|(_, line)| *line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assignment::answer::{Side, side};
    use crate::assignment::example::{SOURCE, assignment};
    use crate::assignment::model::Task;
    use words::Language;

    #[test]
    fn a_source_is_cells_tasks_and_wrong_answers() {
        let assignment = assignment();
        let ids: Vec<_> = assignment.cells.iter().map(Cell::id).collect();
        assert_eq!(
            ids,
            ["text-intro", "setup", "given-data", "text-3-1", "answer-3-1", "check-3-1", "text-3-2", "written-3-2"]
        );
        assert_eq!(assignment.title(Language::Chinese), Some("练习 3"));
        assert_eq!(assignment.title(Language::English), Some("Exercises 3"));
        let task = |id: &str, points, is_by_hand| Task { id: id.to_owned(), points, is_by_hand };
        assert_eq!(assignment.tasks(), [task("3.1", 2.5, false), task("3.2", 10.0, true)]);
        let Content::Check { title, parts, .. } = &assignment.cell("check", "3.1").unwrap().content else { panic!() };
        assert_eq!(
            (title.english.as_str(), parts[1].points, parts[1].name.chinese.as_str()),
            ("a function", 1.5, "大的数")
        );
        assert_eq!(parts[0].hints.each_ref().map(|hint| hint.english.as_str()), ["look at 1 first", "then at 2"]);
        let wrong = &assignment.wrong[0];
        assert_eq!((wrong.name.as_str(), wrong.task(), wrong.points), ("zero", "3.1", 0.0));
        assert_eq!((wrong.says.of(Language::Chinese), wrong.says.of(Language::English)), ("太 小", "too small"));
    }

    #[test]
    fn blank_ends_go_and_line_ends_of_another_system_are_read() {
        let assignment = parse("03-softmax", &SOURCE.replace('\n', "\r\n")).unwrap();
        let Content::Text(text) = &assignment.cells[0].content else { panic!("{assignment:?}") };
        assert_eq!(text.chinese, "# 练习 3\n\n文字");
        let Content::Answer(parts) = &assignment.cells[4].content else { panic!("{assignment:?}") };
        assert_eq!(side(parts, Side::Solution), "//zh 这里\n//en here\nfn f() -> u8 {\n    the_answer_is(1)\n}");
    }

    #[test]
    fn what_is_malformed_is_named_with_its_line() {
        let cases = [
            ("", 0, "=== text intro"),
            ("\nabc\n=== setup\nx", 2, "abc"),
            ("=== setup\n", 1, "setup"),
            ("=== setup\n// BEGIN SOLUTION", 2, "=== answer"),
            ("=== given a\n--- zh\nx", 2, "//zh"),
            ("=== answer 3.1\n--- zh\nx", 2, "//zh"),
            ("=== answer 3.1\nfn f() {}", 2, "BEGIN"),
            ("=== text a\nx", 1, "--- zh … --- en …"),
            ("=== text a\n--- zh\nx", 1, "--- zh"),
            ("=== text a\n--- en\nx\n--- zh\nx", 2, "--- en"),
            ("=== text a\nx\n--- zh\nx\n--- en\nx", 2, "--- zh"),
            ("=== text a\n--- zh\nx\n--- de\nx", 4, "--- en"),
            ("=== text a\n--- zh\nx\n--- en\n\n", 4, "--- en"),
            ("=== check 3.1\nf", 1, "title"),
            ("=== part 3.1 points=1\n--- zh\nx\n--- en\nx", 1, "=== check 3.1"),
            ("=== check 3.1 title=a|b\nf\n=== part 3.1 points=1\n--- zh\nx\n- y\n--- en\nx\n- y\n- z", 3, "- hint"),
            ("=== solution 3.1\n--- zh\nx\n--- en\nx", 1, "=== written 3.1"),
            ("=== wrong a task=f points=1 says=a|b\nx", 1, "3.2"),
            ("=== wrong a task=3.1 points=1 says=a|b\n// END SOLUTION", 2, "=== answer"),
        ];
        for (source, line, words) in cases {
            let problem = parse("03-softmax", source).unwrap_err();
            assert!(problem.to_string().contains(words), "{source:?}: {problem}");
            if line > 0 {
                let place = Problem::in_line("classroom/assignments/03-softmax.txt", line, String::new()).place;
                assert_eq!(problem.place, place, "{source:?}: {problem}");
            }
        }
    }

    #[test]
    fn a_second_model_answer_is_refused() {
        let twice = SOURCE.replace("=== wrong zero", "=== solution 3.2\n--- zh\nx\n--- en\nx\n=== wrong zero");
        assert!(parse("03-softmax", &twice).unwrap_err().what.contains("3.2"));
    }
}

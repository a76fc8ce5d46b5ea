//! Code coloured at build time: each part gets a class of one letter, which the style sheet colours.

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};
use words::written::escape;

/// Which class a part has: the first that its innermost scopes begin with. An empty class leaves it as it is.
const CLASSES: &str = "comment:c string:s constant.character:s constant.numeric:n constant.language:n \
                       keyword.operator: keyword:k storage:k entity.name.function:f support.function:f \
                       support.macro:f entity.name.macro:f support.type:t entity.name:t variable.annotation:t \
                       markup.inserted:i markup.deleted:d";

/// Knows the languages.
pub struct Highlighter {
    syntaxes: SyntaxSet,
    classes: Vec<(Scope, &'static str)>,
}

impl Highlighter {
    /// Loads the languages that syntect brings along.
    pub fn new() -> Highlighter {
        let of_scope = |(scope, class)| Some((Scope::new(scope).ok()?, class));
        let classes = CLASSES.split(' ').filter_map(|row| row.split_once(':').and_then(of_scope)).collect();
        Highlighter { syntaxes: SyntaxSet::load_defaults_newlines(), classes }
    }

    /// A block of code. `language` is what a fence names; one that is not known stays plain.
    pub fn block(&self, code: &str, language: &str) -> String {
        let code = code.trim_end_matches('\n');
        let class = if language.is_empty() { "text".to_owned() } else { escape(language) };
        let body = match self.syntaxes.find_syntax_by_token(language) {
            Some(syntax) => self.coloured(code, syntax),
            None => escape(code),
        };
        format!("<div class=\"source\"><pre><code class=\"{class}\">{body}</code></pre></div>")
    }

    fn coloured(&self, code: &str, syntax: &SyntaxReference) -> String {
        let (mut state, mut stack) = (ParseState::new(syntax), ScopeStack::new());
        let mut painter = Painter::default();
        for line in code.split_inclusive('\n') {
            let mut start = 0;
            // A line that the grammar cannot follow stays plain.
            for (end, change) in state.parse_line(line, &self.syntaxes).unwrap_or_default() {
                painter.paint(&line[start..end], self.class(&stack));
                start = end;
                if stack.apply(&change).is_err() {
                    stack = ScopeStack::new();
                }
            }
            painter.paint(&line[start..], self.class(&stack));
        }
        painter.finish()
    }

    fn class(&self, stack: &ScopeStack) -> &'static str {
        let of = |scope: &Scope| self.classes.iter().find(|(known, _)| known.is_prefix_of(*scope));
        stack.as_slice().iter().rev().find_map(of).map_or("", |(_, class)| class)
    }
}

/// Writes parts; neighbours of the same class become one.
#[derive(Default)]
struct Painter {
    html: String,
    class: &'static str,
    text: String,
}

impl Painter {
    fn paint(&mut self, part: &str, class: &'static str) {
        let blank = part.trim().is_empty();
        if class != self.class && !blank {
            self.flush();
            self.class = class;
        }
        self.text.push_str(part);
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let coloured = text.trim_end();
        if self.class.is_empty() || coloured.is_empty() {
            self.html.push_str(&escape(&text));
        } else {
            let (class, space) = (self.class, &text[coloured.len()..]);
            self.html.push_str(&format!("<span class=\"{class}\">{}</span>{space}", escape(coloured)));
        }
    }

    fn finish(mut self) -> String {
        self.flush();
        self.html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_is_coloured_and_escaped() {
        let html = Highlighter::new().block("// a < b\nlet x = \"y\"; // z\nf(1.0)\n", "rust");
        assert!(html.contains("<span class=\"c\">// a &lt; b</span>\n<span class=\"k\">let</span> x"), "{html}");
        assert!(html.contains("<span class=\"s\">&quot;y&quot;</span>; <span class=\"c\">// z</span>"), "{html}");
        assert!(html.contains("<span class=\"n\">1.0</span>)</code></pre></div>"), "{html}");
    }

    #[test]
    fn an_unknown_language_stays_as_it_is() {
        let html = Highlighter::new().block("a <b>", "no-such-language\"");
        assert!(html.contains("<code class=\"no-such-language&quot;\">a &lt;b&gt;</code>"), "{html}");
    }
}

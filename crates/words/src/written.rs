//! How numbers, bytes and text are written: grouped, in hexadecimal, safe in a page, plain in a terminal.

/// `20350` → `20,350`.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).expect("digits are ASCII")).collect();
    groups.join(",")
}

/// Bytes in hexadecimal, two digits each.
pub fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Text that HTML, SVG or XML shows as it stands, also between double quotes.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Text without the escape sequences that colour it on a terminal.
pub fn without_colours(text: &str) -> String {
    let (mut plain, mut rest) = (String::new(), text);
    while let Some((before, sequence)) = rest.split_once('\u{1b}') {
        plain += before;
        // A sequence, which mostly begins with a bracket, ends with its first letter.
        rest = sequence.split_once(|c: char| c.is_ascii_alphabetic()).map_or("", |(_, after)| after);
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_three() {
        let written = [0, 999, 1000, 62_378_344].map(thousands);
        assert_eq!(written, ["0", "999", "1,000", "62,378,344"]);
    }

    #[test]
    fn what_a_page_would_read_as_its_own_is_escaped() {
        assert_eq!(escape("p < \"q\" & r > s"), "p &lt; &quot;q&quot; &amp; r &gt; s");
        assert_eq!(hex([0x1f, 0x8b, 0]), "1f8b00");
    }

    #[test]
    fn colours_are_taken_out_and_an_unfinished_one_too() {
        assert_eq!(without_colours("\u{1b}[31mred\u{1b}[0m, \u{1b}[1;4mbold"), "red, bold");
        assert_eq!(without_colours("\u{1b}[31mred\u{1b}[0m!"), "red!");
        assert_eq!(without_colours("cut \u{1b}[3"), "cut ");
        assert_eq!(without_colours("\u{1b}c cleared"), " cleared");
    }
}

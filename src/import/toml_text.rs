//! Pieces of TOML as a scenario for a place is written: quoted texts, comments, headings.
//!
//! Comes in: words. Goes out: TOML that they cannot break. Deliberately absent: keys.

/// The widest line of a comment.
const WIDTH: usize = 118;

/// A text as TOML writes it.
pub fn quoted(text: &str) -> String {
    toml::Value::String(text.to_string()).to_string()
}

/// A comment over as many lines as it needs. What a file brought in cannot end it.
pub fn comment(text: &str) -> String {
    let mut lines = String::new();
    let mut line = String::from("#");
    for word in text.split_whitespace() {
        let word: String = word.chars().filter(|letter| !letter.is_control()).collect();
        if line.chars().count() + word.chars().count() >= WIDTH && line.len() > 1 {
            lines.push_str(&line);
            lines.push('\n');
            line = String::from(if text.starts_with("- ") { "#  " } else { "#" });
        }
        line.push(' ');
        line.push_str(&word);
    }
    lines + &line + "\n"
}

/// A heading between parts of a scenario.
pub fn section(name: &str) -> String {
    let line: String = "─".repeat(110_usize.saturating_sub(name.chars().count()));
    format!("\n# ── {name} {line}\n")
}

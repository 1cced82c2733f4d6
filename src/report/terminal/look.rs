//! What the terminal can show: colour, characters, columns.
//!
//! Comes in: text. Goes out: text that fits. Deliberately absent: asking the terminal, which is `cli`'s.

/// What the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Escape codes may be used.
    pub has_colour: bool,
    /// Characters beyond ASCII may be used.
    pub has_unicode: bool,
    /// Columns that there are.
    pub width: usize,
}

/// Columns where nobody says how many there are.
pub const USUAL_WIDTH: usize = 100;
/// Columns that no figure fits into less than.
pub const LEAST_WIDTH: usize = 40;
/// Columns that running text fills at most: longer lines are hard to read.
const WIDEST_TEXT: usize = 98;
/// Eighths of a block, from one to seven.
const EIGHTHS: [char; 7] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];

impl Look {
    /// Unicode without escape codes.
    pub fn plain() -> Look {
        Look {
            has_colour: false,
            has_unicode: true,
            width: USUAL_WIDTH,
        }
    }

    /// Columns that running text fills.
    fn text_width(&self) -> usize {
        WIDEST_TEXT.min(self.width.saturating_sub(2))
    }

    /// Text that stands out.
    pub fn bold(&self, text: &str) -> String {
        if self.has_colour {
            format!("\u{1b}[1m{text}\u{1b}[0m")
        } else {
            text.to_string()
        }
    }

    /// A bar for a share of `width` columns.
    pub fn bar(&self, share: f64, width: usize) -> String {
        let share = share.clamp(0.0, 1.0);
        if !self.has_unicode {
            return "#".repeat((share * width as f64).round() as usize);
        }
        let eighths = (share * width as f64 * 8.0).round() as usize;
        let mut bar = "█".repeat(eighths / 8);
        if let Some(part) = (eighths % 8).checked_sub(1) {
            bar.push(EIGHTHS[part]);
        }
        bar
    }

    /// The sign before a Monte Carlo error.
    pub fn plus_minus(&self) -> &'static str {
        if self.has_unicode { "±" } else { "+/-" }
    }

    /// Breaks running text at spaces; lines after the first are indented by two more columns.
    pub fn wrap(&self, text: &str, indent: &str) -> String {
        let mut lines = vec![indent.to_string()];
        for word in text.split(' ') {
            let current = lines.last().map_or(0, |line| line.chars().count());
            let is_empty = lines.last().is_none_or(|line| line.trim().is_empty());
            // A percent sign stays with its number.
            let room = if word.starts_with('%') { 2 } else { 0 };
            if !is_empty && current + 1 + word.chars().count() > self.text_width() + room {
                lines.push(format!("{indent}  {word}"));
            } else if let Some(line) = lines.last_mut() {
                line.push_str(if is_empty { "" } else { " " });
                line.push_str(word);
            }
        }
        lines.join("\n")
    }

    /// The report's own typographic characters as ASCII, one for one, where nothing else can be shown.
    pub fn characters(&self, text: &str) -> String {
        if self.has_unicode {
            return text.to_string();
        }
        text.chars()
            .map(|character| match character {
                '·' => '|',
                '–' | '─' => '-',
                other => other,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_share() {
        let look = Look::plain();
        assert_eq!(look.bar(0.5, 10), "█████");
        assert_eq!(look.bar(0.05, 10), "▌");
        assert_eq!(look.bar(0.0, 10), "");
        assert_eq!(
            Look {
                has_unicode: false,
                ..look
            }
            .bar(0.34, 10),
            "###"
        );
    }

    #[test]
    fn long_text_breaks_at_spaces() {
        let text = "word ".repeat(40);
        let wrapped = Look::plain().wrap(text.trim(), "  ");
        assert!(
            wrapped
                .lines()
                .all(|line| line.len() <= WIDEST_TEXT && line.starts_with("  "))
        );
        assert_eq!(wrapped.split_whitespace().count(), 40);
        let narrow = Look {
            width: 60,
            ..Look::plain()
        };
        let wrapped = narrow.wrap(text.trim(), "");
        assert!(wrapped.lines().all(|line| line.len() <= 60), "{wrapped}");
    }
}

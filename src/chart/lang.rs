//! The language of a reader, and how it writes numbers.
//!
//! Comes in: numbers. Goes out: text. Deliberately absent: money (words.rs) and sentences (phrases.rs).

/// The language of a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// English.
    En,
    /// Dutch.
    Nl,
}

impl Lang {
    /// Its code in HTML and SVG.
    pub fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Nl => "nl",
        }
    }

    /// Grouped in thousands, with a true minus sign.
    pub fn number(self, value: f64, decimals: usize) -> String {
        let text = format!("{:.decimals$}", value.abs());
        let is_zero = !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let (thousands, point) = match self {
            Lang::En => (',', '.'),
            Lang::Nl => ('.', ','),
        };
        let mut shown = String::new();
        if value < 0.0 && !is_zero {
            shown.push('−');
        }
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                shown.push(thousands);
            }
            shown.push(digit);
        }
        if !fraction.is_empty() {
            shown.push(point);
            shown.push_str(fraction);
        }
        shown
    }

    /// The number with its sign; zero has none.
    pub fn signed(self, value: f64, decimals: usize) -> String {
        let text = self.number(value, decimals);
        let is_plus =
            !text.starts_with('−') && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
        if is_plus { format!("+{text}") } else { text }
    }

    /// A share in percent.
    pub fn percent(self, share: f64, decimals: usize) -> String {
        let number = self.number(share * 100.0, decimals);
        match self {
            Lang::En => format!("{number}%"),
            Lang::Nl => format!("{number}\u{a0}%"),
        }
    }

    /// A difference of shares in percent, with its sign.
    pub fn signed_percent(self, share: f64, decimals: usize) -> String {
        let shown = self.percent(share, decimals);
        let is_plus =
            !shown.starts_with('−') && shown.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
        if is_plus { format!("+{shown}") } else { shown }
    }
}

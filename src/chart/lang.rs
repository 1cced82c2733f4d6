//! The language of a reader, and how it writes numbers.
//!
//! Comes in: numbers. Goes out: text. Deliberately absent: money (words.rs) and sentences (phrases.rs).

use crate::base::currency::Currency;

/// The language of a reader, with the currency of the money that is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lang {
    tongue: Tongue,
    currency: Currency,
}

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tongue {
    /// English.
    En,
    /// Dutch.
    Nl,
}

#[expect(
    non_upper_case_globals,
    reason = "they read as the variants of a language that they are"
)]
impl Lang {
    /// English, of euros.
    pub const En: Lang = Lang::of(Tongue::En);
    /// Dutch, of euros.
    pub const Nl: Lang = Lang::of(Tongue::Nl);
}

impl Lang {
    const fn of(tongue: Tongue) -> Lang {
        Lang {
            tongue,
            currency: Currency::EURO,
        }
    }

    /// Of money in another currency.
    pub fn of_money(self, currency: Currency) -> Lang {
        Lang { currency, ..self }
    }

    /// The language alone.
    pub fn tongue(self) -> Tongue {
        self.tongue
    }

    /// The currency of the money that is told.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// What the currency is called beside a number: its sign in English, its word in Dutch.
    pub fn money(self) -> &'static str {
        match self.tongue {
            Tongue::En => self.currency.sign(),
            Tongue::Nl => self.currency.word_nl(),
        }
    }

    /// Its code in HTML and SVG.
    pub fn code(self) -> &'static str {
        match self.tongue {
            Tongue::En => "en",
            Tongue::Nl => "nl",
        }
    }

    /// An amount of which the number is written already.
    pub fn amount(self, number: &str) -> String {
        match self.tongue {
            Tongue::En => self.currency.before_amount() + number,
            Tongue::Nl => format!("{number} {}", self.currency.word_nl()),
        }
    }

    /// Grouped in thousands, with a true minus sign.
    pub fn number(self, value: f64, decimals: usize) -> String {
        let text = format!("{:.decimals$}", value.abs());
        let is_zero = !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let (thousands, point) = match self.tongue {
            Tongue::En => (',', '.'),
            Tongue::Nl => ('.', ','),
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
        match self.tongue {
            Tongue::En => format!("{number}%"),
            Tongue::Nl => format!("{number}\u{a0}%"),
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

//! What a tornado is drawn of, and what its marks and words have in common: how results are written, and what the axis spans.
//!
//! Comes in: results at the ends of unknowns. Goes out: [`Input`]. Deliberately absent: marks and sentences.

use crate::chart::phrases as say;
use crate::chart::words::{Lang, Money};

/// What the picture is drawn of.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// What readers call the arm.
    pub arm: String,
    /// What readers call the result.
    pub result: String,
    /// The unit of the result; empty for amounts in EUR.
    pub unit: String,
    /// Whether it is what the arm comes to beyond the comparator, not the arm's own.
    pub is_difference: bool,
    /// The result with every number at its mean.
    pub at_mean: f64,
    /// Unknowns, those that move it most first.
    pub rows: Vec<Row>,
    /// How many others there are.
    pub others: usize,
}

/// An unknown.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What readers call it.
    pub label: String,
    /// How scenarios name it.
    pub path: String,
    /// Its unit.
    pub unit: String,
    /// Its 2.5 and 97.5 % quantiles.
    pub ends: [f64; 2],
    /// The result there.
    pub results: [f64; 2],
}

/// How results are written: all in one unit with the same decimals.
#[derive(Debug, Clone, Copy)]
pub(super) enum ResultForm {
    Money(Money),
    Plain(Lang, usize),
}

impl ResultForm {
    pub fn of(input: &Input, lang: Lang) -> ResultForm {
        let results = input.rows.iter().flat_map(|row| row.results);
        let largest = results
            .chain([input.at_mean])
            .map(f64::abs)
            .fold(0.0, f64::max);
        let swing = input.rows.first().map_or(0.0, |row| {
            row.results
                .iter()
                .map(|result| (result - input.at_mean).abs())
                .fold(0.0, f64::max)
        });
        match input.unit.is_empty() {
            true => ResultForm::Money(Money::of(lang, largest).telling_apart(swing)),
            false => ResultForm::Plain(lang, decimals(largest, 3).max(decimals(swing, 2))),
        }
    }

    pub fn scale(&self) -> f64 {
        match self {
            ResultForm::Money(money) => money.scale(),
            ResultForm::Plain(..) => 1.0,
        }
    }

    pub fn signed(&self, value: f64) -> String {
        match self {
            ResultForm::Money(money) => money.signed(value),
            ResultForm::Plain(lang, decimals) => lang.signed(value, *decimals),
        }
    }

    pub fn tick(&self, value: f64, decimals: usize) -> String {
        match self {
            ResultForm::Money(money) => money.tick(value, decimals),
            ResultForm::Plain(lang, _) => lang.signed(value, decimals),
        }
    }

    pub fn unit<'a>(&self, input: &'a Input) -> &'a str {
        match self {
            ResultForm::Money(money) => money.unit(),
            ResultForm::Plain(..) => &input.unit,
        }
    }
}

/// Decimals that show so many digits.
pub(super) fn decimals(size: f64, digits: i32) -> usize {
    if size == 0.0 || !size.is_finite() {
        return 0;
    }
    let before = libm::floor(libm::log10(size.abs())) as i32 + 1;
    usize::try_from(digits - before).unwrap_or(0).min(6)
}

impl Row {
    /// From where to where the unknown goes.
    pub(super) fn interval(&self, lang: Lang) -> String {
        // Two digits of its width tell the ends apart.
        let decimals = decimals(self.ends[1] - self.ends[0], 2);
        let [low, high] = self.ends.map(|end| lang.number(end, decimals));
        let parts = [("low", low.as_str()), ("high", &high), ("unit", &self.unit)];
        say::TORNADO_INTERVAL
            .fill(lang, &parts)
            .trim_end()
            .to_string()
    }
}

/// How many unknowns are not shown, in words.
pub(super) fn others(input: &Input, lang: Lang) -> Option<String> {
    let count = input.others.to_string();
    let said = || say::TORNADO_OTHERS.fill(lang, &[("count", &count)]);
    (input.others > 0 && !input.rows.is_empty()).then(said)
}

/// What the axis spans: every result, the one at the means among them.
pub(super) fn range(input: &Input) -> [f64; 2] {
    let results = input.rows.iter().flat_map(|row| row.results);
    let [low, high] = results.fold([input.at_mean; 2], |[low, high], result| {
        [f64::min(low, result), f64::max(high, result)]
    });
    // Zero belongs to the picture where it is near: the sign of a result is what readers look for.
    let room = high - low;
    match () {
        () if low > 0.0 && low < room => [0.0, high],
        () if high < 0.0 && -high < room => [low, 0.0],
        () => [low, high],
    }
}

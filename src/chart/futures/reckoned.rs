//! Payers reckoned: what the marks and the words of a picture of futures are both made of.
//!
//! Comes in: per payer the difference in every future. Goes out: [`PayerFutures`]. Deliberately absent: marks' places.

use crate::chart::Party;
use crate::chart::count::{self, MarkCount};
use crate::chart::phrases as say;
use crate::chart::words::{Lang, Money};

/// One payer.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Who.
    pub party: Party,
    /// EUR a year that it pays more than as now, in every future.
    pub differences: Vec<f64>,
}

/// One payer reckoned: what marks and words are both made of.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PayerFutures<'a> {
    pub(super) row: &'a Row,
    /// Values of the marks, rising.
    pub(super) marks: Vec<f64>,
    pub(super) no_worse: MarkCount,
    pub(super) mean: f64,
    /// Mean of the futures that are worse.
    pub(super) if_worse: Option<f64>,
    /// Whether no future differs.
    pub(super) is_same: bool,
}

pub(super) fn reckon(row: &Row) -> PayerFutures<'_> {
    let values = &row.differences;
    let worse: Vec<f64> = values
        .iter()
        .copied()
        .filter(|value| *value > 0.0)
        .collect();
    let mean = |values: &[f64]| crate::base::statistics::mean(values);
    PayerFutures {
        row,
        marks: count::quantiles(values),
        no_worse: MarkCount::of(values.len() - worse.len(), values.len()),
        mean: mean(values).unwrap_or(0.0),
        if_worse: mean(&worse),
        is_same: values.iter().all(|value| *value == 0.0),
    }
}

impl PayerFutures<'_> {
    pub(super) fn headline(&self, lang: Lang) -> String {
        if self.is_same {
            return say::UNCHANGED.of(lang).to_string();
        }
        say::NO_WORSE.fill(lang, &[("count", &self.no_worse.words(lang))])
    }

    pub(super) fn otherwise(&self, lang: Lang, money: &Money) -> Option<String> {
        let amount = money.words(self.if_worse?);
        Some(say::OTHERWISE.fill(lang, &[("amount", &amount)]))
    }

    pub(super) fn sentence(&self, lang: Lang, money: &Money) -> String {
        let party = ("party", self.row.party.label.as_str());
        let count = self.no_worse.every(lang);
        match self.if_worse {
            _ if self.is_same => say::DOTS_SENTENCE_SAME.fill(lang, &[party]),
            None => say::DOTS_SENTENCE_SAFE.fill(lang, &[party, ("count", &count)]),
            Some(amount) => say::DOTS_SENTENCE.fill(
                lang,
                &[party, ("count", &count), ("amount", &money.words(amount))],
            ),
        }
    }
}

/// What a mark is.
pub(super) fn note(rows: &[PayerFutures], lang: Lang) -> String {
    let futures = rows.first().map_or(0, |row| row.row.differences.len());
    let futures = futures.to_string();
    let of = rows.first().map_or(0, |row| row.no_worse.of);
    if of < count::MARKS {
        say::DOTS_NOTE_FEW.fill(lang, &[("futures", &futures)])
    } else {
        say::DOTS_NOTE.fill(lang, &[("of", &of.to_string()), ("futures", &futures)])
    }
}

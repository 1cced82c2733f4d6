//! The contract of shared savings: its shares, what it is measured against, and whom.

use super::room::{At, Limits, Named, Room};
use crate::scenario::schema::{Benchmark, Component, SavingsContract};

/// The rules on a contract.
pub fn check(room: &mut Room<'_>, at: &At, one: &Component, contract: &SavingsContract) {
    let run = &room.scenario.run;
    let first = run.first_year;
    let inner = at.to("savings");
    room.number(&inner.to("rate"), &contract.rate, Limits::Share);
    let shares = [
        ("loss_rate", &contract.loss_rate),
        ("minimum_rate", &contract.minimum_rate),
        ("cap", &contract.cap),
        ("quality_gate", &contract.quality_gate),
    ];
    for (key, number) in shares {
        room.optional(&inner, key, number.as_ref(), Limits::Share);
    }
    room.optional(
        &inner,
        "truncate_at",
        contract.truncate_at.as_ref(),
        Limits::Budget,
    );
    room.optional(&inner, "trend", contract.trend.as_ref(), Limits::Growth);
    room.refer_all(&inner.to("savings_of"), Named::Payer, &contract.savings_of);
    let needs_base = contract.benchmark == Benchmark::Trend;
    if needs_base && one.from_year.is_none_or(|from| from <= first) {
        room.fault(
            &inner.to("benchmark"),
            "a trend needs a year before the contract to start from",
            format!(
                "let the contract begin later, e.g. from_year = {}",
                first + 1
            ),
        );
    }
    if needs_base && contract.trend.is_none() {
        room.fault(
            &inner.to("benchmark"),
            "the benchmark `trend` needs `trend`",
            "growth per year of spending per person, e.g. trend = 0.035",
        );
    }
    if contract.quality_gate.is_some() && one.indicators.is_empty() {
        room.fault(
            &inner.to("quality_gate"),
            "a quality gate needs a score",
            "give the component `indicators`",
        );
    }
    let rows = &contract.minimum_by_size;
    for (index, pair) in rows.windows(2).enumerate() {
        if pair[0].persons_below >= pair[1].persons_below {
            room.fault(
                &inner
                    .to("minimum_by_size")
                    .nth(index + 1)
                    .to("persons_below"),
                "the sizes must ascend",
                "smallest panels first",
            );
        }
    }
}

//! Time, replications, comparison.

use super::room::{At, Named, Room, told};
use crate::scenario::schema::Convention;

/// The rules on `run` and on who pays.
pub fn check(room: &mut Room<'_>) {
    name(room);
    comparator(room);
    discounting(room);
    sample(room);
    payers(room);
    resident_pays(room);
}

fn name(room: &mut Room<'_>) {
    if let Some(name) = &room.scenario.name {
        room.word(&At::top("name"), name);
    }
}

fn comparator(room: &mut Room<'_>) {
    if let Some(comparator) = &room.scenario.run.comparator {
        room.refer(&At::top("run").to("comparator"), Named::Arm, comparator);
    }
}

fn discounting(room: &mut Room<'_>) {
    let (at, run) = (At::top("run"), &room.scenario.run);
    if run.discount_first_year && run.convention != Convention::Own {
        room.fault(
            &at.to("discount_first_year"),
            "the convention leaves the first year undiscounted",
            "write convention = \"own\" to discount it",
        );
    }
    let rates = [
        ("discount_costs", &run.discount_costs),
        ("discount_effects", &run.discount_effects),
    ];
    for (key, rate) in rates {
        let is_written = room.places.is_written(&["run", key]);
        // A resolved scenario writes out every key; a rate of 0 there says nothing.
        let is_meant = is_written && rate.as_point() != Some(0.0);
        if is_meant && run.convention != Convention::Own {
            room.fault(
                &at.to(key),
                format!("`{key}` is not used: the convention has rates of its own"),
                "write convention = \"own\" to give rates yourself",
            );
        }
        if !is_written && run.convention == Convention::Own {
            room.fault(
                &at.to("convention"),
                format!("the convention `own` needs `{key}`"),
                "write the yearly rate, e.g. 0.03; 0 for none",
            );
        }
    }
}

/// The years in which something holds must have some of the run in them.
pub fn years(room: &mut Room<'_>, at: &At, from_year: Option<i32>, until_year: Option<i32>) {
    let run = &room.scenario.run;
    let (first, last) = (
        i64::from(run.first_year),
        i64::from(run.first_year) + i64::from(run.years) - 1,
    );
    let from = from_year.map_or(first, i64::from);
    let until = until_year.map_or(last, i64::from);
    let (at_from, at_until) = (at.to("from_year"), at.to("until_year"));
    if from_year.is_some() && until_year.is_some() && from > until {
        let message = format!("this ends ({until}) before it starts ({from})");
        return room.fault(
            &at_until,
            message,
            "`until_year` is the last year, not the first without",
        );
    }
    let hint = format!("the run covers {first} to {last}");
    if until < first {
        room.fault(
            &at_until,
            format!("this ends ({until}) before the run starts"),
            hint,
        );
    } else if from > last {
        room.fault(
            &at_from,
            format!("this starts ({from}) after the run ends"),
            hint,
        );
    }
}

fn sample(room: &mut Room<'_>) {
    let residents = room.residents();
    let Some(sample) = room.scenario.run.sample.filter(|_| residents > 0.0) else {
        return;
    };
    if sample as f64 > residents {
        let message = format!(
            "the sample ({sample}) is larger than the population ({})",
            told(residents)
        );
        room.fault(
            &At::top("run").to("sample"),
            message,
            "leave `sample` out to simulate all residents",
        );
    }
}

fn payers(room: &mut Room<'_>) {
    for (index, payer) in room.scenario.payer.iter().enumerate() {
        let at = At::top("payer").entry(index, &payer.name);
        room.name(&at, &payer.name);
        if payer.name == "all" {
            room.fault(
                &at.to("name"),
                "no payer can be named `all`",
                "in results, `all` is the sum of the payers",
            );
        }
    }
}

/// What residents pay needs somebody to pay it.
fn resident_pays(room: &mut Room<'_>) {
    let scenario = room.scenario;
    if scenario.payer.iter().any(|payer| payer.name == "resident") {
        return;
    }
    let copays = |service: &crate::scenario::schema::Service| {
        service.copayment.is_some() || service.deductible
    };
    if scenario.patient.deductible.is_some()
        || !scenario.patient.subscription.is_empty()
        || scenario.service.iter().any(copays)
    {
        let hint = "add [[payer]] name = \"resident\"";
        room.fault(
            &At::top("payer"),
            "residents pay a part, but no payer is named `resident`",
            hint,
        );
    }
}

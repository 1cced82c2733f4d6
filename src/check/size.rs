//! How large a scenario may be.

use super::review::{FaultKind, KeyPath, Review, legible, means};
use crate::scenario::number::distribution;
use crate::scenario::schema::{Arm, Number};

/// More residents than any neighbourhood, city or small country needs.
const MOST_RESIDENTS: f64 = 20_000_000.0;

/// Births, and newcomers, a year: a tenth of the most residents is more than any place takes in.
const MOST_ARRIVALS: f64 = MOST_RESIDENTS / 10.0;

/// Residents simulated over all years, those who come among them: two lives of the most residents.
const MOST_SIMULATED: f64 = 2.0 * MOST_RESIDENTS;

/// Draws above this quantile come in fewer than one of a million replications.
const RARELY_EXCEEDED: f64 = 1.0 - 1e-6;

/// Cycles of a run: 200 years of fortnights, or 76 of weeks.
const MOST_CYCLES: u64 = 4_000;

/// Limits on everything that memory and time grow with.
pub fn check(review: &mut Review<'_>) {
    lists(review);
    levels(review);
    components(review);
    residents(review);
    arrivals(review);
    simulated(review);
    cycles(review);
}

fn lists(review: &mut Review<'_>) {
    let scenario = review.scenario;
    let counts = [
        ("payer", scenario.payer.len(), 32),
        ("state", scenario.state.len(), 32),
        ("transition", scenario.transition.len(), 4_096),
        ("need", scenario.need.len(), 64),
        ("service", scenario.service.len(), 256),
        ("discipline", scenario.discipline.len(), 256),
        ("background_care", scenario.background_care.len(), 64),
        ("capability", scenario.capability.len(), 64),
        ("effect", scenario.effect.len(), 1_024),
        ("arm", scenario.arm.len(), 64),
        ("governance", scenario.governance.len(), 64),
        ("contract", scenario.contract.len(), 256),
        ("account", scenario.account.len(), 512),
        ("study", scenario.study.len(), 64),
        ("publication", scenario.publication.len(), 1_024),
        ("calibrate", scenario.calibrate.len(), 16),
        ("knob", scenario.knob.len(), 64),
    ];
    for (key, count, most) in counts {
        at_most(review, &KeyPath::top(key), key, count, most);
    }
    let population = &scenario.population;
    let at = KeyPath::top("population");
    at_most(
        review,
        &at.to("bands"),
        "bands",
        population.bands.len(),
        256,
    );
    at_most(
        review,
        &at.to("deprivation"),
        "deprivation",
        population.deprivation.len(),
        10,
    );
}

/// More levels than this, and a knob is a list.
fn levels(review: &mut Review<'_>) {
    for (index, knob) in review.scenario.knob.iter().enumerate() {
        let at = KeyPath::top("knob").entry(index, &knob.name);
        at_most(review, &at.to("level"), "level", knob.level.len(), 7);
        at_most(review, &at.to("arms"), "arms", knob.arms.len(), 64);
    }
}

fn components(review: &mut Review<'_>) {
    for (index, arm) in review.scenario.arm.iter().enumerate() {
        let at = KeyPath::top("arm").entry(index, &arm.name).to("component");
        at_most(review, &at, "component", arm.component.len(), 64);
        effects(
            review,
            &KeyPath::top("arm").entry(index, &arm.name).to("effect"),
            arm,
        );
    }
}

fn effects(review: &mut Review<'_>, at: &KeyPath, arm: &Arm) {
    at_most(review, at, "effect", arm.effect.len(), 64);
    for (index, effect) in arm.effect.iter().enumerate() {
        let at = at.entry(index, &effect.name).to("targets");
        at_most(review, &at, "targets", effect.targets.len(), 256);
    }
}

fn at_most(review: &mut Review<'_>, at: &KeyPath, key: &str, count: usize, most: usize) {
    if count > most {
        review.fault(
            FaultKind::TooLarge,
            at,
            format!("there are {count} entries of `{key}`"),
            format!("{most} is the most"),
        );
    }
}

fn residents(review: &mut Review<'_>) {
    let residents = review.residents();
    if residents > MOST_RESIDENTS {
        let message = format!("there are {} residents", legible(residents));
        let hint = format!("{MOST_RESIDENTS} is the most; `run.sample` simulates some of them");
        review.fault(
            FaultKind::TooLarge,
            &KeyPath::top("population").to("bands"),
            message,
            hint,
        );
    }
}

fn arrivals(review: &mut Review<'_>) {
    let population = &review.scenario.population;
    let at = KeyPath::top("population");
    let newcomers = population
        .newcomers
        .as_ref()
        .map(|newcomers| &newcomers.per_year);
    let keys = [
        (
            at.to("births_per_year"),
            population.births_per_year.as_ref(),
            "births",
        ),
        (at.to("newcomers").to("per_year"), newcomers, "newcomers"),
    ];
    for (at, number, who) in keys {
        let per_year: f64 = means(number).iter().sum();
        if per_year > MOST_ARRIVALS {
            let message = format!("there are {} {who} a year", legible(per_year));
            review.fault(
                FaultKind::TooLarge,
                &at,
                message,
                format!("{MOST_ARRIVALS} is the most"),
            );
        }
    }
}

/// Everybody who ever lives here is kept in memory: residents at the start, and newcomers and births of all years.
fn simulated(review: &mut Review<'_>) {
    let scenario = review.scenario;
    let population = &scenario.population;
    let newcomers = population.newcomers.as_ref();
    let coming = population.births_per_year.iter().map(AsRef::as_ref);
    let coming = coming.chain(newcomers.map(|newcomers| newcomers.per_year.as_ref()));
    let per_year: f64 = coming.map(reach).sum();
    // How many residents a file holds is not known yet: all are taken to be simulated.
    let residents = review.residents();
    let sample = scenario.run.sample.map(|sample| sample as f64);
    // A sample larger than the population has a fault of its own.
    let part = match sample {
        Some(sample) if residents > 0.0 => (sample / residents).min(1.0),
        _ => 1.0,
    };
    let all = part * (residents + per_year * f64::from(scenario.run.years));
    // Too many at the start have a fault of their own.
    if residents <= MOST_RESIDENTS && all > MOST_SIMULATED {
        let message = format!(
            "up to {} people a year come over {} years: {} would be simulated with the residents of the start",
            grouped(per_year),
            scenario.run.years,
            grouped(all)
        );
        let hint = format!(
            "{} is the most; give `run.sample` or fewer `run.years`",
            grouped(MOST_SIMULATED)
        );
        let at = match &population.births_per_year {
            Some(_) => KeyPath::top("population").to("births_per_year"),
            None => KeyPath::top("population").to("newcomers").to("per_year"),
        };
        review.fault(FaultKind::TooLarge, &at, message, hint);
    }
}

/// What a number hardly ever exceeds in a draw. A number without a distribution has its own fault.
fn reach(number: &Number) -> f64 {
    distribution(number).map_or(0.0, |of| number.limits.within(of.quantile(RARELY_EXCEEDED)))
}

/// A whole number with commas between thousands.
fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .filter_map(|group| std::str::from_utf8(group).ok())
        .collect();
    groups.join(",")
}

fn cycles(review: &mut Review<'_>) {
    let run = &review.scenario.run;
    let cycles = u64::from(run.years) * u64::from(run.cycles_per_year);
    if cycles > MOST_CYCLES {
        let message = format!(
            "{} years of {} cycles are {cycles} cycles",
            run.years, run.cycles_per_year
        );
        review.fault(
            FaultKind::TooLarge,
            &KeyPath::top("run").to("years"),
            message,
            format!("{MOST_CYCLES} is the most"),
        );
    }
}

//! How large a scenario may be.

use super::room::{At, Room, means};
use crate::scenario::schema::Arm;

/// More residents than any neighbourhood, city or small country needs.
const MOST_RESIDENTS: f64 = 20_000_000.0;

/// Births, and newcomers, a year: a tenth of the most residents is more than any place takes in.
const MOST_ARRIVALS: f64 = MOST_RESIDENTS / 10.0;

/// Cycles of a run: 200 years of fortnights, or 76 of weeks.
const MOST_CYCLES: u64 = 4_000;

/// Limits on everything that memory and time grow with.
pub fn check(room: &mut Room<'_>) {
    lists(room);
    components(room);
    residents(room);
    arrivals(room);
    cycles(room);
}

fn lists(room: &mut Room<'_>) {
    let scenario = room.scenario;
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
        ("cashability", scenario.cashability.len(), 256),
        ("account", scenario.account.len(), 512),
        ("calibrate", scenario.calibrate.len(), 16),
    ];
    for (key, count, most) in counts {
        at_most(room, &At::top(key), key, count, most);
    }
    let population = &scenario.population;
    let at = At::top("population");
    at_most(room, &at.to("bands"), "bands", population.bands.len(), 256);
    at_most(
        room,
        &at.to("deprivation"),
        "deprivation",
        population.deprivation.len(),
        10,
    );
}

fn components(room: &mut Room<'_>) {
    for (index, arm) in room.scenario.arm.iter().enumerate() {
        let at = At::top("arm").entry(index, &arm.name).to("component");
        at_most(room, &at, "component", arm.component.len(), 64);
        effects(
            room,
            &At::top("arm").entry(index, &arm.name).to("effect"),
            arm,
        );
    }
}

fn effects(room: &mut Room<'_>, at: &At, arm: &Arm) {
    at_most(room, at, "effect", arm.effect.len(), 64);
    for (index, effect) in arm.effect.iter().enumerate() {
        let at = at.entry(index, &effect.name).to("targets");
        at_most(room, &at, "targets", effect.targets.len(), 256);
    }
}

fn at_most(room: &mut Room<'_>, at: &At, key: &str, count: usize, most: usize) {
    if count > most {
        room.fault(
            at,
            format!("there are {count} entries of `{key}`"),
            format!("{most} is the most"),
        );
    }
}

fn residents(room: &mut Room<'_>) {
    let residents = room.residents();
    if residents > MOST_RESIDENTS {
        let message = format!("there are {residents} residents");
        let hint = format!("{MOST_RESIDENTS} is the most; `run.sample` simulates some of them");
        room.fault(&At::top("population").to("bands"), message, hint);
    }
}

fn arrivals(room: &mut Room<'_>) {
    let population = &room.scenario.population;
    let at = At::top("population");
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
            let message = format!("there are {per_year} {who} a year");
            room.fault(&at, message, format!("{MOST_ARRIVALS} is the most"));
        }
    }
}

fn cycles(room: &mut Room<'_>) {
    let run = &room.scenario.run;
    let cycles = u64::from(run.years) * u64::from(run.cycles_per_year);
    if cycles > MOST_CYCLES {
        let message = format!(
            "{} years of {} cycles are {cycles} cycles",
            run.years, run.cycles_per_year
        );
        room.fault(
            &At::top("run").to("years"),
            message,
            format!("{MOST_CYCLES} is the most"),
        );
    }
}

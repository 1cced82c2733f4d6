//! Needs, services, and care that needs do not explain.

use std::collections::{BTreeMap, BTreeSet};

use super::room::{At, Limits, Named, Room, means, told};
use crate::scenario::nearest::quoted;
use crate::scenario::schema::Spread;
use crate::scenario::schema::{
    AgeRatio, BackgroundCare, BandsAre, Line, Need, NeedClass, NeedService, Service,
};
use crate::tables::time::OLDEST_AGE;

/// Outcomes that every run has, whose names no service can give to what it counts.
const OWN_OUTCOMES: [&str; 33] = [
    "access",
    "administrative_hours",
    "births",
    "budget_neutral_factor",
    "capability_stock",
    "care_at_reference_prices",
    "carer_years",
    "deaths",
    "enrolled",
    "gap_closed",
    "healthy_years",
    "informal_care_hours",
    "institution_entries",
    "integration",
    "leavers",
    "life_years",
    "luck_share",
    "needs",
    "newcomers",
    "overloaded_carer_years",
    "platform_adoption",
    "platform_partners",
    "practices_taking_part",
    "qalys",
    "quality_score",
    "resident_total_mean",
    "resident_total_sd",
    "residents_pay",
    "service_units",
    "spending",
    "state_years",
    "triage_years",
    "unmet_needs",
];

/// A resident's permanent needs are kept as bits of one word.
const MOST_PERMANENT: usize = 32;

/// The rules on `need`, `service`, `background_care` and `growth`.
pub fn check(room: &mut Room<'_>) {
    permanent_needs(room);
    for (index, each) in room.scenario.need.iter().enumerate() {
        need(room, &At::top("need").entry(index, &each.name), each);
    }
    for (index, each) in room.scenario.service.iter().enumerate() {
        service(room, &At::top("service").entry(index, &each.name), each);
    }
    for (index, each) in room.scenario.background_care.iter().enumerate() {
        background(
            room,
            &At::top("background_care").entry(index, &each.name),
            each,
        );
    }
    one_remainder_a_category(room);
    growth(room);
}

fn permanent_needs(room: &mut Room<'_>) {
    let permanent = room
        .scenario
        .need
        .iter()
        .filter(|need| need.class == NeedClass::Permanent)
        .count();
    if permanent > MOST_PERMANENT {
        let message = format!("{permanent} needs are permanent");
        room.fault(
            &At::top("need"),
            message,
            format!("{MOST_PERMANENT} is the most"),
        );
    }
}

fn need(room: &mut Room<'_>, at: &At, need: &Need) {
    room.name(at, &need.name);
    rates_or_prevalence(room, at, need);
    room.refer_keys(&at.to("rates"), Named::State, &need.rates);
    room.refer_keys(&at.to("prevalence"), Named::State, &need.prevalence);
    room.deprivation_ratios(at, &need.deprivation_ratios);
    age_ratios(room, &at.to("age_ratios"), &need.age_ratios);
    need_services(room, &at.to("services"), need);
    escalation(room, &at.to("escalation"), need);
    highest_rate(room, at, need);
}

/// A rate is within the limits of one after its ratios too, at every age and in every class.
fn highest_rate(room: &mut Room<'_>, at: &At, need: &Need) {
    let most = |values: Vec<f64>| values.into_iter().fold(1.0, f64::max);
    let of_class = most(means(&need.male_ratio))
        * most(means(&need.deprivation_ratios))
        * most(means(&need.no_carer_ratio));
    let slope: f64 = means(&need.slope).iter().sum();
    let of_age = |age: f64| {
        let here = |band: &&AgeRatio| {
            band.age_from <= age && band.age_below.is_none_or(|below| age < below)
        };
        let band = means(need.age_ratios.iter().filter(here).map(|band| &band.ratio));
        libm::exp(slope * (age + 0.5 - need.age_reference)) * band.last().copied().unwrap_or(1.0)
    };
    let highest = (0..OLDEST_AGE)
        .map(|age| of_age(age as f64))
        .fold(0.0, f64::max)
        * of_class;
    for (state, rate) in need
        .rates
        .iter()
        .zip(means(need.rates.values()))
        .map(|((state, _), rate)| (state, rate))
    {
        if Limits::Rate.allows(rate) && rate * highest > Limits::Rate.range().1 {
            let message = format!(
                "new needs of `{}` reach {} per person-year with its slope and ratios, but a rate {}",
                need.name,
                told(rate * highest),
                Limits::Rate.words()
            );
            room.fault(
                &at.to("rates").to(state),
                message,
                "look at its slope, `age_reference` and ratios",
            );
        }
    }
}

fn rates_or_prevalence(room: &mut Room<'_>, at: &At, need: &Need) {
    let is_permanent = need.class == NeedClass::Permanent;
    let (wanted, other) = if is_permanent {
        ("prevalence", "rates")
    } else {
        ("rates", "prevalence")
    };
    let (has_wanted, has_other) = match is_permanent {
        true => (!need.prevalence.is_empty(), !need.rates.is_empty()),
        false => (!need.rates.is_empty(), !need.prevalence.is_empty()),
    };
    let class = if is_permanent {
        "a permanent need"
    } else {
        "an acute or temporary need"
    };
    if has_other {
        let hint = "acute and temporary needs arise at `rates`; permanent ones have a `prevalence`";
        room.key_fault(
            &at.to(other),
            format!("`{other}` does not apply to {class}"),
            hint,
        );
    } else if !has_wanted {
        let hint = format!(
            "e.g. {wanted} = {{ {} = 0.1 }}",
            room.scenario.state.first().map_or("state", |s| &s.name)
        );
        room.fault(at, format!("{class} needs `{wanted}`"), hint);
    }
}

/// Ratios by age band.
pub fn age_ratios(room: &mut Room<'_>, at: &At, ratios: &[AgeRatio]) {
    let ages: Vec<_> = ratios
        .iter()
        .map(|band| (band.age_from, band.age_below))
        .collect();
    room.bands(at, &ages);
}

fn need_services(room: &mut Room<'_>, at: &At, need: &Need) {
    let mut seen = BTreeSet::new();
    for (index, service) in need.services.iter().enumerate() {
        let at = at.nth(index);
        once(room, &at.to("service"), &mut seen, &service.service);
        room.refer(&at.to("service"), Named::Service, &service.service);
        if need.class != NeedClass::Permanent {
            whole_when_fixed(room, &at.to("units"), service);
        }
    }
}

fn once<'n>(room: &mut Room<'_>, at: &At, seen: &mut BTreeSet<&'n str>, name: &'n str) {
    if !seen.insert(name) {
        room.fault(
            at,
            format!("`{name}` is listed twice"),
            "add the two up into one entry",
        );
    }
}

/// A fixed number of units in one cycle cannot have a fraction.
fn whole_when_fixed(room: &mut Room<'_>, at: &At, service: &NeedService) {
    let is_whole = service
        .units
        .as_point()
        .is_some_and(|units| units.fract() == 0.0);
    if service.spread == Spread::Fixed && !is_whole {
        let hint =
            "write a plain whole number, or leave `spread` out: then units vary around their mean";
        room.fault(
            at,
            "fixed units of an acute or temporary need must be whole",
            hint,
        );
    }
}

fn escalation(room: &mut Room<'_>, at: &At, need: &Need) {
    let mut seen = BTreeSet::new();
    for (index, escalation) in need.escalation.iter().enumerate() {
        let at = at.nth(index);
        once(room, &at.to("service"), &mut seen, &escalation.service);
        room.refer(&at.to("service"), Named::Service, &escalation.service);
    }
}

fn service(room: &mut Room<'_>, at: &At, service: &Service) {
    room.name(at, &service.name);
    room.refer(&at.to("discipline"), Named::Discipline, &service.discipline);
    statutory_payers(room, at, service);
    lower_copayment(room, at, service);
    if let Some(subscription) = &service.subscription {
        room.refer(&at.to("subscription"), Named::Subscription, subscription);
    }
    if let Some(outcome) = &service.counts_as {
        let at = at.to("counts_as");
        room.word(&at, outcome);
        if OWN_OUTCOMES.contains(&outcome.as_str()) {
            let message = format!("{} is counted whatever a scenario says", quoted(outcome));
            room.fault(&at, message, "leave `counts_as` out, or take another name");
        }
    }
}

fn statutory_payers(room: &mut Room<'_>, at: &At, service: &Service) {
    let at_payers = at.to("payers");
    match (service.line == Line::Informal, service.payers.is_empty()) {
        (false, true) => {
            let hint = "say who pays by statute, e.g. payers = { insurer = 1 }";
            room.fault(at, "this service has no payers", hint);
        }
        (true, false) => room.key_fault(
            &at_payers,
            "informal care has no payers",
            "take `payers` out",
        ),
        _ => room.payers(&at_payers, &service.payers),
    }
}

fn lower_copayment(room: &mut Room<'_>, at: &At, service: &Service) {
    if service.copayment_lower.is_some() && service.copayment.is_none() {
        let message = "`copayment_lower` is given without `copayment`";
        room.key_fault(
            &at.to("copayment_lower"),
            message,
            "give the `copayment` of the other residents too",
        );
    }
}

fn background(room: &mut Room<'_>, at: &At, care: &BackgroundCare) {
    room.name(at, &care.name);
    room.refer(&at.to("discipline"), Named::Discipline, &care.discipline);
    if care.payers.is_empty() {
        room.fault(
            &at.to("payers"),
            "this care has no payers",
            "e.g. payers = { insurer = 1 }",
        );
    }
    room.payers(&at.to("payers"), &care.payers);
    equal_lengths(room, at, care);
    ages_ascend(room, &at.to("age_from"), &care.age_from);
    for (key, costs) in [("female", &care.female), ("male", &care.male)] {
        for (index, cost) in costs.iter().enumerate() {
            room.plain(&at.to(key).nth(index), *cost, Limits::Price);
        }
    }
    if care.bands_are == BandsAre::Remainder && care.category.is_none() {
        let hint = "say which published category the bands state, as in `category` of services";
        room.fault(&at.to("bands_are"), "a remainder needs a `category`", hint);
    }
}

fn equal_lengths(room: &mut Room<'_>, at: &At, care: &BackgroundCare) {
    let bands = care.age_from.len();
    for (key, costs) in [("female", &care.female), ("male", &care.male)] {
        if costs.len() != bands {
            let message = format!("`{key}` has {} costs for {bands} bands", costs.len());
            room.fault(&at.to(key), message, "one cost a band of `age_from`");
        }
    }
}

fn ages_ascend(room: &mut Room<'_>, at: &At, ages: &[f64]) {
    if ages.first().is_some_and(|first| *first != 0.0) {
        room.fault(
            &at.nth(0),
            "the first band must start at age 0",
            "give a cost of 0 where there is none",
        );
    }
    for (index, pair) in ages.windows(2).enumerate() {
        if pair[1] <= pair[0] {
            let message = format!("ages must ascend, but {} follows {}", pair[1], pair[0]);
            return room.fault(
                &at.nth(index + 1),
                message,
                "`age_from` is the first age of each band",
            );
        }
    }
}

/// Two lines that both take what the needs leave over would take it twice.
fn one_remainder_a_category(room: &mut Room<'_>) {
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    for (index, care) in room.scenario.background_care.iter().enumerate() {
        let Some(category) = care
            .category
            .as_deref()
            .filter(|_| care.bands_are == BandsAre::Remainder)
        else {
            continue;
        };
        if let Some(earlier) = first.get(category) {
            let message = format!("`{earlier}` already is the remainder of category `{category}`");
            let at = At::top("background_care")
                .entry(index, &care.name)
                .to("category");
            room.fault(&at, message, "one remainder a category");
        } else {
            first.insert(category, &care.name);
        }
    }
}

fn growth(room: &mut Room<'_>) {
    let (at, growth) = (At::top("growth"), &room.scenario.growth);
    let at = at.to("volume");
    for (index, row) in growth.volume.iter().enumerate() {
        if growth.volume[..index]
            .iter()
            .any(|earlier| earlier.line == row.line)
        {
            room.fault(
                &at.nth(index).to("line"),
                "this line is listed twice",
                "one growth a line",
            );
        }
    }
}

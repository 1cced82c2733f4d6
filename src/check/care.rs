//! Needs, services, and care that needs do not explain.

use std::collections::{BTreeMap, BTreeSet};

use super::review::{FaultKind, KeyPath, Limits, Named, Review, legible, means};
use crate::outcome;
use crate::scenario::nearest::quoted;
use crate::scenario::schema::{
    AgeRatio, BackgroundCare, BandsAre, Line, Need, NeedClass, NeedService, Service, UnitVariation,
};
use crate::tables::time::OLDEST_AGE;

/// Names in outcomes.csv that are no outcomes of a year, but what analyses add to them.
const OF_ANALYSES: [&str; 11] = [
    "gap",
    "gap_at_constant_prices",
    "gap_closed",
    "gap_closed_at_constant_prices",
    "gap_closed_without_budget",
    "gap_closed_without_budget_at_constant_prices",
    "gap_in_hours",
    "gap_in_hours_closed",
    "luck_share",
    "resident_total_mean",
    "resident_total_sd",
];

/// A resident's permanent needs are kept as bits of one word.
const MOST_PERMANENT: usize = 32;

/// The rules on `need`, `service`, `background_care` and `growth`.
pub fn check(review: &mut Review<'_>) {
    permanent_needs(review);
    for (index, each) in review.scenario.need.iter().enumerate() {
        need(review, &KeyPath::top("need").entry(index, &each.name), each);
    }
    for (index, each) in review.scenario.service.iter().enumerate() {
        service(
            review,
            &KeyPath::top("service").entry(index, &each.name),
            each,
        );
    }
    for (index, each) in review.scenario.background_care.iter().enumerate() {
        background(
            review,
            &KeyPath::top("background_care").entry(index, &each.name),
            each,
        );
    }
    one_remainder_a_category(review);
    growth(review);
    let overlooked = review.scenario.triage.overlooked.as_ref();
    review.optional(
        &KeyPath::top("triage"),
        "overlooked",
        overlooked,
        Limits::Share,
    );
}

fn permanent_needs(review: &mut Review<'_>) {
    let permanent = review
        .scenario
        .need
        .iter()
        .filter(|need| need.class == NeedClass::Permanent)
        .count();
    if permanent > MOST_PERMANENT {
        let message = format!("{permanent} needs are permanent");
        review.fault(
            FaultKind::TooLarge,
            &KeyPath::top("need"),
            message,
            format!("{MOST_PERMANENT} is the most"),
        );
    }
}

fn need(review: &mut Review<'_>, at: &KeyPath, need: &Need) {
    review.name(at, &need.name);
    rates_or_prevalence(review, at, need);
    review.refer_keys(&at.to("rates"), Named::State, &need.rates);
    review.refer_keys(&at.to("prevalence"), Named::State, &need.prevalence);
    review.deprivation_ratios(at, &need.deprivation_ratios);
    age_ratios(review, &at.to("age_ratios"), &need.age_ratios);
    need_services(review, &at.to("services"), need);
    escalation(review, &at.to("escalation"), need);
    highest_rate(review, at, need);
}

/// A rate is within the limits of one after its ratios too, at every age and in every class.
fn highest_rate(review: &mut Review<'_>, at: &KeyPath, need: &Need) {
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
                legible(rate * highest),
                Limits::Rate.words()
            );
            review.fault(
                FaultKind::NewNeeds,
                &at.to("rates").to(state),
                message,
                "look at its slope, `age_reference` and ratios",
            );
        }
    }
}

fn rates_or_prevalence(review: &mut Review<'_>, at: &KeyPath, need: &Need) {
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
        review.key_fault(
            FaultKind::DependentKey,
            &at.to(other),
            format!("`{other}` does not apply to {class}"),
            hint,
        );
    } else if !has_wanted {
        let hint = format!(
            "e.g. {wanted} = {{ {} = 0.1 }}",
            review.scenario.state.first().map_or("state", |s| &s.name)
        );
        review.fault(
            FaultKind::DependentKey,
            at,
            format!("{class} needs `{wanted}`"),
            hint,
        );
    }
}

/// Ratios by age band.
pub fn age_ratios(review: &mut Review<'_>, at: &KeyPath, ratios: &[AgeRatio]) {
    let ages: Vec<_> = ratios
        .iter()
        .map(|band| (band.age_from, band.age_below))
        .collect();
    review.bands(at, &ages);
}

fn need_services(review: &mut Review<'_>, at: &KeyPath, need: &Need) {
    let mut seen = BTreeSet::new();
    for (index, service) in need.services.iter().enumerate() {
        let at = at.nth(index);
        once(review, &at.to("service"), &mut seen, &service.service);
        review.refer(&at.to("service"), Named::Service, &service.service);
        if need.class != NeedClass::Permanent {
            whole_when_fixed(review, &at.to("units"), service);
        }
    }
}

fn once<'n>(review: &mut Review<'_>, at: &KeyPath, seen: &mut BTreeSet<&'n str>, name: &'n str) {
    if !seen.insert(name) {
        review.fault(
            FaultKind::ListedTwice,
            at,
            format!("`{name}` is listed twice"),
            "add the two up into one entry",
        );
    }
}

/// A fixed number of units in one cycle cannot have a fraction.
fn whole_when_fixed(review: &mut Review<'_>, at: &KeyPath, service: &NeedService) {
    let is_whole = service
        .units
        .as_point()
        .is_some_and(|units| units.fract() == 0.0);
    if service.spread == UnitVariation::Fixed && !is_whole {
        let hint =
            "write a plain whole number, or leave `spread` out: then units vary around their mean";
        review.fault(
            FaultKind::WholeUnits,
            at,
            "fixed units of an acute or temporary need must be whole",
            hint,
        );
    }
}

fn escalation(review: &mut Review<'_>, at: &KeyPath, need: &Need) {
    let mut seen = BTreeSet::new();
    for (index, escalation) in need.escalation.iter().enumerate() {
        let at = at.nth(index);
        once(review, &at.to("service"), &mut seen, &escalation.service);
        review.refer(&at.to("service"), Named::Service, &escalation.service);
    }
}

fn service(review: &mut Review<'_>, at: &KeyPath, service: &Service) {
    review.name(at, &service.name);
    review.refer(&at.to("discipline"), Named::Discipline, &service.discipline);
    statutory_payers(review, at, service);
    lower_copayment(review, at, service);
    if let Some(subscription) = &service.subscription {
        review.refer(&at.to("subscription"), Named::Subscription, subscription);
    }
    if let Some(name) = &service.counts_as {
        let at = at.to("counts_as");
        review.word(&at, name);
        let is_own = outcome::measures().any(|measure| measure.name == name);
        if is_own || OF_ANALYSES.contains(&name.as_str()) {
            let message = format!("{} is counted whatever a scenario says", quoted(name));
            review.fault(
                FaultKind::UnusableName,
                &at,
                message,
                "leave `counts_as` out, or take another name",
            );
        }
    }
}

fn statutory_payers(review: &mut Review<'_>, at: &KeyPath, service: &Service) {
    let at_payers = at.to("payers");
    match (service.line == Line::Informal, service.payers.is_empty()) {
        (false, true) => {
            let hint = "say who pays by statute, e.g. payers = { insurer = 1 }";
            review.fault(FaultKind::NoPayers, at, "this service has no payers", hint);
        }
        (true, false) => review.key_fault(
            FaultKind::NoPayers,
            &at_payers,
            "informal care has no payers",
            "take `payers` out",
        ),
        _ => review.payers(&at_payers, &service.payers),
    }
}

fn lower_copayment(review: &mut Review<'_>, at: &KeyPath, service: &Service) {
    if service.copayment_lower.is_some() && service.copayment.is_none() {
        let message = "`copayment_lower` is given without `copayment`";
        review.key_fault(
            FaultKind::DependentKey,
            &at.to("copayment_lower"),
            message,
            "give the `copayment` of the other residents too",
        );
    }
}

fn background(review: &mut Review<'_>, at: &KeyPath, care: &BackgroundCare) {
    review.name(at, &care.name);
    review.refer(&at.to("discipline"), Named::Discipline, &care.discipline);
    if care.payers.is_empty() {
        review.fault(
            FaultKind::NoPayers,
            &at.to("payers"),
            "this care has no payers",
            "e.g. payers = { insurer = 1 }",
        );
    }
    review.payers(&at.to("payers"), &care.payers);
    equal_lengths(review, at, care);
    ages_ascend(review, &at.to("age_from"), &care.age_from);
    for (key, costs) in [("female", &care.female), ("male", &care.male)] {
        for (index, cost) in costs.iter().enumerate() {
            review.plain(&at.to(key).nth(index), *cost, Limits::Price);
        }
    }
    if care.bands_are == BandsAre::Remainder && care.category.is_none() {
        let hint = "say which published category the bands state, as in `category` of services";
        review.fault(
            FaultKind::DependentKey,
            &at.to("bands_are"),
            "a remainder needs a `category`",
            hint,
        );
    }
}

fn equal_lengths(review: &mut Review<'_>, at: &KeyPath, care: &BackgroundCare) {
    let bands = care.age_from.len();
    for (key, costs) in [("female", &care.female), ("male", &care.male)] {
        if costs.len() != bands {
            let message = format!("`{key}` has {} costs for {bands} bands", costs.len());
            review.fault(
                FaultKind::CountOfEntries,
                &at.to(key),
                message,
                "one cost a band of `age_from`",
            );
        }
    }
}

fn ages_ascend(review: &mut Review<'_>, at: &KeyPath, ages: &[f64]) {
    if ages.first().is_some_and(|first| *first != 0.0) {
        review.fault(
            FaultKind::Bands,
            &at.nth(0),
            "the first band must start at age 0",
            "give a cost of 0 where there is none",
        );
    }
    for (index, pair) in ages.windows(2).enumerate() {
        if pair[1] <= pair[0] {
            let message = format!("ages must ascend, but {} follows {}", pair[1], pair[0]);
            return review.fault(
                FaultKind::Order,
                &at.nth(index + 1),
                message,
                "`age_from` is the first age of each band",
            );
        }
    }
}

/// Two lines that both take what the needs leave over would take it twice.
fn one_remainder_a_category(review: &mut Review<'_>) {
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    for (index, care) in review.scenario.background_care.iter().enumerate() {
        let Some(category) = care
            .category
            .as_deref()
            .filter(|_| care.bands_are == BandsAre::Remainder)
        else {
            continue;
        };
        if let Some(earlier) = first.get(category) {
            let message = format!("`{earlier}` already is the remainder of category `{category}`");
            let at = KeyPath::top("background_care")
                .entry(index, &care.name)
                .to("category");
            review.fault(
                FaultKind::Remainder,
                &at,
                message,
                "one remainder a category",
            );
        } else {
            first.insert(category, &care.name);
        }
    }
}

fn growth(review: &mut Review<'_>) {
    let (at, growth) = (KeyPath::top("growth"), &review.scenario.growth);
    let at = at.to("volume");
    for (index, row) in growth.volume.iter().enumerate() {
        if growth.volume[..index]
            .iter()
            .any(|earlier| earlier.line == row.line)
        {
            review.fault(
                FaultKind::ListedTwice,
                &at.nth(index).to("line"),
                "this line is listed twice",
                "one growth a line",
            );
        }
    }
}

//! The yearly decision of practices to take part, and who of their residents is enrolled.

use crate::component::ComponentTerms;
use crate::component::accounting_year::AccountingYear;
use crate::component::arm::Arm;
use crate::component::capitation::Capitation;
use crate::component::carried_accounts::CarriedAccounts;
use crate::counts::resident_years;
use crate::payment::practice;
use crate::population::{Purpose, Resident};
use crate::provision::{Count, Counts, PersonPrices};
use crate::scenario::claims::Side;
use crate::system::System;
use crate::system::participation::{Participation, PracticeOutlook};
use crate::tables::incentive::Incentive;

use super::lists;
use super::open_practices::at_true_size;
use super::town::Town;

/// Opens the year with index `year` for the network: which practices take part, and who is enrolled. `last` is the year
/// before, `None` in the first.
pub(super) fn open_year(town: &mut Town, year: usize, last: Option<&Counts>) {
    let system = town.system;
    if !system.arms[town.arm].has_network {
        return;
    }
    if !system.layers.participation {
        town.taking_part.fill(true);
        town.residents
            .iter_mut()
            .for_each(|resident| resident.enrol(true));
        return;
    }
    let Some(rules) = &system.participation else {
        return;
    };
    town.taking_part = decide(town, rules, year, last);
    let consent = Consent::new(town, rules, year, last);
    let taking_part = std::mem::take(&mut town.taking_part);
    for resident in &mut town.residents {
        let is_in = taking_part[usize::from(resident.practice)];
        let enrolled =
            is_in && resident.key.uniform(Purpose::TRAIT_CONSENT) < consent.chance(resident);
        resident.enrol(enrolled);
    }
    town.taking_part = taking_part;
}

/// Which practices take part in the year.
fn decide(town: &Town, rules: &Participation, year: usize, last: Option<&Counts>) -> Vec<bool> {
    let arm = &town.system.arms[town.arm];
    let is_open = |component: &ComponentTerms| {
        component.applies_to.holds(Side::Inside)
            && !component.applies_to.holds(Side::Outside)
            && component.part_in(year) > 0.0
    };
    if !arm.components.iter().any(is_open) {
        return vec![false; town.taking_part.len()];
    }
    let luck = town.luck.with_name("taking part");
    let peers = town.share_taking_part();
    let chances = match last {
        None => vec![rules.start; town.taking_part.len()],
        Some(last) => outlooks(town, year, last, peers)
            .into_iter()
            .map(|outlook| rules.probability(outlook))
            .collect(),
    };
    let indices = chances.into_iter().enumerate();
    indices
        .map(|(practice, chance)| {
            let joins = luck.with(practice as u64).uniform(year as u64) < chance;
            joins && town.open.is_open(practice)
        })
        .collect()
}

/// What every practice looks at: its own last year, paid for in both ways.
fn outlooks(town: &Town, year: usize, last: &Counts, peers: f64) -> Vec<PracticeOutlook> {
    let system = town.system;
    let arm = &system.arms[town.arm];
    let nothing = CarriedAccounts::default();
    let accounting = lists::accounting(town, year, last, &nothing);
    let margins: Vec<Margin> = (0..town.taking_part.len())
        .map(|practice| Margin::new(arm, &accounting, (practice, town.open.shares[practice])))
        .collect();
    let all = Margin::mean(&margins, town.open.count());
    margins
        .into_iter()
        .zip(&town.taking_part)
        .map(|(margin, &is_inside)| {
            let own = |own: f64, all: f64| at_true_size(own, all, system.people.weight);
            PracticeOutlook {
                is_inside,
                money: own(margin.money, all.money),
                peers,
                integration: town.integration(),
                administration: own(margin.administration, all.administration),
            }
        })
        .collect()
}

/// What taking part changes for a practice, relative to its cost and its hours.
#[derive(Debug, Clone, Copy, Default)]
struct Margin {
    money: f64,
    administration: f64,
}

impl Margin {
    fn new(arm: &Arm, accounting: &AccountingYear, (index, share): (usize, f64)) -> Margin {
        let income = |paid: usize| -> f64 {
            (0..2)
                .map(|counted| practice::income(arm, accounting, index, (counted, paid)))
                .sum()
        };
        let (outside, inside) = (income(0), income(1));
        let hours = practice::hours(accounting, index);
        let added = practice::administration(accounting, index, 1)
            - practice::administration(accounting, index, 0);
        let cost = practice::cost(accounting, (index, share), hours).unwrap_or(outside);
        let relative = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        Margin {
            money: relative(inside - outside, cost),
            administration: relative(added, hours),
        }
    }

    /// Over the practices that are open; those that are not have none.
    fn mean(margins: &[Margin], open: usize) -> Margin {
        let count = open.max(1) as f64;
        let mean = |of: &dyn Fn(&Margin) -> f64| margins.iter().map(of).sum::<f64>() / count;
        Margin {
            money: mean(&|margin| margin.money),
            administration: mean(&|margin| margin.administration),
        }
    }
}

/// The chance that a resident of a practice that takes part consents.
struct Consent<'a> {
    system: &'a System,
    /// Odds when nothing speaks against it.
    odds: f64,
    /// The capitation that practices select for, and how strongly.
    selection: Option<Selection<'a>>,
    /// The two sickest states of the living.
    sickest: Vec<usize>,
    /// The first moment of the year, in half-cycles since the start.
    opening: usize,
}

impl<'a> Consent<'a> {
    fn new(
        town: &Town<'a>,
        rules: &Participation,
        year: usize,
        last: Option<&Counts>,
    ) -> Consent<'a> {
        let system = town.system;
        let saving = last.map_or(0.0, |last| saving(system, &town.prices, last));
        Consent {
            system,
            odds: rules.consent_odds(saving),
            selection: selection(system, town.arm, year),
            sickest: sickest(system),
            opening: system.time.opening(year),
        }
    }

    fn chance(&self, resident: &Resident) -> f64 {
        let odds = self.odds * self.selected(resident).unwrap_or(1.0);
        if odds.is_finite() {
            odds / (1.0 + odds)
        } else {
            1.0
        }
    }

    /// exp(−σ·(expected cost / fee − 1)) for the sickest under a capitation that does not look at health.
    fn selected(&self, resident: &Resident) -> Option<f64> {
        let state = usize::from(resident.state);
        let selection = self.selection.filter(|_| self.sickest.contains(&state))?;
        let Selection {
            fee: capitation,
            index,
            claims,
            sigma,
        } = selection;
        let (_, class, _) = self.system.health.parts(usize::from(resident.class));
        let age = self.system.health.year_of_age(resident.age(self.opening));
        let ratio = capitation.ratios.of(age, class, resident.is_lower_class());
        let fee = capitation.amount * ratio;
        let cost = self.expected_cost(resident, age, claims, index);
        (fee > 0.0).then(|| libm::exp(-sigma * (cost / fee - 1.0)))
    }

    /// EUR a year at reference prices of the units that the capitation replaces, for somebody in this state.
    fn expected_cost(
        &self,
        resident: &Resident,
        age: usize,
        claims: &[Vec<usize>],
        index: usize,
    ) -> f64 {
        let care = &self.system.care;
        let (state, class) = (usize::from(resident.state), usize::from(resident.class));
        let value = |need: usize| -> f64 {
            let links = care.needs[need].links.iter();
            let replaced = links.filter(|link| claims[link.channel].contains(&index));
            replaced
                .map(|link| link.mean * care.services[link.service].price)
                .sum()
        };
        let episodic = care.episodic[state].iter().enumerate();
        let new: f64 = episodic
            .map(|(entry, &need)| care.onset_per_year(state, class, age, entry) * value(need))
            .sum();
        let permanent = care.permanent[state].iter();
        let lasting: f64 = permanent
            .filter(|&&need| resident.needs & care.needs[need].bit != 0)
            .map(|&need| value(need))
            .sum();
        new + lasting
    }
}

/// A capitation under which practices choose their patients.
#[derive(Clone, Copy)]
struct Selection<'a> {
    fee: &'a Capitation,
    /// Index of the component.
    index: usize,
    /// The components that could pay each channel's units of the enrolled.
    claims: &'a [Vec<usize>],
    /// σ of the discipline.
    sigma: f64,
}

/// The first capitation for participants that is not adjusted for health, of a discipline that selects.
fn selection(system: &System, arm: usize, year: usize) -> Option<Selection<'_>> {
    if !system.layers.incentives {
        return None;
    }
    let arm = &system.arms[arm];
    let components = arm.components().enumerate();
    let capitations =
        components.filter_map(|(index, component)| Some((index, component, component.forfait()?)));
    capitations
        .filter(|(_, component, fee)| {
            component.applies_to.holds(Side::Inside)
                && fee.ratios.state.is_none()
                && component.part_of_units(year) > 0.0
        })
        .find_map(|(index, component, fee)| {
            let incentive: &Incentive = system
                .incentives
                .disciplines
                .get(component.recipient)?
                .as_ref()?;
            (incentive.selection != 0.0).then_some(Selection {
                fee,
                index,
                claims: arm.claims[1].as_slice(),
                sigma: incentive.selection,
            })
        })
}

/// The two states of the living with the lowest utility.
fn sickest(system: &System) -> Vec<usize> {
    let states = &system.health.states;
    let mut alive: Vec<usize> = (0..states.len())
        .filter(|&state| states[state].is_alive())
        .collect();
    alive.sort_by(|&a, &b| states[a].utility.total_cmp(&states[b].utility));
    alive.truncate(2);
    alive
}

/// EUR of copayments per resident-year that enrolment saves, on last year's units.
fn saving(system: &System, prices: &PersonPrices, last: &Counts) -> f64 {
    let years = resident_years(system, last);
    if years <= 0.0 {
        return 0.0;
    }
    let [outside, inside] = &prices.channels;
    let cents: f64 = outside
        .iter()
        .zip(inside)
        .enumerate()
        .map(|(channel, (outside, inside))| {
            let units = last.sum(|group| Count::Delivered { group, channel }) as f64;
            units * (f64::from(outside.copayments[0]) - f64::from(inside.copayments[0]))
        })
        .sum();
    cents / 100.0 / years
}

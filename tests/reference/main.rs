//! A slow, plain re-implementation of payment against the fast one, on random small systems.
//!
//! Comes in: random scenarios, and random counts of what happened in each year. Goes out: the same flows to within a
//! cent a posting, and the same totals to the cent. Deliberately absent: chance in care (the counts are made up, so that
//! corners come up that a run would seldom reach), and anything of `component`, `payment` and `ledger` on
//! the slow side: it reads the scenario as written, and counts. Networks that some practices join
//! and cost not cashed are left to tests of their own.

mod components;
mod counted;
mod dice;
mod slow;
mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::time::SystemTime;

use caremix::base::money::Cents;
use caremix::base::random::{Key, Stream};
use caremix::check;
use caremix::component::accounting_year::AccountingYear;
use caremix::component::carried_accounts::CarriedAccounts;
use caremix::component::neutral::{Neutral, UNSCALED};
use caremix::counts::{Owed, PanelYear};
use caremix::ledger::{Ledger, Reason};
use caremix::payment;
use caremix::provision::{Count, Counts, Layout, PracticeItem, Single};
use caremix::scenario::schema::{
    Arm, Benchmark, ByName, Component, ComponentKind, Indicator, LevyRule, Line, Measure, Need,
    NeedClass, Number, Partner, Platform, PoolSplit, SavingsContract, SavingsUnit, Scenario,
    Service, State,
};
use caremix::system::System;
use caremix::system::plan::Plan;
use proptest::prelude::*;

use counted::counts;
use dice::Dice;
use slow::*;
use written::written;

const PAYERS: [&str; 4] = ["resident", "insurer", "municipality", "fund"];
const SERVICES: [&str; 4] = ["visit", "night", "meal", "call"];
const NEEDS: [(&str, &str); 3] = [
    ("fall", "acute"),
    ("flu", "temporary"),
    ("help", "permanent"),
];
const DISCIPLINES: [&str; 2] = ["nurse", "hospital"];
/// The states in which people live; the dead come before them.
const STATES: [&str; 2] = ["well", "ill"];
const FIRST_YEAR: i32 = 2025;

fn checked(text: &str) -> Option<Scenario> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("random.toml");
    std::fs::write(&path, text).expect("a file");
    match check::load(&path, &[]) {
        Ok(loaded) => Some(loaded.scenario),
        // An accident of the dice, such as an episode that nobody pays for.
        Err(_) => None,
    }
}

fn recipient(system: &System, index: usize) -> String {
    if let Some(payer) = system.payer_at(index) {
        return system.payers[payer].clone();
    }
    let discipline = system.disciplines.get(index);
    discipline.map_or_else(|| "network".into(), |discipline| discipline.name.clone())
}

/// The flows of a year by the fast way, in cents.
fn fast(system: &System, ledger: &Ledger, year: usize) -> BTreeMap<(String, String, String), i64> {
    let mut flows = BTreeMap::new();
    for flow in ledger.flows().iter().filter(|flow| flow.year == year) {
        let reason = match flow.reason {
            Reason::Component(index) => system.arms[0].components[index].name.clone(),
            Reason::PatientShare => "own".into(),
            Reason::Background => "background".into(),
            Reason::StateCost => "state_cost".into(),
        };
        let key = (
            reason,
            system.payers[flow.payer].clone(),
            recipient(system, flow.recipient),
        );
        *flows.entry(key).or_default() += flow.amount.0;
    }
    flows
}

/// Compares all years of one random system. Answers what came up: kinds that paid something, and what is seldom.
fn compare(scenario: &Scenario, dice: &mut Dice) -> Result<BTreeSet<String>, TestCaseError> {
    let plan = Plan::new(scenario, None);
    let system = plan.means();
    let mut slow = Slow::new(scenario);
    let found: Vec<(&str, &str, bool)> = slow
        .ways
        .iter()
        .map(|way| {
            (
                way.need.name.as_str(),
                way.service.name.as_str(),
                way.is_escalation,
            )
        })
        .collect();
    let care = &system.care;
    for (way, channel) in found.iter().zip(&care.channels) {
        let names = (
            care.needs[channel.need].name.as_str(),
            care.services[channel.service].name.as_str(),
        );
        prop_assert_eq!(*way, (names.0, names.1, channel.is_escalation));
    }
    let mut ledger = Ledger::new(
        system.payers.len(),
        system.disciplines.len() + 1,
        system.time.years,
        system.resident,
    );
    let mut carried_accounts = CarriedAccounts::new(system);
    let base = counts(system, dice);
    let of_base = PanelYear::new(system, &base);
    let arm = &system.arms[0];
    let first = AccountingYear {
        tables: system,
        arm,
        year: 0,
        counts: &base,
        neutral: &UNSCALED,
        earlier: &[],
        panels: &[],
        comparator: Some(&of_base),
        beside: None,
        expected: None,
        carried_accounts: &carried_accounts,
        enrols_all: false,
    };
    carried_accounts.historical = arm.historical(system, &payment::settle(arm, &first));
    slow.comparator = Some(base.clone());
    slow.base = slow.done(&base, FIRST_YEAR);
    let (mut neutral, mut earlier, mut panels) = (Neutral::default(), Vec::new(), Vec::new());
    let mut met = BTreeSet::new();
    for year in 0..system.time.years {
        let (counts, beside) = (counts(system, dice), counts(system, dice));
        let comparator = PanelYear::new(system, &beside);
        slow.comparator = Some(beside);
        let mut accounting = AccountingYear {
            tables: system,
            arm,
            year,
            counts: &counts,
            neutral: &UNSCALED,
            earlier: &earlier,
            panels: &panels,
            comparator: Some(&comparator),
            beside: None,
            expected: None,
            carried_accounts: &carried_accounts,
            enrols_all: false,
        };
        if year == 0 {
            let each = 10_000_000;
            neutral = payment::neutral(arm, &accounting, &|_| Cents(each));
            let factor = neutral.of(0);
            slow.neutral(&counts, 3 * each);
            // Each posting may be a cent off.
            prop_assert!(
                (factor - slow.factor).abs() <= slow.loose * factor.max(1.0),
                "{} and {}",
                factor,
                slow.factor
            );
            slow.factor = factor;
        }
        accounting.neutral = &neutral;
        let owed = payment::settle(arm, &accounting);
        ledger.post(year, &owed);
        let calendar = FIRST_YEAR + year as i32;
        let postings = slow.settle(&counts, calendar);
        same_flows(&slow.flows(&postings), &fast(system, &ledger, year))?;
        slow.leave(&counts, calendar);
        let next = arm.carried(&accounting, &owed);
        prop_assert_eq!(
            next.partners.count(),
            slow.worse_off.iter().flatten().count()
        );
        // A posting of the one may be a cent off the other's where an amount lies between two cents; no more.
        // What a payer receives cancels.
        let stays = |posting: &&Posting| !PAYERS.contains(&posting.recipient.as_str());
        let total: i64 = postings
            .iter()
            .filter(stays)
            .map(|posting| posting.cents)
            .sum();
        let loose: u32 = postings.iter().map(|posting| posting.follows_from).sum();
        let paid = ledger.total(year).0;
        prop_assert!(
            (paid - total).abs() <= i64::from(loose),
            "{} and {}",
            paid,
            total
        );
        let by_payer: i64 = (0..system.payers.len())
            .map(|payer| ledger.paid(payer, year).0)
            .sum();
        let by_recipient: i64 = (0..=system.disciplines.len())
            .map(|index| ledger.received(index, year).0)
            .sum();
        let stays = |owed: &&Owed| system.payer_at(owed.recipient).is_none();
        let all_owed: i64 = owed.iter().filter(stays).map(|owed| owed.amount.0).sum();
        prop_assert_eq!((paid, paid, paid), (by_payer, by_recipient, all_owed));
        earlier.push(Cents(paid));
        slow.totals.push(paid);
        carried_accounts = next;
        panels.push(PanelYear::new(system, &counts));
        let done = slow.done(&counts, calendar);
        let care = slow.town_care(&done, &counts);
        slow.care.push(care);
        slow.earlier.push(counts);
        for owed in &owed {
            if let Reason::Component(index) = owed.reason {
                let way = format!("{:?}", arm.component(index).method);
                let kind = way.split(|c: char| !c.is_alphanumeric()).next();
                let sign = if owed.amount < Cents::ZERO { "-" } else { "" };
                met.insert(format!("{sign}{}", kind.unwrap_or_default()));
                if system.payer_at(owed.recipient).is_some() {
                    met.insert("to a payer".into());
                }
            }
        }
        if neutral.of(0) != 1.0 {
            met.insert("neutral".into());
        }
        if slow.worse_off.contains(&None) {
            met.insert("left".into());
        }
    }
    Ok(met)
}

fn same_flows(
    slow: &Flows,
    fast: &BTreeMap<(String, String, String), i64>,
) -> Result<(), TestCaseError> {
    for (key, (exact, postings)) in slow {
        let found = fast.get(key).copied().unwrap_or(0);
        let off = (found as f64 - exact).abs();
        // The split is within a cent of its exact share; where an amount or residents' own part lies between two cents,
        // rounding may move it by one more.
        prop_assert!(
            off <= 2.0 * f64::from(*postings) + 1e-3,
            "{:?}: {} against {}",
            key,
            found,
            exact
        );
    }
    for (key, found) in fast {
        prop_assert!(slow.contains_key(key), "{:?}: {} of nowhere", key, found);
    }
    Ok(())
}

/// Compares random systems of these seeds; answers what came up.
fn agree(seeds: impl Iterator<Item = u64>) -> BTreeSet<String> {
    let mut met = BTreeSet::new();
    for seed in seeds {
        let mut dice = Dice(Key::root(seed).stream());
        let text = written(&mut dice);
        let Some(scenario) = checked(&text) else {
            continue;
        };
        match compare(&scenario, &mut dice) {
            Ok(found) => met.extend(found),
            Err(error) => panic!("seed {seed}: {error}\n{text}"),
        }
    }
    met
}

#[test]
fn payment_agrees_with_a_slow_and_plain_one() {
    agree(1_000..2_000);
}

#[test]
fn payment_agrees_where_there_was_nothing_to_save_on() {
    // The fund pays no nurse in the year before the contract, and two years later it does.
    agree(17_413_047_792_343_395_993..17_413_047_792_343_395_994);
}

#[test]
#[ignore = "minutes, other systems every time: tests/campaign/run; above are a thousand"]
fn payment_agrees_with_a_slow_and_plain_one_on_many_systems() {
    let since = SystemTime::UNIX_EPOCH.elapsed().expect("a clock");
    let first = since.as_secs() << 20;
    agree(first..first + 20_000);
}

#[test]
fn random_systems_come_upon_every_way_of_paying() {
    let met = agree(0..400);
    // What residents pay themselves is part of what other ways pay; contracts are no component as written.
    let others = [ComponentKind::PatientShare, ComponentKind::Contracts];
    let kinds = ComponentKind::ALL
        .iter()
        .filter(|kind| !others.contains(kind));
    let kinds = kinds.map(|kind| format!("{kind:?}"));
    let more = [
        "-PooledBudget",
        "-SharedSavings",
        "-TransitionBudget",
        "to a payer",
        "left",
        "neutral",
    ];
    for what in kinds.chain(more.map(String::from)) {
        assert!(met.contains(&what), "{what} never came up");
    }
}

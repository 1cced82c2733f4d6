//! For health economists: conventions, Monte Carlo errors, validation, and where subgroups stand.
//!
//! Comes in: [`Facts`]. Goes out: markup. Deliberately absent: parameters (parameters.rs) and checklists (checklist.rs).

use maud::{Markup, html};

use super::figure::{how_to_get, table};
use super::fit::{FittedAccount, fitted};
use super::say;
use crate::analysis::precision::PrecisionScale;
use crate::chart::phrases::{self, Phrase};
use crate::chart::table::{Cell, Table};
use crate::chart::words::{Lang, Money};
use crate::component::Follows;
use crate::component::written::by_growth;
use crate::report::facts::Facts;
use crate::scenario::schema::{Account, AccountPer, Counting, Layers, Parameters};
use crate::tables::draw::BATCH;
use crate::validation::{Answer, ValidationRow};

/// A line of the list of conventions.
pub type ConventionLine = (Phrase, String);

/// How the run was done.
pub fn conventions(facts: &Facts) -> Vec<ConventionLine> {
    let lang = facts.lang;
    let manifest = &facts.reading.manifest;
    let run = &facts.reading.scenario.run;
    let read = &manifest.conventions;
    let fill = |phrase: Phrase, parts: &[(&str, String)]| {
        let parts: Vec<(&str, &str)> = parts
            .iter()
            .map(|(name, text)| (*name, text.as_str()))
            .collect();
        phrase.fill(lang, &parts)
    };
    let year = |year: Option<&i32>| year.map_or_else(String::new, i32::to_string);
    let time = fill(
        say::CONVENTION_TIME_IS,
        &[
            ("first", year(facts.outlays.years.first())),
            ("last", year(facts.outlays.years.last())),
            ("cycles", run.cycles_per_year.to_string()),
        ],
    );
    let counting = match run.counting {
        Counting::Start => say::COUNTING_START,
        Counting::Middle => say::COUNTING_MIDDLE,
        Counting::End => say::COUNTING_END,
    };
    let discount = fill(
        say::CONVENTION_DISCOUNT_IS,
        &[
            ("name", read.discounting.clone()),
            ("costs", lang.percent(read.discount_rate_costs, 2)),
            ("effects", lang.percent(read.discount_rate_effects, 2)),
        ],
    );
    let residents = lang.number(manifest.residents, 0);
    let people = match manifest.sample {
        Some(sample) if manifest.weight > 1.0 => fill(
            say::CONVENTION_PEOPLE_SAMPLE,
            &[
                ("residents", residents),
                ("sample", lang.number(sample as f64, 0)),
            ],
        ),
        _ => fill(say::CONVENTION_PEOPLE_ALL, &[("residents", residents)]),
    };
    let (futures, spread) = match run.parameters {
        Parameters::Drawn => (say::CONVENTION_FUTURES_BATCHES, say::SPREAD_DRAWN),
        Parameters::DrawnIndependently => (say::CONVENTION_FUTURES_IS, say::SPREAD_DRAWN),
        Parameters::Means => (say::CONVENTION_FUTURES_MEANS, say::SPREAD_MEANS),
    };
    let futures = fill(
        futures,
        &[
            ("count", lang.number(f64::from(manifest.replications), 0)),
            ("seed", manifest.seed.to_string()),
            ("batch", BATCH.to_string()),
        ],
    );
    let prices = read
        .price_year
        .map_or_else(String::new, |year| format!(" {year}"));
    let off: Vec<String> = off(facts.reading.scenario.layers)
        .into_iter()
        .map(|name| facts.named(name))
        .collect();
    let off = if off.is_empty() {
        say::NONE.of(lang).to_string()
    } else {
        off.join(", ")
    };
    let program = format!(
        "{} {} · {} · SHA-256 {}",
        manifest.program, manifest.version, manifest.run_id, manifest.scenario.sha256
    );
    vec![
        (
            say::CONVENTION_COMPARATOR,
            facts.arm_label(facts.comparator()),
        ),
        (say::CONVENTION_TIME, time),
        (
            say::CONVENTION_COUNTING,
            fill(
                say::CONVENTION_COUNTING_IS,
                &[("counting", counting.of(lang).to_string())],
            ),
        ),
        (
            say::CONVENTION_DISCOUNT,
            format!("{discount}. {}", say::CONVENTION_NOMINAL.of(lang)),
        ),
        (say::CONVENTION_PRICES, format!("{}{prices}", read.currency)),
        (say::CONVENTION_PEOPLE, people),
        (say::CONVENTION_FUTURES, futures),
        (say::CONVENTION_SPREAD, spread.of(lang).to_string()),
        (say::CONVENTION_MECHANISMS_OFF, off),
        (say::CONVENTION_FOLLOWS, growth(facts)),
        (say::CONVENTION_PROGRAM, program),
    ]
}

/// What the components of all alternatives grow with by themselves.
fn growth(facts: &Facts) -> String {
    let said = |(follows, names): (Follows, Vec<&str>)| {
        let follows = match follows {
            Follows::Price => say::FOLLOWS_PRICE,
            Follows::Volume => say::FOLLOWS_VOLUME,
            Follows::Both => say::FOLLOWS_BOTH,
            Follows::Neither => say::FOLLOWS_NEITHER,
            Follows::Settled => say::FOLLOWS_SETTLED,
        };
        format!("{}: {}", follows.of(facts.lang), names.join(", "))
    };
    let all = by_growth(&facts.reading.scenario).into_iter();
    let all: Vec<String> = all.map(said).collect();
    format!("{}.", all.join("; "))
}

/// Mechanisms that the scenario switches off.
fn off(mut layers: Layers) -> Vec<&'static str> {
    let switches = layers.switches().into_iter();
    let off = switches.filter(|(_, is_on)| !**is_on);
    off.map(|(mechanism, _)| mechanism).collect()
}

/// The conventions as a list.
pub fn conventions_list(lang: Lang, lines: &[ConventionLine]) -> Markup {
    html! {
        h3 { (say::CONVENTIONS_HEAD.of(lang)) }
        dl { @for (name, text) in lines { dt { (name.of(lang)) } dd { (text) } } }
    }
}

/// How far more futures might still move the differences.
pub fn errors(facts: &Facts) -> Markup {
    let lang = facts.lang;
    let rows: Vec<_> = facts
        .reading
        .incremental
        .iter()
        .filter(|row| row.effect == "full" && row.year == "total")
        .collect();
    let money = Money::of_all(lang, rows.iter().map(|row| row.spread.mean));
    let fine = |eur: f64| lang.number(eur / money.scale(), 2);
    let known =
        |eur: Option<f64>| eur.map_or_else(Cell::unknown, |eur| Cell::number(fine(eur), eur));
    let cells = rows.iter().map(|row| {
        let (low, high) = (lang.percent(row.p_low, 0), lang.percent(row.p_high, 0));
        let share = lang.percent(row.p_no_worse_off, 0);
        let range = say::TO.fill(lang, &[("low", &low), ("high", &high)]);
        vec![
            Cell::words(facts.arm_label(&row.arm)),
            Cell::words(facts.party_label(&row.payer)),
            Cell::number(money.signed(row.spread.mean), row.spread.mean),
            known(row.spread.mc_error),
            known(row.spread.sd),
            Cell::words(format!("{share} ({range})")),
        ]
    });
    let all = Table {
        head: [
            phrases::ALTERNATIVE,
            phrases::PAYER,
            phrases::MEAN,
            say::COLUMN_ERROR,
            say::COLUMN_SD,
            say::COLUMN_CHANCE,
        ]
        .map(|phrase| phrase.of(lang).to_string())
        .to_vec(),
        rows: cells.collect(),
    };
    let asked = facts.reading.manifest.precision.as_ref().map(|precision| {
        let parts = [
            ("asked", lang.percent(precision.asked_for, 2)),
            ("largest", lang.percent(precision.largest_error, 2)),
            ("party", facts.party_label(&precision.payer)),
            ("arm", facts.arm_label(&precision.arm)),
        ];
        let parts = parts.each_ref().map(|(name, text)| (*name, text.as_str()));
        let phrase = match precision.share_of {
            PrecisionScale::Outlays => say::PRECISION,
            PrecisionScale::Spread => say::PRECISION_OF_SPREAD,
        };
        phrase.fill(lang, &parts)
    });
    html! {
        h3 { (say::ERRORS_HEAD.of(lang)) }
        @if let Some(asked) = asked { p { (asked) } }
        (table(&all, &say::ERRORS_CAPTION.fill(lang, &[("unit", money.unit())])))
    }
}

/// How much of the spread of differences over the run parameters make, and how much chance at the town's real size; nothing
/// where the run does not tell.
pub fn variance(facts: &Facts) -> Option<Markup> {
    let lang = facts.lang;
    let rows: Vec<_> = facts
        .reading
        .variance
        .iter()
        .filter(|row| row.year == "total" && !row.comparator.is_empty())
        .filter(|row| !row.payer_or_outcome.contains(':'))
        .collect();
    if rows.is_empty() {
        return None;
    }
    let money = Money::of_all(lang, rows.iter().filter_map(|row| row.sd_real_size));
    let known = |eur: Option<f64>| {
        eur.map_or_else(Cell::unknown, |eur| {
            Cell::number(lang.number(eur / money.scale(), 2), eur)
        })
    };
    let share = |part: Option<f64>, other: Option<f64>| {
        let parts = part.zip(other).filter(|(part, other)| part + other > 0.0);
        parts.map_or_else(Cell::unknown, |(part, other)| {
            let share = part / (part + other);
            Cell::number(lang.percent(share, 0), share)
        })
    };
    let cells = rows.iter().map(|row| {
        vec![
            Cell::words(facts.arm_label(&row.arm)),
            Cell::words(facts.party_label(&row.payer_or_outcome)),
            known(row.sd_real_size),
            share(row.by_parameters, row.by_chance_real_size),
            share(row.by_chance_real_size, row.by_parameters),
            known(row.sd_as_simulated),
        ]
    });
    let all = Table {
        head: [
            phrases::ALTERNATIVE,
            phrases::PAYER,
            say::COLUMN_SD,
            say::COLUMN_BY_PARAMETERS,
            say::COLUMN_BY_CHANCE,
            say::COLUMN_SD_SIMULATED,
        ]
        .map(|phrase| phrase.of(lang).to_string())
        .to_vec(),
        rows: cells.collect(),
    };
    let caption = say::VARIANCE_CAPTION.fill(lang, &[("unit", money.unit())]);
    Some(html! {
        h3 { (say::VARIANCE_HEAD.of(lang)) }
        (table(&all, &caption))
    })
}

/// Published accounts: those that `caremix validate` simulated, else those that the run itself gives.
pub fn validation(facts: &Facts, command: &str) -> Markup {
    let lang = facts.lang;
    let (found, others) = fitted(facts);
    let is_simulated = !facts.validation.is_empty();
    let rows = if is_simulated {
        let accounts = facts.reading.scenario.account.iter();
        let rows = facts.validation.iter().filter(|row| row.part == "account");
        accounts
            .zip(rows)
            .map(|(account, row)| simulated(lang, account, row))
            .collect()
    } else {
        found.iter().map(|one| computed(lang, one)).collect()
    };
    let all = Table {
        head: [
            say::COLUMN_ACCOUNT,
            say::COLUMN_PER,
            say::COLUMN_PUBLISHED,
            say::COLUMN_COMPUTED,
            say::COLUMN_RATIO,
            say::COLUMN_TOLERANCE,
            say::COLUMN_MET,
            say::COLUMN_HELD_OUT,
            say::COLUMN_SOURCE,
        ]
        .map(|phrase| phrase.of(lang).to_string())
        .to_vec(),
        rows,
    };
    let caption = if is_simulated {
        say::VALIDATION_FILE
    } else {
        say::VALIDATION_CAPTION
    };
    let how = [command.to_string()];
    html! {
        h3 id="accounts" { (say::VALIDATION_HEAD.of(lang)) }
        @if all.rows.is_empty() { p { (say::FIT_NONE.of(lang)) } } @else { div.accounts { (table(&all, caption.of(lang))) } }
        @if let Some(twin) = twin(facts) { p { (twin) } }
        @if !is_simulated && others > 0 {
            p { (say::FIT_MORE.fill(lang, &[("count", &others.to_string())])) }
        }
        @if !is_simulated { (how_to_get(lang, &how)) }
    }
}

fn simulated(lang: Lang, account: &Account, row: &ValidationRow) -> Vec<Cell> {
    account_cells(lang, account, row.simulated, row.met == Some(Answer::Yes))
}

fn computed(lang: Lang, one: &FittedAccount) -> Vec<Cell> {
    account_cells(lang, one.account, one.computed, one.is_met())
}

fn account_cells(lang: Lang, account: &Account, computed: f64, is_met: bool) -> Vec<Cell> {
    let yes = |is_so: bool| Cell::words(if is_so { say::YES } else { say::NO }.of(lang));
    let ratio = computed / account.amount;
    vec![
        Cell::words(&account.name),
        Cell::words(per(account).of(lang)),
        Cell::number(amount(lang, account.amount), account.amount),
        Cell::number(amount(lang, computed), computed),
        Cell::number(lang.number(ratio, 3), ratio),
        Cell::number(lang.percent(account.tolerance, 0), account.tolerance),
        yes(is_met),
        yes(account.held_out),
        Cell::words(&account.source),
    ]
}

/// What an account is counted by.
pub fn per(account: &Account) -> Phrase {
    match account.per {
        AccountPer::ResidentYear => say::PER_RESIDENT,
        AccountPer::ThousandResidentYears => say::PER_THOUSAND,
        AccountPer::Population => say::PER_POPULATION,
    }
}

/// An amount of an account, to four digits.
pub fn amount(lang: Lang, value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 1000.0 => 0,
        size if size >= 100.0 => 1,
        size if size >= 1.0 => 2,
        _ => 4,
    };
    lang.number(value, decimals)
}

/// How the engine lies around its twin, where `caremix validate` looked.
fn twin(facts: &Facts) -> Option<String> {
    let lang = facts.lang;
    let row = |name: &str| {
        let mut rows = facts.validation.iter().filter(|row| row.part == "twin");
        rows.find(|row| row.name == name)
    };
    let figure = |name: &str| Some(row(name)?.simulated);
    let parts = [
        ("count", lang.number(figure("figures_by_chance")?, 0)),
        ("mean", lang.number(figure("z_mean")?, 3)),
        ("sd", lang.number(figure("z_sd")?, 3)),
        ("noise", lang.number(row("z_sd")?.published?, 3)),
    ];
    let parts = parts.each_ref().map(|(name, text)| (*name, text.as_str()));
    Some(say::TWIN_AGREES.fill(lang, &parts))
}

/// Where subgroups and practices stand: links to the pictures of every alternative.
pub fn subgroups(lang: Lang, labels: &[String]) -> Markup {
    html! {
        h3 { (say::SUBGROUPS_HEAD.of(lang)) }
        p { (say::SUBGROUPS.of(lang)) }
        ul { @for (index, label) in labels.iter().enumerate() {
            li { (label) ": "
                a href=(format!("#deprivation-{index}")) { (phrases::DEPRIVATION_CLASS.of(lang)) } ", "
                a href=(format!("#practices-{index}")) { (say::COLUMN_PROVIDER.of(lang)) }
            }
        } }
    }
}

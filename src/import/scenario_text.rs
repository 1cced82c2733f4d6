//! The scenario of a town as text, with its sources and what was left out as comments.
//!
//! Comes in: a [`Locality`], what it extends and its accounts. Goes out: TOML. Deliberately absent: writing the file, and checking
//! it.

use std::fmt::Write;

use super::budget_text;
use super::locality::Locality;
use super::pack::DisciplineFacts;
use super::toml_text::{comment, quoted, section};
use crate::report::numbers::grouped;
use crate::scenario::schema::PeopleBand;

/// A published account as the scenario writes it.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenAccount {
    /// Its name.
    pub name: &'static str,
    /// What it counts.
    pub categories: Vec<&'static str>,
    /// EUR of the pack's year per resident-year.
    pub amount: f64,
    /// How far a run may be off, as a share.
    pub tolerance: f64,
    /// Where it is published and how it was brought here.
    pub source: String,
}

/// The whole scenario.
pub fn text(town: &Locality, extends: &[String], accounts: &[WrittenAccount]) -> String {
    let parts = [
        head(town),
        build_on(town, extends),
        run(town),
        population(town),
        newcomers(town),
        municipal(town),
        disciplines(town),
        budget_text::text(town),
        written(town, accounts),
    ];
    parts.concat()
}

/// A number of people or euros, to one place, without a place that says nothing.
fn figure(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_string()
}

fn head(town: &Locality) -> String {
    let mut text = String::from("#:schema ./caremix.schema.json\n\n");
    let facts = town.pack.facts();
    text.push_str(&comment(&format!(
        "{}: {} residents on {}.",
        town.title,
        grouped(town.population(), 0),
        facts.title
    )));
    text.push_str("#\n");
    if town.sources.is_empty() {
        text.push_str(&comment(
            "A place of nobody: the ages of the country, its mean deprivation and unverified capacities. Replace what you know of yours, and say in `source` where it is from; `caremix import` does it from published files.",
        ));
    } else {
        text.push_str(&comment(
            "Written by `caremix import` from published files; change it as you like.",
        ));
        for source in &town.sources {
            text.push_str(&comment(&format!("Source: {source}.")));
        }
        for terms in &town.terms {
            text.push_str(&comment(&format!("Terms: {terms}.")));
        }
    }
    if !town.remarks.is_empty() {
        text.push_str("#\n# Left out, filled in or assumed:\n");
        for remark in &town.remarks {
            text.push_str(&comment(&format!("- {remark}")));
        }
    }
    text.push_str("#\n");
    text.push_str(&comment(
        "How sure a figure is stands in its source: V (read in the source named), D (computed), unverified.",
    ));
    text
}

fn build_on(town: &Locality, extends: &[String]) -> String {
    let list: Vec<String> = extends.iter().map(|name| quoted(name)).collect();
    let facts = town.pack.facts();
    let people = grouped(town.population(), 0);
    let inwoners = people.replace(',', ".");
    let title = format!(
        "{}: current funding, three P and a transition budget",
        town.title
    );
    let title_nl = format!(
        "{}: de huidige bekostiging, drie P en een overgangsbudget",
        town.title
    );
    let of_year = |words: &str| {
        town.year
            .map(|year| format!(" {words} {year}"))
            .unwrap_or_default()
    };
    let description = format!(
        "{people} residents{} on {}, ten years. Capacity is what serves the observed year with an unverified slack.",
        of_year("of"),
        facts.title
    );
    let description_nl = format!(
        "{inwoners} inwoners{} op {}, tien jaar. De capaciteit is die van het waargenomen jaar met een speling die niet is nagegaan.",
        of_year("van"),
        facts.title_nl
    );
    format!(
        "\nextends = [{}]\ntitle = {}\ntitle_nl = {}\ndescription = {}\ndescription_nl = {}\n",
        list.join(", "),
        quoted(&title),
        quoted(&title_nl),
        quoted(&description),
        quoted(&description_nl)
    )
}

fn run(town: &Locality) -> String {
    let facts = town.pack.facts();
    format!(
        "\n[run]\nfirst_year = {year}     # the year of the pack's prices and rates\nyears = 10\ncycles_per_year = 4\ncounting = \"middle\"\nconvention = {convention}\nreplications = 112\n{sample}seed = {year}\ncomparator = {comparator}\nprice_year = {year}\n",
        year = facts.year,
        sample = sample(town.population()),
        convention = quoted(facts.convention),
        comparator = quoted(facts.comparator)
    )
}

/// Large places are simulated by some of their residents.
fn sample(residents: f64) -> &'static str {
    if residents > 3_000.0 {
        "sample = 2500          # residents simulated; each stands for several\n"
    } else {
        ""
    }
}

fn bands<'a>(bands: impl Iterator<Item = &'a PeopleBand>) -> String {
    let mut text = String::from("bands = [\n");
    for band in bands {
        let _ = writeln!(
            text,
            "  {{ age_from = {}, age_below = {}, female = {}, male = {} }},",
            band.age_from,
            band.age_below,
            figure(band.female),
            figure(band.male)
        );
    }
    text + "]\n"
}

fn population(town: &Locality) -> String {
    let mut text = section("Residents") + "[population]\n";
    if town.is_average {
        text.push_str("counted = \"middle_of_year\"\n");
    }
    let _ = writeln!(text, "source = {}", quoted(&town.residents.source));
    text.push_str(&comment(&format!(
        "Deprivation: {}.",
        town.deprivation.source
    )));
    let shares = rounded_to_one(&town.deprivation.value);
    let _ = writeln!(text, "deprivation = [{}]", shares.join(", "));
    text.push_str(&factor(town));
    let births = town.births.value;
    let _ = writeln!(
        text,
        "prevalence = \"equilibrium\"\nnewborn_state = \"healthy\"\nbirths_per_year = {{ mean = {}, se = {}, dist = \"normal\", source = {} }}",
        figure(births),
        figure(births.sqrt().max(0.1)),
        quoted(&town.births.source)
    );
    text.push_str(&bands(town.residents.value.iter()));
    text.push_str(&comment(&format!(
        "Moving out by age: {}. Who moves out takes along what prevention built.",
        town.leavers.source
    )));
    text.push_str("leavers = [\n");
    let ends = town
        .leavers
        .value
        .iter()
        .skip(1)
        .map(|(from, _)| Some(*from));
    for ((from, hazard), below) in town.leavers.value.iter().zip(ends.chain([None])) {
        let below = below
            .map(|below| format!(", age_below = {below}"))
            .unwrap_or_default();
        let _ = writeln!(
            text,
            "  {{ age_from = {from}{below}, hazard = {hazard:.4} }},"
        );
    }
    text + "]\n"
}

/// Shares to four places that add up to exactly one: the middle class takes what rounding leaves.
fn rounded_to_one(shares: &[f64; 5]) -> Vec<String> {
    let mut parts = shares.map(|share| libm::round(share * 1e4) as i64);
    let all: i64 = parts.iter().sum();
    parts[2] += 10_000 - all;
    let text = |part: i64| format!("{}", part as f64 / 1e4);
    parts.iter().map(|part| text(*part)).collect()
}

/// The factor of the town, and the indicators that predict it. Only packs with a reference have them.
fn factor(town: &Locality) -> String {
    if town.pack.facts().spread_of_towns.is_none() {
        return String::new();
    }
    let mut text = String::new();
    let (with, without) = town.pack.facts().spread_of_towns.unwrap_or_default();
    let (se, source) = match &town.indicators {
        Some(_) => (
            with,
            "What a town costs beyond what its indicators predict: residual sd of the regression (D)",
        ),
        None => (
            without,
            "What a town costs beyond its ages, sexes and classes: sd over towns (D); no indicators were given",
        ),
    };
    let _ = writeln!(
        text,
        "factor = {{ mean = 1.0, se = {se}, dist = \"normal\", source = {} }}",
        quoted(source)
    );
    if let Some(indicators) = &town.indicators {
        text.push_str(&comment(&format!("Indicators: {}.", indicators.source)));
        let all: Vec<String> = indicators
            .value
            .iter()
            .map(|(name, value)| format!("{name} = {value:.4}"))
            .collect();
        let _ = writeln!(text, "indicators = {{ {} }}", all.join(", "));
    }
    text
}

fn newcomers(town: &Locality) -> String {
    let moving = town.residents.value.iter().map(|band| {
        let all = band.female + band.male;
        let part = if all > 0.0 {
            town.leaving(band) / all
        } else {
            0.0
        };
        PeopleBand {
            female: band.female * part,
            male: band.male * part,
            ..band.clone()
        }
    });
    let moving: Vec<PeopleBand> = moving
        .filter(|band| figure(band.female) != "0" || figure(band.male) != "0")
        .collect();
    if moving.is_empty() {
        return String::new();
    }
    format!(
        "\n[population.newcomers]\nper_year = {{ mean = {}, source = {} }}\n{}",
        figure(town.newcomers.value),
        quoted(&town.newcomers.source),
        bands(moving.iter())
    )
}

fn municipal(town: &Locality) -> String {
    let Some(text) = town.pack.facts().municipal else {
        return String::new();
    };
    section("Municipal care") + text
}

fn disciplines(town: &Locality) -> String {
    let mut text = section("Capacity");
    text.push_str(&comment(
        "Hours are those that the needs of the first year ask for in each draw, so that the observed year is served, plus slack; where the pack has a queue, those that keep it as long as it was. Slack, fixed cost and numbers of practices are those of shipped towns per resident (unverified): put in your own.",
    ));
    for discipline in town.pack.facts().disciplines {
        text.push_str(&one_discipline(discipline, town.population()));
    }
    text
}

fn one_discipline(facts: &DisciplineFacts, residents: f64) -> String {
    let mut text = format!(
        "\n[[discipline]]\nname = {}\ncapacity = \"observed\"\n",
        quoted(facts.name)
    );
    if let Some(slack) = facts.slack {
        let _ = writeln!(
            text,
            "slack = {{ mean = {slack}, source = \"unverified\" }}"
        );
    }
    if let Some((per_resident, what)) = facts.fixed {
        let _ = writeln!(
            text,
            "fixed_cost = {{ mean = {:.0}, unit = \"EUR/year\", source = {} }}",
            per_resident * residents,
            quoted(&format!(
                "unverified: {what}; {per_resident} EUR per resident"
            ))
        );
    }
    if let Some(per_practice) = facts.per_practice {
        let count = (residents / per_practice).round().max(1.0);
        let _ = writeln!(
            text,
            "practices = {{ count = {count}, panels = true, size_cv = 0.5 }}   # one for {per_practice} residents (unverified)"
        );
    }
    text
}

fn written(town: &Locality, accounts: &[WrittenAccount]) -> String {
    if accounts.is_empty() {
        return String::new();
    }
    let mut text = section("Accounts");
    text.push_str(&comment(&format!(
        "What care of {} cost, EUR of {} per resident-year: never fitted to (held_out). `caremix validate` sets it beside what its ages and sexes give, and beside what its deprivation gives too.",
        town.title,
        town.pack.facts().year
    )));
    for account in accounts {
        let categories: Vec<String> = account.categories.iter().map(|name| quoted(name)).collect();
        let _ = write!(
            text,
            "\n[[account]]\nname = {}\ncategories = [{}]\namount = {:.2}\ntolerance = {}\nheld_out = true\nsource = {}\n",
            quoted(account.name),
            categories.join(", "),
            account.amount,
            account.tolerance,
            quoted(&account.source)
        );
    }
    text
}

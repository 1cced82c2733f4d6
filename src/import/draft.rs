//! A town's scenario, checked before a byte of it is written.
//!
//! Comes in: a [`Locality`] and where its scenario will stand. Goes out: every file that has to be written, and what should be known.
//! Deliberately absent: writing them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::locality::Locality;
use super::published::{CategoryCost, PublishedAccounts};
use super::scenario_text::{WrittenAccount, text};
use crate::check;
use crate::report::numbers::grouped;
use crate::scenario::Faults;
use crate::scenario::schema::Scenario;
use crate::scenario::source::tidy;
use crate::validation;

/// Writes a scenario with these accounts as text, and checks it.
type Load<'a> = dyn Fn(&Locality, &[WrittenAccount]) -> Result<(String, Scenario), Faults> + 'a;

/// How far a run may be from the published total, and from a category.
const OF_ALL: f64 = 0.05;
const OF_CATEGORY: f64 = 0.10;

/// Files to write, the scenario last.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The text of the scenario.
    pub text: String,
    /// Files of the pack that are not there yet.
    pub packs: BTreeMap<PathBuf, String>,
    /// What it extends.
    pub extends: Vec<String>,
    /// What was left out, filled in or assumed.
    pub remarks: Vec<String>,
}

/// Writes the scenario of a town that will stand at `out`, as text, and checks it.
///
/// # Errors
/// What is wrong with it, which no published file should be able to cause.
pub fn draft(mut town: Locality, out: &Path) -> Result<Draft, Faults> {
    let out = tidy(out);
    let folder = out.parent().unwrap_or(Path::new(""));
    let files = town.pack.files(folder);
    let load =
        |town: &Locality, accounts: &[WrittenAccount]| -> Result<(String, Scenario), Faults> {
            let text = text(town, &files.extends, accounts);
            let mut texts = files.missing.clone();
            texts.insert(out.clone(), text.clone());
            let loaded = check::load_among(&out, texts)?;
            Ok((text, loaded.scenario))
        };
    let accounts = match town.accounts.clone() {
        Some(published) if published.year == town.pack.facts().year => written(&published, None),
        Some(published) => {
            let (accounts, remark) = of_another_year(&published, &town, &load)?;
            town.remarks.push(remark);
            accounts
        }
        None => {
            if !town.sources.is_empty() {
                town.remarks.push("no file tells what care of this place cost: there are no accounts to set a run beside".into());
            }
            Vec::new()
        }
    };
    let (text, _) = load(&town, &accounts)?;
    Ok(Draft {
        text,
        packs: files.missing,
        extends: files.extends,
        remarks: town.remarks,
    })
}

/// Accounts of the pack's year as published, or of another year as `at` the level of the pack.
fn written(published: &PublishedAccounts, at: Option<&[f64]>) -> Vec<WrittenAccount> {
    let year = published.year;
    let insured = published.insured_years;
    let all: Vec<&'static str> = published.categories.iter().map(|(name, _)| *name).collect();
    let total = ("zvw", all, published.total, OF_ALL);
    let each = published
        .categories
        .iter()
        .map(|(name, cost)| (*name, vec![*name], *cost, OF_CATEGORY));
    std::iter::once(total)
        .chain(each)
        .enumerate()
        .filter(|(_, (_, _, cost, _))| at.is_none() || cost.ratio().is_some())
        .map(|(index, (name, categories, cost, tolerance))| {
            let read = format!(
                "Vektis open data Zorgverzekeringswet {year}: {:.2} EUR per insured year over {} insured years (V)",
                cost.published,
                grouped(insured, 0)
            );
            let (amount, source) = match at.and_then(|at| Some((at.get(index)?, cost.ratio()?))) {
                Some((here, ratio)) => (
                    here * ratio,
                    format!("{read}, {ratio:.4} of what national rates of {year} give for its ages and sexes (D); here {ratio:.4} of what the pack gives for them (D)"),
                ),
                None => (cost.published, read),
            };
            WrittenAccount {
                name,
                categories,
                amount,
                tolerance,
                source,
            }
        })
        .collect()
}

/// Prices and care of another year are not those of the pack. What a town costs relative to its ages and sexes lasts, and is
/// put on what the pack gives for them.
fn of_another_year(
    published: &PublishedAccounts,
    town: &Locality,
    load: &Load,
) -> Result<(Vec<WrittenAccount>, String), Faults> {
    let (year, level) = (published.year, town.pack.facts().year);
    let has_ratio = |cost: &CategoryCost| cost.ratio().is_some();
    if !has_ratio(&published.total) {
        let remark = format!(
            "accounts of {year} are left out: the pack's prices are of {level}, and without the whole country in the file the place cannot be compared with it"
        );
        return Ok((Vec::new(), remark));
    }
    let (_, scenario) = load(town, &written(published, None))?;
    let Some(expected) = validation::by_age_and_sex(&scenario, None) else {
        return Ok((
            Vec::new(),
            format!("accounts of {year} are left out: the pack has no reference population"),
        ));
    };
    let ratio = published.total.ratio().unwrap_or_default();
    let remark = format!(
        "accounts are of {year} and the pack's prices of {level}: the place cost {ratio:.3} times what national rates of {year} give for its ages and sexes, and stands at {ratio:.3} times what the pack gives for them; categories likewise"
    );
    Ok((written(published, Some(&expected)), remark))
}

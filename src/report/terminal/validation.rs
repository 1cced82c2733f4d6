//! What `validate` prints: each account and study simulated beside published, and how the engine agrees with its twin.
//!
//! Comes in: comparisons. Goes out: text. Deliberately absent: files.

mod studies;

use super::Look;
use super::grid::Grid;
use crate::report::numbers::{decimals_for, grouped, percent, signed};
use crate::scenario::schema::{AccountPer, Sex};
use crate::validation::{Agreement, Comparison, StudyComparison};

/// Significant digits of the published amount that are shown at least.
const DIGITS: i32 = 4;
/// Decimals at most.
const MOST_DECIMALS: usize = 3;
/// Figures listed by name before the rest is only counted.
const MOST_NAMED: usize = 10;

/// What is printed over the accounts: title, and how it was simulated.
#[derive(Debug, Clone)]
pub struct Head<'a> {
    /// Title or name.
    pub title: &'a str,
    /// The arm under which the accounts are judged.
    pub arm: &'a str,
    /// How it was simulated.
    pub size: String,
}

/// The whole printed validation; `agreement` is what the twin says, and how that was simulated.
pub fn validation(
    head: &Head,
    (comparisons, found): (&[Comparison], &[StudyComparison]),
    agreement: &(Option<Agreement>, String),
    look: &Look,
) -> String {
    let mut parts = vec![format!("{}\n", look.bold(head.title))];
    if comparisons.is_empty() && found.is_empty() {
        parts.push(
            "The scenario has no accounts ([[account]]): nothing published to compare with.\n"
                .into(),
        );
    }
    if !comparisons.is_empty() {
        parts.push(accounts(head, comparisons, look));
    }
    if !found.is_empty() {
        parts.push(studies::text(&head.size, found, look));
    }
    parts.push(twin(agreement, look));
    look.characters(&parts.join("\n"))
}

fn accounts(head: &Head, comparisons: &[Comparison], look: &Look) -> String {
    let error = format!("{} MC\nerror", look.plus_minus());
    // Beside what is expected here stands what ages and sexes alone let expect, where a reference tells.
    let is_beside_reference = comparisons.iter().any(|each| each.by_age_and_sex.is_some());
    let mut heads = vec![
        "account",
        "per",
        "published",
        "simulated",
        &error,
        "expected",
        "ratio",
        "tolerance",
        "",
    ];
    if is_beside_reference {
        heads.insert(BY_AGE_AND_SEX, "by age\nand sex");
    }
    let mut grid = Grid::new(&heads).left(1).left(heads.len() - 1);
    for comparison in comparisons {
        let mut cells = row(comparison);
        if is_beside_reference {
            cells.insert(BY_AGE_AND_SEX, by_age_and_sex(comparison));
        }
        grid.row(cells);
    }
    let missed = comparisons.iter().filter(|each| !each.is_met()).count();
    let text = format!(
        "{}\n{}\n{}{} of {} within tolerance.\n",
        look.bold(&format!("Published accounts, arm {}", head.arm)),
        look.wrap(&head.size, ""),
        grid.text(look),
        comparisons.len() - missed,
        comparisons.len(),
    );
    let beside = if is_beside_reference {
        "; by age and sex: the same with the deprivation classes of the reference and no factor of the town"
    } else {
        ""
    };
    let legend = format!(
        "simulated: mean over replications; expected: the cohort twin with parameters at their means{beside}; ratio: \
         simulated to published. held out: calibrate never fits to it."
    );
    format!("{text}{}\n", look.wrap(&legend, ""))
}

/// The column before what is expected.
const BY_AGE_AND_SEX: usize = 5;

fn by_age_and_sex(comparison: &Comparison) -> String {
    let decimals = decimals_for(comparison.account.amount, DIGITS, MOST_DECIMALS);
    let value = comparison.by_age_and_sex;
    value
        .map(|value| grouped(value, decimals))
        .unwrap_or_default()
}

fn row(comparison: &Comparison) -> Vec<String> {
    let account = &comparison.account;
    let decimals = decimals_for(account.amount, DIGITS, MOST_DECIMALS);
    let mut verdict = vec![verdict(comparison)];
    if account.required {
        verdict.push("required");
    }
    if account.held_out {
        verdict.push("held out");
    }
    vec![
        format!("{} {}", account.name, comparison.year),
        of_whom(comparison),
        grouped(account.amount, decimals),
        grouped(comparison.simulated, decimals),
        comparison
            .mc_error
            .map(|error| grouped(error, decimals))
            .unwrap_or_default(),
        grouped(comparison.expected, decimals),
        grouped(comparison.ratio(), 3),
        percent(
            account.tolerance,
            decimals_for(account.tolerance * 100.0, 2, 1),
        ),
        verdict.join(", "),
    ]
}

/// Outside is said more softly where chance alone may have put it there.
fn verdict(comparison: &Comparison) -> &'static str {
    let account = &comparison.account;
    let allowed = account.tolerance * account.amount.abs();
    let beyond = (comparison.simulated - account.amount).abs() - allowed;
    match comparison.mc_error {
        _ if comparison.is_met() => "within",
        Some(error) if beyond < 2.0 * error => "OUTSIDE, by less than 2 errors",
        _ => "OUTSIDE",
    }
}

/// The unit of the amount, and the residents it is about.
fn of_whom(comparison: &Comparison) -> String {
    let account = &comparison.account;
    let sex = match account.sex {
        None => "",
        Some(Sex::Female) => "women ",
        Some(Sex::Male) => "men ",
    };
    let ages = match (account.age_from, account.age_below) {
        (None, None) => String::new(),
        (from, None) => format!("{}+", from.unwrap_or(0.0)),
        (from, Some(below)) => format!("{}–{}", from.unwrap_or(0.0), below - 1.0),
    };
    let whom = format!("{sex}{ages}");
    let whom = whom.trim_end();
    let per = match account.per {
        AccountPer::ResidentYear => "res.-year",
        AccountPer::ThousandResidentYears => "1,000 res.-years",
        AccountPer::Population => "all",
    };
    if whom.is_empty() {
        per.to_string()
    } else {
        format!("{per}, {whom}")
    }
}

fn twin((agreement, size): &(Option<Agreement>, String), look: &Look) -> String {
    let title = look.bold("The engine against its cohort twin");
    let Some(found) = agreement else {
        let nothing =
            "Nothing to judge: chance decides no figure, or there are fewer than 4 replications.";
        return format!(
            "{title}\n{}\n{}\n",
            look.wrap(size, ""),
            look.wrap(nothing, "")
        );
    };
    let lines = [
        size.clone(),
        format!(
            "{} figures by chance: z-scores have mean {} ({} of its own errors from 0), standard deviation {} (noise: {}), \
             {} beyond 2 (noise: {}), {} beyond 4 (noise: {}). Figures that go \
             together lie to one side together: whether by more than chance, the mean's own errors tell.",
            grouped(found.by_chance as f64, 0),
            signed(found.mean, 3),
            signed(found.bias, 1),
            grouped(found.sd, 3),
            grouped(found.noise.sd, 3),
            percent(found.beyond_2, 1),
            percent(found.noise.beyond_2, 1),
            percent(found.beyond_4, 3),
            percent(found.noise.beyond_4, 3),
        ),
        format!(
            "{} figures without chance: {} differ.",
            grouped(found.certain as f64, 0),
            found.wrong.len()
        ),
    ];
    let mut text = format!("{title}\n");
    for line in lines {
        text.push_str(&format!("{}\n", look.wrap(&line, "")));
    }
    let apart = found.apart.iter();
    let apart = apart.map(|(name, z)| format!("beyond 4: {name} ({})", signed(*z, 1)));
    let wrong = found.wrong.iter().map(|name| format!("differs: {name}"));
    let all: Vec<String> = wrong.chain(apart).collect();
    for line in all.iter().take(MOST_NAMED) {
        text.push_str(&format!("{}\n", look.wrap(line, "  ")));
    }
    if all.len() > MOST_NAMED {
        text.push_str(&format!("  and {} more\n", all.len() - MOST_NAMED));
    }
    text
}

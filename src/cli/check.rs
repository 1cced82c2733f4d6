//! `caremix check`: validates a scenario and shows what it resolves to.

use std::path::PathBuf;

use super::engine::{self, CheckedScenario};
use super::stop::Stop;
use super::voice;
use crate::analysis::outlook::Hours;
use crate::analysis::parameters::{ParameterRow, Status};
use crate::base::written::shortest;
use crate::component::written::by_growth;
use crate::report::manifest;
use crate::report::numbers::grouped;
use crate::report::terminal::Look;
use crate::scenario::schema::{
    AppliesTo, Arm, Component, Discipline, Parameters, SavingsUnit, Scenario, Size,
};

/// Validate a scenario and show what it resolves to; nothing is simulated or written
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The scenario file
    scenario: PathBuf,
    /// Change one value of the scenario; may be repeated
    #[arg(long, value_name = "KEY.PATH=VALUE")]
    set: Vec<String>,
}

const EXAMPLES: &str = "\
Examples:
  caremix check scenarios/zoetermeer-2025.toml
  caremix check town.toml --set run.sample=5000";

/// Unverified values listed by name before the rest is only counted.
const MOST_NAMED: usize = 20;

/// Checks it.
pub fn run(args: &Args) -> Result<(), Stop> {
    let input = engine::load(&args.scenario, &args.set, &[], voice::is_stderr_coloured())?;
    voice::warn(&input.warnings, false);
    let look = voice::look();
    voice::answer(&look.characters(&printed(&input, &look)?))
}

fn printed(input: &CheckedScenario, look: &Look) -> Result<String, Stop> {
    let numbers = engine::parameters(input);
    let title = if input.scenario.title.is_empty() {
        input.name()
    } else {
        &input.scenario.title
    };
    let mut text = format!("{}\n", look.bold(title));
    let facts = [
        contents(input),
        size(input),
        certainty(input, &numbers),
        identity(input)?,
    ]
    .concat();
    for (name, fact) in &facts {
        text.push_str(&line(name, fact, look));
    }
    text.push_str(&format!("\n{}\n", look.bold("Arms")));
    text.extend(
        arms(input)
            .iter()
            .map(|(name, parts)| line(name, parts, look)),
    );
    text.push_str(&growth(input, look));
    text.push_str(&hours(input, look));
    text.push_str(&unverified(&numbers, look));
    Ok(text)
}

/// What the components of all arms grow with by themselves.
fn growth(input: &CheckedScenario, look: &Look) -> String {
    let head = look.bold("What payments grow with where people and needs stay as they are");
    let lines = by_growth(&input.scenario).into_iter();
    let lines = lines.map(|(follows, names)| line(follows.meaning(), &names.join(", "), look));
    format!("\n{head}\n{}", lines.collect::<String>())
}

/// What is asked for beside what there is, and what lies idle.
fn hours(input: &CheckedScenario, look: &Look) -> String {
    let outlook = engine::outlook(input);
    let run = &input.scenario.run;
    let last = run.first_year + run.years as i32 - 1;
    let mut text = format!(
        "\n{}\n",
        look.bold("Hours that needs ask for, beside those that there are")
    );
    let of = |[wanted, there]: [Hours; 2]| {
        format!(
            "{} of {} hours ({} of {} FTE)",
            grouped(wanted.hours, 0),
            grouped(there.hours, 0),
            grouped(wanted.fte, 1),
            grouped(there.fte, 1)
        )
    };
    for discipline in &outlook.limited {
        let [first, after] = discipline.years;
        let mut fact = format!("{} {}", run.first_year, of(first));
        if last != run.first_year {
            fact.push_str(&format!("; {last} {}", of(after)));
        }
        text.push_str(&line(&discipline.name, &fact, look));
    }
    let named = |names: &[String]| match names {
        [] => "none".to_string(),
        names => names.join(", "),
    };
    text.push_str(&line("without a limit", &named(&outlook.unlimited), look));
    text.push_str(&line("lists (panels)", &lists(&input.scenario), look));
    text.push_str(&line(
        "payers of nothing",
        &named(&outlook.idle_payers),
        look,
    ));
    text
}

/// Practices with lists, and the components that need them.
fn lists(scenario: &Scenario) -> String {
    let needs_lists = |component: &&Component| {
        let savings = component.savings.as_ref();
        let of_lists = savings.is_some_and(|contract| contract.unit != SavingsUnit::Town);
        of_lists || component.applies_to != AppliesTo::All
    };
    let components = scenario.arm.iter().flat_map(|arm| &arm.component);
    let users: Vec<&str> = components
        .filter(needs_lists)
        .map(|component| component.name.as_str())
        .collect();
    let users = if users.is_empty() {
        "no component needs them".to_string()
    } else {
        format!("needed by {}", users.join(", "))
    };
    let has_lists = |each: &&Discipline| each.practices.as_ref().is_some_and(|of| of.panels);
    match scenario.discipline.iter().find(has_lists) {
        Some(discipline) => {
            let count = discipline.practices.as_ref().map_or(0, |practices| practices.count);
            format!("{count} practices of {}; {users}", discipline.name)
        }
        None => "no practices have lists: contracts on savings, and components for practices that take part, need a discipline with practices = { count = …, panels = true }".to_string(),
    }
}

fn line(name: &str, fact: &str, look: &Look) -> String {
    let wrapped = look.wrap(&format!("{name:<21} {fact}"), "  ");
    let hanging = format!("\n{}", " ".repeat(24));
    format!("{}\n", wrapped.replace("\n    ", &hanging))
}

type Fact = (&'static str, String);

fn contents(input: &CheckedScenario) -> Vec<Fact> {
    let scenario = &input.scenario;
    let list = |names: Vec<&str>| {
        if names.is_empty() {
            "none".to_string()
        } else {
            names.join(", ")
        }
    };
    vec![
        (
            "payers",
            list(
                scenario
                    .payer
                    .iter()
                    .map(|payer| payer.name.as_str())
                    .collect(),
            ),
        ),
        (
            "states",
            list(
                scenario
                    .state
                    .iter()
                    .map(|state| state.name.as_str())
                    .collect(),
            ),
        ),
        (
            "needs",
            list(
                scenario
                    .need
                    .iter()
                    .map(|need| need.name.as_str())
                    .collect(),
            ),
        ),
        (
            "services",
            list(
                scenario
                    .service
                    .iter()
                    .map(|service| service.name.as_str())
                    .collect(),
            ),
        ),
        (
            "disciplines",
            list(
                scenario
                    .discipline
                    .iter()
                    .map(|discipline| discipline.name.as_str())
                    .collect(),
            ),
        ),
        (
            "background care",
            list(
                scenario
                    .background_care
                    .iter()
                    .map(|care| care.name.as_str())
                    .collect(),
            ),
        ),
        (
            "capabilities",
            list(
                scenario
                    .capability
                    .iter()
                    .map(|capability| capability.name.as_str())
                    .collect(),
            ),
        ),
    ]
}

fn size(input: &CheckedScenario) -> Vec<Fact> {
    let scenario = &input.scenario;
    let run = &scenario.run;
    let last = run.first_year + run.years as i32 - 1;
    let cycles = f64::from(run.years) * f64::from(run.cycles_per_year);
    let work = input.simulated() * cycles * scenario.arm.len() as f64 * f64::from(run.replications);
    let simulated = match run.sample {
        _ if run.size == Size::Expected => "nobody: expected values of every draw".to_string(),
        Some(_) if input.simulated() > 0.0 => {
            let weight = input.residents / input.simulated();
            format!(
                "{}, each for {}",
                grouped(input.simulated(), 0),
                grouped(weight, 2)
            )
        }
        _ => "all".to_string(),
    };
    vec![
        ("residents", grouped(input.residents, 0)),
        ("simulated", simulated),
        (
            "years",
            format!(
                "{}–{last}, {} cycles of 1/{} year",
                run.first_year,
                shortest(cycles),
                run.cycles_per_year
            ),
        ),
        (
            "replications",
            format!("{}, seed {}", run.replications, run.seed),
        ),
        (
            "work",
            format!(
                "{} resident-cycles over all arms and replications",
                grouped(work, 0)
            ),
        ),
    ]
}

fn certainty(input: &CheckedScenario, numbers: &[ParameterRow]) -> Vec<Fact> {
    let run = &input.scenario.run;
    let how = match run.parameters {
        Parameters::Drawn => "drawn in every replication, in Latin hypercube samples",
        Parameters::DrawnIndependently => "drawn in every replication by itself",
        Parameters::Means => "held at their means",
    };
    let uncertain = numbers.iter().filter(|row| row.is_uncertain()).count();
    let unverified = unverified_of(numbers).count();
    vec![
        ("uncertain numbers", format!("{uncertain}, {how}")),
        ("unverified numbers", unverified.to_string()),
        (
            "intervals cover",
            manifest::intervals(run, input.residents, input.simulated()),
        ),
        ("discounting", manifest::conventions(run).discounting),
    ]
}

fn identity(input: &CheckedScenario) -> Result<Vec<Fact>, Stop> {
    let version = env!("CARGO_PKG_VERSION");
    let identity = manifest::identity(&input.scenario, version, input.population_file.as_deref())
        .map_err(Stop::failed)?;
    let files: Vec<String> = input
        .files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    Ok(vec![
        ("files", files.join(", ")),
        ("run id", identity.run_id),
    ])
}

fn arms(input: &CheckedScenario) -> Vec<(String, String)> {
    let comparator = manifest::comparator(&input.scenario);
    let named = |arm: &Arm| {
        if arm.name == comparator {
            format!("{} *", arm.name)
        } else {
            arm.name.clone()
        }
    };
    let mut arms: Vec<(String, String)> = input
        .scenario
        .arm
        .iter()
        .map(|arm| (named(arm), parts(arm)))
        .collect();
    arms.push(("* comparator".to_string(), String::new()));
    arms
}

fn parts(arm: &Arm) -> String {
    let own: Vec<&str> = arm
        .component
        .iter()
        .map(|component| component.name.as_str())
        .chain(arm.effect.iter().map(|effect| effect.name.as_str()))
        .collect();
    let like = arm.like.as_ref().map(|like| {
        let without = if arm.without.is_empty() {
            String::new()
        } else {
            format!(" without {}", arm.without.join(", "))
        };
        format!("{like}{without}, with ")
    });
    let own = if own.is_empty() {
        "nothing of its own".to_string()
    } else {
        own.join(", ")
    };
    let steered = arm
        .governance
        .as_ref()
        .map(|form| format!(", steered by {form}"));
    format!(
        "{}{own}{}",
        like.unwrap_or_default(),
        steered.unwrap_or_default()
    )
}

fn unverified(numbers: &[ParameterRow], look: &Look) -> String {
    let count = unverified_of(numbers).count();
    if count == 0 {
        return String::new();
    }
    let mut text = format!("\n{}\n", look.bold("Marked unverified"));
    for row in unverified_of(numbers).take(MOST_NAMED) {
        text.push_str(&format!("  {}\n", row.path));
    }
    let rest = count.saturating_sub(MOST_NAMED);
    if rest > 0 {
        text.push_str(&format!(
            "  and {rest} more (caremix parameters SCENARIO --all --status unverified)\n"
        ));
    }
    text
}

fn unverified_of(numbers: &[ParameterRow]) -> impl Iterator<Item = &ParameterRow> {
    let is_unverified = |row: &&ParameterRow| row.status == Status::Unverified;
    numbers.iter().filter(is_unverified)
}

//! The scenario file as written. The doc comments here are the manual of scenario files: `caremix schema`
//! prints them as a JSON Schema, and the checker reads types, required keys and limits from that same schema,
//! so there is no second description to drift from this one.
//!
//! Comes in: nothing; these are types. Goes out: a [`Scenario`] that names things by their names.
//! Deliberately absent: defaults that depend on other keys, indices, units arithmetic: those are `system`'s.
//!
//! Conventions: a rate is per person-year unless its doc says otherwise; money is EUR of `run.price_year`;
//! ages are completed years, `age_from` inclusive and `age_below` exclusive; a share lies from 0 to 1.

mod account;
mod arrangement;
mod behaviour;
mod budget;
mod care;
mod collaboration;
mod component;
mod correlation;
mod dirichlet;
mod funding;
mod health;
mod institution;
mod insurance;
mod knob;
mod number;
mod people;
mod provider;
mod publication;
mod reference;
mod run;
mod study;
mod unmet;

pub use account::*;
pub use arrangement::*;
pub use behaviour::*;
pub use budget::*;
pub use care::*;
pub use collaboration::*;
pub use component::*;
pub use correlation::*;
pub use dirichlet::*;
pub use funding::*;
pub use health::*;
pub use institution::*;
pub use insurance::*;
pub use knob::*;
pub use number::*;
pub use people::*;
pub use provider::*;
pub use publication::*;
pub use reference::*;
pub use run::*;
pub use study::*;
pub use unmet::*;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One care system, its population, and the arms (ways of funding) to compare.
///
/// Lists of tables with a `name` (`[[service]]`, `[[need]]`, `[[arm]]` …) merge by name over the files in
/// `extends`, later files win key by key; every other list is replaced as a whole, and so is a number with its
/// uncertainty. A file that several of them build on is taken once, first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Short name, used for the output folder; the file's name when absent.
    #[serde(default)]
    pub name: Option<String>,
    /// One line for the head of tables and reports.
    #[serde(default)]
    pub title: String,
    /// The same for readers of a Dutch report (`caremix report --lang nl`); absent: the title.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title_nl: String,
    /// What the scenario represents and what it leaves out.
    #[serde(default)]
    pub description: String,
    /// The description for readers of a Dutch report.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description_nl: String,
    /// Scenario files this one builds on, relative to this file; later ones win, and this file wins over all.
    #[serde(default)]
    pub extends: Vec<String>,
    /// Time, replications, discounting.
    #[serde(default)]
    pub run: RunSettings,
    /// The parties that pay, in report order.
    #[schemars(length(min = 1))]
    pub payer: Vec<Payer>,
    /// Who lives here, comes and goes.
    pub population: Population,
    /// Health states; residents of a state whose place is `none` are dead.
    #[schemars(length(min = 2))]
    pub state: Vec<State>,
    /// Moves between states; rows with the same from and to add up.
    #[serde(default)]
    pub transition: Vec<Transition>,
    /// Informal carers; without this table nobody has one.
    #[serde(default)]
    pub carers: Option<Carers>,
    /// Care needs (zorgvragen) and the services that meet them.
    #[serde(default)]
    pub need: Vec<Need>,
    /// Services: what is delivered, by whom, at what price, paid by whom by statute.
    #[serde(default)]
    pub service: Vec<Service>,
    /// Disciplines: who delivers services, with capacity and cost.
    #[serde(default)]
    pub discipline: Vec<Discipline>,
    /// Care that the needs do not explain, as a cost per resident-year.
    #[serde(default)]
    pub background_care: Vec<BackgroundCare>,
    /// The population whose accounts background care states, and how cost differs by deprivation there.
    #[serde(default)]
    pub reference: Option<Reference>,
    /// The resident's own part: deductible, subscriptions, the lower class.
    #[serde(default)]
    pub patient: PatientRules,
    /// How volumes and prices grow by themselves.
    #[serde(default)]
    pub growth: Growth,
    /// When a resident's needs count as single, multiple or complex, and what an episode then weighs.
    #[serde(default)]
    pub triage: Triage,
    /// How far care is integrated at the start, from the survey of the place.
    #[serde(default)]
    pub integration: Option<Integration>,
    /// What money can build.
    #[serde(default)]
    pub capability: Vec<Capability>,
    /// What a capability does to hazards, needs, services and carers.
    #[serde(default)]
    pub effect: Vec<Effect>,
    /// What care that is not delivered does to health and to carers; without this table nothing but what unmet needs
    /// escalate to.
    #[serde(default)]
    pub unmet_care: Option<UnmetCare>,
    /// How payment changes what providers do, per discipline.
    #[serde(default)]
    pub incentive: Vec<Incentive>,
    /// The arm under which the rates of this scenario were observed: there, incentives change nothing. Absent: the
    /// comparator.
    #[serde(default)]
    pub observed_under: Option<String>,
    /// How practices decide to take part in the network, and residents to enrol; needed by components that apply to
    /// participants or others.
    #[serde(default)]
    pub participation: Option<Participation>,
    /// Mechanisms that can be switched off; all are on.
    #[serde(default)]
    pub layers: Layers,
    /// Forms in which partners steer together, for arms to name.
    #[serde(default)]
    pub governance: Vec<Governance>,
    /// The platform that arms with a platform_levy share.
    #[serde(default)]
    pub platform: Option<Platform>,
    /// How fast money follows volume where an arm delivers other care than the comparator; without rows, at once.
    #[serde(default)]
    pub contract: Vec<Contract>,
    /// A payer that is several insurers, and what risk equalisation leaves them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insurance: Option<Insurance>,
    /// The insurers that it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub insurer: Vec<Insurer>,
    /// The ways of funding that are compared on the same people with the same luck.
    #[schemars(length(min = 1))]
    pub arm: Vec<Arm>,
    /// Cost-sharing arrangements between payers, compared by `caremix share`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arrangement: Vec<Arrangement>,
    /// Published accounts, set beside the run by `caremix validate`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub account: Vec<Account>,
    /// Published effects, set beside the difference between two arms by `caremix validate`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub study: Vec<Study>,
    /// Uncertain numbers whose draws go together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub correlation: Vec<Correlation>,
    /// Tables of shares that are drawn as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dirichlet: Vec<Dirichlet>,
    /// What sources name: where it was read, and on what terms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub publication: Vec<Publication>,
    /// What `caremix calibrate` may change so that accounts are met.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calibrate: Vec<Calibrate>,
    /// What a room may turn on the page of `caremix serve`: choices first, then beliefs; the first four choices and the first two
    /// beliefs stand on the first screen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub knob: Vec<Knob>,
}

impl Scenario {
    /// The arm the others are compared with: the one named, else the first.
    pub fn comparator(&self) -> Option<&str> {
        let first = || self.arm.first().map(|arm| arm.name.as_str());
        self.run.comparator.as_deref().or_else(first)
    }

    /// The arm under which the rates were observed: the one named, else the comparator.
    pub fn observed(&self) -> Option<&str> {
        self.observed_under.as_deref().or_else(|| self.comparator())
    }
}

//! `[[need]]`, `[[service]]`, `[[background_care]]` and `[triage]`, as written.
//!
//! Comes in: nothing; these are types, whose docs are the manual. Goes out: keys with their kinds and limits. Deliberately
//! absent: the values drawn for them (tables/).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ByName, Num};
use crate::scenario::limits::limit;

/// A care need (zorgvraag) and the services that meet it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// The name used elsewhere in the file and in outcomes.csv.
    pub name: String,
    /// acute (actuele vraag), temporary (an episode of some weeks) or permanent (permanente of wederkerende vraag).
    pub class: NeedClass,
    /// Domain, for triage.
    pub domain: Domain,
    /// acute, temporary: new needs per person-year in each state, at `age_reference`. States not listed: none.
    #[serde(default)]
    pub rates: ByName<Num<limit::Rate>>,
    /// permanent: share of residents in the state that has the need, at `age_reference`. States not listed: none.
    #[serde(default)]
    pub prevalence: ByName<Num<limit::Share>>,
    /// Age at which rates or prevalence are stated.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 120.0))]
    pub age_reference: f64,
    /// Slope of the logarithm of the rate or prevalence, per year of age.
    #[serde(default)]
    pub slope: Option<Num<limit::Slope>>,
    /// Ratio per age band on top of the slope; ages not listed: 1. For permanent needs the product is capped at 1.
    #[serde(default)]
    pub age_ratios: Vec<AgeRatio>,
    /// Rate ratio of men to women.
    #[serde(default)]
    pub male_ratio: Option<Num<limit::Ratio>>,
    /// Rate ratio per deprivation class, least deprived first.
    #[serde(default)]
    pub deprivation_ratios: Vec<Num<limit::Ratio>>,
    /// Rate ratio of residents without an informal carer.
    #[serde(default)]
    pub no_carer_ratio: Option<Num<limit::Ratio>>,
    /// Share of these needs that reaches the first line; the rest stays hidden and counts as unmet. Absent: all.
    #[serde(default)]
    pub presented: Option<Num<limit::Share>>,
    /// The services that meet the need.
    #[serde(default)]
    pub services: Vec<NeedService>,
    /// The services a need may escalate to.
    #[serde(default)]
    pub escalation: Vec<Escalation>,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}

/// Ratio in one age band.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgeRatio {
    /// First age of the band.
    #[serde(default)]
    pub age_from: f64,
    /// First age after the band; absent: no upper end.
    #[serde(default)]
    pub age_below: Option<f64>,
    /// Ratio to the rate outside all bands.
    pub ratio: Num<limit::Ratio>,
}

/// Class of a need, after the 3P model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum NeedClass {
    Acute,
    Temporary,
    Permanent,
}

/// Domain of a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Domain {
    Medical,
    Psychological,
    Social,
}

/// Units of a service that one need asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NeedService {
    /// The service.
    pub service: String,
    /// Units per need (acute, temporary; booked in the cycle of onset) or per year (permanent).
    pub units: Num<limit::Amount>,
    /// `poisson` around `units`, or `fixed`. Fixed units of a permanent need are spread over the cycles of the run
    /// in whole units (2.5 a year: 2, then 3); of an acute or temporary need they must be whole.
    #[serde(default)]
    pub spread: UnitVariation,
}

/// How units vary around their mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum UnitVariation {
    #[default]
    Poisson,
    Fixed,
}

/// A way a need may escalate: one unit of a service that nobody wanted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// The service, e.g. emergency_visit, admission, crisis_placement.
    pub service: String,
    /// Probability per met need (acute, temporary), or per year with the need (permanent): then it is what is expected in a
    /// year, 0.15 is 15 a year among 100 residents with the need. It can happen to the same resident again, with the
    /// same chance in every part of the year, so that a cycle has its part of it whatever the cycle's length.
    pub probability: Num<limit::Share>,
    /// The same for an unmet or hidden need; absent: `probability`.
    #[serde(default)]
    pub unmet_probability: Option<Num<limit::Share>>,
}

/// A service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// The name used elsewhere in the file and in the CSV files.
    pub name: String,
    /// Who delivers it.
    pub discipline: String,
    /// What one unit is: visit, hour, day …
    #[serde(default)]
    pub unit: String,
    /// Provider hours per unit.
    #[serde(default)]
    pub hours: Option<Num<limit::Amount>>,
    /// Line of care. Services of the line `informal` are only wanted of carers who are there.
    pub line: Line,
    /// Reference price of a unit, EUR; what fee_for_service pays unless a tariff is given.
    pub price: Num<limit::Price>,
    /// Coefficient of variation of the cost of a unit (gamma); absent: every unit costs the price.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 20.0))]
    pub price_cv: Option<f64>,
    /// Statutory payers and their shares; they add up to 1. Informal services have none.
    #[serde(default)]
    pub payers: ByName<Num<limit::Share>>,
    /// Category of published accounts this service falls in.
    #[serde(default)]
    pub category: Option<String>,
    /// Whether what it costs counts towards the resident's deductible.
    #[serde(default)]
    pub deductible: bool,
    /// What the resident pays per unit, EUR.
    #[serde(default)]
    pub copayment: Option<Num<limit::Price>>,
    /// The same for residents in the lower class; absent: `copayment`.
    #[serde(default)]
    pub copayment_lower: Option<Num<limit::Price>>,
    /// The subscription (`[[patient.subscription]]`) that a resident pays in months with this service.
    #[serde(default)]
    pub subscription: Option<String>,
    /// A named outcome the units also count in: `admissions`, `emergency_visits`, `nursing_home_days` …
    #[serde(default)]
    pub counts_as: Option<String>,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}

/// Line of care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Line {
    Informal,
    First,
    Social,
    Second,
    LongTerm,
}

/// Care the needs do not explain: a cost per resident-year by age and sex, gamma-distributed, insensitive to the arm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BackgroundCare {
    /// The name used in the CSV files.
    pub name: String,
    /// Category of published accounts it falls in.
    #[serde(default)]
    pub category: Option<String>,
    /// The discipline that receives it.
    pub discipline: String,
    /// Line of care, for growth.
    pub line: Line,
    /// Statutory payers and their shares; they add up to 1.
    pub payers: ByName<Num<limit::Share>>,
    /// Whether it counts towards the resident's deductible.
    #[serde(default)]
    pub deductible: bool,
    /// `cost`: the bands state the background cost itself. `remainder`: the bands state the whole published cost of
    /// `category`, and what the scenario's needs explain at that age and sex (at equal deprivation shares of the
    /// population, before any effect, with the parameters' means) is subtracted; a negative rest counts as 0 and is
    /// reported by `check`. One remainder per category.
    #[serde(default)]
    pub bands_are: BandsAre,
    /// First age of each band, ascending, starting with 0.
    #[schemars(length(min = 1))]
    pub age_from: Vec<f64>,
    /// EUR per resident-year per band, women.
    pub female: Vec<f64>,
    /// EUR per resident-year per band, men.
    pub male: Vec<f64>,
    /// The remainder itself, worked out once by `caremix calibrate --reference` at the mix of classes of `[reference]`; then
    /// nothing that this scenario's own needs explain is subtracted, so that who lives in a town changes what it costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remainder: Option<Remainder>,
    /// Ratio per deprivation class, least deprived first, averaging 1 over the shares of `[reference]`. Of a category with a
    /// ratio in `[reference]` worked out by `caremix calibrate --reference`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deprivation_ratios: Vec<Num<limit::Ratio>>,
    /// One factor on all bands (e.g. from the year of the table to the price year).
    #[serde(default)]
    pub scale: Option<Num<limit::NotNegative>>,
    /// Coefficient of variation between residents of one age and sex.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 20.0))]
    pub cv: Option<f64>,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}

/// EUR per resident-year that needs leave of a published cost, per band of `age_from`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Remainder {
    /// Women.
    pub female: Vec<f64>,
    /// Men.
    pub male: Vec<f64>,
}

/// What the bands of background care state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum BandsAre {
    #[default]
    Cost,
    Remainder,
}

/// Triage: single, multiple (needs in `multiple_domains` domains or `multiple_needs` needs), complex
/// (`complex_domains` domains, or `multiple_domains` while frail or worse) among the needs open in a cycle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Triage {
    /// Open needs from which a resident counts as multiple.
    #[schemars(range(min = 1))]
    pub multiple_needs: u32,
    /// Domains from which a resident counts as multiple.
    #[schemars(range(min = 1, max = 3))]
    pub multiple_domains: u32,
    /// Domains from which a resident counts as complex.
    #[schemars(range(min = 1, max = 3))]
    pub complex_domains: u32,
    /// Share of residents with multiple or complex needs who are triaged wrongly, by chance in each cycle: the complex are taken
    /// for multiple, the multiple for single. What is paid, coordinated and counted by triage follows the mistake; care does not.
    /// Absent: nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlooked: Option<Num<limit::Share>>,
}

impl Default for Triage {
    fn default() -> Self {
        Triage {
            multiple_needs: 3,
            multiple_domains: 2,
            complex_domains: 3,
            overlooked: None,
        }
    }
}

//! How payment changes what the providers of a discipline do: parameters only; `provision` works out what follows.

use crate::scenario::schema::{NeedClass, Number, Scenario};

use super::care::Care;
use super::draw::Draw;
use super::names::position;
use super::needs::Need;

/// The incentives there are.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Incentives {
    /// Per discipline; `None` where payment changes nothing.
    pub disciplines: Vec<Option<Incentive>>,
    /// Per need: the discipline whose referral counts, the one with incentives that the need asks most units of,
    /// however few: φ and ψ are relative to all second-line use of the patients a discipline sees, planned care
    /// included. A need that asks no units of such a discipline escalates as observed.
    pub leading: Vec<Option<usize>>,
}

/// The parameters of one discipline.
#[derive(Debug, Clone, PartialEq)]
pub struct Incentive {
    /// θ by class of need: acute, temporary, permanent.
    pub volume: [f64; 3],
    /// φ.
    pub referral: f64,
    /// ψ.
    pub downstream: f64,
    /// ω.
    pub episodes: f64,
    /// σ.
    pub selection: f64,
    /// What a unit pays under fee-for-service, relative to the reference price.
    pub fee_for_service_level: f64,
}

impl Incentives {
    /// Whether payment changes anything at all.
    pub fn is_any(&self) -> bool {
        self.disciplines.iter().any(Option::is_some)
    }
}

/// From the `[[incentive]]` rows.
pub fn incentives(scenario: &Scenario, care: &Care, draw: &Draw) -> Incentives {
    let mut disciplines = vec![None; scenario.discipline.len()];
    for row in &scenario.incentive {
        let index = position(&scenario.discipline, &row.discipline, |each| &each.name);
        let path = format!("incentive.{}", row.discipline);
        let value = |number: Option<&Number>, otherwise: f64, key: &str| {
            draw.or(number, otherwise, || format!("{path}.{key}"))
        };
        let volume = value(row.volume.as_deref(), 0.0, "volume");
        let of_class = |class: &str| {
            let key = format!("volume_by_class.{class}");
            // A discipline that is not paid for a unit still delivers some.
            value(
                row.volume_by_class.get(class).map(AsRef::as_ref),
                volume,
                &key,
            )
            .clamp(-1.0, 0.95)
        };
        disciplines[index] = Some(Incentive {
            volume: ["acute", "temporary", "permanent"].map(of_class),
            referral: value(row.referral.as_deref(), 0.0, "referral"),
            downstream: value(row.downstream.as_deref(), 0.0, "downstream"),
            episodes: value(row.episodes.as_deref(), 0.0, "episodes"),
            selection: value(row.selection.as_deref(), 0.0, "selection"),
            fee_for_service_level: value(
                row.fee_for_service_level.as_deref(),
                1.0,
                "fee_for_service_level",
            )
            .max(1e-6),
        });
    }
    let leading = care
        .needs
        .iter()
        .map(|need| leading(need, care, &disciplines))
        .collect();
    Incentives {
        disciplines,
        leading,
    }
}

fn leading(need: &Need, care: &Care, disciplines: &[Option<Incentive>]) -> Option<usize> {
    let mut units = vec![0.0; disciplines.len()];
    for link in &need.links {
        units[care.services[link.service].discipline] += link.mean;
    }
    let with_incentives = (0..units.len()).filter(|&index| disciplines[index].is_some());
    with_incentives
        .filter(|&index| units[index] > 0.0)
        .max_by(|&a, &b| units[a].total_cmp(&units[b]).then(b.cmp(&a)))
}

/// Place of a class of need in [`Incentive::volume`].
pub fn class_index(class: NeedClass) -> usize {
    match class {
        NeedClass::Acute => 0,
        NeedClass::Temporary => 1,
        NeedClass::Permanent => 2,
    }
}

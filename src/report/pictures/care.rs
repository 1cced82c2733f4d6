//! The pictures of care and health: providers, states, access, deprivation.
//!
//! Comes in: a [`Gallery`]. Goes out: what each picture is drawn of. Deliberately absent: money between payers.

use std::collections::BTreeMap;

use super::Gallery;
use crate::analysis::rows::{OutcomeRow, ProviderRow};
use crate::chart::phrases as say;
use crate::chart::{access, deprivation, practices, states};

impl Gallery<'_> {
    pub(super) fn practices(&self, arm: &str) -> practices::Input {
        let year = self.facts.last_year();
        let in_arm = |arm: &str| {
            let arm = arm.to_string();
            let rows = self.facts.reading.providers.iter();
            rows.filter(move |row| row.arm == arm && row.year == year)
        };
        let row = |row: &ProviderRow| {
            let is_same = |now: &&ProviderRow| {
                now.discipline == row.discipline && now.practice_size == row.practice_size
            };
            let now = in_arm(self.facts.comparator()).find(is_same)?;
            let ahead = row
                .share_better_off
                .zip(row.practices)
                .map(|(share, practices)| {
                    (libm::round(share * f64::from(practices)) as u32, practices)
                });
            Some(practices::Row {
                label: self.facts.named(&row.discipline),
                size: self.size(&row.practice_size),
                now: now.margin_per_fte?,
                then: row.margin_per_fte?,
                ahead,
            })
        };
        let manifest = &self.facts.reading.manifest;
        let has_practices = self
            .facts
            .reading
            .providers
            .iter()
            .any(|row| row.practices.is_some());
        let is_counted = in_arm(arm).any(|row| row.share_better_off.is_some());
        practices::Input {
            arm: self.facts.arm_label(arm),
            year,
            rows: in_arm(arm).filter_map(row).collect(),
            sampled_of: (has_practices && !is_counted && manifest.sample.is_some())
                .then_some(manifest.residents),
        }
    }

    fn size(&self, name: &str) -> String {
        let phrase = match name {
            "small" => say::SIZE_SMALL,
            "medium" => say::SIZE_MEDIUM,
            "large" => say::SIZE_LARGE,
            _ => return String::new(),
        };
        phrase.of(self.facts.lang).to_string()
    }

    /// Means of an outcome by group, as now and with the arm, in the order of the file.
    fn outcome(&self, arm: &str, outcome: &str, year: &str) -> Vec<(String, f64, f64)> {
        let of = |arm: &str| -> Vec<&OutcomeRow> {
            let rows = self.facts.reading.outcomes.iter();
            rows.filter(|row| row.arm == arm && row.outcome == outcome && row.year == year)
                .collect()
        };
        let now: BTreeMap<&str, f64> = of(self.facts.comparator())
            .into_iter()
            .map(|row| (row.group.as_str(), row.spread.mean))
            .collect();
        let pair = |row: &OutcomeRow| {
            let now = now.get(row.group.as_str())?;
            Some((row.group.clone(), *now, row.spread.mean))
        };
        of(arm).into_iter().filter_map(pair).collect()
    }

    pub(super) fn states(&self, arm: &str) -> states::Input {
        let years = &self.facts.outlays.years;
        let mut rows: Vec<states::Row> = Vec::new();
        for year in years {
            for (index, (group, now, then)) in self
                .outcome(arm, "state_years", &year.to_string())
                .into_iter()
                .enumerate()
            {
                if rows.len() == index {
                    rows.push(states::Row {
                        label: self.facts.named(&group),
                        now: Vec::new(),
                        then: Vec::new(),
                    });
                }
                rows[index].now.push(now);
                rows[index].then.push(then);
            }
        }
        states::Input {
            arm: self.facts.arm_label(arm),
            years: years.clone(),
            rows,
        }
    }

    pub(super) fn access(&self, arm: &str) -> access::Input {
        let year = self.facts.last_year();
        let in_year = |outcome: &str| self.outcome(arm, outcome, &year.to_string());
        let row = |(group, now, then): (String, f64, f64)| access::Row {
            label: self.facts.named(&group),
            now,
            then,
        };
        let needs = in_year("needs");
        let unmet = in_year("unmet_needs")
            .into_iter()
            .filter_map(|(group, now, then)| {
                let (_, needed_now, needed_then) =
                    needs.iter().find(|(other, ..)| *other == group)?;
                let is_needed = *needed_now > 0.0 && *needed_then > 0.0;
                is_needed.then(|| row((group, now / needed_now, then / needed_then)))
            });
        access::Input {
            arm: self.facts.arm_label(arm),
            year,
            access: in_year("access").into_iter().map(row).collect(),
            unmet: unmet.collect(),
        }
    }

    pub(super) fn deprivation(&self, arm: &str) -> deprivation::Input {
        let years = self.facts.years();
        let qalys = self.outcome(arm, "qalys", "total");
        let row = |(group, now, then): (String, f64, f64)| {
            let (_, qalys_now, qalys_then) = qalys.iter().find(|(other, ..)| *other == group)?;
            Some(deprivation::Row {
                care_now: now / years,
                care_then: then / years,
                qalys_now: qalys_now / years,
                qalys_then: qalys_then / years,
            })
        };
        let care = self.outcome(arm, "care_at_reference_prices", "total");
        deprivation::Input {
            arm: self.facts.arm_label(arm),
            rows: care.into_iter().filter_map(row).collect(),
        }
    }
}

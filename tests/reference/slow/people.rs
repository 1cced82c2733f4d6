//! What is paid per person, state and list, and how well.

use super::*;

impl<'s> Slow<'s> {
    /// Years lived by simulated residents: half-cycles in the living states.
    pub fn lived(&self, counts: &Counts) -> f64 {
        STATES
            .iter()
            .map(|state| self.lived_in(counts, state))
            .sum()
    }

    /// Years that simulated residents lived in one state.
    pub fn lived_in(&self, counts: &Counts, name: &str) -> f64 {
        let mut states = self.scenario.state.iter();
        let state = states
            .position(|state| state.name == name)
            .expect("a state");
        let mut half_cycles = 0;
        for group in 0..2 {
            half_cycles += counts.get(Count::Lived { group, state });
        }
        half_cycles as f64 * self.cycle() / 2.0
    }

    /// What a year in a state costs in a calendar year, EUR.
    pub fn state_cost(&self, state: &State, year: i32) -> f64 {
        let mut cost = or(&state.cost, 0.0) * self.prices(year);
        for effect in &self.arm().effect {
            let is_of_state = effect.targets[0].state_cost.as_ref() == Some(&state.name);
            if is_of_state && effect.until_year.is_none_or(|last| year <= last) {
                cost *= or(&effect.ratio, 1.0)
                    * (1.0 + or(&effect.increase, 0.0))
                    * (1.0 - or(&effect.reduction, 0.0));
            }
        }
        cost
    }

    pub fn capitation(
        &self,
        component: &Component,
        counts: &Counts,
        year: i32,
        postings: &mut Vec<Posting>,
    ) {
        let share = or(&component.share, 1.0);
        let (own, weights) = self.replaced(component, counts, year, &|_| true);
        postings.push(Posting {
            reason: component.name.clone(),
            recipient: component.recipient.clone().expect("a recipient"),
            cents: cents(self.per_person(component, counts, year) * share),
            own: cents(own * self.weight / 100.0),
            weights,
            category: component
                .recipient
                .as_ref()
                .and_then(|name| self.category(name)),
            follows_from: 1,
        });
    }

    /// What a component for residents comes to, EUR.
    pub fn per_person(&self, component: &Component, counts: &Counts, year: i32) -> f64 {
        let amount = component.amount.as_ref().map_or(0.0, point)
            * self.level(component, year)
            * self.weight;
        if component.kind == ComponentKind::QualityBonus {
            let score: f64 = component
                .indicators
                .iter()
                .map(|one| self.score(one, counts))
                .sum();
            return self.lived(counts) * amount * score;
        }
        if component.kind == ComponentKind::StateFee {
            let states = component.states.iter();
            return amount
                * states
                    .map(|state| self.lived_in(counts, state))
                    .sum::<f64>();
        }
        if component.kind != ComponentKind::PracticeFee
            && component.kind != ComponentKind::Capitation
        {
            return self.lived(counts) * amount;
        }
        let mut years = 0.0;
        for (group, lower) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            for age in 0..120 {
                let mut ratio = component.deprivation_ratios.get(group).map_or(1.0, point);
                if lower == 1 {
                    ratio *= or(&component.lower_class_ratio, 1.0);
                }
                for band in &component.age_ratios {
                    let age = age as f64;
                    if age >= band.age_from && band.age_below.is_none_or(|below| age < below) {
                        ratio *= point(&band.ratio);
                    }
                }
                let lived = Count::LivedAtAge { group, age, lower };
                years += counts.get(lived) as f64 * self.cycle() / 2.0 * ratio;
            }
        }
        years * amount
    }

    pub fn score(&self, indicator: &Indicator, counts: &Counts) -> f64 {
        let single = |single| counts.get(Count::Single(single)) as f64;
        let value = match indicator.measure {
            Measure::UnitsPerResident => {
                let mut units = 0;
                for (channel, way) in self.ways.iter().enumerate() {
                    for group in 0..2 {
                        if Some(&way.service.name) == indicator.service.as_ref() {
                            units += counts.get(Count::Delivered { group, channel });
                        }
                    }
                }
                units as f64 / self.lived(counts)
            }
            Measure::NeedsMet => self.needs_met(counts),
            Measure::ComplexCoordinated => {
                // The one arm there is pays one set of needs per episode, or none.
                let mut components = self.components().iter();
                let pays = components.any(|component| component.kind == ComponentKind::EpisodeFee);
                let coordinated = if pays {
                    counts.get(Count::Coordinated { group: 1, set: 0 })
                } else {
                    0
                };
                coordinated as f64 / counts.get(Count::Residents { triage: 3 }) as f64
            }
            Measure::CarersNotOverloaded => {
                1.0 - single(Single::OverloadedCycles) / single(Single::CarerCycles)
            }
            Measure::InstitutionEntries => single(Single::InstitutionEntries) / self.lived(counts),
        };
        let done = (value - indicator.floor) / (indicator.target - indicator.floor);
        indicator.weight * done.clamp(0.0, 1.0)
    }

    /// Of all needs, the part that is presented times the part of its units that is delivered.
    pub fn needs_met(&self, counts: &Counts) -> f64 {
        let (mut met, mut all) = (0.0, 0.0);
        for (need, table) in self.scenario.need.iter().enumerate() {
            let (mut wanted, mut delivered) = (0, 0);
            for (channel, way) in self.ways.iter().enumerate() {
                if way.is_escalation || way.need.name != table.name {
                    continue;
                }
                for group in 0..2 {
                    let given = counts.get(Count::Delivered { group, channel });
                    delivered += given;
                    wanted += given + counts.get(Count::Unmet { group, channel });
                }
            }
            let needs = counts.get(Count::Need { need }) as f64;
            let presented = needs - counts.get(Count::Hidden { need }) as f64;
            met += if wanted == 0 {
                presented
            } else {
                presented * delivered as f64 / wanted as f64
            };
            all += needs;
        }
        met / all
    }
}

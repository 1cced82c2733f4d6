//! What is paid per unit and per episode.

use super::*;

impl<'s> Slow<'s> {
    /// Price index and the budget-neutral factor together.
    pub fn unit_level(&self, component: &Component, year: i32) -> f64 {
        let part = self.part(component, year);
        if part == 0.0 {
            0.0
        } else {
            self.level(component, year) / part
        }
    }

    /// Who pays a way in a year, and for which part: capitation before episodes before acute units before fee for
    /// service, of two of a kind the first first, each of what those before leave.
    pub fn parts(&self, way: &Way, year: i32) -> Vec<(&'s Component, f64)> {
        let lists = |component: &Component| {
            let has_list = !component.services.is_empty() || !component.disciplines.is_empty();
            let is_own = component.recipient.as_ref() == Some(&way.service.discipline);
            (!has_list && (component.kind != ComponentKind::Capitation || is_own))
                || component.services.contains(&way.service.name)
                || component.disciplines.contains(&way.service.discipline)
        };
        let pays = |component: &Component, kind: ComponentKind| {
            component.kind == kind
                && lists(component)
                && match kind {
                    ComponentKind::EpisodeFee => {
                        !way.is_escalation && component.needs.contains(&way.need.name)
                    }
                    ComponentKind::ServiceFee => {
                        !way.is_escalation && way.need.class == NeedClass::Acute
                    }
                    _ => true,
                }
        };
        let order = [
            ComponentKind::Capitation,
            ComponentKind::EpisodeFee,
            ComponentKind::ServiceFee,
            ComponentKind::FeeForService,
        ];
        let (mut left, mut parts) = (1.0, Vec::new());
        for kind in order {
            for component in self.components() {
                if pays(component, kind) {
                    let part = left * self.part(component, year) * or(&component.share, 1.0);
                    left -= part;
                    parts.push((component, part));
                }
            }
        }
        parts
    }

    pub fn part_of(&self, component: &Component, way: &Way, year: i32) -> f64 {
        let parts = self.parts(way, year).into_iter();
        let own = parts.filter(|(other, _)| other.name == component.name);
        own.map(|(_, part)| part).sum()
    }

    /// The part of a way that is paid by components that `counts` takes.
    pub fn paid(&self, way: &Way, year: i32, counts: impl Fn(&Component) -> bool) -> f64 {
        let parts = self.parts(way, year).into_iter();
        parts
            .filter(|(component, _)| counts(component))
            .map(|(_, part)| part)
            .sum()
    }

    /// Simulated cents of copayments and of the deductible.
    pub fn own(&self, counts: &Counts, channel: usize) -> (f64, f64) {
        let sum =
            |of: &dyn Fn(usize) -> Count| (0..2).map(|group| counts.get(of(group))).sum::<i64>();
        (
            sum(&|group| Count::Copayment { group, channel }) as f64,
            sum(&|group| Count::Deductible { group, channel }) as f64,
        )
    }

    /// Units of a way in the volume of the first year, times a tariff.
    pub fn units(&self, counts: &Counts, channel: usize, tariff: f64) -> f64 {
        let service = self.ways[channel].service;
        if service.price_cv.unwrap_or(0.0) > 0.0 {
            let mut cents = 0;
            for group in 0..2 {
                cents += counts.get(Count::UnitCents { group, channel });
            }
            cents as f64 / 100.0 * self.weight * tariff / point(&service.price).max(0.01)
        } else {
            let mut units = 0;
            for group in 0..2 {
                units += counts.get(Count::Delivered { group, channel });
            }
            units as f64 * self.weight * tariff
        }
    }

    pub fn per_unit(
        &self,
        component: &Component,
        counts: &Counts,
        year: i32,
        postings: &mut Vec<Posting>,
    ) {
        for (channel, way) in self.ways.iter().enumerate() {
            let part = self.part_of(component, way, year);
            if part == 0.0 {
                continue;
            }
            // What residents pay of units is part of what the units come to: copayments of whatever pays them, the
            // deductible of unit fees.
            let (copayments, deductibles) = self.own(counts, channel);
            let own = copayments * part / self.paid(way, year, |_| true)
                + deductibles * part / self.paid(way, year, is_per_unit);
            let tariff = component
                .tariffs
                .get(&way.service.name)
                .unwrap_or(&way.service.price);
            let eur = self.units(counts, channel, point(tariff) * or(&component.factor, 1.0))
                * self.volume(way.service.line, year)
                * part
                * self.unit_level(component, year);
            let payers = if component.payers.is_empty() {
                &way.service.payers
            } else {
                &component.payers
            };
            postings.push(Posting {
                reason: component.name.clone(),
                recipient: way.service.discipline.clone(),
                cents: cents(eur),
                own: cents(own * self.weight / 100.0),
                weights: points(payers),
                category: way.service.category.clone(),
                follows_from: 1,
            });
        }
    }

    pub fn per_episode(
        &self,
        component: &Component,
        counts: &Counts,
        year: i32,
        postings: &mut Vec<Posting>,
    ) {
        let level = self.level(component, year);
        if level == 0.0 {
            return;
        }
        // A need that is named twice is paid twice by neither side: names are of a list without repeats.
        for name in &component.needs {
            let need = self
                .scenario
                .need
                .iter()
                .position(|need| need.name == *name)
                .expect("a need");
            let mut events = 0.0;
            for (triage, weight) in component
                .triage_weights
                .unwrap_or([1.0; 3])
                .iter()
                .enumerate()
            {
                for group in 0..2 {
                    let triaged = Count::Triaged {
                        group,
                        need,
                        triage,
                    };
                    events += counts.get(triaged) as f64 * weight;
                }
            }
            if self.scenario.need[need].class == NeedClass::Permanent {
                events *= self.cycle();
            }
            let is_of_need = |way: &Way| way.need.name == *name;
            let (own, weights) = self.replaced(component, counts, year, &is_of_need);
            let amount = component.amount.as_ref().map_or(0.0, point);
            postings.push(Posting {
                reason: component.name.clone(),
                recipient: component.recipient.clone().expect("a recipient"),
                cents: cents(events * self.weight * amount * level),
                own: cents(own * self.weight / 100.0),
                weights,
                category: component
                    .recipient
                    .as_ref()
                    .and_then(|name| self.category(name)),
                follows_from: 1,
            });
        }
    }

    /// What residents pay of the units that a component replaces, simulated cents; and who pays the rest.
    pub fn replaced(
        &self,
        component: &Component,
        counts: &Counts,
        year: i32,
        covers: &dyn Fn(&Way) -> bool,
    ) -> (f64, ByName<f64>) {
        let (mut own, mut weights) = (0.0, points(&component.payers));
        for (channel, way) in self.ways.iter().enumerate() {
            let part = self.part_of(component, way, year);
            if part == 0.0 || !covers(way) {
                continue;
            }
            own += self.own(counts, channel).0 * part / self.paid(way, year, |_| true);
            if component.payers.is_empty() {
                // Statutory payers of the units that the fee replaces, at reference prices.
                let worth = self.units(counts, channel, point(&way.service.price)) + 0.01;
                for (payer, share) in points(&way.service.payers) {
                    *weights.entry(payer).or_default() += worth * share;
                }
            }
        }
        (own, weights)
    }
}

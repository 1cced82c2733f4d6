//! Budgets, the shared platform and pools.

use super::*;

impl<'s> Slow<'s> {
    pub fn budget(&self, component: &Component, year: i32, postings: &mut Vec<Posting>) {
        let amount = component.amount.as_ref().map_or(0.0, point);
        self.plain(
            component,
            cents(amount * self.level(component, year)),
            postings,
        );
        let Some(last) = component
            .until_year
            .filter(|last| last + 1 == year && *last > FIRST_YEAR)
        else {
            return;
        };
        let (Some(&first), Some(&then)) = (
            self.totals.first(),
            self.totals.get((last - FIRST_YEAR) as usize),
        ) else {
            return;
        };
        if first <= 0 || then <= 0 {
            return;
        }
        let growth = (then as f64 / first as f64).powf(1.0 / f64::from(last - FIRST_YEAR)) - 1.0;
        if growth > or(&component.growth_target, f64::INFINITY) {
            let back = amount * self.level(component, last) * or(&component.claw_back, 0.0);
            self.plain(component, -cents(back), postings);
        }
    }

    pub fn platform(&self) -> &'s Platform {
        self.scenario.platform.as_ref().expect("a platform")
    }

    /// The partners of the platform that are left.
    pub fn partners(&self) -> Vec<&'s Partner> {
        let partners = self.platform().partners.iter().zip(&self.worse_off);
        partners
            .filter(|(_, years)| years.is_some())
            .map(|(partner, _)| partner)
            .collect()
    }

    /// What the platform costs in a year: its partners pay by the rule, or one from outside for all; where the rule names
    /// nobody who is left, they pay by size.
    pub fn levy(&self, component: &Component, year: i32, postings: &mut Vec<Posting>) {
        let partners = self.partners();
        if partners.is_empty() {
            return;
        }
        let weight = |partner: &Partner, rule: LevyRule| match rule {
            LevyRule::Equal => 1.0,
            LevyRule::BySize => or(&partner.size, 1.0),
            LevyRule::ByBenefit => or(&partner.benefit, 0.0),
            LevyRule::Sponsor if component.sponsor.as_ref() == Some(&partner.payer) => 1.0,
            LevyRule::Sponsor => 0.0,
        };
        let by = |rule: LevyRule| -> ByName<f64> {
            let weights = partners.iter();
            weights
                .map(|partner| (partner.payer.clone(), weight(partner, rule)))
                .collect()
        };
        let rule = component.rule.unwrap_or(LevyRule::Equal);
        let mut weights = by(rule);
        if let Some(sponsor) = self.outside_sponsor(component) {
            weights = [(sponsor.clone(), 1.0)].into();
        } else if weights.values().sum::<f64>() == 0.0 {
            weights = by(LevyRule::BySize);
        }
        let cost = point(&self.platform().cost) * self.level(component, year);
        postings.push(Posting {
            reason: component.name.clone(),
            recipient: "network".into(),
            cents: cents(cost),
            own: 0,
            weights,
            category: None,
            follows_from: 1,
        });
    }

    /// The sponsor, when it is no partner itself.
    pub fn outside_sponsor(&self, component: &'s Component) -> Option<&'s String> {
        let sponsor = component.sponsor.as_ref()?;
        let mut partners = self.platform().partners.iter();
        (!partners.any(|partner| partner.payer == *sponsor)).then_some(sponsor)
    }

    /// At the end of a year: partners who paid more than they got, for as many years as they have patience, are gone.
    pub fn leave(&mut self, counts: &Counts, year: i32) {
        let mut components = self.components().iter();
        let levy = components.find(|component| component.kind == ComponentKind::PlatformLevy);
        let Some(levy) = levy.filter(|levy| self.level(levy, year) > 0.0) else {
            return;
        };
        let size = |partners: &[&Partner]| -> f64 {
            partners.iter().map(|partner| or(&partner.size, 1.0)).sum()
        };
        let all: Vec<&Partner> = self.platform().partners.iter().collect();
        let mut adopted = size(&self.partners()) / size(&all);
        if adopted < or(&self.platform().critical_share, 0.0) {
            adopted = 0.0;
        }
        let mut postings = Vec::new();
        self.levy(levy, year, &mut postings);
        for (index, partner) in self.platform().partners.iter().enumerate() {
            let Some(years) = self.worse_off[index] else {
                continue;
            };
            let mut paid = 0.0;
            for posting in &postings {
                let all: f64 = posting.weights.values().sum();
                let own = posting.weights.get(&partner.payer).unwrap_or(&0.0);
                if self.outside_sponsor(levy).is_none() {
                    paid += posting.cents as f64 * own / all;
                }
            }
            let residents = self.lived(counts) * self.weight;
            let gets = or(&partner.benefit, 0.0) * residents * adopted * self.prices(year);
            let years = if paid > gets * 100.0 { years + 1 } else { 0 };
            self.worse_off[index] = (years < self.platform().patience).then_some(years);
        }
    }

    /// What each payer of a pool pays for what it covers of some postings, cents; and how many postings that are.
    pub fn pooled(&self, pool: &Component, postings: &[Posting]) -> (ByName<f64>, u32) {
        let covers_all = pool.disciplines.is_empty() && pool.categories.is_empty();
        let zeros = pool.payers_pooled.iter().map(|payer| (payer.clone(), 0.0));
        let (mut paid, mut covered): (ByName<f64>, u32) = (zeros.collect(), 0);
        for posting in postings {
            let is_of_category = |name: &String| pool.categories.contains(name);
            if PAYERS.contains(&posting.recipient.as_str()) {
                continue;
            }
            if !covers_all
                && !pool.disciplines.contains(&posting.recipient)
                && !posting.category.as_ref().is_some_and(is_of_category)
            {
                continue;
            }
            covered += 1;
            let all: f64 = posting.weights.values().sum();
            for (payer, weight) in &posting.weights {
                if let Some(paid) = paid.get_mut(payer) {
                    *paid += (posting.cents - posting.own) as f64 * weight / all;
                }
            }
        }
        (paid, covered)
    }

    /// The flows that leave each payer of a pool with its historical share of the budget, and its share of what the
    /// network leaves of surplus and deficit.
    pub fn pool(
        &self,
        pool: &Component,
        postings: &[Posting],
        year: i32,
        balances: &mut Vec<Posting>,
    ) {
        let ((before, covered), (now, covers)) =
            (self.pooled(pool, &self.base), self.pooled(pool, postings));
        let (before_all, now_all): (f64, f64) = (before.values().sum(), now.values().sum());
        let budget = before_all * (1.0 + or(&pool.growth, 0.0)).powi(year - FIRST_YEAR);
        let short = (now_all - budget) * (1.0 - or(&pool.network_share, 0.0));
        let off_by_history = (f64::from(covered) * short.abs() / before_all.max(1.0)).ceil() as u32;
        let equal = 1.0 / pool.payers_pooled.len() as f64;
        let history = |payer: &String| {
            if before_all > 0.0 {
                before[payer] / before_all
            } else {
                equal
            }
        };
        for payer in &pool.payers_pooled {
            let share = if !pool.split_shares.is_empty() {
                pool.split_shares.get(payer).map_or(0.0, point)
            } else if pool.split == Some(PoolSplit::Equal) {
                equal
            } else {
                history(payer)
            };
            let ends_with = history(payer) * budget + share * short;
            balances.push(Posting {
                reason: pool.name.clone(),
                recipient: "network".into(),
                cents: (ends_with - now[payer]).round() as i64,
                own: 0,
                weights: [(payer.clone(), 1.0)].into(),
                category: None,
                // Two cents a posting and payer, and up to 1.4 times that from the base year; what is short is split by
                // shares that are off by a cent a posting in what was paid then.
                follows_from: 1 + 3 * (covers + 2 * covered) + off_by_history,
            });
        }
    }
}

//! The practices with lists that are open: which close, who takes in their residents, and how many hours are lost.
//!
//! Comes in: what each practice received for its own list and what its hours cost, year by year. Goes out: [`OpenPractices`], and
//! residents on the lists of practices that remain. Deliberately absent: how that is counted (closing.rs), and practices without
//! lists.

use crate::population::{Purpose, Resident};
use crate::system::System;
use crate::tables::panels::Closing;

/// Years over which a margin is looked at.
const YEARS: usize = 3;

/// A figure of one practice where each resident on its list stands for `weight`. Chance in a list of sampled residents is that of a small
/// list: drawn towards the mean of all practices, its variance is that of the list at its true size.
pub(super) fn at_true_size(own: f64, mean: f64, weight: f64) -> f64 {
    mean + 1.0 / weight.max(1.0).sqrt() * (own - mean)
}

/// The practices of a town that are open.
#[derive(Debug, Clone)]
pub(super) struct OpenPractices {
    /// Share of the residents on each list; 0 of a practice that has closed.
    pub shares: Vec<f64>,
    /// Of the discipline's hours, what closing has left.
    pub hours: f64,
    /// Practices that closed when the year opened.
    pub closed: usize,
    /// What each practice received and what it cost, of the last years, the latest last.
    accounts: Vec<Vec<[f64; 2]>>,
}

impl OpenPractices {
    /// All of them, at the start.
    pub fn new(system: &System) -> OpenPractices {
        let panels = system.panels.as_ref();
        OpenPractices {
            shares: panels.map_or_else(Vec::new, |panels| panels.shares.clone()),
            hours: 1.0,
            closed: 0,
            accounts: Vec::new(),
        }
    }

    /// Whether a practice is open.
    pub fn is_open(&self, practice: usize) -> bool {
        self.shares[practice] > 0.0
    }

    /// How many are.
    pub fn count(&self) -> usize {
        self.shares.iter().filter(|share| **share > 0.0).count()
    }

    /// Margins relative to cost over the last years, by practice; `None` of those that are closed, or as long as the years are too
    /// few; each [`at_true_size`].
    fn margins(&self, weight: f64) -> Vec<Option<f64>> {
        let of = |practice: usize| -> Option<f64> {
            let years = self.accounts.iter().map(|year| year[practice]);
            let [income, cost] = years.fold([0.0; 2], |sum, [income, cost]| {
                [sum[0] + income, sum[1] + cost]
            });
            let is_told = self.is_open(practice) && cost > 0.0;
            is_told.then(|| income / cost - 1.0)
        };
        if self.accounts.len() < YEARS {
            return vec![None; self.shares.len()];
        }
        let own: Vec<Option<f64>> = (0..self.shares.len()).map(of).collect();
        let told = || own.iter().flatten();
        let mean = told().sum::<f64>() / told().count().max(1) as f64;
        let drawn = own.into_iter();
        drawn
            .map(|own| own.map(|own| at_true_size(own, mean, weight)))
            .collect()
    }

    /// The practices that close: those below the floor whose luck says so, but the best of them where nobody would be left.
    fn closing(
        &self,
        rules: &Closing,
        margins: &[Option<f64>],
        luck: &dyn Fn(usize) -> f64,
    ) -> Vec<usize> {
        let is_below = |margin: &Option<f64>| margin.is_some_and(|own| own < rules.margin_below);
        let practices = margins.iter().enumerate();
        let below = practices.filter(|(_, margin)| is_below(margin));
        let mut found: Vec<usize> = below
            .map(|(practice, _)| practice)
            .filter(|&practice| luck(practice) < rules.chance)
            .collect();
        if found.len() == self.count() {
            let margin = |practice: usize| margins[practice].unwrap_or_default();
            found.sort_by(|&one, &other| margin(one).total_cmp(&margin(other)));
            found.pop();
        }
        found
    }

    /// Closes some: their shares go to those that remain, as large as these are, and a part of their hours is lost.
    fn close(&mut self, rules: &Closing, practices: &[usize]) {
        self.closed = practices.len();
        if practices.is_empty() {
            return;
        }
        let shares = &mut self.shares;
        let gone: f64 = practices.iter().map(|&practice| shares[practice]).sum();
        practices
            .iter()
            .for_each(|&practice| shares[practice] = 0.0);
        let left: f64 = shares.iter().sum();
        shares.iter_mut().for_each(|share| *share /= left);
        self.hours *= 1.0 - rules.hours_lost * gone;
    }

    /// The practice that takes in somebody whose draw is `u`, from [0, 1).
    fn taking_in(&self, u: f64) -> usize {
        let mut end = 0.0;
        let mut last = 0;
        for (practice, share) in self
            .shares
            .iter()
            .enumerate()
            .filter(|(_, share)| **share > 0.0)
        {
            end += share;
            last = practice;
            if u < end {
                break;
            }
        }
        last
    }

    /// Opens a year after one in which practices received and cost so much, `[income, cost]` each; those close that have to, by the
    /// luck of each. Whether any did.
    pub fn open_year(
        &mut self,
        rules: &Closing,
        (last, weight): (Vec<[f64; 2]>, f64),
        luck: &dyn Fn(usize) -> f64,
    ) -> bool {
        self.accounts.push(last);
        let known = self.accounts.len();
        self.accounts.drain(..known.saturating_sub(YEARS));
        let closing = self.closing(rules, &self.margins(weight), luck);
        self.close(rules, &closing);
        !closing.is_empty()
    }

    /// Puts residents of closed practices on the lists of others.
    pub fn take_in(&self, residents: &mut [Resident]) {
        for resident in residents {
            while !self.shares.is_empty() && !self.is_open(usize::from(resident.practice)) {
                // The practice that is left is part of the key: who has to move twice has luck of its own each time.
                let key = resident.key.with(Purpose::NEXT_PRACTICE);
                let luck = key.uniform(u64::from(resident.practice));
                resident.practice = self.taking_in(luck) as u16;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Closing = Closing {
        margin_below: -0.1,
        chance: 1.0,
        hours_lost: 0.5,
    };

    /// Three practices of half, a third and a sixth of the residents, with so much income for a cost of 100 in three years.
    fn three(income: [f64; 3]) -> OpenPractices {
        OpenPractices {
            shares: vec![1.0 / 2.0, 1.0 / 3.0, 1.0 / 6.0],
            hours: 1.0,
            closed: 0,
            accounts: vec![income.map(|income| [income, 100.0]).to_vec(); 3],
        }
    }

    #[test]
    fn a_practice_below_the_floor_closes_and_the_others_divide_its_list_as_large_as_they_are() {
        let mut open = three([80.0, 95.0, 100.0]);
        let margins = open.margins(1.0);
        let told: Vec<f64> = margins.iter().flatten().copied().collect();
        for (found, margin) in told.iter().zip([-0.2, -0.05, 0.0]) {
            assert!((found - margin).abs() < 1e-12);
        }
        let closing = open.closing(&RULES, &margins, &|_| 0.5);
        assert_eq!(closing, [0]);
        // Of half of the residents, 2 of 3 go to the second and 1 of 3 to the third; half of half of the hours is lost.
        open.close(&RULES, &closing);
        for (found, share) in open.shares.iter().zip([0.0, 2.0 / 3.0, 1.0 / 3.0]) {
            assert!((found - share).abs() < 1e-12);
        }
        assert_eq!((open.hours, open.closed, open.count()), (0.75, 1, 2));
        assert_eq!(open.taking_in(0.66), 1);
        assert_eq!(open.taking_in(0.67), 2);
    }

    #[test]
    fn a_sample_draws_margins_towards_their_mean_so_that_chance_closes_nobody() {
        // Mean −0.25 / 3; a weight of 4 halves the distance to it: −0.2 becomes −0.1417, a weight of 100 makes it −0.095.
        let open = three([80.0, 95.0, 100.0]);
        let margin = |weight: f64| open.margins(weight)[0].expect("a margin");
        assert!((margin(4.0) + 0.141_667).abs() < 1e-5);
        assert!((margin(100.0) + 0.095).abs() < 1e-9);
        let closing = open.closing(&RULES, &open.margins(100.0), &|_| 0.0);
        assert!(closing.is_empty());
    }

    #[test]
    fn luck_at_or_above_the_chance_keeps_a_practice_open_and_so_do_too_few_years() {
        let mut open = three([80.0, 80.0, 100.0]);
        let rules = Closing {
            chance: 0.5,
            ..RULES
        };
        let luck = |practice: usize| [0.49, 0.5, 0.0][practice];
        assert_eq!(open.closing(&rules, &open.margins(1.0), &luck), [0]);
        open.accounts.pop();
        assert_eq!(open.margins(1.0), [None; 3]);
    }

    #[test]
    fn the_last_practice_stays() {
        let open = three([80.0, 70.0, 60.0]);
        assert_eq!(open.closing(&RULES, &open.margins(1.0), &|_| 0.0), [2, 1]);
    }
}

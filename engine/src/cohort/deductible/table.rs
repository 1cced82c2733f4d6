//! What is left of the deductible after a year in each cell, at one year's prices.
//!
//! Comes in: the cells of a system and a price list. Goes out: a [`RestTable`] of what needs and background care leave of the
//! deductible when everything is delivered, and how fast that falls where more is charged. Deliberately absent: what is
//! delivered in a year (deductible.rs).

use crate::system::System;

use super::cells::Cells;
use super::charges::{Charging, NeedCharge, PARTS, PriceList, Spreads};
use super::law::{ChargeLaw, Rest, Severity, whole};

/// What is left of the deductible.
#[derive(Debug)]
pub struct RestTable {
    /// The prices.
    pub prices: PriceList,
    /// Needs that are charged.
    pub needs: Vec<NeedCharge>,
    /// By cell; of ages to which the deductible does not apply, all of it is left.
    pub cells: Vec<Left>,
    /// By how much the logarithm of what is left falls when a part of the deductible more is charged per occurrence of a
    /// need: `[cell][need]`.
    pub falls: Vec<f64>,
    /// Of what background care takes, the part of each line: `[group of ages][sex][line]`.
    pub lines: Vec<f64>,
    /// Lines of background care.
    pub line_count: usize,
}

/// What is left to residents of one cell who live there all year, as the logarithm of a part of the deductible.
#[derive(Debug, Clone, Copy)]
pub struct Left {
    /// By needs alone.
    pub by_needs: f64,
    /// By all care.
    pub by_all: f64,
    /// What residents spend in a year lived there, relative to those who are there all of it: with who leaves for good.
    pub with_leavers: f64,
    /// What one more who comes during the year adds to that, per resident.
    pub with_newcomers: f64,
}

const NOTHING_TAKEN: Left = Left {
    by_needs: 0.0,
    by_all: 0.0,
    with_leavers: 1.0,
    with_newcomers: 0.0,
};

/// The logarithm of what is left, where nothing is: as good as nothing.
fn log(left: f64) -> f64 {
    libm::log(left.max(1e-9))
}

impl RestTable {
    /// For the year and prices of a list.
    pub fn new(system: &System, cells: &Cells, spreads: &Spreads, prices: &PriceList) -> RestTable {
        let charging = Charging {
            system,
            spreads,
            prices,
        };
        let needs = charging.needs();
        let line_count = system.care.background.len();
        let mut table = RestTable {
            cells: vec![NOTHING_TAKEN; cells.count()],
            falls: vec![0.0; cells.count() * needs.len()],
            lines: vec![0.0; cells.groups() * 2 * line_count],
            line_count,
            needs,
            prices: prices.clone(),
        };
        let indices = table.needs.iter().map(|charge| {
            let index = cells.needs.binary_search(&charge.need);
            index.expect("a need that can be charged")
        });
        let laws = Laws {
            cells,
            charging,
            indices: indices.collect(),
        };
        for group in (0..cells.groups()).filter(|group| cells.is_subject(*group)) {
            for is_male in [false, true] {
                table.fill(&laws, group, is_male);
            }
        }
        table
    }

    /// Bytes of what is large in it.
    pub fn bytes(&self) -> usize {
        size_of_val(&*self.cells) + size_of_val(&*self.falls) + size_of_val(&*self.lines)
    }

    /// A table of prices between those of two others, a share of the way from the first to the second.
    pub fn between(
        first: &RestTable,
        second: &RestTable,
        share: f64,
        prices: PriceList,
    ) -> RestTable {
        let mix = |one: f64, other: f64| one + share * (other - one);
        let all = |one: &[f64], other: &[f64]| -> Vec<f64> {
            one.iter()
                .zip(other)
                .map(|(one, other)| mix(*one, *other))
                .collect()
        };
        let cells = first
            .cells
            .iter()
            .zip(&second.cells)
            .map(|(one, other)| Left {
                by_needs: mix(one.by_needs, other.by_needs),
                by_all: mix(one.by_all, other.by_all),
                with_leavers: mix(one.with_leavers, other.with_leavers),
                with_newcomers: mix(one.with_newcomers, other.with_newcomers),
            });
        let needs = first
            .needs
            .iter()
            .zip(&second.needs)
            .map(|(one, other)| NeedCharge {
                weight: mix(one.weight, other.weight),
                channels: {
                    let pairs = one.channels.iter().zip(&other.channels);
                    pairs
                        .map(|(one, other)| (one.0, mix(one.1, other.1)))
                        .collect()
                },
                ..one.clone()
            });
        RestTable {
            prices,
            needs: needs.collect(),
            cells: cells.collect(),
            falls: all(&first.falls, &second.falls),
            lines: all(&first.lines, &second.lines),
            line_count: first.line_count,
        }
    }

    fn fill(&mut self, laws: &Laws, group: usize, is_male: bool) {
        let cells = laws.cells;
        let background = laws.background(group, is_male);
        let mut everybody = Severity::none();
        for state in 0..cells.states {
            let typical = laws.typical(group, is_male, state);
            let [year, half] = PARTS.map(|part| laws.needs(&self.needs, &typical, part));
            let same_state =
                (0..cells.classes).map(|class| cells.first(group, is_male, class) + state);
            let same_state: Vec<usize> = same_state.collect();
            for &cell in &same_state {
                year.add_to(cells.residents[cell], &mut everybody);
            }
            let slopes = self.slopes(&year.plus(&background.laws[0]));
            let by_line = background.by_line(&year);
            let by_needs = year.mean(&whole());
            let by_all = year.mean(&background.rests[0]);
            let presence = SpendingCourse::new(1.0 - by_all, 1.0 - half.mean(&background.rests[1]));
            for (class, cell) in same_state.into_iter().enumerate() {
                let rates = laws.rates(cell);
                let apart = rates.iter().zip(&typical).zip(&slopes);
                let of_needs: f64 = apart
                    .map(|((rate, typical), slope)| (typical - rate) * slope)
                    .sum();
                let lines = background.more[class].iter().zip(&by_line);
                let of_lines: f64 = lines.map(|(more, line)| more * line).sum();
                let by_needs = (log(by_needs) + of_needs).min(0.0);
                self.cells[cell] = Left {
                    by_needs,
                    by_all: (log(by_all) + of_needs - of_lines).min(by_needs),
                    with_leavers: presence.with_leavers(cells.leaving[cell]),
                    with_newcomers: presence.with_newcomers(),
                };
                self.fall(cell, &rates, &slopes);
            }
        }
        let first = (group * 2 + usize::from(is_male)) * self.line_count;
        let parts = background.parts(&everybody.mean());
        self.lines[first..first + self.line_count].copy_from_slice(&parts);
    }

    fn fall(&mut self, cell: usize, rates: &[f64], slopes: &[f64]) {
        let falls = &mut self.falls[cell * self.needs.len()..][..self.needs.len()];
        for (index, fall) in falls.iter_mut().enumerate() {
            let weight = self.needs[index].weight;
            // A need that charges nothing before effects takes what they make it charge.
            let per_part = if weight > 0.0 {
                slopes[index] / weight
            } else {
                1.0
            };
            *fall = rates[index] * per_part;
        }
    }

    /// How fast the logarithm of what is left falls with the occurrences of each need, all other charges being these.
    fn slopes(&self, all: &ChargeLaw) -> Vec<f64> {
        let left = all.mean(&whole()).max(f64::MIN_POSITIVE);
        let slope = |charge: &NeedCharge| 1.0 - (all.mean(&charge.rest) / left).min(1.0);
        self.needs.iter().map(slope).collect()
    }
}

/// What laws of cells are made of.
struct Laws<'a> {
    cells: &'a Cells,
    charging: Charging<'a>,
    indices: Vec<usize>,
}

impl Laws<'_> {
    fn rates(&self, cell: usize) -> Vec<f64> {
        let rates = self.cells.rates(cell);
        self.indices.iter().map(|&index| rates[index]).collect()
    }

    /// Occurrences in a state over all classes.
    fn typical(&self, group: usize, is_male: bool, state: usize) -> Vec<f64> {
        let cells =
            (0..self.cells.classes).map(|class| self.cells.first(group, is_male, class) + state);
        let (mut sums, mut all) = (vec![0.0; self.indices.len()], 0.0);
        for cell in cells {
            let here = self.cells.residents[cell].max(1e-12);
            all += here;
            for (sum, rate) in sums.iter_mut().zip(self.rates(cell)) {
                *sum += here * rate;
            }
        }
        sums.iter().map(|sum| sum / all).collect()
    }

    /// What needs that occur so often charge in a part of the year.
    fn needs(&self, charges: &[NeedCharge], rates: &[f64], part: f64) -> ChargeLaw {
        let index = usize::from(part != PARTS[0]);
        let mut episodes = Severity::none();
        let mut lasting = ChargeLaw::none();
        for (charge, &rate) in charges.iter().zip(rates).filter(|(_, rate)| **rate > 0.0) {
            let law = &charge.laws[index];
            if charge.is_permanent {
                lasting = lasting.plus(&law.or(rate, &ChargeLaw::none()));
            } else {
                law.add_to(rate, &mut episodes);
            }
        }
        lasting.plus(&episodes.poisson(part))
    }

    /// BackgroundRest care over all classes, and what each class has more of it.
    fn background(&self, group: usize, is_male: bool) -> BackgroundRest {
        let by_class: Vec<Vec<f64>> = (0..self.cells.classes)
            .map(|class| self.means(group, is_male, class))
            .collect();
        let shares = self.cells.class_shares(group, is_male);
        let lines = 0..self.charging.system.care.background.len();
        let typical = lines.map(|line| {
            let classes = shares.iter().zip(&by_class);
            classes
                .map(|(share, means)| share * means[line])
                .sum::<f64>()
        });
        let typical: Vec<f64> = typical.collect();
        let mut background = BackgroundRest {
            laws: [ChargeLaw::none(); 2],
            rests: [whole(); 2],
            so_far: Vec::new(),
            more: Vec::new(),
        };
        for (index, part) in PARTS.into_iter().enumerate() {
            let mut sum = ChargeLaw::none();
            for (line, &mean) in typical.iter().enumerate() {
                if mean > 0.0 {
                    sum = sum.plus(&self.charging.line(line, mean * part));
                }
                if index == 0 {
                    background.so_far.push(sum.rest());
                }
            }
            background.laws[index] = sum;
            background.rests[index] = sum.rest();
        }
        let charged = |line: usize, mean: f64| self.charging.line_charge(line, mean);
        let more = |means: &Vec<f64>| {
            let lines = typical.iter().enumerate();
            lines
                .map(|(line, &typical)| {
                    if typical > 0.0 {
                        charged(line, means[line]) / charged(line, typical) - 1.0
                    } else {
                        0.0
                    }
                })
                .collect()
        };
        background.more = by_class.iter().map(more).collect();
        background
    }

    /// Cents per year of every line that counts, over the ages of a group.
    fn means(&self, group: usize, is_male: bool, class: usize) -> Vec<f64> {
        let system = self.charging.system;
        let year = self.charging.prices.year;
        let prices = system.growth.prices(year);
        let ages = self.cells.ages[group]..self.cells.ages[group + 1];
        let mut sums = vec![0.0; system.care.background.len()];
        for age in ages.clone() {
            let means = system.care.background_table.means(is_male, class, age);
            for (sum, mean) in sums.iter_mut().zip(means) {
                *sum += mean / ages.len() as f64;
            }
        }
        for (sum, line) in sums.iter_mut().zip(&system.care.background) {
            let level = prices * system.growth.volume(line.line, year);
            *sum *= if line.deductible { level } else { 0.0 };
        }
        sums
    }
}

/// BackgroundRest care of one sex and group of ages, by part of the year.
struct BackgroundRest {
    laws: [ChargeLaw; 2],
    rests: [Rest; 2],
    /// What the first lines leave, which are charged one after another.
    so_far: Vec<Rest>,
    /// By what share each class is charged more by a line: `[class][line]`.
    more: Vec<Vec<f64>>,
}

impl BackgroundRest {
    /// By how much each line lowers the logarithm of what is left after needs.
    fn by_line(&self, needs: &ChargeLaw) -> Vec<f64> {
        let mut left = log(needs.mean(&whole()));
        let lowered = |rest: &Rest| {
            let after = log(needs.mean(rest));
            std::mem::replace(&mut left, after) - after
        };
        self.so_far.iter().map(lowered).collect()
    }

    /// The part of each line of what they take together after what needs charge.
    fn parts(&self, needs: &ChargeLaw) -> Vec<f64> {
        let mut left = needs.mean(&whole());
        let taken = |rest: &Rest| {
            let after = needs.mean(rest);
            std::mem::replace(&mut left, after) - after
        };
        let taken: Vec<f64> = self.so_far.iter().map(taken).collect();
        let all: f64 = taken.iter().sum();
        taken
            .iter()
            .map(|taken| if all > 0.0 { taken / all } else { 0.0 })
            .collect()
    }
}

/// Residents who live in a cell for a part of the year.
///
/// What they spend of the deductible in a part t of the year is taken as V·t^α, through what they spend in half of it and in
/// all of it.
struct SpendingCourse {
    alpha: f64,
}

/// Points between 0 and 1 and their weights, by Gauss and Legendre.
const POINTS: [(f64, f64); 5] = [
    (0.046_910_077_030_668, 0.118_463_442_528_095),
    (0.230_765_344_947_158, 0.239_314_335_249_683),
    (0.5, 0.284_444_444_444_444),
    (0.769_234_655_052_842, 0.239_314_335_249_683),
    (0.953_089_922_969_332, 0.118_463_442_528_095),
];

impl SpendingCourse {
    fn new(in_year: f64, in_half: f64) -> SpendingCourse {
        let ratio = if in_half > 0.0 {
            in_year / in_half
        } else {
            2.0
        };
        SpendingCourse {
            alpha: libm::log2(ratio.clamp(1.0, 2.0)),
        }
    }

    /// Who leaves at a hazard q lives here (1 − e^−q)/q of a year: all of it with chance e^−q, or else t with density
    /// q·e^(−q·t).
    fn with_leavers(&self, hazard: f64) -> f64 {
        if hazard <= 0.0 {
            return 1.0;
        }
        let part = |&(t, weight): &(f64, f64)| {
            weight * hazard * libm::exp(-hazard * t + self.alpha * libm::log(t))
        };
        let parts: f64 = POINTS.iter().map(part).sum();
        (libm::exp(-hazard) + parts) * hazard / -libm::expm1(-hazard)
    }

    /// Who comes at any moment lives here half a year on average and spends V/(1 + α).
    fn with_newcomers(&self) -> f64 {
        1.0 / (1.0 + self.alpha) - 0.5
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_leaves_within_the_year_spends_more_of_the_deductible_for_the_time_here() {
        // Spent in proportion to the time here: no more. Spent at once, α = 0: every resident all of it, and residents who
        // leave at hazard 1 make 1/(1 − 1/e) of those who are here all year.
        for (alpha, expected) in [(1.0, 1.0), (0.0, 1.0 / (1.0 - libm::exp(-1.0)))] {
            let found = SpendingCourse { alpha }.with_leavers(1.0);
            assert!((found - expected).abs() < 1e-6, "{alpha}: {found}");
        }
        assert_eq!(SpendingCourse { alpha: 0.0 }.with_leavers(0.0), 1.0);
        // Half of the deductible more for who comes and spends all of it in half a year.
        assert_eq!(SpendingCourse { alpha: 0.0 }.with_newcomers(), 0.5);
        assert_eq!(SpendingCourse::new(0.8, 0.4).with_newcomers(), 0.0);
    }
}

//! What an arrangement leaves a payer with: how much, how surely, and when.

use crate::base::money::Cents;
use crate::base::statistics::{self, Chance, EndErrors, Summary};

use super::Amounts;

/// The part of the worst outcomes that `worst` is the mean of.
const WORST: f64 = 0.05;

/// A summary over replications with the errors of the ends of its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The summary.
    pub summary: Summary,
    /// Monte Carlo errors of its ends.
    pub ends: EndErrors,
}

impl Estimate {
    /// Over replications, of which a run has at least one; so many in turn depend on each other as a batch has.
    pub(super) fn of(values: &[f64], batch: usize) -> Estimate {
        Estimate {
            summary: summary(values, batch),
            ends: EndErrors::of(values),
        }
    }
}

impl std::ops::Deref for Estimate {
    type Target = Summary;

    fn deref(&self) -> &Summary {
        &self.summary
    }
}

/// When something is reached, over replications, by index of the year; `None` is not within the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearsReached {
    /// Half of the replications are there by this year.
    pub median: Option<usize>,
    /// The years between which 95 % of further replications are; `None` where there are too few to tell.
    pub interval: Option<[Option<usize>; 2]>,
}

/// EUR over replications, by year and together.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// By year.
    pub years: Vec<Estimate>,
    /// The whole run, nominal.
    pub total: Estimate,
    /// Present value in the first year.
    pub discounted: Estimate,
}

/// How deep a payer's money is in, at the worst moment: the largest sum of net positions from the first year on, 0
/// where it is never above 0. It is the cash that a payer has to find before anything comes back.
#[derive(Debug, Clone, PartialEq)]
pub struct DeepestLoss {
    /// EUR.
    pub loss: Estimate,
    /// In how many replications there is any.
    pub chance: Chance,
    /// The year at whose end it is deepest, among replications with a loss.
    pub year: YearsReached,
}

/// From which year on a payer is not in the red any more, to the end of the run.
#[derive(Debug, Clone, PartialEq)]
pub struct BreakEven {
    /// The year.
    pub year: YearsReached,
    /// In how many replications it is not within the run.
    pub never: Chance,
}

/// One payer under one arrangement.
#[derive(Debug, Clone, PartialEq)]
pub struct Position {
    /// The payer, or `all`.
    pub payer: String,
    /// Whether it is at the table.
    pub is_party: bool,
    /// What the payer invests by statute.
    pub investment: Series,
    /// What the payer pays in; below 0: gets back.
    pub transfer: Series,
    /// Transfers of the whole run above 0.
    pub pays_in: Chance,
    /// Transfers of the whole run below 0.
    pub gets_back: Chance,
    /// Cost of the arm − cost of the comparator + transfer.
    pub net: Series,
    /// Net position of the whole run at most 0.
    pub no_worse_off: Chance,
    /// The chance of being no worse off, discounted.
    pub no_worse_off_discounted: Chance,
    /// Mean net position of the worst 5 % of replications (conditional value at risk), with its Monte Carlo error;
    /// `None` where they are less than one.
    pub worst: Option<(f64, Option<f64>)>,
    /// Cash need.
    pub deepest: DeepestLoss,
    /// Break-even.
    pub break_even: BreakEven,
    /// Owed and never paid because of limits; below 0: never received.
    pub unsettled: Estimate,
}

/// One payer's amounts, `[replication][year]`.
pub(super) type PayerPaths = Vec<Vec<Cents>>;

/// The paths of one payer.
pub(super) fn paths(amounts: &Amounts, payer: usize) -> PayerPaths {
    (0..amounts.replications())
        .map(|replication| amounts.of(replication, payer).to_vec())
        .collect()
}

/// The paths of all payers together.
pub(super) fn paths_of_all(amounts: &Amounts) -> PayerPaths {
    let year = |replication: usize, year: usize| {
        (0..amounts.payers())
            .map(|payer| amounts.of(replication, payer)[year])
            .sum()
    };
    (0..amounts.replications())
        .map(|replication| {
            (0..amounts.years())
                .map(|at| year(replication, at))
                .collect()
        })
        .collect()
}

/// The amounts of one payer that a position is made of.
pub(super) struct PayerAccount {
    pub payer: String,
    pub is_party: bool,
    pub investment: PayerPaths,
    pub transfer: PayerPaths,
    pub net: PayerPaths,
    pub unsettled: PayerPaths,
}

impl Position {
    /// `discount` is the present value in the first year of 1 in each year; `batch` is [`Context::batch`].
    ///
    /// [`Context::batch`]: super::Context::batch
    pub(super) fn new(account: PayerAccount, discount: &[f64], batch: usize) -> Position {
        let series = |paths: &PayerPaths| series(paths, discount, batch);
        let totals = in_total(&account.net, |_| 1.0);
        let discounted = in_total(&account.net, |year| discount[year]);
        let transferred = in_total(&account.transfer, |_| 1.0);
        let cumulative: Vec<Vec<Cents>> = account.net.iter().map(|path| running(path)).collect();
        Position {
            investment: series(&account.investment),
            transfer: series(&account.transfer),
            pays_in: Chance::count(transferred.iter().map(|total| *total > 0.0)),
            gets_back: Chance::count(transferred.iter().map(|total| *total < 0.0)),
            net: series(&account.net),
            no_worse_off: Chance::count(totals.iter().map(|total| *total <= 0.0)),
            no_worse_off_discounted: Chance::count(discounted.iter().map(|total| *total <= 0.0)),
            worst: worst(&totals),
            deepest: deepest(&cumulative, batch),
            break_even: break_even(&cumulative),
            unsettled: Estimate::of(&in_total(&account.unsettled, |_| 1.0), batch),
            payer: account.payer,
            is_party: account.is_party,
        }
    }
}

/// Summary over replications, of which a run has at least one, with the error of means over batches.
pub(super) fn summary(values: &[f64], batch: usize) -> Summary {
    let summary = Summary::of(values).unwrap_or_else(|| unreachable!("a run has replications"));
    Summary {
        mc_error: statistics::error_of_mean(values, batch),
        ..summary
    }
}

/// One payer's amounts by year and together; `discount` as in [`Position::new`].
pub(super) fn series(paths: &PayerPaths, discount: &[f64], batch: usize) -> Series {
    let of_year = |year: usize| -> Estimate {
        let values: Vec<f64> = paths.iter().map(|path| path[year].to_eur()).collect();
        Estimate::of(&values, batch)
    };
    Series {
        years: (0..discount.len()).map(of_year).collect(),
        total: Estimate::of(&in_total(paths, |_| 1.0), batch),
        discounted: Estimate::of(&in_total(paths, |year| discount[year]), batch),
    }
}

/// EUR of the whole run per replication, each year weighted.
fn in_total(paths: &PayerPaths, weight: impl Fn(usize) -> f64) -> Vec<f64> {
    let total = |path: &Vec<Cents>| {
        let weighted = path
            .iter()
            .enumerate()
            .map(|(year, amount)| weight(year) * amount.0 as f64);
        statistics::sum(weighted) / 100.0
    };
    paths.iter().map(total).collect()
}

/// Sums from the first year on.
fn running(path: &[Cents]) -> Vec<Cents> {
    let add = |sum: &mut Cents, amount: &Cents| {
        *sum += *amount;
        Some(*sum)
    };
    path.iter().scan(Cents::ZERO, add).collect()
}

/// Conditional value at risk: the mean of the worst 5 % of outcomes, the outcome at the boundary counted in part
/// (Acerbi and Tasche, Journal of Banking and Finance 2002). Its error is the error of the mean excess over the boundary.
fn worst(totals: &[f64]) -> Option<(f64, Option<f64>)> {
    let mut sorted = totals.to_vec();
    sorted.sort_by(|one, other| other.total_cmp(one));
    let weight = WORST * sorted.len() as f64;
    if weight < 1.0 {
        return None;
    }
    let whole = (weight as usize).min(sorted.len());
    let boundary = sorted[whole.min(sorted.len() - 1)];
    let sum = statistics::sum(sorted[..whole].iter().copied());
    let mean = (sum + (weight - whole as f64) * boundary) / weight;
    let excess: Vec<f64> = totals
        .iter()
        .map(|total| (total - boundary).max(0.0))
        .collect();
    let error = statistics::variance(&excess)
        .map(|variance| variance.sqrt() / (WORST * (totals.len() as f64).sqrt()));
    Some((mean, error))
}

fn deepest(cumulative: &[Vec<Cents>], batch: usize) -> DeepestLoss {
    let loss_and_year = |path: &Vec<Cents>| {
        let deepest = path.iter().copied().max().unwrap_or_default();
        let year = path.iter().position(|sum| *sum == deepest);
        (
            deepest.max(Cents::ZERO),
            year.filter(|_| deepest > Cents::ZERO),
        )
    };
    let found: Vec<(Cents, Option<usize>)> = cumulative.iter().map(loss_and_year).collect();
    let losses: Vec<f64> = found.iter().map(|(loss, _)| loss.to_eur()).collect();
    let years: Vec<Option<usize>> = found
        .iter()
        .map(|(_, year)| *year)
        .filter(Option::is_some)
        .collect();
    DeepestLoss {
        loss: Estimate::of(&losses, batch),
        chance: Chance::count(found.iter().map(|(_, year)| year.is_some())),
        year: quantiles(years),
    }
}

fn break_even(cumulative: &[Vec<Cents>]) -> BreakEven {
    let year = |path: &Vec<Cents>| {
        let last_in_red = path.iter().rposition(|sum| *sum > Cents::ZERO);
        let first_in_black = last_in_red.map_or(0, |year| year + 1);
        (first_in_black < path.len()).then_some(first_in_black)
    };
    let years: Vec<Option<usize>> = cumulative.iter().map(year).collect();
    BreakEven {
        never: Chance::count(years.iter().map(Option::is_none)),
        year: quantiles(years),
    }
}

/// Order statistics at ranks p·(n + 1), the ends to the outside; a year outside the run is later than any.
fn quantiles(mut years: Vec<Option<usize>>) -> YearsReached {
    years.sort_by_key(|year| year.unwrap_or(usize::MAX));
    let at = |rank: f64| years.get((rank as usize).checked_sub(1)?).copied();
    let ranks = |share: f64| share * (years.len() + 1) as f64;
    let [low, high] = [libm::floor(ranks(0.025)), libm::ceil(ranks(0.975))];
    YearsReached {
        median: at(libm::floor(ranks(0.5))).flatten(),
        interval: at(low).zip(at(high)).map(|(low, high)| [low, high]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eur(path: &[i64]) -> Vec<Cents> {
        path.iter().map(|amount| Cents(amount * 100)).collect()
    }

    #[test]
    fn the_worst_twentieth_counts_the_boundary_in_part() {
        // 30 outcomes 1..30: the worst 5 % are 1.5 of them: (30 + 0.5 · 29) / 1.5 = 29.667.
        let totals: Vec<f64> = (1..=30).map(f64::from).collect();
        assert!((worst(&totals).expect("some").0 - 89.0 / 3.0).abs() < 1e-12);
        // The worst of twenty is one whole outcome, and of nineteen there is none.
        assert_eq!(worst(&totals[..20]).expect("one").0, 20.0);
        assert_eq!(worst(&totals[..19]), None);
    }

    #[test]
    fn the_deepest_loss_is_the_largest_running_sum() {
        // Running sums: 5, 8, 2 → 8 in the second year; −1, −3, −2 → no loss.
        let cumulative = [running(&eur(&[5, 3, -6])), running(&eur(&[-1, -2, 1]))];
        let deepest = deepest(&cumulative, 1);
        assert_eq!((deepest.loss.mean, deepest.chance.share()), (4.0, 0.5));
        assert_eq!(
            (deepest.year.median, deepest.year.interval),
            (Some(1), None)
        );
    }

    #[test]
    fn breaking_even_is_for_good() {
        // 5, −1, 1, −1: in the black in year 2, but in the red again in year 3, for good from year 4 (index 3).
        let back_and_forth = running(&eur(&[5, -6, 2, -2]));
        let never = running(&eur(&[1, 1, 1, 1]));
        let at_once = running(&eur(&[0, -1, 0, 0]));
        let found = break_even(&[back_and_forth, never, at_once]);
        assert_eq!((found.year.median, found.year.interval), (Some(3), None));
        assert_eq!((found.never.hits, found.never.of), (1, 3));
    }

    #[test]
    fn years_have_ends_from_thirty_nine_replications_on() {
        // Ranks 0.025 · 40 = 1 and 0.975 · 40 = 39: the first and the last, which is never.
        let years = |count: usize| (0..count).map(|year| (year < 38).then_some(year)).collect();
        let found = quantiles(years(39));
        assert_eq!(
            (found.median, found.interval),
            (Some(19), Some([Some(0), None]))
        );
        assert_eq!(quantiles(years(38)).interval, None);
    }

    #[test]
    fn the_error_of_the_worst_twentieth_is_that_of_the_excess_over_its_boundary() {
        // 40 outcomes 1..40: the worst two, 40 and 39, lie 2 and 1 over the boundary 38, the others not at all. Mean
        // excess 3/40, variance (5 − 40 · (3/40)²) / 39 = 0.122436; its root over 0.05 · √40 is 1.10651.
        let totals: Vec<f64> = (1..=40).map(f64::from).collect();
        let (mean, error) = worst(&totals).expect("two");
        assert_eq!(mean, 39.5);
        assert!((error.expect("an error") - 1.106_51).abs() < 1e-5);
    }

    #[test]
    fn totals_weigh_each_year_and_are_in_euros() {
        // 1.00 + 0.5 · 2.50 = 2.25, and −3.00 + 0.5 · 0.
        let paths = vec![vec![Cents(100), Cents(250)], vec![Cents(-300), Cents(0)]];
        let half_as_much_later = |year: usize| if year == 0 { 1.0 } else { 0.5 };
        assert_eq!(in_total(&paths, half_as_much_later), [2.25, -3.0]);
    }

    #[test]
    fn who_comes_back_to_zero_has_lost_nothing_and_breaks_even() {
        // Running sums −1, 0: never in the red. 5, 0: back at zero by the second year.
        let at_zero = deepest(&[running(&eur(&[-1, 1]))], 1);
        assert_eq!((at_zero.loss.mean, at_zero.chance.share()), (0.0, 0.0));
        let back = break_even(&[running(&eur(&[5, -5]))]);
        assert_eq!((back.year.median, back.never.hits), (Some(1), 0));
    }
}

//! What is no fault of a scenario but should be known before its results are read.
//!
//! Comes in: a scenario without faults. Goes out: sentences. Deliberately absent: faults, and what only the simulated
//! system can tell.

use super::number::distribution;
use super::numbers::numbers;
use super::schema::{Number, Parameters, Scenario, State};
use crate::base::distribution::Distribution;
use crate::base::random::Key;

/// A share of draws below this moves no figure that is printed.
const LEAST_SHARE: f64 = 0.001;

/// A cut that moves the mean by a smaller part of itself moves no figure that is printed either.
const LEAST_MOVE: f64 = 0.01;

/// Remarks of one kind before the rest is only counted.
const MOST_NAMED: usize = 5;

/// Draws to tell how often probabilities add up to more than 1: a share of 10 % to one point.
const DRAWS: u64 = 4_000;

/// All remarks.
pub fn remarks(scenario: &Scenario) -> Vec<String> {
    let mut remarks = Vec::new();
    remarks.extend(price_year(scenario));
    remarks.extend(first_of(beyond_the_run(scenario).into_iter()));
    remarks.extend(growth_of_nothing(scenario));
    if scenario.run.parameters == Parameters::Drawn {
        let numbers = numbers(scenario);
        remarks.extend(first_of(
            numbers
                .iter()
                .filter_map(|(path, number)| cut_off(path, number)),
        ));
        remarks.extend(first_of(
            scenario
                .state
                .iter()
                .filter_map(|state| probabilities(scenario, state)),
        ));
    }
    remarks
}

fn first_of(remarks: impl Iterator<Item = String>) -> Vec<String> {
    let mut remarks: Vec<String> = remarks.collect();
    let more = remarks.len().saturating_sub(MOST_NAMED);
    remarks.truncate(MOST_NAMED);
    if more > 0 {
        remarks.push(format!("and {more} more of this kind"));
    }
    remarks
}

/// Prices that are not of the first year are brought to it by their growth, whatever year they are really of: a year written
/// over that of a pack moves all its prices.
fn price_year(scenario: &Scenario) -> Option<String> {
    let first = scenario.run.first_year;
    let Some(year) = scenario.run.price_year else {
        return Some(format!(
            "`run.price_year` is absent: all money is taken to be in prices of {first}, the first year"
        ));
    };
    if year == first {
        return None;
    }
    let growth = scenario.growth.prices.as_deref();
    let growth = growth.map_or(0.0, |number| {
        distribution(number).map_or(0.0, |of| of.mean())
    });
    let factor = libm::pow(1.0 + growth, f64::from(first - year));
    Some(format!(
        "`run.price_year` is {year} and the run begins in {first}: every price, of packs too, is taken to be of {year} and multiplied by {} (`growth.prices`) in {first}",
        digits(factor)
    ))
}

/// Components and effects that begin after the last year.
fn beyond_the_run(scenario: &Scenario) -> Vec<String> {
    let run = &scenario.run;
    let last = i64::from(run.first_year) + i64::from(run.years) - 1;
    let is_beyond = |from: Option<i32>| from.filter(|from| i64::from(*from) > last);
    let mut remarks = Vec::new();
    for arm in &scenario.arm {
        let components = arm
            .component
            .iter()
            .map(|each| (&each.name, each.from_year));
        let effects = arm.effect.iter().map(|each| (&each.name, each.from_year));
        for (name, from) in components.chain(effects) {
            if let Some(from) = is_beyond(from) {
                remarks.push(format!(
                    "`{name}` of arm `{}` begins in {from}, after the run, which ends with {last}: it does nothing",
                    arm.name
                ));
            }
        }
    }
    remarks
}

/// Disciplines whose capacity would change every year if they had one, as packs leave to the scenarios that build on
/// them.
fn growth_of_nothing(scenario: &Scenario) -> Option<String> {
    let idle = scenario.discipline.iter().filter(|each| {
        each.capacity_growth.is_some() && each.fte.is_none() && each.capacity.is_none()
    });
    let names: Vec<String> = idle.map(|each| format!("`{}`", each.name)).collect();
    (!names.is_empty()).then(|| {
        format!(
            "`capacity_growth` of {} changes nothing: without `fte` or `capacity` there is no limit to what they deliver",
            names.join(", ")
        )
    })
}

/// What the limits of a number make of its draws, where that can be noticed.
fn cut_off(path: &str, number: &Number) -> Option<String> {
    let distribution = distribution(number).ok().filter(|it| !it.is_point())?;
    let (least, most) = number.limits.range();
    let cut = distribution.cut(least, most);
    let at = |share: f64, end: f64| {
        (share >= LEAST_SHARE).then(|| format!("{} % at {}", digits(100.0 * share), digits(end)))
    };
    let ends: Vec<String> = [at(cut.below, least), at(cut.above, most)]
        .into_iter()
        .flatten()
        .collect();
    let mean = distribution.mean();
    let is_noticed = (cut.mean - mean).abs() >= LEAST_MOVE * mean.abs();
    (!ends.is_empty() && is_noticed).then(|| {
        format!(
            "of the draws of `{path}`, {} are cut off: its mean becomes {} instead of {}",
            ends.join(" and "),
            digits(cut.mean),
            digits(mean)
        )
    })
}

/// How often the probabilities of leaving a state add up to more than 1, and what that makes of the least certain of
/// them, where that can be noticed.
fn probabilities(scenario: &Scenario, state: &State) -> Option<String> {
    let of_state = scenario
        .transition
        .iter()
        .filter(|row| row.from == state.name);
    let rows: Vec<Exit> = of_state
        .filter_map(|row| Exit::new(&row.to, row.probability.as_deref()?))
        .collect();
    let most: f64 = rows.iter().map(|row| row.within(row.of.support().1)).sum();
    if rows.len() < 2 || most <= 1.0 {
        return None;
    }
    let (share, means) = in_proportion(&rows);
    let spread = |row: &&(&Exit, f64)| row.0.of.sd();
    let exits = rows.iter().zip(means);
    let (row, mean) = exits.max_by(|a, b| spread(&a).total_cmp(&spread(&b)))?;
    (share >= LEAST_SHARE).then(|| {
        format!(
            "in about {} % of the draws the probabilities of leaving `{}` add up to more than 1: there, they are made \
             smaller in proportion, and that of moving to `{}` becomes {} on average instead of {}",
            digits(100.0 * share),
            state.name,
            row.to,
            two_places(mean),
            digits(row.of.mean())
        )
    })
}

/// A way out of a state at a probability.
struct Exit<'a> {
    to: &'a str,
    number: &'a Number,
    of: Distribution,
}

impl<'a> Exit<'a> {
    fn new(to: &'a str, number: &'a Number) -> Option<Exit<'a>> {
        let of = distribution(number).ok()?;
        Some(Exit { to, number, of })
    }

    fn within(&self, draw: f64) -> f64 {
        self.number.limits.within(draw)
    }
}

/// In what share of the draws the probabilities add up to more than 1, and the mean of each once they do not.
fn in_proportion(rows: &[Exit]) -> (f64, Vec<f64>) {
    let key = Key::root(0).with_name("probabilities");
    let (mut exceeding, mut sums) = (0, vec![0.0; rows.len()]);
    for draw in 0..DRAWS {
        let one = |(index, row): (usize, &Exit)| {
            let mut stream = key.with(draw).with(index as u64).stream();
            row.within(row.of.draw(&mut stream))
        };
        let drawn: Vec<f64> = rows.iter().enumerate().map(one).collect();
        let total: f64 = drawn.iter().sum();
        exceeding += u32::from(total > 1.0);
        for (sum, value) in sums.iter_mut().zip(drawn) {
            *sum += value / total.max(1.0);
        }
    }
    let draws = DRAWS as f64;
    let means = sums.into_iter().map(|sum| sum / draws).collect();
    (f64::from(exceeding) / draws, means)
}

/// With as many decimals as the number of draws can tell apart.
fn two_places(value: f64) -> String {
    digits((100.0 * value).round() / 100.0)
}

/// Four digits at most, as people write them; what stands for "just above 0" is 0.
fn digits(value: f64) -> String {
    if value.abs() < 1e-6 {
        return "0".into();
    }
    let decimals = 3 - (libm::floor(libm::log10(value.abs())) as i32).clamp(0, 3);
    let text = format!("{value:.*}", decimals.max(0) as usize);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_string()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::limits::limit;
    use crate::scenario::schema::Num;

    fn price(text: &str) -> Num<limit::Price> {
        serde_json::from_str(text).expect("a number")
    }

    #[test]
    fn draws_that_are_cut_off_are_told_with_the_mean_that_results() {
        // 100·Φ(1) + 100·φ(1) = 108.33; Φ(−1) = 15.87 %.
        let told = cut_off("fee", &price(r#"{"mean":100,"se":100}"#)).expect("a remark");
        let expected = "of the draws of `fee`, 15.87 % at 0 are cut off: its mean becomes 108.3 instead of 100";
        assert_eq!(told, expected);
    }

    #[test]
    fn draws_that_stay_within_their_limits_need_no_remark() {
        // Five standard errors above 0: three draws in ten million.
        assert_eq!(cut_off("fee", &price(r#"{"mean":100,"se":20}"#)), None);
        assert_eq!(cut_off("fee", &price("0")), None);
    }

    #[test]
    fn digits_are_as_many_as_people_read() {
        let told = [0.6, 108.331_5, 1e7, 0.048_97, 15.865, 1e-9].map(digits);
        assert_eq!(told, ["0.6", "108.3", "10000000", "0.049", "15.87", "0"]);
    }
}

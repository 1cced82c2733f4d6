//! A thousand tables made at random: two to six options, one to five hundred draws, ties, zeros of both signs, huge and tiny
//! scales. What must hold of every table holds of each.

use caremix::analysis::decision::frontier::{OnPlane, PlanePoint, on_plane};
use caremix::analysis::decision::information::KnownNumbers;
use caremix::analysis::decision::net_benefit::NetBenefits;
use caremix::base::random::{Key, Stream};

struct RandomTable {
    values: Vec<Vec<f64>>,
    parameters: Vec<Vec<f64>>,
    scale: f64,
}

/// A whole number below `most`.
fn below(stream: &mut Stream, most: f64) -> f64 {
    libm::floor(stream.uniform() * most)
}

impl RandomTable {
    fn new(number: u64) -> RandomTable {
        let mut stream = Key::root(number).with_name("tables").stream();
        let options = 2 + below(&mut stream, 5.0) as usize;
        let draws = 1 + below(&mut stream, 500.0) as usize;
        let scale = [1.0, 1e-9, 1e12, 1e3][below(&mut stream, 4.0) as usize];
        let is_tied = stream.uniform() < 0.3;
        let parameters: Vec<Vec<f64>> = (0..3)
            .map(|_| (0..draws).map(|_| stream.uniform()).collect())
            .collect();
        let mut value = |option: usize, draw: usize| {
            let own = stream.uniform() + parameters[option % 3][draw];
            match is_tied {
                true => libm::floor(own * 3.0) * if stream.uniform() < 0.5 { 0.0 } else { -0.0 },
                false => own * scale,
            }
        };
        let mut values: Vec<Vec<f64>> = (0..options)
            .map(|option| (0..draws).map(|draw| value(option, draw)).collect())
            .collect();
        if number.is_multiple_of(5) {
            values[options - 1] = values[0].clone();
        }
        RandomTable {
            values,
            parameters,
            scale: if is_tied { 1.0 } else { scale },
        }
    }

    fn benefits(&self) -> NetBenefits {
        NetBenefits::new(self.values.clone(), 1).expect("a table")
    }

    fn changed(&self, change: impl Fn(f64) -> f64) -> NetBenefits {
        let values = self.values.iter();
        let values = values.map(|values| values.iter().map(|value| change(*value)).collect());
        NetBenefits::new(values.collect(), 1).expect("a table")
    }

    /// A millionth of a millionth of the largest.
    fn rounding(&self) -> f64 {
        let largest = self
            .values
            .iter()
            .flatten()
            .fold(0.0_f64, |most, value| most.max(value.abs()));
        largest * 1e-12
    }
}

#[test]
fn what_is_worth_knowing_is_never_negative_and_chances_add_up() {
    for number in 0..1_000 {
        let table = RandomTable::new(number);
        let found = table.benefits();
        let evpi = found.evpi().value;
        assert!(evpi >= 0.0, "{number}");
        assert_eq!(found.times_best().iter().sum::<usize>(), found.draws());
        if found.draws() == 1 {
            assert_eq!(evpi, 0.0, "{number}");
        }
        // The definition: the mean of the best less the best of the means.
        let draws = found.draws() as f64;
        let best_of = |draw: usize| {
            table
                .values
                .iter()
                .map(|values| values[draw])
                .fold(f64::MIN, f64::max)
        };
        let mean_of_best = (0..found.draws()).map(best_of).sum::<f64>() / draws;
        let means = table
            .values
            .iter()
            .map(|values| values.iter().sum::<f64>() / draws);
        let best_mean = means.fold(f64::MIN, f64::max);
        let slow = mean_of_best - best_mean;
        assert!(
            (evpi - slow).abs() <= 100.0 * table.rounding(),
            "{number}: {evpi} {slow}"
        );
        // The best on average loses least.
        let losses = found.expected_losses();
        assert!(
            losses
                .iter()
                .all(|loss| loss.value >= evpi - 100.0 * table.rounding()),
            "{number}"
        );
    }
}

#[test]
fn units_of_money_and_amounts_that_all_have_change_nothing_that_is_decided() {
    for number in 0..1_000 {
        let table = RandomTable::new(number);
        let found = table.benefits();
        let evpi = found.evpi().value;
        // A power of two scales exactly.
        let scaled = table.changed(|value| value * 1_024.0);
        assert_eq!(scaled.evpi().value, evpi * 1_024.0, "{number}");
        assert_eq!(
            (scaled.best(), scaled.times_best()),
            (found.best(), found.times_best())
        );
        let moved = table.changed(|value| value + 8.0 * table.scale);
        assert!(
            (moved.evpi().value - evpi).abs() <= 1e-12 * table.scale * 100.0,
            "{number}"
        );
    }
}

#[test]
fn an_option_twice_is_worth_what_it_is_once() {
    for number in 0..1_000 {
        let table = RandomTable::new(number);
        let mut values = table.values.clone();
        values.push(values[0].clone());
        let twice = NetBenefits::new(values, 1).expect("a table");
        let once = table.benefits();
        assert_eq!(twice.evpi(), once.evpi(), "{number}");
        assert_eq!(twice.best(), once.best());
        let times = twice.times_best();
        assert_eq!(times[..times.len() - 1], once.times_best());
        assert_eq!(times[times.len() - 1], 0, "{number}");
    }
}

#[test]
fn some_parameters_are_worth_no_more_than_all_and_no_less_than_nothing() {
    for number in 0..1_000 {
        let table = RandomTable::new(number);
        let found = table.benefits();
        let evpi = found.evpi();
        let key = Key::root(number);
        let worth = |parameters: &[&[f64]]| KnownNumbers::new(parameters, key).worth(&found).value;
        let [one, all] = [
            worth(&[&table.parameters[0]]),
            worth(&[
                &table.parameters[0],
                &table.parameters[1],
                &table.parameters[2],
            ]),
        ];
        for found in [one, all] {
            assert!(found.value >= 0.0, "{number}: {found:?}");
            assert!(found.value.is_finite());
            let error = found.mc_error.unwrap_or(0.0) + evpi.mc_error.unwrap_or(0.0);
            assert!(
                found.value <= evpi.value + 2.0 * error + table.rounding(),
                "{number}: {found:?} {evpi:?}"
            );
        }
        let error = one.mc_error.unwrap_or(0.0) + all.mc_error.unwrap_or(0.0);
        assert!(
            one.value <= all.value + 2.0 * error + table.rounding(),
            "{number}: {one:?} {all:?}"
        );
        let constant = vec![1.5; found.draws()];
        assert_eq!(worth(&[&constant]).value, 0.0);
    }
}

#[test]
fn nothing_below_a_mixture_is_on_the_frontier_and_its_ratios_rise() {
    for number in 0..1_000 {
        let table = RandomTable::new(number);
        let mean = |values: &Vec<f64>| values.iter().sum::<f64>() / values.len() as f64;
        let means: Vec<f64> = table.values.iter().map(mean).collect();
        let points: Vec<PlanePoint> = means
            .iter()
            .zip(means.iter().cycle().skip(1))
            .map(|(&cost, &effect)| PlanePoint { cost, effect })
            .collect();
        let found = on_plane(&points);
        assert!(found.contains(&OnPlane::Frontier(None)));
        let mut ratios: Vec<(f64, f64)> = found
            .iter()
            .zip(&points)
            .filter_map(|(one, point)| match one {
                OnPlane::Frontier(Some((_, ratio))) => Some((point.effect, *ratio)),
                _ => None,
            })
            .collect();
        ratios.sort_by(|one, other| one.0.total_cmp(&other.0));
        assert!(
            ratios.is_sorted_by(|one, other| one.1 < other.1),
            "{number}: {ratios:?}"
        );
    }
}

#[test]
fn what_is_no_number_is_refused_wherever_it_stands() {
    for number in 0..200 {
        let mut table = RandomTable::new(number);
        let mut stream = Key::root(number).stream();
        let option = below(&mut stream, table.values.len() as f64) as usize;
        let draw = below(&mut stream, table.values[0].len() as f64) as usize;
        table.values[option][draw] =
            [f64::NAN, f64::INFINITY, f64::NEG_INFINITY][(number % 3) as usize];
        let found = NetBenefits::new(table.values, 1);
        let expected =
            caremix::analysis::decision::net_benefit::Unusable::NotFinite { option, draw };
        assert_eq!(found, Err(expected));
    }
}

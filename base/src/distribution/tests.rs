//! What holds for every distribution: moments, quantiles, cut draws, and the draws themselves to the last bit.

use rayon::prelude::*;

use super::*;
use crate::base::random::Key;
use crate::base::statistics;

fn of(name: DistributionName, natives: &[f64]) -> Distribution {
    Distribution::of_natives(name, natives).expect("a distribution")
}

fn normal(mean: f64, sd: f64) -> Distribution {
    Distribution::of_moments(DistributionName::Normal, mean, sd).expect("a normal")
}

fn examples() -> Vec<Distribution> {
    use DistributionName::*;
    vec![
        Distribution::Point(4.1),
        normal(4.1, 0.4),
        of(Lognormal, &[-1.2, 0.8]),
        of(Gamma, &[0.3, 2.0]),
        of(Gamma, &[7.5, 0.2]),
        of(Beta, &[0.4, 1.7]),
        of(Beta, &[30.0, 70.0]),
        of(Uniform, &[-1.0, 3.0]),
        of(Triangular, &[1.0, 2.0, 5.0]),
        of(Pert, &[1.0, 2.0, 5.0]),
    ]
}

#[test]
fn every_distribution_has_an_example() {
    let examples: Vec<String> = examples().iter().map(|one| format!("{one:?}")).collect();
    for name in DistributionName::ALL {
        let is_one = |example: &String| example.starts_with(&format!("{name:?}("));
        assert!(examples.iter().any(is_one), "{name:?}");
    }
}

#[test]
fn draws_have_the_stated_mean_and_standard_deviation() {
    let n = 200_000_u64;
    for distribution in examples() {
        let draws: Vec<f64> = (0..n)
            .map(|i| distribution.draw(&mut Key::root(11).with(i).stream()))
            .collect();
        let mean = statistics::mean(&draws).unwrap();
        let variance = statistics::variance(&draws).unwrap();
        let sd = distribution.sd();
        let error = sd / (n as f64).sqrt();
        assert!(
            (mean - distribution.mean()).abs() <= 4.0 * error,
            "{distribution:?}: mean {mean}"
        );
        // Standard error of a variance from the fourth moment of the draws themselves.
        let fourth = statistics::sum(draws.iter().map(|x| (x - mean).powi(4))) / n as f64;
        let error = ((fourth - variance * variance) / n as f64).max(0.0).sqrt();
        assert!(
            (variance - sd * sd).abs() <= 4.0 * error + 1e-20,
            "{distribution:?}: variance {variance} against {}",
            sd * sd
        );
    }
}

#[test]
fn quantiles_have_the_stated_mean_and_standard_deviation() {
    for distribution in examples() {
        let n = 20_000;
        let values: Vec<f64> = (0..n)
            .map(|i| distribution.quantile((f64::from(i) + 0.5) / f64::from(n)))
            .collect();
        let mean = statistics::mean(&values).unwrap();
        let sd = statistics::variance(&values).unwrap().sqrt();
        // Midpoints cut the tails a little.
        assert!((mean - distribution.mean()).abs() < 2e-3 * distribution.sd().max(1e-9));
        assert!((sd - distribution.sd()).abs() <= 1e-2 * distribution.sd());
    }
}

/// What is cut off is computed from closed forms; quantiles, which share no code with most of them, say the same.
#[test]
fn what_limits_cut_off_agrees_with_a_sum_over_quantiles() {
    let n = 100_000;
    for distribution in examples() {
        let (middle, sd) = (distribution.mean(), distribution.sd());
        let (least, most) = (middle - 0.6 * sd, middle + 0.9 * sd);
        let values: Vec<f64> = (0..n)
            .into_par_iter()
            .map(|i| distribution.quantile((f64::from(i) + 0.5) / f64::from(n)))
            .collect();
        let share = |count: usize| count as f64 / f64::from(n);
        let below = share(values.iter().filter(|value| **value < least).count());
        let above = share(values.iter().filter(|value| **value > most).count());
        let kept = values.iter().map(|value| value.clamp(least, most));
        let mean = statistics::sum(kept) / f64::from(n);
        let cut = distribution.cut(least, most);
        let is_point = distribution.is_point();
        assert!(
            is_point || (cut.below - below).abs() < 2e-5,
            "{distribution:?}: {cut:?}, {below}"
        );
        assert!(
            (cut.above - above).abs() < 2e-5,
            "{distribution:?}: {cut:?}, {above}"
        );
        assert!(
            (cut.mean - mean).abs() < 1e-4 * sd + 1e-12,
            "{distribution:?}: {cut:?}, {mean}"
        );
    }
}

#[test]
fn a_normal_cut_off_at_nothing_has_the_mean_worked_by_hand() {
    // Mean 100 and error 100: Φ(−1) = 0.158655 is cut off; the mean becomes 100·Φ(1) + 100·φ(1) = 84.1345 + 24.1971.
    let cut = normal(100.0, 100.0).cut(0.0, 1e9);
    assert!((cut.below - 0.158_655_253_931_457).abs() < 1e-12, "{cut:?}");
    assert!((cut.mean - 108.331_547_058_768_6).abs() < 1e-6, "{cut:?}");
    assert!(cut.above.abs() < 1e-12);
    // Mean 0.6 and error 0.3 from 0 to 1: Φ(−2) = 0.022750, Φ(−4/3) = 0.091211; the tails take 0.3·L(4/3) =
    // 0.3·0.0424197… and give 0.3·L(2) = 0.3·0.0084907, where L(z) = φ(z) − z·Φ(−z).
    let cut = normal(0.6, 0.3).cut(0.0, 1.0);
    assert!(
        (cut.below - 0.022_750).abs() < 1e-6 && (cut.above - 0.091_211).abs() < 1e-6,
        "{cut:?}"
    );
    assert!(
        (cut.mean - (0.6 - 0.3 * 0.042_40 + 0.3 * 0.008_49)).abs() < 1e-5,
        "{cut:?}"
    );
}

#[test]
fn nothing_is_cut_off_what_lies_within_its_limits() {
    for distribution in examples() {
        let (low, high) = distribution.support();
        let cut = distribution.cut(low.max(-1e9), high.min(1e9));
        assert!(
            cut.below < 1e-12 || distribution.is_point(),
            "{distribution:?}: {cut:?}"
        );
        assert!(cut.above < 1e-12, "{distribution:?}: {cut:?}");
        let off = (cut.mean - distribution.mean()).abs();
        assert!(off < 1e-9, "{distribution:?}: {cut:?}");
    }
}

#[test]
fn draws_stay_what_they_were() {
    let drawn: Vec<[f64; 2]> = examples()
        .iter()
        .map(|distribution| {
            let mut stream = Key::root(2025).with_name("value_stability").stream();
            [
                distribution.draw(&mut stream),
                distribution.draw(&mut stream),
            ]
        })
        .collect();
    let pinned = [
        [4.1, 4.1],
        [4.250_677_085_645_258, 3.662_859_483_164_565_3],
        [0.407_120_597_649_372_64, 0.125_646_730_795_597_85],
        [0.094_115_982_068_789_81, 0.124_641_515_043_715_3],
        [1.644_627_090_977_496_5, 1.232_660_292_511_428_3],
        [0.069_676_049_499_078_55, 0.321_947_540_871_980_24],
        [0.315_073_804_231_660_7, 0.290_962_127_118_057_13],
        [1.450_066_268_259_235_3, -0.744_848_719_533_173_2],
        [2.843_660_231_961_972, 1.505_125_014_691_241],
        [2.601_844_655_281_609_7, 2.180_383_350_832_67],
    ];
    // These are the draws of the program. Development dependencies switch on `num-traits/std`, so that here the last
    // bits may be the platform's: the program itself is held to its draws by tests/cli/draws.rs and .ci/run.
    for (drawn, pinned) in drawn.iter().flatten().zip(pinned.iter().flatten()) {
        assert!(
            (drawn - pinned).abs() <= 1e-14 * pinned.abs(),
            "{drawn:?} is not {pinned:?}"
        );
    }
}

#[test]
fn a_mean_and_a_standard_error_come_back_as_they_went_in() {
    use DistributionName::*;
    for name in [Normal, Lognormal, Gamma, Beta] {
        let distribution = Distribution::of_moments(name, 0.3, 0.05).expect("a distribution");
        assert!(
            (distribution.mean() - 0.3).abs() < 1e-15,
            "{distribution:?}"
        );
        assert!((distribution.sd() - 0.05).abs() < 1e-15, "{distribution:?}");
        let known = Distribution::of_moments(name, 0.3, 0.0);
        assert_eq!(known, Ok(Distribution::Point(0.3)));
    }
}

#[test]
fn impossible_parameters_are_refused_in_words() {
    use DistributionName::*;
    let refused = [
        (Distribution::of_moments(Lognormal, 0.0, 0.1), "above 0"),
        (Distribution::of_moments(Gamma, -2.0, 0.1), "above 0"),
        (
            Distribution::of_moments(Beta, 0.5, 0.5),
            "must be below 0.5",
        ),
        (Distribution::of_moments(Beta, 1.5, 0.1), "between 0 and 1"),
        (
            Distribution::of_natives(Uniform, &[2.0, 1.0]),
            "must be below",
        ),
        (
            Distribution::of_natives(Triangular, &[1.0, 0.5, 2.0]),
            "mode",
        ),
        (Distribution::of_natives(Pert, &[1.0, 2.5, 2.0]), "mode"),
        (
            Distribution::of_natives(Lognormal, &[1000.0, 0.1]),
            "extreme",
        ),
        (Distribution::of_natives(Lognormal, &[0.0, 27.0]), "extreme"),
        (Distribution::of_moments(Gamma, 1.0, 1e-6), "the mean alone"),
        (Distribution::of_moments(Pert, 1.0, 0.1), "low, mode, high"),
    ];
    for (result, words) in refused {
        let message = result.unwrap_err();
        assert!(message.contains(words), "{message}");
    }
}

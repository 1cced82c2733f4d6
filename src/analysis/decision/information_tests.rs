//! What parameters are worth where it can be told another way.

use super::*;
use crate::analysis::decision::bias::gain_above_nothing;
use crate::analysis::decision::study;
use crate::base::distribution::normal;

/// Normal draws in an order of their own: every draw in the middle of an equally likely part, so that moments are nearly
/// exact.
fn normals(name: &str, count: usize) -> Vec<f64> {
    let parts = (0..count).map(|at| (at as f64 + 0.5) / count as f64);
    let mut values: Vec<f64> = parts.map(normal::quantile).collect();
    values.shuffle(&mut Key::root(3).with_name(name).stream());
    values
}

fn key() -> Key {
    Key::root(1).with_name("dealt anew")
}

/// Set D of the voi package's vignette: NB2 = k·(p1 − p2) with p1 ~ N(1, 1), p2 ~ N(0, 2), NB1 = 0.
struct TwoNormals {
    p1: Vec<f64>,
    p2: Vec<f64>,
}

impl TwoNormals {
    fn new(draws: usize) -> TwoNormals {
        TwoNormals {
            p1: normals("p1", draws).iter().map(|z| 1.0 + z).collect(),
            p2: normals("p2", draws).iter().map(|z| 2.0 * z).collect(),
        }
    }

    fn benefits(&self) -> NetBenefits {
        let pairs = self.p1.iter().zip(&self.p2);
        let second = pairs.map(|(p1, p2)| p1 - p2).collect();
        NetBenefits::new(vec![vec![0.0; self.p1.len()], second], 1).expect("a table")
    }
}

#[test]
fn two_normal_numbers_are_worth_what_their_closed_form_says() {
    let set = TwoNormals::new(20_000);
    let of = set.benefits();
    let worth = |parameters: &[&[f64]]| KnownNumbers::new(parameters, key()).worth(&of);
    let all = of.evpi();
    // Published: 0.4798107; of p1 0.0833155, of p2 0.3955931 (unit normal loss with sd √5, 1 and 2).
    for (found, exact) in [
        (all, 0.479_810_7),
        (worth(&[&set.p1]).value, 0.083_315_5),
        (worth(&[&set.p2]).value, 0.395_593_1),
        (worth(&[&set.p1, &set.p2]).value, 0.479_810_7),
    ] {
        let error = found.mc_error.expect("an error");
        assert!(
            (found.value - exact).abs() < 2.5 * error,
            "{found:?} {exact}"
        );
        assert!(error < 0.02, "{found:?}");
    }
    assert!(worth(&[&set.p1]).noise < 0.02);
    // p1 explains 1 of 5 parts of the variance.
    assert!((worth(&[&set.p1]).explained - 0.2).abs() < 0.02);
}

#[test]
fn errors_tell_how_far_estimates_lie_from_the_truth() {
    // 60 tables of 300 independent draws; the values scatter about the truth as their errors say.
    let exact = gain_above_nothing(0.5, 1.0) - 0.5;
    let mut squared = 0.0;
    for table in 0..60 {
        let mut stream = Key::root(table).stream();
        let mut draws = || -> Vec<f64> {
            (0..300)
                .map(|_| normal::quantile(stream.uniform()))
                .collect()
        };
        let (x, rest) = (draws(), draws());
        let pairs = x.iter().zip(&rest);
        let second = pairs.map(|(x, rest)| 0.5 + x + 2.0 * rest).collect();
        let of = NetBenefits::new(vec![vec![0.0; 300], second], 1).expect("a table");
        let found = KnownNumbers::new(&[&x], key()).worth(&of).value;
        squared += ((found.value - exact) / found.mc_error.expect("an error")).powi(2);
    }
    let ratio = (squared / 60.0).sqrt();
    assert!((0.6..1.4).contains(&ratio), "{ratio}");
}

#[test]
fn noise_is_worth_little_and_its_control_says_how_little() {
    let set = TwoNormals::new(2_000);
    let noise = normals("noise", 2_000);
    let found = KnownNumbers::new(&[&noise], key()).worth(&set.benefits());
    assert!(found.value.value < 0.03, "{found:?}");
    assert!(found.noise < 0.03, "{found:?}");
}

#[test]
fn a_constant_is_worth_nothing_and_a_duplicate_adds_nothing() {
    let set = TwoNormals::new(500);
    let of = set.benefits();
    let constant = vec![4.2; 500];
    let found = KnownNumbers::new(&[&constant], key()).worth(&of);
    assert_eq!((found.value.value, found.noise), (0.0, 0.0));
    let once = KnownNumbers::new(&[&set.p1], key()).worth(&of);
    assert_eq!(
        once,
        KnownNumbers::new(&[&set.p1, &set.p1], key()).worth(&of)
    );
    assert_eq!(
        once,
        KnownNumbers::new(&[&constant, &set.p1], key()).worth(&of)
    );
}

#[test]
fn money_in_another_unit_is_worth_as_much_in_it_and_what_all_have_is_worth_nothing() {
    let set = TwoNormals::new(800);
    let of = set.benefits();
    let scaled: Vec<Vec<f64>> = (0..2)
        .map(|option| of.of(option).iter().map(|nb| 1_000.0 * nb + 5e6).collect())
        .collect();
    let scaled = NetBenefits::new(scaled, 1).expect("a table");
    let known = KnownNumbers::new(&[&set.p2], key());
    let (one, other) = (known.worth(&of), known.worth(&scaled));
    assert!((other.value.value / one.value.value - 1_000.0).abs() < 1e-4);
    assert!((scaled.evpi().value / of.evpi().value - 1_000.0).abs() < 1e-6);
}

#[test]
fn a_study_is_worth_between_nothing_and_knowing() {
    let set = TwoNormals::new(20_000);
    let of = set.benefits();
    let known = KnownNumbers::new(&[&set.p2], key());
    assert_eq!(study::worth(&known, &of, 0.0).value, 0.0);
    let all = study::worth(&known, &of, 1.0).value;
    assert!((all - known.worth(&of).value.value).abs() < 1e-9);
    // Half of the variance of p2 (sd 2): the mean it leaves has sd √2.
    let half = study::worth(&known, &of, study::share_by_error(2.0, 2.0)).value;
    let exact = gain_above_nothing(1.0, 2.0_f64.sqrt()) - 1.0;
    assert!((half - exact).abs() < 0.01, "{half} {exact}");
}

#[test]
fn shares_of_variance_that_residents_take_away_are_those_of_conjugate_priors() {
    // Beta(2, 8): mean 0.2, variance 0.16/11; ten residents take away half.
    let sd = (0.16_f64 / 11.0).sqrt();
    assert!((study::share_of_chance(0.2, sd, 10.0) - 0.5).abs() < 1e-12);
    // Gamma with shape 6 and rate 3: mean 2, variance 2/3; three years take away half.
    assert!((study::share_of_rate(2.0, (2.0_f64 / 3.0).sqrt(), 3.0) - 0.5).abs() < 1e-12);
    assert_eq!(study::share_of_rate(2.0, 0.5, 0.0), 0.0);
}

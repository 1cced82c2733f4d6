//! What stands in share.csv, figure by figure.
//!
//! Comes in: outlays of one payer, made up here, of which every figure follows by hand. Goes out: agreement.
//! Deliberately absent: a run, and transfers, which src/sharing/worked.rs works out.

use std::collections::BTreeMap;

use caremix::base::money::Cents;
use caremix::scenario::schema::{Arrangement, SharingRule};
use caremix::sharing::{Amounts, Context, Figures, Outlays, ShareRow, compare, rows};

/// The rows of a statutory arrangement of one payer, who lays out `more` in two years than under the comparator, by
/// replication, and 10 EUR of it in the first year on the investment.
fn told(more: &[[i64; 2]]) -> Vec<ShareRow> {
    let text = r#"{"payer":[{"name":"insurer"}],"population":{},"state":[{"name":"well"},{"name":"dead"}],
        "arm":[{"name":"current"},{"name":"more","like":"current","component":[
            {"name":"budget","kind":"transition_budget","amount":10,"payers":{"insurer":1}}]}]}"#;
    let yearly = |eur: &dyn Fn(usize) -> [i64; 2]| {
        let mut amounts = Amounts::new(more.len(), 1, 2);
        for replication in 0..more.len() {
            let cents = eur(replication).map(|eur| Cents(eur * 100));
            amounts.of_mut(replication, 0).copy_from_slice(&cents);
        }
        amounts
    };
    let outlays = Outlays {
        payers: vec!["insurer".into()],
        years: vec![2025, 2026],
        replications: more.len(),
        by_arm: BTreeMap::from([
            ("current".into(), yearly(&|_| [100; 2])),
            (
                "more".into(),
                yearly(&|replication| more[replication].map(|eur| 100 + eur)),
            ),
        ]),
        invested: BTreeMap::from([(("more".into(), "budget".into()), yearly(&|_| [10, 0]))]),
        contracts: BTreeMap::new(),
    };
    let context = Context {
        scenario: &serde_json::from_str(text).expect("a scenario"),
        outlays: &outlays,
        comparator: "current",
        disciplines: &[],
        discount_rate: 0.0,
        batch: 1,
    };
    let statutory = Arrangement::of("law", SharingRule::Statutory);
    rows(&[compare(context, &statutory, "more", &BTreeMap::new()).expect("the arm")])
}

/// The row of the payer with a measure, of the whole run.
fn row<'r>(rows: &'r [ShareRow], measure: &str) -> &'r ShareRow {
    let is_it = |row: &&ShareRow| row.measure == measure && !row.year.starts_with("20");
    rows.iter().find(is_it).expect(measure)
}

fn close(found: Option<f64>, expected: f64) {
    let found = found.expect("a figure");
    assert!(
        (found - expected).abs() < 1e-9,
        "{found} and not {expected}"
    );
}

#[test]
fn thirty_nine_replications_have_every_figure_of_their_spread() {
    // 1, 2 ... 39 EUR more: mean 20, variance 39 · 40 / 12 = 130, and the quantile p is the value 40 · p. Its error at the
    // ends is √(39 · 0.025 · 0.975) = 0.975 ranks.
    let more: Vec<[i64; 2]> = (1..=39).map(|eur| [eur, 0]).collect();
    let told = told(&more);
    let net = &row(&told, "net_position").figures;
    let [mean, variance] = [20.0, 130.0_f64];
    close(net.mean, mean);
    close(net.sd, variance.sqrt());
    close(net.mc_error, (variance / 39.0).sqrt());
    let quantiles = [net.q025, net.q250, net.q500, net.q750, net.q975];
    assert_eq!(quantiles, [1.0, 10.0, 20.0, 30.0, 39.0].map(Some));
    close(net.q025_mc_error, 0.975);
    close(net.q975_mc_error, 0.975);
    assert_eq!((net.low, net.high), (None, None));
    // The worst twentieth is 1.95 of them: 39 and 0.95 of 38. Only 39 exceeds 38, by 1: the variance of one 1 among 39 is
    // (1 − 1/39) / 38 = 1/39, so that the error is √(1/39) / (0.05 · √39) = 20/39.
    let worst = &row(&told, "worst_5_percent").figures;
    close(worst.mean, (39.0 + 0.95 * 38.0) / 1.95);
    close(worst.mc_error, 20.0 / 39.0);
}

#[test]
fn a_chance_of_all_or_of_none_has_the_wilson_interval() {
    // z²/(n + z²) of n = 39: what 0 of 39 may be at most, and 39 of 39 fall short of 1 at most. An end has one side: z is
    // the normal quantile of 95 %.
    let told = told(&[[1, 0]; 39]);
    let square = 1.644_853_626_951_472_2_f64.powi(2);
    let away = square / (39.0 + square);
    let never = &row(&told, "p_no_worse_off").figures;
    assert_eq!((never.mean, never.mc_error), (Some(0.0), Some(0.0)));
    close(never.low, 0.0);
    close(never.high, away);
    let always = &row(&told, "p_cumulative_loss").figures;
    assert_eq!((always.mean, always.mc_error), (Some(1.0), Some(0.0)));
    close(always.low, 1.0 - away);
    close(always.high, 1.0);
}

#[test]
fn who_gets_back_what_was_invested_can_bear_all_of_it() {
    // 10 are invested and come back in the same year: the one payer carries the whole, at every probability.
    let told = told(&[[0, 0]; 39]);
    let corners: Vec<&ShareRow> = told
        .iter()
        .filter(|row| row.measure == "acceptable_corner")
        .collect();
    let stands: Vec<(Option<f64>, &str, Option<f64>)> = corners
        .iter()
        .map(|row| (row.confidence, row.item.as_str(), row.figures.mean))
        .collect();
    let expected = [0.5, 0.8, 0.95].map(|confidence| (Some(confidence), "1", Some(1.0)));
    assert_eq!(stands, expected);
    assert_eq!(row(&told, "bearable").confidence, Some(0.5));
    let all = Figures {
        mean: Some(1.0),
        ..Figures::default()
    };
    assert_eq!(row(&told, "acceptable_share_least").figures, all);
}

#[test]
fn an_investment_that_pays_back_later_needs_more_years_like_the_last() {
    // 4 of 10 come back in the second year; two more such years bring it to 12.
    let told = told(&[[10, -4]; 3]);
    let years = row(&told, "further_years_needed");
    assert_eq!(years.figures.mean, Some(2.0));
    assert_eq!(
        row(&told, "effect_multiplier_needed").figures.mean,
        Some(2.5)
    );
}

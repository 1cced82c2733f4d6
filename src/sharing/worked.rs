//! Arrangements worked by hand: three payers, two years, two replications.
//!
//! EUR, replication 0 (replication 1 doubles every amount of it but the investment, which is the same):
//!
//! | payer | baseline | invested y1, y2 | cost − comparator y1, y2 | gross benefit y1, y2 |
//! |---|---|---|---|---|
//! | insurer | 600 a year | 30, 0 | −10, −50 | 40, 50 |
//! | municipality | 300 a year | 60, 0 | 50, −10 | 10, 10 |
//! | fund | 100 a year | 0, 0 | −4, 10 | 4, −10 |
//! | resident | 50 a year | 0, 0 | 1, 1 | −1, −1 |

use std::collections::BTreeMap;

use crate::base::money::Cents;
use crate::scenario::schema::{Arrangement, SettlementTiming, SharingRule};

use super::settle::{Settled, settle};
use super::terms::Terms;
use super::{Amounts, Observed};

fn payers() -> Vec<String> {
    ["insurer", "municipality", "fund", "resident"]
        .map(String::from)
        .to_vec()
}

fn amounts(replications: &[[[i64; 2]; 4]]) -> Amounts {
    let mut amounts = Amounts::new(replications.len(), 4, 2);
    for (replication, payers) in replications.iter().enumerate() {
        for (payer, years) in payers.iter().enumerate() {
            for (year, eur) in years.iter().enumerate() {
                amounts.of_mut(replication, payer)[year] = Cents(eur * 100);
            }
        }
    }
    amounts
}

fn observed() -> Observed {
    let invested = [[30, 0], [60, 0], [0, 0], [0, 0]];
    Observed {
        baseline: amounts(&[
            [[600; 2], [300; 2], [100; 2], [50; 2]],
            [[1200; 2], [600; 2], [200; 2], [100; 2]],
        ]),
        difference: amounts(&[
            [[-10, -50], [50, -10], [-4, 10], [1, 1]],
            [[-20, -100], [100, -20], [-8, 20], [2, 2]],
        ]),
        investment: amounts(&[invested, invested]),
    }
}

fn arrangement(rule: SharingRule) -> Arrangement {
    Arrangement::of("test", rule)
}

fn at_end(rule: SharingRule) -> Arrangement {
    Arrangement {
        timing: SettlementTiming::AtEnd,
        ..arrangement(rule)
    }
}

fn settled(arrangement: &Arrangement, observed: &Observed) -> Settled {
    settle(&Terms::new(arrangement, &payers()), observed, None)
}

/// Transfers in EUR cents of one replication by payer (insurer, municipality, fund) and year.
fn transfers(settled: &Settled, replication: usize) -> [[i64; 2]; 3] {
    [0, 1, 2].map(|payer| {
        let years = settled.transfers.of(replication, payer);
        [years[0].0, years[1].0]
    })
}

fn shares(of: &[(&str, f64)]) -> BTreeMap<String, f64> {
    of.iter()
        .map(|(name, share)| (name.to_string(), *share))
        .collect()
}

#[test]
fn by_statute_nobody_pays_anybody() {
    let settled = settled(&arrangement(SharingRule::Statutory), &observed());
    assert_eq!(transfers(&settled, 0), [[0; 2]; 3]);
}

#[test]
fn fixed_shares_divide_the_investment_and_leave_savings_where_they_fall() {
    // 90 invested in year 1 by 0.5, 0.3, 0.2: bear 45, 27, 18; have laid out 30, 60, 0: pay 15, −33, 18.
    let fixed = Arrangement {
        shares: shares(&[("insurer", 0.5), ("municipality", 0.3), ("fund", 0.2)]),
        ..arrangement(SharingRule::FixedShares)
    };
    let expected = [[1500, 0], [-3300, 0], [1800, 0]];
    assert_eq!(transfers(&settled(&fixed, &observed()), 0), expected);
    // Twice the savings change nothing, as the investment is the same.
    assert_eq!(transfers(&settled(&fixed, &observed()), 1), expected);
}

#[test]
fn equal_gains_leave_everybody_with_the_same() {
    // Year 1: −10 + 50 − 4 = 36, 12 each: pay 22, −38, 16. Year 2: −50 − 10 + 10 = −50, −16.67 each (the odd cents to
    // the first two): −16.67 + 50 = 33.33, −16.67 + 10 = −6.67, −16.66 − 10 = −26.66.
    let yearly = settled(&arrangement(SharingRule::EqualGains), &observed());
    assert_eq!(
        transfers(&yearly, 0),
        [[2200, 3333], [-3800, -667], [1600, -2666]]
    );
    // At the end: −60 + 40 + 6 = −14, −4.67, −4.67, −4.66: pay 55.33, −44.67, −10.66, all in the last year.
    let at_end = settled(&at_end(SharingRule::EqualGains), &observed());
    assert_eq!(transfers(&at_end, 0), [[0, 5533], [0, -4467], [0, -1066]]);
}

#[test]
fn baseline_spending_divides_the_investment() {
    // 600 : 300 : 100 of 90 = 54, 27, 9: pay 24, −33, 9.
    let settled = settled(&arrangement(SharingRule::ByBaselineSpending), &observed());
    assert_eq!(transfers(&settled, 0), [[2400, 0], [-3300, 0], [900, 0]]);
}

#[test]
fn the_beneficiary_pays_in_proportion_to_what_it_saves() {
    // At the end: gross benefits 90, 20, −6; the fund saves nothing and pays nothing: 90 by 90 : 20 = 73.64, 16.36: pay
    // 43.64, −43.64, 0.
    let at_end = settled(&at_end(SharingRule::ByGrossBenefit), &observed());
    assert_eq!(transfers(&at_end, 0), [[0, 4364], [0, -4364], [0, 0]]);
    // Yearly: 90 by 40 : 10 : 4 = 66.67, 16.67, 6.67, one cent less for one of them: pay 36.67, −43.33, 6.67.
    let yearly = transfers(
        &settled(&arrangement(SharingRule::ByGrossBenefit), &observed()),
        0,
    );
    for (paid, exact) in yearly.iter().zip([3667, -4333, 667]) {
        assert!((paid[0] - exact).abs() <= 1 && paid[1] == 0, "{yearly:?}");
    }
}

#[test]
fn where_nobody_saves_the_investment_stays_where_it_is() {
    let mut observed = observed();
    observed.difference = observed.investment.plus(&observed.investment);
    let settled = settled(&arrangement(SharingRule::ByGrossBenefit), &observed);
    assert_eq!(transfers(&settled, 0), [[0; 2]; 3]);
}

fn guarantee(cap: f64) -> Arrangement {
    Arrangement {
        guarantor: Some("insurer".into()),
        beneficiary: Some("municipality".into()),
        cap: Some(cap),
        ..arrangement(SharingRule::Guarantee)
    }
}

#[test]
fn a_guarantee_covers_the_loss_so_far_and_is_paid_back() {
    // The municipality is 50 behind after year 1 and 40 after year 2: covered 50, then 10 paid back.
    let settled_without = settled(&guarantee(1000.0), &observed());
    assert_eq!(
        transfers(&settled_without, 0),
        [[5000, -1000], [-5000, 1000], [0, 0]]
    );
    // With a cap of 45: 45, then 5 back to the 40 still lost; in replication 1 (100, then 80 behind): 45 and it stays.
    let capped = settled(&guarantee(45.0), &observed());
    assert_eq!(transfers(&capped, 0), [[4500, -500], [-4500, 500], [0, 0]]);
    assert_eq!(transfers(&capped, 1), [[4500, 0], [-4500, 0], [0, 0]]);
}

#[test]
fn a_corridor_shares_only_what_lies_outside() {
    // Width 20, at the end: −60, 40, 6 → outside −40, 20, 0: together −20, by thirds −6.67, −6.67, −6.66:
    // pay −6.67 + 40 = 33.33, −6.67 − 20 = −26.67, −6.66.
    let corridor = Arrangement {
        width: Some(20.0),
        ..at_end(SharingRule::Corridor)
    };
    assert_eq!(
        transfers(&settled(&corridor, &observed()), 0),
        [[0, 3333], [0, -2667], [0, -666]]
    );
    let wide = Arrangement {
        width: Some(60.0),
        ..corridor
    };
    assert_eq!(transfers(&settled(&wide, &observed()), 0), [[0; 2]; 3]);
}

#[test]
fn nash_bargaining_divides_the_expected_gain_and_leaves_risk_where_it_falls() {
    // Expected at the end: −60 · 1.5 = −90, 60, 9: together −21, −7 each: pay 83, −67, −16 in both replications.
    let settled = settled(&at_end(SharingRule::Nash), &observed());
    for replication in 0..2 {
        assert_eq!(
            transfers(&settled, replication),
            [[0, 8300], [0, -6700], [0, -1600]]
        );
    }
}

#[test]
fn nash_bargaining_maximises_the_product_of_the_gains() {
    // Two payers expect −90 and 60: a gain of 30 together. The product of gains (90 − t)(t − 60) is largest at t = 75,
    // where each gains 15; a fine search over t finds no better.
    let two = Arrangement {
        payers: vec!["insurer".into(), "municipality".into()],
        ..at_end(SharingRule::Nash)
    };
    let paid = transfers(&settled(&two, &observed()), 0)[0][1];
    let product = |cents: i64| (9000 - cents) * (cents - 6000);
    let best = (6000..=9000).max_by_key(|cents| product(*cents));
    assert_eq!((Some(paid), paid), (best, 7500));
    // With bargaining powers 0.8 and 0.2, gains of 24 and 6: the insurer pays 66.
    let unequal = Arrangement {
        shares: shares(&[("insurer", 0.8), ("municipality", 0.2)]),
        ..two
    };
    assert_eq!(transfers(&settled(&unequal, &observed()), 0)[0], [0, 6600]);
}

#[test]
fn where_nothing_is_expected_to_be_gained_there_is_no_agreement() {
    let mut observed = observed();
    observed.difference = observed.investment.clone();
    let settled = settled(&arrangement(SharingRule::Nash), &observed);
    assert!(!settled.is_agreed);
    assert_eq!(transfers(&settled, 0), [[0; 2]; 3]);
}

#[test]
fn equal_gains_are_nash_for_two_symmetric_payers() {
    // The same result for sure, and the same stakes: what both rules leave is half of it to each.
    let two = |rule| Arrangement {
        payers: vec!["insurer".into(), "municipality".into()],
        ..arrangement(rule)
    };
    let sure = [[[-40, -20], [10, -10], [0, 0], [0, 0]]; 2];
    let symmetric = Observed {
        difference: amounts(&sure),
        ..observed()
    };
    let equal = settled(&two(SharingRule::EqualGains), &symmetric);
    let nash = settled(&two(SharingRule::Nash), &symmetric);
    // −30 in year 1, −15 each: 25 and −25; −30 in year 2: 5 and −5.
    assert_eq!(transfers(&equal, 0), [[2500, 500], [-2500, -500], [0, 0]]);
    assert_eq!(equal.transfers, nash.transfers);
}

/// What the three payers lay out over the comparator when only some of the two investors take part.
fn coalitions() -> BTreeMap<Vec<String>, Amounts> {
    let over = |difference: [[i64; 2]; 4]| {
        let both = [difference, difference.map(|years| years.map(|eur| 2 * eur))];
        observed().baseline.plus(&amounts(&both))
    };
    let alone = |name: &str| vec![name.to_string()];
    BTreeMap::from([
        (
            alone("insurer"),
            over([[10, -20], [-2, -2], [-1, 3], [0, 0]]),
        ),
        (
            alone("municipality"),
            over([[-8, -25], [55, -4], [-2, 5], [0, 0]]),
        ),
    ])
}

fn investors() -> Vec<String> {
    ["insurer", "municipality"].map(String::from).to_vec()
}

fn worths(observed: &Observed) -> super::coalition::Worths {
    super::coalition::Worths::new(&investors(), &payers(), &[0, 1, 2], observed, &coalitions())
}

#[test]
fn a_coalition_is_worth_what_its_members_save() {
    // Over both years, replication 0. Insurer alone: −(10 − 20) = 10; municipality alone: −(55 − 4) = −51; both: 60 −
    // 40 = 20; fund alone: the comparator, 0; with the insurer: 10 − (−1 + 3) = 8; with the municipality: −51 − 3 =
    // −54; all: 20 − 6 = 14.
    let game = worths(&observed()).of(0, 0..2);
    let eur: Vec<i64> = game.iter().map(|worth| worth.0 / 100).collect();
    assert_eq!(eur, [0, 10, -51, 20, 0, 8, -54, 14]);
}

#[test]
fn shapley_leaves_each_with_what_it_adds_on_average() {
    // Insurer: joins first (2 of 6 orders) adds 10, after the municipality (1) 71, after the fund (1) 8, last (2) 68:
    // (20 + 71 + 8 + 136) / 6 = 39.17. Municipality: first −51 (2), after the insurer 10, after the fund −54, last 6
    // (2): (−102 + 10 − 54 + 12) / 6 = −22.33. Fund: 0 (2), −2, −3, −6 (2): −17 / 6 = −2.83. Together 14. Net positions
    // are the opposites.
    let observed = observed();
    let terms = Terms::new(&at_end(SharingRule::Shapley), &payers());
    let settled = settle(&terms, &observed, Some(&worths(&observed)));
    let paid = transfers(&settled, 0);
    let net: Vec<i64> = [-6000, 4000, 600]
        .iter()
        .zip(paid)
        .map(|(own, paid)| own + paid[1])
        .collect();
    assert_eq!(net.iter().sum::<i64>(), -1400);
    for (net, exact) in net.iter().zip([-3916.67, 2233.33, 283.33]) {
        assert!((*net as f64 - exact).abs() < 1.0, "{net} for {exact}");
    }
}

#[test]
fn a_budget_limit_holds_back_and_later_years_make_up() {
    // Fixed shares ask the insurer for 15 and the fund for 18 in year 1, for the municipality. At 10 a year the insurer
    // pays 10, the fund 18; the 5 left follow in year 2.
    let limited = Arrangement {
        shares: shares(&[("insurer", 0.5), ("municipality", 0.3), ("fund", 0.2)]),
        budget_limit: shares(&[("insurer", 10.0)]),
        ..arrangement(SharingRule::FixedShares)
    };
    let found = settled(&limited, &observed());
    assert_eq!(
        transfers(&found, 0),
        [[1000, 500], [-2800, -500], [1800, 0]]
    );
    // At 6 a year, 3 are still owed at the end.
    let tighter = Arrangement {
        budget_limit: shares(&[("insurer", 6.0)]),
        ..limited
    };
    let found = settled(&tighter, &observed());
    assert_eq!(transfers(&found, 0), [[600, 600], [-2400, -600], [1800, 0]]);
    assert_eq!(found.unsettled.total(0, 0), Cents(300));
    assert_eq!(found.unsettled.total(0, 1), Cents(-300));
}

#[test]
fn a_ceiling_stops_transfers_for_good() {
    // 33 would change hands in year 1; 22 may: the insurer 15/33, the fund 18/33 of it: 10 and 12.
    let capped = Arrangement {
        shares: shares(&[("insurer", 0.5), ("municipality", 0.3), ("fund", 0.2)]),
        ceiling: Some(22.0),
        ..arrangement(SharingRule::FixedShares)
    };
    let found = settled(&capped, &observed());
    assert_eq!(transfers(&found, 0), [[1000, 0], [-2200, 0], [1200, 0]]);
}

/// Every rule, settled every year or at the end.
fn every_rule() -> Vec<Arrangement> {
    let yearly = vec![
        arrangement(SharingRule::Statutory),
        Arrangement {
            shares: shares(&[("insurer", 0.7), ("fund", 0.3)]),
            ..arrangement(SharingRule::FixedShares)
        },
        arrangement(SharingRule::EqualGains),
        arrangement(SharingRule::ByBaselineSpending),
        arrangement(SharingRule::ByGrossBenefit),
        guarantee(25.0),
        Arrangement {
            width: Some(7.0),
            ..arrangement(SharingRule::Corridor)
        },
        arrangement(SharingRule::Nash),
        arrangement(SharingRule::Shapley),
    ];
    let at_end = yearly.iter().map(|one| Arrangement {
        timing: SettlementTiming::AtEnd,
        ..one.clone()
    });
    yearly.iter().cloned().chain(at_end).collect()
}

#[test]
fn every_rule_is_among_them() {
    for rule in SharingRule::ALL {
        let arrangements = every_rule();
        assert!(arrangements.iter().any(|one| one.rule == *rule), "{rule:?}");
    }
}

#[test]
fn a_programme_of_nothing_moves_no_money() {
    let nothing = Amounts::new(2, 4, 2);
    let observed = Observed {
        difference: nothing.clone(),
        investment: nothing,
        ..observed()
    };
    let same = BTreeMap::from([
        (vec!["insurer".to_string()], observed.baseline.clone()),
        (vec!["municipality".to_string()], observed.baseline.clone()),
    ]);
    let worths =
        super::coalition::Worths::new(&investors(), &payers(), &[0, 1, 2], &observed, &same);
    for arrangement in every_rule() {
        let terms = Terms::new(&arrangement, &payers());
        let settled = settle(&terms, &observed, Some(&worths));
        assert_eq!(
            settled.transfers,
            Amounts::new(2, 4, 2),
            "{:?}",
            arrangement.rule
        );
    }
}

#[test]
fn transfers_add_up_to_zero_and_scale_with_all_amounts() {
    let times = |amounts: &Amounts| (1..7).fold(amounts.clone(), |sum, _| sum.plus(amounts));
    let small = observed();
    let large = Observed {
        baseline: times(&small.baseline),
        difference: times(&small.difference),
        investment: times(&small.investment),
    };
    let (small_worths, large_worths) = (worths(&small), {
        let costs = coalitions()
            .into_iter()
            .map(|(members, cost)| (members, times(&cost)))
            .collect();
        super::coalition::Worths::new(&investors(), &payers(), &[0, 1, 2], &large, &costs)
    });
    for arrangement in every_rule() {
        let terms = Terms::new(&arrangement, &payers());
        let seven = Arrangement {
            cap: arrangement.cap.map(|cap| 7.0 * cap),
            width: arrangement.width.map(|width| 7.0 * width),
            ..arrangement.clone()
        };
        let one = settle(&terms, &small, Some(&small_worths)).transfers;
        let many = settle(&Terms::new(&seven, &payers()), &large, Some(&large_worths)).transfers;
        for replication in 0..2 {
            for payer in 0..4 {
                for (one, many) in one
                    .of(replication, payer)
                    .iter()
                    .zip(many.of(replication, payer))
                {
                    // Each cent was rounded once.
                    assert!(
                        (7 * one.0 - many.0).abs() <= 7,
                        "{:?}: {one} and {many}",
                        arrangement.rule
                    );
                }
            }
            for year in 0..2 {
                let sum: Cents = (0..4).map(|payer| many.of(replication, payer)[year]).sum();
                assert_eq!(sum, Cents(0), "{:?}", arrangement.rule);
            }
        }
    }
}

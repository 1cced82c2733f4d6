//! What a contract on shared savings comes to, by hand.

use super::*;

fn contract() -> Savings {
    Savings {
        rates: [0.5, 0.3],
        minimum_rate: 0.02,
        minimum_by_size: vec![(5_000.0, 0.04)],
        cap: 0.1,
        quality_gate: 0.6,
        benchmark: Benchmark::Trend,
        trend: 0.0,
        unit: SavingsUnit::Network,
        account: 0,
    }
}

fn terms(persons: f64, spent: f64) -> ContractTerms {
    ContractTerms {
        persons,
        benchmark: 1_000.0,
        spent,
        score: 0.8,
    }
}

#[test]
fn savings_above_the_minimum_are_shared_from_the_first_euro() {
    // 10,000 persons · (1,000 − 970) = 300,000, which is 3 % of 10 million: half of it.
    assert_eq!(settlement(&contract(), terms(10_000.0, 970.0)), 150_000.0);
    // 1.5 % is below the minimum of 2 %.
    assert_eq!(settlement(&contract(), terms(10_000.0, 985.0)), 0.0);
}

#[test]
fn a_small_panel_has_a_higher_minimum() {
    // 3 % of savings, and a minimum of 4 % below 5,000 persons.
    assert_eq!(settlement(&contract(), terms(4_000.0, 970.0)), 0.0);
    // 5 %: 4,000 · 50 · 0.5
    assert_eq!(settlement(&contract(), terms(4_000.0, 950.0)), 100_000.0);
}

#[test]
fn losses_are_paid_back_at_their_own_rate() {
    // 10,000 · −40 · 0.3
    assert_eq!(
        settlement(&contract(), terms(10_000.0, 1_040.0)),
        -120_000.0
    );
}

#[test]
fn the_cap_holds_both_ways_and_the_gate_holds_back_savings_only() {
    // 30 % saved, half is 15 %, the cap is 10 % of 10 million.
    assert_eq!(settlement(&contract(), terms(10_000.0, 700.0)), 1_000_000.0);
    let poor = |spent: f64| ContractTerms {
        score: 0.5,
        ..terms(10_000.0, spent)
    };
    assert_eq!(settlement(&contract(), poor(900.0)), 0.0);
    assert_eq!(settlement(&contract(), poor(1_040.0)), -120_000.0);
}

#[test]
fn where_nothing_was_expected_all_that_is_spent_is_a_loss() {
    // 10,000 · 40 · 0.3, as of any benchmark near nothing; a cap is a part of nothing.
    let none = ContractTerms {
        benchmark: 0.0,
        ..terms(10_000.0, 40.0)
    };
    let uncapped = Savings {
        cap: f64::INFINITY,
        ..contract()
    };
    assert_eq!(settlement(&uncapped, none), -120_000.0);
    assert_eq!(settlement(&contract(), none), 0.0);
}

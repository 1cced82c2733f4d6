//! Zidovudine alone or with lamivudine: Chancellor et al., PharmacoEconomics 1997;12:54–66, as in Briggs, Claxton and
//! Sculpher 2006, exercise 2.5.
//!
//! States: A (CD4 200–500), B (CD4 below 200), C (AIDS), dead. Twenty yearly cycles from A, counted at their end.

use crate::plain::{Matrix, assert_printed, trace, worth};
use crate::scenario::{
    arm, assert_agrees, assert_exact, assert_same_moves, live, matrix, plan, twin,
};

const FILE: &str = "hiv.toml";
const CYCLES: usize = 20;

/// Patients counted by where they moved in a year, on zidovudine alone.
const FROM_A: [f64; 4] = [1251.0, 350.0, 116.0, 17.0];
const FROM_B: [f64; 4] = [0.0, 731.0, 512.0, 15.0];
const FROM_C: [f64; 4] = [0.0, 0.0, 1312.0, 437.0];

/// Lamivudine's relative risk of every move to a worse state, in cycles 1 and 2.
const RELATIVE_RISK: f64 = 0.509;

/// Direct medical and community cost of a year: 1,701 + 1,055; 1,774 + 1,278; 6,948 + 2,059.
const COSTS: [f64; 4] = [2_756.0, 3_052.0, 9_007.0, 0.0];
const ZIDOVUDINE: f64 = 2_278.0;
const LAMIVUDINE: f64 = 2_086.5;
const ALIVE: [f64; 4] = [1.0, 1.0, 1.0, 0.0];

/// How the published figures are made, and what comes of doing it otherwise.
#[derive(Debug, Clone, Copy)]
struct Way {
    /// Digits that the probabilities are rounded to.
    digits: Option<i32>,
    /// Share of a cycle's people counted where they are at its start; the rest where they are at its end.
    at_start: f64,
    /// The discounting of cycle 1 is by 1.06 to this power.
    first_power: i32,
    discounts_life_years: bool,
}

const PUBLISHED: Way = Way {
    digits: None,
    at_start: 0.0,
    first_power: 1,
    discounts_life_years: false,
};

impl Way {
    /// Moves of cycle `t`; who does not get worse stays.
    fn matrix(self, t: usize, lamivudine: bool) -> Matrix {
        let risk = if lamivudine && t <= 2 {
            RELATIVE_RISK
        } else {
            1.0
        };
        let rounded = |p: f64| match self.digits {
            Some(digits) => (p * 10_f64.powi(digits)).round() / 10_f64.powi(digits),
            None => p,
        };
        let mut moves = [[0.0, 0.0, 0.0, 0.0]; 4];
        for (from, counted) in [FROM_A, FROM_B, FROM_C].into_iter().enumerate() {
            let patients: f64 = counted.iter().sum();
            for to in from + 1..4 {
                moves[from][to] = risk * rounded(counted[to] / patients);
            }
            moves[from][from] = 1.0 - moves[from].iter().sum::<f64>();
        }
        moves[3][3] = 1.0;
        moves
    }

    /// Cost and life-years per person.
    fn totals(self, lamivudine: bool) -> (f64, f64) {
        let points = trace(CYCLES, |t| self.matrix(t, lamivudine));
        let (mut cost, mut life_years) = (0.0, 0.0);
        for t in 1..=CYCLES {
            let mut here = [0.0; 4];
            for (state, here) in here.iter_mut().enumerate() {
                *here =
                    self.at_start * points[t - 1][state] + (1.0 - self.at_start) * points[t][state];
            }
            let drugs = ZIDOVUDINE
                + if lamivudine && t <= 2 {
                    LAMIVUDINE
                } else {
                    0.0
                };
            let power = t as i32 - 1 + self.first_power;
            let discount = 1.06_f64.powi(-power);
            let alive = worth(&here, ALIVE);
            cost += discount * (worth(&here, COSTS) + drugs * alive);
            life_years += if self.discounts_life_years {
                discount * alive
            } else {
                alive
            };
        }
        (cost, life_years)
    }

    /// Extra cost of a life-year gained.
    fn icer(self) -> f64 {
        let (mono, combination) = (self.totals(false), self.totals(true));
        (combination.0 - mono.0) / (combination.1 - mono.1)
    }
}

#[test]
fn the_plain_copy_gives_the_published_results() {
    let (mono, combination) = (PUBLISHED.totals(false), PUBLISHED.totals(true));
    assert_printed(mono.0, 44_663.4535637, 1e-7);
    assert_printed(mono.1, 7.9912066, 1e-7);
    assert_printed(combination.0, 50_601.6513312, 1e-7);
    assert_printed(combination.1, 8.9373889, 1e-7);
    assert_printed(PUBLISHED.icer(), 6275.9556, 1e-4);
}

/// What `--set` makes of the scenario for each way of counting that caremix has, and the ratio it leads to.
const COUNTINGS: [(&[&str], f64, i32, f64); 3] = [
    (&[], 0.0, 1, 6_275.96),
    (
        &["run.counting=\"start\"", "run.discount_first_year=false"],
        1.0,
        0,
        6_579.92,
    ),
    (&["run.counting=\"middle\""], 0.5, 1, 6_241.89),
];

#[test]
fn every_trap_leads_to_the_figure_it_is_known_for() {
    for (_, at_start, first_power, printed) in COUNTINGS {
        let way = Way {
            at_start,
            first_power,
            ..PUBLISHED
        };
        assert_printed(way.icer(), printed, 0.01);
    }
    let rounded = Way {
        digits: Some(3),
        ..PUBLISHED
    };
    assert_printed(rounded.icer(), 6_277.78, 0.01);
    let discounted = Way {
        discounts_life_years: true,
        ..PUBLISHED
    };
    assert_printed(discounted.icer(), 10_206.49, 0.01);
}

#[test]
fn the_tables_of_the_scenario_are_those_of_the_book() {
    let plan = plan(FILE, &[]);
    let system = plan.means();
    for (name, lamivudine) in [("mono", false), ("combination", true)] {
        for t in 1..=CYCLES {
            let found = matrix(system, arm(system, name), t - 1);
            assert_same_moves(found, PUBLISHED.matrix(t, lamivudine));
        }
    }
}

#[test]
fn the_twin_is_the_plain_copy_to_the_ninth_digit_in_every_way_of_counting() {
    for (sets, at_start, first_power, printed) in COUNTINGS {
        let way = Way {
            at_start,
            first_power,
            ..PUBLISHED
        };
        let twin = twin(FILE, sets);
        let time = &twin.plan.means().time;
        let costs = |year: usize| time.discount(time.discount_costs, year);
        let found = ["mono", "combination"].map(|arm| {
            let life_years = twin.outcome(arm, "life_years", &|_| 1.0);
            (twin.cost(arm, &costs), life_years)
        });
        for ((cost, life_years), lamivudine) in found.into_iter().zip([false, true]) {
            let exact = way.totals(lamivudine);
            assert_exact(cost, exact.0);
            assert_exact(life_years, exact.1);
        }
        let [mono, combination] = found;
        let icer = (combination.0 - mono.0) / (combination.1 - mono.1);
        assert_printed(icer, printed, 0.01);
    }
}

#[test]
fn the_twin_gives_the_published_results() {
    let twin = twin(FILE, &[]);
    let time = &twin.plan.means().time;
    let costs = |year: usize| time.discount(time.discount_costs, year);
    let effects = |year: usize| time.discount(time.discount_effects, year);
    let printed = [
        ("mono", 44_663.4535637, 7.9912066),
        ("combination", 50_601.6513312, 8.9373889),
    ];
    for (arm, cost, life_years) in printed {
        // Money is whole cents of a million people: it has one digit less.
        assert_printed(twin.cost(arm, &costs), cost, 1e-6);
        assert_printed(twin.outcome(arm, "life_years", &effects), life_years, 1e-7);
    }
}

#[test]
fn people_one_by_one_agree_with_the_book_within_four_standard_errors() {
    for (sets, at_start, first_power, _) in COUNTINGS {
        let way = Way {
            at_start,
            first_power,
            ..PUBLISHED
        };
        let world = live(FILE, sets);
        let time = &world.plan.means().time;
        let costs = |year: usize| time.discount(time.discount_costs, year);
        let effects = |year: usize| time.discount(time.discount_effects, year);
        for (arm, lamivudine) in [("mono", false), ("combination", true)] {
            let (cost, life_years) = way.totals(lamivudine);
            assert_agrees(&world.cost(arm, &costs), cost, 0.01);
            assert_agrees(
                &world.outcome(arm, "life_years", "all", &effects),
                life_years,
                0.01,
            );
        }
    }
}

#[test]
fn the_extra_cost_and_life_years_of_lamivudine_agree_with_the_book() {
    // Replication by replication, on the same people with the same luck.
    let world = live(FILE, &[]);
    let time = &world.plan.means().time;
    let costs = |year: usize| time.discount(time.discount_costs, year);
    let extra = |values: &dyn Fn(&str) -> Vec<f64>| -> Vec<f64> {
        let pairs = values("combination").into_iter().zip(values("mono"));
        pairs.map(|(with, without)| with - without).collect()
    };
    let (mono, combination) = (PUBLISHED.totals(false), PUBLISHED.totals(true));
    let cost = extra(&|arm| world.cost(arm, &costs));
    assert_agrees(&cost, combination.0 - mono.0, 0.05);
    let life_years = extra(&|arm| world.outcome(arm, "life_years", "all", &|_| 1.0));
    assert_agrees(&life_years, combination.1 - mono.1, 0.05);
}

//! Sick-Sicker: Alarid-Escudero et al., Med Decis Making 2023;43:3–20, time-independent cohort.
//!
//! States: healthy (H), sick (S1), sicker (S2), dead (D). Healthy people of 25, 75 yearly cycles, 76 points.

use crate::plain::{Matrix, assert_printed, probability, trace, worth};
use crate::scenario::{
    Lived, arm, assert_agrees, assert_exact, assert_same_moves, live, matrix, plan, twin,
};

const FILE: &str = "sick-sicker.toml";
const CYCLES: usize = 75;

/// A strategy: whether A and B are given.
#[derive(Debug, Clone, Copy)]
pub struct Strategy {
    pub arm: &'static str,
    a: bool,
    b: bool,
    /// Printed cost and QALYs per person.
    pub cost: f64,
    pub qalys: f64,
}

pub const STRATEGIES: [Strategy; 4] = [
    Strategy {
        arm: "standard_of_care",
        a: false,
        b: false,
        cost: 151_579.866,
        qalys: 20.711331,
    },
    Strategy {
        arm: "a",
        a: true,
        b: false,
        cost: 284_804.513,
        qalys: 21.498663,
    },
    Strategy {
        arm: "b",
        a: false,
        b: true,
        cost: 259_100.411,
        qalys: 22.184465,
    },
    Strategy {
        arm: "ab",
        a: true,
        b: true,
        cost: 378_875.198,
        qalys: 23.136844,
    },
];

impl Strategy {
    /// Each rate alone becomes p = 1 − exp(−r), hazard ratios act on rates. Death comes first, the other moves among
    /// those who survive; the two live exits of S1 are added and do not compete.
    fn matrix(self) -> Matrix {
        let (h_dies, s1_dies, s2_dies) = (
            probability(0.002),
            probability(0.002 * 3.0),
            probability(0.002 * 10.0),
        );
        let (falls_sick, recovers) = (probability(0.15), probability(0.5));
        let worsens = probability(0.105 * if self.b { 0.6 } else { 1.0 });
        let (h_lives, s1_lives) = (1.0 - h_dies, 1.0 - s1_dies);
        [
            [
                h_lives * (1.0 - falls_sick),
                h_lives * falls_sick,
                0.0,
                h_dies,
            ],
            [
                s1_lives * recovers,
                s1_lives * (1.0 - recovers - worsens),
                s1_lives * worsens,
                s1_dies,
            ],
            [0.0, 0.0, 1.0 - s2_dies, s2_dies],
            [0.0, 0.0, 0.0, 1.0],
        ]
    }

    /// Yearly cost: 2,000; 4,000; 15,000; 0, and in S1 and S2 12,000 for A and 13,000 for B. (One table of the paper
    /// prints 12,000 for B: a misprint, as its own results show.)
    fn costs(self) -> [f64; 4] {
        let treatment = if self.a { 12_000.0 } else { 0.0 } + if self.b { 13_000.0 } else { 0.0 };
        [2_000.0, 4_000.0 + treatment, 15_000.0 + treatment, 0.0]
    }

    /// QALY weights: 1; 0.75, or 0.95 with A; 0.5; 0.
    fn utilities(self) -> [f64; 4] {
        [1.0, if self.a { 0.95 } else { 0.75 }, 0.5, 0.0]
    }

    /// Discounted sum over the 76 points of what the states are worth, each point with its weight.
    fn total(self, values: [f64; 4]) -> f64 {
        let points = trace(CYCLES, |_| self.matrix());
        let weighted = points.iter().enumerate();
        weighted
            .map(|(t, shares)| discounted_weight(t) * worth(shares, values))
            .sum()
    }
}

/// The weights within a cycle of the published code. The paper says Simpson's 1/3 rule, whose weights of the points
/// 0, 1, 2, 3 … are 1/3, 4/3, 2/3, 4/3 … 1/3. The code counts its points from 1 and so gives the even weight to odd
/// points and the odd weight to even ones; and 75 is odd, for which Simpson's rule has no form at all.
fn swapped_simpson_weight(t: usize) -> f64 {
    match t {
        0 | CYCLES => 1.0 / 3.0,
        _ if t % 2 == 1 => 2.0 / 3.0,
        _ => 4.0 / 3.0,
    }
}

/// The same, discounted at 3 % a year with t from 0.
pub fn discounted_weight(t: usize) -> f64 {
    swapped_simpson_weight(t) / 1.03_f64.powi(t as i32)
}

#[test]
fn the_plain_copy_gives_the_printed_results() {
    for strategy in STRATEGIES {
        assert_printed(strategy.total(strategy.costs()), strategy.cost, 0.001);
        assert_printed(
            strategy.total(strategy.utilities()),
            strategy.qalys,
            0.000001,
        );
    }
}

#[test]
fn the_plain_copy_gives_the_printed_trace() {
    let points = trace(CYCLES, |_| STRATEGIES[0].matrix());
    let printed = [
        (1, [0.85898828, 0.13901372, 0.0, 0.001998]),
        (10, [0.62019214, 0.18314867, 0.15870601, 0.03795318]),
        (75, [0.11572345, 0.03417854, 0.31706154, 0.53303648]),
    ];
    for (t, shares) in printed {
        for (found, printed) in points[t].iter().zip(shares) {
            assert_printed(*found, printed, 0.00000001);
        }
    }
}

#[test]
fn the_plain_copy_gives_the_printed_ratios() {
    let of = |strategy: Strategy| {
        (
            strategy.total(strategy.costs()),
            strategy.total(strategy.utilities()),
        )
    };
    let [none, a, b, ab] = STRATEGIES.map(of);
    let icer = |(cost, qalys): (f64, f64), (cost_of, qalys_of): (f64, f64)| {
        (cost - cost_of) / (qalys - qalys_of)
    };
    assert_printed(icer(b, none), 72_987.636, 0.001);
    assert_printed(icer(ab, b), 125_763.786, 0.001);
    // A costs more than B and gives less: dominated.
    assert!(a.0 > b.0 && a.1 < b.1);
}

#[test]
fn the_swapped_weights_are_needed_for_the_printed_results() {
    // Simpson's weights as they should be (in so far as they can, on an odd number of cycles) and the life-table
    // weights 1/2, 1, 1 … 1/2 give other figures.
    let total = |weight: &dyn Fn(usize) -> f64| -> f64 {
        let points = trace(CYCLES, |_| STRATEGIES[0].matrix());
        let qalys = |(t, shares): (usize, &[f64; 4])| {
            weight(t) / 1.03_f64.powi(t as i32) * worth(shares, STRATEGIES[0].utilities())
        };
        points.iter().enumerate().map(qalys).sum()
    };
    let simpson = |t: usize| {
        if t.is_multiple_of(2) {
            2.0 / 3.0
        } else {
            4.0 / 3.0
        }
    };
    let ends = |t: usize| t == 0 || t == CYCLES;
    let unswapped = total(&|t| if ends(t) { 1.0 / 3.0 } else { simpson(t) });
    let life_table = total(&|t| if ends(t) { 0.5 } else { 1.0 });
    for other in [unswapped, life_table] {
        assert!((other - STRATEGIES[0].qalys).abs() > 0.001, "{other}");
    }
}

#[test]
fn the_tables_of_the_scenario_are_those_of_the_paper() {
    let plan = plan(FILE, &[]);
    let system = plan.means();
    for strategy in STRATEGIES {
        for year in [0, 1, CYCLES] {
            let found = matrix(system, arm(system, strategy.arm), year);
            assert_same_moves(found, strategy.matrix());
        }
    }
}

#[test]
fn the_twin_is_the_paper_to_its_printed_digits_and_the_plain_copy_to_the_ninth() {
    let twin = twin(FILE, &[]);
    for strategy in STRATEGIES {
        let cost = twin.cost(strategy.arm, &discounted_weight);
        assert_printed(cost, strategy.cost, 0.001);
        assert_exact(cost, strategy.total(strategy.costs()));
        let qalys = twin.outcome(strategy.arm, "qalys", &discounted_weight);
        assert_printed(qalys, strategy.qalys, 0.000001);
        assert_exact(qalys, strategy.total(strategy.utilities()));
        let points = trace(CYCLES, |_| strategy.matrix());
        for (found, exact) in twin.trace(strategy.arm).iter().zip(points) {
            for (found, exact) in found.iter().zip(exact) {
                assert_exact(*found, exact);
            }
        }
    }
}

#[test]
fn the_twin_gives_the_printed_ratios() {
    let twin = twin(FILE, &[]);
    let [none, _, b, ab] = STRATEGIES.map(|strategy| {
        let cost = twin.cost(strategy.arm, &discounted_weight);
        (
            cost,
            twin.outcome(strategy.arm, "qalys", &discounted_weight),
        )
    });
    assert_printed((b.0 - none.0) / (b.1 - none.1), 72_987.636, 0.001);
    assert_printed((ab.0 - b.0) / (ab.1 - b.1), 125_763.786, 0.001);
}

fn assert_lived(world: &Lived, strategy: Strategy) {
    let states = ["healthy", "sick", "sicker"];
    let points = trace(CYCLES, |_| strategy.matrix());
    for (state, name) in states.into_iter().enumerate() {
        for t in [1, 10, CYCLES] {
            if points[t][state] > 0.0 {
                let only = |year: usize| if year == t { 1.0 } else { 0.0 };
                let found = world.outcome(strategy.arm, "state_years", name, &only);
                assert_agrees(&found, points[t][state], 0.05);
            }
        }
    }
    let cost = world.cost(strategy.arm, &discounted_weight);
    assert_agrees(&cost, strategy.total(strategy.costs()), 0.01);
    let qalys = world.outcome(strategy.arm, "qalys", "all", &discounted_weight);
    assert_agrees(&qalys, strategy.total(strategy.utilities()), 0.01);
}

#[test]
fn people_one_by_one_agree_with_the_paper_within_four_standard_errors() {
    let world = live(FILE, &[]);
    for strategy in STRATEGIES {
        assert_lived(&world, strategy);
    }
}

#[test]
fn costs_and_qalys_of_a_run_are_discounted_from_the_first_point() {
    // Start of the cycle, weight 1 a point: what payers.csv and outcomes.csv call `discounted`.
    let world = live(FILE, &[]);
    let time = &world.plan.means().time;
    for t in [0, 1, CYCLES] {
        let factor = 1.03_f64.powi(-(t as i32));
        assert!((time.discount(time.discount_costs, t) - factor).abs() < 1e-15);
        assert!((time.discount(time.discount_effects, t) - factor).abs() < 1e-15);
    }
    let weight = |year: usize| time.discount(time.discount_costs, year);
    for strategy in STRATEGIES {
        let points = trace(CYCLES, |_| strategy.matrix());
        let years = points.iter().enumerate();
        let exact = years
            .map(|(t, shares)| weight(t) * worth(shares, strategy.costs()))
            .sum();
        assert_agrees(&world.cost(strategy.arm, &weight), exact, 0.01);
    }
}

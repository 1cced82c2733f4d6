//! Times the cohort twin of the real town, all arms and years from tables to ledger, beside one replication of it, and the
//! questions that are asked of it. First it prints, for every shipped scenario, how far what is fast lies from what is exact.

// The macros of criterion make public functions without documentation.
#![allow(missing_docs)]

mod town;

use caremix::cohort::linear::without_feedback;
use caremix::cohort::{self, Expected, ExpectedArm, Twin, TwinPrecision};
use caremix::system::plan::Plan;
use criterion::{Criterion, criterion_group, criterion_main};

const TOWN: &str = "scenarios/zoetermeer-2025.toml";

/// What each payer lays out over all years, EUR.
fn totals(arm: &ExpectedArm) -> impl Iterator<Item = f64> + '_ {
    let paid = arm.result.paid.iter();
    paid.map(|years| years.iter().map(|cents| cents.to_eur()).sum())
}

/// The largest error of a payer's total as a share of it, and of the difference from the comparator as a share of that
/// difference, of those that are a millionth of the total or more.
fn errors(fast: &Expected, exact: &Expected, comparator: usize) -> [f64; 2] {
    let mut largest = [0.0_f64; 2];
    for (one, other) in fast.arms.iter().zip(&exact.arms) {
        let beside = totals(&fast.arms[comparator]).zip(totals(&exact.arms[comparator]));
        for ((fast, exact), (fast_beside, exact_beside)) in
            totals(one).zip(totals(other)).zip(beside)
        {
            let difference = exact - exact_beside;
            if exact != 0.0 {
                largest[0] = largest[0].max(((fast - exact) / exact).abs());
            }
            if difference.abs() > 1e-6 * exact.abs() {
                let off = fast - fast_beside - difference;
                largest[1] = largest[1].max((off / difference).abs());
            }
        }
    }
    largest
}

fn print_errors() {
    let files = std::fs::read_dir(town::path("scenarios")).expect("scenarios");
    let mut names: Vec<String> = files
        .map(|file| {
            file.expect("a file")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name.ends_with(".toml"))
        .collect();
    names.sort();
    println!("largest error of a payer's total, and of a total difference, as shares of them");
    for name in names {
        let plan = town::plan(&format!("scenarios/{name}"), &["run.parameters=means"]);
        let [fast, exact] = [TwinPrecision::Fast, TwinPrecision::Exact]
            .map(|precision| cohort::expected_at(plan.means(), precision));
        let [total, difference] = errors(&fast, &exact, plan.means().comparator);
        println!("{name}: {total:.1e} {difference:.1e}");
    }
}

/// The scenario under other keys, on the tables of a plan where these stay the same.
fn changed(plan: &Plan, sets: &[&str], is_kept: impl Fn(&str) -> bool) -> Plan {
    let mut scenario = town::plan(TOWN, sets).scenario;
    scenario.arm.retain(|arm| is_kept(&arm.name));
    scenario.knob.clear();
    plan.changed(&scenario)
}

fn twin(criterion: &mut Criterion) {
    print_errors();
    let means = "run.parameters=means";
    let mut scenario = town::plan(TOWN, &[means]).scenario;
    // Knobs name arms that a question leaves out.
    scenario.knob.clear();
    let plan = Plan::new(&scenario, None);
    let plain = Plan::new(&without_feedback(&plan.scenario), None);
    let mut group = criterion.benchmark_group("cohort");
    group.sample_size(10);
    group.bench_function("all arms, no feedback", |bencher| {
        bencher.iter(|| cohort::expected(plain.means()));
    });
    group.bench_function("all arms, everything on", |bencher| {
        bencher.iter(|| cohort::expected(plan.means()));
    });
    let known = Twin::new(plan.means(), TwinPrecision::Fast);
    let amount = "arm.regional_capacity.component.transition_budget.amount=4000000";
    let more = changed(&plan, &[means, amount], |_| true);
    let arms = &plan.scenario.arm;
    let arm = arms
        .iter()
        .position(|arm| arm.name == "regional_capacity")
        .expect("the arm");
    group.bench_function("one arm changed, comparator known", |bencher| {
        bencher.iter(|| known.arm(more.means(), arm));
    });
    let two = |name: &str| name == "current" || name == "transition_budget";
    let belief = "effect.prevention_on_onset.reduction=0.123";
    let believed = changed(&plan, &[means, belief], two);
    group.bench_function("a belief changed, two arms", |bencher| {
        bencher.iter(|| Twin::on(known.basis(), believed.means()).expected());
    });
    group.bench_function("one replication", |bencher| {
        bencher.iter(|| town::run(&plan, 1, 1));
    });
    group.finish();
}

criterion_group!(benches, twin);
criterion_main!(benches);

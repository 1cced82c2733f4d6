//! Times the cohort twin of the real town, all arms and years from tables to ledger, beside one replication of it.

// The macros of criterion make public functions without documentation.
#![allow(missing_docs)]

mod town;

use caremix::cohort;
use caremix::cohort::linear::without_feedback;
use caremix::system::plan::Plan;
use criterion::{Criterion, criterion_group, criterion_main};

const TOWN: &str = "scenarios/zoetermeer-2025.toml";

fn twin(criterion: &mut Criterion) {
    let plan = town::plan(TOWN, &["run.parameters=means"]);
    let plain = Plan::new(&without_feedback(&plan.scenario), None);
    let mut group = criterion.benchmark_group("cohort");
    group.sample_size(10);
    group.bench_function("twin", |bencher| {
        bencher.iter(|| cohort::expected(plain.means()));
    });
    group.bench_function("twin with feedback", |bencher| {
        bencher.iter(|| cohort::expected(plan.means()));
    });
    group.bench_function("one replication", |bencher| {
        bencher.iter(|| town::run(&plan, 1, 1));
    });
    group.finish();
}

criterion_group!(benches, twin);
criterion_main!(benches);

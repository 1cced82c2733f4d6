//! Times a whole run of the real town: parameter draws, all arms, statistics.

// The macros of criterion make public functions without documentation.
#![allow(missing_docs)]

mod town;

use caremix::analysis;
use criterion::{Criterion, criterion_group, criterion_main};

const TOWN: &str = "scenarios/zoetermeer-2025.toml";

fn whole(criterion: &mut Criterion) {
    let plan = town::plan(TOWN, &["run.sample=10000"]);
    let mut group = criterion.benchmark_group("run");
    group.sample_size(10);
    for threads in [1, 2] {
        group.bench_function(
            format!("zoetermeer, 4 replications, {threads} threads"),
            |bencher| {
                bencher.iter(|| analysis::tables(&plan, &town::run(&plan, 4, threads)));
            },
        );
    }
    group.finish();
}

criterion_group!(benches, whole);
criterion_main!(benches);

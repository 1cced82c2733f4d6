//! Times the kernel on one core: everything that happens to a resident of the real town in a cycle, in nanoseconds per
//! resident-cycle, tables and summing up included.

// The macros of criterion make public functions without documentation.
#![allow(missing_docs)]

mod town;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const TOWN: &str = "scenarios/zoetermeer-2025.toml";
const SAMPLE: u64 = 10_000;

/// Seven arms, each with all or some of its mechanisms, deliver care in nine different ways: nine towns a replication. Years in
/// which several of them find the same are lived once, and count here as if every town had lived them.
const TOWNS: u64 = 9;

fn kernel(criterion: &mut Criterion) {
    let plan = town::plan(TOWN, &["run.sample=10000", "run.parameters=means"]);
    let cycles = plan.means().time.cycles() as u64;
    let mut group = criterion.benchmark_group("kernel");
    group.sample_size(10);
    group.throughput(Throughput::Elements(SAMPLE * cycles * TOWNS));
    group.bench_function("resident-cycle", |bencher| {
        bencher.iter(|| town::run(&plan, 1, 1));
    });
    group.finish();
}

criterion_group!(benches, kernel);
criterion_main!(benches);

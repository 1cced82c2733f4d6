//! Times the innermost draws: random bits, a Poisson count from them, a gamma factor from them. The bits are new in
//! every iteration, or branch predictors would learn them by heart; `bits` alone is what to subtract.

// The macros of criterion make public functions without documentation.
#![allow(missing_docs)]

use caremix::base::gamma_table::GammaTable;
use caremix::base::poisson::{PoissonId, Poissons};
use caremix::base::random::Key;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

const DRAWS: u64 = 1 << 16;

/// A key that was never there before.
fn fresh(iteration: &mut u64) -> Key {
    *iteration += 1;
    Key::root(*iteration)
}

fn poisson(criterion: &mut Criterion) {
    let mut iteration = 0;
    let mut group = criterion.benchmark_group("poisson");
    group.throughput(Throughput::Elements(DRAWS));
    group.bench_function("bits", |bencher| {
        bencher.iter(|| {
            let key = fresh(&mut iteration);
            (0..DRAWS)
                .map(|i| key.bits(i) as u32)
                .fold(0, u32::wrapping_add)
        });
    });
    for mean in [0.0, 0.02, 0.1, 0.35, 0.69, 0.7, 2.0, 12.0, 150.0, 2_000.0] {
        let mut poissons = Poissons::new();
        let id = poissons.add(mean);
        group.bench_function(BenchmarkId::from_parameter(mean), |bencher| {
            bencher.iter(|| total(&poissons, std::iter::repeat(id), fresh(&mut iteration)));
        });
    }

    // Three needs of residents in three states that stay in their state for some cycles.
    let mut poissons = Poissons::new();
    let means = [[4.0, 0.2, 0.05], [7.0, 2.0, 0.12], [11.0, 12.0, 0.35]];
    let ids: Vec<PoissonId> = (0..DRAWS / 24)
        .flat_map(|resident| {
            let state = (Key::root(2).bits(resident) % 3) as usize;
            (0..24).map(move |draw| means[state][draw % 3])
        })
        .map(|mean| poissons.add(mean))
        .collect();
    group.bench_function("mixed", |bencher| {
        bencher.iter(|| total(&poissons, ids.iter().copied(), fresh(&mut iteration)));
    });

    // As many distinct means as a system with many ages, classes and effects has.
    let many: Vec<PoissonId> = (0..DRAWS)
        .map(|i| poissons.add(0.5 * Key::root(3).uniform(i % 20_000)))
        .collect();
    group.bench_function("many_small", |bencher| {
        bencher.iter(|| total(&poissons, many.iter().copied(), fresh(&mut iteration)));
    });
    group.bench_function("add_small", |bencher| {
        bencher.iter(|| {
            poissons.clear();
            (0..DRAWS).for_each(|i| {
                poissons.add(0.5 * i as f64 / DRAWS as f64);
            });
        });
    });
    group.finish();
}

fn total(poissons: &Poissons, ids: impl Iterator<Item = PoissonId>, key: Key) -> u32 {
    ids.zip(0..DRAWS)
        .map(|(id, i)| poissons.draw(id, key.bits(i)))
        .fold(0, u32::wrapping_add)
}

fn gamma(criterion: &mut Criterion) {
    let mut iteration = 0;
    let mut group = criterion.benchmark_group("gamma");
    for cv in [0.5, 1.0, 5.0] {
        group.bench_function(BenchmarkId::new("new", cv), |bencher| {
            bencher.iter(|| GammaTable::new(cv));
        });
    }
    group.throughput(Throughput::Elements(DRAWS));
    let table = GammaTable::new(1.0);
    group.bench_function("at", |bencher| {
        bencher.iter(|| {
            let key = fresh(&mut iteration);
            (0..DRAWS).map(|i| table.at(key.bits(i))).sum::<f64>()
        });
    });
    group.finish();
}

criterion_group!(benches, poisson, gamma);
criterion_main!(benches);

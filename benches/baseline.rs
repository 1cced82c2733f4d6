//! Times the bare loop and caremix on the same workload, side by side, after checking that the loop simulates the law
//! it should. The figure that counts is their ratio.

// The macros of criterion make public functions without documentation.
#![allow(missing_docs)]

mod bare_loop;
mod town;

use bare_loop::Totals;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const RESIDENTS: usize = 100_000;

/// One of a resident's totals.
type Of = fn(&Totals) -> f64;

/// Exact expectations per resident, from the expected shares in each state over time.
const EXACT: [(&str, Of, f64); 3] = [
    ("insurer", |t| t.insurer, 5_289.178),
    ("long_term_care_fund", |t| t.long_term_care_fund, 1_987.308),
    ("life years", |t| t.life_years, 10.505_482),
];

fn baseline(criterion: &mut Criterion) {
    let totals = bare_loop::run(RESIDENTS, 1);
    check(&totals);
    let person_years: f64 = totals.iter().map(|t| t.life_years).sum();
    // Criterion also prints elements per second; this is the figure the README's table keeps.
    print_fastest(person_years);

    let mut group = criterion.benchmark_group("baseline");
    group.throughput(Throughput::Elements(person_years as u64));
    group.sample_size(20);
    group.bench_function("bare_loop", |bencher| {
        bencher.iter(|| bare_loop::run(RESIDENTS, 1));
    });
    let plan = town::plan("benches/bench-b.toml", &[]);
    for threads in [1, 2] {
        // One replication a thread, so that the time per replication is also the time per run and thread.
        group.bench_function(
            format!("caremix, {threads} threads, a town each"),
            |bencher| {
                bencher.iter(|| town::run(&plan, threads as u32, threads));
            },
        );
    }
    group.bench_function("caremix, one town on 2 threads", |bencher| {
        bencher.iter(|| town::run(&plan, 1, 2));
    });
    group.finish();
}

/// A loop that is fast because it is wrong would be no bar: every mean within four standard errors of the exact one.
fn check(totals: &[Totals]) {
    let n = totals.len() as f64;
    for (name, of, exact) in EXACT {
        let mean = totals.iter().map(of).sum::<f64>() / n;
        let squares: f64 = totals.iter().map(|t| (of(t) - mean).powi(2)).sum();
        let error = (squares / (n - 1.0) / n).sqrt();
        println!("{name}: {mean:.4} per resident, exact {exact}, standard error {error:.4}");
        assert!(
            (mean - exact).abs() < 4.0 * error,
            "{name} is {mean}, not {exact} within four times {error}"
        );
    }
}

fn print_fastest(person_years: f64) {
    let fastest = (0..15)
        .map(|_| {
            let start = std::time::Instant::now();
            std::hint::black_box(bare_loop::run(RESIDENTS, 1));
            start.elapsed()
        })
        .min();
    if let Some(fastest) = fastest {
        let ns = fastest.as_nanos() as f64 / person_years;
        println!("fastest of 15: {ns:.1} ns per person-year");
    }
}

criterion_group!(benches, baseline);
criterion_main!(benches);

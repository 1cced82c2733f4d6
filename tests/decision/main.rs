//! Decision analysis on tables of which the right figures are known: published ones, closed forms, and a thousand made at
//! random.
//!
//! Comes in: tables of net benefits. Goes out: agreement, to the ninth digit where the figure is one of the table itself,
//! within errors where it is estimated. Deliberately absent: runs.

mod closed_forms;
mod random_tables;
mod savi;
mod vaccine;

use std::path::Path;

use caremix::analysis::decision::net_benefit::NetBenefits;

/// The columns of a file of numbers, in the order of these names.
fn columns(path: &Path, names: &[&str]) -> Vec<Vec<f64>> {
    let mut reader = csv::Reader::from_path(path).expect("a file");
    let header = reader.headers().expect("a header").clone();
    let places: Vec<usize> = names
        .iter()
        .map(|name| {
            header
                .iter()
                .position(|found| found == *name)
                .expect("a column")
        })
        .collect();
    let mut columns = vec![Vec::new(); names.len()];
    for record in reader.records() {
        let record = record.expect("a row");
        for (column, &place) in columns.iter_mut().zip(&places) {
            column.push(record[place].parse().expect("a number"));
        }
    }
    columns
}

/// Net benefits of effects and costs by option.
fn benefits(effects: &[Vec<f64>], costs: &[Vec<f64>], willingness: f64) -> NetBenefits {
    let options = effects.iter().zip(costs);
    let values = options.map(|(effects, costs)| {
        let pairs = effects.iter().zip(costs);
        pairs
            .map(|(effect, cost)| willingness * effect - cost)
            .collect()
    });
    NetBenefits::new(values.collect(), 1).expect("a table")
}

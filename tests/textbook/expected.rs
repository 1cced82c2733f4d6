//! The printed figures from what users see: `caremix run --expected --format csv`, the scenario as it is written.

use std::collections::BTreeMap;
use std::path::Path;

use assert_cmd::Command;

use crate::plain::assert_printed;
use crate::sick_sicker::{STRATEGIES, Strategy, discounted_weight};

/// Rows by arm, measure and year.
struct Table {
    rows: BTreeMap<[String; 3], csv::StringRecord>,
    header: csv::StringRecord,
}

impl Table {
    fn of(file: &str, more: &[&str]) -> Table {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/textbook")
            .join(file);
        let output = Command::new(env!("CARGO_BIN_EXE_caremix"))
            .arg("run")
            .arg(path)
            .args(["--expected", "--format", "csv"])
            .args(more)
            .output()
            .expect("a process");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let mut reader = csv::Reader::from_reader(output.stdout.as_slice());
        let header = reader.headers().expect("a header").clone();
        let rows = reader.records().map(|row| row.expect("a row"));
        let rows = rows.map(|row| ([&row[0], &row[2], &row[1]].map(str::to_string), row));
        Table {
            rows: rows.collect(),
            header,
        }
    }

    fn figure(&self, arm: &str, measure: &str, year: &str, column: &str) -> f64 {
        let row = &self.rows[&[arm, measure, year].map(str::to_string)];
        let index = self.header.iter().position(|name| name == column);
        let text = &row[index.expect("a column")];
        text.parse()
            .unwrap_or_else(|_| panic!("{arm} {measure} {year}: `{text}`"))
    }
}

#[test]
fn sick_sicker_has_its_printed_costs_qalys_and_ratios() {
    // The years are the points of the trace; the weights within a cycle are those of the paper's code.
    let table = Table::of("sick-sicker.toml", &[]);
    let total = |arm: &str, measure: &str| -> f64 {
        let years = (0..76).map(|t| {
            let year = (2023 + t).to_string();
            discounted_weight(t) * table.figure(arm, measure, &year, "per_resident")
        });
        years.sum()
    };
    let mut found = BTreeMap::new();
    for Strategy {
        arm, cost, qalys, ..
    } in STRATEGIES
    {
        let (cost_found, qalys_found) = (total(arm, "all"), total(arm, "qalys"));
        assert_printed(cost_found, cost, 0.001);
        assert_printed(qalys_found, qalys, 0.000001);
        found.insert(arm, (cost_found, qalys_found));
    }
    let ratio = |with: &str, without: &str| {
        (found[with].0 - found[without].0) / (found[with].1 - found[without].1)
    };
    assert_printed(ratio("b", "standard_of_care"), 72_987.636, 0.01);
    assert_printed(ratio("ab", "b"), 125_763.786, 0.01);
}

#[test]
fn the_hiv_model_has_its_printed_totals_and_its_ratio_without_any_weights() {
    let table = Table::of("hiv.toml", &[]);
    for (arm, cost, life_years) in [
        ("mono", 44_663.453_563_7, 7.991_206_6),
        ("combination", 50_601.651_331_2, 8.937_388_9),
    ] {
        // A thousand people's money is in cents: a hundred-thousandth of one person's.
        assert_printed(
            table.figure(arm, "all", "discounted", "per_resident"),
            cost,
            1e-4,
        );
        let found = table.figure(arm, "life_years", "discounted", "per_resident");
        assert_printed(found, life_years, 1e-7);
    }
    let ratio =
        |column: &str| table.figure("combination", "cost_per_life_year", "discounted", column);
    assert_printed(ratio("expected"), 6_275.96, 0.01);
    assert_printed(ratio("on_frontier"), 6_275.96, 0.01);
}

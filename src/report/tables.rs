//! The CSV files of a run, one row type a file.
//!
//! Comes in: rows. Goes out: UTF-8 with commas and a header, in the order given; money with two decimals, every
//! other number as the shortest text that reads back the same, nothing where a value is unknown.
//! Deliberately absent: sorting, rounding beyond that, and any column of time or threads, so that the same
//! scenario gives the same bytes.

use std::io::Write;

use super::numbers::{money, shortest};
use crate::analysis::rows::{
    ControlVariateRow, IncrementalRow, InvestmentRow, LayerRow, LedgerRow, OutcomeRow, PayerRow,
    ProviderRow, ReplicationRow, SavingsRow, Spread,
};

/// Columns before a [`Spread`], those of the spread, and columns after it.
macro_rules! with_spread {
    [$($before:literal),*; $($after:literal),*] => {
        &[
            $($before,)*
            "mean", "mc_error", "sd", "q025", "q250", "q500", "q750", "q975",
            $($after,)*
        ]
    };
    [$($before:literal),*] => { with_spread![$($before),*;] };
}
pub(super) use with_spread;

/// The columns of a [`Spread`].
pub const SPREAD: [&str; 8] = *with_spread![];

/// A row of one of the result files.
pub trait Row {
    /// The name of its file.
    const FILE: &'static str;
    /// Its columns.
    const COLUMNS: &'static [&'static str];
    /// Its fields, one a column.
    fn fields(&self, into: &mut Fields);
}

/// The fields of the row being written.
#[derive(Debug, Default)]
pub struct Fields {
    record: csv::StringRecord,
}

impl Fields {
    pub(super) fn text(&mut self, text: &str) {
        self.record.push_field(text);
    }

    pub(super) fn integer(&mut self, value: impl Into<i64>) {
        self.text(&value.into().to_string());
    }

    pub(super) fn number(&mut self, value: f64, text: fn(f64) -> String) {
        self.text(&text(value));
    }

    pub(super) fn known(&mut self, value: Option<f64>, text: fn(f64) -> String) {
        self.text(&value.map(text).unwrap_or_default());
    }

    fn spread(&mut self, spread: &Spread, text: fn(f64) -> String) {
        self.number(spread.mean, text);
        self.known(spread.mc_error, text);
        self.known(spread.sd, text);
        for quantile in [
            spread.q025,
            spread.q250,
            spread.q500,
            spread.q750,
            spread.q975,
        ] {
            self.number(quantile, text);
        }
    }
}

/// A file being written row by row.
pub(super) struct Rows<R, W: Write> {
    writer: csv::Writer<W>,
    fields: Fields,
    row: std::marker::PhantomData<R>,
}

impl<R: Row, W: Write> Rows<R, W> {
    /// Writes the header.
    pub fn begin(to: W) -> std::io::Result<Rows<R, W>> {
        let mut writer = csv::Writer::from_writer(to);
        writer.write_record(R::COLUMNS)?;
        Ok(Rows {
            writer,
            fields: Fields::default(),
            row: std::marker::PhantomData,
        })
    }

    /// Writes a row.
    pub fn write(&mut self, row: &R) -> std::io::Result<()> {
        self.fields.record.clear();
        row.fields(&mut self.fields);
        self.writer.write_record(&self.fields.record)?;
        Ok(())
    }

    /// Hands over what is left.
    pub fn finish(mut self) -> std::io::Result<()> {
        self.writer.flush()
    }
}

/// Writes a header and all rows.
pub fn write<R: Row>(rows: &[R], to: impl Write) -> std::io::Result<()> {
    let mut file = Rows::begin(to)?;
    rows.iter().try_for_each(|row| file.write(row))?;
    file.finish()
}

/// How values of a unit are written: EUR are money, anything else is not.
pub(super) fn text_of(unit: &str) -> fn(f64) -> String {
    if unit == "EUR" { money } else { shortest }
}

impl Row for LedgerRow {
    const FILE: &'static str = "ledger.csv";
    const COLUMNS: &'static [&'static str] =
        with_spread!["arm", "year", "payer", "recipient", "component"];

    fn fields(&self, into: &mut Fields) {
        into.text(&self.arm);
        into.integer(self.year);
        into.text(&self.payer);
        into.text(&self.recipient);
        into.text(&self.component);
        into.spread(&self.spread, money);
    }
}

impl Row for PayerRow {
    const FILE: &'static str = "payers.csv";
    const COLUMNS: &'static [&'static str] = with_spread!["arm", "year", "payer"];

    fn fields(&self, into: &mut Fields) {
        into.text(&self.arm);
        into.text(&self.year);
        into.text(&self.payer);
        into.spread(&self.spread, money);
    }
}

impl Row for IncrementalRow {
    const FILE: &'static str = "incremental.csv";
    const COLUMNS: &'static [&'static str] =
        with_spread!["arm", "comparator", "effect", "year", "payer"; "p_no_worse_off"];

    fn fields(&self, into: &mut Fields) {
        into.text(&self.arm);
        into.text(&self.comparator);
        into.text(&self.effect);
        into.text(&self.year);
        into.text(&self.payer);
        into.spread(&self.spread, money);
        into.number(self.p_no_worse_off, shortest);
    }
}

impl Row for LayerRow {
    const FILE: &'static str = "layers.csv";
    const COLUMNS: &'static [&'static str] =
        with_spread!["arm", "comparator", "step", "year", "payer"];

    fn fields(&self, into: &mut Fields) {
        into.text(&self.arm);
        into.text(&self.comparator);
        into.text(&self.step);
        into.text(&self.year);
        into.text(&self.payer);
        into.spread(&self.spread, money);
    }
}

impl Row for SavingsRow {
    const FILE: &'static str = "savings.csv";
    const COLUMNS: &'static [&'static str] = &[
        "arm",
        "component",
        "persons",
        "settlements",
        "p_paid_without_effect",
        "p_mc_error",
        "paid_per_person_without_effect",
        "paid_mc_error",
    ];

    fn fields(&self, into: &mut Fields) {
        into.text(&self.arm);
        into.text(&self.component);
        into.number(self.persons, shortest);
        into.integer(self.settlements as i64);
        into.number(self.p_paid_without_effect, shortest);
        into.known(self.p_mc_error, shortest);
        into.number(self.paid_per_person_without_effect, money);
        into.known(self.paid_mc_error, money);
    }
}

impl Row for ControlVariateRow {
    const FILE: &'static str = "control_variate.csv";
    const COLUMNS: &'static [&'static str] = &[
        "arm",
        "comparator",
        "year",
        "payer",
        "mean",
        "mc_error",
        "correlation",
        "controlled_mean",
        "controlled_mc_error",
        "variance_ratio",
    ];

    fn fields(&self, into: &mut Fields) {
        into.text(&self.arm);
        into.text(&self.comparator);
        into.text(&self.year);
        into.text(&self.payer);
        into.number(self.mean, money);
        into.known(self.mc_error, money);
        into.known(self.correlation, shortest);
        into.number(self.controlled_mean, money);
        into.known(self.controlled_mc_error, money);
        into.known(self.variance_ratio, shortest);
    }
}

impl Row for OutcomeRow {
    const FILE: &'static str = "outcomes.csv";
    const COLUMNS: &'static [&'static str] =
        with_spread!["arm", "year", "outcome", "group", "unit"];

    fn fields(&self, into: &mut Fields) {
        into.text(&self.arm);
        into.text(&self.year);
        into.text(&self.outcome);
        into.text(&self.group);
        into.text(&self.unit);
        into.spread(&self.spread, text_of(&self.unit));
    }
}

impl Row for ProviderRow {
    const FILE: &'static str = "providers.csv";
    const COLUMNS: &'static [&'static str] = &[
        "arm",
        "year",
        "discipline",
        "practice_size",
        "practices",
        "income",
        "income_mc_error",
        "cost",
        "fte",
        "margin_per_fte",
        "margin_per_fte_mc_error",
        "margin_sd_over_practices",
        "share_better_off",
    ];

    fn fields(&self, into: &mut Fields) {
        into.text(&self.arm);
        into.integer(self.year);
        into.text(&self.discipline);
        into.text(&self.practice_size);
        into.text(
            &self
                .practices
                .map(|count| count.to_string())
                .unwrap_or_default(),
        );
        into.number(self.income, money);
        into.known(self.income_mc_error, money);
        into.known(self.cost, money);
        into.known(self.fte, shortest);
        into.known(self.margin_per_fte, money);
        into.known(self.margin_per_fte_mc_error, money);
        into.known(self.margin_sd_over_practices, money);
        into.known(self.share_better_off, shortest);
    }
}

impl Row for ReplicationRow {
    const FILE: &'static str = "replications.csv";
    const COLUMNS: &'static [&'static str] =
        &["arm", "replication", "payer_or_outcome", "year", "value"];

    fn fields(&self, into: &mut Fields) {
        into.text(&self.arm);
        into.integer(self.replication);
        into.text(&self.payer_or_outcome);
        into.text(&self.year);
        // Outcomes are named `outcome:group`; payers, which hold money, have no group.
        let is_outcome = self.payer_or_outcome.contains(':');
        into.number(self.value, if is_outcome { shortest } else { money });
    }
}

impl Row for InvestmentRow {
    const FILE: &'static str = "investments.csv";
    const COLUMNS: &'static [&'static str] =
        &["arm", "component", "payer", "year", "replication", "value"];

    fn fields(&self, into: &mut Fields) {
        into.text(&self.arm);
        into.text(&self.component);
        into.text(&self.payer);
        into.integer(self.year);
        into.integer(self.replication);
        into.number(self.value, money);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread() -> Spread {
        Spread {
            mean: 1234.567,
            mc_error: Some(1.0),
            sd: None,
            q025: -0.001,
            q250: 2.0,
            q500: 3.0,
            q750: 4.0,
            q975: 5.5,
        }
    }

    fn written<R: Row>(rows: &[R]) -> String {
        let mut bytes = Vec::new();
        write(rows, &mut bytes).expect("a vector takes everything");
        String::from_utf8(bytes).expect("UTF-8")
    }

    #[test]
    fn payers_are_written_as_money_with_empty_fields_for_what_is_unknown() {
        let row = PayerRow {
            arm: "current".into(),
            year: "total".into(),
            payer: "insurer".into(),
            spread: spread(),
        };
        assert_eq!(
            written(&[row]),
            "arm,year,payer,mean,mc_error,sd,q025,q250,q500,q750,q975\n\
             current,total,insurer,1234.57,1.00,,0.00,2.00,3.00,4.00,5.50\n"
        );
    }

    #[test]
    fn a_comma_in_a_name_is_quoted() {
        let row = LedgerRow {
            arm: "a,b".into(),
            year: 2025,
            payer: "insurer".into(),
            recipient: "gp".into(),
            component: "fee".into(),
            spread: spread(),
        };
        assert!(written(&[row]).contains("\n\"a,b\",2025,insurer,gp,fee,1234.57,"));
    }

    #[test]
    fn outcomes_keep_all_their_digits_unless_they_are_money() {
        let mut row = OutcomeRow {
            arm: "current".into(),
            year: "2025".into(),
            outcome: "qalys".into(),
            group: "all".into(),
            unit: "QALY".into(),
            spread: spread(),
        };
        assert!(written(&[row.clone()]).contains(",QALY,1234.567,1,,-0.001,"));
        row.unit = "EUR".into();
        assert!(written(&[row]).contains(",EUR,1234.57,1.00,,0.00,"));
    }

    #[test]
    fn replications_write_payers_as_money_and_outcomes_in_full() {
        let row = |name: &str| ReplicationRow {
            arm: "current".into(),
            replication: 0,
            payer_or_outcome: name.into(),
            year: "2025".into(),
            value: 0.125,
        };
        let text = written(&[row("insurer"), row("qalys:all")]);
        assert!(text.contains("insurer,2025,0.13\n") || text.contains("insurer,2025,0.12\n"));
        assert!(text.contains("qalys:all,2025,0.125\n"));
    }

    #[test]
    fn every_row_has_as_many_fields_as_columns() {
        fn width<R: Row>(row: &R) {
            let mut fields = Fields::default();
            row.fields(&mut fields);
            assert_eq!(fields.record.len(), R::COLUMNS.len(), "{}", R::FILE);
        }
        width(&ProviderRow {
            arm: "a".into(),
            year: 2025,
            discipline: "gp".into(),
            practice_size: "all".into(),
            practices: None,
            income: 1.0,
            income_mc_error: None,
            cost: None,
            fte: None,
            margin_per_fte: None,
            margin_per_fte_mc_error: None,
            margin_sd_over_practices: None,
            share_better_off: None,
        });
        width(&IncrementalRow {
            arm: "a".into(),
            comparator: "b".into(),
            effect: "full".into(),
            year: "total".into(),
            payer: "all".into(),
            spread: spread(),
            p_no_worse_off: 0.5,
        });
    }

    #[test]
    fn a_table_without_rows_still_has_its_header() {
        assert_eq!(
            written::<ReplicationRow>(&[]),
            "arm,replication,payer_or_outcome,year,value\n"
        );
    }
}

//! Files of rows: written, read again, and refused where a line is not as written.

use super::*;
use crate::analysis::rows::{
    Ends, LedgerRow, OutcomeRow, PayerRow, ProviderRow, ReplicationRow, SavingsRow, Spread,
    VarianceRow,
};
use crate::validation::ValidationRow;

fn spread() -> Spread {
    Spread {
        mean: 1234.567,
        mc_error: Some(1.0),
        sd: None,
        q025: Some(-0.001),
        q250: Some(2.0),
        q500: Some(3.0),
        q750: Some(4.0),
        q975: Some(5.5),
    }
}

fn ends() -> Ends {
    Ends {
        q025_mc_error: Some(0.25),
        q975_mc_error: None,
    }
}

fn payer(year: &str) -> PayerRow {
    PayerRow {
        arm: "current".into(),
        year: year.into(),
        payer: "insurer".into(),
        spread: spread(),
        ends: ends(),
    }
}

#[test]
fn payers_are_written_as_money_with_empty_fields_for_what_is_unknown() {
    assert_eq!(
        text(&[payer("total")]).as_deref(),
        Ok(
            "arm,year,payer,mean,mc_error,sd,q025,q250,q500,q750,q975,q025_mc_error,q975_mc_error\n\
             current,total,insurer,1234.57,1.00,,0.00,2.00,3.00,4.00,5.50,0.25,\n"
        )
    );
}

#[test]
fn a_comma_in_a_name_is_quoted_and_read_back() {
    let row = LedgerRow {
        arm: "a,b".into(),
        year: 2025,
        payer: "insurer".into(),
        recipient: "gp".into(),
        component: "fee".into(),
        follows: "price".into(),
        spread: Spread {
            mean: 1234.57,
            ..spread()
        },
        ends: ends(),
    };
    let text = text(std::slice::from_ref(&row)).expect("text");
    assert!(text.contains("\n\"a,b\",2025,insurer,gp,fee,1234.57,"));
    assert!(text.ends_with(",price\n"));
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join(LedgerRow::FILE), text).expect("written");
    let mut back = read::<LedgerRow>(folder.path()).expect("read");
    // Money in files has cents.
    assert_eq!(back[0].spread.q025.replace(-0.001), Some(0.0));
    assert_eq!(back, [row]);
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
        ends: ends(),
    };
    assert!(
        text(std::slice::from_ref(&row))
            .expect("text")
            .contains(",QALY,1234.567,1,,-0.001,")
    );
    row.unit = "EUR".into();
    assert!(
        text(&[row])
            .expect("text")
            .contains(",EUR,1234.57,1.00,,0.00,")
    );
}

#[test]
fn replications_write_money_as_money_and_outcomes_in_full() {
    let row = |name: &str, unit: &str| ReplicationRow {
        arm: "current".into(),
        replication: 0,
        payer_or_outcome: name.to_string().into(),
        year: "2025".into(),
        value: 0.375,
        unit: unit.to_string().into(),
    };
    let text = text(&[row("insurer", "EUR"), row("qalys:all", "QALY")]).expect("text");
    assert!(text.contains("insurer,2025,0.38,EUR\n"), "{text}");
    assert!(text.contains("qalys:all,2025,0.375,QALY\n"), "{text}");
}

#[test]
fn a_wide_table_has_a_column_for_every_replication() {
    let row = WideRow {
        table: "ledger".into(),
        arm: "current".into(),
        year: "2025".into(),
        name: "insurer:gp:fee".into(),
        unit: "EUR".into(),
        values: vec![1.0, 2.5],
    };
    let mut bytes = Vec::new();
    let header = wide_header(2);
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut file = Rows::begin(&header, Currency::EURO, &mut bytes).expect("begun");
    file.write(&row)
        .and_then(|()| file.finish())
        .expect("written");
    assert_eq!(
        String::from_utf8_lossy(&bytes),
        "table,arm,year,name,unit,0,1\nledger,current,2025,insurer:gp:fee,EUR,1.00,2.50\n"
    );
}

#[test]
fn no_number_stands_in_a_file_as_a_binary_fraction_does() {
    // What forgets to say how it is written would end in `.0`.
    let provider = ProviderRow {
        arm: "a".into(),
        year: 2025,
        discipline: "gp".into(),
        practice_size: "all".into(),
        practices: Some(3),
        income: 1.0,
        income_mc_error: Some(1.0),
        cost: Some(1.0),
        fte: Some(1.0),
        margin_per_fte: Some(1.0),
        margin_per_fte_mc_error: Some(1.0),
        margin_sd_over_practices: Some(1.0),
        share_better_off: Some(1.0),
        share_better_off_mc_error: Some(1.0),
    };
    assert_eq!(
        text(&[provider]).expect("text").lines().nth(1),
        Some("a,2025,gp,all,3,1.00,1.00,1.00,1,1.00,1.00,1.00,1,1")
    );
    let savings = SavingsRow {
        arm: "a".into(),
        component: "c".into(),
        persons: 1.0,
        settlements: 1,
        p_paid_without_effect: 1.0,
        p_mc_error: Some(1.0),
        paid_per_person_without_effect: 1.0,
        paid_mc_error: None,
    };
    assert_eq!(
        text(&[savings]).expect("text").lines().nth(1),
        Some("a,c,1,1,1,1,1.00,")
    );
    let variance = VarianceRow {
        arm: "a".into(),
        comparator: String::new(),
        payer_or_outcome: "p".into(),
        year: "total".into(),
        unit: "EUR".into(),
        sd_real_size: Some(1.0),
        by_parameters: Some(1.0),
        by_chance_real_size: Some(1.0),
        sd_as_simulated: None,
        by_chance_as_simulated: Some(1.0),
        plain_replications: Some(1.6),
    };
    assert_eq!(
        text(&[variance]).expect("text").lines().nth(1),
        Some("a,,p,total,EUR,1.00,1,1,,1,2")
    );
}

#[test]
fn a_table_without_rows_still_has_its_header() {
    assert_eq!(
        text::<ReplicationRow>(&[]).as_deref(),
        Ok("arm,replication,payer_or_outcome,year,value,unit\n")
    );
}

#[test]
fn a_damaged_file_is_named_with_its_line_and_column() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |text: &str| {
        std::fs::write(folder.path().join(PayerRow::FILE), text).expect("written");
        read::<PayerRow>(folder.path()).expect_err("damaged")
    };
    let good = text(&[payer("total")]).expect("text");
    let problem = write(&good.replace("1234.57", "x"));
    for expected in ["payers.csv", "line 2", "`x`", "`mean`"] {
        assert!(problem.contains(expected), "{problem}");
    }
    let problem = write("arm,year,payer,mean\na,total,all,1\n");
    assert!(
        problem.contains("the columns are not arm,year"),
        "{problem}"
    );
    assert!(write("").contains("it is empty"));
}

#[test]
fn objects_hold_numbers_where_the_row_does() {
    let found = objects(&[payer("2025")]).expect("objects");
    assert_eq!(found[0]["year"], Value::from("2025"));
    assert_eq!(found[0]["mean"], Value::from(1234.57));
    assert_eq!(found[0]["sd"], Value::Null);
    assert!(objects::<ValidationRow>(&[]).expect("objects").is_empty());
}

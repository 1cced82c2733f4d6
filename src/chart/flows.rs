//! Money from who pays, by how it is paid, to who receives it: at most twelve bands between two columns, with their
//! amounts on them.
//!
//! Comes in: amounts by payer, way of paying and recipient. Goes out: a [`Picture`]. Deliberately absent: small flows; what
//! has no band of its own is brought together under "other", and what is left out even so is said in words.

mod drawing;
mod group;
mod input;

use std::collections::BTreeMap;

use super::Picture;
use super::names;
use super::phrases as say;
use super::svg::Alt;
use super::table::{Cell, Table};
use super::words::{Lang, Money};
use drawing::FlowDrawing;
use group::FlowAmounts;
pub use input::{DrawnFlow, Input};

/// Draws it.
pub fn draw(input: &Input, lang: Lang, width: f64) -> Picture {
    let all = group::amounts(input);
    let back: f64 = all.values().filter(|eur| **eur < 0.0).sum();
    let paid: FlowAmounts = all.into_iter().filter(|(_, eur)| *eur > 0.0).collect();
    let total: f64 = paid.values().sum();
    let money = Money::of(lang, total);
    let grouped = group::group(input, &paid, say::OTHER.of(lang));
    let mut notes = vec![say::FLOWS_UNIT.fill(lang, &[("unit", money.unit())])];
    if grouped.left_out > 0.0 {
        let amount = money.words(grouped.left_out);
        notes.push(say::FLOWS_LEFT_OUT.fill(lang, &[("amount", &amount)]));
    }
    if back < 0.0 {
        notes.push(say::FLOWS_BACK.fill(lang, &[("amount", &money.words(back))]));
    }
    let table = table(input, &paid, lang, &money);
    let drawing = FlowDrawing {
        grouped: &grouped,
        lang,
        money,
    };
    Picture {
        lang,
        alt: alt(input, &paid, total, &notes, lang, &money),
        scene: drawing.scene(width, &notes.join(" ")),
        text: table.text(),
        table,
    }
}

fn alt(
    input: &Input,
    paid: &FlowAmounts,
    total: f64,
    notes: &[String],
    lang: Lang,
    money: &Money,
) -> Alt {
    let arm = ("arm", input.arm.as_str());
    let largest = paid.iter().max_by(|one, other| one.1.total_cmp(other.1));
    let title = match largest {
        None => say::FLOWS_NONE.fill(lang, &[arm]),
        Some(((payer, component, recipient), eur)) => say::FLOWS_TITLE.fill(
            lang,
            &[
                arm,
                ("amount", &money.words(total)),
                ("part", &money.plain(*eur)),
                ("component", &names::inside(&component)),
                ("payer", &names::inside(&input.payers[*payer].label)),
                ("recipient", &names::inside(&recipient)),
            ],
        ),
    };
    Alt {
        title,
        desc: notes.join(" "),
    }
}

/// A row for every way of paying and recipient, the largest first, with a column a payer; rows that read as nothing are one.
fn table(input: &Input, paid: &FlowAmounts, lang: Lang, money: &Money) -> Table {
    let mut rows: BTreeMap<(&str, &str), Vec<f64>> = BTreeMap::new();
    for ((payer, component, recipient), eur) in paid {
        let row = rows.entry((component, recipient));
        row.or_insert_with(|| vec![0.0; input.payers.len()])[*payer] += eur;
    }
    let is_small = |row: &[f64]| row.iter().all(|eur| money.is_nothing(*eur));
    let (small, mut rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, row)| is_small(row));
    let size = |row: &[f64]| row.iter().sum::<f64>();
    rows.sort_by(|(_, one), (_, other)| size(other).total_cmp(&size(one)));
    if !small.is_empty() {
        let of = |payer: usize| small.iter().map(|(_, row)| row[payer]).sum();
        let sums = (0..input.payers.len()).map(of).collect();
        rows.push(((say::OTHER.of(lang), ""), sums));
    }
    let amount = |eur: f64| match eur {
        0.0 => Cell::unknown(),
        _ => Cell::number(money.plain(eur), eur),
    };
    let cells = |((component, recipient), row): ((&str, &str), Vec<f64>)| {
        let names = [Cell::words(component), Cell::words(recipient)];
        names
            .into_iter()
            .chain(row.into_iter().map(amount))
            .collect()
    };
    let heads = [
        say::COLUMN_COMPONENT_IN.fill(lang, &[("unit", money.unit())]),
        say::COLUMN_RECIPIENT.of(lang).into(),
    ];
    let payers = input.payers.iter().map(|party| party.label.clone());
    Table {
        head: heads.into_iter().chain(payers).collect(),
        rows: rows.into_iter().map(cells).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::group::FlowNode;
    use super::group::{BANDS, Grouped, LEFT_OUT, Ribbon};
    use super::*;
    use crate::chart::Party;
    use crate::chart::scene::Mark;
    use crate::chart::sound::is_sound;
    use crate::chart::{NARROW, WIDE};

    fn input(flows: &[(usize, &str, &str, f64)]) -> Input {
        let party = |index: usize| Party {
            label: [
                "Health insurer",
                "Municipality",
                "Long-term care fund",
                "Resident",
            ][index]
                .into(),
            index: Some(index),
        };
        Input {
            arm: "Budget".into(),
            payers: (0..4).map(party).collect(),
            flows: flows
                .iter()
                .map(|(payer, component, recipient, million)| DrawnFlow {
                    payer: *payer,
                    component: (*component).into(),
                    recipient: (*recipient).into(),
                    eur: million * 1e6,
                })
                .collect(),
        }
    }

    /// Four payers, eight components and ten recipients, each pair of them.
    fn many() -> Input {
        let mut flows = Vec::new();
        let components: Vec<String> = (0..8)
            .map(|number| format!("Component number {number}"))
            .collect();
        let recipients: Vec<String> = (0..10)
            .map(|number| format!("Long recipient number {number}"))
            .collect();
        for payer in 0..4_usize {
            for (c, component) in components.iter().enumerate() {
                for (r, recipient) in recipients.iter().enumerate() {
                    let million = 100.0 / (1 + payer * 3 + c * c + r) as f64;
                    flows.push((payer, component.as_str(), recipient.as_str(), million));
                }
            }
        }
        input(&flows)
    }

    fn grouped(input: &Input) -> Grouped {
        group::group(input, &group::amounts(input), "Other")
    }

    #[test]
    fn the_table_has_a_column_a_payer_and_a_row_for_all_that_reads_as_nothing() {
        let flows = [
            (0, "Fees", "Hospital", 20.0),
            (1, "Fees", "Hospital", 3.0),
            (1, "Grant", "Network", 30.0),
            (0, "Fees", "Dentist", 0.03),
            (2, "Grant", "Dentist", 0.01),
        ];
        let table = draw(&input(&flows), Lang::En, WIDE).table;
        let shown: Vec<Vec<&str>> = table
            .rows
            .iter()
            .map(|row| row.iter().map(|cell| cell.shown.as_str()).collect())
            .collect();
        assert_eq!(
            shown,
            [
                ["Grant", "Network", "", "30.0", "", ""],
                ["Fees", "Hospital", "20.0", "3.0", "", ""],
                ["Other", "", "0.0", "", "0.0", ""],
            ]
        );
        assert_eq!(table.rows[2][2].value, Some(30_000.0));
    }

    #[test]
    fn there_are_at_most_twelve_bands_and_little_is_left_out() {
        let input = many();
        let grouped = grouped(&input);
        for bands in [&grouped.paid, &grouped.received] {
            assert!(bands.len() <= BANDS && bands.len() > 4, "{}", bands.len());
        }
        let total: f64 = input.flows.iter().map(|flow| flow.eur).sum();
        assert!(grouped.left_out <= LEFT_OUT * total);
        for nodes in [&grouped.payers, &grouped.components, &grouped.recipients] {
            let sum: f64 = nodes.iter().map(|node| node.total).sum();
            assert!(
                (sum - total).abs() < 1.0,
                "every column holds all the money"
            );
        }
    }

    #[test]
    fn few_flows_keep_their_names_and_amounts() {
        let grouped = grouped(&input(&[
            (0, "fee", "hospital", 3.0),
            (1, "fee", "home", 1.0),
            (0, "fee", "home", 2.0),
        ]));
        let names = |nodes: &[FlowNode]| -> Vec<(String, f64)> {
            let seen = nodes.iter().filter(|node| node.total > 0.0);
            seen.map(|node| (node.label.clone(), node.total)).collect()
        };
        assert_eq!(names(&grouped.components), [("fee".to_string(), 6e6)]);
        assert_eq!(grouped.paid.len() + grouped.received.len(), 4);
        assert_eq!(grouped.left_out, 0.0);
    }

    #[test]
    fn every_band_has_its_amount_on_it() {
        let input = many();
        let picture = draw(&input, Lang::En, WIDE);
        let grouped = grouped(&input);
        let money = Money::of(Lang::En, input.flows.iter().map(|flow| flow.eur).sum());
        let drawn: Vec<&str> = picture
            .scene
            .texts()
            .map(|text| text.text.as_str())
            .collect();
        let bands: Vec<&Ribbon> = grouped.paid.iter().chain(&grouped.received).collect();
        let is_band = |mark: &&Mark| matches!(mark, Mark::Band { .. });
        assert_eq!(
            picture.scene.marks.iter().filter(is_band).count(),
            bands.len()
        );
        for band in &bands {
            let figure = money.plain(band.eur);
            let wanted = bands
                .iter()
                .filter(|other| money.plain(other.eur) == figure)
                .count();
            assert!(
                drawn.iter().filter(|text| **text == figure).count() >= wanted,
                "{figure}"
            );
        }
    }

    #[test]
    fn layouts_hold_with_many_flows_with_one_and_with_none() {
        let tiny = input(&[
            (0, "a", "b", 500.0),
            (1, "a", "c", 0.1),
            (2, "d", "c", 0.2),
            (3, "e", "f", 0.1),
        ]);
        for input in [
            many(),
            input(&[(2, "fee", "hospital", 1.0)]),
            input(&[]),
            tiny,
        ] {
            for lang in [Lang::En, Lang::Nl] {
                for width in [WIDE, NARROW] {
                    is_sound(&draw(&input, lang, width).scene);
                }
            }
        }
    }

    #[test]
    fn what_flows_back_is_said_and_not_drawn() {
        let picture = draw(
            &input(&[
                (0, "fee", "hospital", 5.0),
                (1, "claw-back", "network", -2.0),
            ]),
            Lang::En,
            WIDE,
        );
        assert!(
            picture
                .alt
                .desc
                .contains("Not drawn: €2.0\u{a0}million a year that flows back to payers.")
        );
        assert!(picture.alt.title.contains(
            "of €5.0\u{a0}million a year, 5.0 flows by fee from health insurer to hospital"
        ));
    }
}

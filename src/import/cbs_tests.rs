//! Columns by their stems, and incomes among columns of one name.

use super::*;

fn columns(names: &[&str]) -> Option<CbsColumns> {
    let header: Vec<String> = names.iter().map(|name| (*name).to_string()).collect();
    CbsColumns::of(&header)
}

#[test]
fn a_column_is_known_by_its_stem_whatever_number_it_bears() {
    assert_eq!(stem("k_65Tot80Jaar_11"), "k_65tot80jaar");
    assert_eq!(stem("RegioS"), "regios");
    let found = columns(&[
        "RegioS",
        "TotaleBevolking_1",
        "k_65Tot80Jaar_8",
        "k_65Tot80Jaar_20",
    ]);
    let found = found.expect("a table of key figures");
    assert_eq!(found.groups[0].1, 2, "the first is the number of people");
    assert!(columns(&["RegioS", "Perioden"]).is_none());
}

#[test]
fn standardised_income_is_the_second_of_two_columns_or_the_third_of_four() {
    let stems = |name: &str, count: usize| vec![name.to_string(); count];
    let early = "totaalparticulierehuishoudens";
    let late = "particulierehuishoudensexclstudenten";
    assert_eq!(income(&stems(early, 2)), Some(1));
    assert_eq!(income(&stems(late, 4)), Some(2));
    // Another number of them is another layout: no guess.
    assert_eq!(income(&stems(late, 3)), None);
    assert_eq!(income(&stems(early, 1)), None);
}

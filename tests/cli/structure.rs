//! `caremix run --structure`: one table of what each arm's cost owes to each mechanism.

use std::fs;

use crate::desk::{Desk, said};

const TOWN: &str = include_str!("../known/town.toml");

/// An arm that avoids half of the visits, which contracts hold.
const MORE: &str = r#"
[[contract]]
variable_share = 0.5
renegotiated_share = 0

[[arm]]
name = "other"
like = "current"

[[arm.effect]]
name = "fewer"
targets = [{ units = "visit" }]
ratio = 0.5
"#;

fn desk() -> Desk {
    let desk = Desk::empty();
    fs::write(desk.path("town.toml"), format!("{TOWN}{MORE}")).expect("written");
    desk
}

#[test]
fn a_structure_is_told_as_a_file_as_json_and_as_a_table_and_leaves_no_folder() {
    let desk = desk();
    let output = desk.caremix(&["run", "town.toml", "--structure", "--format", "csv"]);
    assert!(output.status.success(), "{}", said(&output.stderr));
    let text = said(&output.stdout);
    // Half of 300,000 EUR is avoided and half of that held; without contracts nothing is.
    for line in [
        "mechanism,variant,arm,payer,total,difference,change",
        ",as it is,other,all,225000,-75000,0",
        "contracts,off,other,insurer,105000,-105000,-52500",
        "contracts,growth_absorbs,other,all,225000,-75000,0",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
    }
    let json = desk.caremix(&["run", "town.toml", "--structure", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(value["structure"][0]["variant"], "as it is");
    let table = desk.caremix(&["run", "town.toml", "--structure"]);
    let table = said(&table.stdout);
    assert!(
        table.contains("growth_absorbs") && table.contains("other"),
        "{table}"
    );
    assert!(!desk.path("outputs").exists());
}

#[test]
fn a_structure_is_refused_beside_what_it_does_not_use() {
    for other in [&["--expected"][..], &["--replications", "9"]] {
        let arguments = [&["run", "town.toml", "--structure"], other].concat();
        assert_eq!(
            desk().caremix(&arguments).status.code(),
            Some(2),
            "{other:?}"
        );
    }
}

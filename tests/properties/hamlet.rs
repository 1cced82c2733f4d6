//! What towns of these tests have in common.

/// 10,000 residents who are all alike, and a nurse's visit of 50 EUR at prices that rise by 2 %.
pub const HAMLET: &str = r#"
[population]
bands = [{ age_from = 20, age_below = 70, female = 5000, male = 5000 }]
prevalence = [{ age_from = 0, shares = { well = 1 } }]

[[state]]
name = "well"

[[state]]
name = "dead"
place = "none"

[growth]
prices = 0.02

[[discipline]]
name = "nurse"
sector = "care_organisation"

[[service]]
name = "visit"
discipline = "nurse"
payers = { insurer = 1.0 }
line = "first"
price = 50
hours = 1
"#;

//! What `calibrate --reference` prints: what background care of the reference comes to, and the ratios by class reached.

use super::Look;
use super::grid::Grid;
use crate::report::numbers::{grouped, percent};
use crate::validation::{Reached, ReferenceFit};

/// How far a ratio may lie from what was wanted before that is told.
const MET: f64 = 0.005;

/// The whole text.
pub fn reference(title: &str, found: &ReferenceFit, look: &Look) -> String {
    let classes = found.reached.first().map_or(0, |of| of.wanted.len());
    let mut heads = vec![
        "category".to_string(),
        "EUR per\nresident".into(),
        "background".into(),
    ];
    heads.extend((1..=classes).map(|class| format!("class {class}")));
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut grid = Grid::new(&heads);
    for of in &found.reached {
        grid.row(row(of));
    }
    let legend = format!(
        "Ratios by deprivation class, least deprived first, of needs and background care together as the cohort twin expects \
         them in a population of the class alone; in brackets what was wanted, where it is not reached because needs alone \
         cost more. A town's factor acts on background care times {}.",
        grouped(found.whole_to_remainder, 3)
    );
    let parts = [
        format!("{}\n", look.bold(title)),
        grid.text(look),
        look.wrap(&legend, "") + "\n",
    ];
    look.characters(&parts.join("\n"))
}

fn row(of: &Reached) -> Vec<String> {
    let share = if of.cost > 0.0 {
        of.remainder / of.cost
    } else {
        0.0
    };
    let mut cells = vec![
        of.category.clone().unwrap_or_else(|| "all together".into()),
        grouped(of.cost, 2),
        percent(share, 0),
    ];
    cells.extend(of.reached.iter().zip(&of.wanted).map(|(reached, wanted)| {
        if (reached - wanted).abs() <= MET {
            grouped(*reached, 3)
        } else {
            format!("{} ({})", grouped(*reached, 3), grouped(*wanted, 3))
        }
    }));
    cells
}

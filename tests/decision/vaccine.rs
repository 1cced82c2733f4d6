//! The data set Vaccine of the R package BCEA: a thousand draws, two options. It is under the GPL and not in this repository:
//! the test reads the file that CAREMIX_PSA names (columns eff_StatusQuo, eff_Vaccination, cost_StatusQuo, cost_Vaccination),
//! and has nothing to read without. The figures are those that BCEA's documentation prints.

use std::path::Path;

use caremix::analysis::decision::frontier::PlanePoint;

#[test]
fn the_printed_figures_of_the_vaccine_example_are_met_where_its_file_is_named() {
    let Some(path) = std::env::var_os("CAREMIX_PSA") else {
        return;
    };
    let path = Path::new(&path);
    let effects = super::columns(path, &["eff_StatusQuo", "eff_Vaccination"]);
    let costs = super::columns(path, &["cost_StatusQuo", "cost_Vaccination"]);
    let at = |willingness: f64| super::benefits(&effects, &costs, willingness);
    let found = at(25_000.0);
    let means = found.means();
    assert_eq!(
        means
            .iter()
            .map(|nb| format!("{nb:.3}"))
            .collect::<Vec<_>>(),
        ["-36.054", "-34.826"]
    );
    assert_eq!(format!("{:.4}", found.difference(1, 0).value), "1.2284");
    assert_eq!(found.times_best(), [471, 529]);
    assert_eq!(format!("{:.4}", found.evpi().value), "2.4145");
    // The ratio of means, not the mean (3,354) or the median (14,207) of ratios.
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let [now, then] = [0, 1].map(|option| PlanePoint {
        cost: mean(&costs[option]),
        effect: mean(&effects[option]),
    });
    assert_eq!(format!("{:.0}", then.ratio(&now)), "20098");
    // Vaccination is best on average from 20,100 on, where it is best in 460 of 1,000 draws.
    assert_eq!((at(20_000.0).best(), at(20_100.0).best()), (0, 1));
    assert_eq!(at(20_100.0).times_best()[1], 460);
    let evi = (0..5).map(|step| format!("{:.4}", at(100.0 * f64::from(step)).evpi().value));
    assert_eq!(
        evi.collect::<Vec<_>>(),
        ["0.0562", "0.0573", "0.0586", "0.0598", "0.0611"]
    );
}

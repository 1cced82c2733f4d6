//! What the correlations of some numbers have to be, and their triangular root.
//!
//! Comes in: a [`Correlation`]. Goes out: the lower triangular matrix L with L·Lᵀ = R (Cholesky), by which independent normal
//! scores are made to go together; or in words why there is none, with the pair that stands in the way. Deliberately absent: paths
//! and draws.

use nalgebra::DMatrix;

use super::schema::Correlation;
use crate::base::legible::Legible;

/// Correlations of a pair that are written twice may differ by rounding.
const ROUNDING: f64 = 1e-9;

/// Why correlations are impossible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impossible {
    /// In words.
    pub message: String,
    /// The row of the matrix, where it is one.
    pub row: Option<usize>,
}

impl Impossible {
    fn of(message: String, row: Option<usize>) -> Impossible {
        Impossible { message, row }
    }
}

/// The rows of the root, each as long as its place from 1.
///
/// # Errors
/// When there is none.
pub fn root(of: &Correlation) -> Result<Vec<Vec<f64>>, Impossible> {
    let matrix = matrix(of)?;
    let count = matrix.nrows();
    for last in 1..=count {
        let leading = matrix.view((0, 0), (last, last)).into_owned();
        if leading.cholesky().is_none() {
            return Err(impossible(of, &matrix, last - 1));
        }
    }
    let root = matrix.cholesky().map(|found| found.l());
    let root = root.ok_or_else(|| Impossible::of(not_definite(), None))?;
    let row = |row: usize| (0..=row).map(|column| root[(row, column)]).collect();
    Ok((0..count).map(row).collect())
}

fn not_definite() -> String {
    "no numbers can have these correlations: the matrix is not positive definite".to_string()
}

fn matrix(of: &Correlation) -> Result<DMatrix<f64>, Impossible> {
    let count = of.parameters.len();
    match (of.rho, of.matrix.as_slice()) {
        (Some(_), [_, ..]) => Err(Impossible::of(
            "give `rho` or `matrix`, not both".into(),
            None,
        )),
        (None, []) => Err(Impossible::of("give `rho`, or a `matrix`".into(), None)),
        (Some(rho), []) => {
            in_bounds(rho, None)?;
            let entry = |row, column| if row == column { 1.0 } else { rho };
            Ok(DMatrix::from_fn(count, count, entry))
        }
        (None, rows) => {
            let is_square = rows.len() == count && rows.iter().all(|row| row.len() == count);
            if !is_square {
                let message = format!(
                    "`matrix` needs {count} rows of {count} numbers, one for each of `parameters`"
                );
                return Err(Impossible::of(message, None));
            }
            for (row, entries) in rows.iter().enumerate() {
                if entries[row] != 1.0 {
                    let message = format!(
                        "the correlation of {} with itself is 1, not {}",
                        called(of, row),
                        Legible(entries[row])
                    );
                    return Err(Impossible::of(message, Some(row)));
                }
                for (column, &entry) in entries[..row].iter().enumerate() {
                    in_bounds(entry, Some(row))?;
                    if (entry - rows[column][row]).abs() > ROUNDING {
                        let message = format!(
                            "{} and {} correlate by {} in one row and by {} in the other",
                            called(of, column),
                            called(of, row),
                            Legible(rows[column][row]),
                            Legible(entry)
                        );
                        return Err(Impossible::of(message, Some(row)));
                    }
                }
            }
            Ok(DMatrix::from_fn(count, count, |row, column| {
                rows[row.max(column)][row.min(column)]
            }))
        }
    }
}

fn in_bounds(rho: f64, row: Option<usize>) -> Result<(), Impossible> {
    if rho > -1.0 && rho < 1.0 {
        return Ok(());
    }
    let message = format!(
        "a correlation lies above -1 and below 1, but this is {}",
        Legible(rho)
    );
    Err(Impossible::of(message, row))
}

fn called(of: &Correlation, place: usize) -> String {
    format!("`{}`", of.parameters[place])
}

/// The pair that stands in the way: of those with the first number that does not fit, the one furthest from where it could be.
fn impossible(of: &Correlation, matrix: &DMatrix<f64>, last: usize) -> Impossible {
    if let Some(rho) = of.rho {
        let least = -1.0 / (of.parameters.len() as f64 - 1.0);
        let message = format!(
            "{} numbers cannot all correlate by {}: above {least:.4}",
            of.parameters.len(),
            Legible(rho)
        );
        return Impossible::of(message, None);
    }
    let off = |column: usize| {
        let [low, high] = possible(matrix, last, column)?;
        let here = matrix[(last, column)];
        let off = (low - here).max(here - high);
        Some((column, off, [low, high]))
    };
    let furthest = (0..last)
        .filter_map(off)
        .max_by(|one, other| one.1.total_cmp(&other.1));
    let Some((column, _, [low, high])) = furthest else {
        let largest = (0..last).max_by(|one, other| {
            let size = |column: usize| matrix[(last, column)].abs();
            size(*one).total_cmp(&size(*other))
        });
        let pair = largest.map_or_else(String::new, |column| {
            format!(
                ", most of all {} with {}",
                called(of, last),
                called(of, column)
            )
        });
        return Impossible::of(not_definite() + &pair, Some(last));
    };
    let message = format!(
        "{} and {} cannot correlate by {} while the other pairs do as written: from {low:.4} to {high:.4} (the matrix is not \
         positive definite)",
        called(of, last),
        called(of, column),
        Legible(matrix[(last, column)])
    );
    Impossible::of(message, Some(last))
}

/// The correlations that a pair can have, of the numbers up to `last`, while the other pairs stay: between the roots of the
/// determinant, which is quadratic in it; `None` where there are none.
fn possible(matrix: &DMatrix<f64>, last: usize, column: usize) -> Option<[f64; 2]> {
    let determinant = |rho: f64| {
        let mut leading = matrix.view((0, 0), (last + 1, last + 1)).into_owned();
        (leading[(last, column)], leading[(column, last)]) = (rho, rho);
        leading.determinant()
    };
    let [below, middle, above] = [-1.0, 0.0, 1.0].map(determinant);
    let (square, slope) = (f64::midpoint(below, above) - middle, (above - below) / 2.0);
    let inside = slope * slope - 4.0 * square * middle;
    (square < 0.0 && inside > 0.0).then(|| {
        let root = inside.sqrt();
        let ends = [-root, root].map(|root| (-slope + root) / (2.0 * square));
        [ends[0].min(ends[1]), ends[0].max(ends[1])]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn correlation(rho: Option<f64>, matrix: &[&[f64]], count: usize) -> Correlation {
        Correlation {
            name: "group".into(),
            parameters: ["a", "b", "c"][..count]
                .iter()
                .map(ToString::to_string)
                .collect(),
            rho,
            matrix: matrix.iter().map(|row| row.to_vec()).collect(),
            source: String::new(),
        }
    }

    #[test]
    fn the_root_of_a_pair_is_known_by_hand() {
        let found = root(&correlation(Some(0.6), &[], 2)).expect("a root");
        assert_eq!(found[0], [1.0]);
        assert!((found[1][0] - 0.6).abs() < 1e-15 && (found[1][1] - 0.8).abs() < 1e-15);
    }

    #[test]
    fn rows_of_a_root_multiply_to_the_correlations() {
        let matrix: [&[f64]; 3] = [&[1.0, 0.5, -0.2], &[0.5, 1.0, 0.3], &[-0.2, 0.3, 1.0]];
        let found = root(&correlation(None, &matrix, 3)).expect("a root");
        for row in 0..3 {
            for column in 0..=row {
                let pairs = found[row].iter().zip(&found[column]);
                let product: f64 = pairs.map(|(one, other)| one * other).sum();
                assert!((product - matrix[row][column]).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn impossible_correlations_are_told_with_the_pair() {
        let told = |of: Correlation| root(&of).expect_err("a refusal").message;
        // 0.9·0.9 ± (1 − 0.81): from 0.62 to 1.
        let matrix: [&[f64]; 3] = [&[1.0, 0.9, 0.9], &[0.9, 1.0, -0.9], &[0.9, -0.9, 1.0]];
        let message = told(correlation(None, &matrix, 3));
        assert!(
            message.contains("`c` and `b` cannot correlate by -0.9"),
            "{message}"
        );
        assert!(message.contains("from 0.6200 to 1.0000"), "{message}");
        let message = told(correlation(Some(-0.6), &[], 3));
        assert!(message.contains("above -0.5000"), "{message}");
        for (of, word) in [
            (correlation(Some(1.0), &[], 2), "below 1"),
            (correlation(None, &[], 2), "give `rho`"),
            (
                correlation(Some(0.1), &[&[1.0, 0.1], &[0.1, 1.0]], 2),
                "not both",
            ),
            (correlation(None, &[&[1.0, 0.1]], 2), "2 rows of 2"),
            (
                correlation(None, &[&[1.0, 0.1], &[0.2, 1.0]], 2),
                "in one row",
            ),
            (
                correlation(None, &[&[1.0, 0.1], &[0.1, 0.9]], 2),
                "with itself",
            ),
        ] {
            let message = told(of);
            assert!(message.contains(word), "{message}");
        }
    }
}

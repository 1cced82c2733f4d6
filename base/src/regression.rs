//! Regression of responses on parameters: penalised splines, their smoothness found by generalised cross-validation.
//!
//! Comes in: values of parameters by draw; responses by draw. Goes out: [`Fit`]s, with how sure they are. Deliberately
//! absent: what the responses are.
//!
//! One parameter has a cubic spline. Several have one each, added up, and products of their straight parts where they are few;
//! all of them are shrunk together (a ridge in orthogonal terms, which is a Gaussian process whose kernel is the sum over
//! parameters), so that there may be more terms than draws. Smoothness is that of the least GCV score (Craven and Wahba,
//! Numerische Mathematik 1979), with terms counted 1.4-fold against overfitting (Kim and Gu, JRSS B 2004).

mod spline;

use std::sync::LazyLock;

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use spline::{SplineTerms, terms};

/// Each term costs as much as so many.
const COST_OF_TERM: f64 = 1.4;
/// Decades of the strength of the penalty that are tried, and steps in each.
const DECADES: [i32; 2] = [-8, 8];
const STEPS: i32 = 4;
/// How much bends weigh against straight lines, where several parameters are shrunk together.
const SHARES_OF_BENDS: [f64; 3] = [0.0, 0.1, 1.0];
/// Parameters of a group at most whose products count.
const MOST_WITH_PRODUCTS: usize = 6;
/// SplineTerms of a group of parameters, at most.
const MOST_GROUP_TERMS: usize = 360;
/// Directions with less than this part of the largest are rounding.
const ROUNDING: f64 = 1e-12;

/// Functions of some parameters at their draws, ready for any response.
#[derive(Debug, Clone)]
pub struct Smoother {
    forms: Vec<SmootherForm>,
}

/// Orthonormal functions, each of which has a penalty, and what is left of each at every strength of the penalty that is tried.
#[derive(Debug, Clone)]
struct SmootherForm {
    /// `[draw, term]`.
    columns: DMatrix<f64>,
    /// The strongest first.
    shrinkages: Vec<Shrinkage>,
}

/// What a strength of the penalty leaves.
#[derive(Debug, Clone)]
struct Shrinkage {
    /// Of each term.
    kept: Vec<f64>,
    /// Terms that are left, with the mean.
    terms: f64,
}

/// Responses fitted by the same functions.
#[derive(Debug, Clone)]
pub struct Fit {
    /// `[response][draw]`.
    pub fitted: Vec<Vec<f64>>,
    /// `[draw, term]`: orthonormal functions.
    columns: DMatrix<f64>,
    /// By response: what is left of each term after shrinking.
    kept: Vec<Vec<f64>>,
    /// Covariance of what is left over, per degree of freedom.
    residual: DMatrix<f64>,
}

impl Smoother {
    /// Of these parameters; none where all of them are the same in every draw.
    pub fn new(parameters: &[&[f64]]) -> Option<Smoother> {
        let mut different: Vec<&[f64]> = Vec::new();
        for values in parameters {
            if !different.contains(values) {
                different.push(values);
            }
        }
        let mut each: Vec<SplineTerms> = different.into_iter().filter_map(terms).collect();
        let forms = match each.len() {
            0 => return None,
            1 => {
                let SplineTerms { columns, bends } = each.remove(0);
                vec![SmootherForm::new(columns, &bends)]
            }
            _ => {
                let forms = SHARES_OF_BENDS.iter();
                forms.map(|share| together(&each, *share)).collect()
            }
        };
        Some(Smoother { forms })
    }

    /// Fits responses, `[response][draw]`, each with a smoothness of its own.
    pub fn fit(&self, responses: &[Vec<f64>]) -> Fit {
        let tried = self.forms.iter().map(|form| {
            let fits: Vec<FormFit> = responses.iter().map(|y| form.fit(y)).collect();
            let score: f64 = fits.iter().map(|fit| libm::log(fit.score)).sum();
            (score, form, fits)
        });
        let best = tried.min_by(|one, other| one.0.total_cmp(&other.0));
        let (_, form, fits) = best.expect("a smoother has a form");
        Fit {
            residual: residual(&fits),
            columns: form.columns.clone(),
            kept: fits.iter().map(|fit| fit.kept.clone()).collect(),
            fitted: fits.into_iter().map(|fit| fit.fitted).collect(),
        }
    }
}

/// The terms of several parameters, shrunk together.
fn together(each: &[SplineTerms], share_of_bends: f64) -> SmootherForm {
    let most = (MOST_GROUP_TERMS / each.len()).max(1);
    let mut columns: Vec<DVector<f64>> = Vec::new();
    for terms in each {
        let least = terms.bends.iter().copied().find(|bend| *bend > 0.0);
        for (column, &bend) in terms.columns.column_iter().zip(&terms.bends).take(most) {
            let weight = match least {
                Some(least) if bend > 0.0 => share_of_bends * least / bend,
                _ => 1.0,
            };
            if weight > 0.0 {
                columns.push(column * weight.sqrt());
            }
        }
    }
    if share_of_bends > 0.0 && each.len() <= MOST_WITH_PRODUCTS {
        columns.extend(products(each, share_of_bends));
    }
    shrunk(&DMatrix::from_columns(&columns))
}

/// Products of straight parts, without their mean.
fn products(each: &[SplineTerms], share: f64) -> Vec<DVector<f64>> {
    let mut found = Vec::new();
    for (at, one) in each.iter().enumerate() {
        for other in &each[at + 1..] {
            let mut product = one
                .columns
                .column(0)
                .component_mul(&other.columns.column(0));
            product.add_scalar_mut(-product.mean());
            let norm = product.norm();
            if norm > 0.0 {
                found.push(product * (share.sqrt() / norm));
            }
        }
    }
    found
}

/// A ridge on these columns: orthonormal directions, each penalised by what there is of it, seen from the shorter side.
fn shrunk(columns: &DMatrix<f64>) -> SmootherForm {
    let is_long = columns.nrows() >= columns.ncols();
    let gram = if is_long {
        columns.transpose() * columns
    } else {
        columns * columns.transpose()
    };
    let found = SymmetricEigen::new(gram);
    let largest = found.eigenvalues.max();
    let mut order: Vec<usize> = (0..found.eigenvalues.len())
        .filter(|&at| found.eigenvalues[at] > ROUNDING * largest)
        .collect();
    order.sort_by(|&one, &other| found.eigenvalues[other].total_cmp(&found.eigenvalues[one]));
    let vectors = found.eigenvectors.select_columns(&order);
    let directions = if is_long {
        let mut directions = columns * vectors;
        for (mut column, &at) in directions.column_iter_mut().zip(&order) {
            column /= found.eigenvalues[at].sqrt();
        }
        directions
    } else {
        vectors
    };
    let penalties = order.iter().map(|&at| 1.0 / found.eigenvalues[at]);
    SmootherForm::new(directions, &penalties.collect::<Vec<_>>())
}

/// A response fitted.
struct FormFit {
    score: f64,
    fitted: Vec<f64>,
    residuals: Vec<f64>,
    kept: Vec<f64>,
}

/// Strengths of the penalty that are tried, as multiples of [`half_strength`]; the strongest first.
static STRENGTHS: LazyLock<Vec<f64>> = LazyLock::new(|| {
    let steps = (DECADES[0] * STEPS..=DECADES[1] * STEPS).rev();
    steps
        .map(|step| libm::pow(10.0, f64::from(step) / f64::from(STEPS)))
        .collect()
});

impl SmootherForm {
    /// Of orthonormal columns, with the penalty of each.
    fn new(columns: DMatrix<f64>, penalties: &[f64]) -> SmootherForm {
        let unit = half_strength(penalties);
        let shrinkage = |strength: f64| {
            let penalties = penalties.iter();
            let kept: Vec<f64> = penalties
                .map(|penalty| 1.0 / (1.0 + strength * penalty))
                .collect();
            let terms = 1.0 + kept.iter().sum::<f64>();
            Shrinkage { kept, terms }
        };
        let shrinkages = STRENGTHS.iter().map(|strength| shrinkage(unit * strength));
        SmootherForm {
            shrinkages: shrinkages.collect(),
            columns,
        }
    }

    fn fit(&self, response: &[f64]) -> FormFit {
        let draws = response.len() as f64;
        let mut y = DVector::from_column_slice(response);
        let mean = y.mean();
        y.add_scalar_mut(-mean);
        let along = self.columns.tr_mul(&y);
        let outside = (y.norm_squared() - along.norm_squared()).max(0.0);
        let score_of = |shrinkage: &Shrinkage| {
            let left = shrinkage.kept.iter().zip(along.iter());
            let left: f64 = left
                .map(|(kept, along)| ((1.0 - kept) * along).powi(2))
                .sum();
            let room = draws - COST_OF_TERM * shrinkage.terms;
            if room > 0.0 {
                draws * (outside + left) / (room * room)
            } else {
                f64::INFINITY
            }
        };
        // The smoothest of those that fit equally well comes first.
        let tried = self.shrinkages.iter().map(|one| (score_of(one), one));
        let (score, best) = tried
            .reduce(|best, one| if one.0 < best.0 { one } else { best })
            .expect("strengths are tried");
        let kept = best.kept.clone();
        let shrunk = DVector::from_iterator(
            kept.len(),
            kept.iter()
                .zip(along.iter())
                .map(|(kept, along)| kept * along),
        );
        let fitted: Vec<f64> = (&self.columns * shrunk)
            .iter()
            .map(|fit| fit + mean)
            .collect();
        let pairs = response.iter().zip(&fitted);
        FormFit {
            score: score.max(f64::MIN_POSITIVE),
            residuals: pairs.map(|(y, fit)| y - fit).collect(),
            fitted,
            kept,
        }
    }
}

/// A strength that leaves half of a term in the middle.
fn half_strength(penalties: &[f64]) -> f64 {
    let bent = penalties.iter().copied().filter(|bend| *bend > 0.0);
    let mut bent: Vec<f64> = bent.collect();
    bent.sort_by(f64::total_cmp);
    bent.get(bent.len() / 2).map_or(1.0, |bend| 1.0 / bend)
}

fn residual(fits: &[FormFit]) -> DMatrix<f64> {
    let free = |fit: &FormFit| {
        let terms = 1.0 + fit.kept.iter().sum::<f64>();
        (fit.residuals.len() as f64 - terms).max(1.0)
    };
    DMatrix::from_fn(fits.len(), fits.len(), |one, other| {
        let pairs = fits[one].residuals.iter().zip(&fits[other].residuals);
        let products: f64 = pairs.map(|(one, other)| one * other).sum();
        products / (free(&fits[one]) * free(&fits[other])).sqrt()
    })
}

impl Fit {
    /// The variance of Σ weight · fitted over responses and draws that comes of not knowing the fit, where what is fitted has
    /// the covariance σ²·(what is left of a term) of its Bayesian reading (Wahba, JRSS B 1983); `weights` is `[response][draw]`.
    pub fn variance(&self, weights: &[Vec<f64>]) -> f64 {
        let along: Vec<DVector<f64>> = weights
            .iter()
            .map(|weights| self.columns.tr_mul(&DVector::from_column_slice(weights)))
            .collect();
        let mut variance = 0.0;
        for one in 0..along.len() {
            for other in 0..along.len() {
                let terms = along[one].iter().zip(along[other].iter());
                let kept = self.kept[one].iter().zip(&self.kept[other]);
                let shared: f64 = terms
                    .zip(kept)
                    .map(|((one, other), (a, b))| one * other * (a * b).sqrt())
                    .sum();
                variance += self.residual[(one, other)] * shared;
            }
        }
        variance.max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::distribution::normal;
    use crate::base::random::Key;

    fn normals(name: &str, count: usize) -> Vec<f64> {
        let mut stream = Key::root(11).with_name(name).stream();
        (0..count)
            .map(|_| normal::quantile(stream.uniform()))
            .collect()
    }

    fn squared_distance(one: &[f64], other: &[f64]) -> f64 {
        let pairs = one.iter().zip(other);
        pairs.map(|(one, other)| (one - other).powi(2)).sum::<f64>() / one.len() as f64
    }

    #[test]
    fn a_line_without_noise_is_found_and_its_mean_is_that_of_the_response() {
        let x = normals("x", 300);
        let y: Vec<f64> = x.iter().map(|x| 7.0 - 3.0 * x).collect();
        let fit = Smoother::new(&[&x])
            .expect("terms")
            .fit(std::slice::from_ref(&y));
        assert!(squared_distance(&fit.fitted[0], &y) < 1e-18);
    }

    #[test]
    fn a_curve_in_noise_is_found_to_within_what_its_terms_cost() {
        let (x, noise) = (normals("x", 2_000), normals("noise", 2_000));
        let curve: Vec<f64> = x.iter().map(|x| libm::sin(2.0 * x)).collect();
        let y: Vec<f64> = curve
            .iter()
            .zip(&noise)
            .map(|(f, noise)| f + noise)
            .collect();
        let fit = Smoother::new(&[&x]).expect("terms").fit(&[y]);
        // Ten terms of noise of variance 1 over 2,000 draws cost 0.005.
        assert!(squared_distance(&fit.fitted[0], &curve) < 0.012);
    }

    #[test]
    fn more_parameters_than_draws_still_find_the_two_that_matter() {
        let columns: Vec<Vec<f64>> = (0..150).map(|at| normals(&at.to_string(), 120)).collect();
        let all: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let truth: Vec<f64> = (0..120)
            .map(|draw| 4.0 * columns[0][draw] - 3.0 * columns[9][draw])
            .collect();
        let few = Smoother::new(&[all[0], all[9]]).expect("terms");
        let fit = few.fit(std::slice::from_ref(&truth));
        assert!(squared_distance(&fit.fitted[0], &truth) < 1e-6);
        let many = Smoother::new(&all)
            .expect("terms")
            .fit(std::slice::from_ref(&truth));
        assert!(many.fitted[0].iter().all(|value| value.is_finite()));
    }

    #[test]
    fn the_variance_of_a_fitted_line_is_that_of_the_textbook() {
        // The slope of a line through the origin-centred x has variance σ²/Σx²; weights x/Σx² read it off.
        let (x, noise) = (normals("x", 400), normals("noise", 400));
        let y: Vec<f64> = x
            .iter()
            .zip(&noise)
            .map(|(x, noise)| 2.0 * x + 0.5 * noise)
            .collect();
        let fit = Smoother::new(&[&x])
            .expect("terms")
            .fit(std::slice::from_ref(&y));
        let mean = x.iter().sum::<f64>() / 400.0;
        let squares: f64 = x.iter().map(|x| (x - mean).powi(2)).sum();
        let weights = vec![x.iter().map(|x| (x - mean) / squares).collect()];
        let found = fit.variance(&weights);
        assert!(
            (found * squares / 0.25 - 1.0).abs() < 0.15,
            "{}",
            found * squares
        );
    }

    #[test]
    fn the_same_parameter_twice_is_the_parameter() {
        let (x, noise) = (normals("x", 200), normals("noise", 200));
        let y: Vec<f64> = x
            .iter()
            .zip(&noise)
            .map(|(x, noise)| x * x + noise)
            .collect();
        let fit = |parameters: &[&[f64]]| {
            let fit = Smoother::new(parameters)
                .expect("terms")
                .fit(std::slice::from_ref(&y));
            fit.fitted[0].clone()
        };
        assert_eq!(fit(&[&x]), fit(&[&x, &x]));
    }
}

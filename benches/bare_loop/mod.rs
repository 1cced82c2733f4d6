//! The loop to keep pace with: workload bench-B (benches/README.md has the law) as a good engineer writes it in an
//! afternoon, on one core, with no library at all.
//!
//! Comes in: a number of residents and a seed. Goes out: what each resident costs each payer, and how long each lives.
//! Deliberately absent: everything a simulator is for: other arms on the same luck, a ledger, scenarios.

const YEARS: usize = 20;
const YOUNGEST: usize = 65;
const AGES: usize = 25 + YEARS;
const DEAD: usize = 3;

/// Poisson means per state: GP contacts, nursing weeks, admissions.
const MEANS: [[f64; 3]; 3] = [[4.0, 0.2, 0.05], [7.0, 2.0, 0.12], [11.0, 12.0, 0.35]];

/// Moves per state: (to, hazard at 80, slope per year of age).
const MOVES: [[(usize, f64, f64); 3]; 3] = [
    [(1, 0.15, 0.05), (2, 0.02, 0.08), (DEAD, 0.03, 0.10)],
    [(0, 0.10, -0.05), (2, 0.15, 0.05), (DEAD, 0.055, 0.10)],
    [(0, 0.01, -0.05), (1, 0.07, -0.05), (DEAD, 0.13, 0.10)],
];

/// What one resident comes to, discounted euros and years lived.
#[derive(Debug, Clone, Copy, Default)]
pub struct Totals {
    /// EUR paid by the insurer.
    pub insurer: f64,
    /// EUR paid by the long-term care fund.
    pub long_term_care_fund: f64,
    /// Years begun alive.
    pub life_years: f64,
}

/// Simulates the first `residents` residents of the workload.
pub fn run(residents: usize, seed: u64) -> Vec<Totals> {
    let law = Law::new();
    (0..residents).map(|i| live(&law, i, seed)).collect()
}

#[inline(always)]
fn live(law: &Law, i: usize, seed: u64) -> Totals {
    let mut stream = SplitMix64::keyed(seed, i as u64);
    let entry = (i / 20) % 25;
    let mut state = match i % 20 {
        0..=9 => 0,
        10..=16 => 1,
        _ => 2,
    };
    let mut totals = Totals::default();
    for (cycle, &discount) in law.discounts.iter().enumerate() {
        let [contacts, weeks, admissions] = &law.counts[state];
        let contacts = contacts.draw(stream.next());
        let weeks = weeks.draw(stream.next());
        let admissions = admissions.draw(stream.next());

        let mut insurer = 12.0 * f64::from(contacts);
        for _ in 0..admissions {
            insurer -= 3_500.0 * unit(stream.next()).ln();
        }
        totals.insurer += discount * insurer;
        totals.long_term_care_fund += discount * 60.0 * f64::from(weeks);
        totals.life_years += 1.0;

        state = law.moves[entry + cycle][state].to(stream.next());
        if state == DEAD {
            break;
        }
    }
    totals
}

/// Everything tabulated beforehand.
struct Law {
    counts: [[Poisson; 3]; 3],
    moves: Vec<[Move; 3]>,
    discounts: [f64; YEARS],
}

impl Law {
    fn new() -> Law {
        Law {
            counts: MEANS.map(|means| means.map(Poisson::new)),
            moves: (0..AGES)
                .map(|age| MOVES.map(|moves| Move::new(moves, (YOUNGEST + age) as f64)))
                .collect(),
            discounts: std::array::from_fn(|cycle| 1.03_f64.powi(-(cycle as i32))),
        }
    }
}

/// One cycle's competing hazards as thresholds on random bits.
struct Move {
    below: [u64; 3],
    to: [u8; 4],
}

impl Move {
    fn new(moves: [(usize, f64, f64); 3], age: f64) -> Move {
        let hazards = moves.map(|(_, at_80, slope)| at_80 * (slope * (age - 80.0)).exp());
        let total: f64 = hazards.iter().sum();
        let any = -(-total).exp_m1();
        let mut sum = 0.0;
        let below = hazards.map(|hazard| {
            sum += hazard / total * any;
            (sum * TWO_64) as u64
        });
        let stay = (0..3)
            .find(|state| moves.iter().all(|m| m.0 != *state))
            .unwrap_or(0);
        Move {
            below,
            to: [
                moves[0].0 as u8,
                moves[1].0 as u8,
                moves[2].0 as u8,
                stay as u8,
            ],
        }
    }

    #[inline(always)]
    fn to(&self, bits: u64) -> usize {
        let passed = self.below.iter().filter(|below| bits >= **below).count();
        usize::from(self.to[passed])
    }
}

/// Cumulative Poisson probabilities, and where to start in them by the top byte of the bits.
struct Poisson {
    guide: [u8; 256],
    below: [u64; 64],
}

impl Poisson {
    fn new(mean: f64) -> Poisson {
        let mut probability = (-mean).exp();
        let mut sum = 0.0;
        let below: [u64; 64] = std::array::from_fn(|count| {
            sum += probability;
            probability *= mean / (count + 1) as f64;
            // The search below ends at the last threshold at the latest.
            if count == 63 {
                u64::MAX
            } else {
                (sum * TWO_64) as u64
            }
        });
        let guide = std::array::from_fn(|byte| {
            let least = (byte as u64) << 56;
            below.iter().filter(|below| **below <= least).count() as u8
        });
        Poisson { guide, below }
    }

    #[inline(always)]
    fn draw(&self, bits: u64) -> u32 {
        let mut count = u32::from(self.guide[(bits >> 56) as usize]);
        while bits >= self.below[count as usize % 64] && count < 63 {
            count += 1;
        }
        count
    }
}

const TWO_64: f64 = 18_446_744_073_709_551_616.0;

/// Bits to a number in (0, 1).
#[inline(always)]
fn unit(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) * (1.0 / 4_503_599_627_370_496.0)
}

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), one stream per resident.
struct SplitMix64(u64);

impl SplitMix64 {
    fn keyed(seed: u64, resident: u64) -> SplitMix64 {
        // Two steps, so that the streams of neighbours are not shifts of one another.
        let mut key = SplitMix64(seed);
        let mut stream = SplitMix64(key.next() ^ resident.wrapping_mul(0xd605_1f3d_91b4_72a5));
        SplitMix64(stream.next())
    }

    #[inline(always)]
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

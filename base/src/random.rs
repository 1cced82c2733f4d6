//! Keyed random numbers: u = F(seed; replication, resident, cycle, purpose). No state is carried from draw to draw,
//! so a draw is the same whatever was drawn before it, on any thread, in any arm: arms share luck, and adding a
//! draw for a new purpose moves no other.
//!
//! A [`Key`] is 64 bits; each coordinate is folded in by a bijective 64-bit finaliser (the constants of MurmurHash3's
//! fmix64), and the draws under a key are the outputs of SplitMix64 (Steele, Lea and Flood,
//! OOPSLA 2014) started at that key, addressed by position.

use std::convert::Infallible;

use rand::TryRng;

/// A node in the tree of random numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(u64);

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Key {
    /// The root of all random numbers under `seed`.
    pub fn root(seed: u64) -> Key {
        Key(fold(seed, 0x6a09_e667_f3bc_c909))
    }

    /// The key of a part of this one: a replication, a resident, a cycle.
    #[inline(always)]
    pub fn with(self, coordinate: u64) -> Key {
        Key(fold(self.0, coordinate))
    }

    /// The key of a named part: a parameter by its path.
    pub fn with_name(self, name: &str) -> Key {
        // FNV-1a gives names distinct numbers; the finaliser in `with` spreads them.
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        self.with(hash)
    }

    /// Sixty-four random bits for `purpose`.
    #[inline(always)]
    pub fn bits(self, purpose: u64) -> u64 {
        let mut z = self
            .0
            .wrapping_add(purpose.wrapping_add(1).wrapping_mul(GOLDEN));
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A uniform in the open interval (0, 1) for `purpose`.
    #[inline(always)]
    pub fn uniform(self, purpose: u64) -> f64 {
        to_unit(self.bits(purpose))
    }

    /// The draws under this key one after another, for samplers that need an unknown number of them.
    pub fn stream(self) -> Stream {
        Stream { key: self, next: 0 }
    }
}

/// The draws under one key in order.
#[derive(Debug, Clone)]
pub struct Stream {
    key: Key,
    next: u64,
}

impl Stream {
    /// The next uniform in (0, 1).
    pub fn uniform(&mut self) -> f64 {
        let draw = self.key.uniform(self.next);
        self.next += 1;
        draw
    }
}

/// The bits of a key are those of SplitMix64, so that a stream is a generator for whatever draws from one.
impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        // The upper half: of 64 bits, generators owe most care to those.
        self.try_next_u64().map(|bits| (bits >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let bits = self.key.bits(self.next);
        self.next += 1;
        Ok(bits)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for part in bytes.chunks_mut(8) {
            let bits = self.try_next_u64()?.to_le_bytes();
            part.copy_from_slice(&bits[..part.len()]);
        }
        Ok(())
    }
}

/// Bits to the middle of one of 2^52 equal cells of (0, 1): never 0, never 1.
#[inline(always)]
pub fn to_unit(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) * (1.0 / 4_503_599_627_370_496.0)
}

/// A probability as a threshold on 64 random bits: `bits < threshold(p)` with probability p, to 2^-53.
/// Probabilities at or above 1 give `u64::MAX`, which all bits but one in 2^64 are below.
pub fn threshold(probability: f64) -> u64 {
    // A cast from a float saturates, so 1.0 · 2^64 becomes u64::MAX and a negative or NaN becomes 0.
    (probability * 18_446_744_073_709_551_616.0) as u64
}

#[inline(always)]
fn fold(key: u64, coordinate: u64) -> u64 {
    let mut z = key.rotate_left(25) ^ coordinate.wrapping_mul(0xd605_1f3d_91b4_72a5);
    z = (z ^ (z >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    z = (z ^ (z >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    z ^ (z >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_those_of_splitmix64() {
        // The published generator started at 1234567 gives these first three outputs.
        let key = Key(1_234_567);
        assert_eq!(key.bits(0), 6_457_827_717_110_365_317);
        assert_eq!(key.bits(1), 3_203_168_211_198_807_973);
        assert_eq!(key.bits(2), 9_817_491_932_198_370_423);
    }

    #[test]
    fn a_stream_is_a_generator_of_the_bits_of_its_key() {
        use rand::Rng;
        let mut stream = Key(1_234_567).stream();
        assert_eq!(stream.next_u64(), 6_457_827_717_110_365_317);
        // The upper half of the second output, then the third, byte by byte from the lowest.
        let upper = 3_203_168_211_198_807_973_u64 >> 32;
        assert_eq!(u64::from(stream.next_u32()), upper);
        let mut bytes = [0; 10];
        stream.fill_bytes(&mut bytes);
        assert_eq!(bytes[..8], 9_817_491_932_198_370_423_u64.to_le_bytes());
    }

    #[test]
    fn uniforms_never_touch_zero_or_one() {
        assert!(to_unit(0) > 0.0);
        assert!(to_unit(u64::MAX) < 1.0);
    }

    #[test]
    fn neighbouring_keys_give_unrelated_uniforms() {
        // Mean of products of centred uniforms over neighbours in each coordinate: sd 1/(12·sqrt(n)).
        let n = 200_000_u64;
        let root = Key::root(7).with(3);
        let products: f64 = (0..n)
            .map(|i| {
                let here = root.with(i).with(0).uniform(0) - 0.5;
                let next_resident = root.with(i + 1).with(0).uniform(0) - 0.5;
                let next_cycle = root.with(i).with(1).uniform(0) - 0.5;
                let next_purpose = root.with(i).with(0).uniform(1) - 0.5;
                here * (next_resident + next_cycle + next_purpose)
            })
            .sum();
        let mean = products / n as f64;
        let sd = 3.0_f64.sqrt() / 12.0 / (n as f64).sqrt();
        assert!(mean.abs() < 4.0 * sd, "{mean} against sd {sd}");
    }

    #[test]
    fn a_threshold_is_met_with_its_probability() {
        let n = 1_000_000_u64;
        let limit = threshold(0.03);
        let hits = (0..n)
            .filter(|&i| Key::root(1).with(i).bits(0) < limit)
            .count() as f64;
        // Binomial: mean 30,000, sd 170.6.
        assert!((hits - 30_000.0).abs() < 4.0 * 170.6, "{hits}");
    }
}

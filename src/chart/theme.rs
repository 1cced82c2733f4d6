//! Colours and shapes: what each mark is for, in light and in dark, and which payer has which.
//!
//! Comes in: a [`Role`]. Goes out: colours, class names and the style sheet of them all. Deliberately absent: pictures.
//! Colour never is the only sign: payers have a shape each, better is filled and worse is hollow. Paper stays white: the
//! dark colours hold on dark screens only. Colours stand in classes, not in CSS variables, so that a standalone picture
//! is drawn by everything that draws SVG.

/// What a mark is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// What is behind everything.
    Ground,
    /// Text and axes.
    Ink,
    /// Text that explains.
    Soft,
    /// Lines of a grid.
    Faint,
    /// Stripes behind rows.
    Stripe,
    /// Marks of neither one nor the other: as now, sums.
    Neutral,
    /// Cheaper, or no worse off.
    Better,
    /// Dearer, or worse off.
    Worse,
    /// The payer at this place in the report's order.
    Payer(usize),
    /// Text on the colour of that payer.
    OnPayer(usize),
}

/// A colour each for light and dark.
struct Pair {
    light: u32,
    dark: u32,
}

const fn pair(light: u32, dark: u32) -> Pair {
    Pair { light, dark }
}

const WHITE: u32 = 0xff_ff_ff;
const INK: u32 = 0x1a_1a_1a;
const NIGHT: u32 = 0x14_18_1d;

/// Payers have as many colours and shapes; further ones take them again, in another pairing.
pub const PAYERS: usize = 6;

const PAYER: [Pair; PAYERS] = [
    pair(0x12_43_6d, 0x6f_a8_dc),
    pair(0x28_a1_97, 0x2f_b5_a8),
    pair(0x80_16_50, 0xd0_7b_ae),
    pair(0xe8_60_1c, 0xf0_8a_4b),
    pair(0x5a_4f_a2, 0xa7_9b_ea),
    pair(0x8a_6d_00, 0xc9_a9_2b),
];

const ON_PAYER: [Pair; PAYERS] = [
    pair(WHITE, NIGHT),
    pair(INK, NIGHT),
    pair(WHITE, NIGHT),
    pair(INK, NIGHT),
    pair(WHITE, NIGHT),
    pair(WHITE, NIGHT),
];

impl Role {
    fn colours(self) -> Pair {
        match self {
            Role::Ground => pair(WHITE, NIGHT),
            Role::Ink => pair(INK, 0xf0_f0_f0),
            Role::Soft => pair(0x59_59_59, 0xb8_bc_c2),
            Role::Faint => pair(0xd9_d9_d9, 0x3a_41_49),
            Role::Stripe => pair(0xf4_f4_f4, 0x1d_22_29),
            Role::Neutral => pair(0x76_76_76, 0x9a_a0_a6),
            Role::Better => pair(0x12_43_6d, 0x8c_c4_f2),
            Role::Worse => pair(0xb2_3a_00, 0xf5_a9_74),
            Role::Payer(index) => pair_of(&PAYER, index),
            Role::OnPayer(index) => pair_of(&ON_PAYER, index),
        }
    }

    /// The end of its class names: `f-` before it fills, `s-` strokes.
    pub fn class(self) -> String {
        match self {
            Role::Ground => "ground".into(),
            Role::Ink => "ink".into(),
            Role::Soft => "soft".into(),
            Role::Faint => "faint".into(),
            Role::Stripe => "stripe".into(),
            Role::Neutral => "neutral".into(),
            Role::Better => "better".into(),
            Role::Worse => "worse".into(),
            Role::Payer(index) => format!("p{}", index % PAYERS),
            Role::OnPayer(index) => format!("on{}", index % PAYERS),
        }
    }

    /// Every one there is.
    fn all() -> Vec<Role> {
        let fixed = [
            Role::Ground,
            Role::Ink,
            Role::Soft,
            Role::Faint,
            Role::Stripe,
            Role::Neutral,
            Role::Better,
            Role::Worse,
        ];
        let payers = (0..PAYERS).flat_map(|index| [Role::Payer(index), Role::OnPayer(index)]);
        fixed.into_iter().chain(payers).collect()
    }
}

fn pair_of(table: &[Pair; PAYERS], index: usize) -> Pair {
    let Pair { light, dark } = table[index % PAYERS];
    pair(light, dark)
}

/// Form of a small mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// ●
    Circle,
    /// ■
    Square,
    /// ▲
    Triangle,
    /// ◆
    Diamond,
    /// ▼
    Descending,
    /// ✚
    Cross,
}

impl Shape {
    /// Corners about a middle of 0, 0, of half the width 1; a circle has none.
    pub fn corners(self) -> &'static [(f64, f64)] {
        match self {
            Shape::Circle => &[],
            Shape::Square => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
            Shape::Triangle => &[(0.0, -1.0), (1.0, 0.9), (-1.0, 0.9)],
            Shape::Diamond => &[(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)],
            Shape::Descending => &[(-1.0, -0.9), (1.0, -0.9), (0.0, 1.0)],
            Shape::Cross => &[
                (-0.35, -1.0),
                (0.35, -1.0),
                (0.35, -0.35),
                (1.0, -0.35),
                (1.0, 0.35),
                (0.35, 0.35),
                (0.35, 1.0),
                (-0.35, 1.0),
                (-0.35, 0.35),
                (-1.0, 0.35),
                (-1.0, -0.35),
                (-0.35, -0.35),
            ],
        }
    }
}

/// The shape of the payer at this place.
pub fn shape_of_payer(index: usize) -> Shape {
    const SHAPES: [Shape; PAYERS] = [
        Shape::Circle,
        Shape::Square,
        Shape::Triangle,
        Shape::Diamond,
        Shape::Descending,
        Shape::Cross,
    ];
    // Shifted by one at every round, so that two payers of one colour differ in shape.
    SHAPES[(index + index / PAYERS) % PAYERS]
}

/// The class of every picture. The classes of marks hold everywhere: what a picture shares with another is outside it.
pub const CLASS: &str = "caremix-chart";

/// The style sheet of all pictures.
pub fn css() -> String {
    let rules = |colour: &dyn Fn(&Pair) -> u32| -> String {
        let one = |role: Role| {
            let (class, colour) = (role.class(), colour(&role.colours()));
            format!(".f-{class}{{fill:#{colour:06x}}}.s-{class}{{stroke:#{colour:06x}}}")
        };
        Role::all().into_iter().map(one).collect()
    };
    let (light, dark) = (rules(&|pair| pair.light), rules(&|pair| pair.dark));
    format!(
        ".{CLASS}{{font-family:\"Helvetica Neue\",Helvetica,Arial,\"Liberation Sans\",\"DejaVu Sans\",sans-serif;\
         font-size:13px;font-variant-numeric:tabular-nums}}.t-bold{{font-weight:bold}}.t-small{{font-size:12px}}\
         .m-band{{fill-opacity:.38}}.m-line{{fill:none;stroke-linejoin:round}}.m-round{{stroke-linecap:round}}{light}@media screen and (prefers-color-scheme:dark){{{dark}}}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast of WCAG 2.2: (L1 + 0.05) / (L2 + 0.05) of relative luminances.
    fn contrast(one: u32, other: u32) -> f64 {
        let luminance = |colour: u32| -> f64 {
            let channel = |shift: u32| {
                let value = f64::from((colour >> shift) & 0xff) / 255.0;
                if value <= 0.040_45 {
                    value / 12.92
                } else {
                    ((value + 0.055) / 1.055).powf(2.4)
                }
            };
            0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
        };
        let (a, b) = (luminance(one) + 0.05, luminance(other) + 0.05);
        if a > b { a / b } else { b / a }
    }

    fn both(one: Role, other: Role) -> [f64; 2] {
        let (one, other) = (one.colours(), other.colours());
        [
            contrast(one.light, other.light),
            contrast(one.dark, other.dark),
        ]
    }

    fn stands_out(one: Role, other: Role, least: f64) {
        for found in both(one, other) {
            assert!(found >= least, "{one:?} on {other:?}: {found:.2} < {least}");
        }
    }

    #[test]
    fn contrast_of_black_and_white_is_21() {
        assert!((contrast(0, WHITE) - 21.0).abs() < 1e-9);
    }

    #[test]
    fn text_reads_on_what_is_behind_it() {
        for ground in [Role::Ground, Role::Stripe] {
            for text in [Role::Ink, Role::Soft, Role::Better, Role::Worse] {
                stands_out(text, ground, 4.5);
            }
        }
        for index in 0..PAYERS {
            stands_out(Role::OnPayer(index), Role::Payer(index), 4.5);
        }
    }

    #[test]
    fn marks_stand_out_from_the_ground() {
        for mark in [Role::Neutral, Role::Better, Role::Worse] {
            stands_out(mark, Role::Stripe, 3.0);
        }
        for index in 0..PAYERS {
            stands_out(Role::Payer(index), Role::Ground, 3.0);
        }
    }

    #[test]
    fn the_first_dozen_payers_differ_in_colour_or_shape() {
        let signs: Vec<(String, Shape)> = (0..12)
            .map(|index| (Role::Payer(index).class(), shape_of_payer(index)))
            .collect();
        for (index, sign) in signs.iter().enumerate() {
            assert!(!signs[..index].contains(sign), "payer {index}: {sign:?}");
        }
    }

    #[test]
    fn every_role_has_its_classes_in_light_and_dark() {
        let css = css();
        for role in Role::all() {
            let rule = format!(".f-{}{{", role.class());
            assert_eq!(css.matches(&rule).count(), 2, "{rule}");
        }
        assert!(!css.contains(['<', '>', '&']));
    }
}

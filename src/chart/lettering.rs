//! How wide text is, on the safe side: no browser lays a line out wider than this table says.
//!
//! Comes in: text, its size and weight. Goes out: a width, or lines that fit one. Deliberately absent: fonts. The widths
//! are those of DejaVu Sans, the widest of the faces a browser falls back to (advance widths of its `hmtx` table,
//! rounded up to thousandths of the size); letters that it does not list are taken to be wider than any it has.

const REGULAR: [u16; 95] = [
    318, 401, 460, 838, 637, 951, 780, 275, 391, 391, 500, 838, 318, 361, 318, 337, 637, 637, 637,
    637, 637, 637, 637, 637, 637, 637, 337, 337, 838, 838, 838, 531, 1000, 685, 687, 699, 771, 632,
    576, 775, 752, 295, 295, 656, 558, 863, 749, 788, 604, 788, 695, 635, 611, 732, 685, 989, 686,
    611, 686, 391, 337, 391, 838, 500, 500, 613, 635, 550, 635, 616, 353, 635, 634, 278, 278, 580,
    278, 975, 634, 612, 635, 635, 412, 521, 393, 634, 592, 818, 592, 592, 525, 637, 337, 637, 838,
];

const BOLD: [u16; 95] = [
    349, 457, 521, 838, 696, 1002, 873, 307, 458, 458, 523, 838, 380, 416, 380, 366, 696, 696, 696,
    696, 696, 696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 581, 1000, 774, 763, 734, 831, 684,
    684, 821, 837, 373, 373, 775, 638, 996, 837, 851, 733, 851, 771, 721, 683, 813, 774, 1104, 771,
    725, 726, 458, 366, 458, 838, 500, 500, 675, 716, 593, 716, 679, 436, 716, 712, 343, 343, 666,
    343, 1042, 712, 688, 716, 716, 494, 596, 479, 712, 652, 924, 646, 652, 583, 712, 366, 712, 838,
];

/// Latin letters with an accent are as wide as their letter; none of the small ones is wider than this.
const ACCENTED: u16 = 1000;

/// Any other letter.
const UNKNOWN: u16 = 1650;

/// How much wider than regular a letter outside the tables is when bold, in thousandths.
const BOLDER: u16 = 150;

fn width_of(letter: char, is_bold: bool) -> u16 {
    let table = if is_bold { &BOLD } else { &REGULAR };
    if let Some(&width) = (letter as usize)
        .checked_sub(usize::from(b' '))
        .and_then(|index| table.get(index))
    {
        return width;
    }
    let regular = match letter {
        // What joins, turns or ends has no width; whole phrases in one letter; pictures.
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' => return 0,
        '\u{fdfa}'..='\u{fdfd}' => 11_000,
        '\u{1f000}'..='\u{1faff}' => 2_000,
        '\u{a0}' | '\u{202f}' | '·' => 350,
        '€' | '–' => 640,
        '−' => return 838,
        '\u{a1}'..='\u{17f}' | '…' | '→' | '≈' | '●' | '■' | '▲' => ACCENTED,
        _ => UNKNOWN,
    };
    regular + if is_bold { BOLDER } else { 0 }
}

/// Width of a line in pixels.
pub fn width(text: &str, size: f64, is_bold: bool) -> f64 {
    let thousandths: u32 = text
        .chars()
        .map(|letter| u32::from(width_of(letter, is_bold)))
        .sum();
    f64::from(thousandths) * size / 1000.0
}

/// Lines that each fit `room` pixels, broken at spaces that allow it; a word that is too long by itself is cut with an ellipsis.
pub fn wrap(text: &str, room: f64, size: f64, is_bold: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let is_break = |letter: char| letter.is_whitespace() && letter != '\u{a0}';
    for word in text.split(is_break).filter(|word| !word.is_empty()) {
        let longer = match lines.last() {
            Some(line) => format!("{line} {word}"),
            None => word.to_string(),
        };
        match lines.last_mut() {
            Some(line) if width(&longer, size, is_bold) <= room => *line = longer,
            _ => lines.push(cut(word, room, size, is_bold)),
        }
    }
    lines
}

/// The text, or as much of it as fits before an ellipsis.
pub fn cut(text: &str, room: f64, size: f64, is_bold: bool) -> String {
    if width(text, size, is_bold) <= room {
        return text.to_string();
    }
    let mut kept = String::new();
    for letter in text.chars() {
        if width(&format!("{kept}{letter}…"), size, is_bold) > room {
            break;
        }
        kept.push(letter);
    }
    format!("{}…", kept.trim_end())
}

/// At most `most` lines: what does not fit ends in an ellipsis.
pub fn wrap_at_most(text: &str, most: usize, room: f64, size: f64, is_bold: bool) -> Vec<String> {
    let mut lines = wrap(text, room, size, is_bold);
    if lines.len() > most {
        let rest = lines.split_off(most.saturating_sub(1)).join(" ");
        lines.push(cut(&rest, room, size, is_bold));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_as_wide_as_its_letters() {
        // 'A' 685, space 318, 'b' 635 thousandths of 10 pixels.
        assert!((width("A b", 10.0, false) - 16.38).abs() < 1e-9);
        assert!(width("A b", 10.0, true) > width("A b", 10.0, false));
    }

    #[test]
    fn letters_that_are_not_listed_are_taken_wider_than_any_that_is() {
        assert!(width("﷽", 10.0, false) >= 100.0 && width("🏥", 10.0, false) >= 20.0);
        assert_eq!(width("\u{2068}\u{2069}", 10.0, false), 0.0);
        let widest = BOLD.iter().chain(&REGULAR).max().copied().unwrap_or(0);
        assert!(width_of('語', false) > widest);
    }

    #[test]
    fn wrapped_lines_fit_and_lose_no_word() {
        let text = "From the insurer through fees to hospitals and nursing homes";
        let lines = wrap(text, 120.0, 12.0, false);
        assert!(lines.iter().all(|line| width(line, 12.0, false) <= 120.0));
        assert_eq!(lines.join(" "), text);
    }

    #[test]
    fn what_cannot_fit_is_cut_with_an_ellipsis() {
        let lines = wrap(
            "Volksgezondheidsverzekeringsmaatschappij",
            100.0,
            12.0,
            false,
        );
        assert_eq!(lines.len(), 1);
        assert!(lines[0].ends_with('…') && width(&lines[0], 12.0, false) <= 100.0);
        let two = wrap_at_most("one two three four five six seven", 2, 60.0, 12.0, false);
        assert_eq!(two.len(), 2);
        assert!(two[1].ends_with('…'));
    }
}

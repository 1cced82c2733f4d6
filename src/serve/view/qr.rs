//! An address as a square that phones read.
//!
//! Comes in: an address. Goes out: SVG without styles of its own. Deliberately absent: codes of anything else; what stands in
//! them is beside them in letters too.

use maud::{Markup, html};
use qrcodegen::{QrCode, QrCodeEcc};

/// Empty modules around, as the standard asks.
const QUIET: i32 = 4;

/// The square, dark on light whatever the page is; none where the address is too long for one.
pub fn square(address: &str) -> Option<Markup> {
    let code = QrCode::encode_text(address, QrCodeEcc::Medium).ok()?;
    let side = code.size() + 2 * QUIET;
    let places = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
    let path: String = places
        .filter(|(x, y)| code.get_module(*x, *y))
        .map(|(x, y)| format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET))
        .collect();
    Some(html! {
        svg.qr role="img" aria-label=(address) viewBox=(format!("0 0 {side} {side}")) width="240" height="240" shape-rendering="crispEdges" {
            rect width=(side) height=(side) fill="#ffffff" {}
            path d=(path) fill="#000000" {}
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_square_has_the_three_corners_by_which_phones_find_it() {
        let code =
            QrCode::encode_text("http://192.168.1.5:8017/", QrCodeEcc::Medium).expect("a code");
        let svg = square("http://192.168.1.5:8017/")
            .expect("a square")
            .into_string();
        // A corner is a ring of seven around a block of three; the modules of the code are all of the path, and no more.
        let last = code.size() - 7;
        for (left, top) in [(0, 0), (last, 0), (0, last)] {
            for at in 0..7 {
                let place = format!("M{} {}h1v1h-1z", left + at + QUIET, top + QUIET);
                assert!(svg.contains(&place), "{place}");
            }
            assert!(!svg.contains(&format!("M{} {}h", left + 1 + QUIET, top + 1 + QUIET)));
        }
        assert!(square(&"x".repeat(5000)).is_none());
    }
}

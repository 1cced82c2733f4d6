// Everything fits: on a desk, a tablet, a phone, and on A4.
//
// Comes in: an opened page. Goes out: what is wrong. Deliberately absent: whether it is beautiful.

import { onPaper, onScreen, openAll, PAPER, sheets, WIDTHS } from "../browser.js";

export const onScreens = {
    sentence: `nothing overflows at ${WIDTHS.join(", ")} pixels, and letters can be read`,
    async faults({ page }) {
        await openAll(page);
        const found = [];
        for (const width of WIDTHS) {
            await onScreen(page, width);
            const wide = await page.evaluate(overflowing, { scrolls: true, least: 9 });
            found.push(...wide.map((fault) => `${width}: ${fault}`));
        }
        return found;
    },
    breaks: {
        "a word wider than a phone": (html) => html.replace("<h1>", `<h1><span style="white-space:nowrap">${"w".repeat(40)}</span>`),
        "a box wider than a desk": (html) => html.replace("<h1>", `<h1 style="width:1400px">`),
        "letters for ants": (html) => html.replace("<h1>", `<h1 style="font-size:6px">`),
        "text cut off at an edge": (html) => html.replace("<h1>", `<h1 style="width:60px;overflow:hidden;white-space:nowrap">`),
    },
};

export const onA4 = {
    sentence: "nothing overflows on paper, where nothing scrolls",
    async faults({ page }) {
        await onPaper(page);
        const found = await page.evaluate(overflowing, { scrolls: false, least: 7 });
        const tall = await page.evaluate((height) => {
            const pictures = inside.charts().filter((svg) => svg.getBoundingClientRect().height > height);
            return pictures.map((svg) => `taller than a page: ${inside.named(svg)}`);
        }, PAPER.height);
        return [...found, ...tall];
    },
    breaks: {
        "a table wider than paper": (html) => html.replace(/<table/, `<table style="width:900px"`),
        "a picture taller than paper": (html) => html.replace(/(<figure.*?<svg )/s, `$1style="height:2000px" `),
    },
};

/** Elements wider than what they stand in; `least` pixels a letter is high. */
function overflowing({ scrolls, least }) {
    const root = document.documentElement;
    const found = root.scrollWidth > root.clientWidth ? [`the page is ${root.scrollWidth} wide`] : [];
    const canScroll = (element) => scrolls && /auto|scroll/.test(getComputedStyle(element).overflowX);
    for (const element of document.body.querySelectorAll("*")) {
        const isMark = element.ownerSVGElement !== null && element.ownerSVGElement !== undefined;
        // A link that shows itself when it has the focus waits outside.
        if (isMark || !inside.isShown(element) || element.matches(".skip")) continue;
        const isNarrow = element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1;
        // A box may stand out of its parent on purpose; letters may not, and nothing may be cut off.
        const isCut = isNarrow && (hasText(element) || /hidden|clip/.test(getComputedStyle(element).overflowX));
        if (isCut && !canScroll(element)) found.push(`cut off or sticking out: ${inside.named(element)}`);
        const box = element.getBoundingClientRect();
        const isOut = box.left < -1 || box.right > root.clientWidth + 1;
        let around = element.parentElement;
        while (around && !canScroll(around)) around = around.parentElement;
        if (isOut && !around) found.push(`outside: ${inside.named(element)}`);
    }
    for (const element of document.body.querySelectorAll("*")) {
        if (!hasText(element) || !inside.isShown(element)) continue;
        const svg = element.ownerSVGElement;
        const shrunk = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
        const size = Number.parseFloat(getComputedStyle(element).fontSize) * shrunk;
        if (size < least) found.push(`letters of ${size.toFixed(1)} pixels: ${inside.named(element)}`);
    }
    return found;

    function hasText(element) {
        return [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== "");
    }
}

export const firstSheet = {
    sentence: "the first page is one sheet of A4",
    async faults({ page }) {
        await onPaper(page);
        await page.evaluate(hideAfterFirst);
        const { count, sizes } = await sheets(page);
        await page.reload();
        const isA4 = (box) => /^0 0 59[45]\S* 84[12]\S*$/.test(box);
        const found = sizes.filter((box) => !isA4(box)).map((box) => `a sheet of ${box}`);
        if (count !== 1) found.push(`the first page takes ${count} sheets`);
        return found;
    },
    breaks: {
        "a long first page": (html) => html.replace("</h1>", `</h1>${"<p>One line more.</p>".repeat(60)}`),
        "paper of another size": (html) => html.replace("size:A4", "size:A5"),
        "everything on end": (html) => html.replaceAll(/break-(before|after):page/g, ""),
    },
};

/** Leaves what comes before the first forced break: everything if there is none. */
function hideAfterFirst() {
    const all = [...document.body.querySelectorAll("*")];
    const breaks = (element) => getComputedStyle(element).breakBefore === "page";
    const ends = (element) => getComputedStyle(element).breakAfter === "page";
    const first = all.find((element) => inside.isShown(element) && (breaks(element) || ends(element)));
    if (!first) return;
    const follows = (element) => first.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING;
    const isAfter = (element) => follows(element) && !first.contains(element);
    for (const element of all.filter(isAfter)) element.style.setProperty("display", "none", "important");
    if (breaks(first)) first.style.setProperty("display", "none", "important");
}

export const tablesOnPaper = {
    sentence: "paper has every table open",
    async faults({ page }) {
        await page.reload();
        await onPaper(page);
        return page.evaluate(() => {
            const closed = [...document.querySelectorAll("details table")].filter((table) => !inside.isShown(table));
            return closed.map((table) => `not printed: ${inside.named(table)}`);
        });
    },
    breaks: {
        "tables that stay closed": (html) => html.replaceAll("::details-content", "::nothing"),
    },
};

// Every picture is drawn, says its result and what it shows, and has its numbers beside it.
//
// Comes in: an opened page. Goes out: what is wrong. Deliberately absent: whether the numbers are right (tests/cli).

import { onPaper, onScreen, openAll, WIDTHS } from "../browser.js";

export const everyPicture = {
    sentence: "every picture has marks, a title, a text alternative and a table",
    async faults({ page }) {
        await onScreen(page, WIDTHS[0]);
        await openAll(page);
        return page.evaluate(() => {
            const found = [];
            const text = (element) => element?.textContent.trim() ?? "";
            const figures = [...document.querySelectorAll("figure")].filter((figure) => figure.querySelector("svg"));
            if (figures.length === 0) found.push("no picture at all");
            // What is hidden from screen readers says again what stands beside it.
            for (const svg of document.querySelectorAll("svg:not([aria-hidden='true'])")) {
                const name = inside.named(svg);
                const said = (attribute) => text(document.getElementById(svg.getAttribute(attribute)));
                if (svg.getAttribute("role") !== "img") found.push(`no role: ${name}`);
                if (said("aria-labelledby").length < 10) found.push(`no title: ${name}`);
                if (said("aria-describedby").length < 10) found.push(`no text alternative: ${name}`);
                if (!svg.closest("figure")) found.push(`no figure around ${name}`);
                if (/NaN|undefined|Infinity|\binf\b/.test(svg.outerHTML)) found.push(`no number in ${name}`);
            }
            for (const figure of figures) {
                const name = inside.named(figure);
                const marks = [...figure.querySelectorAll("svg :is(rect, circle, polygon, polyline, path)")];
                const drawn = marks.filter((mark) => {
                    const box = mark.getBoundingClientRect();
                    return mark.checkVisibility() && (box.width > 1 || box.height > 1);
                });
                if (drawn.length === 0) found.push(`no marks: ${name}`);
                if (text(figure.querySelector("figcaption")).length < 10) found.push(`no result above: ${name}`);
                // At first sight a picture leads to where it is drawn with its numbers.
                const link = figure.querySelector(":scope > p > a[href^='#']");
                const numbers = link ? document.getElementById(link.hash.slice(1)) : figure;
                const tables = numbers?.querySelectorAll("details table") ?? [];
                if (tables.length === 0) found.push(`no table: ${name}`);
                for (const table of tables) {
                    const rows = [...table.querySelectorAll("tbody tr")];
                    const columns = table.querySelectorAll("thead tr:last-child > *").length;
                    if (rows.length === 0 || columns < 2) found.push(`no rows: ${name}`);
                    const label = table.closest("[aria-label], [aria-labelledby]");
                    if (!text(table.querySelector("caption")) && !numbers.contains(label)) found.push(`no name of a table: ${name}`);
                    for (const row of rows) {
                        const cells = [...row.children].reduce((sum, cell) => sum + cell.colSpan, 0);
                        if (cells !== columns) found.push(`${cells} cells under ${columns} heads: ${name}`);
                    }
                }
            }
            return found;
        });
    },
    breaks: {
        "a picture without a title": (html) => html.replace(/(<svg [^>]*) aria-labelledby="[^"]*"/, "$1"),
        "a picture without a text alternative": (html) => html.replace(/(<svg [^>]*) aria-describedby="[^"]*"/, "$1"),
        "a picture without its table": (html) => html.replace(/<details>.*?<\/details>/s, ""),
        "a picture without marks": (html) =>
            html.replaceAll(/<figure.*?<\/figure>/gs, (figure) => figure.replaceAll(/<(rect|circle|polygon|polyline|path)/g, "<g")),
        "a table without rows": (html) => html.replace(/(<details>.*?<tbody>).*?(<\/tbody>)/s, "$1$2"),
    },
};

export const marksSeen = {
    sentence: "no mark is drawn in no colour, by day and by night",
    async faults({ page }) {
        const found = [];
        for (const scheme of ["light", "dark"]) {
            await onScreen(page, WIDTHS[0], scheme);
            found.push(...(await page.evaluate(colourless)).map((fault) => `${scheme}: ${fault}`));
        }
        return found;
    },
    breaks: {
        "marks whose class is not in the style sheet": (html) => html.replaceAll(/\.([fs])-better\{/g, ".x-$1-y{"),
    },
};

/** Marks without a fill and without a stroke, or both as the ground. */
function colourless() {
    inside.expand();
    const found = [];
    for (const mark of document.querySelectorAll("svg :is(path, rect, circle, polygon, polyline, text)")) {
        if (!mark.checkVisibility() || mark.getAttribute("d") === "" || mark.closest("symbol")) continue;
        const { fill, stroke } = getComputedStyle(mark);
        // The look that a mark has without a rule for it: black, and no line.
        const isUnruled = fill === "rgb(0, 0, 0)" && stroke === "none";
        const isNothing = [fill, stroke].every((colour) => colour === "none");
        if (isUnruled || isNothing) found.push(`fill ${fill}, stroke ${stroke}: ${mark.getAttribute("class")} in ${inside.named(mark)}`);
    }
    return found;
}

export const marksInside = {
    sentence: "no mark leaves its picture, and no text lies on another",
    async faults({ page }) {
        const found = [];
        for (const show of [() => onScreen(page, WIDTHS[0]), () => onScreen(page, WIDTHS[2]), () => onPaper(page)]) {
            await show();
            found.push(...(await page.evaluate(misplaced)));
        }
        return [...new Set(found)];
    },
    breaks: {
        "a text that is too long": (html) => html.replace(/(<text [^>]*>)[^<]*/, `$1${"far too long ".repeat(20)}`),
        "two texts in one place": (html) => html.replace(/<text [^>]*>[^<]+<\/text>/, (text) => text + text),
    },
};

function misplaced() {
    inside.expand();
    const found = [];
    for (const svg of inside.charts()) {
        const frame = svg.getBoundingClientRect();
        const leaves = (box) =>
            box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
        for (const mark of svg.querySelectorAll("text, rect, circle, polygon, polyline, path")) {
            if (inside.isShown(mark) && leaves(mark.getBoundingClientRect())) found.push(`outside: ${inside.named(mark)}`);
        }
        const texts = inside.lettered(svg);
        texts.forEach((one, place) => {
            for (const other of texts.slice(0, place)) {
                const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
                const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
                if (across > 1 && down > 1) found.push(`on "${inside.short(other.text.textContent)}": ${inside.named(one.text)}`);
            }
        });
    }
    return found;
}

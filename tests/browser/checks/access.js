// Everybody can read it: with a screen reader, with weak eyes, at night.
//
// Comes in: an opened page. Goes out: what is wrong. Deliberately absent: the keyboard (keyboard.js).

import axe from "axe-core";
import { HtmlValidate } from "html-validate";
import { parse } from "parse5";
import { onScreen, openAll, WIDTHS } from "../browser.js";

const GRAVE = ["serious", "critical"];

export const axeFinds = {
    sentence: "axe has no serious and no critical finding, by day, by night and on a phone",
    async faults({ page }) {
        await openAll(page);
        await page.evaluate(axe.source);
        const found = [];
        for (const [width, scheme] of [[WIDTHS[0], "light"], [WIDTHS[2], "dark"]]) {
            await onScreen(page, width, scheme);
            const run = () => globalThis.axe.run(document, { resultTypes: ["violations"] });
            const { violations } = await page.evaluate(run);
            for (const { id, impact, help, nodes } of violations.filter((one) => GRAVE.includes(one.impact))) {
                found.push(`${width} ${scheme}: ${impact} ${id}: ${help}: ${nodes.length}, first ${nodes[0].html.slice(0, 160)}`);
            }
        }
        return found;
    },
    breaks: {
        "a button without a name": (html) => html.replace("<main", "<button></button><main"),
        "a page without a language": (html) => html.replace(/<html lang="\w+"/, "<html"),
        "text that is hardly seen": (html) => html.replace("<h1>", `<h1 style="color:#aaa">`),
    },
};

export const textOnMarks = {
    sentence: "letters in pictures stand out from what is behind them, by day and by night",
    async faults({ page }) {
        const found = [];
        for (const scheme of ["light", "dark"]) {
            await onScreen(page, WIDTHS[0], scheme);
            found.push(...(await page.evaluate(pale)).map((fault) => `${scheme}: ${fault}`));
        }
        return found;
    },
    breaks: {
        "grey letters on white": (html) => html.replaceAll(/\.f-ink\{[^}]*\}/g, ".f-ink{fill:#aaa}"),
    },
};

/** Texts with less contrast than 4.5 (3 where large) to the last mark drawn under their middle. */
function pale() {
    inside.expand();
    const found = [];
    for (const svg of inside.charts()) {
        const marks = [...svg.querySelectorAll("rect, circle, polygon, path, text")];
        marks.forEach((text, place) => {
            if (!text.matches("text") || text.textContent.trim() === "") return;
            const box = text.getBBox();
            const middle = new DOMPoint(box.x + box.width / 2, box.y + box.height / 2);
            let behind = inside.ground(svg);
            for (const mark of marks.slice(0, place)) {
                if (mark.matches("text") || !mark.isPointInFill(middle)) continue;
                const style = getComputedStyle(mark);
                const fill = inside.colour(style.fill);
                if (!fill) continue;
                const alpha = fill.alpha * Number(style.fillOpacity) * Number(style.opacity);
                behind = inside.over(fill.rgb, alpha, behind);
            }
            const style = getComputedStyle(text);
            const size = Number.parseFloat(style.fontSize);
            const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
            const contrast = inside.contrast(inside.colour(style.fill).rgb, behind);
            const least = isLarge ? 3 : 4.5;
            if (contrast < least) found.push(`contrast ${contrast.toFixed(1)}: ${inside.named(text)}`);
        });
    }
    return found;
}

const validator = new HtmlValidate({
    root: true,
    extends: ["html-validate:standard", "html-validate:a11y"],
    // Tables here have one row and one column of heads: where a head stands says what it is the head of.
    rules: { "wcag/h63": "off" },
});

/** Mistakes in the source: a browser would read on, and mean something else by it. */
function misread(html) {
    const found = [];
    const onParseError = ({ code, startLine, startCol }) => found.push(`${code} ${startLine}:${startCol}`);
    parse(html, { sourceCodeLocationInfo: true, onParseError });
    return found;
}

export const validates = {
    sentence: "the HTML is valid",
    async faults({ page, html }) {
        await page.reload();
        // End tags that may be left out are back in what the browser made of it.
        const read = await page.evaluate(() => `<!DOCTYPE html>${document.documentElement.outerHTML}`);
        const { results } = await validator.validateString(read);
        const messages = results.flatMap((result) => result.messages);
        return [
            ...misread(html),
            ...messages.map(({ ruleId, message, line, column }) => `${ruleId}: ${message}: ${around(read, line, column)}`),
        ];
    },
    breaks: {
        "a paragraph inside a heading": (html) => html.replace("<h1>", "<h1><p>x</p>"),
        "an id twice": (html) => html.replace("<h1>", `<h1 id="main">`),
        "an attribute twice": (html) => html.replace("<h1>", `<h1 class="a" class="b">`),
        "an element that does not exist": (html) => html.replace("<h1>", "<h1><blink>x</blink>"),
        "a list of nothing it may hold": (html) => html.replace("</main>", "<ul><p>x</p></ul></main>"),
        "a bare sign": (html) => html.replace("<h1>", "<h1>a <3 & b"),
    },
};

const around = (text, line, column) => text.split("\n")[line - 1].slice(Math.max(0, column - 10), column + 60);

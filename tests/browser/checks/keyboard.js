// All of it can be used without a mouse.
//
// Comes in: an opened page. Goes out: what is wrong. Deliberately absent: what a screen reader says (access.js).

import { onScreen, WIDTHS } from "../browser.js";

/** More stops than any report has. */
const MOST = 2_000;

export const byKeyboard = {
    sentence: "Tab reaches everything that can be used, shows where it is, and Enter opens every table",
    async faults({ page }) {
        await page.reload();
        await onScreen(page, WIDTHS[0]);
        await page.evaluate(() => (globalThis.reached = new Set()));
        const found = [];
        for (let stop = 0; stop < MOST; stop += 1) {
            await page.keyboard.press("Tab");
            const at = await page.evaluate(stopped);
            if (at === null) break;
            found.push(...at.faults);
            if (at.isSummary) {
                await page.keyboard.press("Enter");
                found.push(...(await page.evaluate(opened)));
            }
        }
        const missed = await page.evaluate(() => {
            const all = [...document.querySelectorAll("a[href], button, summary, [tabindex='0']")].filter(inside.isShown);
            const left = all.filter((element) => !globalThis.reached.has(element) && !element.matches(".skip"));
            return all.length === 0 ? ["nothing can be used"] : left.map((element) => `not reached: ${inside.named(element)}`);
        });
        return [...found, ...missed];
    },
    breaks: {
        "a focus that is not seen": (html) => html.replace("</style>", ":focus-visible{outline:none!important}</style>"),
        "a table that Tab passes by": (html) => html.replace("<summary>", `<summary tabindex="-1">`),
        "a summary that opens nothing": (html) => html.replace("</main>", "<details><summary>Nothing</summary></details></main>"),
    },
};

/** What has the focus, and what is wrong with how it shows; nothing when the page has been left. */
function stopped() {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    globalThis.reached.add(element);
    const faults = [];
    const style = getComputedStyle(element);
    const name = inside.named(element);
    const isOutlined = style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2;
    const ring = inside.colour(style.outlineColor);
    if (!isOutlined) faults.push(`no visible focus: ${name}`);
    else if (inside.contrast(ring.rgb, inside.ground(element.parentElement)) < 3) faults.push(`a pale focus: ${name}`);
    const box = element.getBoundingClientRect();
    const isSeen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    if (!isSeen || !inside.isShown(element)) faults.push(`has the focus outside the window: ${name}`);
    return { faults, isSummary: element.matches("summary") };
}

/** What is wrong when the summary in focus should just have opened. */
function opened() {
    const summary = document.activeElement;
    const details = summary.closest("details");
    const held = [...details.querySelectorAll(":scope > :not(summary)")];
    const isOpen = details.open && held.some(inside.isShown);
    return isOpen ? [] : [`Enter does not open: ${inside.named(summary)}`];
}

export const skips = {
    sentence: "the first Tab shows a link that leads to the text",
    async faults({ page }) {
        await page.reload();
        await onScreen(page, WIDTHS[0]);
        await page.keyboard.press("Tab");
        const target = await page.evaluate(() => {
            const link = document.activeElement;
            const box = link.getBoundingClientRect();
            return inside.isShown(link) && box.left >= 0 && box.top >= 0 ? link.getAttribute("href") : null;
        });
        if (!target) return ["the first stop is not a link that is seen"];
        const exists = await page.evaluate((href) => document.querySelector(`main${href}`) !== null, target);
        return exists ? [] : [`${target} is not the text`];
    },
    breaks: {
        "a link that stays hidden": (html) => html.replace(".skip:focus{left:0}", ""),
        "a link to nowhere": (html) => html.replace(`href="#main"`, `href="#man"`),
    },
};

export const links = {
    sentence: "every link leads to something on the page",
    faults: ({ page }) =>
        page.evaluate(() => {
            const dead = [...document.querySelectorAll("a[href^='#']")].filter((link) => !document.getElementById(link.getAttribute("href").slice(1)));
            return dead.map((link) => `leads nowhere: ${link.getAttribute("href")}`);
        }),
    breaks: { "a link to nowhere": (html) => html.replace(`href="#main"`, `href="#man"`) },
};

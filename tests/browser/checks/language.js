// Each report speaks one language: words, numbers and money.
//
// Comes in: an opened page and the same in the other language. Goes out: what is wrong. Deliberately absent: style.

import { pathToFileURL } from "node:url";

/** Words that both languages write alike. */
const SHARED = /^(caremix|run|share|report|validate|euro|arm|per|water|budget|model|sample|seed)$/i;

/** The id of a run and the digest of a file are no words, whatever letters they happen to have. */
const DIGEST = /\b[0-9a-f]{8,}\b/g;

const texts = (page) =>
    page.evaluate(() => {
        const all = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const node = walker.currentNode;
            const text = node.data.replace(/\s+/g, " ").trim();
            // Names of parameters are those of the scenario's file.
            if (text !== "" && !node.parentElement.closest("code, pre, style, .parameters tbody th")) all.push(text);
        }
        return [...new Set(all)];
    });

/** Words that the scenario itself says, in whatever language; pictures cut titles where a line ends. */
const wordsOf = (own) => new Set(own.flatMap((text) => text.toLowerCase().match(/\p{L}+/gu) ?? []));

/** The text without what is a text of the scenario as a whole. */
function without(own, text) {
    const longest = [...own].sort((one, other) => other.length - one.length);
    return longest.reduce((rest, name) => rest.replaceAll(name, " "), text);
}

export const oneLanguage = {
    sentence: "no sentence is the same in English and in Dutch, and the page says which it is",
    async faults({ page, lang, own, twin }) {
        const found = [];
        const spoken = wordsOf(own);
        const said = await page.evaluate(() => document.documentElement.lang);
        if (said !== lang) found.push(`says that it is ${said}`);
        const here = await texts(page);
        const other = await page.context().newPage();
        await other.goto(pathToFileURL(twin).href);
        const twins = new Set(await texts(other));
        await other.close();
        for (const text of here) {
            if (!twins.has(text)) continue;
            const words = text.toLowerCase().replace(DIGEST, " ").match(/\p{L}{4,}/gu) ?? [];
            const left = words.filter((word) => !SHARED.test(word) && !spoken.has(word));
            if (left.length > 1) found.push(`in both languages: "${text.slice(0, 100)}"`);
        }
        return found;
    },
    breaks: {
        "a page that says it is another": (html) => html.replace(/<html lang="\w+"/, `<html lang="fy"`),
    },
};

export const numbers = {
    sentence: "numbers are written as the language writes them",
    async faults({ page, lang, own }) {
        const wrong = lang === "nl" ? /\d\.\d{1,2}(?!\d)/ : /\d,\d{1,2}(?!\d)/;
        const found = [];
        for (const text of await texts(page)) {
            // Numbers of items and of versions belong to no language.
            const said = without(own, text).replace(/^\d+\.\d+ /, "").replaceAll(/\d+\.\d+\.\d+\S*/g, "");
            const number = wrong.exec(said);
            if (number) found.push(`${number[0]} in "${text.slice(0, 100)}"`);
        }
        return found;
    },
    breaks: {
        "a number of the other language": (html) => html.replace("</h1>", "</h1><p>3,5 or 3.5</p>"),
    },
};

// The page is a file by itself: it asks for nothing, runs nothing, and is small.
//
// Comes in: an opened page. Goes out: what is wrong. Deliberately absent: how it looks.

const MOST = 1_000_000;

export const asksForNothing = {
    sentence: "nothing is asked for from outside, and the browser has nothing to complain of",
    async faults({ page, asked, complaints }) {
        await page.evaluate(() => document.fonts.ready);
        return [...asked.map((url) => `asked for ${url}`), ...complaints];
    },
    breaks: {
        "a picture from elsewhere": (html) => html.replace("<main", `<img alt="" src="https://example.org/x.png"><main`),
        "a font from elsewhere": (html) =>
            html.replace("</style>", "@font-face{font-family:f;src:url(https://example.org/f)}h1{font-family:f}</style>"),
        "a script with a mistake": (html) => html.replace("<main", "<script>nothing()</script><main"),
        "a link to a picture beside it": (html) => html.replace("<main", `<img alt="" src="beside.png"><main`),
    },
};

export const runsNothing = {
    sentence: "no script runs, and texts of a scenario stay text",
    faults: ({ page }) =>
        page.evaluate(() => {
            const found = [];
            if (document.title !== document.querySelector("h1").textContent) found.push(`the title is ${document.title}`);
            const strange = "script, iframe, object, embed, base, form, link, foreignObject, meta[http-equiv], img, image";
            for (const element of document.querySelectorAll(strange)) found.push(inside.named(element));
            for (const element of document.querySelectorAll("*")) {
                for (const { name, value } of element.attributes) {
                    if (name.startsWith("on")) found.push(`${name} of ${inside.named(element)}`);
                    if (/^(href|src|action|xlink:href)$/.test(name) && !value.startsWith("#")) found.push(`${name}=${value}`);
                }
            }
            const sheets = [...document.querySelectorAll("style")].map((style) => style.textContent).join("");
            for (const asked of ["@import", "url(", "expression("]) {
                if (sheets.includes(asked)) found.push(`${asked} in a style sheet`);
            }
            return found;
        }),
    breaks: {
        "a title as markup": (html) => html.replace("</h1>", "<script>1</script></h1>"),
        "a handler": (html) => html.replace("<main", `<main onclick="1"`),
        "a link to a script": (html) => html.replace("<h1>", `<h1><a href="javascript:1">x</a>`),
    },
};

export const isSmall = {
    sentence: "the file is smaller than a megabyte",
    faults: ({ html }) => {
        const size = Buffer.byteLength(html);
        return size < MOST ? [] : [`${size} bytes`];
    },
    breaks: { "a megabyte of blanks": (html) => html + " ".repeat(MOST) },
};

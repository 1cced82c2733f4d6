// Colour is never the only sign: what a colour says, a shape says too.
//
// Comes in: an opened page. Goes out: what is wrong. Deliberately absent: which colours (tested beside the colours).

import { onScreen, WIDTHS } from "../browser.js";

export const withoutColour = {
    sentence: "without colour, payers are told apart by shape, and better from worse by filled and hollow",
    async faults({ page }) {
        await onScreen(page, WIDTHS[0]);
        return page.evaluate(alike);
    },
    breaks: {
        "a payer in the colour of another": (html) => html.replaceAll(/ class="([fs])-p1"/g, ` class="$1-p0"`),
        "two payers of one shape": (html) => html.replaceAll("</svg>", `${sign(4)}${sign(5)}</svg>`),
        "a payer without a shape": (html) => html.replaceAll("</svg>", `<path class="f-p4" d="M0 0h90v20h-90z"/></svg>`),
        "worse as filled as better": (html) => html.replace("</style>", ".caremix-chart .s-worse{fill:#b23a00!important}</style>"),
        "better as hollow as worse": (html) => html.replace("</style>", ".caremix-chart .f-better{fill:none!important}</style>"),
    },
};

const sign = (payer) => `<path class="f-p${payer}" d="M0 0h9v9h-9z"/>`;

function alike() {
    inside.expand();
    const found = [];
    const formsOf = new Map();
    for (const svg of inside.charts()) {
        const name = inside.named(svg);
        const forms = inside.forms(svg);
        const payers = new Map();
        for (const { classes, width, height, form } of forms) {
            // A mark on the colour of a payer is that payer's too.
            const payer = /\b[fs]-(?:p|on)(\d+)\b/.exec(classes)?.[1];
            if (payer === undefined) continue;
            const signs = payers.get(payer) ?? new Set();
            // Signs are small and as wide as high; bars and bands are neither.
            if (width < 16 && height < 16 && Math.abs(width - height) < 2) signs.add(form);
            payers.set(payer, signs);
        }
        for (const [payer, signs] of payers) {
            if (payers.size > 1 && signs.size === 0) found.push(`no shape of payer ${payer}: ${name}`);
            for (const [other, same] of payers) {
                const isTwin = other < payer && [...signs].some((sign) => same.has(sign));
                if (isTwin) found.push(`payers ${other} and ${payer} have one shape: ${name}`);
            }
            formsOf.set(payer, new Set([...(formsOf.get(payer) ?? []), ...signs]));
        }
        const filled = (role) => forms.filter(({ classes }) => classes.split(" ").some((one) => one.slice(2) === role)).map((one) => one.isFilled);
        if (filled("better").includes(false)) found.push(`better, and hollow: ${name}`);
        if (filled("worse").includes(true)) found.push(`worse, and filled: ${name}`);
    }
    for (const [payer, signs] of formsOf) {
        if (signs.size > 1) found.push(`payer ${payer} has ${signs.size} shapes on one page: ${[...signs].join(" | ")}`);
    }
    return found;
}

// The report read in a real browser.
//
// Comes in: reports of real runs (runs.js), opened (browser.js). Goes out: what is wrong, by page and check. Every check
// is then shown pages that are broken in the way it is for, and has to find that. Deliberately absent: how long it takes.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { launch, open } from "./browser.js";
import * as access from "./checks/access.js";
import * as alone from "./checks/alone.js";
import * as drawn from "./checks/drawn.js";
import * as fits from "./checks/fits.js";
import * as grey from "./checks/grey.js";
import * as keyboard from "./checks/keyboard.js";
import * as language from "./checks/language.js";
import { changed, names, reports } from "./runs.js";

// What a page asked for is looked at when everything else has been done with it.
const CHECKS = [drawn, fits, grey, access, keyboard, language, alone].flatMap((each) => Object.values(each));

/** What a small page shows as well as a large one, which has more of the same and takes minutes. */
const SMALL_ONLY = [access.axeFinds, access.textOnMarks, keyboard.byKeyboard, grey.withoutColour, drawn.marksSeen];

/** As many of a fault as are worth reading. */
const SHOWN = 12;

const browser = await launch();
after(() => browser.close());

for (const name of names) {
    test(name, async (t) => {
        for (const report of reports(name)) {
            const opened = await open(browser, report);
            for (const check of CHECKS.filter((each) => !(report.isLarge && SMALL_ONLY.includes(each)))) {
                await t.test(`${report.lang}: ${check.sentence}`, async () => {
                    const found = await check.faults(opened);
                    assert.equal(found.length, 0, `${found.length} faults:\n${found.slice(0, SHOWN).join("\n")}`);
                });
            }
            await opened.page.context().close();
        }
    });
}

/** What a check finds on a page of its own. */
async function faults(check, report) {
    const opened = await open(browser, report);
    const found = await check.faults(opened);
    await opened.page.context().close();
    return found;
}

test("every check finds what it is for", async (t) => {
    const [report] = reports(names[0]);
    for (const check of CHECKS) {
        const before = await faults(check, report);
        for (const [what, change] of Object.entries(check.breaks)) {
            await t.test(`${what} is found by: ${check.sentence}`, async () => {
                const found = await faults(check, changed(report, change));
                assert.notDeepEqual(found.filter((fault) => !before.includes(fault)), []);
            });
        }
    }
});

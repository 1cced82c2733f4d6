// The workshop page in a real browser: turned, undone, saved, compared, reloaded, in both languages, on a phone, by keyboard.
//
// Comes in: the program (CAREMIX, else the release build), serving the shipped town on a small sample. Goes out: what does not
// work. Deliberately absent: how long anything takes, and what strangers may ask (tests/cli/serve.rs).

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";

import axe from "axe-core";
import { launch } from "./browser.js";

const house = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
const program = resolve(process.env.CAREMIX ?? join(house, "target/release/caremix"));
const TOWN = "zoetermeer-2025";
const SMALL = ["--sample", "100", "--replications", "104", "--set", "run.years=4", "--set", 'run.size="simulated"'];
const WAIT = 180_000;

let folder;
let server;
let address;
let browser;

before(async () => {
    folder = mkdtempSync(join(tmpdir(), "caremix-workshop-"));
    cpSync(join(house, "scenarios"), join(folder, "scenarios"), { recursive: true });
    const words = ["serve", `scenarios/${TOWN}.toml`, "--port", "0", ...SMALL];
    server = spawn(program, words, { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
    address = await new Promise((found, failed) => {
        createInterface({ input: server.stdout }).once("line", found);
        server.once("exit", () => failed(new Error(`${program} serves nothing`)));
    });
    browser = await launch();
});

after(async () => {
    await browser?.close();
    server?.kill();
    rmSync(folder, { recursive: true, force: true });
});

const page_ = (path) => address.split("#")[0] + path;
const token = () => address.split("#")[1];

/** The page with everything it complained of. */
async function open({ lang = "en", width = 1920, height = 1080, at = "" } = {}) {
    const context = await browser.newContext({ viewport: { width, height }, acceptDownloads: true });
    context.setDefaultTimeout(WAIT);
    const page = await context.newPage();
    const complaints = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => request.url().startsWith(page_("")) || complaints.push(`asked for ${request.url()}`));
    await page.goto(`${page_(`?lang=${lang}`)}#${token()}${at}`);
    return { page, context, complaints };
}

/** All futures of the last question are there. */
const answered = (page) => page.waitForFunction(() => /^futures /.test(document.body.dataset.answered ?? "")
    && !document.getElementById("results").classList.contains("stale"), null, { timeout: WAIT });

const turn = async (page, knob, level) => {
    await page.locator(`.knob[data-name=${knob}] .level[data-value="${level}"]`).click();
};

const shown = (page, knob) => page.locator(`.knob[data-name=${knob}] output`).textContent();
const split = (page) => page.locator("#split").innerText();

test("a knob is turned: what is expected comes first without chances, then futures", async () => {
    const { page, complaints } = await open();
    await answered(page);
    const untouched = await split(page);
    const seen = page.evaluate(() => new Promise((told) => {
        const phases = [];
        new MutationObserver(() => {
            const phase = document.body.dataset.answered.split(" ")[0];
            phases.push([phase, document.querySelectorAll("#split .f-better").length > 0]);
            if (phase === "futures") told(phases);
        }).observe(document.body, { attributeFilter: ["data-answered"] });
    }));
    await turn(page, "budget", 5600000);
    const phases = await seen;
    assert.deepEqual(phases[0], ["preview", false], "no dot is filled before futures are known");
    assert.deepEqual(phases.at(-1), ["futures", true]);
    assert.notEqual(await split(page), untouched);
    assert.match(await page.locator("#why").innerText(), /Transition budget/);
    assert.match(await page.locator("#said").textContent(), /^Done: .*no worse off/);
    assert.deepEqual(complaints, []);
});

test("undo, redo and the list of changes lead back and forth, and a reload loses nothing", async () => {
    const { page } = await open();
    await answered(page);
    const start = await shown(page, "budget");
    await turn(page, "budget", 5600000);
    await turn(page, "structural", 0.5);
    await page.locator("#undo").click();
    await page.locator("#undo").click();
    assert.equal(await shown(page, "budget"), start);
    await page.locator("#redo").click();
    assert.match(await shown(page, "budget"), /^5\.6/);
    await page.locator("#changes").click();
    const list = page.locator("#changes-dialog li button");
    assert.equal(await list.count(), 3);
    await list.nth(2).click();
    assert.match(await shown(page, "structural"), /^50/);
    const link = page.url();
    await page.reload();
    await answered(page);
    assert.match(await shown(page, "budget"), /^5\.6/);
    assert.match(await shown(page, "structural"), /^50/);
    assert.equal(page.url(), link);
    assert.equal(await page.locator("#undo").isDisabled(), false, "the history is still there");
    assert.ok(!link.includes("token"), "a link gives no right to turn");
    // The link alone, in another browser, is the same state.
    const elsewhere = await open({ at: `&${link.split("#")[1]}` });
    await answered(elsewhere.page);
    assert.match(await shown(elsewhere.page, "structural"), /^50/);
});

test("states are saved and compared, and who guesses first sees the tally", async () => {
    const { page, complaints } = await open();
    await answered(page);
    for (const [name, level] of [["As agreed", 2800000], ["Double", 5600000]]) {
        await turn(page, "budget", level);
        await answered(page);
        await page.locator("#save").click();
        await page.locator("#save-name").fill(name);
        await page.locator("#save-yes").click();
    }
    await page.locator("#compare").click();
    await page.locator("#compare-dialog table").waitFor();
    const compared = await page.locator("#compare-dialog").innerText();
    assert.match(compared, /As agreed[^]*Double/);
    await page.locator("#compare-dialog .close").click();
    await page.locator("#guess").click();
    assert.equal(await page.locator("#split").isVisible(), false, "behind the curtain");
    await page.locator(".hand[data-guess=dearer]").fill("11");
    await page.locator("#reveal").click();
    assert.match(await page.locator("#tally").innerText(), /11 dearer/);
    await page.locator("#replay").click();
    assert.equal(await page.locator("#replaying").innerText(), "before");
    await page.locator("#replay").click();
    assert.equal(await page.locator("#replaying").innerText(), "");
    assert.deepEqual(complaints, []);
});

test("the file of a state runs, and comes to the same figures", async () => {
    const { page } = await open();
    await answered(page);
    await turn(page, "municipality_share", 1);
    await answered(page);
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#overlay").click()]);
    const path = join(folder, "scenarios", "state.toml");
    copyFileSync(await download.path(), path);
    execFileSync(program, ["run", path, "--arms", "transition_budget", "--quiet", "--out", "results"], { cwd: folder });
    const [head, ...rows] = readFileSync(join(folder, "results/incremental.csv"), "utf8").trim().split("\n").map((line) => line.split(","));
    const of = (row, name) => row[head.indexOf(name)];
    const row = rows.find((one) => of(one, "effect") === "full" && of(one, "year") === "total" && of(one, "payer") === "municipality");
    const marks = await page.locator('#split tr[data-payer="1"] .f-better').count();
    const share = Number(of(row, "p_no_worse_off"));
    assert.ok(Math.abs(20 * share - marks) <= 1, `${marks} of 20, ${share}`);
    const million = Number(of(row, "mean")) / 4 / 1e6;
    const told = await page.locator('#split tr[data-payer="1"] .number').innerText();
    assert.ok(Math.abs(Number(told.replace("−", "-")) - million) < 0.05, `${told}, ${million}`);
});

test("a knob of another arm says why it does nothing, and so does one that is turned in vain", async () => {
    const { page } = await open();
    await answered(page);
    await page.locator("#more > summary").click();
    assert.match(await page.locator(".knob[data-name=innovation_fee] .unused").innerText(), /belongs to: Population/);
    await page.locator("#arm").selectOption("fee_for_service");
    await answered(page);
    assert.equal(await page.locator("#no-choices").isVisible(), true);
    await turn(page, "prevention_falls", 0.3);
    await page.waitForFunction(() => /changes nothing here/.test(document.getElementById("notice").textContent), null, { timeout: WAIT });
});

test("everything on the first screen of a beamer, and nothing beside the screen of a phone", async () => {
    const { page } = await open();
    await answered(page);
    const tall = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
    assert.ok(tall <= 0, `${tall} pixels below the screen`);
    const phone = await open({ width: 390, height: 844, lang: "nl" });
    await answered(phone.page);
    const wide = await phone.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} pixels beside the screen`);
});

test("behind every i is evidence with its source, and at the marks what they cover, in Dutch too", async () => {
    const { page } = await open({ lang: "nl" });
    await answered(page);
    assert.match(await page.locator(".kinds").innerText(), /geluk[^]*kennis[^]*beleid[^]*model[^]*niet gerekend/);
    const abouts = await page.locator(".knob .about").allTextContents();
    assert.ok(abouts.length > 6);
    for (const about of abouts) {
        assert.match(about, /Onderzoek: .{20,}Bron: /, about);
        assert.doesNotMatch(about, /\b(the|people|about|EUR)\b/, "no English in it");
    }
    // A state that the scenario has not is refused in the language of the page.
    const reason = await page.evaluate(async () => {
        const asked = { number: 1, lang: "nl", scenario: page.scenario, state: { ...page.start, knobs: { budget: -1 } } };
        return reasonOf(await post("/answer", asked));
    });
    assert.match(reason, /^knop `budget` loopt van 0 tot 8000000/);
});

test("a scenario in dollars is told in dollars, and its practices one by one, on a phone too", async () => {
    const words = ["serve", "scenarios/capitation-share.toml", "--port", "0", "--replications", "4"];
    const other = spawn(program, words, { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
    try {
        const at = await new Promise((found) => createInterface({ input: other.stdout }).once("line", found));
        const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
        context.setDefaultTimeout(WAIT);
        const page = await context.newPage();
        await page.goto(at.replace("/#", "/?lang=en#"));
        await answered(page);
        const seen = await page.locator("body").innerText();
        assert.ok(!seen.includes("€"), seen);
        assert.match(seen, /Difference, \$ million/);
        assert.match(await page.locator(".practices").innerText(), /Of 969 practices[^]* \d+%\)[^]*\$ per full-time job/);
        const caption = await page.locator("#split caption").boundingBox();
        assert.ok(caption.width > 200, `a caption ${caption.width} pixels wide`);
    } finally {
        other.kill();
    }
});

/** Cards that are cut, pictures and words that leave theirs, and what lies beside the screen. */
const cut = (page) => page.evaluate(() => {
    const cards = [...document.querySelectorAll("#results .card, .knobs fieldset")].filter((one) => one.checkVisibility());
    const beside = cards.filter((one) => [...one.querySelectorAll("*")].some((part) => !part.closest(".quiet, .scroll, svg, thead")
        && part.checkVisibility() && part.getBoundingClientRect().right > one.getBoundingClientRect().right + 1));
    const wide = document.documentElement.scrollWidth - innerWidth;
    return [...beside.map((one) => one.className), ...(wide > 0 ? [`${wide} pixels beside the screen`] : [])];
});

test("nothing is cut on a laptop, a tablet, a phone, at twice the size, and with larger letters", async () => {
    const { page } = await open({ lang: "nl" });
    await turn(page, "budget", 5600000);
    await answered(page);
    const found = [];
    for (const [width, height] of [[1920, 1080], [1366, 768], [1280, 720], [1099, 800], [1024, 768], [960, 540], [640, 360], [844, 390], [320, 640]]) {
        await page.setViewportSize({ width, height });
        found.push(...(await cut(page)).map((one) => `${width}: ${one}`));
    }
    await page.setViewportSize({ width: 1920, height: 1080 });
    for (const _ of [1, 2, 3]) await page.locator("#larger").click();
    found.push(...(await cut(page)).map((one) => `larger letters: ${one}`));
    assert.deepEqual(found, []);
});

test("on a small laptop the split, the course, the reasons and the residents are in sight, also from the last knob", async () => {
    const { page } = await open({ width: 1280, height: 720, lang: "nl" });
    await turn(page, "budget", 5600000);
    await answered(page);
    const out = () => page.evaluate(() => [...document.querySelectorAll("#split tbody tr, .since figure, .reason table, .people")]
        .map((one) => one.getBoundingClientRect())
        .filter((box) => box.top < -1 || box.bottom > innerHeight + 1).length);
    assert.equal(await out(), 0, "beside the first knob");
    await page.locator("#more > summary").click();
    await page.locator(".knob:visible .exact:enabled").last().scrollIntoViewIfNeeded();
    assert.ok((await page.evaluate(() => scrollY)) > 0);
    assert.ok(await page.locator("#split tbody tr").last().evaluate((one) => one.getBoundingClientRect().bottom < innerHeight));
});

test("who is dearer in every future is not said to be disappointed, and bars of the last change end where the next begins", async () => {
    const { page } = await open();
    await answered(page);
    await turn(page, "municipality_share", 1);
    await page.locator(".knob[data-name=budget] input[type=range]").focus();
    await page.keyboard.press("End");
    await answered(page);
    const rows = await page.locator("#split tbody tr").allInnerTexts();
    for (const row of rows) {
        const isAlways = /\b0 of 20 no worse off/.test(row);
        assert.equal(/in every future dearer: .* on average/.test(row), isAlways, row);
        assert.ok(!isAlways || !/if it disappoints/.test(row), row);
    }
    assert.ok(rows.some((row) => /\b0 of 20/.test(row)), "who pays for all of it pays more in every future");
    await page.locator("#tables-open").click();
    const ranges = await page.locator("#tables-dialog .ranges tbody tr").allInnerTexts();
    assert.equal(ranges.length, rows.length);
    const ends = ranges.map((text) => text.match(/[+−]?[\d.]+(?= dearer| cheaper)/g)?.map((end) => Number(end.replace("−", "-"))) ?? []);
    assert.ok(ends.some((pair) => pair.length === 2 && pair[0] < pair[1]), ranges.join(" | "));
    await page.keyboard.press("Escape");
    const bars = await page.locator("#why > [data-payer]:not([hidden]) td.bar rect").evaluateAll((all) => all.map((one) => {
        const { left, right } = one.getBoundingClientRect();
        return [left, right];
    }));
    assert.ok(bars.length >= 3);
    for (const [place, [left, right]] of bars.slice(1, -1).entries()) {
        const gap = Math.min(...[left, right].flatMap((end) => bars[place].map((other) => Math.abs(end - other))));
        assert.ok(gap < 4, `bar ${place + 2} is ${gap} pixels from the one before`);
    }
    const [first] = bars;
    const cell = await page.locator("#why > [data-payer]:not([hidden]) td.bar").first().evaluate((one) => one.getBoundingClientRect().width);
    assert.ok(first[1] - first[0] > cell / 3, "the largest bar fills its column");
});

test("presses in a row are one change, and back at the start it is none", async () => {
    const { page } = await open();
    await answered(page);
    // All within one turn of the page: how soon a slow machine presses again is no matter of the test.
    const press = (row) => page.locator(".knob[data-name=budget]").evaluate((knob, steps) => {
        for (const by of steps) knob.querySelector(`.step[data-by="${by}"]`).click();
    }, row);
    await press([1, 1, 1]);
    await page.locator("#changes").click();
    assert.deepEqual(await page.locator("#changes-dialog li button").allTextContents(), ["As the scenario has it", "Transition budget: 3.1 million euro a year"]);
    await page.keyboard.press("Escape");
    await page.waitForTimeout(800);
    await press([-1, -1, -1]);
    // Back where a row began, it is gone, and takes nothing earlier with it.
    await turn(page, "structural", 0.5);
    await press([1, -1, 1, -1]);
    await page.locator("#changes").click();
    assert.equal(await page.locator("#changes-dialog [aria-current]").textContent(), "Part of the budget that goes on: 50 %");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".knob[data-name=budget] .back").isDisabled(), true, "the scenario's own value, with all its digits");
    await turn(page, "budget", 2800000);
    assert.equal(await page.locator(".knob[data-name=budget]").evaluate((one) => one.classList.contains("turned")), false);
});

test("expected values begin at the level of futures that are known, and what is compared is on the handout", async () => {
    const { page } = await open();
    await answered(page);
    const paid = () => page.locator("#split tbody td:nth-child(2)").allInnerTexts();
    const now = (texts) => texts.map((text) => text.split(" → ")[0]);
    const known = await paid();
    const previewed = page.evaluate(() => new Promise((told) => {
        new MutationObserver(() => {
            if (!document.body.dataset.answered.startsWith("preview")) return;
            told([...document.querySelectorAll("#split tbody td:nth-child(2)")].map((one) => one.innerText));
        }).observe(document.body, { attributeFilter: ["data-answered"] });
    }));
    await turn(page, "structural", 1);
    assert.deepEqual(now(await previewed), now(known));
    await answered(page);
    assert.match(await page.locator("#split caption").innerText(), / → /);
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    assert.match(await page.locator("#handout-how").textContent(), /caremix serve zoetermeer-2025\.toml/);
});

test("the room guesses of whom the facilitator says, and the tally says of whom", async () => {
    const { page, complaints } = await open({ lang: "nl" });
    await answered(page);
    await page.locator("#guess").click();
    await page.locator("#guess-of").selectOption("1");
    assert.match(await page.locator("#guess-question").innerText(), /^Gemeente:/);
    await page.locator(".hand[data-guess=cheaper]").focus();
    await page.keyboard.type("7");
    await page.locator("#reveal").click();
    assert.match(await page.locator("#tally").innerText(), /^Gemeente: .*, 7 goedkoper/);
    await page.locator("input[name=payer][value='0']").check();
    assert.match(await page.locator("#tally").innerText(), /^Gemeente:/, "whoever is looked at");
    await page.reload();
    await answered(page);
    assert.match(await page.locator("#tally").innerText(), /^Gemeente: .*7 goedkoper/);
    await page.locator("#about").click();
    assert.match(await page.locator("#about-dialog").innerText(), /Overgangsbudget 2024–2028\s+De huidige bekostiging plus/);
    assert.deepEqual(complaints, []);
});

test("in forced colours a chosen level is told from the others", async () => {
    const { page } = await open();
    await answered(page);
    await page.emulateMedia({ forcedColors: "active" });
    const ground = (pressed) => page.locator(`.knob[data-name=budget_until] .level[aria-pressed=${pressed}]`).first()
        .evaluate((one) => getComputedStyle(one).backgroundColor);
    assert.notEqual(await ground("true"), await ground("false"));
});

test("by keyboard alone: a slider, a field that refuses, undo", async () => {
    const { page } = await open();
    await answered(page);
    const slider = page.locator(".knob[data-name=budget] input[type=range]");
    await slider.focus();
    await page.keyboard.press("ArrowRight");
    await answered(page);
    const after_ = await slider.getAttribute("aria-valuetext");
    assert.match(after_, /^2\.9 million euro/);
    assert.ok(await slider.evaluate((one) => one === document.activeElement), "the focus stays");
    await page.keyboard.press("PageUp");
    assert.match(await slider.getAttribute("aria-valuetext"), /^3\.9/);
    const field = page.locator(".knob[data-name=budget] .exact");
    await field.focus();
    await page.keyboard.press("Control+A");
    await page.keyboard.type("99");
    await page.keyboard.press("Enter");
    assert.match(await page.locator(".knob[data-name=budget] .fault").innerText(), /Choose from 0\.0 to 8\.0/);
    assert.match(await shown(page, "budget"), /^3\.9/, "the old value is kept");
    await page.locator("#undo").focus();
    await page.keyboard.press("Enter");
    assert.match(await shown(page, "budget"), /^2\.9/);
});

for (const lang of ["en", "nl"]) {
    test(`axe finds nothing serious, by day and by night, ${lang}`, async () => {
        const { page, complaints } = await open({ lang });
        assert.equal(await page.getAttribute("html", "lang"), lang);
        await turn(page, "budget", 5600000);
        await answered(page);
        await page.evaluate(() => document.querySelectorAll("details").forEach((each) => (each.open = true)));
        const found = [];
        for (const colorScheme of ["light", "dark"]) {
            await page.emulateMedia({ colorScheme });
            await page.evaluate(axe.source);
            const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
            const grave = violations.filter((one) => ["serious", "critical"].includes(one.impact));
            found.push(...grave.map((one) => `${colorScheme}: ${one.id}: ${one.nodes.length}, first ${one.nodes[0].html.slice(0, 200)}`));
        }
        assert.deepEqual(found, []);
        assert.deepEqual(complaints, []);
    });
}

test("who has no token sees the page and why it does not turn", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(page_("?lang=nl"));
    await page.waitForFunction(() => /Open dat adres/.test(document.getElementById("notice").textContent), null, { timeout: WAIT });
});

test("the handout is one page", async () => {
    const { page } = await open({ lang: "nl" });
    await turn(page, "budget", 5600000);
    await answered(page);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    assert.equal((pdf.match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length, 1);
});

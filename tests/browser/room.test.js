// The room in a real browser: a beamer that follows, a phone that votes, a range that the room gave, a program that is started again.
//
// Comes in: the program (CAREMIX, else the release build), serving the shipped town on a small sample to an address of the room, which
// is another one of this machine. Goes out: what does not work. Deliberately absent: what strangers may ask (tests/cli/room.rs).

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";

import axe from "axe-core";
import { launch } from "./browser.js";

const house = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
const program = resolve(process.env.CAREMIX ?? join(house, "target/release/caremix"));
const SMALL = ["--sample", "100", "--replications", "104", "--set", "run.years=3", "--set", 'run.size="simulated"'];
const WAIT = 180_000;
const BEAMER_LETTERS = 28;

let browser;
const running = [];

/** A program that serves, at a port of its own or at one that is known. */
async function serve(port = 0) {
    const words = ["serve", "scenarios/zoetermeer-2025.toml", "--port", String(port), "--listen", "127.0.0.2", ...SMALL];
    const process_ = spawn(program, words, { cwd: house, stdio: ["ignore", "pipe", "ignore"] });
    running.push(process_);
    const lines = [];
    await new Promise((found, failed) => {
        createInterface({ input: process_.stdout }).on("line", (line) => lines.push(line) === 2 && found());
        process_.once("exit", () => failed(new Error(`${program} serves nothing`)));
    });
    const [base, token] = lines[0].split("/#");
    return { base, token, room: lines[1], process: process_ };
}

before(async () => {
    browser = await launch();
});

after(async () => {
    await browser?.close();
    for (const one of running) one.kill();
});

/** A page in a browser of its own, with everything it complains of. */
async function open(url, { width = 1920, height = 1080, locale = "en", context } = {}) {
    const own = context ?? (await browser.newContext({ viewport: { width, height }, locale }));
    own.setDefaultTimeout(WAIT);
    const page = await own.newPage();
    const complaints = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(url);
    return { page, context: own, complaints };
}

const laptop = (served, more = "", options = {}) => open(`${served.base}/?lang=en#${served.token}${more}`, options);
const answered = (page) => page.waitForFunction(() => /^futures /.test(document.body.dataset.answered ?? "")
    && !document.getElementById("results").classList.contains("stale"), null, { timeout: WAIT });
const output = (page, knob) => page.locator(`.knob[data-name=${knob}] output`).textContent();

async function grave(page) {
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    return violations
        .filter((one) => ["serious", "critical"].includes(one.impact))
        .map((one) => `${one.id}: ${one.nodes.length}, first ${one.nodes[0].html.slice(0, 200)}`);
}

test("a beamer shows what the laptop shows, large, whole, and without controls", async () => {
    const served = await serve();
    const beamer = await open(`${served.base}/beamer?lang=nl`);
    assert.match(await beamer.page.locator("#waiting").innerText(), /nog niet begonnen[^]*127\.0\.0\.2/);
    const { page } = await laptop(served);
    await answered(page);
    await page.locator('.knob[data-name=budget] .level[data-value="5600000"]').click();
    await answered(page);
    await beamer.page.locator("#turned .moved").filter({ hasText: "5,6 mln" }).waitFor();
    await beamer.page.locator("#phase").filter({ hasText: "✓ 104" }).waitFor();
    const marks = (one) => one.locator("#split .f-better").count();
    assert.equal(await marks(beamer.page), await marks(page));
    const found = await beamer.page.evaluate(() => {
        const shown = [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility({ visibilityProperty: true }));
        const read = shown.filter((one) => !one.closest("svg, .quiet, .listen") && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()));
        return {
            letters: Math.min(...read.map((one) => Number.parseFloat(getComputedStyle(one).fontSize))),
            controls: shown.filter((one) => one.matches("button, input, select, a")).length,
            below: Math.max(...shown.map((one) => one.getBoundingClientRect().bottom)) - innerHeight,
            beside: Math.max(...shown.map((one) => one.getBoundingClientRect().right)) - innerWidth,
        };
    });
    assert.equal(found.controls, 0);
    assert.ok(found.below <= 1 && found.beside <= 1, `${found.below} pixels below, ${found.beside} beside the screen`);
    assert.ok(found.letters >= BEAMER_LETTERS, `letters of ${found.letters} pixels`);
    // Another payer, a curtain, a tally, a replay.
    await page.locator("input[name=payer][value='1']").check();
    await beamer.page.locator("#split tr.chosen[data-payer='1']").waitFor();
    await page.locator("#guess").click();
    await beamer.page.locator("#curtain").waitFor();
    assert.equal(await beamer.page.locator("#split").isVisible(), false, "no figure behind a curtain");
    assert.match(await beamer.page.locator("#curtain").innerText(), /Gemeente/);
    assert.match(await beamer.page.locator("#question").textContent(), /in plaats van Huidige bekostiging/);
    await page.locator(".hand[data-guess=dearer]").fill("11");
    await page.locator("#reveal").click();
    await beamer.page.locator("#tally").filter({ hasText: "11 duurder" }).waitFor();
    await page.locator("#replay").click();
    await beamer.page.locator("#phase").filter({ hasText: /^voor$/ }).waitFor();
    await page.locator("#replay").click();
    await beamer.page.locator("#phase").filter({ hasText: "✓" }).waitFor();
    assert.deepEqual(await grave(beamer.page), []);
    assert.deepEqual(beamer.complaints, []);
});

test("a phone follows, votes and turns nothing; what the room says becomes the range of a belief, and stays", async () => {
    const served = await serve();
    const { page, complaints } = await laptop(served);
    await answered(page);
    const phone = await open(served.room, { width: 390, height: 844, locale: "nl-NL" });
    await phone.page.waitForURL(/\/room/);
    await phone.page.locator("#split").waitFor();
    assert.equal(await phone.page.getAttribute("html", "lang"), "en", "as the room speaks");
    await phone.page.locator(".language").click();
    await phone.page.waitForURL(/lang=nl/);
    await phone.page.locator("#split").waitFor();
    assert.equal(await phone.page.locator(".knob, input:visible").count(), 0, "there is nothing to turn");
    await page.locator("#room").focus();
    await page.keyboard.press("Enter");
    await page.locator("#ask-what").selectOption("prevention_falls");
    await page.locator("#ask-room").focus();
    await page.keyboard.press("Enter");
    await phone.page.locator("#vote").waitFor();
    assert.match(await phone.page.locator("#asked-title").innerText(), /vallen/);
    assert.match(await phone.page.locator("#asked-about").innerText(), /^Van elke 100 valpartijen/, "what the number says");
    assert.deepEqual(await grave(phone.page), []);
    await phone.page.locator("#exact").fill("99");
    await phone.page.locator("#vote [type=submit]").click();
    assert.match(await phone.page.locator("#vote-said").innerText(), /Kies van −2 tot 30/);
    await phone.page.locator("#exact").fill("8");
    await phone.page.locator("#vote [type=submit]").click();
    await phone.page.locator("#vote-said").filter({ hasText: "Geteld: 8 van 100" }).waitFor();
    const wide = await phone.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} pixels beside the screen`);
    for (const [device, value] of [0.02, 0.05, 0.05].entries()) {
        const body = JSON.stringify({ ballot: 1, device: String(device).padStart(32, "0"), value });
        const response = await fetch(`${served.room}vote`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
        assert.equal(response.status, 200);
    }
    await phone.page.reload();
    await phone.page.locator("#vote-said").filter({ hasText: "Geteld: 8" }).waitFor();
    await page.locator("#room-votes").filter({ hasText: "4" }).waitFor();
    assert.equal(await page.locator("#room-votes circle").count(), 0, "nobody sees votes before the end");
    await page.locator("#close-votes").click();
    await page.locator("#room-votes circle").first().waitFor();
    assert.equal(await page.locator("#room-votes circle").count(), 4);
    // What the room said stays at the knob, also when the question is gone and the page is opened anew.
    const knob = page.locator(".knob[data-name=prevention_falls]");
    await knob.locator(".room-said").filter({ hasText: "The room: 2 to 8 of 100 (votes: 4)" }).waitFor({ state: "attached" });
    assert.equal(await knob.locator(".about .room-voted circle").count(), 4);
    assert.deepEqual(await grave(page), []);
    await page.locator("#take-range").click();
    await answered(page);
    assert.equal(await output(page, "prevention_falls"), "2 to 8 of 100");
    await phone.page.locator("#turned .moved").filter({ hasText: "2 tot 8 van 100" }).waitFor();
    await page.reload();
    await answered(page);
    assert.equal(await output(page, "prevention_falls"), "2 to 8 of 100");
    await knob.locator(".room-said").filter({ hasText: "votes: 4" }).waitFor();
    await knob.locator(".info").click();
    assert.match(await knob.locator(".about").innerText(), /Evidence: Found[^]*Source:[^]*What the room said[^]*2 to 8 of 100/);
    const elsewhere = await laptop(served, `&${page.url().split("#")[1]}`);
    assert.equal(await output(elsewhere.page, "prevention_falls"), "2 to 8 of 100");
    await page.locator("#undo").click();
    assert.equal(await output(page, "prevention_falls"), "3 of 100");
    assert.deepEqual(complaints, []);
    assert.deepEqual(phone.complaints, []);
});

test("a range is typed by keyboard alone, and one that runs back is refused", async () => {
    const served = await serve();
    const { page } = await laptop(served);
    await answered(page);
    const knob = page.locator(".knob[data-name=prevention_falls]");
    await knob.locator(".own").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.type("9");
    await page.keyboard.press("Tab");
    await page.keyboard.type("4");
    await page.keyboard.press("Enter");
    assert.match(await knob.locator(".fault").innerText(), /lower than the second/);
    assert.equal(await output(page, "prevention_falls"), "3 of 100", "the old value is kept");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("12");
    await page.keyboard.press("Enter");
    assert.equal(await output(page, "prevention_falls"), "9 to 12 of 100");
    await knob.locator(".back").focus();
    await page.keyboard.press("Enter");
    assert.equal(await output(page, "prevention_falls"), "3 of 100");
});

test("a program that is started again says so, and nothing of the page is lost", async () => {
    const served = await serve();
    const { page, context } = await laptop(served);
    await answered(page);
    await page.locator('.knob[data-name=budget] .level[data-value="0"]').click();
    await answered(page);
    const beamer = await open(`${served.base}/beamer?lang=en`);
    await beamer.page.locator("#split").waitFor();
    served.process.kill();
    await new Promise((ended) => served.process.once("exit", ended));
    await beamer.page.locator("#notice").filter({ hasText: "does not answer" }).waitFor();
    const again = await serve(new URL(served.base).port);
    await beamer.page.locator("#notice").filter({ hasText: "started again" }).waitFor();
    await page.locator('.knob[data-name=budget] .level[data-value="5600000"]').click();
    await page.locator("#notice").filter({ hasText: "Open the address" }).waitFor();
    const other = await laptop(again, "", { context });
    await answered(page);
    assert.match(await output(page, "budget"), /^5\.6/);
    assert.equal(await page.locator("#undo").isDisabled(), false, "its changes are still there");
    // The new tab begins anew, and is offered what the old one had.
    await other.page.locator("#bring-back").click();
    assert.match(await output(other.page, "budget"), /^5\.6/);
});

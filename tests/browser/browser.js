// One browser, and pages opened in it as a reader opens a file.
//
// Comes in: HTML as a file. Goes out: the page, and what it asked for and complained of meanwhile. Deliberately absent:
// what is right on a page. Nothing is let through: a page that needs more than its own file shows it here.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

/** Screens: a desk, a tablet, a phone. */
export const WIDTHS = [1280, 820, 390];

/** A4 without margins of 14 mm, in CSS pixels. */
export const PAPER = { width: Math.floor((182 / 25.4) * 96), height: Math.floor((269 / 25.4) * 96) };

/** Chromium of the system; CHROMIUM says where it is if not there. */
export function launch() {
    return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium" });
}

/** A page with what was asked for and complained of while it was open. */
export async function open(browser, report) {
    const context = await browser.newContext({ viewport: { width: WIDTHS[0], height: 900 } });
    await context.addInitScript({ path: new URL("inside.js", import.meta.url).pathname });
    // A busy machine is no fault of the page.
    context.setDefaultTimeout(120_000);
    const page = await context.newPage();
    const address = pathToFileURL(report.path).href;
    const asked = [];
    const complaints = [];
    await page.route("**/*", (route) => (route.request().url() === address ? route.continue() : route.abort()));
    page.on("request", (request) => request.url().split("#")[0] !== address && asked.push(request.url()));
    page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
    page.on("dialog", (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        return dialog.dismiss();
    });
    await page.goto(address);
    return { page, asked, complaints, html: readFileSync(report.path, "utf8"), ...report };
}

/** As it is seen on a screen of this width. */
export async function onScreen(page, width, colorScheme = "light") {
    await page.emulateMedia({ media: "screen", colorScheme });
    await page.setViewportSize({ width, height: 900 });
}

/** As it is laid out on paper. */
export async function onPaper(page) {
    await page.emulateMedia({ media: "print", colorScheme: "light" });
    await page.setViewportSize(PAPER);
}

/** Every table is open. */
export function openAll(page) {
    return page.evaluate(() => document.querySelectorAll("details").forEach((each) => (each.open = true)));
}

/** How many sheets of A4 a printer would give. */
export async function sheets(page) {
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const text = pdf.toString("latin1");
    return {
        count: (text.match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length,
        sizes: [...text.matchAll(/\/MediaBox\s*\[([^\]]*)\]/g)].map((found) => found[1].trim()),
    };
}

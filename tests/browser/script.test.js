// The script of docs/workshop.md against the page: every table is what the page shows, every word in bold is on it.
//
// Comes in: the page in docs, and the program (CAREMIX, else the release build) serving the shipped town at its real size. Goes out:
// what stands in docs otherwise; UPDATE_DOCS=1 writes it. Deliberately absent: whether the script is a good one.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";

const house = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
const program = resolve(process.env.CAREMIX ?? join(house, "target/release/caremix"));
const path = join(house, "docs/workshop.md");
const TOWN = "zoetermeer-2025";

let server;
let address;

before(async () => {
    const words = ["serve", `scenarios/${TOWN}.toml`, "--port", "0", "--listen", "127.0.0.2"];
    server = spawn(program, words, { cwd: house, stdio: ["ignore", "pipe", "ignore"] });
    address = await new Promise((found, failed) => {
        createInterface({ input: server.stdout }).once("line", found);
        server.once("exit", () => failed(new Error(`${program} serves nothing`)));
    });
});

after(() => server?.kill());

const plain = (markup) => markup
    .replace(/<svg[^]*?<\/svg>/g, " ")
    .replace(/<[^>]+>/g, " ")
    .replace(/&amp;/g, "&")
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, " ")
    .trim();

/** What a state comes to, as the cells of the table of who pays. */
async function shown(state) {
    const [base, token] = address.split("/#token=");
    const whole = { comparator: "current", arm: "transition_budget", ...state };
    const response = await fetch(`${base}/answer`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
        body: JSON.stringify({ number: 1, lang: "en", scenario: TOWN, state: whole }),
    });
    assert.equal(response.status, 200);
    const events = (await response.text()).split("\n\n");
    const last = events.find((event) => /^event: ?futures$/m.test(event));
    const { split } = JSON.parse(/^data: ?(.*)$/m.exec(last)[1]).parts;
    const rows = split.split("<tbody>")[1].split("</tr>").filter((row) => row.includes("<th"));
    return rows.map((row) => {
        const [who, , difference, chance] = row.split(/<\/t[hd]>/);
        const [count, loss] = plain(chance).split(" no worse off ");
        return `| ${plain(who)} | ${plain(difference)} | ${count.replace(/ no worse off$/, "")} | ${loss || "–"} |`;
    });
}

test("every table of the script is what the page shows", { timeout: 1_800_000 }, async () => {
    const kept = readFileSync(path, "utf8");
    const parts = kept.split(/(?=<!-- page: )/);
    for (const [place, part] of parts.entries()) {
        const state = /^<!-- page: (.*) -->/.exec(part)?.[1];
        if (!state) continue;
        const [, head, rest] = /^(.*\n\|.*\n\|[-|]+\n)(?:\|.*\n)*([^]*)$/.exec(part);
        parts[place] = `${head}${(await shown(JSON.parse(state))).join("\n")}\n${rest}`;
    }
    const walked = parts.join("");
    if (process.env.UPDATE_DOCS) writeFileSync(path, walked);
    else assert.equal(kept, walked, "UPDATE_DOCS=1 npm test --prefix tests/browser writes what the page shows now");
});

test("every word in bold is on the page", async () => {
    const page = await (await fetch(address.split("#")[0])).text();
    const all = plain(page.replace(/ (?:aria-label|data-page)="/g, " > <").replace(/"/g, " ")) + page.replace(/&quot;/g, '"');
    const bold = [...readFileSync(path, "utf8").matchAll(/\*\*([^*]+)\*\*/g)].map((found) => found[1].replace(/\s+/g, " "));
    assert.ok(bold.length > 20, "the script names what to press");
    // What has places is held against the phrase with its places open.
    const said = (words) => words.replace("112", "{all}").replace("Transition budget 2024–2028", "{arm}");
    const missing = bold.filter((words) => words !== "bold" && !all.includes(words) && !all.includes(said(words)));
    assert.deepEqual(missing, []);
});

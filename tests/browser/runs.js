// The runs whose reports are read: small, real, and some with texts that are made to break a page.
//
// Comes in: the program (CAREMIX, else the release build). Goes out: pages of HTML in a folder that is removed at the end.
// Deliberately absent: what is right on a page.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const house = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
const program = resolve(process.env.CAREMIX ?? join(house, "target/release/caremix"));

export const LANGUAGES = ["en", "nl"];

/** Texts as nobody means them, and as somebody writes them one day: the titles of arms. */
export const HOSTILE = [
    `<script>document.title = "taken"; alert("arm")</script>`,
    `" onmouseover="alert(1)" x="`,
    `&amp; & &lt;b&gt; <b>bold</b> ' "`,
    `</text></svg></style><style>*{display:none}</style><!-- ]]>`,
    `תקציב מעבר 2024–2028 (חדש)`,
    `الدفع مقابل الأداء ٣٠٪ من 2025`,
    `\u202eoverridden\u202c and \u2066isolated`,
    `Arbeidsongeschiktheidsverzekeringsmaatschappijvergunningsaanvraagformulierbehandelaar`,
    `Twee woorden 🏥👩‍⚕️ é̷́̀ ﷽ 𝔉𝔯𝔞𝔨𝔱𝔲𝔯`,
    `One title that goes on and on, because somebody wanted to say in it what the arm does, why, since when, for whom, and who pays for it in the end`,
];

const HOSTILE_TITLE = `</title><script>alert("title")</script> & "A town" <i>of</i> 'quotes'`;
const HOSTILE_DESCRIPTION =
    `<img src="https://example.org/x.png" onerror="alert(1)"> https://example.org/ ${"onafgebroken".repeat(20)} `;

const toml = (text) => JSON.stringify(text);

/** An arm that adds a fee to the present one, and more of it the later it stands. */
function arm(name, title, place) {
    return `
[[arm]]
name = ${toml(name)}
${title ? `title = ${toml(title)}` : ""}
description = ${toml(title ? `About ${title}` : "")}
like = "current"

[[arm.component]]
name = "fee_${place}"
kind = "network_fee"
amount = ${place * 3}
payers = { insurer = ${place % 2}, municipality = ${1 - (place % 2)} }
earmark = { coordination = 0.8 }
from_year = ${2025 + (place % 3)}
`;
}

function caremix(folder, ...words) {
    return execFileSync(program, words, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function town(folder) {
    caremix(folder, "new", "town");
    return join(folder, "town.toml");
}

/** Titles that are hostile to markup in every place that has one, and twelve arms. */
function hostile(folder) {
    const path = town(folder);
    const text = readFileSync(path, "utf8")
        .replace(/^title = .*$/m, `title = ${toml(HOSTILE_TITLE)}`)
        .replace(/^description = .*$/m, `description = ${toml(HOSTILE_DESCRIPTION)}`)
        .replace(`title = "Health insurer"`, `title = ${toml("<insurer> & \"co\"")}`)
        .replace(`title = "Municipality"`, `title = ${toml("Samenwerkingsverbandgemeentegezondheidsdienst")}`);
    const titled = HOSTILE.map((title, place) => arm(`hostile_${place}`, title, place + 1));
    const untitled = arm("an_arm_with_a_name_of_sixty_letters_that_nobody_should_write", "", 11);
    const [before, network] = text.split(`[[arm]]\nname = "network"`);
    writeFileSync(path, before + titled.join("") + untitled);
    if (network === undefined) throw new Error("`caremix new` writes no arm `network` any more");
    return path;
}

/** A run: how it comes about, in a folder of its own, and where it stands then. */
const RUNS = {
    "two arms, shared": (folder) => {
        const path = town(folder);
        caremix(folder, "run", path, "--quiet", "--sample", "60", "--replications", "40", "--out", "run");
        caremix(folder, "share", "run", "--quiet");
    },
    "one arm": (folder) => {
        const path = town(folder);
        const few = ["--quiet", "--sample", "60", "--replications", "40", "--arms", "current", "--out", "run"];
        caremix(folder, "run", path, ...few);
    },
    "three futures of two years": (folder) => {
        const path = town(folder);
        const few = ["--quiet", "--sample", "60", "--replications", "3", "--set", "run.years=2", "--out", "run"];
        caremix(folder, "run", path, ...few);
    },
    "twelve arms, hostile": (folder) => {
        const path = hostile(folder);
        caremix(folder, "run", path, "--quiet", "--sample", "60", "--replications", "40", "--out", "run");
    },
    "seven arms of a real town": (folder) => {
        const path = join(house, "scenarios/zoetermeer-2025.toml");
        caremix(folder, "run", path, "--quiet", "--sample", "100", "--replications", "40", "--out", "run");
    },
};

/** Runs whose pages are large, and slow to read: in the language with the longer words, by the checks that find what only a
 * large page has. */
const LARGE = ["twelve arms, hostile", "seven arms of a real town"];

/** Names of the runs; ONLY leaves those that have it in their name. */
export const names = Object.keys(RUNS).filter((name) => name.includes(process.env.ONLY ?? ""));

let desk;

/** Makes a run and its report in every language. */
export function reports(name) {
    if (!existsSync(program)) {
        throw new Error(`there is no ${program}: build it with \`cargo build --release\`, or say in CAREMIX where it is`);
    }
    const folder = mkdtempSync(join(desktop(), "run-"));
    RUNS[name](folder);
    const own = ownTexts(readFileSync(join(folder, "run/scenario.toml"), "utf8"));
    const path = (lang) => join(folder, `${lang}.html`);
    for (const lang of LANGUAGES) caremix(folder, "report", "run", "--lang", lang, "--out", path(lang));
    const read = LARGE.includes(name) ? LANGUAGES.slice(1) : LANGUAGES;
    return read.map((lang) => {
        const twin = path(LANGUAGES.find((other) => other !== lang));
        return { name: `${name}, ${lang}`, lang, path: path(lang), twin, own, isLarge: LARGE.includes(name) };
    });
}

/** The same report with something changed. */
export function changed(report, change) {
    const html = readFileSync(report.path, "utf8");
    const broken = change(html);
    if (broken === html) throw new Error("nothing was changed");
    const path = join(mkdtempSync(join(desktop(), "broken-")), "page.html");
    writeFileSync(path, broken);
    return { ...report, path };
}

/** A folder for everything, gone at the end. */
function desktop() {
    if (!desk) {
        desk = mkdtempSync(join(tmpdir(), "caremix-browser-"));
        process.on("exit", () => rmSync(desk, { recursive: true, force: true }));
    }
    return desk;
}

/** What the scenario itself says: in whatever language, in any report. */
function ownTexts(scenario) {
    const quoted = [...scenario.matchAll(/"((?:[^"\\\n]|\\.)*)"/g)].map((found) => {
        try {
            return JSON.parse(`"${found[1]}"`);
        } catch {
            return found[1];
        }
    });
    // What has quotes in it is written between single ones.
    const literal = [...scenario.matchAll(/'{3}([^]*?)'{3}|= '([^'\n]*)'/g)].map(([, long, short]) => (long ?? short).trim());
    return [...new Set([...quoted, ...literal].filter((text) => text !== ""))];
}

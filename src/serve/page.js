// The workshop page in the browser: turning knobs, asking the program, and everything that needs no figures.
//
// Comes in: the page with its data, and answers as server-sent events. Goes out: questions, each with a number; an answer to an
// older one is dropped. The state lives in the address (a link holds everything) and in the session (nothing is lost by a reload).
"use strict";

const page = JSON.parse(document.body.dataset.page);
const say = page.say;
const byId = (id) => document.getElementById(id);
const knobs = [...document.querySelectorAll(".knob")];
const MOST_SAVED = 4;
const REPLAYS = 3;
const REPLAY_PAUSE = 1000;
const RETRY_PAUSE = 1500;
const KEPT_ANSWERS = 16;
const ROW_PAUSE = 700;
const LONGEST_LABEL = 40;

const fill = (text, parts) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in parts ? parts[name] : whole));
const armLabel = (name) => page.arms.find((arm) => arm.name === name)?.label ?? name;
const keyOf = (state) => JSON.stringify([state.comparator, state.arm, Object.entries(state.knobs).sort(), Object.entries(state.ranges ?? {}).sort()]);
const copy = (state) => ({ ...state, knobs: { ...state.knobs }, ranges: { ...state.ranges } });

// ── The state, its history, and what is kept of it ────────────────────────────────────────────────────────────

const session = `caremix:${page.scenario}`;
let history_ = [copy(page.start)];
let at = 0;
let saved = [];
let payer = 0;
let guessed = null;

const state = () => history_[at];
const before = () => (at > 0 ? history_[at - 1] : null);

function keep() {
    const link = linkOf(state());
    history.replaceState(null, "", link);
    byId("handout-link").textContent = location.href;
    const kept = JSON.stringify({ history: history_, at, saved, payer, guessed, mark: page.mark });
    sessionStorage.setItem(session, kept);
    // For a page that is opened again after its tab was closed, or at the address of a program that was started again.
    if (history_.length > 1 || saved.length > 0) localStorage.setItem(session, kept);
}

function linkOf(of) {
    const parts = new URLSearchParams({ version: page.version, of: page.mark, comparator: of.comparator, arm: of.arm });
    for (const [name, value] of Object.entries(of.knobs).sort()) parts.set(`k.${name}`, String(value));
    for (const [name, [low, high]] of Object.entries(of.ranges ?? {}).sort()) parts.set(`r.${name}`, `${low}~${high}`);
    const query = new URLSearchParams({ scenario: page.scenario, lang: page.lang });
    return `${location.pathname}?${query}#${parts}`;
}

/** The state in the address, if it has one; what the scenario does not have is left out and said. */
function linked() {
    const parts = new URLSearchParams(location.hash.slice(1));
    const token = parts.get("token");
    if (token) localStorage.setItem("caremix-token", token);
    if (!parts.has("arm")) return null;
    const found = copy(page.start);
    let isWhole = true;
    const has = (name) => page.arms.some((arm) => arm.name === name);
    if (has(parts.get("arm"))) found.arm = parts.get("arm");
    else isWhole = false;
    const comparator = page.arms.find((arm) => arm.name === parts.get("comparator"));
    if (comparator?.compares) found.comparator = comparator.name;
    else isWhole = false;
    if (found.arm === found.comparator) {
        Object.assign(found, copy(page.start));
        isWhole = false;
    }
    for (const [name, text] of parts) {
        if (!/^[kr]\./.test(name)) continue;
        const knob = knobs.find((one) => one.dataset.name === name.slice(2));
        const values = text.split("~").map(Number);
        const isIn = (value) => Number.isFinite(value) && value >= Number(knob.dataset.low) && value <= Number(knob.dataset.high);
        const fits = knob && values.every(isIn) && values.length === (name.startsWith("r.") ? 2 : 1);
        if (!fits) isWhole = false;
        else if (values.length === 1) found.knobs[knob.dataset.name] = values[0];
        else if (values[0] < values[1] && knob.querySelector(".range")) found.ranges[knob.dataset.name] = values;
        else isWhole = false;
    }
    if (!isWhole) notice(say.badLink);
    else if (parts.get("of") !== page.mark || parts.get("version") !== page.version) {
        notice(fill(say.otherVersion, { version: parts.get("version") ?? "?" }));
    }
    return found;
}

/** What a store of the browser has of this scenario. */
function keptIn(store) {
    try {
        const kept = JSON.parse(store.getItem(session));
        return kept?.mark === page.mark ? kept : null;
    } catch {
        return null;
    }
}

function takeUp(kept) {
    ({ history: history_, at, saved, payer } = kept);
    guessed = kept.guessed ?? null;
}

function restore() {
    const fromLink = linked();
    const kept = keptIn(sessionStorage);
    if (kept) {
        takeUp(kept);
        // The address may have been opened over the same session: it wins, as a change.
        if (fromLink && keyOf(fromLink) !== keyOf(state())) {
            history_ = [...history_.slice(0, at + 1), fromLink];
            at = history_.length - 1;
        }
    } else if (fromLink) {
        history_ = keyOf(fromLink) === keyOf(page.start) ? [fromLink] : [copy(page.start), fromLink];
        at = history_.length - 1;
    }
}

/** An earlier session is offered, not forced on who wants to begin. */
function offerLast() {
    const last = keptIn(localStorage);
    if (!last || history_.length > 1) return;
    notice(say.lastSession, true);
    const button = document.createElement("button");
    button.type = "button";
    button.id = "bring-back";
    button.textContent = say.bringBack;
    button.addEventListener("click", () => {
        takeUp(last);
        if (!radios[payer]) payer = 0;
        radios[payer].checked = true;
        show();
    });
    byId("notice").append(" ", button);
}

/** What stays is said until the next change; the rest until the next answer. */
function notice(text, stays = false) {
    byId("notice").textContent = text;
    byId("notice").hidden = !text;
    byId("notice").dataset.stays = stays ? "yes" : "";
}

/** A new state after the present one; what was undone is gone. Whether it is another. */
function change(turn) {
    const next = copy(state());
    turn(next);
    if (keyOf(next) === keyOf(state())) return false;
    history_ = [...history_.slice(0, at + 1), next];
    at = history_.length - 1;
    show();
    return true;
}

function goTo(index) {
    if (index < 0 || index >= history_.length || index === at) return;
    at = index;
    show();
}

// ── Knobs ─────────────────────────────────────────────────────────────────────────────────────────────────────

const numbers = (knob) => {
    const { low, high, step, times, decimals } = knob.dataset;
    return { low: Number(low), high: Number(high), step: Number(step), times: Number(times), decimals: Number(decimals) };
};
const startOf = (knob) => JSON.parse(knob.dataset.starts)[state().arm];
const isOf = (knob) => startOf(knob) !== undefined;
const rangeOf = (knob, of = state()) => of.ranges?.[knob.dataset.name];

/** Of a range its middle, which is what is expected of it. */
function valueOf(knob, of = state()) {
    const range = rangeOf(knob, of);
    return range ? (range[0] + range[1]) / 2 : (of.knobs[knob.dataset.name] ?? JSON.parse(knob.dataset.starts)[of.arm]);
}

function shown(knob, value) {
    const { times, decimals } = numbers(knob);
    const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping: knob.dataset.grouped === "true" };
    return (value * times).toLocaleString(page.lang, options).replace("-", "−");
}

const withUnit = (knob, value) => [shown(knob, value), knob.dataset.unit].filter(Boolean).join(" ");

/** What a knob stands at, in words. */
function wordsOf(knob, of = state()) {
    const range = rangeOf(knob, of);
    if (range) return fill(say.fromTo, { low: shown(knob, range[0]), high: withUnit(knob, range[1]) });
    const value = valueOf(knob, of);
    return value === undefined ? "–" : withUnit(knob, value);
}

/** On a step from the least, or the start value itself, which may have more digits than are read. */
function fitted(knob, value) {
    const { low, high, step } = numbers(knob);
    const start = startOf(knob);
    if (Math.abs(value - start) < step / 1e6) return start;
    const steps = Math.round((value - low) / step);
    const snapped = Math.min(high, Math.max(low, Number((low + steps * step).toPrecision(12))));
    return shown(knob, snapped) === shown(knob, start) ? start : snapped;
}

/** Presses in a row on one knob are one change, as one pull at its slider is: what came before it is what it is compared with. */
let row = null;
function turnInRow(knob, value) {
    const isMore = row?.knob === knob && row.at === at && at === history_.length - 1 && performance.now() - row.time < ROW_PAUSE;
    if (isMore) {
        history_.pop();
        at -= 1;
    }
    const isChange = turnTo(knob, value);
    // Back where the row began, nothing is left of it but what is shown.
    if (!isChange && isMore) show();
    row = isChange ? { knob, at, time: performance.now() } : null;
}

function turnTo(knob, value) {
    const start = startOf(knob);
    return change((next) => {
        delete next.ranges[knob.dataset.name];
        if (value === start) delete next.knobs[knob.dataset.name];
        else next.knobs[knob.dataset.name] = value;
    });
}

function spreadTo(knob, range) {
    change((next) => {
        delete next.knobs[knob.dataset.name];
        next.ranges[knob.dataset.name] = range;
    });
}

function showKnob(knob, value = valueOf(knob)) {
    const range = knob.querySelector("input[type=range]");
    const isUsed = isOf(knob);
    knob.classList.toggle("off", !isUsed);
    for (const control of knob.querySelectorAll("input, button:not(.info)")) control.disabled = !isUsed;
    const unused = knob.querySelector(".unused");
    unused.hidden = isUsed;
    if (!isUsed) {
        unused.textContent = fill(say.unused, { arms: knob.dataset.arms });
        knob.querySelector("output").textContent = "–";
        return;
    }
    const { low, high } = numbers(knob);
    const start = startOf(knob);
    range.value = value;
    const spread = value === valueOf(knob) ? rangeOf(knob) : undefined;
    const words = spread ? wordsOf(knob) : withUnit(knob, value);
    const reads = (of) => shown(knob, of) === shown(knob, value);
    const level = spread ? undefined : [...knob.querySelectorAll(".level[data-value]")].find((one) => reads(Number(one.dataset.value)));
    range.setAttribute("aria-valuetext", [words, level?.textContent.trim()].filter(Boolean).join(", "));
    knob.querySelector("output").textContent = words;
    const exact = knob.querySelector(".exact");
    if (document.activeElement !== exact) exact.value = spread ? "" : shown(knob, value);
    for (const one of knob.querySelectorAll(".level[data-value]")) one.setAttribute("aria-pressed", String(one === level));
    const back = knob.querySelector(".back");
    back.textContent = fill(say.start, { value: shown(knob, start) });
    back.disabled = value === start && !spread;
    knob.querySelector(".tick").style.left = `${(100 * (start - low)) / (high - low)}%`;
    knob.classList.toggle("turned", value !== start || Boolean(spread));
    showRange(knob, spread);
}

/** The ends of a range in their fields, and between them on the slider's track. */
function showRange(knob, spread) {
    const own = knob.querySelector(".own");
    if (!own) return;
    own.setAttribute("aria-pressed", String(Boolean(spread)));
    const { low, high } = numbers(knob);
    const at = (value) => `${(100 * (value - low)) / (high - low)}%`;
    const band = knob.querySelector(".band");
    band.hidden = !spread;
    if (!spread) return;
    band.style.left = at(spread[0]);
    band.style.width = `calc(${at(spread[1])} - ${at(spread[0])})`;
    for (const [place, field] of [...knob.querySelectorAll(".end")].entries()) {
        if (document.activeElement !== field) field.value = shown(knob, spread[place]);
    }
}

function typedRange(knob) {
    const { low, high, step, times } = numbers(knob);
    const fault = knob.querySelector(".fault");
    const [one, other] = [...knob.querySelectorAll(".end")].map((field) => read(field.value) / times);
    const isIn = one >= low - step / 1e6 && other <= high + step / 1e6 && one < other;
    fault.hidden = isIn;
    for (const field of knob.querySelectorAll(".end")) field.setAttribute("aria-invalid", String(!isIn));
    if (isIn) spreadTo(knob, [fitted(knob, one), fitted(knob, other)]);
    else fault.textContent = fill(say.rangeWrong, { low: shown(knob, low), high: shown(knob, high) });
}

/** What is typed, in the reader's way of writing numbers. */
function read(text) {
    const plain = text.trim().replace("−", "-").replace(/\s/g, "");
    const point = page.lang === "nl" ? plain.replace(/\./g, "").replace(",", ".") : plain.replace(/,/g, "");
    return point === "" ? NaN : Number(point);
}

function typed(knob) {
    const { low, high, step, times } = numbers(knob);
    const exact = knob.querySelector(".exact");
    const fault = knob.querySelector(".fault");
    const value = read(exact.value) / times;
    const isIn = value >= low - step / 1e6 && value <= high + step / 1e6;
    fault.hidden = isIn;
    exact.setAttribute("aria-invalid", String(!isIn));
    if (isIn) {
        turnTo(knob, fitted(knob, value));
        exact.value = shown(knob, valueOf(knob));
    } else {
        const parts = { low: shown(knob, low), high: shown(knob, high), value: shown(knob, valueOf(knob)) };
        fault.textContent = fill(say.outOfRange, parts);
    }
}

for (const knob of knobs) {
    const range = knob.querySelector("input[type=range]");
    const { step } = numbers(knob);
    range.addEventListener("input", () => showKnob(knob, fitted(knob, Number(range.value))));
    range.addEventListener("change", () => turnInRow(knob, fitted(knob, Number(range.value))));
    range.addEventListener("keydown", (event) => {
        if (event.key === "Escape") showKnob(knob);
        // Ten steps a page; browsers take a tenth of the range.
        const pages = { PageUp: 10, PageDown: -10 }[event.key];
        if (!pages) return;
        event.preventDefault();
        turnTo(knob, fitted(knob, valueOf(knob) + pages * step));
    });
    for (const button of knob.querySelectorAll(".step")) {
        button.addEventListener("click", () => turnInRow(knob, fitted(knob, valueOf(knob) + Number(button.dataset.by) * step)));
    }
    for (const button of knob.querySelectorAll(".level[data-value]")) {
        button.addEventListener("click", () => {
            // A level that reads as the scenario has it is the scenario's, which may have more digits.
            const [level, start] = [Number(button.dataset.value), startOf(knob)];
            turnTo(knob, shown(knob, level) === shown(knob, start) ? start : level);
        });
    }
    knob.querySelector(".back").addEventListener("click", () => turnTo(knob, startOf(knob)));
    const exact = knob.querySelector(".exact");
    exact.addEventListener("change", () => typed(knob));
    exact.addEventListener("keydown", (event) => {
        if (event.key === "Enter") typed(knob);
        if (event.key !== "Escape") return;
        exact.value = shown(knob, valueOf(knob));
        knob.querySelector(".fault").hidden = true;
        exact.removeAttribute("aria-invalid");
    });
    const own = knob.querySelector(".own");
    own?.addEventListener("click", () => {
        const fields = knob.querySelector(".range");
        fields.hidden = !fields.hidden;
        own.setAttribute("aria-expanded", String(!fields.hidden));
        if (!fields.hidden) fields.querySelector("input").focus();
    });
    knob.querySelector(".use-range")?.addEventListener("click", () => typedRange(knob));
    for (const field of knob.querySelectorAll(".end")) {
        field.addEventListener("keydown", (event) => event.key === "Enter" && typedRange(knob));
    }
    const info = knob.querySelector(".info");
    info.addEventListener("click", () => {
        const about = knob.querySelector(".about");
        about.hidden = !about.hidden;
        info.setAttribute("aria-expanded", String(!about.hidden));
    });
}

/** The first choices of the arm and the first beliefs stand on the first screen; the rest is under "more". */
function arrange() {
    const more = byId("more");
    const rest = [];
    for (const [kind, id] of [["choice", "choices"], ["belief", "beliefs"]]) {
        const own = knobs.filter((knob) => knob.dataset.kind === kind);
        const first = own.filter(isOf).slice(0, page.first[kind]);
        rest.push(...own.filter((knob) => !first.includes(knob)));
        if (byId(id)) place(byId(id), first);
    }
    place(more.querySelector("div"), rest);
    more.hidden = rest.length === 0;
    more.querySelector("summary").textContent = fill(say.moreKnobs, { count: rest.length });
    byId("no-choices").hidden = knobs.some((knob) => knob.dataset.kind === "choice" && isOf(knob));
}

/** Knobs stay where they are as long as they may: what is moved loses the focus. */
function place(around, wanted) {
    const there = [...around.children].filter((child) => child.classList.contains("knob"));
    if (there.length === wanted.length && there.every((knob, index) => knob === wanted[index])) return;
    around.append(...wanted);
}

// ── Asking ────────────────────────────────────────────────────────────────────────────────────────────────────

let number = 0;
let asking = null;
const answers = new Map();

const headers = () => ({ "Content-Type": "application/json", Authorization: `Bearer ${localStorage.getItem("caremix-token") ?? ""}` });
const question = (of, from) => ({ number, lang: page.lang, scenario: page.scenario, state: of, before: from, leads: byId("leads").checked });

function post(path, body, signal) {
    return fetch(path, { method: "POST", headers: headers(), body: JSON.stringify(body), signal });
}

async function ask() {
    asking?.abort();
    asking = new AbortController();
    number += 1;
    const mine = { number, signal: asking.signal, state: copy(state()), from: before() && copy(before()) };
    byId("results").classList.add("stale");
    byId("phase").textContent = say.asked;
    try {
        const response = await post("/answer", question(mine.state, mine.from), mine.signal);
        if (!response.ok) return refused(response, mine);
        await follow(response.body, mine);
    } catch (error) {
        if (error.name === "AbortError" || mine.number !== number) return;
        notice(say.lost);
        setTimeout(() => mine.number === number && ask(), RETRY_PAUSE);
    }
}

/** A token that was good before belongs to a program that has ended. */
const withoutToken = () => (localStorage.getItem("caremix-token") ? say.restarted : say.noToken);

// Whoever opens the new address in another tab brings the new token, and this page goes on.
addEventListener("storage", (event) => {
    if (event.key === "caremix-token") show();
});

/** Why something is refused, in the language of the page. */
async function reasonOf(response) {
    const told = await response.json().catch(() => ({ reason: String(response.status) }));
    return (page.lang === "nl" && told.reason_nl) || told.reason;
}

async function refused(response, mine) {
    const reason = await reasonOf(response);
    if (mine.number !== number) return;
    byId("phase").textContent = "";
    if (response.status === 429) {
        notice(say.busy);
        setTimeout(() => mine.number === number && ask(), 1000 * Number(response.headers.get("Retry-After") ?? 1));
    } else if (response.status === 401) notice(withoutToken(), true);
    else notice(fill(say.refused, { reason }));
}

/** Events as they come: a name and JSON, until the program has said everything. */
async function follow(body, mine) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    let isDone = false;
    for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        text += value;
        const events = text.split("\n\n");
        text = events.pop();
        for (const event of events) {
            const name = /^event: ?(.*)$/m.exec(event)?.[1];
            const data = /^data: ?(.*)$/m.exec(event)?.[1];
            if (!name || !data) continue;
            const told = JSON.parse(data);
            // Late answers to older questions are dropped.
            if (told.number !== number || mine.number !== number) return;
            isDone = name === "futures" || name === "failed";
            take(name, told, mine);
        }
    }
    if (!isDone && mine.number === number) {
        notice(say.lost);
        setTimeout(() => mine.number === number && ask(), RETRY_PAUSE);
    }
}

function take(name, told, mine) {
    if (name === "progress") {
        if (byId("results").dataset.phase === "preview") byId("phase").textContent = fill(say.provisional, told);
        return;
    }
    if (name === "failed") {
        notice(fill(say.refused, { reason: told.reason }));
        return;
    }
    if (!byId("notice").dataset.stays) notice("");
    put(told.parts);
    byId("results").classList.remove("stale");
    byId("results").dataset.phase = name;
    const words = { preview: say.provisional, steady: say.early, futures: told.isSteady ? say.done : say.few }[name];
    byId("phase").textContent = fill(words, told);
    byId("said").textContent = name === "steady" ? byId("said").textContent : told.parts.said;
    if (told.same) notice(told.same, true);
    if (name === "futures") remember(mine.state, told.parts);
    replayable();
    document.body.dataset.answered = `${name} ${told.number}`;
}

function put(parts) {
    for (const name of ["split", "course", "why", "people"]) byId(name).innerHTML = parts[name];
    byId("tables-dialog").querySelector(".body").innerHTML = parts.tables;
    byId("flows-dialog").querySelector(".body").innerHTML = parts.flows;
    showPayer();
}

function remember(of, parts) {
    answers.delete(keyOf(of));
    answers.set(keyOf(of), parts);
    if (answers.size > KEPT_ANSWERS) answers.delete(answers.keys().next().value);
}

/** One payer's course and reasons are shown at a time. */
function showPayer() {
    for (const part of document.querySelectorAll("#course > [data-payer], #why > [data-payer]")) {
        part.hidden = Number(part.dataset.payer) !== payer;
    }
    for (const row of document.querySelectorAll("#split tr[data-payer]")) {
        row.classList.toggle("chosen", Number(row.dataset.payer) === payer);
    }
}

for (const radio of document.querySelectorAll("input[name=payer]")) {
    radio.addEventListener("change", () => {
        payer = Number(radio.value);
        showPayer();
        keep();
        stand();
    });
}

// ── What changed, in words ────────────────────────────────────────────────────────────────────────────────────

function changeWords(index, longest = Infinity) {
    const short = (label) => (label.length > longest ? `${label.slice(0, longest - 1).trimEnd()}…` : label);
    if (index === 0) return say.startState;
    const [old, now] = [history_[index - 1], history_[index]];
    const words = [];
    if (old.arm !== now.arm) words.push(`${say.armWord}: ${armLabel(now.arm)}`);
    if (old.comparator !== now.comparator) words.push(`${say.comparedWith}: ${armLabel(now.comparator)}`);
    for (const knob of knobs) {
        const standing = (of) => JSON.stringify([of.knobs[knob.dataset.name], rangeOf(knob, of)]);
        if (standing(old) !== standing(now)) words.push(`${short(knob.dataset.label)}: ${wordsOf(knob, now)}`);
    }
    return words.join("; ") || say.startState;
}

function listChanges() {
    const list = document.createElement("ol");
    history_.forEach((_, index) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = changeWords(index);
        if (index === at) button.setAttribute("aria-current", "step");
        button.addEventListener("click", () => {
            byId("changes-dialog").close();
            goTo(index);
        });
        const item = document.createElement("li");
        item.append(button);
        list.append(item);
    });
    byId("changes-dialog").querySelector(".body").replaceChildren(list);
}

function handout() {
    const turned = knobs.filter(isOf).map((knob) => {
        const item = document.createElement("li");
        const isTurned = rangeOf(knob) || valueOf(knob) !== startOf(knob);
        const note = isTurned ? ` (${fill(say.start, { value: shown(knob, startOf(knob)) })})` : "";
        item.textContent = `${knob.dataset.label}: ${wordsOf(knob)}${note}`;
        return item;
    });
    byId("handout").replaceChildren(...turned);
}

addEventListener("beforeprint", () => {
    byId("handout-how").textContent = fill(say.handoutHow, { date: new Date().toLocaleDateString(page.lang), file: page.file });
});

// ── Saved states ──────────────────────────────────────────────────────────────────────────────────────────────

function showSaved() {
    const entries = saved.map((one, index) => {
        const span = document.createElement("span");
        span.className = "entry";
        const go = document.createElement("button");
        go.type = "button";
        go.textContent = `${"ABCD"[index]} ${one.name}`;
        go.addEventListener("click", () => change((next) => Object.assign(next, copy(one.state))));
        const remove = document.createElement("button");
        remove.type = "button";
        remove.textContent = "×";
        remove.setAttribute("aria-label", fill(say.remove, { name: one.name }));
        remove.addEventListener("click", () => {
            saved = saved.filter((other) => other !== one);
            showSaved();
            keep();
            byId("save").focus();
        });
        span.append(go, remove);
        return span;
    });
    byId("saved").replaceChildren(...entries);
    byId("compare").hidden = saved.length < 2;
}

byId("save").addEventListener("click", () => {
    if (saved.length >= MOST_SAVED) {
        notice(say.savedFull);
        return;
    }
    byId("save-name").value = at === 0 ? armLabel(state().arm) : changeWords(at, LONGEST_LABEL);
    byId("save-dialog").returnValue = "";
    byId("save-dialog").showModal();
    byId("save-name").select();
});

byId("save-dialog").addEventListener("close", () => {
    if (byId("save-dialog").returnValue !== "yes") return;
    const name = byId("save-name").value.trim() || armLabel(state().arm);
    saved = [...saved, { name, state: copy(state()) }];
    showSaved();
    keep();
});

byId("compare").addEventListener("click", async () => {
    const body = byId("compare-dialog").querySelector(".body");
    body.textContent = say.asked;
    byId("compare-dialog").showModal();
    try {
        const response = await post("/compare", { lang: page.lang, scenario: page.scenario, states: saved });
        if (response.ok) body.innerHTML = (await response.json()).compared;
        else body.textContent = response.status === 401 ? withoutToken() : fill(say.refused, { reason: await reasonOf(response) });
    } catch {
        body.textContent = say.lost;
    }
});

// ── Guess first, replay ───────────────────────────────────────────────────────────────────────────────────────

byId("guess").addEventListener("click", () => {
    byId("curtain").hidden = false;
    document.body.classList.add("curtained");
    guessOf();
    for (const hand of document.querySelectorAll(".hand")) hand.value = 0;
    document.querySelector(".hand").focus();
    stand();
});

/** Of whom the room guesses: the payer that is shown. */
function guessOf() {
    byId("guess-of").value = payer;
    byId("guess-question").textContent = fill(say.guessQuestion, { party: page.parties[payer] });
}

// What is typed replaces the nought that stands there.
for (const hand of document.querySelectorAll(".hand")) hand.addEventListener("focus", () => hand.select());
byId("guess-of").addEventListener("change", () => {
    radios[byId("guess-of").value].click();
    guessOf();
});

byId("reveal").addEventListener("click", () => {
    const hands = [...document.querySelectorAll(".hand")];
    guessed = Object.fromEntries(hands.map((hand) => [hand.dataset.guess, Math.max(0, Math.round(Number(hand.value) || 0))]));
    guessed.of = payer;
    byId("curtain").hidden = true;
    document.body.classList.remove("curtained");
    byId("guess-votes").textContent = "";
    if (ballot && !ballot.knob) changeBallot({ do: "clear" });
    showTally();
    keep();
    stand();
    byId("guess").focus();
});

function showTally() {
    byId("tally").hidden = !guessed;
    if (guessed) byId("tally").textContent = fill(say.tally, { ...guessed, party: page.parties[guessed.of] });
}

let replaying = null;

function replayable() {
    byId("replay").disabled = !replaying && !(before() && answers.has(keyOf(before())) && answers.has(keyOf(state())));
}

function endReplay() {
    clearInterval(replaying);
    replaying = null;
    byId("replaying").textContent = "";
    byId("replay").textContent = say.replay;
    document.body.classList.remove("replaying");
    stand();
    const parts = answers.get(keyOf(state()));
    if (parts) put(parts);
    replayable();
}

byId("replay").addEventListener("click", () => {
    if (replaying) {
        endReplay();
        return;
    }
    const [old, now] = [answers.get(keyOf(before())), answers.get(keyOf(state()))];
    if (!old || !now) return;
    let turn = 0;
    const step = () => {
        if (turn >= 2 * REPLAYS) {
            endReplay();
            return;
        }
        const isOld = turn % 2 === 0;
        put(isOld ? old : { ...now });
        byId("replaying").textContent = isOld ? say.replayOld : say.replayNew;
        stand(isOld ? "before" : "after");
        turn += 1;
    };
    byId("replay").textContent = say.stop;
    document.body.classList.add("replaying");
    replaying = setInterval(step, REPLAY_PAUSE);
    step();
});

// ── The room ──────────────────────────────────────────────────────────────────────────────────────────────────

/** Beamer and phones stand as this page does. */
function stand(replay = null) {
    if (!byId("leads").checked) return;
    const tally = guessed && [guessed.dearer, guessed.equal, guessed.cheaper];
    tell("/room", { payer, isCurtained: !byId("curtain").hidden, tally, tallyOf: guessed?.of ?? null, replay });
}

async function tell(path, body) {
    try {
        const response = await post(path, body);
        if (response.ok) return true;
        notice(response.status === 401 ? withoutToken() : fill(say.refused, { reason: await reasonOf(response) }), true);
    } catch {
        notice(say.lost);
    }
    return false;
}

let ballot = null;
let watching = false;
let mark = null;

async function changeBallot(change) {
    if (await tell("/ballot", change)) watch();
}

/** News of the votes, as long as a question is open or the dialog is. */
async function watch() {
    if (watching) return;
    watching = true;
    const seen = { seen: 0, parts: 0, payer: 0, scenario: page.scenario };
    do {
        try {
            const response = await fetch(`/news?${new URLSearchParams({ ...seen, lang: page.lang })}`);
            const news = await response.json();
            if (mark && news.server !== mark) notice(say.roomAgain, true);
            mark = news.server;
            Object.assign(seen, { seen: news.version, parts: news.number ?? 0, payer: news.parts?.payer ?? seen.payer });
            showBallot(news.ballot);
            showVoted(news.voted);
        } catch {
            await new Promise((done) => setTimeout(done, RETRY_PAUSE));
        }
    } while (ballot?.isOpen || byId("room-dialog").open);
    watching = false;
}

function showBallot(told) {
    ballot = told;
    byId("close-votes")?.toggleAttribute("disabled", !ballot?.isOpen);
    byId("clear-votes")?.toggleAttribute("disabled", !ballot);
    if (ballot?.knob && byId("room-votes")) {
        byId("room-votes").innerHTML = `<p></p>${ballot.votes}`;
        const few = ballot.addresses < ballot.count ? ` ${fill(say.votesFrom, ballot)}` : "";
        byId("room-votes").firstElementChild.textContent = ballot.words + "." + few;
    } else byId("room-votes")?.replaceChildren();
    byId("take")?.toggleAttribute("hidden", !ballot?.knob || ballot.isOpen || typeof ballot.middle !== "number");
    byId("take-range")?.toggleAttribute("disabled", !ballot?.spread);
    if (!ballot || ballot.knob || byId("curtain").hidden) return;
    byId("guess-votes").innerHTML = ballot.votes;
    if (!ballot.isOpen) {
        ["dearer", "equal", "cheaper"].forEach((name, place) => (document.querySelector(`.hand[data-guess=${name}]`).value = ballot.tally[place]));
    }
    byId("guess-phones").textContent = ballot.isOpen ? say.closeVotes : say.guessPhones;
}

/** What the room said stands at the knob of which it was asked: in a line, and vote by vote behind the *i*. */
function showVoted(voted) {
    for (const knob of knobs) {
        const [line, all] = [knob.querySelector(".room-said"), knob.querySelector(".room-voted")];
        const told = voted?.find((one) => one.knob === knob.dataset.name);
        line?.toggleAttribute("hidden", !told);
        all?.toggleAttribute("hidden", !told);
        if (!told || !line) continue;
        line.textContent = told.line;
        all.querySelector("div").innerHTML = told.votes;
    }
}

/** Votes that were closed before this page was opened. */
async function showEarlierVotes() {
    try {
        const response = await fetch(`/news?${new URLSearchParams({ lang: page.lang, scenario: page.scenario })}`);
        if (response.ok) showVoted((await response.json()).voted);
    } catch {
        // The program does not answer: the page says so where it asks for figures.
    }
}

byId("room").addEventListener("click", () => {
    byId("room-dialog").showModal();
    watch();
});
byId("leads").addEventListener("change", () => byId("leads").checked && ask());
byId("guess-phones").hidden = !page.room;
byId("guess-phones").addEventListener("click", () => changeBallot(ballot?.isOpen && !ballot.knob ? { do: "close" } : { do: "ask_guess", party: payer }));
byId("ask-room")?.addEventListener("click", () => changeBallot({ do: "ask_belief", scenario: page.scenario, knob: byId("ask-what").value }));
byId("close-votes")?.addEventListener("click", () => changeBallot({ do: "close" }));
byId("clear-votes")?.addEventListener("click", () => changeBallot({ do: "clear" }));

/** The knob that was asked about; what the room said of it is taken over, and the dialog closed. */
function taken(take) {
    const knob = knobs.find((one) => one.dataset.name === ballot?.knob?.name);
    if (!knob) return;
    byId("room-dialog").close();
    take(knob);
    // Beamer and phones go back to the figures.
    changeBallot({ do: "clear" });
}
byId("take-range")?.addEventListener("click", () => taken((knob) => spreadTo(knob, ballot.spread)));
byId("take-middle")?.addEventListener("click", () => taken((knob) => turnTo(knob, ballot.middle)));

// ── The bar ───────────────────────────────────────────────────────────────────────────────────────────────────

byId("undo").addEventListener("click", () => goTo(at - 1));
byId("redo").addEventListener("click", () => goTo(at + 1));
byId("reset").addEventListener("click", () => change((next) => Object.assign(next, copy(page.start))));
byId("changes").addEventListener("click", () => {
    listChanges();
    byId("changes-dialog").showModal();
});
byId("about").addEventListener("click", () => byId("about-dialog").showModal());
byId("tables-open").addEventListener("click", () => byId("tables-dialog").showModal());
byId("flows-open").addEventListener("click", () => byId("flows-dialog").showModal());
byId("print").addEventListener("click", () => window.print());
for (const close of document.querySelectorAll("dialog .close")) {
    close.addEventListener("click", () => close.closest("dialog").close());
}

byId("language").addEventListener("click", () => {
    const query = new URLSearchParams({ scenario: page.scenario, lang: byId("language").dataset.lang });
    location.assign(`${location.pathname}?${query}${location.hash}`);
});

byId("scenario")?.addEventListener("change", () => {
    const query = new URLSearchParams({ scenario: byId("scenario").value, lang: page.lang });
    location.assign(`${location.pathname}?${query}`);
});

byId("share").addEventListener("click", async () => {
    byId("share-link").value = location.href;
    byId("share-done").textContent = "";
    byId("share-dialog").showModal();
    byId("share-link").select();
    try {
        await navigator.clipboard.writeText(location.href);
        byId("share-done").textContent = say.shared;
    } catch {
        byId("share-done").textContent = "";
    }
});

byId("overlay").addEventListener("click", async () => {
    try {
        const response = await post("/overlay", question(state(), null));
        if (!response.ok) {
            notice(response.status === 401 ? withoutToken() : fill(say.refused, { reason: await reasonOf(response) }));
            return;
        }
        const link = document.createElement("a");
        link.href = URL.createObjectURL(new Blob([await response.text()], { type: "application/toml" }));
        link.download = `${page.scenario}-${state().arm}.toml`;
        link.click();
        URL.revokeObjectURL(link.href);
        notice(fill(say.overlaySaved, { name: link.download, file: page.file, arm: state().arm }), true);
    } catch {
        notice(say.lost);
    }
});

const SIZES = [87.5, 100, 112.5, 125, 150];
function resize(by) {
    const now = SIZES.indexOf(Number(localStorage.getItem("caremix-size") ?? 100));
    const next = SIZES[Math.min(SIZES.length - 1, Math.max(0, (now < 0 ? 1 : now) + by))];
    localStorage.setItem("caremix-size", String(next));
    document.documentElement.style.setProperty("--letters", next / 100);
}
byId("smaller").addEventListener("click", () => resize(-1));
byId("larger").addEventListener("click", () => resize(1));

/** Figures stay in sight beside a long column of knobs: the top of what fits, the bottom of what does not. */
function hold() {
    const results = byId("results");
    results.style.setProperty("--held", `${Math.min(0, innerHeight - results.offsetHeight)}px`);
}
new ResizeObserver(hold).observe(byId("results"));
addEventListener("resize", hold);

// ── All of it ─────────────────────────────────────────────────────────────────────────────────────────────────

function choose(select, arms, chosen, isOff) {
    const options = arms.map((arm) => {
        const option = new Option(arm.label, arm.name, false, arm.name === chosen);
        option.disabled = isOff(arm);
        return option;
    });
    select.replaceChildren(...options);
}

byId("arm").addEventListener("change", () => change((next) => (next.arm = byId("arm").value)));
byId("comparator").addEventListener("change", () => change((next) => (next.comparator = byId("comparator").value)));

function show() {
    if (replaying) endReplay();
    notice("");
    guessed = null;
    showTally();
    choose(byId("arm"), page.arms, state().arm, (arm) => arm.name === state().comparator);
    choose(byId("comparator"), page.arms, state().comparator, (arm) => !arm.compares || arm.name === state().arm);
    byId("question").textContent = fill(say.question, { arm: armLabel(state().arm) });
    byId("choices-note").textContent = fill(say.choicesNote, { arm: armLabel(state().arm) });
    arrange();
    for (const knob of knobs) showKnob(knob);
    byId("undo").disabled = at === 0;
    byId("redo").disabled = at === history_.length - 1;
    byId("reset").disabled = keyOf(state()) === keyOf(page.start);
    handout();
    showSaved();
    keep();
    replayable();
    ask();
}

const isNewTab = !keptIn(sessionStorage);
restore();
// A phone that opens the short address has nothing to turn here: it is shown the room.
const isGuest = Boolean(page.room) && location.host === new URL(page.room).host && !localStorage.getItem("caremix-token");
const linkNotice = byId("notice").textContent;
const restoredGuess = guessed;
const radios = [...document.querySelectorAll("input[name=payer]")];
if (!radios[payer]) payer = 0;
radios[payer].checked = true;
resize(0);
if (isGuest && !location.hash) location.replace("/room");
else {
    show();
    guessed = restoredGuess;
    showTally();
    keep();
    stand();
    showEarlierVotes();
    if (linkNotice) notice(linkNotice, true);
    else if (isNewTab) offerLast();
}

// A beamer or a phone that follows the page that leads, and answers what is asked.
//
// Comes in: news of the room, asked for again and again. Goes out: what it sees, and votes, one number for this device. Deliberately
// absent: knobs. Whatever breaks (a phone asleep, a network, the program), asking again is the mend.
"use strict";

const room = JSON.parse(document.body.dataset.room);
const byId = (id) => document.getElementById(id);
const isPhone = document.body.classList.contains("phone");
const PATIENCE = 25_000;
const PAUSE = 1_500;
const KEPT = 8;
const SMALLEST = 0.5;

const fill = (text, parts) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in parts ? parts[name] : whole));

function notice(text) {
    byId("notice").textContent = text;
    byId("notice").hidden = !text;
}

// ── News ──────────────────────────────────────────────────────────────────────────────────────────────────────

const known = { seen: 0, parts: 0, payer: 0 };
const earlier = new Map();
let server = null;
let shown = null;

async function follow() {
    for (;;) {
        try {
            const query = new URLSearchParams({ ...known, lang: room.lang });
            const response = await fetch(`/news?${query}`, { signal: AbortSignal.timeout(PATIENCE) });
            if (!response.ok) throw new Error(String(response.status));
            take(await response.json());
        } catch {
            notice(room.say.lost);
            await new Promise((done) => setTimeout(done, PAUSE));
        }
    }
}

function take(news) {
    const isAgain = server !== null && server !== news.server;
    notice(isAgain ? room.say.again : byId("notice").dataset.kept === news.server ? byId("notice").textContent : "");
    if (isAgain) byId("notice").dataset.kept = news.server;
    server = news.server;
    known.seen = news.version;
    if (news.parts) {
        Object.assign(known, { parts: news.number, payer: news.parts.payer });
        earlier.set(news.parts.key, news.parts);
        if (earlier.size > KEPT) earlier.delete(earlier.keys().next().value);
        shown = news.parts;
        byId("said").textContent = shown.said;
    }
    const old = news.replay?.side === "before" ? earlier.get(shown?.before) : null;
    if (shown) put(old ?? shown);
    byId("phase").textContent = news.replay?.word ?? news.phase ?? "";
    byId("tally").textContent = news.tally ?? "";
    byId("tally").hidden = !news.tally;
    byId("guess").textContent = news.guess ?? "";
    const isOpen = Boolean(news.ballot?.isOpen);
    byId("curtain").hidden = !shown || !news.isCurtained;
    byId("seen").hidden = !shown || news.isCurtained || (!isPhone && Boolean(news.ballot?.knob));
    byId("waiting").hidden = Boolean(shown) || isOpen;
    ask(news.ballot);
    fit();
    document.body.dataset.version = news.version;
}

/** What does not fit on the screen of a beamer is read by nobody: letters become smaller until it does. */
function fit() {
    if (isPhone) return;
    const root = document.documentElement;
    root.style.fontSize = "";
    const whole = Number.parseFloat(getComputedStyle(root).fontSize);
    // The picture of the course takes what room there is.
    const cards = [...document.querySelectorAll(".seen .card:not(.since), .asked")].filter((one) => one.checkVisibility());
    const isCut = () => cards.some((one) => one.getBoundingClientRect().bottom > innerHeight || one.scrollHeight > one.clientHeight + 2 || one.scrollWidth > one.clientWidth + 2);
    for (let share = 1; share > SMALLEST && isCut(); share -= 0.04) root.style.fontSize = `${share * whole}px`;
}

addEventListener("resize", fit);

function put(parts) {
    byId("title").textContent = parts.title;
    byId("question").textContent = parts.question;
    byId("result").textContent = parts.result;
    byId("kinds").textContent = isPhone ? parts.kinds : parts.kindsBrief;
    for (const name of ["turned", "split", "course", "why", "people"]) {
        const place = byId(name);
        // What is read is not drawn anew where it is the same.
        if (place.dataset.of !== parts[name]) place.innerHTML = parts[name];
        place.dataset.of = parts[name];
    }
    for (const row of document.querySelectorAll("#split tr[data-payer]")) {
        row.classList.toggle("chosen", Number(row.dataset.payer) === parts.payer);
    }
}

// ── What is asked ─────────────────────────────────────────────────────────────────────────────────────────────

let ballot = null;

function ask(told) {
    const isNew = told?.number !== ballot?.number;
    ballot = told;
    byId("asked").hidden = !told;
    if (!told) return;
    byId("asked-title").textContent = told.words;
    byId("asked-about").textContent = told.knob?.about ?? "";
    byId("votes").innerHTML = told.votes;
    if (!isPhone) {
        byId("invitation").hidden = !told.isOpen;
        return;
    }
    byId("vote").hidden = !told.isOpen;
    byId("number").hidden = !told.knob;
    byId("answers").hidden = Boolean(told.knob);
    if (isNew) begin(told);
    if (!told.isOpen) byId("vote-said").textContent = room.say.closed;
}

const mine = () => {
    try {
        const kept = JSON.parse(localStorage.getItem("caremix-vote"));
        return kept?.server === server && kept.ballot === ballot.number ? kept.value : null;
    } catch {
        return null;
    }
};

function begin(told) {
    byId("vote-said").textContent = "";
    if (told.knob) {
        const { low, high, step, unit } = told.knob;
        Object.assign(byId("slide"), { min: low, max: high, step });
        byId("unit").textContent = unit ? `(${unit})` : "";
        set(mine() ?? low + step * Math.round((high - low) / step / 2));
    }
    if (mine() !== null) said(mine());
}

function words(value) {
    const { times, decimals, grouped } = ballot.knob;
    const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping: grouped };
    return (value * times).toLocaleString(room.lang, options).replace("-", "−");
}

function set(value) {
    const { low, high, step, unit } = ballot.knob;
    const steps = Math.round((value - low) / step);
    const fitted = Math.min(high, Math.max(low, Number((low + steps * step).toPrecision(12))));
    byId("slide").value = fitted;
    byId("slide").setAttribute("aria-valuetext", [words(fitted), unit].filter(Boolean).join(" "));
    byId("exact").value = words(fitted);
}

/** What is typed, in the reader's way of writing numbers; none beyond the limits. */
function typed() {
    const plain = byId("exact").value.trim().replace("−", "-").replace(/\s/g, "");
    const point = room.lang === "nl" ? plain.replace(/\./g, "").replace(",", ".") : plain.replace(/,/g, "");
    const value = point === "" ? NaN : Number(point) / ballot.knob.times;
    const { low, high, step } = ballot.knob;
    const isIn = value >= low - step / 1e6 && value <= high + step / 1e6;
    byId("exact").setAttribute("aria-invalid", String(!isIn));
    if (isIn) return value;
    byId("vote-said").textContent = fill(room.say.outOfRange, { low: words(low), high: words(high), value: words(Number(byId("slide").value)) });
    return null;
}

function said(value) {
    const answer = [...document.querySelectorAll("#answers button")].find((one) => Number(one.dataset.value) === value);
    for (const one of document.querySelectorAll("#answers button")) one.setAttribute("aria-pressed", String(one === answer));
    const told = ballot.knob ? [words(value), ballot.knob.unit].filter(Boolean).join(" ") : answer?.textContent;
    byId("vote-said").textContent = fill(room.say.sent, { value: told });
}

/** A number by which the room counts this device once; it says nothing of who holds it. */
function device() {
    const kept = localStorage.getItem("caremix-device");
    if (kept) return kept;
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const made = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    localStorage.setItem("caremix-device", made);
    return made;
}

async function send(value) {
    const body = JSON.stringify({ ballot: ballot.number, device: device(), value });
    try {
        const response = await fetch("/vote", { method: "POST", headers: { "Content-Type": "application/json" }, body });
        if (response.ok) {
            localStorage.setItem("caremix-vote", JSON.stringify({ server, ballot: ballot.number, value }));
            said(value);
        } else if (response.status === 429) byId("vote-said").textContent = room.say.busy;
        else if (response.status === 409) byId("vote-said").textContent = room.say.closed;
        else {
            const told = await response.json();
            byId("vote-said").textContent = room.lang === "nl" ? told.reason_nl : told.reason;
        }
        if (response.status === 429) setTimeout(() => send(value), PAUSE);
    } catch {
        byId("vote-said").textContent = room.say.lost;
    }
}

if (isPhone) {
    byId("slide").addEventListener("input", () => set(Number(byId("slide").value)));
    byId("exact").addEventListener("change", () => {
        const value = typed();
        if (value !== null) set(value);
    });
    for (const button of document.querySelectorAll("#vote .step")) {
        button.addEventListener("click", () => set(Number(byId("slide").value) + Number(button.dataset.by) * ballot.knob.step));
    }
    byId("vote").addEventListener("submit", (event) => {
        event.preventDefault();
        const value = typed();
        if (value === null) return;
        set(value);
        send(Number(byId("slide").value));
    });
    for (const button of document.querySelectorAll("#answers button")) {
        button.addEventListener("click", () => send(Number(button.dataset.value)));
    }
}

follow();

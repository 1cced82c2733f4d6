//! What the workshop page says, in English and Dutch side by side.
//!
//! Comes in: the parts that a sentence has places for. Goes out: text. Deliberately absent: what a scenario says of its knobs, and
//! what pictures say (chart/phrases.rs).

use crate::chart::phrases::{Phrase, phrases};

phrases! {
    SKIP = "To the figures", "Naar de cijfers";
    COMPARED_WITH = "Compared with", "Vergeleken met";
    SCENARIO = "Scenario", "Scenario";
    ARM = "What if", "Wat als";
    QUESTION = "Who pays, and who gains, with {arm}?", "Wie betaalt, en wie wint, met {arm}?";
    QUESTION_BESIDE = "Who pays, and who gains, with {arm} instead of {now}?", "Wie betaalt, en wie wint, met {arm} in plaats van {now}?";
    CHOICES = "What you choose", "Wat u kiest";
    CHOICES_NOTE = "changes {arm}", "verandert {arm}";
    BELIEFS = "What you believe", "Wat u gelooft";
    BELIEFS_NOTE = "counts for both sides", "geldt voor beide kanten";
    MORE_KNOBS = "More knobs ({count})", "Meer knoppen ({count})";
    NO_CHOICES = "This arm has nothing to choose.", "Bij deze keuze valt niets in te stellen.";
    UNUSED = "This knob changes nothing here, because it belongs to: {arms}.", "Deze knop verandert hier niets, want hij hoort bij: {arms}.";
    NO_EFFECT = "This changes nothing here, because no payer, resident or provider is touched by it in {arm}.",
        "Dit verandert hier niets, want het raakt geen betaler, inwoner of aanbieder bij {arm}.";
    IDLE_CAPABILITY = "This changes nothing here, because neither {arm} nor {now} pays for this: {capability}.",
        "Dit verandert hier niets, want noch {arm} noch {now} betaalt hiervoor: {capability}.";
    IDLE_AMOUNT = "This changes nothing here, because the amount is 0: {component}.", "Dit verandert hier niets, want het bedrag is 0: {component}.";
    IDLE_AFTER = "This changes nothing here, because it would go on only after the last of these years: {component}.",
        "Dit verandert hier niets, want het zou pas na het laatste van deze jaren doorgaan: {component}.";
    IDLE_YEARS = "This changes nothing here, because it is not paid in these years: {component}.",
        "Dit verandert hier niets, want het wordt in deze jaren niet betaald: {component}.";
    START = "scenario: {value}", "scenario: {value}";
    LESS = "less", "minder";
    MORE = "more", "meer";
    ABOUT_SCENARIO = "About this scenario", "Over dit scenario";
    ABOUT = "About {label}", "Over {label}";
    EVIDENCE = "Evidence", "Onderzoek";
    SOURCE = "Source: {source}", "Bron: {source}";
    VERIFIED = "read", "nagelezen";
    DERIVED = "computed", "berekend";
    UNVERIFIED = "not checked", "niet nagegaan";
    OUT_OF_RANGE = "Choose from {low} to {high}; it stays {value}.", "Kies van {low} tot {high}; het blijft {value}.";

    RESULT_OF_ONE_YEAR = "In one year", "In één jaar";
    RESULT = "After {years} years, a year on average", "Na {years} jaar, per jaar gemiddeld";
    ASKED = "being worked out …", "wordt berekend …";
    PROVISIONAL = "Provisional: expected values. Chances are being computed: {done} of {all} futures.",
        "Voorlopig: verwachte waarden. Kansen worden berekend: {done} van {all} toekomsten.";
    PROVISIONAL_WORD = "provisional", "voorlopig";
    EARLY = "{done} of {all} futures: counts stand, and become a little surer.", "{done} van {all} toekomsten: de aantallen staan, en worden nog iets zekerder.";
    DONE = "✓ {all} futures simulated", "✓ {all} toekomsten doorgerekend";
    FEW = "✓ {all} futures simulated: too few for steady counts", "✓ {all} toekomsten doorgerekend: te weinig voor vaste aantallen";
    PARTY = "Who pays", "Wie betaalt";
    NOW_TO_THEN = "{now} → {arm}", "{now} → {arm}";
    PAYS = "Pays, {unit}", "Betaalt, {unit}";
    DIFFERENCE = "Difference, {unit}", "Verschil, {unit}";
    OF_TWENTY = "Of every {of} futures", "Van elke {of} toekomsten";
    NO_WORSE = "{count} no worse off", "{count} niet slechter af";
    ALL_SAME = "the same in every future", "in elke toekomst gelijk";
    OTHERWISE = "if it disappoints: {amount} dearer on average", "valt het tegen: gemiddeld {amount} duurder";
    ALWAYS_DEARER = "in every future dearer: {amount} on average", "in elke toekomst duurder: gemiddeld {amount}";
    ALWAYS_DEARER_BRIEF = "{amount} dearer on average", "gemiddeld {amount} duurder";
    OTHERWISE_BRIEF = "else {amount} dearer", "anders {amount} duurder";
    DEARER = "dearer", "duurder";
    CHEAPER = "cheaper", "goedkoper";
    EQUAL = "the same", "gelijk";
    WAS = "was {amount}", "was {amount}";
    CHANCES_COMING = "chances are being computed", "kansen worden berekend";
    KEY_BETTER = "no worse off", "niet slechter af";
    KEY_WORSE = "worse off", "slechter af";
    MARKS_OF_TWENTY = "Rounded. Each mark is 1 of every 20 futures.", "Afgerond. Elk teken is 1 van elke 20 toekomsten.";
    MARKS_OF_ALL = "Rounded. Each mark is one future.", "Afgerond. Elk teken is één toekomst.";

    FUTURES_DIFFER = "Futures differ by {luck} and by knowledge (research); policy and the choice of model are not computed.",
        "Toekomsten verschillen door {luck} en door kennis (onderzoek); beleid en de keuze van het model zijn niet gerekend.";
    FUTURES_DIFFER_BY_LUCK = "Futures differ by {luck} alone; knowledge (research), policy and the choice of model are not computed.",
        "Toekomsten verschillen alleen door {luck}; kennis (onderzoek), beleid en de keuze van het model zijn niet gerekend.";
    FUTURES_COVER = "Futures: luck and knowledge, not policy or model", "Toekomsten: geluk en kennis, niet beleid of model";
    FUTURES_COVER_LUCK = "Futures: luck, not knowledge, policy or model", "Toekomsten: geluk, niet kennis, beleid of model";
    LUCK_OF_TOWN = "luck (a town of this size)", "geluk (een plaats van deze grootte)";
    LUCK_OF_SAMPLE = "luck (a sample of this size)", "geluk (een steekproef van deze grootte)";
    NINETEEN = "19 of every 20 futures lie between these, {unit} a year. They do not add up.",
        "19 van elke 20 toekomsten liggen hiertussen, {unit} per jaar. Ze tellen niet op.";
    COURSE = "Added up since the start", "Opgeteld sinds de start";
    WHY = "Why? The last change", "Waarom? De laatste wijziging";
    WHY_NOTE = "Change in the difference, {unit} a year, expected", "Verandering van het verschil, {unit} per jaar, verwacht";
    WHY_NOTHING = "No change yet: turn a knob.", "Nog geen wijziging: draai aan een knop.";
    WHY_SAME = "The last change moves nothing for {party}.", "De laatste wijziging verandert niets voor {party}.";
    REST = "the rest", "de rest";
    SUM = "together", "samen";
    PEOPLE = "Residents and providers", "Inwoners en aanbieders";
    HEALTHY_YEARS = "years lived in good health", "jaren in goede gezondheid";
    UNMET_HOURS = "hours of care wanted, not delivered", "uren zorg gevraagd, niet geleverd";
    CARER_YEARS = "people with an informal carer", "mensen met een mantelzorger";
    OVERLOADED = "of them with an overloaded carer", "van hen met een overbelaste mantelzorger";
    WAITS = "weeks of waiting for {discipline}", "weken wachten op {discipline}";
    WAITS_TOO = "for {discipline}", "op {discipline}";
    A_YEAR = "a year", "per jaar";
    COMING = "being computed", "wordt berekend";
    PROVIDERS_KEEP = "None of {of} groups of providers keeps less", "Geen van {of} groepen aanbieders houdt minder over";
    PROVIDER_LOSES = "{count} of {of} groups of providers keeps less", "{count} van {of} groepen aanbieders houdt minder over";
    PROVIDERS_LOSE = "{count} of {of} groups of providers keep less", "{count} van {of} groepen aanbieders houden minder over";
    ONE_PROVIDER_KEEPS = "The one group of providers that is known keeps no less", "De ene groep aanbieders die bekend is, houdt niet minder over";
    ONE_PROVIDER_LOSES = "The one group of providers that is known keeps less", "De ene groep aanbieders die bekend is, houdt minder over";
    PROVIDERS_NONE = "No cost of providers is known.", "Van geen aanbieder is de kostprijs bekend.";
    PRACTICES = "Of {count} practices ({discipline}) these end below zero:", "Van {count} praktijken ({discipline}) eindigen onder nul:";
    PRACTICES_RANGE = "19 of every 20 futures: {low} to {high}", "19 van elke 20 toekomsten: {low} tot {high}";
    PRACTICES_SPREAD = "The middle one keeps {middle}; 2 of every 20 less than {low}, 2 more than {high}, {unit}",
        "De middelste houdt {middle} over; 2 van elke 20 minder dan {low}, 2 meer dan {high}, {unit}";
    PER_JOB = "{money} per full-time job", "{money} per voltijdbaan";
    TABLES = "Tables", "Tabellen";
    FLOWS = "Money flows", "Geldstromen";
    CLOSE = "Close", "Sluiten";

    UNDO = "Undo", "Ongedaan maken";
    REDO = "Redo", "Opnieuw doen";
    RESET = "Start again", "Begin";
    CHANGES = "Changes", "Wijzigingen";
    SAVE = "Save", "Bewaar";
    SAVED = "Saved", "Bewaard";
    SAVED_FULL = "Four are saved: take one out first.", "Er zijn er vier bewaard: haal er eerst een weg.";
    SAVE_NAME = "Name of this state", "Naam van deze stand";
    REMOVE = "Remove {name}", "Verwijder {name}";
    COMPARE = "Compare", "Vergelijk";
    COMPARED = "Saved states beside each other", "Bewaarde standen naast elkaar";
    COMPARED_NOTE = "Difference with the comparator of each state, {unit} a year. Marks: no worse off, of every 20 futures.",
        "Verschil met de vergelijking van elke stand, {unit} per jaar. Tekens: niet slechter af, van elke 20 toekomsten.";
    SHARE = "Link", "Link";
    SHARED = "The link is copied.", "De link is gekopieerd.";
    LINK_SHOWN = "Copy this link:", "Kopieer deze link:";
    OVERLAY = "File", "Bestand";
    OVERLAY_SAVED = "Put {name} beside {file}, then: caremix run {name} --arms {arm}", "Zet {name} naast {file}, daarna: caremix run {name} --arms {arm}";
    PRINT = "Print", "Print";
    LARGER = "Larger letters", "Grotere letters";
    SMALLER = "Smaller letters", "Kleinere letters";
    GUESS = "Guess first", "Eerst raden";
    GUESS_QUESTION = "{party}: dearer, the same, or cheaper? Count the hands.", "{party}: duurder, gelijk of goedkoper? Tel de handen.";
    REVEAL = "Reveal", "Laat zien";
    GUESS_OF = "Guess of whom?", "Over wie raden?";
    TALLY = "{party}: the room guessed {dearer} dearer, {equal} the same, {cheaper} cheaper.",
        "{party}: de zaal dacht {dearer} duurder, {equal} gelijk, {cheaper} goedkoper.";
    REPLAY = "Replay the last change", "Speel laatste wijziging af";
    STOP = "Stop", "Stop";
    REPLAY_OLD = "before", "voor";
    REPLAY_NEW = "after", "na";
    START_STATE = "As the scenario has it", "Zoals het scenario het heeft";
    OTHER_VERSION = "This link was made with version {version} or another state of the scenario: figures may differ.",
        "Deze link is gemaakt met versie {version} of een andere stand van het scenario: cijfers kunnen verschillen.";
    BAD_LINK = "This link holds something that the scenario does not have; it was left out.", "Deze link bevat iets wat het scenario niet heeft; dat is weggelaten.";
    NO_TOKEN = "Only who opened the address that caremix printed can turn knobs here. Open that address.",
        "Alleen wie het adres opende dat caremix liet zien, kan hier aan knoppen draaien. Open dat adres.";
    LOST = "The program does not answer. Trying again …", "Het programma antwoordt niet. Nieuwe poging …";
    BUSY = "The program is busy. Trying again …", "Het programma is bezig. Nieuwe poging …";
    REFUSED = "This state cannot be computed: {reason}", "Deze stand kan niet worden berekend: {reason}";
    SAID_PROVISIONAL = "Provisional: {said}", "Voorlopig: {said}";
    SAID_DONE = "Done: {said}", "Klaar: {said}";
    SAID_PARTY = "{party} {amount} a year {word}", "{party} {amount} per jaar {word}";
    SAID_FUTURES = "{party} no worse off in {count} futures", "{party} niet slechter af in {count} toekomsten";
    VERSION = "caremix {version} · {scenario} {mark} · seed {seed} · difference = new minus compared",
        "caremix {version} · {scenario} {mark} · startgetal {seed} · verschil = nieuw min vergeleken";
    TURNED = "A turned knob is a plain number, without the scenario's margin.", "Een gedraaide knop is een vast getal, zonder de marge van het scenario.";
    ROOM = "Room", "Zaal";
    ROOM_TITLE = "Who pays, and who gains?", "Wie betaalt, en wie wint?";
    ROOM_WAITING = "The room has not begun yet. This page follows by itself.", "De zaal is nog niet begonnen. Deze pagina volgt vanzelf.";
    ROOM_ADDRESS = "On your phone:", "Op uw telefoon:";
    ROOM_ALONE = "Phones can join when caremix is started with --listen and the address of this machine.",
        "Telefoons kunnen meedoen als caremix start met --listen en het adres van deze machine.";
    ROOM_FOLLOWS = "Beamer and phones follow this page", "Beamer en telefoons volgen deze pagina";
    ROOM_LOST = "The program does not answer. This page goes on by itself.", "Het programma antwoordt niet. Deze pagina gaat vanzelf verder.";
    ROOM_AGAIN = "The program was started again: earlier votes are gone.", "Het programma is opnieuw gestart: eerdere stemmen zijn weg.";
    BEAMER = "Beamer view", "Beamer";
    ASK_ROOM = "Ask the phones", "Vraag de telefoons";
    ASK_WHAT = "What does the room believe?", "Wat gelooft de zaal?";
    CLOSE_VOTES = "Close and show", "Sluit en laat zien";
    CLEAR_VOTES = "Take the question away", "Haal de vraag weg";
    TAKE_RANGE = "Use as the range", "Neem als marge";
    TAKE_MIDDLE = "Use the middle number", "Neem het middelste getal";
    VOTES = "Votes: {count}", "Stemmen: {count}";
    ROOM_SAID = "The room: {numbers} (votes: {count})", "De zaal: {numbers} (stemmen: {count})";
    ROOM_SAID_HEAD = "What the room said", "Wat de zaal zei";
    NO_EVIDENCE = "none is given with this knob", "bij deze knop is geen onderzoek gegeven";
    VOTES_FROM = "They come from fewer addresses: {addresses}.", "Zij komen van minder adressen: {addresses}.";
    SPREAD_OF = "Votes by number: {votes}", "Stemmen per getal: {votes}";
    SPREAD = "The room says {low} to {high}; the middle number is {middle}. One of every ten at each end is left out.",
        "De zaal zegt {low} tot {high}; het middelste getal is {middle}. Eén van elke tien aan elk einde telt niet mee.";
    SPREAD_NONE = "The room agrees on {middle}.", "De zaal is het eens over {middle}.";
    GUESS_ROOM = "{party}: dearer, the same, or cheaper?", "{party}: duurder, gelijk of goedkoper?";
    GUESS_PHONES = "Ask the phones too", "Vraag ook de telefoons";
    YOUR_NUMBER = "Your number", "Uw getal";
    SEND = "Send", "Stuur";
    SENT = "Counted: {value}. You can change it while the question is open.", "Geteld: {value}. U kunt het veranderen zolang de vraag open is.";
    VOTE_CLOSED = "The question is closed.", "De vraag is gesloten.";
    VOTE_NOTE = "One number for each device, without your name.", "Eén getal per toestel, zonder uw naam.";
    FROM_TO = "{low} to {high}", "{low} tot {high}";
    RANGE = "range", "marge";
    RANGE_LOW = "from", "van";
    RANGE_HIGH = "to", "tot";
    RANGE_USE = "Use", "Gebruik";
    RANGE_NOTE = "Every future draws a number from the range, each as likely as any other.", "Elke toekomst trekt een getal uit de marge, elk even waarschijnlijk.";
    RANGE_WRONG = "The first number is lower than the second, both from {low} to {high}.", "Het eerste getal is lager dan het tweede, beide van {low} tot {high}.";
    RESTARTED = "The program was started again. Open the address that it printed now: this page then goes on with its state.",
        "Het programma is opnieuw gestart. Open het adres dat het nu liet zien: deze pagina gaat dan verder met zijn stand.";
    LAST_SESSION = "An earlier session of this browser is kept.", "Een eerdere sessie van deze browser is bewaard.";
    BRING_BACK = "Bring it back", "Haal die terug";
    HANDOUT_HOW = "Printed {date}. Open this state: caremix serve {file}, then this address.",
        "Geprint {date}. Deze stand openen: caremix serve {file}, daarna dit adres.";
    NO_FORECAST = "Simulated futures are no forecast: what the scenario leaves out is not in them.",
        "Doorgerekende toekomsten zijn geen voorspelling: wat het scenario weglaat, zit er niet in.";
    HANDOUT = "The knobs of this state", "De knoppen van deze stand";
}

/// Phrases that the browser fills and shows by itself, with the names by which it knows them.
pub const IN_BROWSER: [(&str, Phrase); 42] = [
    ("asked", ASKED),
    ("provisional", PROVISIONAL),
    ("early", EARLY),
    ("done", DONE),
    ("few", FEW),
    ("start", START),
    ("outOfRange", OUT_OF_RANGE),
    ("unused", UNUSED),
    ("choicesNote", CHOICES_NOTE),
    ("question", QUESTION),
    ("moreKnobs", MORE_KNOBS),
    ("startState", START_STATE),
    ("saveName", SAVE_NAME),
    ("savedFull", SAVED_FULL),
    ("remove", REMOVE),
    ("shared", SHARED),
    ("linkShown", LINK_SHOWN),
    ("guessQuestion", GUESS_QUESTION),
    ("tally", TALLY),
    ("replayOld", REPLAY_OLD),
    ("replayNew", REPLAY_NEW),
    ("otherVersion", OTHER_VERSION),
    ("badLink", BAD_LINK),
    ("noToken", NO_TOKEN),
    ("lost", LOST),
    ("busy", BUSY),
    ("refused", REFUSED),
    ("replay", REPLAY),
    ("stop", STOP),
    ("armWord", ARM),
    ("comparedWith", COMPARED_WITH),
    ("fromTo", FROM_TO),
    ("rangeWrong", RANGE_WRONG),
    ("restarted", RESTARTED),
    ("lastSession", LAST_SESSION),
    ("bringBack", BRING_BACK),
    ("roomAgain", ROOM_AGAIN),
    ("votesFrom", VOTES_FROM),
    ("closeVotes", CLOSE_VOTES),
    ("guessPhones", GUESS_PHONES),
    ("overlaySaved", OVERLAY_SAVED),
    ("handoutHow", HANDOUT_HOW),
];

/// Phrases that the browser of a follower shows by itself.
pub const IN_ROOM: [(&str, Phrase); 6] = [
    ("lost", ROOM_LOST),
    ("again", ROOM_AGAIN),
    ("sent", SENT),
    ("closed", VOTE_CLOSED),
    ("busy", BUSY),
    ("outOfRange", OUT_OF_RANGE),
];

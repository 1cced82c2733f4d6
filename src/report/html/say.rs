//! What the page says around its pictures, in English and Dutch side by side.
//!
//! Comes in: the parts that a sentence has places for. Goes out: text. Deliberately absent: which of them is said when, and
//! the checklists (checklist.rs).

use crate::chart::phrases::phrases;

phrases! {
    SKIP = "To the text", "Naar de tekst";
    CONTENTS = "On this page", "Op deze pagina";
    QUESTION_HEAD = "The question", "De vraag";
    QUESTION = "What changes for {payers} when care is paid otherwise than as now?",
        "Wat verandert er voor {payers} als de zorg anders wordt betaald dan nu?";
    QUESTION_ALONE = "Who pays for care as now: {payers}?", "Wie betaalt de zorg zoals nu: {payers}?";
    CHOICES = "Beside as now: {arms}.", "Naast zoals nu: {arms}.";
    CHOICES_MANY = "{count} alternatives stand beside as now.", "{count} alternatieven staan naast zoals nu.";
    AND = "{first} and {last}", "{first} en {last}";

    IN_SHORT = "In short, from this computation", "In het kort, uit deze berekening";
    NOW_COSTS = "As now, care costs {amount} a year, of which the {party} pays {part}.",
        "Zoals nu kost de zorg {amount} per jaar; daarvan betaalt de {party} {part}.";
    NOW_COSTS_ALONE = "As now, the {party} pays {amount} a year for care.", "Zoals nu betaalt de {party} {amount} per jaar voor zorg.";
    SAME_ALL = "No alternative changes what any payer pays, in any future.",
        "Geen enkel alternatief verandert in enige toekomst wat een betaler betaalt.";
    SAME_ONE = "{arm} changes for no payer what it pays, in any future.",
        "{arm} verandert voor geen enkele betaler wat die betaalt, in geen enkele toekomst.";
    LEAST = "For all payers together {arm} costs least: on average {amount} a year {word} than as now.",
        "Voor alle betalers samen kost {arm} het minst: gemiddeld {amount} per jaar {word} dan nu.";
    LEAST_TIE = "For all payers together {arms} cost least, and as much: on average {amount} a year {word} than as now.",
        "Voor alle betalers samen kosten {arms} het minst, en evenveel: gemiddeld {amount} per jaar {word} dan nu.";
    LEAST_SAME = "For all payers together nothing costs less than {arms}: on average as much as now.",
        "Voor alle betalers samen is niets goedkoper dan {arms}: gemiddeld evenveel als nu.";
    ONE_COSTS = "With {arm} care is {amount} a year {word} than as now for all payers together, on average.",
        "Met {arm} is de zorg voor alle betalers samen gemiddeld {amount} per jaar {word} dan nu.";
    ONE_SAME = "With {arm} all payers together pay as much as now, on average.",
        "Met {arm} betalen alle betalers samen gemiddeld evenveel als nu.";
    UNCLEAR = "This computation cannot say whether {arm} or as now costs less: {count} futures are no dearer.",
        "Deze berekening kan niet zeggen of {arm} of zoals nu goedkoper is: {count} toekomsten zijn niet duurder.";
    CLEAR = "With {arm}, {count} futures are no dearer for all payers together.",
        "Met {arm} zijn {count} toekomsten voor alle betalers samen niet duurder.";
    SKEWED = "Most futures are {word}; a few, farther off, make the mean.",
        "De meeste toekomsten zijn {word}; enkele, verder weg, bepalen het gemiddelde.";
    FAIR_NONE = "No alternative leaves every payer no worse off in at least half of the futures.",
        "Geen enkel alternatief laat elke betaler in minstens de helft van de toekomsten niet slechter af.";
    FAIR_SOME = "Every payer is no worse off, in at least half of the futures, with {arms}.",
        "Elke betaler is in minstens de helft van de toekomsten niet slechter af met {arms}.";
    WORST = "Worse off most often is the {party} with {arm}: {count} futures, then {amount} a year dearer on average.",
        "Het vaakst slechter af is de {party} met {arm}: {count} toekomsten, dan gemiddeld {amount} per jaar duurder.";
    NEVER_WORSE = "No payer is worse off in any future, whatever the alternative.",
        "Geen enkele betaler is in enige toekomst slechter af, bij geen enkel alternatief.";

    OPTIONS = "All options beside doing nothing", "Alle opties naast niets doen";
    GRID_CAPTION = "Difference from as now, {unit} a year", "Verschil met zoals nu, {unit} per jaar";
    GRID_LEGEND = "Each cell: mean (19 of 20 futures lie between); marks and count of futures no worse off; otherwise how much dearer on average; zero: by when half of the futures are back at zero for good.",
        "Elk vak: gemiddelde (19 van 20 toekomsten liggen ertussen); tekens en aantal toekomsten niet slechter af; anders hoeveel gemiddeld duurder; nul: wanneer de helft van de toekomsten blijvend terug is op nul.";
    GRID_LEGEND_FEW = "Each cell: mean; marks and count of futures no worse off; otherwise how much dearer on average; zero: by when half of the futures are back at zero for good. A range needs 39 futures.",
        "Elk vak: gemiddelde; tekens en aantal toekomsten niet slechter af; anders hoeveel gemiddeld duurder; nul: wanneer de helft van de toekomsten blijvend terug is op nul. Een bereik vraagt 39 toekomsten.";
    RANGES = "Ranges do not add up: every future is added up by itself.", "Bereiken tellen niet op: elke toekomst is apart opgeteld.";
    AS_NOW_UNIT = "As now, {unit}", "Zoals nu, {unit}";
    FEW_FUTURES = "With {count} futures a count may be off by {marks} of 20.", "Met {count} toekomsten kan een aantal er {marks} van 20 naast zitten.";
    OTHERWISE = "otherwise {amount}", "anders {amount}";
    BACK = "zero: {year}", "nul: {year}";
    BACK_NEVER = "zero: never", "nul: nooit";
    NO_DIFFERENCE = "no difference", "geen verschil";
    TO = "{low} to {high}", "{low} tot {high}";
    RESIDENTS_ROW = "Residents: QALYs a year more; futures with no fewer", "Inwoners: QALY’s per jaar meer; toekomsten met niet minder";
    ACCESS_ROW = "Care in time, largest change", "Zorg op tijd, grootste verandering";
    PRACTICES_ROW = "Providers that keep less", "Aanbieders die minder overhouden";
    GROUPS = "{count} of {of} groups", "{count} van {of} groepen";
    PRACTICES_BEHIND = "{count} of {of} practices", "{count} van {of} praktijken";
    DASH = "–", "–";

    UNKNOWN_HEAD = "What this does not know", "Wat dit niet weet";
    UNKNOWN = "National policy to come, wages beyond what the scenario states, and conduct that nobody has measured. Futures differ by luck in a small place and by numbers that research leaves uncertain; policy is not drawn.",
        "Komend landelijk beleid, lonen buiten wat het scenario zegt, en gedrag dat niemand heeft gemeten. Toekomsten verschillen door geluk in een kleine plaats en door getallen die onderzoek open laat; beleid is niet geloot.";
    UNVERIFIED = "{count} of {of} numbers with a source are estimates that nobody has checked.",
        "{count} van {of} getallen met een bron zijn schattingen die niemand heeft nagegaan.";
    UNSOURCED = "No number of this scenario has a source.", "Geen enkel getal van dit scenario heeft een bron.";
    FIT_HEAD = "How well it fits", "Hoe goed het past";
    FIT_ONE = "{name}, {year}, {unit}: computed {simulated}, published {published} ({apart}).",
        "{name}, {year}, {unit}: berekend {simulated}, gepubliceerd {published} ({apart}).";
    EUR_PER = "{money} per {per}", "{money} per {per}";
    NUMBER_PER = "number per {per}", "aantal per {per}";
    FIT_COUNT = "{met} of {of} published accounts are met within their tolerance.",
        "{met} van {of} gepubliceerde rekeningen zijn gehaald binnen hun marge.";
    FIT_MORE = "{count} further accounts are of some residents only.", "{count} andere rekeningen gaan over een deel van de inwoners.";
    FIT_NONE = "The scenario has no published accounts to compare with.", "Het scenario heeft geen gepubliceerde rekeningen om mee te vergelijken.";
    FIT_HOW = "With every account, and the engine beside its twin", "Met elke rekening, en het rekenhart naast zijn tweeling";
    AGAIN_HEAD = "Compute it yourself", "Zelf narekenen";
    AGAIN_RESOLVED = "scenario.toml in the folder of the run has everything as it was run, changes by --set too.",
        "scenario.toml in de map van de run heeft alles zoals het gerekend is, ook wijzigingen met --set.";
    READ_ON = "Read on", "Verder lezen";
    NUMBERS = "The numbers", "De getallen";
    CSV = "To copy (CSV)", "Om te kopiëren (CSV)";
    AGAINST = "All differences are from as now, on the same people with the same luck.", "Alle verschillen zijn met zoals nu, bij dezelfde mensen met hetzelfde toeval.";
    PAPER_FLOWS = "On paper the largest twelve; all of them", "Op papier de grootste twaalf; alle";
    PAPER_YEARS = "On paper every third year; all of them", "Op papier elk derde jaar; alle";
    SAME_AS = "as with", "als bij";
    LEFT_OUT = "left out to keep this page small. To draw it", "weggelaten om deze pagina klein te houden. Om het te tekenen";
    FLOWS_NAME = "Who pays whom, and how", "Wie wie betaalt, en hoe";
    STATES_NAME = "Residents by health state", "Inwoners naar gezondheidstoestand";
    DEPRIVATION_NAME = "Care and QALYs by deprivation", "Zorg en QALY’s naar achterstand";
    PRACTICES_NAME = "Providers that win and lose", "Aanbieders die winnen en verliezen";
    ACCESS_NAME = "Care in time and unmet needs", "Zorg op tijd en onvervulde vragen";
    HOW_TO_GET = "Not in this run. To get it", "Niet in deze run. Om het te krijgen";

    FUNDERS = "For payers", "Voor betalers";
    NOW_BY_YEAR = "What each payer pays as now, by year, {unit}", "Wat elke betaler zoals nu betaalt, per jaar, {unit}";
    MORE_BY_YEAR = "{arm}: difference from as now by year, {unit}", "{arm}: verschil met zoals nu per jaar, {unit}";
    BY_YEAR_HEAD = "Year by year", "Jaar voor jaar";
    POSITION_HEAD = "Net position and cash need", "Saldo en voorfinanciering";
    POSITION_CAPTION = "Saved at the end of the run, and in brackets at the deepest point, mean over futures, {unit}",
        "Bespaard aan het eind, en tussen haken op het diepste punt, gemiddeld over toekomsten, {unit}";
    DEEPEST_MEANING = "The deepest point is what a payer must advance.", "Het diepste punt is wat een betaler moet voorschieten.";
    GAP_HEAD = "Gap closed", "Gesloten kloof";
    GAP_CAPTION = "Share of the gap between growth as now and the target that is closed, budget included, mean over futures",
        "Deel van de kloof tussen groei zoals nu en het doel dat gesloten wordt, budget meegeteld, gemiddeld over toekomsten";
    OVER_THE_RUN = "all years", "alle jaren";
    WITHOUT_BUDGET = "without the budget", "zonder het budget";
    HELD_HEAD = "What contracts still pay for", "Waar contracten nog voor betalen";
    HELD_CAPTION = "Still paid for care that is avoided over the run, {unit}; below zero: not yet paid for care that is added",
        "Nog betaald voor zorg die wordt vermeden, over de run, {unit}; onder nul: nog niet betaald voor zorg die erbij komt";
    RANGE_COLUMN = "19 of 20 futures", "19 van 20 toekomsten";
    LUCK_HEAD = "Paid for luck", "Betaald voor geluk";
    LUCK_CAPTION = "What a contract on shared savings pays when nothing changes", "Wat een contract over gedeelde besparingen betaalt als er niets verandert";
    COLUMN_PERSONS = "residents on the panel", "inwoners op de lijst";
    COLUMN_PAID_WITHOUT = "settlements that pay", "afrekeningen die betalen";
    COLUMN_EUR_WITHOUT = "{money} per resident-year", "{money} per inwonerjaar";
    SHARE_HEAD = "Arrangements between payers", "Afspraken tussen betalers";
    SHARE_CAPTION = "{arm}: net position over the run, {unit} (above zero is dearer); futures no worse off; what must be advanced, and by when",
        "{arm}: saldo over de run, {unit} (boven nul is duurder); toekomsten niet slechter af; wat moet worden voorgeschoten, en tot wanneer";
    COLUMN_ARRANGEMENT = "arrangement", "afspraak";
    ADVANCE = "advance {amount}", "voorschot {amount}";
    ADVANCE_BY = "advance {amount}, {year}", "voorschot {amount}, {year}";
    ACCEPTABLE_CAPTION = "{arm}: shares of the investment that every party accepts, by the chance of being no worse off that it asks",
        "{arm}: aandelen in de investering die elke partij aanvaardt, naar de kans om niet slechter af te zijn die zij vraagt";
    COLUMN_CONFIDENCE = "chance asked", "gevraagde kans";
    COLUMN_OUTSIDE = "money from outside needed, {unit}", "geld van buiten nodig, {unit}";
    NO_DIVISION = "none", "geen";
    PROVIDERS_HEAD = "Providers as parties", "Aanbieders als partij";
    PROVIDERS_CAPTION = "Income in {year}, {unit}: as now, and the difference by alternative",
        "Inkomsten in {year}, {unit}: zoals nu, en het verschil per alternatief";
    UNPAID_GROWTH = "{arm} pays nobody for growth in volume that is paid per unit as now: {amount} over the run. What it pays instead follows prices, not volume. By so much payers pay less for the same care: providers go without it, and no care is saved.",
        "{arm} betaalt niemand voor groei in volume die nu per verrichting wordt betaald: {amount} over de hele periode. Wat ervoor in de plaats komt volgt prijzen, niet volume. Zoveel minder betalen betalers voor dezelfde zorg: zorgverleners lopen het mis, en er wordt geen zorg bespaard.";
    PAID_GROWTH = "{arm} pays per unit for growth in volume that nobody is paid for as now: {amount} over the run. By so much payers pay more for the same care.",
        "{arm} betaalt per verrichting voor groei in volume die nu niemand betaalt: {amount} over de hele periode. Zoveel meer betalen betalers voor dezelfde zorg.";
    PRACTICES_CLOSED = "{arm}: {count} practices close over the run, on average.", "{arm}: in de hele periode sluiten gemiddeld {count} praktijken.";
    LEFT_WITH_CAPTION = "What disciplines are left with after what their hours cost, over the run, {unit}: the difference by alternative, and futures with no less",
        "Wat disciplines overhouden na wat hun uren kosten, over de run, {unit}: het verschil per alternatief, en toekomsten met niet minder";
    OF_TWENTY = "{amount}; {futures} of 20", "{amount}; {futures} van 20";
    PROVIDERS_SAME = "No difference of 0.01 or more: {providers}.", "Geen verschil van 0,01 of meer: {providers}.";
    INSURERS_HEAD = "Insurers, after risk equalisation", "Verzekeraars, na risicoverevening";
    INSURERS_CAPTION = "What each insurer of the {payer} pays more in the end, over the run, {unit}: where it keeps most of a saving, and where it keeps least",
        "Wat elke verzekeraar ({payer}) uiteindelijk meer betaalt, over de run, {unit}: als hij het meest van een besparing houdt, en het minst";
    INSURERS_NOTE = "Below zero it saves. Those that sign pay what an alternative agrees; those that do not have the savings on their own members all the same. What is not kept goes to the equalisation fund in the years after; of the last years' savings a part leaves after the run: insurers.csv, by year.",
        "Onder nul bespaart hij. Wie tekent betaalt wat een alternatief afspreekt; wie niet tekent heeft toch de besparing op de eigen verzekerden. Wat hij niet houdt gaat in de jaren erna naar het vereveningsfonds; van de besparing van de laatste jaren gaat een deel pas na de run: insurers.csv, per jaar.";
    COLUMN_INSURER = "insurer", "verzekeraar";
    INSURER_SIGNS = "{insurer}, signs", "{insurer}, tekent";
    ALL_SIGNING = "all that sign", "allen die tekenen";
    ALL_NOT_SIGNING = "all that do not sign (free riding)", "allen die niet tekenen (meeliften)";
    EQUALISATION_FUND = "equalisation fund", "vereveningsfonds";
    SOCIETY_HEAD = "For society, beside what is paid", "Voor de samenleving, naast wat betaald wordt";
    SOCIETY_CAPTION = "As now and the difference by alternative, over the run, discounted, mean over futures",
        "Zoals nu en het verschil per alternatief, over de run, verdisconteerd, gemiddeld over toekomsten";
    SOCIETY_NOTE = "What society counts beyond what payers pay, nobody pays: it is in no figure of a payer. Net benefit: QALYs at what they are held to be worth, less the cost to society. Both ends of what an hour of informal care is worth: society.csv.",
        "Wat de samenleving meetelt bovenop wat betalers betalen, betaalt niemand: het staat in geen cijfer van een betaler. Nettobaat: QALY’s tegen wat ze waard gevonden worden, min de kosten voor de samenleving. Beide uitersten van wat een uur mantelzorg waard is: society.csv.";
    SOCIETY_ASKED = "{name} asks for the costs of society; the tables of payers print theirs.",
        "{name} vraagt de kosten van de samenleving; de tabellen van betalers tonen die van hen.";
    PAYERS_ASKED = "{name} asks for the costs of payers.", "{name} vraagt de kosten van betalers.";
    COLUMN_ALL_PAYERS = "all payers", "alle betalers";
    COLUMN_INFORMAL = "informal care", "mantelzorg";
    COLUMN_SOCIETY = "society", "samenleving";
    COLUMN_NET_BENEFIT = "net benefit at {worth} a QALY", "nettobaat bij {worth} per QALY";
    HANDS_CAPTION = "Full-time equivalents, mean of a year: those that there are, those wanted as now, and how many more are wanted by alternative",
        "Voltijdbanen, gemiddeld per jaar: hoeveel er zijn, hoeveel er zoals nu gevraagd worden, en hoeveel meer per alternatief";
    COLUMN_THERE = "there are", "er zijn";
    COLUMN_WANTED = "wanted as now", "gevraagd zoals nu";
    BEYOND_HEAD = "Not in any run of this program", "In geen enkele run van dit programma";
    BEYOND_EQUALISATION = "Insurers after risk equalisation: what a payer keeps of a saving when others level it out.",
        "Verzekeraars na risicoverevening: wat een betaler van een besparing houdt als anderen die vereffenen.";
    BEYOND_BUDGET = "The budget of a municipality as a whole: its income, and what it does beside care.",
        "De gemeentebegroting als geheel: haar inkomsten, en wat zij naast zorg doet.";
    BEYOND_INFORMATION = "Not worked out for this run: what it is worth to each payer to know more. The command caremix decide tells.",
        "Niet uitgerekend voor deze run: wat het elke betaler waard is om meer te weten. De opdracht caremix decide vertelt het.";
    BEYOND_ANALYSES = "Cost-effectiveness plane, acceptability curves, expected losses and other conventions: the command caremix decide.",
        "Kosteneffectiviteitsvlak, aanvaardbaarheidscurven, verwachte verliezen en andere afspraken: de opdracht caremix decide.";
    DECIDING_HEAD = "Which way of paying is best, by what a QALY is held to be worth", "Welke manier van betalen het beste is, naar wat een QALY waard gevonden wordt";
    DECIDING_NOTE = "All payers together, at what is expected in each draw of the parameters: luck of residents is no part of it. Best most often and best on average are two things; the tables name both. Other arms and perspectives: the command caremix decide.",
        "Alle betalers samen, naar wat bij elke trekking van de parameters verwacht wordt: het geluk van inwoners hoort er niet bij. Het vaakst het beste en gemiddeld het beste zijn twee dingen; de tabellen noemen beide. Andere vormen en gezichtspunten: de opdracht caremix decide.";
    KNOWING_HEAD = "What it is worth to know more before signing", "Wat het waard is om meer te weten vóór de handtekening";
    KNOWING_CAPTION = "By each payer’s own money over the run, {unit}, discounted", "Naar het eigen geld van elke betaler over de run, {unit}, verdisconteerd";
    KNOWING_ALL = "knowing every number", "elk getal kennen";
    KNOWING_FIRST = "worth most by itself", "op zichzelf het meest waard";
    KNOWING_FIRST_WORTH = "knowing that one", "dat ene kennen";
    KNOWING_NOTE = "So much a payer would lose less on average if it knew before it chooses. Luck of residents is no part of it.",
        "Zoveel zou een betaler gemiddeld minder verliezen als hij het vooraf wist. Het geluk van inwoners hoort er niet bij.";
    COLUMN_PROVIDER = "provider", "aanbieder";

    ALTERNATIVES = "Alternatives", "Alternatieven";
    ECONOMISTS = "For health economists", "Voor gezondheidseconomen";
    CONVENTIONS_HEAD = "Conventions", "Afspraken van de berekening";
    CONVENTION_TIME = "Horizon", "Tijdshorizon";
    CONVENTION_TIME_IS = "{first}–{last}, {cycles} cycles a year", "{first}–{last}, {cycles} cycli per jaar";
    CONVENTION_COUNTING = "When residents are counted", "Wanneer inwoners geteld worden";
    CONVENTION_COUNTING_IS = "{counting} of a cycle", "{counting} van een cyclus";
    COUNTING_START = "start", "begin";
    COUNTING_MIDDLE = "middle", "midden";
    COUNTING_END = "end", "eind";
    CONVENTION_DISCOUNT = "Discounting", "Verdiscontering";
    CONVENTION_DISCOUNT_IS = "{name}: costs {costs}, effects {effects} a year", "{name}: kosten {costs}, effecten {effects} per jaar";
    CONVENTION_NOMINAL = "Amounts on this page are nominal and undiscounted; the files of the run have both.",
        "Bedragen op deze pagina zijn nominaal en niet verdisconteerd; de bestanden van de run hebben beide.";
    CONVENTION_PRICES = "Currency and price year", "Valuta en prijsjaar";
    CONVENTION_PEOPLE = "Residents", "Inwoners";
    CONVENTION_PEOPLE_ALL = "{residents}, all simulated", "{residents}, allen doorgerekend";
    CONVENTION_PEOPLE_SAMPLE = "{residents}, for whom {sample} are simulated", "{residents}, voor wie er {sample} doorgerekend zijn";
    CONVENTION_FUTURES = "Futures", "Toekomsten";
    CONVENTION_FUTURES_IS = "{count}; each draws parameters and luck that all arms share; seed {seed}",
        "{count}; elk loot parameters en toeval die alle armen delen; startgetal {seed}";
    CONVENTION_FUTURES_BATCHES = "{count}; each draws parameters ({batch} in turn are a Latin hypercube sample) and luck that all arms share; seed {seed}",
        "{count}; elk loot parameters ({batch} achtereen zijn een Latin hypercube-steekproef) en toeval die alle armen delen; startgetal {seed}";
    CONVENTION_FUTURES_MEANS = "{count}; each draws luck that all arms share, parameters stay at their means; seed {seed}",
        "{count}; elk loot toeval dat alle armen delen, parameters op hun gemiddelde; startgetal {seed}";
    CONVENTION_SPREAD = "What the spread of futures holds", "Wat de spreiding van toekomsten bevat";
    SPREAD_DRAWN = "uncertain parameters and chance among the residents simulated", "onzekere parameters en toeval onder de doorgerekende inwoners";
    SPREAD_MEANS = "chance among the residents simulated alone", "alleen toeval onder de doorgerekende inwoners";
    CONVENTION_COMPARATOR = "Comparator", "Vergelijkingsarm";
    CONVENTION_PROGRAM = "Program, run, scenario", "Programma, run, scenario";
    CONVENTION_MECHANISMS_OFF = "Mechanisms switched off", "Mechanismen die uitstaan";
    CONVENTION_FOLLOWS = "What payments grow with where people and needs stay as they are", "Waarmee betalingen groeien als mensen en vragen blijven zoals ze zijn";
    FOLLOWS_PRICE = "with prices, not volume", "met prijzen, niet met volume";
    FOLLOWS_VOLUME = "with volume, not prices", "met volume, niet met prijzen";
    FOLLOWS_BOTH = "with prices and volume", "met prijzen en volume";
    FOLLOWS_NEITHER = "with neither", "met geen van beide";
    FOLLOWS_SETTLED = "with what is paid otherwise", "met wat verder wordt betaald";
    NONE = "none", "geen";
    ERRORS_HEAD = "Monte Carlo errors", "Rekenfouten door loting";
    ERRORS_CAPTION = "Difference from as now over the run, {unit}: how far more futures might still move it. This is no uncertainty about the world.",
        "Verschil met zoals nu over de run, {unit}: hoe ver meer toekomsten het nog kunnen verschuiven. Dit is geen onzekerheid over de wereld.";
    COLUMN_ERROR = "Monte Carlo error", "rekenfout";
    COLUMN_CHANCE = "share of futures no worse off (95%)", "deel toekomsten niet slechter af (95%)";
    COLUMN_SD = "standard deviation of futures", "standaardafwijking van toekomsten";
    PRECISION = "Asked for {asked} of what a payer lays out; the largest error is {largest} ({party}, {arm}).",
        "Gevraagd {asked} van wat een betaler uitgeeft; de grootste fout is {largest} ({party}, {arm}).";
    PRECISION_OF_SPREAD = "Asked for {asked} of the standard deviation of a difference; the largest error is {largest} ({party}, {arm}).",
        "Gevraagd {asked} van de standaardafwijking van een verschil; de grootste fout is {largest} ({party}, {arm}).";
    VARIANCE_HEAD = "Parameters or chance", "Parameters of toeval";
    VARIANCE_CAPTION = "Difference from as now over the run, {unit}: what makes futures differ at the place’s real size",
        "Verschil met zoals nu over de run, {unit}: waardoor toekomsten verschillen bij de echte omvang van de plaats";
    COLUMN_BY_PARAMETERS = "by parameters", "door parameters";
    COLUMN_BY_CHANCE = "by chance", "door toeval";
    COLUMN_SD_SIMULATED = "standard deviation as simulated", "standaardafwijking zoals doorgerekend";
    VALIDATION_HEAD = "Against published accounts", "Naast gepubliceerde rekeningen";
    VALIDATION_CAPTION = "Accounts of all residents, worked out from the mean of this run's futures",
        "Rekeningen van alle inwoners, uit het gemiddelde van de toekomsten van deze run";
    VALIDATION_FILE = "Accounts simulated by caremix validate", "Rekeningen doorgerekend met caremix validate";
    COLUMN_ACCOUNT = "account", "rekening";
    COLUMN_PER = "per", "per";
    COLUMN_PUBLISHED = "published", "gepubliceerd";
    COLUMN_COMPUTED = "computed", "berekend";
    COLUMN_RATIO = "ratio", "verhouding";
    COLUMN_TOLERANCE = "tolerance", "marge";
    COLUMN_MET = "met", "gehaald";
    COLUMN_HELD_OUT = "held out", "buiten ijking";
    COLUMN_SOURCE = "source", "bron";
    YES = "yes", "ja";
    NO = "no", "nee";
    PER_RESIDENT = "resident-year", "inwonerjaar";
    PER_THOUSAND = "1,000 resident-years", "1.000 inwonerjaren";
    PER_POPULATION = "population", "bevolking";
    TWIN_AGREES = "Beside its twin without chance: z-scores of {count} figures have mean {mean} and spread {sd} ({noise} by noise alone).",
        "Naast zijn tweeling zonder toeval: z-scores van {count} cijfers hebben gemiddelde {mean} en spreiding {sd} ({noise} door ruis alleen).";
    SUBGROUPS_HEAD = "Subgroups and practices", "Subgroepen en praktijken";
    SUBGROUPS = "Care and QALYs by class of deprivation, and practices by size, stand with every alternative:",
        "Zorg en QALY’s naar klasse van achterstand, en praktijken naar grootte, staan bij elk alternatief:";
    PARAMETERS_HEAD = "Every parameter", "Elke parameter";
    PARAMETERS_SUM = "{uncertain} uncertain numbers, {fixed} fixed ones with a source, and {plain} plain ones, which scenario.toml has.",
        "{uncertain} onzekere getallen, {fixed} vaste met een bron, en {plain} kale, die in scenario.toml staan.";
    PARAMETERS_CAPTION = "Numbers in brackets name their source below. An estimate is one that nobody has checked.",
        "Getallen tussen haken noemen hun bron hieronder. Een schatting heeft niemand nagegaan.";
    COLUMN_PARAMETER = "parameter", "parameter";
    COLUMN_MEAN = "mean", "gemiddelde";
    COLUMN_SE = "standard error", "standaardfout";
    COLUMN_DISTRIBUTION = "distribution", "verdeling";
    COLUMN_UNIT = "unit", "eenheid";
    COLUMN_STATUS = "status", "status";
    STATUS_SOURCE = "sourced", "met bron";
    STATUS_ESTIMATE = "estimate", "schatting";
    STATUS_NONE = "no source", "zonder bron";
    FIXED = "fixed", "vast";
    SOURCES_HEAD = "Sources", "Bronnen";
    CHECKLISTS_HEAD = "Checklists", "Checklists";
    CHEERS_CAPTION = "CHEERS 2022 (Husereau and others), topics in other words", "CHEERS 2022 (Husereau en anderen), onderwerpen in andere woorden";
    STRESS_CAPTION = "STRESS for agent-based simulation (Monks and others 2019), topics in other words",
        "STRESS voor agent-gebaseerde simulatie (Monks en anderen 2019), onderwerpen in andere woorden";
    COLUMN_ITEM = "item", "punt";
    COLUMN_RUN_SAYS = "what this run says", "wat deze run zegt";
    AUTHOR = "to be written by the author", "door de auteur te schrijven";
}

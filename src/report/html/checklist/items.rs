//! The items of two checklists in other words, in English and Dutch, and what a run says on those it can answer.
//!
//! Comes in: the parts of answers. Goes out: phrases. Deliberately absent: which answer belongs to which item (checklist.rs).
//!
//! CHEERS 2022: Husereau and others, Value in Health 25(1), 2022. STRESS: Monks and others, Journal of Simulation 13(1), 2019.

use crate::chart::phrases::phrases;

phrases! {
    TITLE = "Title names the study as an economic evaluation and what is compared", "Titel noemt de economische evaluatie en wat wordt vergeleken";
    ABSTRACT = "Summary in a fixed structure", "Samenvatting in vaste vorm";
    BACKGROUND = "Why the question matters, to whom, for which decision", "Waarom de vraag telt, voor wie, en voor welk besluit";
    PLAN = "Whether there was an analysis plan, and where", "Of er een analyseplan was, en waar";
    POPULATION = "Who is studied", "Wie er onderzocht zijn";
    SETTING = "Place and circumstances", "Plaats en omstandigheden";
    COMPARATORS = "What is compared, and why", "Wat wordt vergeleken, en waarom";
    PERSPECTIVE = "Whose costs and effects", "Wiens kosten en effecten";
    HORIZON = "Time horizon, and why", "Tijdshorizon, en waarom";
    DISCOUNT = "Discount rates, and why", "Discontovoeten, en waarom";
    OUTCOMES = "Which benefits and harms", "Welke baten en schaden";
    MEASURED = "How outcomes are measured", "Hoe uitkomsten zijn gemeten";
    VALUED = "How outcomes are valued, and by whom", "Hoe uitkomsten zijn gewaardeerd, en door wie";
    RESOURCES = "How costs are valued", "Hoe kosten zijn gewaardeerd";
    CURRENCY = "Currency, price date, conversion", "Valuta, prijspeil, omrekening";
    MODEL = "The model, why this one, and where it is public", "Het model, waarom dit, en waar het openbaar is";
    ANALYTICS = "Methods of analysis and of checking the model", "Methoden van analyse en van toetsing van het model";
    HETEROGENEITY = "How results differ by subgroup", "Hoe uitkomsten verschillen per subgroep";
    DISTRIBUTION = "How effects fall on different people", "Hoe effecten over mensen vallen";
    UNCERTAINTY = "How uncertainty is characterised", "Hoe onzekerheid is beschreven";
    ENGAGEMENT = "How those affected were involved", "Hoe betrokkenen zijn betrokken";
    PARAMETERS = "Every input with range, distribution, source", "Elke invoer met bereik, verdeling, bron";
    RESULTS = "Main results, means and differences", "Hoofduitkomsten, gemiddelden en verschillen";
    EFFECT_UNCERTAINTY = "What uncertainty does to the results", "Wat onzekerheid met de uitkomsten doet";
    EFFECT_ENGAGEMENT = "What involvement changed", "Wat betrokkenheid heeft veranderd";
    FINDINGS = "Findings, limits, fairness, use elsewhere", "Bevindingen, grenzen, rechtvaardigheid, gebruik elders";
    FUNDING = "Who paid for the study, and their part in it", "Wie de studie betaalde, en met welke rol";
    INTERESTS = "Conflicts of interest", "Belangenconflicten";

    PURPOSE = "1.1 Purpose of the model", "1.1 Doel van het model";
    OUTPUTS = "1.2 What the model gives", "1.2 Wat het model geeft";
    AIMS = "1.3 What the experiments ask", "1.3 Wat de experimenten vragen";
    DIAGRAM = "2.1 Overview of the model as a diagram", "2.1 Overzicht van het model als schema";
    LOGIC = "2.2 Logic of the base model", "2.2 Logica van het basismodel";
    SCENARIO_LOGIC = "2.3 How scenarios differ from it", "2.3 Hoe scenario’s daarvan verschillen";
    ALGORITHMS = "2.4 Algorithms inside", "2.4 Algoritmen erin";
    ENVIRONMENT = "2.5.1 Environment", "2.5.1 Omgeving";
    AGENTS = "2.5.2 Agents", "2.5.2 Agenten";
    TOPOLOGY = "2.5.3 Who interacts with whom", "2.5.3 Wie met wie te maken heeft";
    ENTRY = "2.5.4 How agents come and go", "2.5.4 Hoe agenten komen en gaan";
    SOURCES = "3.1 Sources of data", "3.1 Bronnen van gegevens";
    PROCESSING = "3.2 How data were prepared", "3.2 Hoe gegevens zijn bewerkt";
    INPUTS = "3.3 Input parameters", "3.3 Invoerparameters";
    ASSUMPTIONS = "3.4 Assumptions where data lacked", "3.4 Aannames waar gegevens ontbraken";
    INITIAL = "4.1 State at the start", "4.1 Toestand bij de start";
    LENGTH = "4.2 Length of a run", "4.2 Lengte van een run";
    ESTIMATION = "4.3 How many replications, and estimation", "4.3 Hoeveel replicaties, en schatting";
    SOFTWARE = "5.1 Software", "5.1 Programmatuur";
    SAMPLING = "5.2 Random numbers", "5.2 Toevalsgetallen";
    EXECUTION = "5.3 How events are processed", "5.3 Hoe gebeurtenissen verwerkt worden";
    SYSTEM = "5.4 Computer and running time", "5.4 Computer en rekentijd";
    ACCESS = "6.1 How to get the model", "6.1 Hoe het model te krijgen is";

    COMPARED = "{comparator} as comparator; {arms}.", "{comparator} als vergelijking; {arms}.";
    PAYERS = "What {payers} pay, and providers' margins; no societal costs outside care.",
        "Wat {payers} betalen, en marges van aanbieders; geen maatschappelijke kosten buiten de zorg.";
    OUTCOMES_ARE = "Payments, QALYs, life-years, waiting, unmet needs, margins of providers.",
        "Betalingen, QALY’s, levensjaren, wachten, onvervulde vragen, marges van aanbieders.";
    MEASURED_IS = "Counted per simulated resident and cycle; outcomes.csv has all of them.",
        "Geteld per doorgerekende inwoner en cyclus; outcomes.csv heeft ze alle.";
    VALUED_IS = "Utilities by health state, among the parameters below.", "Utiliteiten per gezondheidstoestand, onder de parameters hieronder.";
    RESOURCES_ARE = "Every payment from payer to recipient by component, audited to the cent; prices are parameters.",
        "Elke betaling van betaler naar ontvanger per onderdeel, tot op de cent nagerekend; prijzen zijn parameters.";
    MODEL_IS = "Microsimulation of residents, care, payment; arms on the same people with the same luck.",
        "Microsimulatie van inwoners, zorg, betaling; armen op dezelfde mensen met hetzelfde toeval.";
    ANALYTICS_ARE = "Paired differences over futures; Monte Carlo errors; published accounts; a twin of expected values.",
        "Gepaarde verschillen over toekomsten; rekenfouten; gepubliceerde rekeningen; een tweeling van verwachte waarden.";
    HETEROGENEITY_IS = "By class of deprivation and size of practice, with every alternative.",
        "Naar klasse van achterstand en grootte van praktijk, bij elk alternatief.";
    DISTRIBUTION_IS = "By payer, discipline, class of deprivation.", "Naar betaler, discipline, klasse van achterstand.";
    UNCERTAINTY_IS = "{futures}. Shown as futures and ranges; Monte Carlo errors apart.",
        "{futures}. Getoond als toekomsten en bereiken; rekenfouten apart.";
    PARAMETERS_ARE = "{count} drawn, all listed below with distribution, source and status.",
        "{count} geloot, alle hieronder met verdeling, bron en status.";
    RESULTS_ARE = "First page, and payments by year.", "Eerste pagina, en betalingen per jaar.";
    EFFECT_IS = "Counts of futures and ranges with every difference.", "Aantallen toekomsten en bereiken bij elk verschil.";
    FINDINGS_ARE = "What it does not know is on the first page; the rest:", "Wat het niet weet staat op de eerste pagina; de rest:";
    PURPOSE_IS = "To show who pays and who gains when care is paid otherwise.", "Tonen wie betaalt en wie erop vooruitgaat als zorg anders wordt betaald.";
    AIMS_ARE = "Compare {count} ways of paying over the horizon.", "{count} manieren van betalen vergelijken over de horizon.";
    LOGIC_IS = "A year: care and needs in cycles, then settlement of every component; docs/architecture.md of the program.",
        "Een jaar: zorg en vragen in cycli, dan afrekening van elk onderdeel; docs/architecture.md van het programma.";
    SCENARIO_LOGIC_IS = "Arms differ in components, effects and governance; mechanisms switched off: {off}.",
        "Armen verschillen in onderdelen, effecten en besturing; mechanismen uit: {off}.";
    ALGORITHMS_ARE = "Documented in the program’s source, file by file.", "Beschreven in de broncode van het programma, per bestand.";
    ENVIRONMENT_IS = "{residents} residents and {disciplines} disciplines with their capacity.",
        "{residents} inwoners en {disciplines} disciplines met hun capaciteit.";
    AGENTS_ARE = "Residents with age, sex, deprivation, health state, carer; practices with panels where the scenario has them.",
        "Inwoners met leeftijd, geslacht, achterstand, toestand, mantelzorger; praktijken met lijsten waar het scenario die heeft.";
    TOPOLOGY_IS = "Residents share capacity, and practices by panel; there is no network of contacts.",
        "Inwoners delen capaciteit, en praktijken via lijsten; er is geen contactnetwerk.";
    ENTRY_IS = "Births, newcomers, leavers and deaths by age and sex, as the scenario gives them.",
        "Geboorte, vestiging, vertrek en sterfte naar leeftijd en geslacht, zoals het scenario ze geeft.";
    SOURCES_ARE = "Listed by number under the parameters.", "Genummerd onder de parameters.";
    ASSUMPTIONS_ARE = "{estimates} of {sourced} numbers with a source are estimates that nobody has checked.",
        "{estimates} van {sourced} getallen met een bron zijn schattingen die niemand heeft nagegaan.";
    INITIAL_IS = "Residents are drawn anew in every future from the population table; health follows prevalence.",
        "Inwoners worden in elke toekomst opnieuw geloot uit de bevolkingstabel; gezondheid volgt de prevalentie.";
    SAMPLING_IS = "Streams keyed by seed, replication, resident, cycle and purpose; arms share them; seed {seed}.",
        "Stromen met sleutel startgetal, replicatie, inwoner, cyclus en doel; armen delen ze; startgetal {seed}.";
    EXECUTION_IS = "Fixed cycles, {cycles} a year; results do not depend on the number of threads.",
        "Vaste cycli, {cycles} per jaar; uitkomsten hangen niet af van het aantal threads.";
    SYSTEM_IS = "{threads} threads, {seconds} seconds.", "{threads} threads, {seconds} seconden.";
    ACCESS_IS = "The command on the first page computes the same again, to the byte.",
        "De opdracht op de eerste pagina rekent hetzelfde opnieuw uit, tot op de byte.";
}

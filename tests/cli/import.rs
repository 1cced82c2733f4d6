//! A town of one's own: published files in, a scenario out, and nothing when something is wrong.
//!
//! All files are made up, in the layouts of their publishers.

use std::fs;
use std::path::Path;

use super::desk::{Desk, said};

/// Municipalities of the made-up country; more than a hundred, so that a file of it holds a country.
const TOWNS: usize = 120;

/// Bands of five years, the last of 90 and over.
const BANDS: usize = 19;

/// Columns of cost in the layouts of two years, each with its category's cost per insured year at age band 0.
const OF_2015: [(&str, f64); 22] = [
    ("MEDISCH_SPECIALISTISCHE_ZORG", 100.0),
    ("FARMACIE", 50.0),
    ("SPECIALISTISCHE_GGZ", 20.0),
    ("HUISARTS_INSCHRIJFTARIEF", 10.0),
    ("HUISARTS_CONSULT", 10.0),
    ("HUISARTS_MDZ", 5.0),
    ("HUISARTS_OVERIG", 5.0),
    ("HULPMIDDELEN", 9.0),
    ("MONDZORG", 8.0),
    ("PARAMEDISCHE_ZORG_FYSIOTHERAPIE", 6.0),
    ("PARAMEDISCHE_ZORG_OVERIG", 1.0),
    ("ZIEKENVERVOER_ZITTEND", 2.0),
    ("ZIEKENVERVOER_LIGGEND", 3.0),
    ("KRAAMZORG", 4.0),
    ("VERLOSKUNDIGE_ZORG", 2.0),
    ("GENERALISTISCHE_BASIS_GGZ", 5.0),
    ("LANGDURIGE_GGZ", 5.0),
    ("GRENSOVERSCHRIJDENDE_ZORG", 1.0),
    ("EERSTELIJNS_ONDERSTEUNING", 1.0),
    ("GERIATRISCHE_REVALIDATIEZORG", 4.0),
    ("VERPLEGING_EN_VERZORGING", 16.0),
    ("OVERIG", 3.0),
];
const OF_2023: [(&str, f64); 26] = [
    ("medisch_specialistische_z", 100.0),
    ("farmacie", 50.0),
    ("huisarts_inschrijftarief", 10.0),
    ("huisarts_consult", 10.0),
    ("huisarts_mdz", 5.0),
    ("huisarts_overig", 5.0),
    ("hulpmiddelen", 9.0),
    ("mondzorg", 8.0),
    ("paramedische_zorg_fysioth", 6.0),
    ("paramedische_zorg_overig", 1.0),
    ("ziekenvervoer_zittend", 2.0),
    ("ziekenvervoer_liggend", 3.0),
    ("kraamzorg", 4.0),
    ("verloskundige_zorg", 1.0),
    ("grensoverschrijdende_zorg", 1.0),
    ("eerstelijns_ondersteuning", 1.0),
    ("geriatrische_revalidatiez", 4.0),
    ("eerstelijnsverblijf", 6.0),
    ("verpleging_en_verzorging", 10.0),
    ("gzsp", 1.0),
    ("integrale_geboortezorg", 1.0),
    ("innovatiegelden_ggz", 1.0),
    ("overig", 2.0),
    ("consulten_ggz", 20.0),
    ("intramuraal_verblijf_ggz", 8.0),
    ("overige_prestaties_ggz", 1.0),
];

fn label(band: usize) -> String {
    match band {
        18 => "90+".to_string(),
        _ => format!("{:>2} t/m {:>2} jaar", 5 * band, 5 * band + 4),
    }
}

/// Insured years of a band: 20 of women and 16 of men for each number of the town, fewer with age.
fn insured(town: usize, band: usize, sex: usize) -> f64 {
    [20.0, 16.0][sex] * (1 + town % 7) as f64 * (1.0 - band as f64 / 20.0)
}

fn town_name(town: usize) -> String {
    match town {
        0 => "'S-GRAVENMEER".to_string(),
        1 => "S\u{da}DWEST-LAND".to_string(),
        2 => "BERGEN (NH.)".to_string(),
        3 => "BERGEN (L.)".to_string(),
        _ => format!("PLAATS {}", letters(town)),
    }
}

fn letters(town: usize) -> String {
    let letter = |value: usize| char::from(b'A' + (value % 26) as u8);
    format!("{}{}{0}", letter(town / 26), letter(town))
}

/// Every cell of cost is the column's cost times one and the band, times a tenth more in town 0.
fn rows(columns: &[(&str, f64)]) -> Vec<String> {
    let mut rows = Vec::new();
    for town in 0..TOWNS {
        for band in 0..BANDS {
            for (sex, letter) in ["V", "M"].iter().enumerate() {
                let insured = insured(town, band, sex);
                let dear = if town == 0 { 1.1 } else { 1.0 };
                let cost = |cost: f64| cost * (1 + band) as f64 * insured * dear;
                let costs = columns
                    .iter()
                    .map(|(_, each)| format!("{:.4}", cost(*each)));
                let costs: Vec<String> = costs.collect();
                rows.push(format!(
                    "{letter};{};{};{};{insured:.3};{}",
                    label(band),
                    town_name(town),
                    insured as u32,
                    costs.join(";")
                ));
            }
        }
    }
    let rest: Vec<String> = columns
        .iter()
        .map(|(_, each)| format!("{:.2}", each * 50.0))
        .collect();
    rows.push(format!(";;;70;50.0;{}", rest.join(";")));
    rows
}

fn header(columns: &[(&str, f64)], is_2015: bool) -> String {
    let costs: Vec<String> = columns
        .iter()
        .map(|(name, _)| format!("kosten_{name}"))
        .collect();
    let line = format!(
        "geslacht;leeftijdsklasse;gemeentenaam;aantal_bsn;aantal_verzekerdejaren;{}",
        costs.join(";")
    );
    if is_2015 { line.to_uppercase() } else { line }
}

fn of_2015() -> String {
    format!(
        "{}\n{}\n",
        header(&OF_2015, true),
        rows(&OF_2015).join("\n")
    )
}

/// Names cut off, rows in no order.
fn of_2023() -> String {
    let mut all = rows(&OF_2023);
    let half = all.len() / 2;
    all.rotate_left(half);
    all.reverse();
    format!("{}\n{}\n", header(&OF_2023, false), all.join("\n"))
}

fn latin_1(text: &str) -> Vec<u8> {
    text.chars()
        .map(|letter| u8::try_from(letter).expect("a letter of Latin-1"))
        .collect()
}

fn put(desk: &Desk, name: &str, bytes: impl AsRef<[u8]>) {
    fs::write(desk.path(name), bytes).expect("a file");
}

/// Imports, and gives the scenario and what was said on stderr.
fn imported(desk: &Desk, arguments: &[&str]) -> (toml::Table, String) {
    let output = desk.caremix(&[&["import"], arguments].concat());
    let told = said(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{told}");
    let out = arguments
        .iter()
        .position(|each| *each == "--out")
        .expect("--out")
        + 1;
    let text = fs::read_to_string(desk.path(arguments[out])).expect("a scenario");
    assert!(text.starts_with("#:schema ./caremix.schema.json\n"));
    (text.parse().expect("TOML"), told)
}

fn refused(desk: &Desk, arguments: &[&str]) -> String {
    let before = desk.names(".");
    let output = desk.caremix(&[&["import"], arguments].concat());
    let told = said(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    assert_eq!(
        desk.names("."),
        before,
        "{arguments:?}: something was written"
    );
    told
}

fn residents(scenario: &toml::Table) -> f64 {
    let bands = scenario["population"]["bands"].as_array().expect("bands");
    let of = |band: &toml::Value, sex: &str| {
        let number = &band[sex];
        number
            .as_float()
            .or(number.as_integer().map(|whole| whole as f64))
            .expect("a number")
    };
    bands
        .iter()
        .map(|band| of(band, "female") + of(band, "male"))
        .sum()
}

fn account(scenario: &toml::Table, name: &str) -> f64 {
    let accounts = scenario["account"].as_array().expect("accounts");
    let found = accounts
        .iter()
        .find(|each| each["name"].as_str() == Some(name));
    found.unwrap_or_else(|| panic!("{name}"))["amount"]
        .as_float()
        .expect("an amount")
}

#[test]
fn a_municipality_becomes_a_scenario_that_is_right_at_once() {
    let desk = Desk::empty();
    put(&desk, "vektis.csv", latin_1(&of_2015()));
    let (town, told) = imported(
        &desk,
        &[
            "vektis.csv",
            "--municipality",
            "'s-Gravenmeer",
            "--year",
            "2023",
            "--out",
            "mine/town.toml",
        ],
    );
    // Town 0: 36 a band, less a twentieth of it a band: 36 · (19 − 171/20) = 376.2.
    assert!(
        (residents(&town) - 376.2).abs() < 0.6,
        "{}",
        residents(&town)
    );
    // Cost of a head: 270 at band 0 (all columns together), (1 + band) times that, a tenth more here; weighted with
    // 1 − band/20, over bands 0 to 18: Σ(1 + b)(1 − b/20) = 190 − Σb(1 + b)/20 = 190 − 2280/20 = 76 over 10.45.
    let per_head = 270.0 * 1.1 * 76.0 / 10.45;
    assert!(
        (account(&town, "zvw") - per_head).abs() < 0.01,
        "{}",
        account(&town, "zvw")
    );
    assert!((account(&town, "general_practice") - per_head * 30.0 / 270.0).abs() < 0.01);
    assert!((account(&town, "mental_health") - per_head * 30.0 / 270.0).abs() < 0.01);
    assert!(
        told.contains("rows without sex, age or municipality"),
        "{told}"
    );
    assert!(
        told.contains("deprivation classes are the country's"),
        "{told}"
    );
    assert_eq!(
        desk.names("mine"),
        ["caremix.schema.json", "packs", "town.toml"]
    );
    let checked = desk.caremix(&["check", "mine/town.toml"]);
    let answer = said(&checked.stdout);
    assert_eq!(checked.status.code(), Some(0), "{}", said(&checked.stderr));
    assert!(answer.contains("Hours that needs ask for"), "{answer}");
    assert!(answer.contains("transition_budget"), "{answer}");
    let small = ["--sample", "60", "--replications", "2", "--quiet"];
    let validated = desk.caremix(&[&["validate", "mine/town.toml"], &small[..]].concat());
    let answer = said(&validated.stdout);
    assert_eq!(
        validated.status.code(),
        Some(0),
        "{}",
        said(&validated.stderr)
    );
    for column in ["published", "expected", "and sex"] {
        assert!(answer.contains(column), "{column}: {answer}");
    }
    // A budget impact of one year: what begins later does nothing, and is said to.
    let run = [
        "run",
        "mine/town.toml",
        "--set",
        "run.years=1",
        "--sample",
        "60",
        "--replications",
        "2",
    ];
    let done = desk.caremix(&run);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done.stderr));
    assert!(
        said(&done.stderr).contains("begins in 2024, after the run"),
        "{}",
        said(&done.stderr)
    );
}

#[test]
fn both_layouts_and_both_encodings_give_the_same_scenario() {
    let desk = Desk::empty();
    put(&desk, "early.csv", latin_1(&of_2015()));
    put(&desk, "late.csv", of_2023());
    put(
        &desk,
        "marked.csv",
        format!("\u{feff}{}", of_2023().replace('\n', "\r\n")),
    );
    let of = |file: &str| {
        let out = format!("{file}.toml");
        let name = "Sudwest Land";
        imported(
            &desk,
            &[
                file,
                "--municipality",
                name,
                "--year",
                "2023",
                "--out",
                &out,
            ],
        )
        .0
    };
    let early = of("early.csv");
    assert_eq!(early, of("late.csv"));
    assert_eq!(early, of("marked.csv"));
    assert!((account(&early, "maternity") - 6.0 * 76.0 / 10.45).abs() < 0.01);
    assert!((account(&early, "nursing_and_rehabilitation") - 20.0 * 76.0 / 10.45).abs() < 0.01);
}

#[test]
fn accounts_of_another_year_stand_at_the_level_of_the_pack() {
    let desk = Desk::empty();
    put(&desk, "Vektis 2015 - gemeente.csv", latin_1(&of_2015()));
    let file = "Vektis 2015 - gemeente.csv";
    let (town, told) = imported(
        &desk,
        &[
            file,
            "--municipality",
            "'s gravenmeer",
            "--out",
            "town.toml",
        ],
    );
    assert!(
        told.contains("residents of 2015 stand at the start of 2023"),
        "{told}"
    );
    // The country's rates hold the town's own tenth in proportion to its insured: towns count 1 + town % 7, in all 477
    // of which town 0 is one, so that rates are 1 + 0.1/477 of the others' and the town 1.1 of that.
    let ratio = 1.1 / (1.0 + 0.1 / 477.0);
    assert!(
        told.contains(&format!(
            "{ratio:.3} times what national rates of 2015 give"
        )),
        "{told}"
    );
    // `validate` gives what the pack expects of its ages and sexes.
    let arguments = [
        "validate",
        "town.toml",
        "--sample",
        "30",
        "--replications",
        "2",
        "--quiet",
        "--format",
        "csv",
    ];
    let rows = said(&desk.caremix(&arguments).stdout);
    let mut reader = csv::Reader::from_reader(rows.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let at = |name: &str| {
        header
            .iter()
            .position(|each| each == name)
            .unwrap_or_else(|| panic!("{name} in {header:?}"))
    };
    let (name, by_age) = (at("name"), at("by_age_and_sex"));
    let row = reader
        .records()
        .flatten()
        .find(|row| &row[name] == "zvw")
        .expect("zvw");
    let expected: f64 = row[by_age].parse().expect("a number");
    assert!(
        (account(&town, "zvw") / expected / ratio - 1.0).abs() < 1e-4,
        "{}",
        account(&town, "zvw")
    );
    // Without the country nothing can be compared.
    let few: Vec<String> = of_2015()
        .lines()
        .take(1 + 4 * 38)
        .map(str::to_string)
        .collect();
    put(&desk, "few.csv", latin_1(&(few.join("\n") + "\n")));
    let arguments = [
        "few.csv",
        "--municipality",
        "'s gravenmeer",
        "--year",
        "2015",
        "--out",
        "few.toml",
    ];
    let (town, told) = imported(&desk, &arguments);
    assert!(!town.contains_key("account"));
    assert!(told.contains("accounts of 2015 are left out"), "{told}");
    assert!(
        told.contains("the file holds 4 municipalities and not the country"),
        "{told}"
    );
}

#[test]
fn bands_that_small_places_lack_and_corrections_are_said() {
    let desk = Desk::empty();
    let file = of_2023();
    let kept = file.lines().filter(|line| {
        !line.starts_with("M;90+;BERGEN (L.)") && !line.starts_with("V;85 t/m 89 jaar;BERGEN (L.)")
    });
    let text: String = kept.map(|line| format!("{line}\n")).collect();
    let column = text
        .lines()
        .next()
        .expect("a header")
        .split(';')
        .position(|name| name == "kosten_overig")
        .expect("a column");
    let corrected: String = text
        .lines()
        .map(|line| {
            let mut cells: Vec<String> = line.split(';').map(str::to_string).collect();
            if line.starts_with("V; 0 t/m  4 jaar;BERGEN (L.)") {
                cells[column] = "-8.53".to_string();
            }
            cells.join(";") + "\n"
        })
        .collect();
    put(&desk, "v2023.csv", corrected);
    let (town, told) = imported(
        &desk,
        &[
            "v2023.csv",
            "--municipality",
            "Bergen (L)",
            "--out",
            "b.toml",
        ],
    );
    assert!(
        told.contains("no row for men of the bands from age 90"),
        "{told}"
    );
    assert!(
        told.contains("no row for women of the bands from age 85"),
        "{told}"
    );
    assert!(told.contains("1 negative cells"), "{told}");
    // Town 3: four times 376.2, less 16 · 4 · 0.1 men and 20 · 4 · 0.15 women.
    assert!((residents(&town) - (4.0 * 376.2 - 6.4 - 12.0)).abs() < 0.6);
    let text = fs::read_to_string(desk.path("b.toml")).expect("a scenario");
    assert!(
        text.contains("# - Vektis open data Zorgverzekeringswet 2023: no row for men"),
        "{text}"
    );
    assert!(text.contains("not for resale or commercial use"), "{text}");
}

#[test]
fn places_are_listed_and_near_names_suggested() {
    let desk = Desk::empty();
    put(&desk, "v2023.csv", of_2023());
    let listed = desk.caremix(&["import", "v2023.csv", "--list"]);
    let names = said(&listed.stdout);
    assert_eq!(listed.status.code(), Some(0));
    assert_eq!(names.lines().count(), TOWNS);
    assert!(names.contains("S\u{da}DWEST-LAND\n"), "{names}");
    let told = refused(
        &desk,
        &[
            "v2023.csv",
            "--municipality",
            "Zuidwest-Land",
            "--out",
            "x.toml",
        ],
    );
    assert!(
        told.contains("there is no place `Zuidwest-Land`") && told.contains("v2023.csv:1:"),
        "{told}"
    );
    assert!(told.contains("S\u{da}DWEST-LAND"), "{told}");
    let told = refused(
        &desk,
        &["v2023.csv", "--municipality", "Bergen", "--out", "x.toml"],
    );
    assert!(
        told.contains("BERGEN (NH.)") && told.contains("BERGEN (L.)"),
        "{told}"
    );
    let told = refused(&desk, &["v2023.csv", "--out", "x.toml"]);
    assert!(told.contains("say which: --municipality"), "{told}");
}

#[test]
fn a_file_that_is_there_is_not_overwritten() {
    let desk = Desk::empty();
    put(&desk, "v2023.csv", of_2023());
    put(&desk, "mine.toml", "title = \"mine\"\n");
    let arguments = [
        "v2023.csv",
        "--municipality",
        "Plaats AEA",
        "--out",
        "mine.toml",
    ];
    let told = refused(&desk, &arguments);
    assert!(told.contains("is there already"), "{told}");
    // Not even when forced: nothing says that it was imported.
    let told = refused(&desk, &[&arguments[..], &["--force"]].concat());
    assert!(told.contains("import did not write it"), "{told}");
    assert_eq!(
        fs::read_to_string(desk.path("mine.toml")).expect("a file"),
        "title = \"mine\"\n"
    );
    let arguments = [
        "v2023.csv",
        "--municipality",
        "Plaats AEA",
        "--out",
        "town.toml",
    ];
    imported(&desk, &arguments);
    let before = fs::read_to_string(desk.path("town.toml")).expect("a file");
    put(
        &desk,
        "packs/nl-arms.toml",
        "extends = [\"nl-current.toml\"]\n# mine\n",
    );
    assert!(refused(&desk, &arguments).contains("--force replaces it"));
    imported(&desk, &[&arguments[..], &["--force"]].concat());
    assert_eq!(
        fs::read_to_string(desk.path("town.toml")).expect("a file"),
        before
    );
    // A pack that is there is somebody's own.
    let pack = fs::read_to_string(desk.path("packs/nl-arms.toml")).expect("a pack");
    assert!(pack.contains("# mine"));
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_nothing_is_written() {
    let good = of_2023();
    let lines: Vec<&str> = good.lines().collect();
    let with = |number: usize, line: &str| {
        let mut all = lines.clone();
        all[number - 1] = line;
        (all.join("\n") + "\n").into_bytes()
    };
    let cut = good.len() / 2;
    let first = lines[1];
    let cell = |column: usize, text: &str| {
        let mut cells: Vec<&str> = first.split(';').collect();
        cells[column] = text;
        with(2, &cells.join(";"))
    };
    let mut mixed = good.clone().into_bytes();
    mixed.extend(latin_1(
        lines
            .iter()
            .find(|line| line.contains('\u{da}'))
            .expect("a name"),
    ));
    mixed.push(b'\n');
    let cases: Vec<(&str, Vec<u8>, &[&str])> = vec![
        ("empty", Vec::new(), &["this file is empty"]),
        (
            "another file",
            b"title,price\na,1\n".to_vec(),
            &["of no layout that can be read", "x.csv:1:1"],
        ),
        (
            "by postal code",
            b"GESLACHT;LEEFTIJDSKLASSE;POSTCODE_3;KOSTEN_OVERIG\n".to_vec(),
            &["postal code"],
        ),
        (
            "header only",
            format!("{}\n", lines[0]).into_bytes(),
            &["no rows below", "cut off"],
        ),
        (
            "cut in the last cell of a line",
            good.as_bytes()[..good.len() - 2].to_vec(),
            &["the last line of the file has no end", "cut off"],
        ),
        (
            "cut in a line",
            good.as_bytes()[..cut].to_vec(),
            &["the file is cut off in this line"],
        ),
        (
            "no insured years",
            with(1, &lines[0].replace("aantal_verzekerdejaren", "aantal")),
            &["no column `aantal_verzekerdejaren`", "x.csv:1:1"],
        ),
        (
            "columns of a year that is not known",
            with(1, &lines[0].replace("kosten_farmacie", "farmacie")),
            &["no column of cost for pharmacy"],
        ),
        (
            "no number",
            cell(4, "veel"),
            &["`veel` is no number", "x.csv:2:"],
        ),
        (
            "insured below zero",
            cell(4, "-3"),
            &["cannot be below zero", "x.csv:2:"],
        ),
        (
            "infinite cost",
            cell(7, "1e999"),
            &["`1e999` is no number", "x.csv:2:"],
        ),
        (
            "no band",
            cell(1, "oud"),
            &["`oud` is no band of ages", "x.csv:2:3"],
        ),
        ("no sex", cell(0, "X"), &["`X` is no sex", "x.csv:2:1"]),
        (
            "a row twice",
            format!(
                "{good}{}\n",
                lines
                    .iter()
                    .find(|line| line.contains("PLAATS AEA"))
                    .expect("a row")
            )
            .into_bytes(),
            &["these residents stand in line"],
        ),
        (
            "too few cells",
            with(3, "V;10 t/m 14 jaar;EDE"),
            &["this line has 3 cells, and the header names 31", "x.csv:3:"],
        ),
        (
            "a quote left open",
            with(3, &format!("\"{}", lines[2])),
            &["this quote is not closed", "x.csv:3:1"],
        ),
        ("two encodings", mixed, &["this line is Latin-1, and line"]),
        ("a picture", b"\x89PNG\0\r\n".to_vec(), &["this is no text"]),
        ("UTF-16", b"\xff\xfeg\0e\0".to_vec(), &["UTF-16"]),
        (
            "a line without end",
            vec![b'a'; 100_000],
            &["more than 40000 bytes"],
        ),
        (
            "too many columns",
            ";".repeat(5_000).into_bytes(),
            &["more than 1000 cells"],
        ),
        ("terminal codes", cell(1, "\u{1b}[2J"), &["\\u{1b}[2J"]),
    ];
    for (what, bytes, messages) in cases {
        let desk = Desk::empty();
        put(&desk, "x.csv", bytes);
        let told = refused(
            &desk,
            &[
                "x.csv",
                "--municipality",
                "Plaats AEA",
                "--year",
                "2023",
                "--out",
                "town.toml",
            ],
        );
        for message in messages {
            assert!(told.contains(message), "{what}: no {message} in {told}");
        }
    }
}

#[test]
fn files_that_cannot_be_read_are_refused_at_once() {
    let desk = Desk::empty();
    let large = fs::File::create(desk.path("large.csv")).expect("a file");
    large.set_len(2 << 30).expect("room");
    fs::create_dir(desk.path("folder")).expect("a folder");
    put(&desk, "v.csv", of_2023());
    let with = |file: &str| {
        refused(
            &desk,
            &[
                file,
                "--municipality",
                "Ede",
                "--year",
                "2023",
                "--out",
                "t.toml",
            ],
        )
    };
    assert!(with("large.csv").contains("the file holds 2048 MB; 1024 is the most"));
    assert!(with("folder").contains("this is a folder"));
    assert!(with("none.csv").contains("does not exist"));
    // The year is nowhere.
    let told = refused(
        &desk,
        &["v.csv", "--municipality", "Plaats AEA", "--out", "t.toml"],
    );
    assert!(
        told.contains("which year it is of") && told.contains("--year 2023"),
        "{told}"
    );
    // All files at once.
    let told = refused(
        &desk,
        &[
            "none.csv",
            "folder",
            "--municipality",
            "Ede",
            "--out",
            "t.toml",
        ],
    );
    assert!(
        told.contains("none.csv") && told.contains("folder"),
        "{told}"
    );
}

/// Key figures of a country and two towns.
fn key_figures() -> String {
    let header = "\"ID\";\"RegioS\";\"Perioden\";\"TotaleBevolking_1\";\"Mannen_2\";\"Vrouwen_3\";\"k_0Tot15Jaar_4\";\"k_15Tot25Jaar_5\";\"k_25Tot45Jaar_6\";\"k_45Tot65Jaar_7\";\"k_65Tot80Jaar_8\";\"k_80JaarOfOuder_9\";\"k_0Tot15Jaar_10\";\"LevendGeborenKinderen_38\";\"VestigingUitAndereGemeente_42\";\"VertrekNaarAndereGemeente_43\";\"Immigratie_46\";\"Emigratie_47\";\"Eenpersoonshuishoudens_53\";\"HuishoudensZonderKinderen_54\";\"HuishoudensMetKinderen_55\";\"Eenpersoonshuishoudens_56\";\"ParticuliereHuishoudensExclStudenten_126\";\"ParticuliereHuishoudensExclStudenten_127\";\"ParticuliereHuishoudensExclStudenten_137\";\"ParticuliereHuishoudensExclStudenten_147\";\"BijstandTotDeAOWLeeftijd_158\";\"ArbeidsongeschiktheidTotaal_159\"";
    let rows = [
        "\"0\";\"NL01  \";\"2022JJ00\";\"1000000\";\"500000\";\"500000\";\"150000\";\"120000\";\"250000\";\"280000\";\"150000\";\" 50000\";\"15.0\";\"10000\";\"40000\";\"40000\";\"9000\";\"8000\";\"200000\";\"150000\";\"150000\";\"40\";\"480000\";\"45.0\";\"32.0\";\"100\";\"20000\";\"40000\"",
        "\"1\";\"GM0001\";\"2021JJ00\";\"9000\";\"4400\";\"4600\";\"1350\";\"1080\";\"2250\";\"2520\";\"1350\";\"450\";\"15.0\";\"90\";\"360\";\"330\";\"80\";\"70\";\"1800\";\"1350\";\"1350\";\"40\";\"4\";\"40\";\"30\";\"80\";\"100\";\"300\"",
        "\"2\";\"GM0001\";\"2022JJ00\";\"10000\";\"4800\";\"5200\";\"1500\";\"1200\";\"2500\";\"2800\";\"1500\";\"500\";\"15.0\";\"95\";\"400\";\"350\";\"90\";\"70\";\"2400\";\"1600\";\"1000\";\"48\";\"5\";\"40\";\"27.2\";\"80\";\"300\";\"600\"",
        "\"3\";\"GM0001\";\"2023JJ00\";\".\";\".\";\".\";\".\";\".\";\".\";\".\";\".\";\".\";\".\";\".\";\".\";\".\";\".\";\".\";\".\";\".\";\".\";\".\";\".\";\".\";\".\";\".\";\".\";\".\"",
        "\"4\";\"GM0002\";\"2022JJ00\";\"500\";\"250\";\"250\";\"75\";\"60\";\"125\";\"140\";\"75\";\"25\";\"15.0\";\"5\";\"20\";\"20\";\"4\";\"4\";\"100\";\"75\";\"75\";\"40\";\"1\";\"45\";\"32\";\"100\";\"10\";\"20\"",
    ];
    format!("{header}\n{}\n", rows.join("\n"))
}

#[test]
fn key_figures_tell_residents_moves_indicators_and_classes() {
    let desk = Desk::empty();
    put(&desk, "70072ned.csv", key_figures());
    let (town, told) = imported(
        &desk,
        &[
            "70072ned.csv",
            "--municipality",
            "Ergens",
            "--code",
            "GM0001",
            "--moving",
            "published",
            "--out",
            "town.toml",
        ],
    );
    assert!(
        (residents(&town) - 10_000.0).abs() < 1.1,
        "{}",
        residents(&town)
    );
    let population = town["population"].as_table().expect("a table");
    let indicators = population["indicators"].as_table().expect("indicators");
    let of = |name: &str| indicators[name].as_float().expect("a number");
    // Relative to the country of the year, at the level of 2015: 27.2/32 · 25.4; 6 % / 4 % · 4.4844 %; 3 % / 2 % ·
    // 2.6551 %; 48 % / 40 % · 37.4 %.
    assert!((of("mean_household_income") - 21.59).abs() < 1e-3);
    assert!((of("disability_benefit") - 0.0673).abs() < 1e-4);
    assert!((of("social_assistance") - 0.0398).abs() < 1e-4);
    assert!((of("one_person_households") - 0.4488).abs() < 1e-4);
    // Income 0.85 of the country's: classes tilted by about a quarter a class (0.1137 … 0.3105).
    let shares = population["deprivation"].as_array().expect("shares");
    let share = |index: usize| shares[index].as_float().expect("a share");
    assert!(
        (share(0) - 0.1137).abs() < 1e-3 && (share(4) - 0.3105).abs() < 1e-3,
        "{shares:?}"
    );
    assert!(((0..5).map(share).sum::<f64>() - 1.0).abs() < 1e-12);
    let number = |value: &toml::Value| {
        value["mean"]
            .as_float()
            .or(value["mean"].as_integer().map(|it| it as f64))
    };
    assert_eq!(number(&population["births_per_year"]), Some(95.0));
    assert_eq!(number(&population["newcomers"]["per_year"]), Some(490.0));
    let text = fs::read_to_string(desk.path("town.toml")).expect("a scenario");
    assert!(
        text.contains("420 moved out (CBS StatLine, key figures of 2022, V)"),
        "{text}"
    );
    assert!(
        told.contains("sexes at an age, are the country's"),
        "{told}"
    );
    assert!(told.contains("there are no accounts"), "{told}");
    let checked = desk.caremix(&["check", "town.toml"]);
    assert_eq!(checked.status.code(), Some(0), "{}", said(&checked.stderr));
    // The year asked for; and one that is not there.
    let (town, _) = imported(
        &desk,
        &[
            "70072ned.csv",
            "--code",
            "GM0001",
            "--year",
            "2021",
            "--out",
            "y.toml",
        ],
    );
    assert!((residents(&town) - 9_000.0).abs() < 1.1);
    let told = refused(
        &desk,
        &[
            "70072ned.csv",
            "--code",
            "GM0001",
            "--year",
            "1999",
            "--out",
            "z.toml",
        ],
    );
    assert!(
        told.contains("no figures of 1999") && told.contains("it has 2021, 2022"),
        "{told}"
    );
    let told = refused(
        &desk,
        &[
            "70072ned.csv",
            "--municipality",
            "Ergens",
            "--out",
            "z.toml",
        ],
    );
    assert!(told.contains("codes of places and no names"), "{told}");
}

#[test]
fn key_figures_join_accounts_of_another_file() {
    let desk = Desk::empty();
    put(
        &desk,
        "70072ned.csv",
        key_figures().replace("2022JJ00", "2023JJ00"),
    );
    put(&desk, "vektis.csv", of_2023());
    let files = [
        "vektis.csv",
        "70072ned.csv",
        "--year",
        "2023",
        "--out",
        "t.toml",
    ];
    let place = ["--municipality", "'s-Gravenmeer", "--code", "GM0002"];
    let (town, told) = imported(&desk, &[&files[..], &place[..]].concat());
    let published = account(&town, "zvw");
    assert!(
        (published - 270.0 * 1.1 * 76.0 / 10.45).abs() < 0.01,
        "{published}"
    );
    // Residents by five years and sex are taken, not those by groups of ages; births are the key figures'.
    assert!((residents(&town) - 376.2).abs() < 0.6);
    assert!(
        told.contains("residents are left out; those of Vektis"),
        "{told}"
    );
    let population = town["population"].as_table().expect("a table");
    assert_eq!(population["births_per_year"]["mean"].as_integer(), Some(5));
    assert!(population.contains_key("indicators"));
    // More moved out than live there: the files are of two places.
    let wrong = key_figures()
        .replace("2022JJ00", "2023JJ00")
        .replace("\"20\";\"20\";\"4\";\"4\"", "\"20\";\"2000\";\"4\";\"4\"");
    put(&desk, "70072ned.csv", wrong);
    fs::remove_file(desk.path("t.toml")).expect("a file");
    let told = refused(&desk, &[&files[..], &place[..]].concat());
    assert!(
        told.contains("2,004 people who moved out among 376 residents"),
        "{told}"
    );
}

#[test]
fn a_neighbourhood_works_as_a_municipality_does() {
    let desk = Desk::empty();
    let header = "WijkenEnBuurten;Gemeentenaam_1;SoortRegio_2;Codering_3;AantalInwoners_5;Mannen_6;Vrouwen_7;k_0Tot15Jaar_8;k_15Tot25Jaar_9;k_25Tot45Jaar_10;k_45Tot65Jaar_11;k_65JaarOfOuder_12;GeboorteTotaal_24;Eenpersoonshuishoudens_29;HuishoudensZonderKinderen_30;HuishoudensMetKinderen_31;k_40PersonenMetLaagsteInkomen_70;k_20PersonenMetHoogsteInkomen_71;GemGestandaardiseerdInkomenVanHuish_75;PersonenPerSoortUitkeringBijstand_83;PersonenPerSoortUitkeringAO_84";
    let rows = [
        "Nederland;Nederland;Land;NL00;1000000;500000;500000;150000;120000;250000;280000;200000;10000;200000;150000;150000;40.0;20.0;32.0;20000;40000",
        "Ergens;Ergens;Gemeente;GM0001;10000;4800;5200;1500;1200;2500;2800;2000;95;2400;1600;1000;45.0;15.0;29.0;300;600",
        "Wijk 01 Noord;Ergens;Wijk;WK000101;4000;1900;2100;600;480;1000;1120;800;40;1000;600;400;54.0;10.0;27.2;150;260",
        "Wijk 02 Zuid;Ergens;Wijk;WK000102;.;.;.;.;.;.;.;.;.;.;.;.;.;.;.;.;.",
    ];
    put(&desk, "kwb.csv", format!("{header}\n{}\n", rows.join("\n")));
    for place in [["--municipality", "wijk 01 noord"], ["--code", "WK000101"]] {
        let out = format!("{}.toml", place[0].trim_start_matches('-'));
        let (town, _) = imported(
            &desk,
            &[&["kwb.csv", "--year", "2023", "--out", &out], &place[..]].concat(),
        );
        assert!(
            (residents(&town) - 4_000.0).abs() < 1.1,
            "{}",
            residents(&town)
        );
        // 54 % in the lowest two fifths and 10 % in the highest: see the hand arithmetic beside the reader.
        let shares = town["population"]["deprivation"]
            .as_array()
            .expect("shares");
        let shares: Vec<f64> = shares
            .iter()
            .map(|share| share.as_float().expect("a share"))
            .collect();
        assert_eq!(shares, [0.1, 0.1618, 0.1982, 0.2427, 0.2973]);
        assert_eq!(desk.caremix(&["check", &out]).status.code(), Some(0));
    }
    let (town, _) = imported(
        &desk,
        &[
            "kwb.csv",
            "--municipality",
            "Ergens",
            "--year",
            "2023",
            "--out",
            "e.toml",
        ],
    );
    assert!((residents(&town) - 10_000.0).abs() < 1.1);
    let told = refused(
        &desk,
        &[
            "kwb.csv", "--code", "WK000102", "--year", "2023", "--out", "n.toml",
        ],
    );
    assert!(told.contains("no figures of 2023 for this place"), "{told}");
}

#[test]
fn a_zone_is_the_sum_of_its_municipalities_over_nationality_and_marital_status() {
    let desk = Desk::empty();
    let header = "\u{feff}CD_REFNIS|TX_DESCR_NL|TX_DESCR_FR|CD_RGN_REFNIS|CD_SEX|CD_NATLTY|TX_NATLTY_FR|TX_NATLTY_NL|CD_CIV_STS|TX_CIV_STS_FR|TX_CIV_STS_NL|CD_AGE|MS_POPULATION|CD_YEAR";
    let mut text = format!("{header}\r\n");
    for (code, name, french, people) in [
        ("41018", "Geraardsberg", "Grandmont", 3),
        ("41048", "Ninov", "Ninov", 2),
        ("99999", "Elders", "Ailleurs", 7),
    ] {
        for year in [2023, 2024] {
            for age in 0..104 {
                for sex in ["M", "F"] {
                    for nationality in ["BEL|Belges|Belgen", "ETR|non-Belges|niet-Belgen"] {
                        for status in ["1|C\u{e9}libataire|Ongehuwd", "2|Mari\u{e9}|Gehuwd"] {
                            let people = people + i32::from(year == 2024);
                            text.push_str(&format!("{code}|{name}|{french}|02000|{sex}|{nationality}|{status}|{age}|{people}|{year}\r\n"));
                        }
                    }
                }
            }
        }
    }
    put(&desk, "TF_SOC_POP_STRUCT.txt", &text);
    let places = ["--municipality", "grandmont", "--municipality", "Ninov"];
    let arguments = [
        &["TF_SOC_POP_STRUCT.txt", "--out", "zone.toml"],
        &places[..],
    ]
    .concat();
    let (zone, told) = imported(&desk, &arguments);
    // The newest year: 4 + 3 people in each of 104 ages, two sexes, two nationalities and two statuses.
    assert_eq!(residents(&zone), f64::from(7 * 104 * 8));
    let first = &zone["population"]["bands"][0];
    assert_eq!(first["female"].as_integer(), Some(7 * 5 * 4));
    assert!(told.contains("there are no accounts"), "{told}");
    assert_eq!(zone["extends"][0].as_str(), Some("packs/be-2024.toml"));
    let checked = desk.caremix(&["check", "zone.toml"]);
    assert_eq!(checked.status.code(), Some(0), "{}", said(&checked.stderr));
}

#[test]
fn any_table_of_age_sex_and_number_will_do() {
    let desk = Desk::empty();
    let mut long = String::from("leeftijd;geslacht;aantal\n");
    let mut wide = String::from("age,women,men\n");
    for age in 0..100 {
        long.push_str(&format!("{age};vrouw;10\n{age};man;9,5\n"));
        wide.push_str(&format!("{age},10,9.5\n"));
    }
    put(&desk, "long.csv", long);
    put(&desk, "wide.csv", wide);
    let bands = |file: &str| {
        let out = format!("{file}.toml");
        let (town, _) = imported(&desk, &[file, "--pack", "nl", "--out", &out]);
        town["population"]["bands"].clone()
    };
    let wide = bands("wide.csv");
    assert_eq!(bands("long.csv"), wide);
    assert_eq!(wide[3]["male"].as_float(), Some(47.5));
    let told = refused(&desk, &["wide.csv", "--out", "x.toml"]);
    assert!(told.contains("--pack nl or --pack be"), "{told}");
    put(&desk, "twice.csv", "age,sex,number\n0-4,f,10\n3,m,5\n");
    let told = refused(&desk, &["twice.csv", "--pack", "nl", "--out", "x.toml"]);
    assert!(told.contains("0–4 and 3 overlap"), "{told}");
    put(&desk, "none.csv", "age,sex,number\n0-4,f,0\n");
    let told = refused(&desk, &["none.csv", "--pack", "nl", "--out", "x.toml"]);
    assert!(told.contains("0 residents"), "{told}");
}

#[test]
fn a_starter_stands_on_a_whole_care_system() {
    for (pack, comparator, residents_of) in [
        ("nl", "current", 40_000.0),
        ("be", "fee_for_service", 40_000.0),
    ] {
        let desk = Desk::empty();
        let made = desk.caremix(&["new", "town", "--pack", pack, "--residents", "40000"]);
        assert_eq!(made.status.code(), Some(0), "{}", said(&made.stderr));
        let text = fs::read_to_string(desk.path("town.toml")).expect("a scenario");
        let town: toml::Table = text.parse().expect("TOML");
        assert!(
            (residents(&town) - residents_of).abs() < 1.5,
            "{}",
            residents(&town)
        );
        assert_eq!(town["run"]["comparator"].as_str(), Some(comparator));
        let checked = desk.caremix(&["check", "town.toml"]);
        let answer = said(&checked.stdout);
        assert_eq!(checked.status.code(), Some(0), "{}", said(&checked.stderr));
        for arm in [comparator, "three_p", "transition_budget"] {
            assert!(answer.contains(&format!("\n  {arm} ")), "{arm}: {answer}");
        }
        assert_eq!(town["arrangement"].as_array().map(Vec::len), Some(2));
        assert!(desk.path("packs").is_dir());
        let again = desk.caremix(&["new", "town", "--pack", pack]);
        assert_eq!(again.status.code(), Some(2));
    }
}

#[test]
fn packs_near_the_scenario_are_built_on_and_not_copied() {
    let desk = Desk::empty();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/packs");
    fs::create_dir_all(desk.path("scenarios/packs")).expect("folders");
    for name in [
        "nl-2023.toml",
        "nl-arms.toml",
        "nl-current.toml",
        "health-states.toml",
        "publications.toml",
    ] {
        fs::copy(shipped.join(name), desk.path("scenarios/packs").join(name)).expect("a copy");
    }
    put(&desk, "wide.csv", "age,female,male\n0-90,100,100\n");
    let (town, _) = imported(&desk, &["wide.csv", "--pack", "nl", "--out", "town.toml"]);
    assert_eq!(
        town["extends"][0].as_str(),
        Some("scenarios/packs/nl-2023.toml")
    );
    assert!(!desk.path("packs").exists());
    assert_eq!(desk.caremix(&["check", "town.toml"]).status.code(), Some(0));
}

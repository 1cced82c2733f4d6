//! What spreadsheets and statistics programs write, and what is wrong with a line.

use super::*;

fn scenario() -> Scenario {
    let text = r#"{"payer":[{"name":"insurer"}],"population":{"deprivation":[0.5,0.5]},
        "state":[{"name":"well"},{"name":"dead","place":"none"}],"arm":[{"name":"current"}]}"#;
    serde_json::from_str(text).expect("a scenario")
}

fn parsed(text: &[u8]) -> Result<Vec<Person>, Faults> {
    parse(text, &scenario(), Path::new("people.csv"), "people.csv")
}

fn people(text: &[u8]) -> Vec<(f64, bool)> {
    let people = parsed(text).unwrap_or_else(|faults| panic!("{faults}"));
    people
        .iter()
        .map(|person| (person.age, person.is_male))
        .collect()
}

/// Line, column and message of each fault.
fn faults(text: &[u8]) -> Vec<(usize, usize, String)> {
    let faults = parsed(text).expect_err("wrong");
    // Whatever is wrong can be shown.
    assert!(faults.render(false).contains("people.csv"));
    let located = faults.located().into_iter();
    located
        .map(|fault| (fault.line, fault.column, fault.message))
        .collect()
}

fn fault_positions(text: &[u8]) -> Vec<(usize, usize)> {
    faults(text)
        .into_iter()
        .map(|(line, column, _)| (line, column))
        .collect()
}

#[test]
fn columns_may_stand_in_any_order_and_some_may_be_left_out() {
    assert_eq!(
        people(b"sex,age\nfemale,81.5\nmale, 3\n"),
        [(81.5, false), (3.0, true)]
    );
    assert!(
        parsed(b"sex,age\nmale,3\n").expect("right")[0]
            .state
            .is_none()
    );
}

#[test]
fn what_programs_write_is_read() {
    let expected = [(40.0, false), (41.9, true)];
    let files: [&[u8]; 12] = [
        b"age,sex\n40,female\n41.9,male",
        b"age,sex\r\n40,female\r\n41.9,male\r\n",
        b"age,sex\r40,female\r41.9,male\r",
        // R, with and without row names, and with decimal commas.
        b"\"\",\"age\",\"sex\"\n\"1\",40,\"female\"\n\"2\",41.9,\"male\"\n",
        b"\"age\",\"sex\"\n40,\"female\"\n41.9,\"male\"\n",
        b"\"age\";\"sex\"\n40;\"female\"\n41,9;\"male\"\n",
        // Spreadsheets: a byte order mark, decimal commas, columns and rows left empty, the separator told, tabs.
        b"\xef\xbb\xbfage;sex\r\n40;female\r\n41,9;male\r\n",
        b"\xef\xbb\xbf\"age\",\"sex\"\r\n\"40\",\"female\"\r\n\"41,9\",\"male\"\r\n",
        b"age;sex;;\r\n40;female;;\r\n;;;\r\n41,9;male;;\r\n;;;\r\n",
        b"sep=;\r\nage;sex\r\n40;female\r\n41,9;male\r\n",
        b"age\tsex\n40\tfemale\n41,9\tmale\n",
        b"\n\nage,sex\n\n40,female\n  \n41.9,male\n\n",
    ];
    for file in files {
        assert_eq!(people(file), expected, "{}", String::from_utf8_lossy(file));
    }
}

#[test]
fn states_with_accents_are_read_in_utf_8_and_in_latin_1() {
    let mut scenario = scenario();
    scenario.state[0].name = "d\u{e9}ment".into();
    for text in [
        "age,sex,state\n40,female,d\u{e9}ment\n".as_bytes(),
        b"age,sex,state\n40,female,d\xe9ment\n",
    ] {
        let people = parse(text, &scenario, Path::new("p.csv"), "p.csv").expect("right");
        assert_eq!(people[0].state, Some(0));
    }
    // The column counts characters, not bytes.
    let text = b"state,age,sex\nd\xe9ment,old,female\n";
    let faults = parse(text, &scenario, Path::new("p.csv"), "p.csv").expect_err("wrong");
    assert_eq!(faults.located()[0].column, 8);
    assert_eq!(faults.located()[0].text, "d\u{e9}ment,old,female");
}

#[test]
fn every_wrong_cell_is_reported_with_its_line_and_column() {
    let text = b"age,sex,state,deprivation\nold,female,well,0\n80,x,dead,2\n81,male,well\n";
    assert_eq!(
        fault_positions(text),
        [(2, 1), (3, 4), (3, 6), (3, 11), (4, 1)]
    );
    // After quotes, a byte order mark, empty lines and the line that tells the separator.
    assert_eq!(
        fault_positions(b"\xef\xbb\xbf\"age\";\"sex\"\n\n\"4,5\";\"x\"\n"),
        [(3, 7)]
    );
    assert_eq!(fault_positions(b"sep=;\nage;sex\n4;x\n"), [(3, 3)]);
}

#[test]
fn cells_too_many_and_columns_twice_are_faults() {
    let (line, column, message) = faults(b"sex,age\nfemale,41,9\n").remove(0);
    assert_eq!(
        (line, column, message.as_str()),
        (2, 11, "this line has too many cells")
    );
    let (line, column, message) = faults(b"age,age,sex\n40,60,female\n").remove(0);
    assert_eq!(
        (line, column, message.as_str()),
        (1, 5, "the column `age` stands twice")
    );
    let (line, column, message) = faults(b"age,sex,\n40,female,x\n").remove(0);
    assert_eq!((line, column), (2, 11), "{message}");
}

#[test]
fn a_header_without_its_columns_is_a_fault_whatever_it_begins_with() {
    let (line, column, message) = faults("\u{e9}ge,sex\n40,male\n".as_bytes()).remove(0);
    assert_eq!(
        (line, column, message.as_str()),
        (1, 1, "unknown column `\u{e9}ge`")
    );
    assert_eq!(faults(b"\xef\xbb\xbf\nx\n").len(), 3);
}

#[test]
fn an_empty_file_is_refused() {
    for text in ["", "\u{feff}", "age,sex\n", "age,sex\n,\n", "sep=;\n"] {
        assert!(parsed(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn of_many_faults_a_hundred_are_told_and_the_rest_counted() {
    let text = format!("age,sex\n{}", "x,y\n".repeat(1_000));
    let faults = parsed(text.as_bytes()).expect_err("wrong");
    assert_eq!(faults.count(), 2_000);
    assert_eq!(faults.located().len(), 100);
    assert!(faults.render(false).contains("… and 1,900 more\n"));
}

#[test]
fn lines_that_are_too_long_have_too_many_cells_or_an_open_quote_are_faults() {
    let long = format!("age,sex\n4,{}\n", "x".repeat(OF_A_LINE.bytes));
    assert_eq!(fault_positions(long.as_bytes()), [(2, 1)]);
    let wide = format!("age,sex{}\n4,male\n", ",".repeat(OF_A_LINE.cells));
    assert_eq!(fault_positions(wide.as_bytes()), [(1, 1)]);
    let open = b"age,sex\n4,\"male\n5,female\n";
    assert_eq!(fault_positions(open), [(2, 3)]);
}

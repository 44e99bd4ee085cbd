//! No text can exhaust the stack, no expression the budget unnoticed; tests of decision tables; what is refused.

use process_feel::{Budget, DateTime, EvaluateError, Scope, Value, evaluate, parse, parse_tests, test};

#[test]
fn deep_and_long_texts_are_refused_while_parsing() {
    for deep in ["(", "[", "{a: ", "not(", "-(", "]", "if ", "f(", "x[", "function(a) ", "1 in (", "{a: [("] {
        assert!(parse(&deep.repeat(20_000)).is_err(), "{deep}");
        assert!(parse(&deep.repeat(60)).is_err(), "{deep}");
    }
    for long in ["1 + ", "a.", "1 and ", "2 ** ", "- ", "x between 1 and "] {
        assert!(parse(&format!("{}1", long.repeat(3_000))).is_err() || long == "- ", "{long}");
    }
    assert!(parse(&" ".repeat(70_000)).is_err());
}

#[test]
fn steps_calls_and_sizes_are_bounded() {
    for (text, expected) in [
        ("for a in 1..1000, b in 1..1000 return a * b", EvaluateError::Steps),
        ("for a in 1..1000000 return a", EvaluateError::Size),
        ("count(for a in 1..9000, b in 1..9000 return 1)", EvaluateError::Steps),
        ("{f: function(g, n) g(g, n + 1), r: f(f, 0)}.r", EvaluateError::Calls),
        (
            "for i in 1..40 return if i = 1 then \"0123456789\" else partial[-1] + partial[-1]",
            EvaluateError::Size,
        ),
        ("some a in 1..9999 satisfies some b in 1..9999 satisfies a = -b", EvaluateError::Steps),
    ] {
        let error = evaluate(&parse(text).unwrap(), &Scope::default(), &Budget::default()).unwrap_err();
        assert_eq!(error, expected, "{text}");
        assert!(error.code().starts_with("feel.") && !error.to_string().is_empty());
    }
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    for (text, expected) in [
        ("1 +", "a value is expected, not the end (character 4)"),
        ("a b = 1 2", "an operator or the end is expected, not `2` (character 9)"),
        ("\"open", "a text is not closed with \" (character 1)"),
        ("if a then b", "`else` is expected, not the end (character 12)"),
        ("[1..3", "`]`, `)` or `[` at the end of a range is expected, not the end (character 6)"),
        ("a # b", "`#` means nothing here (character 3)"),
        (
            "@\"tomorrow\"",
            "a date, time or duration in ISO 8601 behind @ is expected, not a text (character 2)",
        ),
        (
            "123456789012345678901234567890",
            "`123456789012345678901234567890` has more than 28 digits (character 1)",
        ),
        ("f(a: 1, 2)", "a call with all arguments named or none is expected, not the end (character 11)"),
    ] {
        assert_eq!(parse(text).unwrap_err().to_string(), expected, "{text}");
    }
}

#[test]
fn what_is_null_says_why() {
    for (text, expected) in [
        ("missing + 1", vec!["`missing` is not known here", "Add does not go with null and number"]),
        ("{a: 1}.b", vec!["a context has no `b`"]),
        ("1 < \"a\"", vec!["number and string are not compared so"]),
        ("substring(1, 2)", vec!["`substring` means nothing of (number, number)"]),
        ("count(1, 2)", vec!["`count` is not called so: list"]),
    ] {
        let outcome = evaluate(&parse(text).unwrap(), &Scope::default(), &Budget::default()).unwrap();
        assert_eq!(
            (outcome.value.type_name(), outcome.warnings),
            ("null", expected.iter().map(|w| (*w).to_owned()).collect()),
            "{text}"
        );
    }
}

#[test]
fn cells_of_decision_tables() {
    let scope = Scope::of(&Value::context([("limit", Value::from(100))]));
    for (cell, input, expected) in [
        ("-", Value::Null, true),
        ("> 5", Value::from(6), true),
        ("> 5", Value::from(5), false),
        ("< 5, > 10", Value::from(11), true),
        ("[1..3]", Value::from(3), true),
        ("]1..3[", Value::from(3), false),
        ("not(1, 2)", Value::from(3), true),
        ("not(1, 2)", Value::from(2), false),
        ("\"a\", \"b\"", Value::from("b"), true),
        ("<= limit", Value::from(100), true),
        ("limit", Value::from(100), true),
        ("? > limit * 2", Value::from(201), true),
        ("contains(?, \"x\")", Value::from("axb"), true),
        ("true", Value::from(true), true),
        ("false", Value::from(true), false),
        ("not(true)", Value::from(false), true),
        ("null", Value::Null, true),
        ("> 5", Value::Null, false),
        (">= date(\"2026-01-01\")", Value::Date("2026-01-01".parse().unwrap()), true),
    ] {
        let tests = parse_tests(cell).unwrap_or_else(|error| panic!("{cell}: {error}"));
        assert_eq!(test(&tests, &input, &scope, &Budget::default()).unwrap(), expected, "{cell} of {input}");
    }
}

#[test]
fn the_clock_is_what_the_scope_says() {
    let scope = Scope::default().at(Value::DateTime(DateTime::parse("2026-01-31T10:00:00Z").unwrap()));
    for (text, expected) in [
        ("now()", "2026-01-31T10:00:00Z"),
        ("today()", "2026-01-31"),
        ("now() + duration(\"P1D\")", "2026-02-01T10:00:00Z"),
        ("today() + duration(\"P1M\")", "2026-02-28"),
    ] {
        let outcome = evaluate(&parse(text).unwrap(), &scope, &Budget::default()).unwrap();
        assert_eq!(outcome.value.to_string(), expected, "{text}");
    }
}

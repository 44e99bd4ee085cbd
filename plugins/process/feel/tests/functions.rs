//! Built-in functions with the values of the examples in DMN 1.5, tables 72 to 80.

use process_feel::{Budget, Scope, evaluate, parse};

fn check(cases: &[(&str, &str)]) {
    let value = |text: &str| {
        let expr = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        evaluate(&expr, &Scope::default(), &Budget::default()).unwrap().value.to_string()
    };
    for (text, expected) in cases {
        assert_eq!(value(text), value(expected), "{text}");
    }
}

#[test]
fn conversions() {
    check(&[
        ("number(\"1 000,0\", \" \", \",\")", "number(\"1,000.0\", \",\", \".\")"),
        ("number(\"1.000,5\", \".\", \",\")", "1000.5"),
        ("number(\"abc\")", "null"),
        ("string(1.10)", "\"1.1\""),
        ("string([1, \"a\"])", r#""[1, \"a\"]""#),
        ("time(14, 30, 0)", "@\"14:30:00\""),
        ("time(hour: 14, minute: 30, second: 0, offset: duration(\"PT1H\"))", "@\"14:30:00+01:00\""),
        ("is(@\"2012-12-25\", @\"23:00:50Z\")", "false"),
        ("is(@\"23:00:50Z\", @\"23:00:50+00:00\")", "true"),
        ("is(@\"23:00:50Z\", @\"23:00:50\")", "false"),
    ]);
}

#[test]
fn texts() {
    check(&[
        ("substring(\"foobar\", 3)", "\"obar\""),
        ("substring(\"foobar\", 3, 3)", "\"oba\""),
        ("substring(\"foobar\", -2, 1)", "\"a\""),
        ("substring(\"\\U01F40Eab\", 2)", "\"ab\""),
        ("substring(string: \"foobar\", start position: 3)", "\"obar\""),
        ("string length(\"foo\")", "3"),
        ("string length(\"\\U01F40Eab\")", "3"),
        ("upper case(\"aBc4\")", "\"ABC4\""),
        ("lower case(\"aBc4\")", "\"abc4\""),
        ("substring before(\"foobar\", \"bar\")", "\"foo\""),
        ("substring before(\"foobar\", \"xyz\")", "\"\""),
        ("substring after(\"foobar\", \"ob\")", "\"ar\""),
        ("substring after(\"\", \"a\")", "\"\""),
        ("replace(\"abcd\", \"(ab)|(a)\", \"[1=$1][2=$2]\")", "\"[1=ab][2=]cd\""),
        ("contains(\"foobar\", \"of\")", "false"),
        ("starts with(\"foobar\", \"fo\")", "true"),
        ("ends with(\"foobar\", \"r\")", "true"),
        ("matches(\"foobar\", \"^fo*b\")", "true"),
        ("matches(\"FOO\", \"foo\", \"i\")", "true"),
        ("split(\"John Doe\", \"\\\\s\")", "[\"John\", \"Doe\"]"),
        ("split(\"a;b;c;;\", \";\")", "[\"a\", \"b\", \"c\", \"\", \"\"]"),
        ("string join([\"a\", \"b\", \"c\"], \"_and_\")", "\"a_and_b_and_c\""),
        ("string join([\"a\", null, \"c\"])", "\"ac\""),
    ]);
}

#[test]
fn lists() {
    check(&[
        ("list contains([1, 2, 3], 2)", "true"),
        ("list contains([1, null], null)", "true"),
        ("count([1, 2, 3])", "3"),
        ("min([1, 2, 3])", "1"),
        ("min(1)", "1"),
        ("max(1, 2, 3)", "3"),
        ("min([])", "null"),
        ("sum([1, 2, 3])", "6"),
        ("sum([])", "null"),
        ("mean(1, 2, 3)", "2"),
        ("all([false, null, true])", "false"),
        ("all(true)", "true"),
        ("all([])", "true"),
        ("any([false, null, true])", "true"),
        ("any([])", "false"),
        ("any([false, null])", "null"),
        ("sublist([4, 5, 6], 1, 2)", "[4, 5]"),
        ("append([1], 2, 3)", "[1, 2, 3]"),
        ("concatenate([1, 2], [3])", "[1, 2, 3]"),
        ("insert before([1, 3], 1, 2)", "[2, 1, 3]"),
        ("remove([1, 2, 3], 2)", "[1, 3]"),
        ("list replace([2, 4, 7, 8], 3, 6)", "[2, 4, 6, 8]"),
        ("list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)", "[5, 5, 7, 8]"),
        ("reverse([1, 2, 3])", "[3, 2, 1]"),
        ("index of([1, 2, 3, 2], 2)", "[2, 4]"),
        ("union([1, 2], [2, 3])", "[1, 2, 3]"),
        ("distinct values([1, 2, 3, 2, 1])", "[1, 2, 3]"),
        ("flatten([[1, 2], [[3]], 4])", "[1, 2, 3, 4]"),
        ("product([2, 3, 4])", "24"),
        ("median(8, 2, 5, 3, 4)", "4"),
        ("median([6, 1, 2, 3])", "2.5"),
        ("stddev(2, 4, 7, 5) > 2.08166 and stddev(2, 4, 7, 5) < 2.08167", "true"),
        ("mode(6, 3, 9, 6, 6)", "[6]"),
        ("mode([6, 1, 9, 6, 1])", "[1, 6]"),
        ("sort(list: [3, 1, 4, 5, 2], precedes: function(x, y) x < y)", "[1, 2, 3, 4, 5]"),
    ]);
}

#[test]
fn numbers_are_rounded_as_their_names_say() {
    check(&[
        ("decimal(1/3, 2)", ".33"),
        ("decimal(1.5, 0)", "2"),
        ("decimal(2.5, 0)", "2"),
        ("decimal(1234, -2)", "1200"),
        ("floor(1.5)", "1"),
        ("floor(-1.56, 1)", "-1.6"),
        ("ceiling(1.5)", "2"),
        ("ceiling(-1.56, 1)", "-1.5"),
        ("round up(5.5, 0)", "6"),
        ("round up(-1.126, 2)", "-1.13"),
        ("round down(1.126, 2)", "1.12"),
        ("round half up(5.5, 0)", "6"),
        ("round half up(-5.5, 0)", "-6"),
        ("round half down(5.5, 0)", "5"),
        ("round half down(-1.125, 2)", "-1.12"),
        ("abs(-10)", "10"),
        ("abs(@\"-PT5H\")", "@\"PT5H\""),
        ("modulo(12, 5)", "2"),
        ("modulo(-12, 5)", "3"),
        ("modulo(12, -5)", "-3"),
        ("modulo(-10.1, 4.5)", "3.4"),
        ("sqrt(16)", "4"),
        ("decimal(log(10), 8)", "2.30258509"),
        ("decimal(exp(5), 6)", "148.413159"),
        ("odd(5)", "true"),
        ("odd(2)", "false"),
        ("even(2)", "true"),
    ]);
}

/// Table 77: two cases of each row.
#[test]
fn ranges_lie_to_each_other() {
    check(&[
        ("before(1, 10)", "true"),
        ("before([1..10), 10)", "true"),
        ("before([1..10], [10..20])", "false"),
        ("after([10..20], [1..10))", "true"),
        ("meets([1..5], [5..10])", "true"),
        ("meets([1..5), [5..10])", "false"),
        ("met by([5..10], [1..5])", "true"),
        ("overlaps([1..5], [3..8])", "true"),
        ("overlaps([1..5), [5..8])", "false"),
        ("overlaps before([1..5], [3..8])", "true"),
        ("overlaps before([3..8], [1..5])", "false"),
        ("overlaps after([3..8], [1..5])", "true"),
        ("finishes(10, [1..10])", "true"),
        ("finishes([5..10), [1..10])", "false"),
        ("finished by([1..10], [5..10])", "true"),
        ("includes([1..10], 5)", "true"),
        ("includes([1..10), 10)", "false"),
        ("during((1..10), [1..10])", "true"),
        ("starts(1, [1..10])", "true"),
        ("starts([1..5], (1..10])", "false"),
        ("started by([1..10], [1..5])", "true"),
        ("coincides([1..5], [1..5])", "true"),
        ("coincides(3, 4)", "false"),
    ]);
}

#[test]
fn contexts() {
    check(&[
        ("get value({key1: \"value1\"}, \"key1\")", "\"value1\""),
        ("get entries({key1: \"value1\"})", "[{key: \"key1\", value: \"value1\"}]"),
        ("context([{key: \"a\", value: 1}, {key: \"b\", value: 2}])", "{a: 1, b: 2}"),
        ("context([{key: \"a\", value: 1}, {key: \"a\", value: 2}])", "null"),
        ("context put({x: 1}, \"y\", 2)", "{x: 1, y: 2}"),
        ("context put({x: 1, y: {a: 0}}, [\"y\", \"a\"], 2)", "{x: 1, y: {a: 2}}"),
        ("context merge([{x: 1}, {y: 2}])", "{x: 1, y: 2}"),
        ("context merge([{x: 1, y: 0}, {y: 2}])", "{x: 1, y: 2}"),
    ]);
}

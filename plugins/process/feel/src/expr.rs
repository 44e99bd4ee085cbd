//! What an expression says, parsed. Must not know how it is written or computed.

use rust_decimal::Decimal;

use crate::value::Value;

/// An expression.
#[derive(Clone, Debug)]
pub enum Expr {
    /// A value that stands there.
    Literal(Value),
    /// A number.
    Number(Decimal),
    /// A name; spaces in it are single.
    Name(String),
    /// `[a, b]`.
    List(Vec<Expr>),
    /// `{name: value}`.
    Context(Vec<(String, Expr)>),
    /// `[a..b]`; none: no end.
    Range(Option<Box<Expr>>, bool, Option<Box<Expr>>, bool),
    /// `a.name`.
    Path(Box<Expr>, String),
    /// `a[b]`.
    Filter(Box<Expr>, Box<Expr>),
    /// `f(a, b)` or `f(name: a)`.
    Call(Box<Expr>, Vec<(Option<String>, Expr)>),
    /// `-a`.
    Negate(Box<Expr>),
    /// `a + b`.
    Arithmetic(Operator, Box<Expr>, Box<Expr>),
    /// `a < b`.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `a between b and c`.
    Between(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `a in (tests)`.
    In(Box<Expr>, Vec<Test>),
    /// `a and b`.
    And(Box<Expr>, Box<Expr>),
    /// `a or b`.
    Or(Box<Expr>, Box<Expr>),
    /// `if a then b else c`.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `for x in a, y in b return c`.
    For(Vec<(String, Iterate)>, Box<Expr>),
    /// `some x in a satisfies b`, `every …`.
    Quantified(bool, Vec<(String, Iterate)>, Box<Expr>),
    /// `function(a, b) c`.
    Function(Vec<String>, Box<Expr>),
    /// `a instance of number`.
    InstanceOf(Box<Expr>, String),
    /// A list of unary tests.
    Tests(Tests),
}

/// What a loop goes through.
#[derive(Clone, Debug)]
pub enum Iterate {
    /// A list or range.
    Over(Expr),
    /// `a..b`, upwards or downwards.
    FromTo(Expr, Expr),
}

/// Unary tests: a cell of a decision table.
#[derive(Clone, Debug)]
pub struct Tests {
    /// `not(…)`.
    pub negated: bool,
    /// One of them must hold; none: `-`, which always holds.
    pub any_of: Vec<Test>,
}

/// One unary test.
#[derive(Clone, Debug)]
pub enum Test {
    /// `< a`.
    Compared(Comparison, Expr),
    /// A value, range, list, or a condition with `?`.
    Value(Expr),
}

/// What is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `*`.
    Multiply,
    /// `/`.
    Divide,
    /// `**`.
    Power,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `=`.
    Equal,
    /// `!=`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    AtMost,
    /// `>`.
    Greater,
    /// `>=`.
    AtLeast,
}

//! Tokens into an expression: the grammar of DMN 1.5, 10.3.1.2, by descent. Bounded in depth, so no text can
//! exhaust the stack. Must not know values' meaning.

mod primary;
mod tests;

use std::fmt;

use crate::expr::{Comparison, Expr, Iterate, Operator, Test, Tests};
use crate::lex::{Kind, Token, tokens};

/// Expressions in expressions, at most.
const DEPTH_MAX: u32 = 48;
/// Operators of one expression, at most: `a + b + c` nests as deeply as `((a + b) + c)`.
const LINKS_MAX: u32 = 500;
/// Longest expression, in bytes.
const TEXT_MAX: usize = 64 << 10;

/// Words that are no part of a name.
const KEYWORDS: [&str; 17] = [
    "if",
    "then",
    "else",
    "for",
    "in",
    "return",
    "some",
    "every",
    "satisfies",
    "and",
    "or",
    "between",
    "function",
    "true",
    "false",
    "null",
    "instance",
];

/// Names of functions with a keyword in them.
const WITH_KEYWORDS: [&[&str]; 2] = [&["date", "and", "time"], &["years", "and", "months", "duration"]];

/// Why a text is no expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// Byte where it was noticed.
    pub at: usize,
    /// What is wrong there.
    pub message: String,
}

impl ParseError {
    pub(crate) fn new(at: usize, message: impl Into<String>) -> ParseError {
        ParseError { at, message: message.into() }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (character {})", self.message, self.at + 1)
    }
}

impl std::error::Error for ParseError {}

type Parsed<T = Expr> = Result<T, ParseError>;

/// Reads an expression.
pub fn parse(text: &str) -> Parsed {
    let mut parser = Parser::of(text)?;
    let expr = parser.expression()?;
    parser.finish()?;
    Ok(expr)
}

/// Reads unary tests, such as a cell of a decision table: `> 5, [1..3]`, `not("a")`, `-`.
pub fn parse_tests(text: &str) -> Parsed {
    let mut parser = Parser::of(text)?;
    let tests = parser.tests()?;
    parser.finish()?;
    Ok(Expr::Tests(tests))
}

pub(crate) struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: u32,
    /// In the upper end of a range, `[` closes the range.
    ending: bool,
    /// Operators so far.
    links: u32,
}

impl Parser {
    fn of(text: &str) -> Parsed<Parser> {
        if text.len() > TEXT_MAX {
            return Err(ParseError::new(0, format!("an expression has at most {TEXT_MAX} bytes")));
        }
        Ok(Parser { tokens: tokens(text)?, at: 0, depth: 0, ending: false, links: 0 })
    }

    fn finish(&self) -> Parsed<()> {
        if self.peek() == &Kind::End { Ok(()) } else { Err(self.unexpected("an operator or the end")) }
    }

    fn peek(&self) -> &Kind {
        self.ahead(0)
    }

    fn ahead(&self, by: usize) -> &Kind {
        let last = self.tokens.len() - 1;
        &self.tokens[(self.at + by).min(last)].kind
    }

    fn unexpected(&self, wanted: &str) -> ParseError {
        let token = &self.tokens[self.at.min(self.tokens.len() - 1)];
        let found = match &token.kind {
            Kind::Number(value) => format!("`{value}`"),
            Kind::Text(_) => "a text".to_owned(),
            Kind::Word(word) => format!("`{word}`"),
            Kind::Sign(sign) => format!("`{sign}`"),
            Kind::End => "the end".to_owned(),
        };
        ParseError::new(token.at, format!("{wanted} is expected, not {found}"))
    }

    fn is(&self, sign: &str) -> bool {
        matches!(self.peek(), Kind::Sign(there) if *there == sign)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Kind::Word(there) if there == word)
    }

    fn take(&mut self, sign: &str) -> bool {
        let there = self.is(sign);
        self.at += usize::from(there);
        there
    }

    fn take_word(&mut self, word: &str) -> bool {
        let there = self.is_word(word);
        self.at += usize::from(there);
        there
    }

    fn expect(&mut self, sign: &str) -> Parsed<()> {
        if self.take(sign) { Ok(()) } else { Err(self.unexpected(&format!("`{sign}`"))) }
    }

    fn expect_word(&mut self, word: &str) -> Parsed<()> {
        if self.take_word(word) { Ok(()) } else { Err(self.unexpected(&format!("`{word}`"))) }
    }

    fn expression(&mut self) -> Parsed {
        if self.depth >= DEPTH_MAX {
            let at = self.tokens[self.at.min(self.tokens.len() - 1)].at;
            return Err(ParseError::new(at, format!("more than {DEPTH_MAX} expressions in each other")));
        }
        self.depth += 1;
        let ending = std::mem::take(&mut self.ending);
        let parsed = self.textual();
        self.ending = ending;
        self.depth -= 1;
        parsed
    }

    fn textual(&mut self) -> Parsed {
        let Kind::Word(word) = self.peek() else { return self.or() };
        match word.as_str() {
            "if" => {
                self.at += 1;
                let condition = Box::new(self.expression()?);
                self.expect_word("then")?;
                let then = Box::new(self.expression()?);
                self.expect_word("else")?;
                Ok(Expr::If(condition, then, Box::new(self.expression()?)))
            }
            "for" => {
                self.at += 1;
                let iterations = self.iterations()?;
                self.expect_word("return")?;
                Ok(Expr::For(iterations, Box::new(self.expression()?)))
            }
            "some" | "every" => {
                let every = word == "every";
                self.at += 1;
                let iterations = self.iterations()?;
                self.expect_word("satisfies")?;
                Ok(Expr::Quantified(every, iterations, Box::new(self.expression()?)))
            }
            "function" if self.ahead(1) == &Kind::Sign("(") => self.function(),
            _ => self.or(),
        }
    }

    fn iterations(&mut self) -> Parsed<Vec<(String, Iterate)>> {
        let mut all = Vec::new();
        loop {
            let name = self.name()?;
            self.expect_word("in")?;
            let first = self.expression()?;
            let over = if self.take("..") {
                Iterate::FromTo(first, self.expression()?)
            } else {
                Iterate::Over(first)
            };
            all.push((name, over));
            if !self.take(",") {
                return Ok(all);
            }
        }
    }

    fn function(&mut self) -> Parsed {
        self.at += 2;
        let mut parameters = Vec::new();
        while !self.take(")") {
            parameters.push(self.name()?);
            if self.take(":") {
                self.name()?;
            }
            if !self.is(")") {
                self.expect(",")?;
            }
        }
        if self.is_word("external") {
            return Err(self.unexpected("an expression (external functions are not supported)"));
        }
        Ok(Expr::Function(parameters, Box::new(self.expression()?)))
    }

    fn or(&mut self) -> Parsed {
        let mut left = self.and()?;
        while self.take_word("or") {
            self.link()?;
            left = Expr::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Parsed {
        let mut left = self.comparison()?;
        while self.take_word("and") {
            self.link()?;
            left = Expr::And(Box::new(left), Box::new(self.comparison()?));
        }
        Ok(left)
    }

    fn comparison(&mut self) -> Parsed {
        let mut left = self.additive()?;
        loop {
            if let Some(how) = self.compares() {
                self.link()?;
                left = Expr::Compare(how, Box::new(left), Box::new(self.additive()?));
            } else if self.take_word("between") {
                self.link()?;
                let low = self.additive()?;
                self.expect_word("and")?;
                left = Expr::Between(Box::new(left), Box::new(low), Box::new(self.additive()?));
            } else if self.take_word("in") {
                self.link()?;
                left = Expr::In(Box::new(left), self.after_in()?);
            } else {
                return Ok(left);
            }
        }
    }

    /// A sign of comparison, taken.
    fn compares(&mut self) -> Option<Comparison> {
        let Kind::Sign(sign) = self.peek() else { return None };
        let how = match *sign {
            "=" | "==" => Comparison::Equal,
            "!=" => Comparison::NotEqual,
            "<" => Comparison::Less,
            "<=" => Comparison::AtMost,
            ">" => Comparison::Greater,
            ">=" => Comparison::AtLeast,
            _ => return None,
        };
        self.at += 1;
        Some(how)
    }

    fn additive(&mut self) -> Parsed {
        let mut left = self.multiplicative()?;
        loop {
            let operator = if self.take("+") {
                Operator::Add
            } else if self.take("-") {
                Operator::Subtract
            } else {
                return Ok(left);
            };
            self.link()?;
            left = Expr::Arithmetic(operator, Box::new(left), Box::new(self.multiplicative()?));
        }
    }

    fn multiplicative(&mut self) -> Parsed {
        let mut left = self.power()?;
        loop {
            let operator = if self.take("*") {
                Operator::Multiply
            } else if self.take("/") {
                Operator::Divide
            } else {
                return Ok(left);
            };
            self.link()?;
            left = Expr::Arithmetic(operator, Box::new(left), Box::new(self.power()?));
        }
    }

    fn power(&mut self) -> Parsed {
        let mut left = self.negation()?;
        while self.take("**") {
            self.link()?;
            left = Expr::Arithmetic(Operator::Power, Box::new(left), Box::new(self.negation()?));
        }
        Ok(left)
    }

    fn negation(&mut self) -> Parsed {
        let mut minus = 0_u32;
        while self.take("-") {
            minus += 1;
        }
        let mut expr = self.instance()?;
        for _ in 0..minus % 2 {
            expr = Expr::Negate(Box::new(expr));
        }
        // Two signs are still arithmetic: the operand must be a number or a duration.
        if minus > 0 && minus.is_multiple_of(2) {
            expr = Expr::Negate(Box::new(Expr::Negate(Box::new(expr))));
        }
        Ok(expr)
    }

    fn instance(&mut self) -> Parsed {
        let expr = self.postfix()?;
        if self.is_word("instance") && matches!(self.ahead(1), Kind::Word(of) if of == "of") {
            self.at += 2;
            let name = self.type_name()?;
            return Ok(Expr::InstanceOf(Box::new(expr), name));
        }
        Ok(expr)
    }

    fn type_name(&mut self) -> Parsed<String> {
        let mut words: Vec<String> = Vec::new();
        while let Kind::Word(word) = self.peek() {
            let joins = word == "and"
                && words.last().is_some_and(|last| ["date", "years", "days"].contains(&last.as_str()));
            if KEYWORDS.contains(&word.as_str()) && word != "function" && !joins {
                break;
            }
            words.push(word.clone());
            self.at += 1;
        }
        if words.is_empty() {
            return Err(self.unexpected("the name of a type"));
        }
        if self.is("<") && matches!(self.ahead(1), Kind::Word(_)) {
            return Err(self.unexpected("the end of the type (types of types are not supported)"));
        }
        Ok(words.join(" "))
    }

    /// Counts what makes an expression deep without brackets.
    fn link(&mut self) -> Parsed<()> {
        self.links += 1;
        if self.links > LINKS_MAX {
            return Err(self.unexpected(&format!("the end (at most {LINKS_MAX} operators)")));
        }
        Ok(())
    }
}

impl From<Vec<Test>> for Tests {
    fn from(any_of: Vec<Test>) -> Tests {
        Tests { negated: false, any_of }
    }
}

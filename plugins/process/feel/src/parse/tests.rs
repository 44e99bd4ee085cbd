//! Unary tests: what stands behind `in`, and in a cell of a decision table.

use super::{Parsed, Parser};
use crate::expr::{Test, Tests};
use crate::lex::Kind;

impl Parser {
    /// `-`, `not(…)`, or tests with commas.
    pub(super) fn tests(&mut self) -> Parsed<Tests> {
        if self.is("-") && self.ahead(1) == &Kind::End {
            self.at += 1;
            return Ok(Tests::from(Vec::new()));
        }
        if self.is_word("not") && self.ahead(1) == &Kind::Sign("(") {
            let start = self.at;
            self.at += 2;
            let any_of = self.several()?;
            if self.take(")") && self.peek() == &Kind::End {
                return Ok(Tests { negated: true, any_of });
            }
            self.at = start;
        }
        Ok(Tests::from(self.several()?))
    }

    fn several(&mut self) -> Parsed<Vec<Test>> {
        let mut all = vec![self.one_test()?];
        while self.take(",") {
            all.push(self.one_test()?);
        }
        Ok(all)
    }

    fn one_test(&mut self) -> Parsed<Test> {
        match self.compares() {
            Some(how) => Ok(Test::Compared(how, self.additive()?)),
            None => Ok(Test::Value(self.expression()?)),
        }
    }

    /// Behind `in`: one test, or several in brackets.
    pub(super) fn after_in(&mut self) -> Parsed<Vec<Test>> {
        if self.is("(") {
            let start = self.at;
            self.at += 1;
            if let Ok(all) = self.several()
                && self.take(")")
            {
                return Ok(all);
            }
            self.at = start;
        }
        if let Some(how) = self.compares() {
            return Ok(vec![Test::Compared(how, self.additive()?)]);
        }
        Ok(vec![Test::Value(self.additive()?)])
    }
}

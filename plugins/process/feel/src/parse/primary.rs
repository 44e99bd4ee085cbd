//! What binds tightest: literals, names, brackets, and what follows them.

use super::{KEYWORDS, Parsed, Parser, WITH_KEYWORDS};
use crate::expr::Expr;
use crate::lex::Kind;
use crate::value::Value;

impl Parser {
    pub(super) fn postfix(&mut self) -> Parsed {
        let mut expr = self.primary()?;
        loop {
            if self.is(".") || self.is("[") || self.is("(") {
                self.link()?;
            }
            if self.take(".") {
                expr = Expr::Path(Box::new(expr), self.name()?);
            } else if self.is("[") && !self.ending {
                self.at += 1;
                let filter = self.expression()?;
                self.expect("]")?;
                expr = Expr::Filter(Box::new(expr), Box::new(filter));
            } else if self.is("(") && matches!(expr, Expr::Name(_) | Expr::Path(..) | Expr::Function(..)) {
                self.at += 1;
                expr = Expr::Call(Box::new(expr), self.arguments()?);
            } else {
                return Ok(expr);
            }
        }
    }

    fn arguments(&mut self) -> Parsed<Vec<(Option<String>, Expr)>> {
        let mut all = Vec::new();
        while !self.take(")") {
            let named = self.named();
            all.push((named, self.expression()?));
            if !self.is(")") {
                self.expect(",")?;
            }
        }
        let named = all.iter().filter(|(name, _)| name.is_some()).count();
        if named > 0 && named < all.len() {
            return Err(self.unexpected("a call with all arguments named or none"));
        }
        Ok(all)
    }

    /// `name:` before an argument or a value of a context.
    fn named(&mut self) -> Option<String> {
        let start = self.at;
        let name = match self.peek().clone() {
            Kind::Text(text) => {
                self.at += 1;
                Some(text)
            }
            Kind::Word(_) => self.name().ok(),
            _ => None,
        };
        let name = name.filter(|_| self.take(":"));
        if name.is_none() {
            self.at = start;
        }
        name
    }

    /// Words that stand together.
    pub(super) fn name(&mut self) -> Parsed<String> {
        let mut words: Vec<String> = Vec::new();
        while let Kind::Word(word) = self.peek() {
            if KEYWORDS.contains(&word.as_str()) && !(words.is_empty() && word == "function") {
                break;
            }
            words.push(word.clone());
            self.at += 1;
            // A number may follow in a name: `address line 2`.
            if let Kind::Number(number) = self.peek()
                && number.is_integer()
                && !number.is_sign_negative()
            {
                words.push(number.to_string());
                self.at += 1;
            }
        }
        if words.is_empty() { Err(self.unexpected("a name")) } else { Ok(words.join(" ")) }
    }

    fn primary(&mut self) -> Parsed {
        match self.peek().clone() {
            Kind::Number(value) => {
                self.at += 1;
                Ok(Expr::Number(value))
            }
            Kind::Text(text) => {
                self.at += 1;
                Ok(Expr::Literal(Value::text(text)))
            }
            Kind::Word(word) => self.word(&word),
            Kind::Sign("(") => self.bracket(),
            Kind::Sign("[") => self.square(),
            Kind::Sign("]") => {
                self.at += 1;
                let low = self.end_of_range()?;
                self.expect("..")?;
                self.range(low, false)
            }
            Kind::Sign("{") => self.context(),
            Kind::Sign("?") => {
                self.at += 1;
                Ok(Expr::Name("?".to_owned()))
            }
            Kind::Sign("@") => {
                self.at += 1;
                let Kind::Text(text) = self.peek().clone() else {
                    return Err(self.unexpected("a text such as @\"2026-01-31\""));
                };
                let value = crate::calendar::literal(&text)
                    .ok_or_else(|| self.unexpected("a date, time or duration in ISO 8601 behind @"))?;
                self.at += 1;
                Ok(Expr::Literal(value))
            }
            _ => Err(self.unexpected("a value")),
        }
    }

    fn word(&mut self, word: &str) -> Parsed {
        let literal = match word {
            "true" => Some(Value::Boolean(true)),
            "false" => Some(Value::Boolean(false)),
            "null" => Some(Value::Null),
            _ => None,
        };
        if let Some(value) = literal {
            self.at += 1;
            return Ok(Expr::Literal(value));
        }
        for words in WITH_KEYWORDS {
            let there = |(by, word): (usize, &&str)| matches!(self.ahead(by), Kind::Word(is) if is == word);
            if words.iter().enumerate().all(there) && self.ahead(words.len()) == &Kind::Sign("(") {
                self.at += words.len();
                return Ok(Expr::Name(words.join(" ")));
            }
        }
        if word == "function" || KEYWORDS.contains(&word) {
            return if matches!(word, "if" | "for" | "some" | "every" | "function") {
                self.expression()
            } else {
                Err(self.unexpected("a value"))
            };
        }
        self.name().map(Expr::Name)
    }

    fn bracket(&mut self) -> Parsed {
        self.at += 1;
        let inner = self.expression()?;
        if self.take("..") {
            return self.range(Some(Box::new(inner)), false);
        }
        self.expect(")")?;
        Ok(inner)
    }

    fn square(&mut self) -> Parsed {
        self.at += 1;
        if self.take("]") {
            return Ok(Expr::List(Vec::new()));
        }
        let first = self.expression()?;
        if self.take("..") {
            return self.range(Some(Box::new(first)), true);
        }
        let mut items = vec![first];
        while self.take(",") {
            items.push(self.expression()?);
        }
        self.expect("]")?;
        Ok(Expr::List(items))
    }

    /// Behind the two points of a range.
    fn range(&mut self, low: Option<Box<Expr>>, closed: bool) -> Parsed {
        let high = self.end_of_range()?;
        let high_closed = if self.take("]") {
            true
        } else if self.take(")") || self.take("[") {
            false
        } else {
            return Err(self.unexpected("`]`, `)` or `[` at the end of a range"));
        };
        Ok(Expr::Range(low, closed, high, high_closed))
    }

    fn end_of_range(&mut self) -> Parsed<Option<Box<Expr>>> {
        if self.is_word("null") {
            self.at += 1;
            return Ok(None);
        }
        let before = std::mem::replace(&mut self.ending, true);
        self.depth += 1;
        let end = if self.depth > super::DEPTH_MAX {
            Err(self.unexpected("a range that is less deep"))
        } else {
            self.additive()
        };
        self.depth -= 1;
        self.ending = before;
        Ok(Some(Box::new(end?)))
    }

    fn context(&mut self) -> Parsed {
        self.at += 1;
        let mut entries = Vec::new();
        while !self.take("}") {
            let Some(name) = self.named() else { return Err(self.unexpected("`name:`")) };
            entries.push((name, self.expression()?));
            if !self.is("}") {
                self.expect(",")?;
            }
        }
        Ok(Expr::Context(entries))
    }
}

//! The words of choices, as the manifest declares them, so that a misspelt one does not compile.

/// `lead.status`.
pub mod status {
    /// Nobody has looked at it.
    pub const NEW: &str = "new";
    /// Worth the work.
    pub const QUALIFIED: &str = "qualified";
    /// A contact now.
    pub const CONVERTED: &str = "converted";
    /// Not worth the work.
    pub const JUNK: &str = "junk";
}

/// `lead.source`.
pub mod source {
    /// A public form.
    pub const FORM: &str = "form";
    /// A program with a token.
    pub const WEB_TO_LEAD: &str = "web-to-lead";
}

/// `stage.outcome` and `opportunity.state`.
pub mod state {
    /// It goes on.
    pub const OPEN: &str = "open";
    /// They bought.
    pub const WON: &str = "won";
    /// They did not.
    pub const LOST: &str = "lost";
}

/// `opportunity.amount_source`.
pub mod amount_source {
    /// Typed in.
    pub const MANUAL: &str = "manual";
    /// The sum of the quotations.
    pub const QUOTATIONS: &str = "quotations";
}

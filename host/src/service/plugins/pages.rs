//! Pages and reports of plugins: read-only calls, for whoever may see what they read.

use keel_manifest::model;
use uuid::Uuid;

use super::actions::{Given, checked, must_work, shape};
use super::call::{Via, fault_of, invoke, judged};
use super::data::Table;
use super::port::{Answer, Call, GuestFault};
use super::{Active, document};
use crate::service::records;
use crate::service::{Bounds, Ctx, Fault, Uow};
use crate::storage::records::{RecordType, Value};

/// A page by its name in the manifest.
pub fn page<'a>(plugin: &'a Active, name: &str) -> Result<&'a model::Page, Fault> {
    plugin.manifest.pages.iter().find(|one| one.name == name).ok_or_else(|| Fault::not_found("page", name))
}

/// A report by its name in the manifest.
pub fn report<'a>(plugin: &'a Active, name: &str) -> Result<&'a model::Report, Fault> {
    plugin
        .manifest
        .reports
        .iter()
        .find(|one| one.name == name)
        .ok_or_else(|| Fault::not_found("report", name))
}

/// What a report takes.
pub fn parameters(plugin: &Active, report: &model::Report) -> RecordType {
    shape(plugin, &report.parameters, &[])
}

/// Draws a page; the view document as the plugin wrote it. `subject` is the record whose slot it fills.
pub async fn render(
    uow: &mut Uow<'_>,
    code: &str,
    name: &str,
    company: Option<Uuid>,
    subject: Option<Uuid>,
    query: Vec<(String, String)>,
) -> Result<String, Fault> {
    let ctx = uow.ctx.bounded(Bounds { read_only: true, ..uow.ctx.bounds });
    let mut uow = Uow::new(uow.tx, &ctx);
    let plugin = ctx.installed.find(code)?.clone();
    let page = page(&plugin, name)?;
    let subject = match (&page.on, subject) {
        (Some(on), Some(id)) => {
            let declared = ctx.types.find(on)?;
            let found = records::get(&mut uow, on, id).await.map_err(|fault| fault.at("/id"))?;
            let theirs = found.get("company").and_then(Value::id);
            if theirs.is_some() && company.is_some() && theirs != company {
                return Err(Fault::not_found(on, id).at("/id"));
            }
            Some((document::document(&mut uow, &declared.kind, id, &found).await?, theirs))
        }
        (Some(on), None) => {
            return Err(
                Fault::invalid("page.subject-missing", format!("Name the {on} that it is about.")).at("/id")
            );
        }
        (None, _) => None,
    };
    let company = subject.as_ref().and_then(|(_, theirs)| *theirs).or(company);
    let company = Some(super::actions::company(&plugin, &ctx.actor, company)?);
    must_work(&plugin, company)?;
    let via = Via { kind: "page", name };
    let call = Call::Page { page: name.to_owned(), query, subject: subject.map(|(document, _)| document) };
    let read = match invoke(&mut uow, &plugin, company, call).await {
        Ok(Answer::View(text)) => return Ok(text),
        Ok(other) => Err(broken(format!("{other:?}"))),
        Err(failure) => return Err(fault_of(&plugin, via, failure)),
    };
    judged(&ctx, &plugin, via, company, None, read).map_err(|failure| fault_of(&plugin, via, failure))
}

/// Computes a report.
pub async fn compute(
    uow: &mut Uow<'_>,
    code: &str,
    name: &str,
    company: Option<Uuid>,
    given: Given,
) -> Result<Table, Fault> {
    let ctx = uow.ctx.bounded(Bounds { read_only: true, ..uow.ctx.bounds });
    let mut uow = Uow::new(uow.tx, &ctx);
    let plugin = ctx.installed.find(code)?.clone();
    let kind = parameters(&plugin, report(&plugin, name)?);
    let company = Some(super::actions::company(&plugin, &ctx.actor, company)?);
    must_work(&plugin, company)?;
    let parameters = checked(&mut uow, &kind, company, given).await?.body;
    let via = Via { kind: "report", name };
    let call = Call::Report { report: name.to_owned(), parameters };
    let read = match invoke(&mut uow, &plugin, company, call).await {
        Ok(Answer::Table(table)) => whole(table),
        Ok(other) => Err(broken(format!("{other:?}"))),
        Err(failure) => return Err(fault_of(&plugin, via, failure)),
    };
    judged(&ctx, &plugin, via, company, None, read).map_err(|failure| fault_of(&plugin, via, failure))
}

/// A table that has a column for each value.
fn whole(table: Table) -> Result<Table, GuestFault> {
    let named = |name: &String| table.columns.iter().any(|(column, _)| column == name);
    match table.rows.iter().flatten().find(|(name, _)| !named(name)) {
        Some((column, _)) => Err(broken(format!("a row has a value for {column}, which is no column"))),
        None => Ok(table),
    }
}

/// Notes whether a page's view document could be drawn; where it could not, the plugin is to blame.
pub fn drawn<T>(
    ctx: &Ctx,
    plugin: &Active,
    page: &str,
    read: Result<T, (&'static str, String)>,
) -> Result<T, Fault> {
    let via = Via { kind: "page", name: page };
    let read = read.map_err(|(code, why)| {
        let message = format!("its view document cannot be drawn: {why}.");
        GuestFault { code, message, detail: String::new() }
    });
    judged(ctx, plugin, via, None, None, read).map_err(|failure| fault_of(plugin, via, failure))
}

fn broken(what: String) -> GuestFault {
    let message = format!("its answer is not what its manifest declares ({what}).");
    GuestFault { code: "plugin.answer", message, detail: String::new() }
}

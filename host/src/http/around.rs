//! What hangs on a record: timeline, followers, tags, files.
//!
//! Knows how a file is handed to a browser without being run. Must not know who may see what.

use axum::http::{HeaderName, Method, StatusCode, header};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{Answer, Req, Route, records};
use crate::service::around::{self, Attachment, Follower, Item, NewEntry, Place, SetTags, TagOut};
use crate::service::{Fault, Uow};
use crate::storage::Scope;

/// Things of a page when the request does not say.
const PAGE: usize = 50;
/// Most things of a page.
const PAGE_MAX: usize = 200;

/// The query of a page.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
struct PageParams {
    /// Most things, 1 to 200.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<Uuid>,
}

impl PageParams {
    fn read(req: &Req) -> Result<(usize, Option<Uuid>), Fault> {
        let params: PageParams = req.query()?;
        let limit = params.limit.unwrap_or(PAGE);
        if !(1..=PAGE_MAX).contains(&limit) {
            return Err(Fault::invalid("list.limit", format!("Give a limit from 1 to {PAGE_MAX}.")));
        }
        Ok((limit, params.cursor))
    }
}

/// The query of a new file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
struct NewFile {
    /// Name of the file.
    name: String,
}

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let mut routes = timeline_routes();
    routes.extend(follower_routes());
    routes.extend(tag_routes());
    routes.extend(file_routes());
    routes.into_iter().map(|route| route.tag("around")).collect()
}

const RECORD: &str = "/api/v1/records/{type}/{id}";

fn timeline_routes() -> Vec<Route> {
    let path = format!("{RECORD}/timeline");
    vec![
        Route::new(
            Method::GET,
            &path,
            "timeline.list",
            "What people wrote and what changed, newest first.",
            list_timeline,
        )
        .query::<PageParams>(),
        Route::new(
            Method::POST,
            &path,
            "timeline.post",
            "Writes a note, call, mail or meeting.",
            async |req: Req| {
                let input: NewEntry = req.json()?;
                let (place, scope) = place(&req).await?;
                req.write(scope, StatusCode::CREATED, input, async move |uow: &mut Uow<'_>, input| {
                    around::post(uow, &place, input).await
                })
                .await
            },
        )
        .body::<NewEntry>()
        .reply::<Item>(StatusCode::CREATED),
        Route::new(
            Method::DELETE,
            &format!("{path}/{{entry}}"),
            "timeline.remove",
            "Removes what one wrote.",
            async |req: Req| {
                let entry = req.path_id("entry")?;
                let (place, scope) = place(&req).await?;
                req.write_answer(scope, async move |uow: &mut Uow<'_>| {
                    around::remove(uow, &place, entry).await?;
                    Ok(Answer::nothing())
                })
                .await
            },
        )
        .status(StatusCode::NO_CONTENT),
    ]
}

fn follower_routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            &format!("{RECORD}/followers"),
            "follower.list",
            "Who follows a record.",
            async |req: Req| {
                let place = name_of(&req)?;
                Answer::json(
                    &req.read(async move |uow: &mut Uow<'_>| around::followers(uow, &place).await).await?,
                )
            },
        )
        .reply::<Vec<Follower>>(StatusCode::OK),
        Route::new(
            Method::PUT,
            &format!("{RECORD}/follow"),
            "follower.follow",
            "Follows a record.",
            async |req: Req| {
                let place = name_of(&req)?;
                req.write_answer(Scope::Shared, async move |uow: &mut Uow<'_>| {
                    around::follow(uow, &place).await?;
                    Ok(Answer::nothing())
                })
                .await
            },
        )
        .status(StatusCode::NO_CONTENT),
        Route::new(
            Method::DELETE,
            &format!("{RECORD}/follow"),
            "follower.unfollow",
            "Follows a record no more.",
            async |req: Req| {
                let place = name_of(&req)?;
                req.write_answer(Scope::Shared, async move |uow: &mut Uow<'_>| {
                    around::unfollow(uow, &place).await?;
                    Ok(Answer::nothing())
                })
                .await
            },
        )
        .status(StatusCode::NO_CONTENT),
    ]
}

fn tag_routes() -> Vec<Route> {
    let path = format!("{RECORD}/tags");
    vec![
        Route::new(Method::GET, &path, "record-tag.list", "The tags of a record.", async |req: Req| {
            let place = name_of(&req)?;
            Answer::json(&req.read(async move |uow: &mut Uow<'_>| around::tags(uow, &place).await).await?)
        })
        .reply::<Vec<TagOut>>(StatusCode::OK),
        Route::new(Method::PUT, &path, "record-tag.set", "Sets the tags of a record.", async |req: Req| {
            let input: SetTags = req.json()?;
            let (place, scope) = place(&req).await?;
            req.write(scope, StatusCode::OK, input, async move |uow: &mut Uow<'_>, input| {
                around::set_tags(uow, &place, input).await
            })
            .await
        })
        .body::<SetTags>()
        .reply::<Vec<TagOut>>(StatusCode::OK),
    ]
}

fn file_routes() -> Vec<Route> {
    let path = format!("{RECORD}/attachments");
    vec![
        Route::new(Method::GET, &path, "attachment.list", "The files of a record, newest first.", list_files)
            .query::<PageParams>(),
        Route::new(
            Method::POST,
            &path,
            "attachment.add",
            "Adds a file: its bytes are the body, its name is in the query.",
            async |req: Req| {
                let file: NewFile = req.query()?;
                let bytes = req.body.clone();
                let (place, scope) = place(&req).await?;
                req.write_answer(scope, async move |uow: &mut Uow<'_>| {
                    let made = around::attach(uow, &place, &file.name, &bytes).await?;
                    Answer::json_with(StatusCode::CREATED, &made)
                })
                .await
            },
        )
        .query::<NewFile>()
        .reply::<Attachment>(StatusCode::CREATED),
        Route::new(
            Method::GET,
            "/api/v1/attachments/{id}",
            "attachment.download",
            "The bytes of a file, to be saved and not to be run.",
            download,
        ),
        Route::new(
            Method::DELETE,
            "/api/v1/attachments/{id}",
            "attachment.remove",
            "Removes a file from its record.",
            async |req: Req| {
                let id = req.path_id("id")?;
                req.write_answer(Scope::Shared, async move |uow: &mut Uow<'_>| {
                    around::detach(uow, id).await?;
                    Ok(Answer::nothing())
                })
                .await
            },
        )
        .status(StatusCode::NO_CONTENT),
    ]
}

fn name_of(req: &Req) -> Result<Place, Fault> {
    Ok(Place { record_type: req.path("type")?.to_owned(), id: req.path_id("id")? })
}

/// The record of the path, and the scope in which what hangs on it is written.
async fn place(req: &Req) -> Result<(Place, Scope), Fault> {
    let place = name_of(req)?;
    let declared = req.ctx.types.find(&place.record_type)?;
    let scope = records::scope_of(req, &declared.kind, place.id).await?;
    Ok((place, scope))
}

async fn list_timeline(req: Req) -> Result<Answer, Fault> {
    let (limit, before) = PageParams::read(&req)?;
    let place = name_of(&req)?;
    let work = async move |uow: &mut Uow<'_>| around::timeline(uow, &place, before, limit).await;
    let items = req.read(work).await?;
    let next = items.last().filter(|_| items.len() == limit).map(|item| item.id);
    let items: Vec<Json> = items
        .iter()
        .map(|item| {
            let mut json = json!(item);
            if let Some(changes) = &item.changes {
                json["changes"] = serde_json::from_str(changes).unwrap_or_default();
            }
            json
        })
        .collect();
    Answer::json(&json!({"items": items, "next": next}))
}

async fn list_files(req: Req) -> Result<Answer, Fault> {
    let (limit, before) = PageParams::read(&req)?;
    let place = name_of(&req)?;
    let work = async move |uow: &mut Uow<'_>| around::attachments(uow, &place, before, limit).await;
    let items = req.read(work).await?;
    let next = items.last().filter(|_| items.len() == limit).map(|item| item.id);
    Answer::json(&json!({"items": items, "next": next}))
}

async fn download(req: Req) -> Result<Answer, Fault> {
    let id = req.path_id("id")?;
    let file = req.read(async move |uow: &mut Uow<'_>| around::content(uow, id).await).await?;
    let etag = format!("\"{}\"", file.attachment.sha256);
    let csp = HeaderName::from_static("content-security-policy");
    Ok(Answer::bytes(&file.attachment.media_type, file.bytes)
        .header(header::CONTENT_DISPOSITION, &disposition(&file.attachment.name))
        .header(header::ETAG, &etag)
        .header(csp, "default-src 'none'; sandbox"))
}

/// `attachment` with the name twice (RFC 6266): for old readers in ASCII, for all others in UTF-8.
fn disposition(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_graphic() && !"\"\\%;".contains(c) || c == ' ' { c } else { '_' };
    let ascii: String = name.chars().map(plain).collect();
    let mut encoded = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_cannot_leave_its_header() {
        for (name, expected) in [
            ("offer.pdf", "attachment; filename=\"offer.pdf\"; filename*=UTF-8''offer.pdf"),
            ("a\"b;c.txt", "attachment; filename=\"a_b_c.txt\"; filename*=UTF-8''a%22b%3Bc.txt"),
            ("я.pdf", "attachment; filename=\"_.pdf\"; filename*=UTF-8''%D1%8F.pdf"),
        ] {
            assert_eq!(disposition(name), expected);
        }
    }
}

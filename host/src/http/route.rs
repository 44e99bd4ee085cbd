//! A route: one place that says path, access, shapes and handler. Router, OpenAPI and the reviewed
//! access table are all made from the list of them.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use futures_util::future::BoxFuture;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Answer, Req};
use crate::service::{Fault, Input, Uow};

/// Who gets past the router at all. What they may do there is decided in `service`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody: health, sign-in.
    Public,
    /// Whoever proved who they are.
    SignedIn,
}

/// Makes the JSON Schema of a body.
pub type SchemaOf = Arc<dyn Fn(&mut SchemaGenerator) -> Value + Send + Sync>;
/// Does the work of a route.
pub type Handler = Arc<dyn Fn(Req) -> BoxFuture<'static, Result<Answer, Fault>> + Send + Sync>;

/// One route.
#[derive(Clone)]
pub struct Route {
    /// Method.
    pub method: Method,
    /// Path with `{names}`.
    pub path: String,
    /// `operationId`: stable, unique.
    pub name: String,
    /// One sentence.
    pub summary: String,
    /// Group in the documentation.
    pub tag: String,
    /// Who gets past the router.
    pub access: Access,
    /// Pages of other sites may send it: whoever asks is never known by a cookie here.
    pub from_anywhere: bool,
    /// Shape of the body.
    pub body: Option<SchemaOf>,
    /// Media type of a body that is not JSON, and most bytes of it.
    pub raw_body: Option<(&'static str, usize)>,
    /// Most bytes of the body, where it is not what every route takes.
    pub bytes_max: Option<usize>,
    /// Shape of the query.
    pub query: Option<SchemaOf>,
    /// Status and shape of the answer.
    pub reply: (StatusCode, Option<SchemaOf>),
    /// Does the work.
    pub handler: Handler,
}

/// The schema of a type.
pub fn schema_of<T: JsonSchema>() -> SchemaOf {
    Arc::new(|generator| generator.subschema_for::<T>().to_value())
}

impl Route {
    /// A route with a handler of its own; signed in, no body, JSON answer without a shape.
    pub fn new<F, Fut>(method: Method, path: &str, name: &str, summary: &str, handler: F) -> Route
    where
        F: Fn(Req) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Answer, Fault>> + Send + 'static,
    {
        Route {
            method,
            path: path.to_owned(),
            name: name.to_owned(),
            summary: summary.to_owned(),
            tag: "host".into(),
            access: Access::SignedIn,
            from_anywhere: false,
            body: None,
            raw_body: None,
            bytes_max: None,
            query: None,
            reply: (StatusCode::OK, None),
            handler: Arc::new(move |req| Box::pin(handler(req))),
        }
    }

    /// An action: `POST /api/v1/actions/{name}` with a typed body, one unit of work, a typed answer.
    pub fn action<I, O, F>(name: &str, summary: &str, work: F) -> Route
    where
        I: Input + DeserializeOwned + JsonSchema + Clone + Send + Sync + 'static,
        O: Serialize + JsonSchema + 'static,
        F: AsyncFn(&mut Uow<'_>, I) -> Result<O, Fault> + Clone + Send + Sync + 'static,
    {
        Route::new(Method::POST, &format!("/api/v1/actions/{name}"), name, summary, move |req: Req| {
            let work = work.clone();
            async move {
                let input: I = req.exact_json()?;
                let scope = input.scope();
                req.write(scope, StatusCode::OK, input, work).await
            }
        })
        .tag(name.split('.').next().unwrap_or(name))
        .body::<I>()
        .reply::<O>(StatusCode::OK)
    }

    /// A question: `GET path` with a typed query, read from one snapshot, a typed answer.
    pub fn question<Q, O, F>(path: &str, name: &str, summary: &str, work: F) -> Route
    where
        Q: DeserializeOwned + JsonSchema + Send + Sync + 'static,
        O: Serialize + JsonSchema + Send + 'static,
        F: AsyncFn(&mut Uow<'_>, Q) -> Result<O, Fault> + Clone + Send + Sync + 'static,
    {
        Route::new(Method::GET, path, name, summary, move |req: Req| {
            let work = work.clone();
            async move {
                let query: Q = req.query()?;
                let output = req.read(async move |uow: &mut Uow<'_>| work(uow, query).await).await?;
                Answer::json(&output)
            }
        })
        .tag(name.split('.').next().unwrap_or(name))
        .query::<Q>()
        .reply::<O>(StatusCode::OK)
    }

    /// Sets the group.
    pub fn tag(mut self, tag: &str) -> Route {
        self.tag = tag.to_owned();
        self
    }

    /// Lets anybody in.
    pub fn public(mut self) -> Route {
        self.access = Access::Public;
        self
    }

    /// Takes what pages of other sites send; cookies count for nothing here.
    pub fn from_anywhere(mut self) -> Route {
        self.from_anywhere = true;
        self
    }

    /// Names the body's shape.
    pub fn body<T: JsonSchema>(mut self) -> Route {
        self.body = Some(schema_of::<T>());
        self
    }

    /// Names the media type of a body that is not JSON, and most bytes of it.
    pub fn raw_body(mut self, media_type: &'static str, bytes_max: usize) -> Route {
        self.raw_body = Some((media_type, bytes_max));
        self
    }

    /// Takes a body of so many bytes, where that is more than what every route takes.
    pub fn at_most(mut self, bytes_max: usize) -> Route {
        self.bytes_max = Some(bytes_max);
        self
    }

    /// Names the query's shape.
    pub fn query<T: JsonSchema>(mut self) -> Route {
        self.query = Some(schema_of::<T>());
        self
    }

    /// Names the answer's status and shape.
    pub fn reply<T: JsonSchema>(mut self, status: StatusCode) -> Route {
        self.reply = (status, Some(schema_of::<T>()));
        self
    }

    /// Names the answer's status; it has no body.
    pub fn status(mut self, status: StatusCode) -> Route {
        self.reply = (status, None);
        self
    }
}

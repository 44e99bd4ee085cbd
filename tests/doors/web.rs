//! The web interface's files: which address gets which, and under which headers.
//!
//! Knows a folder of its own with files as a build leaves them. Must not know what the interface looks like.

use hyper::Method;
use keel::app::{self, Config, Running};
use keel::storage::Location;
use keel_tests::app::config;
use keel_tests::{Client, Reply};
use tempfile::TempDir;

const PAGE: &str =
    "<!doctype html><meta name=nonce content=__KEEL_NONCE__><script type=module src=/assets/a-1.js>";

async fn serving(files: &[(&str, &[u8])]) -> (TempDir, Running) {
    let dir = TempDir::with_prefix("keel-web-").unwrap();
    let web = dir.path().join("dist");
    std::fs::create_dir_all(web.join("assets")).unwrap();
    for (name, content) in files {
        std::fs::write(web.join(name), content).unwrap();
    }
    std::fs::write(dir.path().join("secret.txt"), "key of the safe").unwrap();
    let location = Location::Sqlite(dir.path().join("keel.sqlite"));
    let running = app::start(Config { web: Some(web), ..config(&location) }).await.unwrap();
    (dir, running)
}

fn header<'a>(reply: &'a Reply, name: &str) -> &'a str {
    reply.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn every_screen_begins_with_the_page_under_a_strict_policy_with_a_nonce_of_its_own() {
    let (_dir, running) = serving(&[("index.html", PAGE.as_bytes())]).await;
    let browser = Client::new(running.address);
    let mut nonces = Vec::new();
    for path in ["/", "/index.html", "/contacts", "/records/contact/7?tab=notes", "/apix"] {
        let reply = browser.get(path).await;
        assert_eq!(reply.status, 200, "{path}");
        let text = reply.text();
        let nonce = text.split_once("content=").unwrap().1.split_once('>').unwrap().0.to_owned();
        assert_eq!(
            header(&reply, "content-security-policy"),
            format!(
                "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; \
                 img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; object-src 'none'; \
                 base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
            )
        );
        for (name, value) in [
            ("content-type", "text/html; charset=utf-8"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(header(&reply, name), value, "{path}: {name}");
        }
        assert!(nonce.len() >= 22 && nonce != "__KEEL_NONCE__", "{nonce}");
        assert_eq!(text, PAGE.replace("__KEEL_NONCE__", &nonce));
        nonces.push(nonce);
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 5, "each page has a nonce of its own");
    // A type of a plugin has a point in its name: a browser that goes there gets the page, a script does not.
    browser.get("/records/crm.lead").await.refused(404, "no-such-route");
    let browse = [("accept", "text/html,application/xhtml+xml")];
    assert_eq!(browser.send(Method::GET, "/records/crm.lead", &browse, None).await.status, 200);
    running.stop().await;
}

#[tokio::test]
async fn files_are_served_in_the_best_form_and_hashed_ones_are_kept_for_ever() {
    let (_dir, running) = serving(&[
        ("index.html", PAGE.as_bytes()),
        ("favicon.svg", b"<svg/>"),
        ("assets/a-1.js", b"plain"),
        ("assets/a-1.js.br", b"brotli"),
        ("assets/a-1.js.gz", b"gzip"),
        ("assets/b-2.css", b"only plain"),
        ("assets/odd.exe", b"never"),
    ])
    .await;
    let browser = Client::new(running.address);
    for (path, accepted, body, encoding, media_type, caching) in [
        (
            "/assets/a-1.js",
            "gzip, deflate, br",
            "brotli",
            "br",
            "text/javascript; charset=utf-8",
            "immutable",
        ),
        ("/assets/a-1.js", "gzip", "gzip", "gzip", "text/javascript; charset=utf-8", "immutable"),
        ("/assets/a-1.js", "br;q=0, gzip", "gzip", "gzip", "text/javascript; charset=utf-8", "immutable"),
        ("/assets/a-1.js", "", "plain", "", "text/javascript; charset=utf-8", "immutable"),
        ("/assets/b-2.css", "br", "only plain", "", "text/css; charset=utf-8", "immutable"),
        ("/favicon.svg", "br", "<svg/>", "", "image/svg+xml", "no-cache"),
    ] {
        let reply = browser.send(Method::GET, path, &[("accept-encoding", accepted)], None).await;
        assert_eq!((reply.status, reply.text().as_str()), (200, body), "{path} {accepted}");
        assert_eq!(header(&reply, "content-encoding"), encoding);
        assert_eq!(header(&reply, "content-type"), media_type);
        assert_eq!(header(&reply, "vary"), "accept-encoding");
        assert_eq!(header(&reply, "x-content-type-options"), "nosniff");
        assert!(header(&reply, "cache-control").ends_with(caching), "{path}");
    }
    let browse = [("accept", "text/html")];
    for path in ["/assets/gone-9.js", "/assets/odd.exe", "/assets/gone"] {
        browser.send(Method::GET, path, &browse, None).await.refused(404, "no-such-route");
    }
    browser.get("/gone.png").await.refused(404, "no-such-route");
    for path in ["/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "//secret.txt"] {
        assert!(!browser.send(Method::GET, path, &browse, None).await.text().contains("safe"), "{path}");
    }
    let head = browser.send(Method::HEAD, "/assets/a-1.js", &[], None).await;
    assert_eq!((head.status, head.bytes.len()), (200, 0));
    running.stop().await;
}

#[tokio::test]
async fn the_host_keeps_its_own_addresses_and_says_how_to_build_what_is_missing() {
    let (_dir, running) = serving(&[]).await;
    let browser = Client::new(running.address);
    let browse = [("accept", "text/html")];
    for path in ["/api", "/api/v1/nothing", "/ext", "/ext/nobody", "/healthz/x", "/metrics/x"] {
        let reply = browser.send(Method::GET, path, &browse, None).await;
        assert_eq!((reply.status, reply.json()["code"].as_str()), (404, Some("no-such-route")), "{path}");
    }
    browser.send(Method::POST, "/contacts", &[], None).await.refused(404, "no-such-route");
    let reply = browser.get("/").await;
    assert_eq!((reply.status, header(&reply, "content-type")), (200, "text/plain; charset=utf-8"));
    assert!(reply.text().contains("npm run build"), "{}", reply.text());
    running.stop().await;
}

//! For those who watch the host: health, readiness, metrics, and the description of the API.

use keel_tests::both;

#[tokio::test]
async fn health_readiness_and_openapi_are_open() {
    both(async |app| {
        let anybody = app.anonymous();
        assert_eq!(anybody.get("/healthz").await.text(), "ok\n");
        assert_eq!(anybody.get("/readyz").await.text(), "ready\n");
        let openapi = anybody.get("/api/openapi.json").await.expect(200);
        assert_eq!(openapi["openapi"], "3.1.0");
        anybody.get("/api/nothing/here").await.refused(404, "no-such-route");
    })
    .await;
}

#[tokio::test]
async fn metrics_take_their_own_right_and_count_requests_and_commits() {
    both(async |app| {
        app.anonymous().get("/metrics").await.refused(401, "not-signed-in");
        app.user("clerk", &[("contact", "read")]).await.get("/metrics").await.refused(403, "denied");
        app.admin.get("/healthz").await;
        let text = app.user("watcher", &[("metrics", "read")]).await.get("/metrics").await.text();
        for line in [
            "keel_http_requests_total{route=\"health\",status=\"200\"} ",
            "keel_http_request_seconds_bucket{route=\"health\",le=\"0.01\"} ",
            "keel_writer_waiting 0",
            "keel_writer_commits_total ",
            "keel_writer_failures_total 0",
        ] {
            assert!(text.contains(line), "{line} is not in\n{text}");
        }
    })
    .await;
}

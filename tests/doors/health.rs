//! Health, readiness and the description of the API: open to everybody, on both databases.

use keel_tests::both;

#[tokio::test]
async fn health_readiness_and_openapi_are_open() {
    both(async |app| {
        let anybody = app.anonymous();
        assert_eq!(anybody.get("/healthz").await.text(), "ok\n");
        assert_eq!(anybody.get("/readyz").await.text(), "ready\n");
        let openapi = anybody.get("/api/openapi.json").await.expect(200);
        assert_eq!(openapi["openapi"], "3.1.0");
        anybody.get("/nothing/here").await.refused(404, "no-such-route");
    })
    .await;
}

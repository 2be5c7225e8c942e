//! What is recorded, what is shown of it, and whether somebody touched it.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::{Value as Json, json};
use store::{Batch, DatabaseName, Mode, Statement};
use tenancy::audit::{Finding, seal, verify};
use tenancy::tenants::{NewTenant, clean_up, close_tenant, create_tenant, renew_system_roles};
use testkit::organisation::{EMAIL, Organisation, PASSWORD, call, text};

async fn organisation() -> Organisation {
    Organisation::sign_up(&[&access::MODULE, &authentication::MODULE, &identity::MODULE, &tenancy::MODULE]).await
}

async fn database(acme: &Organisation) -> DatabaseName {
    DatabaseName::tenant(&text(&acme.me(&acme.access).await, "tenant_id")).expect("a database")
}

async fn tamper(acme: &Organisation, database: &DatabaseName, sql: &str) {
    let batch = Batch { mode: Mode::Write, statements: vec![Statement::new(sql, Vec::new())] };
    acme.app.host.databases.run(database, batch).await.expect("a statement");
}

async fn count(acme: &Organisation, database: &DatabaseName, sql: &str) -> i64 {
    let batch = Batch { mode: Mode::Read, statements: vec![Statement::new(sql, Vec::new())] };
    let results = acme.app.host.databases.run(database, batch).await.expect("a query");
    results[0].rows[0][0].as_integer().expect("a number")
}

/// A tenant with a sealed log and a few entries behind it.
async fn sealed() -> (Organisation, DatabaseName) {
    let acme = organisation().await;
    let database = database(&acme).await;
    for number in 0..3 {
        acme.client(&format!("Client {number}"), &acme.agency().await).await;
    }
    let sealing = seal(&acme.app.host, &database).await.expect("sealing");
    assert!(sealing.segments >= 1 && !sealing.more && sealing.finding.is_none(), "{sealing:?}");
    let again = seal(&acme.app.host, &database).await.expect("sealing");
    assert_eq!(again.segments, 0, "a segment alone is not sealed");
    acme.client("Another", &acme.agency().await).await;
    (acme, database)
}

async fn finding(acme: &Organisation, database: &DatabaseName) -> Option<Finding> {
    verify(&acme.app.host, database).await.expect("a report").finding
}

#[tokio::test]
async fn a_chain_that_nobody_touched_fits() {
    let (acme, database) = sealed().await;
    let report = verify(&acme.app.host, &database).await.expect("a report");
    assert_eq!(report.finding, None);
    assert!(report.entries > 10 && report.unsealed > 0, "{report:?}");
    seal(&acme.app.host, &database).await.expect("sealing");
    let platform = DatabaseName::platform();
    seal(&acme.app.host, &platform).await.expect("sealing");
    assert_eq!(finding(&acme, &platform).await, None);
    assert_eq!(finding(&acme, &database).await, None);
}

#[tokio::test]
async fn an_altered_entry_shows() {
    let (acme, database) = sealed().await;
    tamper(&acme, &database, "UPDATE changes SET actor_name = 'Somebody else' WHERE id = 5").await;
    assert!(matches!(finding(&acme, &database).await, Some(Finding::Altered { segment: 1, first: 1, .. })));
}

#[tokio::test]
async fn a_removed_entry_shows() {
    let (acme, database) = sealed().await;
    tamper(&acme, &database, "DELETE FROM changes WHERE id = 5").await;
    assert_eq!(finding(&acme, &database).await, Some(Finding::MissingEntry { entry: 5 }));
}

#[tokio::test]
async fn an_entry_removed_before_it_was_sealed_shows() {
    let (acme, database) = sealed().await;
    let newest = count(&acme, &database, "SELECT max(id) FROM changes").await;
    tamper(&acme, &database, "DELETE FROM changes WHERE id = (SELECT max(id) FROM changes)").await;
    assert_eq!(finding(&acme, &database).await, Some(Finding::MissingEntry { entry: newest }));
    acme.client("Next", &acme.agency().await).await;
    let sealing = seal(&acme.app.host, &database).await.expect("sealing");
    assert_eq!(sealing.finding, Some(Finding::MissingEntry { entry: newest }));
}

#[tokio::test]
async fn a_rewritten_chain_shows() {
    let (acme, database) = sealed().await;
    tamper(&acme, &database, "UPDATE changes SET actor_name = 'Somebody else' WHERE id = 5").await;
    tamper(&acme, &database, "DELETE FROM change_segments").await;
    assert_eq!(finding(&acme, &database).await, Some(Finding::MissingSegment { segment: 1 }));
    let tenant = database.as_str();
    let platform = DatabaseName::platform();
    tamper(&acme, &platform, &format!("UPDATE audit_anchors SET segment = 100 WHERE tenant_id = '{tenant}'")).await;
    seal(&acme.app.host, &database).await.expect("sealing");
    tamper(&acme, &platform, "DELETE FROM audit_anchors WHERE segment <> 100").await;
    tamper(&acme, &platform, "UPDATE audit_anchors SET segment = 1").await;
    assert_eq!(finding(&acme, &database).await, Some(Finding::Rewritten { segment: 1 }));
}

/// The platform keeps few links of a long chain, and those find what all of them did.
#[tokio::test]
async fn the_links_of_a_long_chain_are_few() {
    let (acme, database) = sealed().await;
    let platform = DatabaseName::platform();
    let tenant = database.as_str();
    let head = count(&acme, &database, "SELECT max(number) FROM change_segments").await;
    // As if it had been sealed thousands of times before.
    let links = "INSERT INTO audit_anchors (id, tenant_id, segment, last_change_id, hash, sealed_at, created_at, updated_at, \
                 version) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT 'anc_' || i, \
                 tenant_id, segment - i, 1, 'x', 1, 1, 1, 1 FROM audit_anchors, n WHERE segment = 6000";
    tamper(
        &acme,
        &platform,
        &format!("UPDATE audit_anchors SET segment = 6000 WHERE tenant_id = '{tenant}' AND segment = {head}"),
    )
    .await;
    tamper(&acme, &platform, &format!("DELETE FROM audit_anchors WHERE tenant_id = '{tenant}' AND segment <> 6000"))
        .await;
    tamper(&acme, &platform, links).await;
    tamper(&acme, &database, &format!("UPDATE change_segments SET number = number + {} WHERE number > 0", 6000 - head))
        .await;
    acme.client("Next", &acme.agency().await).await;
    let sealing = seal(&acme.app.host, &database).await.expect("sealing");
    assert_eq!((sealing.segments, sealing.finding), (1, None));
    let kept =
        |condition: &str| format!("SELECT count(*) FROM audit_anchors WHERE tenant_id = '{tenant}' AND {condition}");
    assert_eq!(count(&acme, &platform, &kept("segment > 5901")).await, 100, "the newest stay");
    assert_eq!(count(&acme, &platform, &kept("segment BETWEEN 5002 AND 5901")).await, 91, "of each ten the last");
    assert_eq!(count(&acme, &platform, &kept("segment <= 5001")).await, 40, "of each hundred the last");
    // Whoever goes back to a time of before is found out, whether the platform remembers just that segment or not.
    let back = "UPDATE change_segments SET number = 5503 WHERE number = (SELECT min(number) FROM change_segments)";
    tamper(&acme, &database, back).await;
    tamper(&acme, &database, "DELETE FROM change_segments WHERE number > 5503").await;
    let sealing = seal(&acme.app.host, &database).await.expect("sealing");
    assert!(matches!(sealing.finding, Some(Finding::Rewritten { .. })), "{sealing:?}");
}

#[tokio::test]
async fn the_tick_seals_and_takes_away_what_expired() {
    let acme = organisation().await;
    let database = database(&acme).await;
    acme.sign_in("nobody@example.com", PASSWORD).await.expect(401);
    let secret = Some("tick-tock-tick-tock");
    call(&acme.app, None, "POST", "/api/tick", None).await.expect(401);
    call(&acme.app, Some("tick-tock-tick-tocK"), "POST", "/api/tick", None).await.expect(401);
    let ticked = call(&acme.app, secret, "POST", "/api/tick", None).await.expect(200).json();
    assert_eq!((&ticked["tenants"], &ticked["failed"], &ticked["next"]), (&json!(1), &json!(0), &Json::Null));
    assert!(ticked["segments"].as_i64() >= Some(2), "{ticked}");
    assert_eq!(finding(&acme, &database).await, None);

    acme.app.clock.advance_ms(40 * 24 * 60 * 60 * 1000);
    call(&acme.app, secret, "POST", "/api/tick", None).await.expect(200);
    assert_eq!(count(&acme, &database, "SELECT count(*) FROM sessions").await, 0);
    let platform = DatabaseName::platform();
    assert_eq!(count(&acme, &platform, "SELECT count(*) FROM sign_in_throttles").await, 0);
    assert_eq!(finding(&acme, &database).await, None);
}

#[tokio::test]
async fn the_tick_tells_a_database_that_its_tenant_is_suspended() {
    let acme = organisation().await;
    let database = database(&acme).await;
    for (status, rows) in [("SUSPENDED", 1), ("SUSPENDED", 1), ("ACTIVE", 0)] {
        tamper(&acme, &DatabaseName::platform(), &format!("UPDATE tenants SET status = '{status}'")).await;
        let ticked = call(&acme.app, Some("tick-tock-tick-tock"), "POST", "/api/tick", None).await.expect(200).json();
        assert_eq!(ticked["failed"], json!(0), "{ticked}");
        assert_eq!(count(&acme, &database, "SELECT count(*) FROM suspension").await, rows, "{status}");
    }
}

#[tokio::test]
async fn tenants_are_made_renewed_and_closed_by_command() {
    let acme = organisation().await;
    let host = &acme.app.host;
    let new = NewTenant {
        organisation: "Acme".to_owned(),
        name: "Zoe".to_owned(),
        email: "zoe@example.com".to_owned(),
        password: PASSWORD.to_owned(),
        timezone: Some("Europe/Berlin".to_owned()),
    };
    let created = create_tenant(host, &new).await.expect("a tenant");
    assert_ne!(created.slug, "acme", "that is taken");
    renew_system_roles(host, &created.database).await.expect("roles");
    assert_eq!(create_tenant(host, &new).await.expect_err("the address is taken").status(), 409);
    acme.sign_in("zoe@example.com", PASSWORD).await.expect(200);
    close_tenant(host, &created.slug).await.expect("closed");
    acme.sign_in("zoe@example.com", PASSWORD).await.expect(401);
    acme.sign_in(EMAIL, PASSWORD).await.expect(200);

    let platform = DatabaseName::platform();
    let sql = "UPDATE tenants SET status = 'PROVISIONING' WHERE slug = 'acme'";
    tamper(&acme, &platform, sql).await;
    assert_eq!(clean_up(host).await, Ok(0), "it may still be under way");
    acme.app.clock.advance_ms(16 * 60 * 1000);
    assert_eq!(clean_up(host).await, Ok(1));
    assert_eq!(count(&acme, &platform, "SELECT count(*) FROM logins").await, 0);
}

#[tokio::test]
async fn a_tenant_that_cannot_be_made_leaves_nothing() {
    let acme = organisation().await;
    let new = NewTenant {
        organisation: "Half".to_owned(),
        name: "Zoe".to_owned(),
        email: "zoe@example.com".to_owned(),
        password: PASSWORD.to_owned(),
        timezone: None,
    };
    for lost in 1..6 {
        let mut faults = vec![None; lost];
        faults.push(Some(testkit::Fault::Lost));
        acme.app.databases.plan_faults(faults);
        let made = create_tenant(&acme.app.host, &new).await;
        acme.app.databases.plan_faults(Vec::new());
        match made {
            Ok(created) => close_tenant(&acme.app.host, &created.id).await.expect("closed"),
            Err(problem) => assert_eq!(problem.status(), 503),
        }
        let platform = DatabaseName::platform();
        let sql = "SELECT count(*) FROM tenants WHERE status <> 'CLOSED'";
        assert_eq!(count(&acme, &platform, sql).await, 1, "after {lost}");
    }
}

#[tokio::test]
async fn a_tenant_whose_last_answer_is_lost_is_there() {
    let acme = organisation().await;
    let platform = DatabaseName::platform();
    for lost in 0..9 {
        let email = format!("zoe{lost}@example.com");
        let new = NewTenant {
            organisation: "Half".to_owned(),
            name: "Zoe".to_owned(),
            email: email.clone(),
            password: PASSWORD.to_owned(),
            timezone: None,
        };
        let mut faults = vec![None; lost];
        faults.push(Some(testkit::Fault::AnswerLost));
        acme.app.databases.plan_faults(faults);
        let made = create_tenant(&acme.app.host, &new).await;
        acme.app.databases.plan_faults(Vec::new());
        let signed_in = acme.sign_in(&email, PASSWORD).await.status;
        assert_eq!((made.is_ok(), signed_in == 200), (signed_in == 200, made.is_ok()), "after {lost}");
    }
    acme.app.clock.advance_ms(16 * 60 * 1000);
    clean_up(&acme.app.host).await.expect("cleaned up");
    assert_eq!(count(&acme, &platform, "SELECT count(*) FROM tenants WHERE status = 'PROVISIONING'").await, 0);
    assert!(count(&acme, &platform, "SELECT count(*) FROM tenants").await >= 2);
}

#[tokio::test]
async fn no_secret_is_in_the_log_or_in_what_is_recorded() {
    let acme = organisation().await;
    acme.call(None, "POST", "/api/auth/request-password-reset", Some(json!({"email": EMAIL}))).await.expect(202);
    acme.sign_in(EMAIL, "a wrong password").await.expect(401);
    acme.refresh(&acme.refresh).await.expect(200);
    acme.refresh(&acme.refresh).await.expect(401);
    let link = acme.links().await.pop().unwrap_or_default();
    let changes = acme.admin("GET", "/api/changes?limit=200", None).await.expect(200).text();
    let log = acme.app.log.borrow().join("\n");
    let secret = |text: &str| text.rsplit('.').next().unwrap_or_default().to_owned();
    for hidden in [PASSWORD, "a wrong password", &secret(&acme.refresh), &secret(&link), "$argon2id", &acme.access] {
        assert!(!log.contains(hidden), "the log has {hidden}");
        assert!(!changes.contains(hidden), "the change log has {hidden}");
    }
    assert!(!log.contains("@example.com"), "{log}");
}

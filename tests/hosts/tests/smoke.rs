//! Each host starts, answers through the whole chain, and leaves nothing behind.

use std::time::Instant;

use hosts::{Settings, Spin, Sqld, Workers};

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().into()
}

fn settings(server: &Sqld) -> Settings {
    Settings::from([("PORTICO_DATABASE_URL".to_owned(), server.base_url.clone())])
}

#[test]
fn sqld_makes_databases_and_comes_back_after_a_crash() -> Outcome {
    let mut server = Sqld::start()?;
    server.create("platform")?;
    server.create("platform")?;
    let body = r#"{"requests":[{"type":"execute","stmt":{"sql":"create table if not exists t (n) strict"}}]}"#;
    let pipeline = |server: &Sqld| {
        agent()
            .post(format!("{}/v2/pipeline", server.base_url))
            // `platform` in base64.
            .header("x-namespace-bin", "cGxhdGZvcm0")
            .send(body)
            .map(|response| response.status().as_u16())
    };
    assert_eq!(pipeline(&server)?, 200);
    server.kill();
    assert!(pipeline(&server).is_err());
    server.start_again()?;
    assert_eq!(pipeline(&server)?, 200);
    Ok(())
}

#[test]
fn workers_answer_through_the_gateway() -> Outcome {
    let server = Sqld::start()?;
    let start = Instant::now();
    let workers = Workers::start(&settings(&server))?;
    eprintln!("workerd started in {} ms", start.elapsed().as_millis());
    answers(&workers.base_url)?;
    let mut elsewhere = agent().get(format!("{}/elsewhere", workers.base_url)).call()?;
    assert_eq!(elsewhere.status(), 404);
    assert!(elsewhere.body_mut().read_to_string()?.contains("There is nothing at this address."));
    Ok(())
}

#[test]
fn components_answer_by_the_routes_of_the_manifest() -> Outcome {
    let server = Sqld::start()?;
    let start = Instant::now();
    let spin = Spin::start(&settings(&server))?;
    eprintln!("the host of the components started in {} ms", start.elapsed().as_millis());
    answers(&spin.base_url)
}

/// Both modules answer.
fn answers(base_url: &str) -> Outcome {
    for path in ["/api/contacts", "/api/me"] {
        let response = agent().get(format!("{base_url}{path}")).call()?;
        assert!([401, 404].contains(&response.status().as_u16()), "{path} answered {}", response.status());
    }
    Ok(())
}

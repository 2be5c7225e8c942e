//! Answers that are lost, late or refusals.

use super::*;

#[test]
fn an_answer_that_comes_late_is_not_shown() {
    let mut visitor = Visitor::new(salon());
    visitor.clicks("service:0");
    let late = visitor.open.pop().expect("a request");
    visitor.clicks("list");
    let effects = answered(&mut visitor.state, late, slots(&["1970-01-05T09:00:00Z"]), &visitor.world);
    visitor.take(effects);
    assert_eq!(visitor.state.slots.upcoming, None);
    visitor.is_answered(Call::Slots, slots(&["1970-01-06T09:00:00Z"]));
    assert!(visitor.sees("slot:1970-01-06T09:00:00Z"));
}

#[test]
fn a_lost_answer_is_asked_for_with_the_same_key_and_body() {
    let mut visitor = Visitor::new(salon());
    visitor.chooses();
    kept(&mut visitor);
    visitor.fills();
    visitor.does(Event::Submit);
    let first = visitor.asked(Call::Book).clone();
    visitor.is_answered(Call::Book, refusal(0, ""));
    assert_eq!(visitor.state.notice, Notice::Lost);
    assert!(visitor.said.contains("wait\u{7}resend"));
    visitor.does(Event::Input("name", "Eve"));
    visitor.does(Event::Online);
    let second = visitor.asked(Call::Book);
    assert_eq!((&second.key, &second.body), (&first.key, &first.body));
}

#[test]
fn a_stale_token_costs_one_more_round_and_nothing_else() {
    let mut visitor = Visitor::new(salon());
    visitor.chooses();
    kept(&mut visitor);
    visitor.fills();
    visitor.does(Event::Submit);
    let first = visitor.asked(Call::Book).clone();
    visitor.is_answered(Call::Book, refusal(401, "unauthenticated"));
    let mut config = salon();
    config.challenge = "another".into();
    visitor.is_answered(Call::Config, Answer::Config(Box::new(config)));
    assert!(visitor.open.is_empty(), "the work belongs to the token");
    let effects = loop {
        let (done, effects) = worked(&mut visitor.state, 1);
        if done {
            break effects;
        }
    };
    visitor.take(effects);
    assert!(visitor.open.is_empty() && visitor.said.contains("wait\u{7}renewed"), "a form takes its time");
    visitor.does(Event::Timer("renewed"));
    assert_eq!(visitor.asked(Call::Book).key, first.key);
    assert_eq!(visitor.state.step, Step::Details);
}

/// How long each pause of this timer is, in milliseconds.
fn pauses(visitor: &Visitor, timer: &str) -> Vec<u32> {
    let begin = format!("wait\u{7}{timer}\u{7}");
    let of = |rest: &str| rest.split('\u{7}').next().and_then(|digits| digits.parse().ok()).expect("milliseconds");
    visitor.said.split(&begin).skip(1).map(of).collect()
}

#[test]
fn a_token_that_cannot_be_renewed_loses_no_submission() {
    let mut visitor = Visitor::new(salon());
    visitor.chooses();
    visitor.fills();
    visitor.does(Event::Submit);
    visitor.is_answered(Call::Hold, refusal(401, "unauthenticated"));
    visitor.is_answered(Call::Config, refusal(503, ""));
    assert_eq!(visitor.state.holding, None);
    let first = visitor.asked(Call::Book).clone();
    visitor.is_answered(Call::Book, refusal(401, "unauthenticated"));
    // The second renewal in a row waits for a pause, and the form says what is going on.
    assert!(visitor.open.is_empty() && visitor.state.notice == Notice::Lost && visitor.sees("@retry"));
    assert!(visitor.said.rfind(&first.key) > visitor.said.rfind("save"), "the draft has its key");
    visitor.does(Event::Timer("resend"));
    visitor.is_answered(Call::Book, refusal(401, "unauthenticated"));
    visitor.is_answered(Call::Config, refusal(403, ""));
    assert_eq!((visitor.state.phase, &visitor.state.notice), (Phase::Ready, &Notice::Lost));
    visitor.does(Event::Timer("resend"));
    let again = visitor.asked(Call::Book);
    assert_eq!((&again.key, &again.body), (&first.key, &first.body));
    visitor.is_answered(Call::Book, Answer::Appointment(Box::default()));
    assert_eq!((visitor.state.step, visitor.state.failures), (Step::Done, 0));
    assert!(pauses(&visitor, "resend").is_sorted(), "{:?}", pauses(&visitor, "resend"));
}

#[test]
fn a_token_that_is_never_taken_is_not_renewed_without_a_pause() {
    let mut visitor = Visitor::new(salon());
    visitor.clicks("service:0");
    for _ in 0..3 {
        visitor.is_answered(Call::Slots, refusal(401, "unauthenticated"));
        visitor.is_answered(Call::Config, Answer::Config(Box::new(salon())));
        visitor.is_answered(Call::Slots, refusal(401, "unauthenticated"));
        assert!(visitor.open.is_empty() && visitor.sees("@retry"));
        visitor.does(Event::Timer("again"));
    }
    assert_eq!(pauses(&visitor, "again"), [1000, 2000, 4000]);
}

#[test]
fn what_is_offered_no_more_leads_to_the_first_step() {
    let mut visitor = Visitor::new(salon());
    visitor.clicks("service:0");
    visitor.is_answered(Call::Slots, refusal(422, "invalid"));
    assert_eq!((visitor.state.step, &visitor.state.notice), (Step::Service, &Notice::Failed));
    let mut config = salon();
    config.services.remove(0);
    visitor.is_answered(Call::Config, Answer::Config(Box::new(config)));
    assert!(visitor.open.is_empty() && visitor.sees("colour") && !visitor.sees("“cut”"));
}

#[test]
fn too_many_questions_wait_as_long_as_the_server_says() {
    let mut visitor = Visitor::new(salon());
    visitor.clicks("service:0");
    let problem = Problem { status: 429, after: 30, ..Problem::default() };
    visitor.is_answered(Call::Slots, Answer::Problem(problem));
    assert!(visitor.sees("@too_many") && !visitor.sees("@away"));
    visitor.does(Event::Timer("again"));
    visitor.is_answered(Call::Slots, refusal(500, ""));
    assert!(visitor.sees("@away") && !visitor.sees("@too_many"));
    visitor.does(Event::Timer("again"));
    visitor.is_answered(Call::Slots, refusal(0, ""));
    assert_eq!(pauses(&visitor, "again"), [30_000, 2000, 4000]);
}

#[test]
fn a_refused_origin_shows_nothing_and_a_server_that_is_away_is_asked_again() {
    let mut state = State { key: "wgt".into(), ..State::default() };
    let world = Still::default();
    let request = happened(&mut state, Event::Start, &world).requests.remove(0);
    assert_eq!(answered(&mut state, request.clone(), refusal(403, ""), &world).text, "");
    let effects = answered(&mut state, request, refusal(0, ""), &world);
    assert_eq!(state.phase, Phase::Away);
    assert!(effects.text.contains("wait\u{7}again"));
    let request = happened(&mut state, Event::Timer("again"), &world).requests.remove(0);
    // While it is asked, the button is there and does nothing: it is neither drawn anew nor is there a second request.
    assert!(readable(&view(&state)).contains("@retry"));
    assert_eq!(happened(&mut state, Event::Click("retry"), &world).requests, []);
    answered(&mut state, request, refusal(0, ""), &world);
    assert_eq!(happened(&mut state, Event::Click("retry"), &world).requests.len(), 1);
}

#[test]
fn free_times_that_do_not_come_are_asked_for_again() {
    let mut visitor = Visitor::new(salon());
    visitor.clicks("service:0");
    visitor.is_answered(Call::Slots, refusal(0, ""));
    assert!(visitor.sees("@retry"));
    visitor.does(Event::Timer("again"));
    assert!(visitor.sees("@retry") && visitor.state.slots.waiting.is_some());
    visitor.clicks("retry");
    assert_eq!(visitor.open.len(), 1, "one request at a time");
    visitor.is_answered(Call::Slots, slots(&["1970-01-05T09:00:00Z"]));
    assert!(!visitor.sees("@retry"));
}

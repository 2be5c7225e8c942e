//! Looking after an appointment by its link.

use super::*;

#[test]
fn an_appointment_is_moved_to_whoever_is_free_unless_somebody_is_chosen() {
    let mut visitor = Visitor::new(salon());
    let booked = Appointment {
        status: "CONFIRMED".into(),
        service_id: "colour".into(),
        person: "Mia".into(),
        can_reschedule: true,
        ..Appointment::default()
    };
    visitor.state.link = "token".into();
    visitor.state.appointment = Some(Box::new(booked));
    visitor.state.step = Step::Manage;
    visitor.clicks("reschedule");
    assert_eq!((visitor.state.step, has_back(&visitor.state)), (Step::Person, true));
    visitor.clicks("back");
    assert_eq!(visitor.state.step, Step::Manage);
    visitor.clicks("reschedule");
    visitor.clicks("person:");
    assert!(!visitor.asked(Call::Slots).path.contains("staff_id"));
    visitor.clicks("back");
    assert_eq!(visitor.state.step, Step::Person);
    // What no widget offers is nothing that could be moved here.
    visitor.clicks("back");
    visitor.state.config.services.truncate(1);
    assert!(!visitor.sees("reschedule") && visitor.sees("@too_late"));
}

#[test]
fn a_link_alone_is_enough_where_there_is_no_widget() {
    let world = Still::default();
    for (answer, step) in
        [(Answer::Appointment(Box::default()), Step::Manage), (refusal(404, "not-found"), Step::NotFound)]
    {
        let mut state = State { link: "token".into(), preferred: vec!["de-AT".into()], ..State::default() };
        let request = happened(&mut state, Event::Start, &world).requests.remove(0);
        assert_eq!((request.call, request.path.as_str()), (Call::Appointment, "appointments/token"));
        let effects = answered(&mut state, request, answer.clone(), &world);
        assert_eq!((effects.text.as_str(), state.phase), ("texts\u{7}de\u{7}\u{6}", Phase::Loading));
        let effects = spoken(&mut state, "de", &Node::default(), &world);
        for request in effects.requests {
            answered(&mut state, request, answer.clone(), &world);
        }
        assert_eq!((state.phase, state.step), (Phase::Ready, step));
    }
}

#[test]
fn what_is_not_offered_any_more_comes_with_its_appointment() {
    let world = Still::default();
    let offers = |count: usize| {
        let mut config = salon();
        config.services.truncate(count);
        Answer::Config(Box::new(config))
    };
    for (can_reschedule, asked) in [(true, &["wgt?appointment=token"][..]), (false, &[])] {
        let mut state = State { key: "wgt".into(), link: "token".into(), ..State::default() };
        let request = happened(&mut state, Event::Start, &world).requests.remove(0);
        assert_eq!(request.path, "wgt");
        answered(&mut state, request, offers(1), &world);
        let request = spoken(&mut state, "en", &Node::default(), &world).requests.remove(0);
        let colour = Appointment {
            status: "CONFIRMED".into(),
            service_id: "colour".into(),
            key: "wgt".into(),
            can_reschedule,
            ..Appointment::default()
        };
        let effects = answered(&mut state, request, Answer::Appointment(Box::new(colour)), &world);
        assert_eq!(effects.requests.iter().map(|request| request.path.as_str()).collect::<Vec<_>>(), asked);
        for request in effects.requests {
            answered(&mut state, request, offers(2), &world);
        }
        assert_eq!((state.phase, state.step), (Phase::Ready, Step::Manage));
        assert_eq!(readable(&view(&state)).contains("reschedule"), can_reschedule);
    }
}

#[test]
fn an_appointment_is_moved_and_cancelled_by_its_link() {
    let mut visitor = Visitor::new(salon());
    let booked = Appointment {
        status: "CONFIRMED".into(),
        service_id: "cut".into(),
        can_cancel: true,
        can_reschedule: true,
        ..Appointment::default()
    };
    visitor.state.link = "token".into();
    visitor.state.appointment = Some(Box::new(booked.clone()));
    visitor.state.step = Step::Manage;
    visitor.clicks("reschedule");
    assert!(visitor.asked(Call::Slots).path.ends_with("&appointment=token"), "its own time counts as free");
    visitor.is_answered(Call::Slots, slots(&["1970-01-05T09:00:00Z"]));
    visitor.clicks("slot:1970-01-05T09:00:00Z");
    assert_eq!(visitor.state.step, Step::Move);
    visitor.clicks("confirm");
    let request = visitor.asked(Call::Change);
    assert_eq!(request.body, r#"{"action":"reschedule","start":"1970-01-05T09:00:00Z"}"#);
    visitor.is_answered(Call::Change, Answer::Appointment(Box::new(booked.clone())));
    assert_eq!(visitor.state.notice, Notice::Moved);
    visitor.clicks("cancel");
    assert_eq!(visitor.state.notice, Notice::None, "what was said of the move is over");
    visitor.clicks("confirm");
    visitor.is_answered(Call::Change, refusal(409, "too-late"));
    assert_eq!((visitor.state.step, &visitor.state.notice), (Step::Manage, &Notice::TooLate));
    visitor.clicks("cancel");
    visitor.clicks("confirm");
    let gone = Appointment { status: "CANCELLED".into(), ..booked };
    visitor.is_answered(Call::Change, Answer::Appointment(Box::new(gone)));
    assert!(visitor.sees("@book_another"));
    visitor.clicks("again");
    assert_eq!((visitor.state.step, visitor.asked(Call::Config).path.as_str()), (Step::Service, "wgt"));
}

#[test]
fn a_lost_change_is_asked_for_with_the_same_key_and_body() {
    let mut visitor = Visitor::new(salon());
    let booked = Appointment { status: "CONFIRMED".into(), service_id: "cut".into(), ..Appointment::default() };
    visitor.state.link = "token".into();
    visitor.state.appointment = Some(Box::new(booked.clone()));
    visitor.state.step = Step::Cancel;
    visitor.does(Event::Input("reason", "Ill"));
    visitor.clicks("confirm");
    let first = visitor.asked(Call::Change).clone();
    assert!(!first.key.is_empty() && first.body.contains("Ill"), "{first:?}");
    for status in [0, 503] {
        visitor.is_answered(Call::Change, refusal(status, ""));
        assert_eq!((visitor.state.step, &visitor.state.notice), (Step::Cancel, &Notice::Lost));
        assert!(visitor.sees("@lost") && visitor.sees("@retry"));
        visitor.does(Event::Input("reason", "Bored"));
        visitor.clicks("confirm");
        visitor.clicks("keep");
        assert_eq!(visitor.open, [], "nothing else is done before there is an answer");
        visitor.does(Event::Timer("resend"));
        let again = visitor.asked(Call::Change);
        assert_eq!((&again.key, &again.body, &again.path), (&first.key, &first.body, &first.path));
    }
    // The line is there again while the last one is under way: both are answered.
    visitor.does(Event::Online);
    let gone = Appointment { status: "CANCELLED".into(), ..booked };
    visitor.is_answered(Call::Change, Answer::Appointment(Box::new(gone.clone())));
    visitor.is_answered(Call::Change, Answer::Appointment(Box::new(gone)));
    assert_eq!((visitor.state.step, &visitor.state.notice), (Step::Manage, &Notice::None));
    assert_eq!(visitor.said.matches("emit\u{7}cancelled").count(), 1);
    assert!(!visitor.state.is_sending());
}

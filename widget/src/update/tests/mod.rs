//! What visitors do, and what the widget asks for and shows then.

mod links;
mod trouble;

use super::*;
use crate::calendar::Day;
use crate::effect::Request;
use crate::markup::readable;
use crate::model::{Answer, Appointment, Config, InputError, Person, Problem, Question, QuestionKind, Service, Slot};
use crate::read::Node;
use crate::state::Notice;
use crate::view::view;
use std::cell::Cell;
use std::fmt::Write;

/// A browser in UTC, whose keys count.
#[derive(Default)]
struct Still(Cell<u32>);

impl World for Still {
    fn days(&self, instants: &str, _: &str) -> String {
        let mut days = String::new();
        for instant in instants.lines() {
            let day = instant.parse::<f64>().map_or_else(|_| instant[..10].into(), |at| Day((at / 864e5) as i32).iso());
            writeln!(days, "{day}").expect("memory");
        }
        days.trim_end().into()
    }

    fn millis(&self, _: &str) -> f64 {
        300_000.0
    }

    fn zones(&self) -> String {
        "Asia/Tokyo\nEurope/Berlin".into()
    }

    fn unique(&self) -> String {
        self.0.set(self.0.get() + 1);
        format!("key-{}", self.0.get())
    }
}

/// A visitor: a widget, and what it asked for.
struct Visitor {
    state: State,
    world: Still,
    open: Vec<Request>,
    said: String,
}

impl Visitor {
    fn new(config: Config) -> Self {
        let state = State { key: "wgt".into(), zone: "UTC".into(), first_weekday: 1, ..State::default() };
        let mut visitor = Visitor { state, world: Still::default(), open: Vec::new(), said: String::new() };
        visitor.does(Event::Start);
        visitor.is_answered(Call::Config, Answer::Config(Box::new(config)));
        let effects = spoken(&mut visitor.state, "en", &Node::default(), &visitor.world);
        visitor.take(effects);
        visitor
    }

    fn take(&mut self, effects: Effects) {
        self.said.push_str(&effects.text);
        self.open.extend(effects.requests);
        // Whatever the state, it can be drawn, and every element is closed.
        readable(&view(&self.state));
    }

    fn does(&mut self, event: Event<'_>) {
        let effects = happened(&mut self.state, event, &self.world);
        self.take(effects);
    }

    fn clicks(&mut self, action: &str) {
        self.does(Event::Click(action));
    }

    fn asked(&self, call: Call) -> &Request {
        self.open.iter().find(|request| request.call == call).expect("such a request")
    }

    fn is_answered(&mut self, call: Call, answer: Answer) {
        let index = self.open.iter().position(|request| request.call == call).expect("such a request");
        let request = self.open.remove(index);
        let effects = answered(&mut self.state, request, answer, &self.world);
        self.take(effects);
    }

    /// As far as the form, for the first time that is free.
    fn chooses(&mut self) {
        self.clicks("service:0");
        self.is_answered(Call::Slots, slots(&["1970-01-05T09:00:00Z", "1970-01-05T10:00:00Z"]));
        self.clicks("day:1970-01-05");
        self.clicks("slot:1970-01-05T09:00:00Z");
    }

    fn fills(&mut self) {
        self.does(Event::Input("name", "Ada"));
        self.does(Event::Input("email", "ada@example.com"));
        while !worked(&mut self.state, 100).0 {}
    }

    fn sees(&self, text: &str) -> bool {
        readable(&view(&self.state)).contains(text)
    }
}

fn slots(starts: &[&str]) -> Answer {
    Answer::Slots(
        starts.iter().map(|start| Slot { start: (*start).into(), seats_left: 1, day: Day(0) }).collect(),
        starts.first().map(|start| (*start).into()),
    )
}

fn refusal(status: i32, kind: &str) -> Answer {
    let next_free = vec!["1970-01-05T10:00:00Z".to_owned()];
    Answer::Problem(Problem { status, kind: kind.into(), next_free, ..Problem::default() })
}

fn salon() -> Config {
    let service = |id: &str, staff: Vec<Person>| Service {
        id: id.into(),
        name: id.into(),
        staff_choice: !staff.is_empty(),
        staff,
        horizon_days: 60,
        ..Service::default()
    };
    let people = ["Mia", "Jo"].map(|name| Person { id: name.into(), name: name.into() }).to_vec();
    Config {
        token: "token".into(),
        challenge: "challenge".into(),
        difficulty: 4,
        services: vec![service("cut", Vec::new()), service("colour", people)],
        ..Config::default()
    }
}

fn kept(visitor: &mut Visitor) {
    visitor.is_answered(Call::Hold, Answer::Hold("hld_1".into(), "1970-01-01T00:05:00Z".into()));
}

#[test]
fn a_booking_from_beginning_to_end() {
    let mut visitor = Visitor::new(salon());
    visitor.chooses();
    assert!(visitor.asked(Call::Hold).body.contains("1970-01-05T09:00:00Z"));
    kept(&mut visitor);
    visitor.fills();
    visitor.does(Event::Submit);
    let request = visitor.asked(Call::Book);
    assert_eq!(request.path, "wgt/appointments");
    assert!(request.body.contains("\"hold_id\":\"hld_1\"") && !request.key.is_empty(), "{}", request.body);
    let appointment = Appointment { id: "apt".into(), service: "cut".into(), ..Appointment::default() };
    visitor.is_answered(Call::Book, Answer::Appointment(Box::new(appointment)));
    assert_eq!(visitor.state.step, Step::Done);
    assert!(visitor.said.contains("emit\u{7}booked\u{7}{\"id\":\"apt\""));
    assert!(visitor.said.ends_with("\u{6}") && visitor.said.contains("save\u{7}\u{7}"), "the draft is forgotten");
}

#[test]
fn a_person_is_asked_for_only_where_there_is_a_choice() {
    let mut visitor = Visitor::new(salon());
    visitor.clicks("service:1");
    assert_eq!(visitor.state.step, Step::Person);
    visitor.clicks("person:1");
    assert!(visitor.asked(Call::Slots).path.ends_with("&staff_id=Jo"), "{}", visitor.asked(Call::Slots).path);
    visitor.clicks("back");
    visitor.clicks("back");
    assert_eq!(visitor.state.step, Step::Service);
}

#[test]
fn a_single_service_needs_no_choosing() {
    let mut config = salon();
    config.services.truncate(1);
    let visitor = Visitor::new(config);
    assert_eq!(visitor.state.step, Step::Time);
    assert!(!has_back(&visitor.state));
    assert!(!visitor.said.contains("focus"), "the page keeps its focus");
}

#[test]
fn an_empty_month_gives_way_to_the_first_free_one() {
    let mut visitor = Visitor::new(salon());
    visitor.clicks("service:0");
    visitor.is_answered(Call::Slots, Answer::Slots(Vec::new(), Some("1970-02-10T09:00:00Z".into())));
    assert_eq!(visitor.state.month.iso(), "1970-02");
    visitor.is_answered(Call::Slots, slots(&["1970-02-10T09:00:00Z"]));
    // Once something was shown, going on to an empty month stays there and says so.
    visitor.clicks("month:1");
    assert!(visitor.asked(Call::Slots).path.contains("&from=1970-03-01&to=1970-03-02"), "not past the horizon");
    visitor.is_answered(Call::Slots, Answer::Slots(Vec::new(), Some("1970-02-10T09:00:00Z".into())));
    assert!(visitor.sees("@nothing_month") && visitor.sees("@next_free"));
}

#[test]
fn the_form_is_not_sent_before_it_is_right() {
    let mut visitor = Visitor::new(salon());
    visitor.chooses();
    kept(&mut visitor);
    visitor.does(Event::Input("email", "ada"));
    visitor.does(Event::Submit);
    assert!(visitor.open.is_empty());
    assert!(visitor.said.contains("focus\u{7}f-name"), "the first one that is wrong");
    assert!(visitor.sees("@email_invalid") && visitor.sees("aria-describedby=e-email"));
    visitor.does(Event::Input("email", "ada@example.com"));
    assert!(!visitor.sees("@email_invalid"), "an error goes when it is mended");
}

#[test]
fn nothing_is_sent_before_the_work_and_the_hold_are_done() {
    let mut visitor = Visitor::new(salon());
    visitor.chooses();
    visitor.does(Event::Input("name", "Ada"));
    visitor.does(Event::Input("email", "ada@example.com"));
    visitor.does(Event::Submit);
    let sends = |visitor: &Visitor| visitor.open.iter().any(|request| request.call == Call::Book);
    while !worked(&mut visitor.state, 1).0 {}
    assert!(!sends(&visitor), "the hold is on its way");
    kept(&mut visitor);
    assert!(sends(&visitor));
}

#[test]
fn a_new_configuration_keeps_what_was_chosen() {
    let mut visitor = Visitor::new(salon());
    visitor.clicks("service:1");
    visitor.clicks("person:1");
    visitor.is_answered(Call::Slots, refusal(401, "unauthenticated"));
    let mut config = salon();
    config.services.reverse();
    config.services[0].staff.reverse();
    visitor.is_answered(Call::Config, Answer::Config(Box::new(config)));
    let chosen = (visitor.state.service().expect("a service"), visitor.state.person().expect("a person"));
    assert_eq!((chosen.0.id.as_str(), chosen.1.id.as_str()), ("colour", "Jo"));
}

#[test]
fn a_group_says_in_words_that_it_must_be_answered() {
    let question = Question { id: "x".into(), kind: QuestionKind::Choices, required: true, ..Question::default() };
    let mut config = salon();
    config.services[0].questions = vec![question];
    let mut visitor = Visitor::new(config);
    visitor.chooses();
    assert!(visitor.sees("@needed"));
    visitor.does(Event::Submit);
    let shown = readable(&view(&visitor.state));
    let group = shown.lines().find(|line| line.contains("fieldset")).expect("a group");
    assert!(group.contains("aria-describedby=e-answers.x") && !group.contains("aria-invalid"), "{group}");
}

#[test]
fn a_time_that_went_is_told_with_what_is_free_instead() {
    let mut visitor = Visitor::new(salon());
    visitor.chooses();
    visitor.is_answered(Call::Hold, refusal(409, "slot-taken"));
    assert_eq!(visitor.state.step, Step::Time);
    assert!(visitor.sees("slot:1970-01-05T10:00:00Z") && visitor.sees("@taken"));
    visitor.clicks("slot:1970-01-05T10:00:00Z");
    assert_eq!((visitor.state.step, &visitor.state.notice), (Step::Details, &Notice::None));
}

#[test]
fn a_hold_that_ran_out_is_asked_for_again_and_going_back_gives_it_back() {
    let mut visitor = Visitor::new(salon());
    visitor.chooses();
    kept(&mut visitor);
    assert!(visitor.sees("@held"));
    visitor.state.now = 300_001.0;
    visitor.does(Event::Timer("tick"));
    kept(&mut visitor);
    visitor.clicks("back");
    assert_eq!(visitor.asked(Call::Release).path, "wgt/holds/hld_1");
}

#[test]
fn what_the_server_refuses_stands_beside_the_field() {
    let mut visitor = Visitor::new(salon());
    visitor.chooses();
    kept(&mut visitor);
    visitor.fills();
    visitor.does(Event::Submit);
    let error = InputError { pointer: "/contact/email".into(), code: "x".into(), detail: "y".into() };
    let problem = Problem { status: 422, errors: vec![error], ..Problem::default() };
    visitor.is_answered(Call::Book, Answer::Problem(problem));
    assert!(visitor.sees("@email_invalid") && !visitor.state.is_sending());
}

#[test]
fn keys_lead_through_the_calendar_and_into_the_next_month() {
    let mut visitor = Visitor::new(salon());
    visitor.clicks("service:0");
    visitor.is_answered(Call::Slots, slots(&["1970-01-05T09:00:00Z"]));
    assert_eq!(visitor.state.cursor.iso(), "1970-01-05", "the first day with something free");
    visitor.does(Event::Key("PageDown"));
    assert_eq!(visitor.state.month.iso(), "1970-02");
    assert!(visitor.said.ends_with("focus\u{7}cursor\u{7}\u{6}"));
    assert!(visitor.asked(Call::Slots).path.contains("from=1970-02-01"));
}

#[test]
fn what_a_business_asks_keeps_its_direction() {
    let question = |kind: QuestionKind| Question {
        id: format!("{kind:?}").to_ascii_lowercase(),
        label: format!("{kind:?} of hair?"),
        kind,
        choices: vec!["Short (chin)".into()],
        required: false,
    };
    let kinds = [QuestionKind::Text, QuestionKind::Boolean, QuestionKind::Choices];
    let mut config = salon();
    config.services[0].questions = kinds.map(question).into();
    let mut visitor = Visitor::new(config);
    visitor.chooses();
    for text in ["Text of hair?", "Boolean of hair?", "Choices of hair?", "Short (chin)"] {
        assert!(visitor.sees(&format!("bdi “{text}”")), "{}", readable(&view(&visitor.state)));
    }
    assert!(!visitor.sees("bdi “@"), "the widget's own words are in the direction of the page");
}

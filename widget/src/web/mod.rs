//! The widget in the browser: what JavaScript calls, and what it is asked.

use alloc::string::String;
use alloc::vec::Vec;

mod read;

use lol_alloc::{FreeListAllocator, LockedAllocator};
use wasm_bindgen::prelude::*;

use crate::effect::Request;
use crate::state::{Kind, State};
use crate::update::{self, Effects, Event};
use crate::view;
use crate::world::World;

#[wasm_bindgen(raw_module = "./intl.js")]
extern "C" {
    fn days(instants: &str, zone: &str) -> String;
    fn millis(instant: &str) -> f64;
    fn zones() -> String;
    fn unique() -> String;
}

#[global_allocator]
static MEMORY: LockedAllocator<FreeListAllocator> = LockedAllocator::new(FreeListAllocator::new());

/// There is nobody to read why: the widget stops.
#[panic_handler]
fn panicked(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// What JavaScript knows.
struct Browser;

impl World for Browser {
    fn days(&self, instants: &str, zone: &str) -> String {
        days(instants, zone)
    }

    fn millis(&self, instant: &str) -> f64 {
        millis(instant)
    }

    fn zones(&self) -> String {
        zones()
    }

    fn unique(&self) -> String {
        unique()
    }
}

/// A widget on a page.
#[wasm_bindgen]
pub struct Widget {
    state: State,
    /// Requests that are on their way.
    pending: Vec<Request>,
}

#[wasm_bindgen]
impl Widget {
    /// A widget with what the page says of it.
    #[wasm_bindgen(constructor)]
    pub fn new(page: &JsValue) -> Widget {
        let text = |name| read::text(page, name);
        let state = State {
            kind: if text("kind") == "lead" { Kind::Lead } else { Kind::Booking },
            popup: read::flag(page, "popup"),
            key: text("key"),
            link: text("appointment"),
            wanted_service: text("service"),
            preferred: read::texts(page, "languages"),
            prefers_dark: read::flag(page, "dark"),
            zone: text("zone"),
            own_zone: text("zone"),
            attribution: text("attribution"),
            first_weekday: 1,
            ..State::default()
        };
        Widget { state, pending: Vec::new() }
    }

    /// Something happened. The effects, each a list that begins with its name.
    pub fn event(&mut self, name: &str, about: &str, value: &str, now: f64) -> String {
        self.state.now = now;
        let event = match name {
            "start" => Event::Start,
            "click" => Event::Click(about),
            "input" => Event::Input(about, value),
            "leave" => Event::Leave(about),
            "key" => Event::Key(about),
            "submit" => Event::Submit,
            "timer" => Event::Timer(about),
            "speechless" => Event::Speechless,
            "online" => Event::Online,
            "turnstile" => Event::Turnstile(about),
            "dark" => Event::Dark(about == "true"),
            _ => return String::new(),
        };
        let effects = update::happened(&mut self.state, event, &Browser);
        self.carry_out(effects)
    }

    /// A request was answered, with this status and body; with 0 if it was not.
    pub fn answer(&mut self, number: u32, status: u32, body: &JsValue, now: f64) -> String {
        self.state.now = now;
        let Some(index) = self.pending.iter().position(|request| request.number == number) else {
            return String::new();
        };
        let request = self.pending.swap_remove(index);
        let answer = read::answer(request.call, status, body);
        let effects = update::answered(&mut self.state, &request, answer, &Browser);
        self.carry_out(effects)
    }

    /// The texts of a language were fetched: how it is written, and on which day its weeks begin. With the draft that was
    /// kept, or `undefined`.
    pub fn spoken(&mut self, language: &str, right_to_left: bool, first_weekday: i32, draft: &JsValue) -> String {
        self.state.right_to_left = right_to_left;
        self.state.first_weekday = first_weekday;
        let draft = draft.is_object().then(|| read::draft(draft));
        let effects = update::spoken(&mut self.state, language, draft, &Browser);
        self.carry_out(effects)
    }

    /// A slice of the proof of work. The effects once it is done, and nothing before.
    pub fn work(&mut self, tries: u32) -> Option<String> {
        let (done, effects) = update::worked(&mut self.state, tries);
        done.then(|| self.carry_out(effects))
    }

    /// What is to be seen, for `patch` in `js/dom.js`.
    pub fn view(&self) -> String {
        view::view(&self.state)
    }

    /// The configured looks, as a style sheet.
    pub fn theme(&self) -> String {
        view::theme(&self.state)
    }

    /// The time zone that times are shown in.
    pub fn zone(&self) -> String {
        self.state.zone.clone()
    }

    /// The token that goes with every call under the key.
    pub fn token(&self) -> String {
        self.state.config.token.clone()
    }

    /// Keeps the requests until they are answered.
    fn carry_out(&mut self, effects: Effects) -> String {
        self.pending.extend(effects.requests);
        effects.text
    }
}

//! The widget in the browser: what JavaScript calls, and what it is asked.
//!
//! All goes by text: what would be read and made piece by piece otherwise weighs a tenth of what a visitor downloads.

use alloc::string::String;
use alloc::vec::Vec;

use lol_alloc::{FreeListAllocator, LockedAllocator};
use wasm_bindgen::prelude::*;

use crate::effect::Request;
use crate::read::{self, Node};
use crate::state::State;
use crate::text::{join, whole};
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

/// How many numbers are tried in one go for the proof of work: a fraction of a millisecond.
const TRIES: u32 = 50;
/// Between the parts of what JavaScript is told.
const PART: &str = "\u{e}";

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
    pub fn new(page: &str) -> Widget {
        Widget { state: read::page(&Node::new(page)), pending: Vec::new() }
    }

    /// Something happened. What is to be seen now (for `patch` in `js/dom.js`), the looks as a style sheet, the time zone
    /// that times are shown in, the token that goes with every call under the key, and the effects, each a list that begins
    /// with its name. Nothing, if it was a slice of work and there is more of it.
    pub fn tell(&mut self, name: &str, about: &str, value: &str, now: f64) -> String {
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
            "answer" => return self.answered(whole(about) as i32, value),
            "spoken" => return self.spoken(about, value),
            _ => {
                let (done, effects) = update::worked(&mut self.state, TRIES);
                return if done { self.shown(effects) } else { String::new() };
            }
        };
        let effects = update::happened(&mut self.state, event, &Browser);
        self.shown(effects)
    }

    /// A request was answered.
    fn answered(&mut self, number: i32, answer: &str) -> String {
        let Some(index) = self.pending.iter().position(|request| request.number == number) else {
            return self.shown(Effects::default());
        };
        let request = self.pending.swap_remove(index);
        let answer = read::answer(request.call, &Node::new(answer));
        let effects = update::answered(&mut self.state, &request, answer, &Browser);
        self.shown(effects)
    }

    /// The texts of a language were fetched: how it is written, on which day its weeks begin, and the draft that was kept.
    fn spoken(&mut self, language: &str, about: &str) -> String {
        let about = Node::new(about);
        self.state.right_to_left = about.flag("right_to_left");
        self.state.first_weekday = about.number("first_weekday");
        let draft = read::draft(about.get("draft"));
        let effects = update::spoken(&mut self.state, language, draft, &Browser);
        self.shown(effects)
    }

    /// Keeps the requests until they are answered, and says what is to be seen and done.
    fn shown(&mut self, effects: Effects) -> String {
        self.pending.extend(effects.requests);
        let state = &self.state;
        let (view, theme) = (view::view(state), view::theme(state));
        join(&[&view, PART, &theme, PART, &state.zone, PART, &state.config.token, PART, &effects.text])
    }
}

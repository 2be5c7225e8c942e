//! The widget in the browser: what JavaScript calls, and what it is asked.
//!
//! All goes by text: what would be read and made piece by piece otherwise weighs a tenth of what a visitor downloads.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use lol_alloc::{AssumeSingleThreaded, FreeListAllocator};
use spin::Mutex;
use wasm_bindgen::prelude::*;

use crate::effect::Request;
use crate::read::{self, Node};
use crate::state::State;
use crate::text::{cut, join, whole};
use crate::update::{self, Effects, Event};
use crate::view;
use crate::world::World;

#[wasm_bindgen]
extern "C" {
    /// Asks the browser: with the text that begins here. The answer is given as every text is. `js/memory.js` takes
    /// whatever is asked of it for this, so that it stays the only one.
    fn answer(start: usize);
}

/// The text that JavaScript gave last.
static GIVEN: Mutex<Vec<u8>> = Mutex::new(Vec::new());
/// The text that it reads.
static TOLD: Mutex<String> = Mutex::new(String::new());

/// Where JavaScript may put a text of so many bytes, to give it. Texts are carried in this way alone: what is generated for
/// them weighs more than all that is said in the widget.
#[wasm_bindgen]
pub fn room(bytes: usize) -> usize {
    let mut given = GIVEN.lock();
    *given = vec![0; bytes];
    given.as_ptr() as usize
}

/// Takes what was given.
#[inline(never)]
fn given() -> String {
    let bytes = core::mem::take(&mut *GIVEN.lock());
    #[expect(unsafe_code, reason = "a `TextEncoder` writes nothing but UTF-8, and a check of it would be downloaded")]
    unsafe {
        String::from_utf8_unchecked(bytes)
    }
}

/// What the browser knows about something, of what `know` in `js/intl.js` knows.
fn know(what: &str, about: &str, zone: &str) -> String {
    let question = join(&[what, "\u{e}", about, "\u{e}", zone, END]);
    answer(question.as_ptr() as usize);
    given()
}

#[global_allocator]
#[expect(
    unsafe_code,
    reason = "WebAssembly without its threads has one, and a lock around each allocation would be downloaded"
)]
static MEMORY: AssumeSingleThreaded<FreeListAllocator> = unsafe { AssumeSingleThreaded::new(FreeListAllocator::new()) };

/// There is nobody to read why: the widget stops.
#[panic_handler]
fn panicked(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// What JavaScript knows.
struct Browser;

impl World for Browser {
    fn days(&self, instants: &str, zone: &str) -> String {
        know("days", instants, zone)
    }

    fn millis(&self, instant: &str) -> f64 {
        whole(&know("millis", instant, "")) as f64
    }

    fn zones(&self) -> String {
        know("zones", "", "")
    }

    fn unique(&self) -> String {
        know("unique", "", "")
    }
}

/// How many numbers are tried in one go for the proof of work: a fraction of a millisecond.
const TRIES: u32 = 50;
/// Between the parts of what is told.
const PART: char = '\u{e}';
/// Ends what JavaScript reads.
const END: &str = "\0";

/// A widget on a page.
struct Widget {
    state: State,
    /// Requests that are on their way.
    pending: Vec<Request>,
}

/// The widgets on the page, by number.
static WIDGETS: Mutex<Vec<Widget>> = Mutex::new(Vec::new());

/// Something happened to the widget of this number, and was given: a name, the time, what it is about, and a value. A widget
/// begins with what its page says of it as the value.
///
/// The answer, which begins here, is what is to be seen now (for `patch` in `js/dom.js`), the looks as a style sheet, the
/// time zone that times are shown in, the token that goes with every call under the key, and the effects, each a list that
/// begins with its name. It is empty if that was a slice of work and there is more of it.
#[wasm_bindgen]
pub fn tell(number: usize) -> usize {
    let event = given();
    let (name, rest) = cut(&event, PART);
    let (now, rest) = cut(rest, PART);
    let (about, value) = cut(rest, PART);
    let mut widgets = WIDGETS.lock();
    if number >= widgets.len() {
        widgets.push(Widget { state: read::page(&Node::new(value)), pending: Vec::new() });
    }
    let mut told = TOLD.lock();
    if let Some(widget) = widgets.get_mut(number) {
        widget.state.now = whole(now) as f64;
        *told = widget.happened(name, about, value);
    }
    told.push_str(END);
    told.as_ptr() as usize
}

impl Widget {
    fn happened(&mut self, name: &str, about: &str, value: &str) -> String {
        let state = &mut self.state;
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
            "spoken" => {
                let value = Node::new(value);
                state.right_to_left = value.flag("right_to_left");
                state.first_weekday = value.number("first_weekday");
                let effects = update::spoken(state, about, value.get("draft"), &Browser);
                return self.shown(effects);
            }
            _ => {
                let (done, effects) = update::worked(state, TRIES);
                return if done { self.shown(effects) } else { String::new() };
            }
        };
        let effects = update::happened(state, event, &Browser);
        self.shown(effects)
    }

    /// A request was answered.
    fn answered(&mut self, number: i32, answer: &str) -> String {
        let mut effects = Effects::default();
        if let Some(index) = self.pending.iter().position(|request| request.number == number) {
            let request = self.pending.swap_remove(index);
            let answer = read::answer(request.call, &Node::new(answer));
            effects = update::answered(&mut self.state, request, answer, &Browser);
        }
        self.shown(effects)
    }

    /// Keeps the requests until they are answered, and says what is to be seen and done.
    fn shown(&mut self, mut effects: Effects) -> String {
        self.pending.append(&mut effects.requests);
        let state = &self.state;
        let (view, theme) = (view::view(state), view::theme(state));
        let part = "\u{e}";
        join(&[&view, part, &theme, part, &state.zone, part, &state.config.token, part, &effects.text])
    }
}

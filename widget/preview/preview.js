// Every state of a widget, with its services and theme: the configuration is the real one, everything after it is played,
// so that a preview books nothing.

const DAY = 86400e3;
const settings = document.getElementById("settings");
const places = new URLSearchParams(location.search);
for (const [name, value] of places) if (settings.elements[name]) settings.elements[name].value = value;
if (!places.has("accent")) settings.elements.accent.value = "#0f766e";

const sample = {
  token: "preview",
  widget: {
    kinds: ["BOOKING", "LEAD"], theme: { radius: 12, color_scheme: "auto", font: "inherit" }, texts: {}, language: "en", languages: ["en", "de", "fr", "es", "ar"],
    privacy_url: "https://example.com", consent_text: "I agree that my details are stored to handle my request.", consent_required: true, turnstile_site_key: null,
    proof_of_work: { challenge: "preview", difficulty: 4 },
  },
  business: { name: "Your business", time_zone: "Europe/Berlin", phone: "+49 30 5550123" },
  services: [
    { id: "one", name: "Consultation", description: "We talk about what you need.", duration_minutes: 30, price: { amount: "0.00", currency: "EUR" }, staff: [{ id: "a", name: "Mia Sommer" }, { id: "b", name: "Jonas Adler" }], staff_choice: true, seats: 1, approval: false, horizon_days: 60, questions: [] },
    { id: "two", name: "Appointment", description: "An hour for you.", duration_minutes: 60, price: { amount: "68.00", currency: "EUR" }, staff: [], staff_choice: false, seats: 1, approval: true, horizon_days: 60, questions: [] },
  ],
  lead_questions: [],
};

const iso = (time) => new Date(time).toISOString().replace(".000", "");
const lost = { status: 0 };
const problem = (status, type, more) => ({ status, data: { type: `/problems/${type}`, ...more } });
const appointment = (start) => ({
  id: "preview", status: "CONFIRMED", start, end: iso(Date.parse(start) + 36e5), service: { id: "one", name: "Consultation" }, staff: { id: "a", name: "Mia Sommer" },
  token: "preview", manage_url: location.href, ics_url: location.href, can_cancel: true, can_reschedule: true, until: start, key: "",
});

function freeSlots(url) {
  const found = [];
  for (let day = Date.parse(url.searchParams.get("from")); day <= Date.parse(url.searchParams.get("to")); day += DAY)
    if (day > Date.now() && new Date(day).getUTCDay() % 6) for (let half = 16; half < 30; half += 2) found.push({ start: iso(day + half * 18e5), seats_left: 1 });
  return found;
}
const soon = () => freeSlots(new URL(`http://x?from=${iso(Date.now()).slice(0, 10)}&to=${iso(Date.now() + 14 * DAY).slice(0, 10)}`)).map((slot) => slot.start);

// What the server would say; `plays` puts something else in its place.
const played = (configuration, plays) => async (url, init = {}) => {
  const at = new URL(url);
  const [, , key, what] = at.pathname.split("/");
  if (!at.pathname.startsWith("/embed/")) {
    const answer = await fetch(url);
    return { status: answer.status, data: await answer.json() };
  }
  const call = key === "appointments" ? "link" : what || "configuration";
  const own = plays[call]?.(at, init);
  if (own) return own;
  switch (call) {
    case "configuration":
      return { status: 200, data: configuration };
    case "slots":
      return { status: 200, data: { slots: freeSlots(at), next_free: soon()[0] } };
    case "holds":
      return { status: 201, data: { id: "preview", expires_at: iso(Date.now() + 3e5) } };
    case "link":
      return { status: 200, data: { ...appointment(soon()[3]), service: configuration.services[0] } };
    default:
      return { status: 201, data: { ...appointment(JSON.parse(init.body).start || soon()[0]), service: configuration.services[0] } };
  }
};

const never = () => new Promise(() => {});
const toTimes = ["service:0", "person:", ".day.free"];
const toForm = [...toTimes, ".slot"];
const filled = [...toForm, "fill", "[type=submit]"];
const states = [
  ["Loading", { configuration: never }],
  ["The server is away", { configuration: () => lost }],
  ["Choosing what", {}],
  ["Choosing with whom", {}, ["service:0"]],
  ["Choosing when", {}, toTimes],
  ["The next free times", {}, ["service:0", "person:", "list"]],
  ["Nothing this month", { slots: (url) => ({ status: 200, data: { slots: [], next_free: iso(Date.parse(url.searchParams.get("to")) + 4 * DAY + 9 * 36e5) } }) }, ["service:0", "person:"]],
  ["Nothing at all", { slots: () => ({ status: 200, data: { slots: [], next_free: null } }) }, ["service:0", "person:"]],
  ["The form", {}, toForm],
  ["Something is missing", {}, [...toForm, "[type=submit]"]],
  ["The time was just taken", { holds: () => problem(409, "slot-taken", { next_free: soon().slice(4, 9) }) }, toForm],
  ["The line is lost", { appointments: () => lost }, filled],
  ["Booked", {}, filled],
  ["Looking after it", {}, [], { appointment: "preview" }],
  ["Cancelling", {}, ["cancel"], { appointment: "preview" }],
  ["A link that is not valid", { link: () => problem(404, "not-found") }, [], { appointment: "preview" }],
  ["An enquiry", {}, [], {}, "lead"],
  ["An enquiry was sent", { leads: () => ({ status: 201, data: {} }) }, ["fill", "[type=submit]"], {}, "lead"],
];

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Does what a visitor would: each step is an action of the widget, a selector, or `fill`.
async function drive(host, steps) {
  for (const step of steps) {
    for (let tries = 0; tries < 60; tries++, await pause(100)) {
      const tree = host.shadowRoot;
      if (step === "fill" && tree.querySelector("form")) {
        for (const input of tree.querySelectorAll(".field [data-field]")) {
          if (input.type === "checkbox") input.checked = true;
          else if (input.localName === "select") input.selectedIndex = 1;
          else input.value = { email: "ada@example.com", tel: "+49 30 5550123", date: "2030-01-01" }[input.type] || (input.inputMode === "decimal" ? "1" : "Ada Lovelace");
          input.dispatchEvent(new Event("input", { bubbles: true }));
        }
        break;
      }
      const found = step === "fill" ? null : tree.querySelector(/^[.[]/.test(step) ? step : `[data-on="${step}"]`);
      if (found) {
        found.click();
        break;
      }
      // A service without a choice of people goes straight on.
      if (step === "person:" && tree.querySelector('[data-step="time"]')) break;
    }
  }
}

async function show() {
  const values = Object.fromEntries(new FormData(settings));
  let configuration = sample;
  const source = document.getElementById("source");
  source.textContent = "";
  if (values.key) {
    const answer = await fetch(`/embed/${encodeURIComponent(values.key)}`).catch(() => null);
    if (answer?.ok) configuration = await answer.json();
    else source.textContent = "There is no widget with this key that this page may show; these are sample services.";
  }
  configuration = structuredClone(configuration);
  const { theme } = configuration.widget;
  if (places.has("accent") || !values.key) theme.accent = values.accent;
  else if (/^#[0-9a-f]{6}$/i.test(theme.accent)) settings.elements.accent.value = theme.accent;
  if (values.radius) theme.radius = +values.radius;
  if (values.color_scheme !== "auto") theme.color_scheme = values.color_scheme;
  const main = document.getElementById("states");
  main.style.setProperty("--width", values.width || "62rem");
  main.replaceChildren();
  states.forEach(([name, plays, steps = [], attributes = {}, kind = "booking"], index) => {
    const section = document.createElement("section");
    const heading = document.createElement("h2");
    heading.textContent = name;
    const host = document.createElement(`portico-${kind}`);
    // A key of its own, so that no draft of one state is found by another.
    for (const [key, value] of Object.entries({ widget: `preview-${index}`, ...attributes, ...(values.lang ? { lang: values.lang } : {}) })) host.setAttribute(key, value);
    sessionStorage.removeItem(`portico:preview-${index}:${kind}`);
    host.ask = played(configuration, plays);
    section.append(heading, host);
    main.append(section);
    host.addEventListener("portico:ready", () => drive(host, steps), { once: true });
  });
}

settings.addEventListener("submit", (event) => {
  event.preventDefault();
  places.set("accent", settings.elements.accent.value);
  history.replaceState(null, "", `?${new URLSearchParams(new FormData(settings))}`);
  show();
});
show();

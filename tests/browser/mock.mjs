// A server that speaks docs/EMBED-API.md and nothing else, for what is hard to provoke at the real one: a lost line, a
// slot that went, a token that is refused. `faults` is what the next calls meet.

import { createServer } from "node:http";
import { createHash, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm", ".json": "application/json", ".html": "text/html; charset=utf-8", ".css": "text/css", ".svg": "image/svg+xml" };
const DAY = 86400e3;

const hair = [
  { id: "hair", label: "How long is your hair?", kind: "CHOICE", choices: ["Short", "Chin length", "Long"], required: true },
  { id: "extras", label: "Anything on top?", kind: "CHOICES", choices: ["Head massage", "Tea", "Quiet chair"], required: false },
  { id: "first", label: "This is my first visit", kind: "BOOLEAN", required: false },
];
const staff = [{ id: "stf_mia", name: "Mia Sommer" }, { id: "stf_jonas", name: "Jonas Adler" }, { id: "stf_leyla", name: "Leyla Demir" }];

export const services = [
  { id: "svc_cut", name: "Cut & finish", description: "Consultation, wash, precision cut and styling.", duration_minutes: 60, price: { amount: "68.00", currency: "EUR" }, staff, staff_choice: true, seats: 1, approval: false, horizon_days: 60, questions: hair },
  { id: "svc_colour", name: "Colour & gloss", description: "Full colour with a gloss treatment.", duration_minutes: 135, price: { amount: "142.50", currency: "EUR" }, staff: staff.slice(0, 1), staff_choice: true, seats: 1, approval: true, horizon_days: 60, questions: [] },
  { id: "svc_fringe", name: "Fringe trim", description: "Ten minutes between two cuts.", duration_minutes: 15, price: { amount: "12.00", currency: "EUR" }, staff: [], staff_choice: false, seats: 1, approval: false, horizon_days: 60, questions: [] },
  { id: "svc_class", name: "Styling class", description: "Learn three everyday looks. Up to six people.", duration_minutes: 90, price: { amount: "35.00", currency: "EUR" }, staff: [], staff_choice: false, seats: 6, approval: false, horizon_days: 90, questions: [] },
];

export const configuration = () => ({
  token: randomUUID(),
  expires_at: new Date(Date.now() + 18e5).toISOString(),
  widget: {
    kinds: ["BOOKING", "LEAD"],
    theme: { accent: "#8a3b52", radius: 12, color_scheme: "auto", font: "inherit" },
    texts: {},
    language: "en",
    languages: ["en", "de", "fr", "es", "ar"],
    position: "inline",
    privacy_url: "https://example.com/privacy",
    consent_text: "I agree that my details are stored to handle my request.",
    consent_required: true,
    turnstile_site_key: null,
    proof_of_work: { challenge: randomUUID(), difficulty: 10 },
  },
  business: { name: "Salon Aurora", time_zone: "Europe/Berlin", phone: "+49 30 5550123" },
  services,
  lead_questions: [
    { id: "topic", label: "What is it about?", kind: "CHOICE", choices: ["Wedding", "Colour advice", "Something else"], required: false },
    { id: "date", label: "Is there a date?", kind: "DATE", required: false },
  ],
});

// Slots in the business's day: every half hour from seven in UTC, none on Sundays, the afternoon off every third day.
export function slots(service, from, to, now = Date.now()) {
  const found = [];
  for (let day = Date.parse(from); day <= Date.parse(to); day += DAY) {
    const weekday = new Date(day).getUTCDay();
    if (weekday === 0 || day > now + service.horizon_days * DAY) continue;
    const until = (day / DAY) % 3 ? 16 : 12;
    for (let half = 14; half < until * 2; half++) {
      const start = day + half * 18e5;
      if (start > now + 36e5) found.push({ start: new Date(start).toISOString().replace(".000", ""), seats_left: service.seats > 1 ? 1 + (half % service.seats) : 1 });
    }
  }
  return found;
}

const problem = (status, type, more = {}) => ({ status, type: `/problems/${type}`, title: type, ...more });

export async function start({ files, origins = [], pages = {} }) {
  const state = { tokens: new Map(), holds: new Map(), keys: new Map(), appointments: new Map(), taken: new Set(), leads: [], calls: [], bookings: 0, changes: 0, refused: 0 };
  const faults = { lost: 0, drop: 0, taken: 0, unauthorised: 0, unconfigured: 0, garbled: 0, broken: 0, slots: null, refused: false, invalid: null, nothing: null, slow: 0, down: false, tooLate: false, config: (found) => found };

  async function answer(request, url, body) {
    const [, , key, what, id] = url.pathname.split("/");
    const data = body ? JSON.parse(body) : null;
    if (key === "appointments") return byLink(request, what, data);
    if (request.method === "GET" && !what) {
      if (faults.unconfigured-- > 0) return problem(503, "unavailable");
      const found = faults.config(configuration());
      // What is to be moved is there, though others are not offered it.
      const own = state.appointments.get(url.searchParams.get("appointment"))?.service.id;
      if (own && !found.services.some(({ id }) => id === own)) found.services.push(services.find(({ id }) => id === own));
      state.tokens.set(found.token, found.widget.proof_of_work);
      return found;
    }
    if (faults.unauthorised-- > 0 || !state.tokens.has(request.headers["x-portico-token"])) return problem(401, "unauthenticated");
    if (what === "slots") return faults.slots ? problem(faults.slots, "refused") : freeSlots(url);
    if (what === "holds" && request.method === "DELETE") return state.holds.delete(id) ? { status: 204 } : problem(404, "not-found");
    return once(request, data, () => (what === "holds" ? hold(data) : submit(what, data, request)));
  }

  // What is done once however often it is asked for: what was answered is answered again.
  function once(request, data, run) {
    const key = request.headers["idempotency-key"];
    if (!key) return problem(400, "malformed");
    const { protection: _, ...rest } = data;
    const body = JSON.stringify(rest);
    const before = state.keys.get(key);
    if (before) return before.body === body ? before.answer : problem(422, "idempotency-mismatch");
    const made = run();
    if (!(made.status >= 400)) state.keys.set(key, { body, answer: made });
    return made;
  }

  const after = (start, count) => {
    const from = new Date(start).toISOString().slice(0, 10);
    const to = new Date(Date.parse(from) + 7 * DAY).toISOString().slice(0, 10);
    return slots(services[0], from, to).map((slot) => slot.start).filter((one) => one > start && !state.taken.has(one)).slice(0, count);
  };

  function gone(data) {
    if (faults.taken > 0) {
      faults.taken--;
      state.taken.add(data.start);
    }
    const others = [...state.holds.values()].some((held) => held.start === data.start && held.id !== data.hold_id && held.until > Date.now());
    if (state.taken.has(data.start) || others) return problem(409, "slot-taken", { next_free: after(data.start, 5) });
  }

  function hold(data) {
    const refused = gone(data);
    if (refused) return refused;
    const made = { id: `hld_${state.holds.size + 1}`, start: data.start, until: Date.now() + 3e5 };
    state.holds.set(made.id, made);
    return { status: 201, id: made.id, start: data.start, end: data.start, expires_at: new Date(made.until).toISOString(), staff: staff[0] };
  }

  function submit(what, data, request) {
    if (faults.invalid) {
      const errors = faults.invalid;
      faults.invalid = null;
      return problem(422, "invalid", { errors });
    }
    const { challenge, difficulty } = state.tokens.get(request.headers["x-portico-token"]);
    const hash = createHash("sha256").update(`${challenge}:${data.protection.proof_of_work}`).digest();
    if (hash.readUInt32BE(0) >>> (32 - difficulty) !== 0) return problem(422, "invalid", { errors: [{ pointer: "/protection/proof_of_work", code: "invalid", detail: "No work." }] });
    if (data.consent?.given !== true) return problem(422, "invalid", { errors: [{ pointer: "/consent", code: "required", detail: "Consent." }] });
    if (what === "leads") {
      state.leads.push(data);
      return { status: 201, id: `fsb_${state.leads.length}` };
    }
    const refused = gone(data);
    if (refused) return refused;
    const service = services.find((one) => one.id === data.service_id);
    const token = `tok${state.appointments.size + 1}`;
    const made = {
      id: `apt_${token}`, state: service.approval ? "SCHEDULED" : "CONFIRMED", start: data.start,
      end: new Date(Date.parse(data.start) + service.duration_minutes * 6e4).toISOString().replace(".000", ""),
      time_zone: data.time_zone, service: { id: service.id, name: service.name }, staff: staff[0], location: "Lindenstraße 12, Berlin", token,
      manage_url: `${base()}/widget/appointment/#portico_appointment=${token}`, ics_url: `${base()}/embed/appointments/${token}.ics`, body: data,
    };
    state.appointments.set(token, made);
    state.taken.add(data.start);
    state.holds.delete(data.hold_id);
    state.bookings++;
    return { ...shown(made), status: 201, state: made.state };
  }

  const shown = ({ body: _, ...rest }) => rest;

  function byLink(request, token, data) {
    const found = state.appointments.get(token);
    if (!found) return problem(404, "not-found");
    const until = new Date(Date.parse(found.start) - DAY).toISOString();
    const view = () => ({ key: "demo", ...shown(found), can_cancel: found.state !== "CANCELLED", can_reschedule: found.state !== "CANCELLED", until });
    if (request.method === "GET") return view();
    return once(request, data, () => {
      if (faults.tooLate) return problem(409, "too-late");
      state.changes++;
      if (data.action === "cancel") found.state = "CANCELLED";
      else {
        const refused = gone({ ...data, hold_id: null });
        if (refused) return refused;
        state.taken.delete(found.start);
        found.start = data.start;
        found.end = new Date(Date.parse(data.start) + 36e5).toISOString().replace(".000", "");
        state.taken.add(data.start);
      }
      return view();
    });
  }

  function freeSlots(url) {
    const ask = (name) => url.searchParams.get(name);
    const service = services.find((one) => one.id === ask("service_id"));
    const own = state.appointments.get(ask("appointment"))?.start;
    if (faults.nothing) return { time_zone: ask("time_zone"), slots: [], next_free: faults.nothing === true ? null : faults.nothing };
    const found = slots(service, ask("from"), ask("to")).filter((slot) => !state.taken.has(slot.start) || slot.start === own);
    return { time_zone: ask("time_zone"), slots: found, next_free: found[0]?.start ?? after(`${ask("to")}T23:00:00Z`, 1)[0] ?? null };
  }

  // In the middle of an answer: a browser repeats by itself what broke off before the first byte.
  function breakOff(response, cors) {
    response.writeHead(200, { ...cors, "content-type": "application/json", "content-length": 1000 });
    response.write('{"id":', () => response.socket.destroy());
  }

  async function serve(request, response) {
    const url = new URL(request.url, "http://localhost");
    let body = "";
    for await (const piece of request) body += piece;
    if (!url.pathname.startsWith("/embed/")) return file(url, response);
    if (faults.down) {
      state.refused++;
      return request.socket.destroy();
    }
    // A page of the installation's own says so in another header.
    const origin = request.headers.origin ?? (request.headers["sec-fetch-site"] === "same-origin" ? base() : undefined);
    // What stands between, a proxy say, knows nothing of origins.
    if (faults.broken > 0) {
      faults.broken--;
      response.writeHead(502, { "content-type": "text/html" });
      return response.end("<h1>Bad gateway</h1>");
    }
    if (faults.refused || ![...origins, base()].includes(origin)) {
      response.writeHead(403);
      return response.end();
    }
    const cors = { "access-control-allow-origin": origin, vary: "Origin", "access-control-allow-headers": "content-type, idempotency-key, x-portico-token", "access-control-allow-methods": "GET, POST, DELETE", "access-control-expose-headers": "retry-after" };
    if (faults.slots === 429) cors["retry-after"] = "2";
    if (request.method === "OPTIONS") {
      response.writeHead(204, cors);
      return response.end();
    }
    state.calls.push({ method: request.method, path: url.pathname, key: request.headers["idempotency-key"], body });
    if (faults.slow) await new Promise((resolve) => setTimeout(resolve, faults.slow));
    // `lost` never arrives; `drop` is carried out, and its answer does not come back.
    const writes = request.method === "POST" && !url.pathname.endsWith("/holds");
    if (writes && faults.lost-- > 0) return breakOff(response, cors);
    if (faults.garbled-- > 0) return response.writeHead(200, { ...cors, "content-type": "text/html" }).end("<h1>Sign in</h1>");
    const made = await answer(request, url, body);
    if (writes && faults.drop-- > 0) return breakOff(response, cors);
    const { status = 200, state: inner, ...rest } = made;
    const failed = rest.type?.startsWith("/problems/");
    response.writeHead(status === 204 || status >= 200 ? status : 200, { ...cors, "content-type": failed ? "application/problem+json" : "application/json" });
    response.end(status === 204 ? "" : JSON.stringify({ ...rest, ...(inner ? { status: inner } : {}) }));
  }

  async function file(url, response) {
    const page = url.pathname === "/favicon.ico" ? { body: "", headers: {} } : pages[url.pathname];
    if (page) {
      response.writeHead(200, { "content-type": TYPES[".html"], ...page.headers });
      return response.end(page.body);
    }
    try {
      const path = normalize(url.pathname).replace(/^\/widget/, "").replace(/\/$/, "/index.html");
      const content = await readFile(join(files, path));
      response.writeHead(200, { "content-type": TYPES[extname(path)] || "application/octet-stream", "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" });
      response.end(content);
    } catch {
      response.writeHead(404);
      response.end("not found");
    }
  }

  const server = createServer((request, response) => serve(request, response).catch((error) => {
    console.error(error);
    response.writeHead(500).end();
  }));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = () => `http://127.0.0.1:${server.address().port}`;
  return { state, faults, origins, pages, base: base(), close: () => server.close(server.closeAllConnections()) };
}

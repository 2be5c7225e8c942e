// What visitors of the widget do, in every test of it.

// To the form, for the first service with whoever is free.
export async function choose({ at, step }) {
  await at('[data-on="service:0"]').click();
  await at('[data-on="person:"]').click();
  await at(".day.free").first().click();
  await at(".slot").first().click();
  await step("details");
}

export async function fill({ field }) {
  await field("name").fill("Ada Lovelace");
  await field("email").fill("ada@example.com");
  await field("answers.hair").selectOption("Short");
  await field("consent").check();
}

// An appointment of the first service, in three days, whose link has the token `tok1`.
export function appoint({ server }, more = {}) {
  const start = `${new Date(Date.now() + 3 * 86400e3).toISOString().slice(0, 11)}09:00:00Z`;
  const made = { id: "apt_tok1", state: "CONFIRMED", start, end: start.replace("09:", "10:"), service: { id: "svc_cut", name: "Cut & finish" }, staff: { id: "stf_mia", name: "Mia Sommer" }, token: "tok1", ...more };
  server.state.appointments.set("tok1", made);
  server.state.taken.add(start);
  return made;
}

export const submit = ({ at }) => at("button[type=submit]").click();
export const posts = (server, end) => server.state.calls.filter((call) => call.method === "POST" && call.path.endsWith(end));

// The module that the gateway starts with: sends each request on, with an id to follow it by, and does by the clock what is
// to be done every minute.

import { route } from "./index.js";

// What the clock calls, page by page of tenants.
const TICKS = ["/api/tick", "/api/appointments/tick"];

export default {
  async fetch(request, bindings) {
    const target = bindings[route(new URL(request.url).pathname)];
    if (target === undefined) return problem(404, "Not found", "There is nothing at this address.");
    if (!request.headers.has("x-request-id")) {
      request = new Request(request);
      request.headers.set("x-request-id", crypto.randomUUID());
    }
    try {
      return await target.fetch(request);
    } catch (error) {
      console.error(error);
      return problem(502, "Bad gateway", "The function behind this address failed. Try again.");
    }
  },

  // A cron trigger of wrangler.toml.
  async scheduled(_event, bindings) {
    if (!bindings.PORTICO_TICK_SECRET) throw new Error("PORTICO_TICK_SECRET is not set: the clock does nothing");
    const ended = await Promise.allSettled(TICKS.map((path) => tick(path, bindings)));
    const failed = ended.filter(({ status }) => status === "rejected").map(({ reason }) => String(reason));
    if (failed.length > 0) throw new Error(failed.join("; "));
  },
};

async function tick(path, bindings) {
  const headers = { authorization: `Bearer ${bindings.PORTICO_TICK_SECRET}`, "content-type": "application/json" };
  let after = null;
  do {
    const body = JSON.stringify({ after });
    const answer = await bindings[route(path)].fetch(`https://gateway${path}`, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}`);
    after = (await answer.json()).next ?? null;
  } while (after !== null);
}

function problem(status, title, detail) {
  return new Response(JSON.stringify({ type: "about:blank", title, status, detail }), {
    status,
    headers: { "content-type": "application/problem+json" },
  });
}

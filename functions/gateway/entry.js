// The module that the gateway starts with: sends each request on, with an id to follow it by.

import { route } from "./index.js";

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
};

function problem(status, title, detail) {
  return new Response(JSON.stringify({ type: "about:blank", title, status, detail }), {
    status,
    headers: { "content-type": "application/problem+json" },
  });
}

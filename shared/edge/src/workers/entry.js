// The module that a worker starts with: takes requests in, hands responses out, and keeps a panic to the one request
// that caused it.

import * as instance from "./index.js";

// The most that a request body may hold; one byte more is read, so that the API can tell.
const MAX_BODY_BYTES = 1024 * 1024;
// With so many panics behind it an instance is given up, even if it is never idle.
const MAX_PANICS = 8;

let running = 0;
let panics = 0;

export default {
  async fetch(request, bindings) {
    let incoming;
    try {
      incoming = await take(request);
    } catch {
      // The client went away while it was sending.
      return new Response(null, { status: 400 });
    }
    // An instance that panicked may hold broken state and leaked memory. It is replaced as soon as nobody else is
    // using it: replacing it takes every request away that still runs in it.
    if (panics > MAX_PANICS || (panics > 0 && running === 0)) {
      panics = 0;
      running = 0;
      instance.__wbg_reset_state();
    }
    running += 1;
    try {
      return await new Promise((resolve, reject) => {
        instance.respond(
          incoming,
          bindings,
          (status, headers, body) => resolve(give(status, headers, body)),
          reject,
        );
      });
    } catch (fault) {
      panics += 1;
      return problem(fault);
    } finally {
      running -= 1;
    }
  },
};

async function take(request) {
  const url = new URL(request.url);
  return {
    method: request.method,
    path: url.pathname,
    query: url.search.slice(1),
    headers: [...request.headers].flat(),
    body: await read(request),
    address: request.headers.get("cf-connecting-ip") ?? undefined,
  };
}

// Reads a body up to one byte more than it may hold.
async function read(request) {
  if (request.body === null) return new Uint8Array();
  const length = request.headers.get("content-length");
  if (length !== null && Number(length) <= MAX_BODY_BYTES) return new Uint8Array(await request.arrayBuffer());
  const pieces = [];
  let size = 0;
  const reader = request.body.getReader();
  while (size <= MAX_BODY_BYTES) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value);
    size += value.length;
  }
  if (size > MAX_BODY_BYTES) reader.cancel().catch(() => {});
  const body = new Uint8Array(Math.min(size, MAX_BODY_BYTES + 1));
  let at = 0;
  for (const piece of pieces) {
    const rest = piece.subarray(0, body.length - at);
    body.set(rest, at);
    at += rest.length;
  }
  return body;
}

function give(status, flat, body) {
  const headers = new Headers();
  for (let at = 0; at + 1 < flat.length; at += 2) headers.append(flat[at], flat[at + 1]);
  if (body instanceof instance.Pieces) return new Response(stream(body), { status, headers });
  // Statuses such as 204 and 304 may not have a body, not even an empty one.
  return new Response(body.length > 0 ? body : null, { status, headers });
}

function stream(pieces) {
  let open = true;
  running += 1;
  const close = (free) => {
    if (!open) return;
    open = false;
    running -= 1;
    if (free) pieces.free();
  };
  return new ReadableStream(
    {
      async pull(controller) {
        let piece;
        try {
          piece = await new Promise((resolve, reject) => pieces.next(resolve, reject));
        } catch (fault) {
          // After a panic the pieces belong to an instance that is about to be replaced.
          panics += 1;
          close(false);
          controller.error(new Error("the response broke off"));
          return;
        }
        if (piece instanceof Uint8Array) {
          controller.enqueue(piece);
        } else {
          close(true);
          if (piece === true) controller.close();
          else controller.error(new Error("the response broke off"));
        }
      },
      cancel: () => close(true),
    },
    { highWaterMark: 0 },
  );
}

function problem(fault) {
  if (typeof fault !== "string") {
    console.error(fault);
    fault = '{"type":"about:blank","title":"Internal error","status":500}';
  }
  return new Response(fault, { status: 500, headers: { "content-type": "application/problem+json" } });
}

// The module that a worker starts with: takes requests in, hands responses out, does for the function what only the
// runtime can, and keeps a trap to the one request that caused it.

import * as instance from "./index.js";

// The most that a request body may hold; one byte more is read, so that the API can tell.
const MAX_BODY_BYTES = 1024 * 1024;
// With so many traps behind it an instance is given up, even if it is never idle.
const MAX_TRAPS = 8;
// What stands between parts that are handed over as one text.
const SEPARATOR = "\0";

const FAULT = JSON.stringify({
  type: "/problems/internal",
  title: "Something went wrong here",
  status: 500,
  detail: "Something went wrong on our side. Nothing of this request was done by halves; it can be sent again.",
});

let running = 0;
let traps = 0;
let lastTask = 0;
// The task that the function was last entered for: whatever it begins is that task's.
let current = 0;
// Counts the instances, so that what an earlier one began is not told to a later one.
let generation = 0;
// What each task of the instance is for: how to answer it, and whether it stands for a body that is being sent.
const tasks = new Map();

export default {
  async fetch(request, bindings) {
    let taken;
    try {
      taken = await take(request);
    } catch {
      // The client went away while it was sending.
      return new Response(null, { status: 400 });
    }
    // An instance that trapped may hold broken state and leaked memory. It is replaced as soon as nobody else is using
    // it: replacing it takes every request away that still runs in it.
    if (traps > MAX_TRAPS || (traps > 0 && running === 0)) {
      traps = 0;
      running = 0;
      for (const { reject } of tasks.values()) reject(new Error("the function was started again"));
      tasks.clear();
      generation += 1;
      instance.__wbg_reset_state();
    }
    running += 1;
    const task = ++lastTask;
    try {
      return await asked(task, () => instance.respond(platform(bindings), task, ...taken));
    } catch {
      return new Response(FAULT, { status: 500, headers: { "content-type": "application/problem+json" } });
    } finally {
      running -= 1;
    }
  },
};

// Calls into the function for a task, and waits until the platform is told what came of it.
function asked(task, call) {
  return new Promise((resolve, reject) => {
    tasks.set(task, { resolve, reject });
    enter(task, call);
  });
}

// Every way into the function. A call that traps ends its task.
function enter(task, call) {
  current = task;
  try {
    call();
  } catch (fault) {
    traps += 1;
    console.error(JSON.stringify({ level: "error", event: "trap", at: String(fault?.stack ?? fault) }));
    told(task)?.reject(fault);
  }
}

function told(task) {
  const waiting = tasks.get(task);
  tasks.delete(task);
  return waiting;
}

// What the function may ask of the runtime. Operations end with a call of `settle`.
function platform(bindings) {
  const operation = (number, work) => {
    const [task, born] = [current, generation];
    const settle = (status, headers = "", body = new Uint8Array()) => {
      if (born === generation) enter(task, () => instance.settle(number, status, headers, body));
    };
    work().then(
      (answer) => settle(...answer),
      (error) => settle(0, "", new TextEncoder().encode(String(error))),
    );
  };
  return {
    send(number, method, url, headers, body, timeout, largest) {
      // The memory behind `body` is the function's: fetch must not see it change.
      const copy = body.length > 0 ? body.slice() : undefined;
      operation(number, async () => {
        const response = await fetch(url, {
          method,
          headers: pairs(headers),
          body: copy,
          // Redirects are not followed: no host does.
          redirect: "manual",
          signal: AbortSignal.timeout(timeout),
        });
        const answer = await collected(response, largest);
        if (answer.length > largest) throw new Error("the answer is too large");
        return [response.status, joined(response.headers), answer];
      });
    },
    sleep(number, milliseconds) {
      operation(number, () => new Promise((done) => setTimeout(() => done([1]), milliseconds)));
    },
    verify(number, key, message, signature) {
      const [keyBytes, messageBytes, signatureBytes] = [key.slice(), message.slice(), signature.slice()];
      operation(number, async () => {
        const imported = await crypto.subtle.importKey("raw", keyBytes, { name: "Ed25519" }, false, ["verify"]);
        const good = await crypto.subtle.verify({ name: "Ed25519" }, imported, signatureBytes, messageBytes);
        return [good ? 1 : 0];
      });
    },
    now: () => Date.now(),
    fill: (buffer) => crypto.getRandomValues(buffer),
    settings: () =>
      Object.entries(bindings)
        .filter(([, value]) => typeof value === "string")
        .flat()
        .join(SEPARATOR),
    log: (line) => console.log(line),
    finish(task, status, headers, body) {
      // Statuses such as 204 and 304 may not have a body, not even an empty one.
      const copy = body.length > 0 ? body.slice() : null;
      told(task)?.resolve(new Response(copy, { status, headers: pairs(headers) }));
    },
    stream(task, status, headers) {
      told(task)?.resolve(new Response(stream(bindings, task), { status, headers: pairs(headers) }));
    },
    piece: (task, bytes) => told(task)?.resolve(bytes.slice()),
    end: (task, whole) => told(task)?.resolve(whole),
  };
}

// Method, path, query and address as one text, then headers and body.
async function take(request) {
  const url = new URL(request.url);
  const address = request.headers.get("cf-connecting-ip") ?? "";
  const parts = [request.method, url.pathname, url.search.slice(1), address];
  return [parts.join(SEPARATOR), joined(request.headers), await collected(request, MAX_BODY_BYTES)];
}

// Reads the body of a request or a response up to one byte more than it may hold.
async function collected(message, most) {
  if (message.body === null) return new Uint8Array();
  // Compressed bodies are larger than they are announced.
  const length = message.headers.has("content-encoding") ? null : message.headers.get("content-length");
  if (length !== null && Number(length) <= most) return new Uint8Array(await message.arrayBuffer());
  const pieces = [];
  let size = 0;
  const reader = message.body.getReader();
  while (size <= most) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value);
    size += value.length;
  }
  if (size > most) reader.cancel().catch(() => {});
  const body = new Uint8Array(Math.min(size, most + 1));
  let at = 0;
  for (const piece of pieces) {
    const rest = piece.subarray(0, body.length - at);
    body.set(rest, at);
    at += rest.length;
  }
  return body;
}

// A body that is made while it is sent: a task of its own for each piece, one after the other.
function stream(bindings, task) {
  let open = true;
  running += 1;
  const close = () => {
    if (open) running -= 1;
    open = false;
  };
  const born = generation;
  return new ReadableStream(
    {
      async pull(controller) {
        let piece = false;
        if (born === generation) {
          piece = await asked(task, () => instance.pull(platform(bindings), task)).catch(() => false);
        }
        if (piece instanceof Uint8Array) return controller.enqueue(piece);
        close();
        if (piece) controller.close();
        else controller.error(new Error("the response broke off"));
      },
      cancel() {
        close();
        if (born === generation) instance.cancel(task);
      },
    },
    { highWaterMark: 0 },
  );
}

function pairs(joined) {
  const parts = joined.split(SEPARATOR);
  const headers = new Headers();
  for (let at = 0; at + 1 < parts.length; at += 2) headers.append(parts[at], parts[at + 1]);
  return headers;
}

function joined(headers) {
  return [...headers].flat().join(SEPARATOR);
}

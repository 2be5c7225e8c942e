// Text to and from the WebAssembly, whose own functions take and give numbers alone: nothing that is generated is needed to
// call them.

import { know } from "./intl.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
let inside;

// Fetches it. What it asks for is one function, by a name that is made when it is built.
export async function load() {
  const file = await fetch(new URL("app.wasm", import.meta.url));
  const asked = new Proxy({}, { get: () => (start) => give(know(...read(start).split("\x0e"))) });
  const { instance } = await WebAssembly.instantiate(await file.arrayBuffer(), { "./index_bg.js": asked });
  inside = instance.exports;
}

const memory = () => new Uint8Array(inside.memory.buffer);

// A text ends before the first zero.
const read = (start) => decoder.decode(memory().subarray(start, memory().indexOf(0, start)));

function give(text) {
  const bytes = encoder.encode(text);
  const start = inside.room(bytes.length);
  memory().set(bytes, start);
}

// Something happened to the widget of this number.
export function tell(number, text) {
  give(text);
  return read(inside.tell(number));
}

// The half of the Workers ports that is shorter in JavaScript. `ports.rs` imports it.

// Sends a request to another system and waits for the whole answer. Redirects are not followed: no host does.
export async function send(method, url, headers, body, timeout) {
  const response = await fetch(url, {
    method,
    headers: pairs(headers),
    body: body.length > 0 ? body : undefined,
    redirect: "manual",
    signal: AbortSignal.timeout(timeout),
  });
  return {
    status: response.status,
    headers: [...response.headers].flat(),
    body: new Uint8Array(await response.arrayBuffer()),
  };
}

export function sleep(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}

export function fill(buffer) {
  crypto.getRandomValues(buffer);
}

// The variables and secrets among a worker's bindings, as [name, value, name, value, …].
export function settings(bindings) {
  return Object.entries(bindings)
    .filter(([, value]) => typeof value === "string")
    .flat();
}

export function log(line) {
  console.log(line);
}

function pairs(flat) {
  const result = [];
  for (let at = 0; at + 1 < flat.length; at += 2) result.push([flat[at], flat[at + 1]]);
  return result;
}

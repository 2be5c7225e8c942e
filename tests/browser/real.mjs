// The widget against a real host: the demo's salon, its website on a verified origin, and pages that are not.
// node real.mjs <where the embed API is> <where the widget's files are> <key> <site> <screenshots>

import { createServer } from "node:http";
import { join } from "node:path";
import { accessible, equal, holds, launch, PATIENCE, shiftOf, topOf, watchShift } from "./browser.mjs";
import { bookByKeyboard } from "./keyboard.mjs";

const [api, files, key, site, screenshots] = process.argv.slice(2);
const browser = await launch();
let failed = 0;

async function test(name, run) {
  const context = await browser.newContext({ viewport: { width: 1100, height: 820 }, locale: "en-GB", timezoneId: "Europe/Berlin", reducedMotion: "reduce" });
  const tab = await context.newPage();
  tab.setDefaultTimeout(PATIENCE);
  const messages = [];
  tab.on("console", (message) => messages.push(message.text()));
  const elsewhere = [];
  tab.on("request", (request) => request.url().includes("/embed/") && !request.url().startsWith(`${api}/`) && elsewhere.push(request.url()));
  try {
    await run(tab, messages);
    equal(elsewhere, [], "another host was asked");
    console.log(`  ok    ${name}`);
  } catch (error) {
    failed++;
    await tab.screenshot({ path: join(screenshots, `failed real ${name.replaceAll("/", " ")}.png`) }).catch(() => 0);
    console.log(`  FAILED ${name}\n    ${error.message.split("\n").slice(0, 6).join("\n    ")}\n    ${messages.join("\n    ")}`);
  }
  await context.close();
}

const page = (body) =>
  `<!doctype html><html lang="en"><title>A page</title><body>${body}<script src="${files}/widget/widget.js" data-api="${api}" data-widget="${key}" async></script></body></html>`;
const booking = (tab) => (selector) => tab.locator(`portico-booking ${selector}`);
// What a page of an origin gets, without a browser between.
const asked = (path, origin, headers = {}, more = {}) => fetch(`${api}/embed/${path}`, { headers: { ...(origin && { Origin: origin }), ...headers }, ...more });

// To the first time of a day that has one, by the place of the day among them.
async function chooseTime(at, day) {
  // The next month: of this one nothing may be left.
  await at('[data-on="month:1"]').click();
  await at(".grid:not(.waiting)").waitFor();
  await at(".day.free").nth(day).click();
  await at(".slot").first().click();
}

// Books the service in the third place, which asks nothing but who one is. The link of the appointment.
async function book(tab) {
  const at = booking(tab);
  await tab.goto(`${site}/`);
  await tab.locator("portico-booking").scrollIntoViewIfNeeded();
  await at('[data-step="service"]').waitFor();
  await accessible(tab, "services");
  await at('[data-on="service:2"]').click();
  await chooseTime(at, 4);
  await at(".held").waitFor();
  await accessible(tab, "details");
  await at("button[type=submit]").click();
  await at(".error").first().waitFor();
  await accessible(tab, "errors");
  await at('[data-field="name"]').fill("Ada Lovelace");
  await at('[data-field="email"]').fill("ada@example.com");
  await at('[data-field="consent"]').check();
  await at("button[type=submit]").click();
  await at('[data-step="done"]').waitFor();
  await accessible(tab, "done");
  return new URL(await at("a.plain").getAttribute("href"));
}

await test("book, look after it by its link, reschedule, cancel", async (tab) => {
  const link = await book(tab);
  const at = booking(tab);
  await tab.goto("about:blank");
  await tab.goto(link.href);
  await at('[data-step="manage"]').waitFor();
  equal(tab.url(), link.href.split("#")[0], "the address");
  await accessible(tab, "manage");
  const before = await at(".ticket").textContent();
  await at('[data-on="reschedule"]').click();
  await chooseTime(at, 6);
  await at('[data-step="move"]').waitFor();
  await accessible(tab, "move");
  await at('[data-on="confirm"]').click();
  await at(".notice.good").waitFor();
  holds((await at(".ticket").textContent()) !== before, "it is where it was");
  await at('[data-on="cancel"]').click();
  await at('[data-field="reason"]').fill("A cold");
  await accessible(tab, "cancel");
  await at('[data-on="confirm"]').click();
  await at('h3:has-text("cancelled")').waitFor();
  await tab.reload();
  await at('h3:has-text("cancelled")').waitFor();
});

// It is a page of the installation's own, whose functions are elsewhere where these files are not theirs.
if (api === files)
  await test("the hosted page", async (tab) => {
    const { hash } = await book(tab);
    const at = booking(tab);
    await tab.goto(`${files}/widget/appointment/${hash}`);
    await at('[data-on="reschedule"]').click();
    await chooseTime(at, 7);
    await at('[data-on="confirm"]').click();
    await at(".notice.good").waitFor();
    await at('[data-on="cancel"]').click();
    await at('[data-on="confirm"]').click();
    await at('h3:has-text("cancelled")').waitFor();
  });

await test("a whole booking by keyboard, from the top of the page, while nothing on it moves", async (tab) => {
  await watchShift(tab);
  await tab.goto(`${site}/`);
  const before = await topOf(tab, "#people");
  // The page's first link leads to the booking.
  await tab.keyboard.press("Tab");
  await tab.keyboard.press("Enter");
  await bookByKeyboard(tab);
  equal([await shiftOf(tab), await topOf(tab, "#people")], [0, before], "cumulative layout shift, and where what is below is");
});

await test("an enquiry", async (tab) => {
  await watchShift(tab);
  await tab.goto(`${site}/`);
  const before = await topOf(tab, "footer");
  const at = (selector) => tab.locator(`portico-lead ${selector}`);
  await tab.locator("portico-lead").scrollIntoViewIfNeeded();
  await at('[data-field="name"]').fill("Ada Lovelace");
  await at('[data-field="email"]').fill("ada@example.com");
  await at('[data-field="message"]').fill("Six of us, in June.");
  await at('[data-field="consent"]').check();
  await accessible(tab, "enquiry");
  await at("button[type=submit]").click();
  await at('[data-step="done"]').waitFor();
  await accessible(tab, "enquiry sent");
  equal([await shiftOf(tab), await topOf(tab, "footer")], [0, before], "cumulative layout shift, and where what is below is");
});

const { port } = new URL(site);
const elsewhere = createServer((_, response) => response.writeHead(200, { "content-type": "text/html" }).end(page("<portico-booking></portico-booking>")));
await new Promise((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
const other = elsewhere.address().port;

for (const [what, address] of [["another port", `http://127.0.0.1:${other}`], ["another name", `http://localhost:${port}`], ["a subdomain", `http://salon.localhost:${other}`]])
  await test(`${what} shows nothing`, async (tab, messages) => {
    await tab.goto(`${address}/`);
    await tab.evaluate(() => document.querySelector("portico-booking").scrollIntoView());
    await tab.waitForFunction(() => document.querySelector("portico-booking")?.hidden);
    holds(messages.some((message) => message.includes("not a verified domain")), messages.join());
  });

await test("a sandboxed frame, whose origin is null, shows nothing", async (tab, messages) => {
  const frame = page("<portico-booking></portico-booking>").replaceAll('"', "&quot;");
  await tab.route(`${site}/framed`, (route) => route.fulfill({ contentType: "text/html", body: `<iframe sandbox="allow-scripts" width="900" height="700" srcdoc="${frame}"></iframe>` }));
  await tab.goto(`${site}/framed`);
  const inside = await (await tab.waitForSelector("iframe")).contentFrame();
  await inside.waitForFunction(() => document.querySelector("portico-booking")?.hidden);
  holds(messages.some((message) => message.includes("null is not a verified domain")), messages.join());
});

await test("what is refused carries neither data nor a header that would show it", async () => {
  const origins = [undefined, "null", `http://127.0.0.1:${other}`, `http://salon.127.0.0.1:${port}`, `${site}.example`];
  for (const origin of origins) {
    const answer = await asked(key, origin);
    equal([answer.status, answer.headers.get("access-control-allow-origin")], [403, null], `${origin}`);
    holds(!(await answer.text()).includes("token"), `${origin} got data`);
  }
});

await test("a token is of use only where it was given", async () => {
  const configuration = await (await asked(key, site)).json();
  const service = configuration.services[0].id;
  const day = (after) => new Date(Date.now() + after * 864e5).toISOString().slice(0, 10);
  const slots = `${key}/slots?service_id=${service}&from=${day(1)}&to=${day(8)}&time_zone=Europe/Berlin`;
  const status = async (origin, token) => (await asked(slots, origin, token ? { "X-Portico-Token": token } : {})).status;
  equal(await status(site, configuration.token), 200, "its own");
  equal(await status(`http://127.0.0.1:${other}`, configuration.token), 403, "replayed on another page");
  equal(await status(api, configuration.token), 401, "replayed on the installation's own");
  equal([await status(site), await status(site, `${configuration.token}x`)], [401, 401], "none, and another");
});

elsewhere.close();
await browser.close();
console.log(failed ? `${failed} failed` : "all passed");
process.exit(failed ? 1 : 0);

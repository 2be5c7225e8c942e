// The widget as visitors meet it.

import { shiftOf, topOf, watchShift } from "./browser.mjs";
import { equal, holds, main, page, test } from "./harness.mjs";
import { bookByKeyboard } from "./keyboard.mjs";
import "./links.mjs";
import { choose, fill, posts, submit } from "./visitor.mjs";

test("a whole booking by mouse", async (t) => {
  await t.open({ search: "?utm_source=letter&gclid=abc&portico_other=1" });
  await t.tab.evaluate(() => {
    window.heard = [];
    for (const name of ["ready", "step", "slot", "booked"]) window.portico.on(name, (detail) => window.heard.push([name, detail]));
  });
  await t.step("service");
  await t.check("service");
  await t.at('[data-on="service:0"]').click();
  await t.check("person");
  await t.at('[data-on="person:1"]').click();
  await t.at(".day.free").first().waitFor();
  await t.check("month");
  await t.at('[data-on="list"]').click();
  await t.at(".block").first().waitFor();
  await t.check("list");
  await t.at('[data-on="calendar"]').click();
  await t.at(".day.free").nth(2).click();
  await t.check("times");
  await t.at(".slot").nth(1).click();
  await t.at(".held").waitFor();
  await t.check("details");
  await submit(t);
  await t.at(".error").first().waitFor();
  equal(await t.tab.evaluate(() => document.querySelector("portico-booking").shadowRoot.activeElement.id), "f-name", "focus on the first error");
  equal(await t.field("name").getAttribute("aria-describedby"), "e-name", "the error describes its field");
  await t.check("errors");
  await fill(t);
  await t.field("answers.extras#Tea").check();
  await submit(t);
  await t.step("done");
  await t.check("done");
  const sent = JSON.parse(posts(t.server, "/appointments")[0].body);
  equal(sent.answers, { hair: "Short", extras: ["Tea"], first: false }, "answers");
  equal([sent.staff_id, sent.time_zone, sent.language, sent.hold_id], ["stf_jonas", "Europe/Berlin", "en", "hld_1"]);
  equal([sent.attribution.utm_source, sent.attribution.gclid, sent.protection.website], ["letter", "abc", ""]);
  equal(await t.tab.evaluate(() => sessionStorage.length), 0, "the draft is cleared");
  const heard = await t.tab.evaluate(() => window.heard.map(([name]) => name));
  holds(heard.includes("booked") && heard.includes("slot"), `heard ${heard}`);
  holds((await t.at('a[href$=".ics"]').count()) === 1, "no calendar file");
  equal(t.messages, [], "the console");
});

test("a whole booking by keyboard", async (t) => {
  await t.open();
  await t.step("service");
  await bookByKeyboard(t.tab);
  equal(t.server.state.bookings, 1);
});

test("an enquiry", async (t) => {
  await t.open({ body: "<portico-lead></portico-lead>" });
  await t.step("details");
  await t.check("lead");
  await t.shoot("lead en light");
  await t.field("name").fill("Ada");
  await t.field("email").fill("ada@example");
  await submit(t);
  await t.at("#e-email").waitFor();
  await t.field("email").fill("ada@example.com");
  await t.field("answers.topic").selectOption("Wedding");
  await t.field("message").fill("Six of us,\nin June.");
  await t.field("consent").check();
  await submit(t);
  await t.step("done");
  await t.check("lead sent");
  const [lead] = t.server.state.leads;
  equal([lead.message, lead.answers, lead.contact.email], ["Six of us,\nin June.", { topic: "Wedding" }, "ada@example.com"]);
});

test("a lost line is retried with the same key, and nothing is booked twice", async (t) => {
  await t.open();
  await choose(t);
  await fill(t);
  t.server.faults.drop = 99;
  await submit(t);
  await t.at(".notice").waitFor();
  await t.check("lost");
  t.server.faults.drop = 0;
  t.server.faults.lost = 1;
  await t.step("done");
  const calls = posts(t.server, "/appointments");
  holds(calls.length >= 2 && calls.every((call) => call.key === calls[0].key && call.key), "the same key");
  equal(t.server.state.bookings, 1);
});

test("a page that is left while the line is lost carries on", async (t) => {
  await t.open();
  await choose(t);
  await fill(t);
  t.server.faults.drop = 99;
  await submit(t);
  await t.at(".notice").waitFor();
  t.server.faults.drop = 0;
  await t.tab.reload();
  await t.step("done");
  const calls = posts(t.server, "/appointments");
  equal(new Set(calls.map((call) => call.key)).size, 1, "keys");
  equal(t.server.state.bookings, 1);
});

test("what was typed is there again after the page is left", async (t) => {
  await t.open();
  await choose(t);
  await t.at(".held").waitFor();
  await t.field("name").fill("Ada");
  await t.tab.reload();
  await t.step("details");
  equal(await t.field("name").inputValue(), "Ada");
  await t.at(".held").waitFor();
  equal(posts(t.server, "/holds").length, 1, "the hold is used again");
});

test("a time that was just taken", async (t) => {
  await t.open();
  t.server.faults.taken = 1;
  await t.at('[data-on="service:0"]').click();
  await t.at('[data-on="person:"]').click();
  await t.at(".day.free").first().click();
  await t.at(".slot").first().click();
  await t.at(".chip").first().waitFor();
  await t.check("taken");
  await t.shoot("taken en light");
  await t.at(".chip").first().click();
  await t.step("details");
  await fill(t);
  t.server.faults.taken = 1;
  await submit(t);
  await t.at(".chip").first().waitFor();
  equal(t.server.state.bookings, 0);
});

test("nothing is free", async (t) => {
  // In the month after the one that has nothing, whichever day it is today.
  const today = new Date();
  const next = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 2, 15, 9)).toISOString().replace(".000", "");
  await t.open();
  await t.at('[data-on="service:3"]').click();
  await t.at(".day.free").first().waitFor();
  t.server.faults.nothing = next;
  await t.at('[data-on="month:1"]').click();
  await t.at(".over .primary").waitFor();
  await t.check("nothing this month");
  await t.shoot("nothing en light");
  t.server.faults.nothing = null;
  await t.at(".over .primary").click();
  await t.at(".day.free").first().waitFor();
  t.server.faults.nothing = true;
  await t.tab.reload();
  await t.at('[data-on="service:2"]').click();
  await t.at(".over").waitFor();
  await t.check("nothing at all");
});

test("the server is away, and a click asks it again", async (t) => {
  await t.stopTimers();
  t.server.faults.down = true;
  await t.open();
  await t.at('[data-on="retry"]').waitFor();
  await t.check("away");
  t.server.faults.down = false;
  await t.at('[data-on="retry"]').click();
  await t.step("service");
});

test("the server is away, and is asked again without a click or a change of the page", async (t) => {
  t.server.faults.down = true;
  await t.open();
  await t.at('[data-on="retry"]').focus();
  await t.tab.evaluate(() => {
    const { shadowRoot } = document.querySelector("portico-booking");
    window.changes = 0;
    new MutationObserver((found) => (window.changes += found.length)).observe(shadowRoot, { childList: true, subtree: true });
  });
  const tried = t.server.state.refused;
  while (t.server.state.refused < tried + 3) await t.tab.waitForTimeout(100);
  const focused = () => document.querySelector("portico-booking").shadowRoot.activeElement?.dataset.on;
  equal([await t.tab.evaluate(() => window.changes), await t.tab.evaluate(focused)], [0, "retry"], "elements that came or went, and the focus");
  t.server.faults.down = false;
  await t.step("service");
});

test("a token that went stale is fetched anew, and the booking goes through", async (t) => {
  await t.open();
  await choose(t);
  await t.at(".held").waitFor();
  await fill(t);
  t.server.state.tokens.clear();
  await submit(t);
  await t.step("done");
  const calls = posts(t.server, "/appointments");
  equal([calls.length, calls[0].key === calls[1].key, t.server.state.bookings], [2, true, 1]);
});

test("what the server refuses stands beside its field", async (t) => {
  await t.open();
  await choose(t);
  await fill(t);
  t.server.faults.invalid = [{ pointer: "/contact/email", code: "undeliverable", detail: "x" }, { pointer: "/answers/hair", code: "unknown", detail: "We do not cut this length." }];
  await submit(t);
  await t.at("#e-email").waitFor();
  equal(await t.at("[id='e-answers.hair']").textContent(), "We do not cut this length.");
  await submit(t);
  await t.step("done");
});

test("a bad moment of what stands between is no refusal", async (t) => {
  t.server.faults.broken = 3;
  await t.open();
  await t.step("service");
  t.server.faults.garbled = 1;
  await t.open();
  await t.at('[data-on="retry"]').waitFor();
  await t.step("service");
  t.server.faults.unconfigured = 1;
  await t.open({ body: "", attributes: 'data-position="floating"' });
  await t.tab.locator(".float").click();
  await t.step("service");
  equal(t.messages.filter((message) => message.includes("Portico")), [], "what the console says");
});

test("a token that cannot be renewed at once loses no booking", async (t) => {
  await t.open();
  await choose(t);
  await t.at(".held").waitFor();
  await fill(t);
  t.server.state.tokens.clear();
  t.server.faults.unconfigured = 1;
  await submit(t);
  await t.at(".notice").waitFor();
  await t.step("done");
  const keys = posts(t.server, "/appointments").map((call) => call.key);
  equal([new Set(keys).size, t.server.state.bookings], [1, 1], "keys and bookings");
});

test("times that are refused lead to the first step, or wait as long as the server says", async (t) => {
  await t.open();
  await t.step("service");
  t.server.faults.slots = 422;
  await t.at('[data-on="service:2"]').click();
  await t.at(".notice").waitFor();
  await t.step("service");
  await t.check("a service that is not offered any more");
  t.server.faults.slots = 429;
  await t.at('[data-on="service:2"]').click();
  await t.at('.over:has-text("Too many")').waitFor();
  const asked = () => t.server.state.calls.filter((call) => call.path.endsWith("/slots")).length;
  const before = asked();
  await t.tab.waitForTimeout(1500);
  equal(asked(), before, "questions before the time");
  t.server.faults.slots = null;
  await t.at(".day.free").first().waitFor();
});

test("a popup has a name, takes the focus and gives it back", async (t) => {
  await t.open({ body: '<button data-portico-open="booking">Open</button>', attributes: 'data-position="floating"' });
  const holding = () => t.tab.evaluate(() => document.activeElement.localName);
  await t.tab.locator(".float").focus();
  await t.tab.keyboard.press("Enter");
  equal([await t.at("dialog").getAttribute("aria-label"), await holding()], ["Book now", "portico-booking"]);
  await t.tab.getByRole("dialog", { name: "Book an appointment" }).waitFor();
  equal(await t.tab.evaluate(() => document.querySelector("portico-booking").shadowRoot.activeElement.id), "heading", "what is read first");
  await t.tab.keyboard.press("Escape");
  equal(await t.tab.evaluate(() => document.activeElement.shadowRoot?.activeElement.className), "float", "the focus");
  await t.tab.locator("[data-portico-open]").focus();
  await t.tab.keyboard.press("Enter");
  equal(await holding(), "portico-booking");
  await t.tab.keyboard.press("Escape");
  equal(await t.tab.evaluate(() => document.activeElement.dataset.porticoOpen), "booking", "the focus");
});

test("what must be answered is said, and a telephone number begins with its country", async (t) => {
  t.server.faults.config = (found) => {
    const changed = structuredClone(found);
    changed.services[0].questions[1].required = true;
    return changed;
  };
  await t.open();
  await choose(t);
  holds((await t.at("legend").textContent()).endsWith("(required)"), "the group does not say it");
  await fill(t);
  await t.field("phone").fill("030 901820");
  await submit(t);
  await t.at("#e-phone").waitFor();
  await t.at("[id='e-answers.extras']").waitFor();
  equal(await t.at("fieldset").evaluate((group) => [group.getAttribute("aria-describedby"), group.getAttribute("aria-invalid")]), ["e-answers.extras", null]);
  await t.check("a group that must be answered");
  await t.field("phone").fill("+49 30 901820");
  await t.field("answers.extras#Tea").check();
  equal(await t.at(".error").count(), 0, "errors");
  await submit(t);
  await t.step("done");
});

test("an origin that is not authorised sees nothing, and the console says why", async (t) => {
  t.server.origins.length = 0;
  await t.open({ body: "<portico-booking></portico-booking>" });
  await t.tab.waitForFunction(() => document.querySelector("portico-booking").hidden);
  equal(await t.tab.evaluate(() => document.querySelector("portico-booking").getBoundingClientRect().height), 0);
  holds(t.messages.some((message) => message.includes("not a verified domain")), t.messages.join());
  await t.open({ body: "", attributes: 'data-position="floating"' });
  await t.tab.waitForTimeout(400);
  equal(await t.tab.locator(".float").count(), 0);
});

test("the strictest policy is kept", async (t) => {
  const policy = `default-src 'none'; style-src 'self'; script-src ${t.server.base} 'wasm-unsafe-eval'; connect-src ${t.server.base}`;
  await t.tab.addInitScript(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  await t.open({ attributes: 'data-position="popup"' }, { "content-security-policy": policy });
  await choose(t);
  await fill(t);
  await submit(t);
  await t.step("done");
  await t.tab.evaluate(() => window.portico.open("lead"));
  await t.at('[data-field="message"]').waitFor();
  equal(await t.tab.evaluate(() => window.violations), []);
  const styled = await t.tab.evaluate(() => [...document.querySelectorAll("portico-booking,portico-lead")].some((host) => host.shadowRoot.querySelector("[style],style")));
  equal(styled, false, "inline style");
});

test("an API on another origin is one more source of the policy, and no more", async (t) => {
  const policy = `default-src 'none'; style-src 'self'; script-src ${t.site.base} 'wasm-unsafe-eval'; connect-src ${t.site.base} ${t.server.base}`;
  await t.tab.addInitScript(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  await t.open({ html: page(t.site, { attributes: `data-api="${t.server.base}"` }) }, { "content-security-policy": policy });
  await choose(t);
  await fill(t);
  await submit(t);
  await t.step("done");
  equal(await t.tab.evaluate(() => window.violations), []);
  equal(t.server.state.bookings, 1);
});

test("nothing on the page moves", async (t) => {
  await watchShift(t.tab);
  t.server.faults.slow = 150;
  await t.open({ body: "<p>Before</p><portico-booking></portico-booking>" });
  const before = await topOf(t.tab, "#after");
  await choose(t);
  await fill(t);
  await submit(t);
  await t.step("done");
  equal(await shiftOf(t.tab), 0, "cumulative layout shift");
  equal(await topOf(t.tab, "#after"), before, "what is below, even right after an input");
});

test("popup, floating button and the script's interface", async (t) => {
  await t.open({ body: '<button data-portico-open="booking">Open</button>', attributes: 'data-position="floating" data-label="Book a chair"' });
  await t.tab.locator(".float").click();
  await t.step("service");
  await t.check("popup");
  await t.shoot("popup en light");
  await t.at('[data-on="close"]').click();
  equal(await t.at("dialog[open]").count(), 0);
  await t.tab.locator("[data-portico-open]").click();
  equal(await t.at("dialog[open]").count(), 1);
  await t.tab.keyboard.press("Escape");
  equal(await t.at("dialog[open]").count(), 0);
  await t.tab.evaluate(() => window.portico.open());
  equal(await t.at("dialog[open]").count(), 1);
});

test("another time zone and another language", async (t) => {
  await t.open();
  await t.at('[data-on="service:2"]').click();
  await t.at(".day.free").first().click();
  const before = await t.at(".slot").first().textContent();
  await t.field("zone").selectOption("+");
  await t.field("zone").selectOption("Asia/Tokyo");
  await t.at(".grid:not(.waiting)").waitFor();
  await t.at(".day.free").first().click();
  holds((await t.at(".slot").first().textContent()) !== before, "the times are those of the zone");
  await t.field("language").selectOption("fr");
  await t.at('h3:has-text("convient")').waitFor();
});

test("the business's own words and theme", async (t) => {
  t.server.faults.config = (found) => {
    found.widget.texts = { title: "Sit down with us", choose_service: "What shall it be?" };
    found.widget.theme = { accent: "#ffd400", radius: 0, color_scheme: "dark", font: "Georgia, serif" };
    return found;
  };
  await t.open();
  await t.step("service");
  equal([await t.at("#title").textContent(), await t.at("#heading").textContent()], ["Sit down with us", "What shall it be?"]);
  await t.at('[data-on="service:2"]').click();
  await t.at(".day.free").first().click();
  await t.check("a light accent on dark");
  await t.shoot("theme yellow dark");
});

// A page that gives the widget a background and a text has one look, whatever its visitor likes.
for (const [colorScheme, background, text, dark] of [["dark", "#fffdfb", "#2a161d", false], ["light", "rgb(20 20 30)", "#eee", true]])
  test(`the page's own background decides, where the visitor likes it ${colorScheme}`, async (t) => {
    await t.open({ body: `<div style="--portico-background:${background};--portico-text:${text}"><portico-booking></portico-booking></div>` });
    await t.step("service");
    equal(await t.at(".frame.dark").count(), dark ? 1 : 0, "dark frames");
    await t.check("the page's own background", ["color-contrast"]);
  }, { colorScheme });

for (const colorScheme of ["light", "dark"])
  test(`text is readable on any accent, ${colorScheme}`, async (t) => {
    await t.open();
    await choose(t);
    await t.at(".held").waitFor();
    for (const accent of ["#ffd400", "#0f766e", "#7c3aed", "#d9480f", "#1f2937", "#ff4fa3", "#00ff00", "#0000ff", "#808080", "#e03131", "#15aabf"]) {
      await t.tab.evaluate((accent) => document.querySelector("portico-booking").style.setProperty("--portico-accent", accent), accent);
      await t.check(accent, ["color-contrast"]);
    }
  }, { colorScheme });

await main();
